"""All that is derived from what is on record: answers, disagreements, corroborations, place by place."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.resolve import accounts
from kg.resolve.components import components
from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, united
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Account, Material
from kg.resolve.neighbours import Neighbours
from kg.resolve.origins import Corroboration, Origins
from kg.resolve.record import Place, Resolution, Settled, resolution
from kg.resolve.rivals import rivals
from kg.resolve.states import State


@dataclass(frozen=True, slots=True)
class OfPlace:
    """What is derived of a place and its posts: for each predicate a resolution, and what they show together."""

    resolutions: Sequence[Resolution]
    disagreements: Sequence[Disagreement]
    corroborations: Sequence[Corroboration]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds the material that things are derived from, worked out for more than it.

    `around` has for places that others lie in what is said of them.
    """

    origins: Origins
    neighbours: Neighbours
    around: Mapping[str, Sequence[Resolved]]


class Derivation:
    """What is derived from some material on a day of knowledge.

    Where it is a part of more, `settled` and `surroundings` are what they are for all of that.
    """

    def __init__(
        self,
        material: Material,
        knowledge: Knowledge,
        settled: Settled | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._material = material
        self.settled = settled or material.settle(knowledge)
        self._told = list(material.places())
        self._accounts: dict[str, list[Account]] = {}
        for account in material.accounts:
            state = account.state
            if state.statement in self.settled.known.states:
                self._accounts.setdefault(state.predicate, []).append(account)
        self._identities = [
            one for one in material.identities if not one.documents or not all(map(knowledge.gone, one.documents))
        ]
        self._surroundings = surroundings or self._surrounding(knowledge)

    def _surrounding(self, knowledge: Knowledge) -> Surroundings:
        material = self._material
        within = material.around(self.settled.known.states)
        wider = {wide for places in within.values() for wide in places}
        origins = Origins(material.copies_left(knowledge))
        return Surroundings(origins, Neighbours(material.posts, within, material.hierarchy), self.around(wider))

    def places(self) -> Iterator[OfPlace]:
        """What is derived of each place that states are said of, in the order of their IRIs."""
        for place, told in self._told:
            yield self._place(place, told)

    def around(self, wider: Container[str]) -> dict[str, list[Resolved]]:
        """What is said of those of some places that it is told of."""
        return {
            scope: states
            for place, told in self._told
            if any(scope in wider for scope in place.scopes)
            for scope, states in _states(self._resolutions(place, told)).items()
            if scope in wider
        }

    def accounts(self) -> tuple[list[Disagreement], list[Corroboration]]:
        """What is derived of events, quantities and whereabouts."""
        material, spells = self._material, self.settled.spells
        events = self._accounts.get("event", [])
        one = accounts.decided(self._identities, "positive", {account.state.scope for account in events})
        found = [
            *accounts.of_events(events, spells, self._identities, material.hierarchy),
            *accounts.of_quantities(self._accounts.get("quantity", []), spells),
            *accounts.of_whereabouts(self._accounts.get("lies", []), material.members, material.hierarchy),
        ]
        found += contradicted(self.settled, material.accounts)
        return united(found), list(self._surroundings.origins.of_events(events, components(one)))

    def _place(self, place: Place, told: Mapping[str, Sequence[State]]) -> OfPlace:
        surroundings, hierarchy = self._surroundings, self._material.hierarchy
        resolutions = self._resolutions(place, told)
        disagreements = [
            found
            for one in resolutions
            for scope, states in _states([one]).items()
            for found in rivals(scope, one.predicate, states, hierarchy, surroundings.origins.texts)
        ]
        near: dict[str, Sequence[Resolved]] = {
            wide: states
            for wide in surroundings.neighbours.around(place.iri)
            if (states := surroundings.around.get(wide))
        }
        disagreements += surroundings.neighbours.disagreements(place.iri, near | _states(resolutions))
        corroborations = [
            found
            for one in resolutions
            for scope, states in one.states.items()
            for found in surroundings.origins.of_states(scope, states)
        ]
        return OfPlace(resolutions, united(disagreements), corroborations)

    def _resolutions(self, place: Place, told: Mapping[str, Sequence[State]]) -> list[Resolution]:
        hierarchy = self._material.hierarchy
        return [resolution(place, word, states, self.settled, hierarchy) for word, states in told.items()]


def _states(resolutions: Iterable[Resolution]) -> dict[str, list[Resolved]]:
    """All states that count, by scope, those too that answer no plain question."""
    found: dict[str, list[Resolved]] = {}
    for one in resolutions:
        for scope in one.place.scopes:
            found.setdefault(scope, []).extend((*one.states[scope], *one.aside[scope]))
    return found


def contradicted(settled: Settled, accounts: Sequence[Account]) -> Iterator[Disagreement]:
    """Order facts and bounds that cannot all be met, with the statements that tell them; some of `accounts` do."""
    known = settled.known.states
    tellings: dict[str, set[str]] = {}
    for account in accounts if settled.contradictions else ():
        if account.state.predicate == "event":
            tellings.setdefault(account.state.scope, set()).add(account.state.statement)
    for contradiction in settled.contradictions:
        nodes = contradiction.nodes
        told = set[str]().union(*(tellings.get(node, ()) for node in nodes))
        sources = {order.source for order in contradiction.orders}
        statements = tuple(sorted((sources | nodes | told) & known.keys()))
        decisions = tuple(sorted(sources - known.keys()))
        yield Disagreement(min(nodes), "order", "contradicted-order", None, statements, decisions)
