"""All that is derived from what is on record: answers, disagreements, corroborations, place by place."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.resolve import accounts
from kg.resolve.components import components
from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, united
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Account, Material
from kg.resolve.neighbours import Neighbours
from kg.resolve.origins import Corroboration, Origins
from kg.resolve.record import Place, Resolution, resolution
from kg.resolve.rivals import rivals
from kg.resolve.states import State


@dataclass(frozen=True, slots=True)
class OfPlace:
    """What is derived of a place and its posts: for each predicate a resolution, and what they show together."""

    resolutions: Sequence[Resolution]
    disagreements: Sequence[Disagreement]
    corroborations: Sequence[Corroboration]


class Derivation:
    """What is derived from some material on a day of knowledge."""

    def __init__(self, material: Material, knowledge: Knowledge) -> None:
        self._material = material
        self.settled = material.settle(knowledge)
        # Nor does a document that is gone link those that copy it: had it never been, none could name it.
        copies = {
            document: [other for other in others if not knowledge.gone(other)]
            for document, others in material.copies.items()
            if not knowledge.gone(document)
        }
        self.origins = Origins(copies)
        self._told = list(material.places())
        self._within = material.around(self.settled.known.states)
        self._accounts: dict[str, list[Account]] = {}
        for account in material.accounts:
            state = account.state
            if state.statement in self.settled.known.states:
                self._accounts.setdefault(state.predicate, []).append(account)
        self._neighbours = Neighbours(material.posts, self._within, material.hierarchy)
        self._identities = [
            one for one in material.identities if not one.documents or not all(map(knowledge.gone, one.documents))
        ]

    def __len__(self) -> int:
        """The number of places that states are said of."""
        return len(self._told)

    def places(self, first: int = 0, after: int | None = None) -> Iterator[OfPlace]:
        """What is derived of each place that states are said of, in the order of their IRIs; of some if asked for."""
        for place, told in self._told[first:after]:
            yield self._place(place, told)

    @cached_property
    def _around(self) -> dict[str, list[Resolved]]:
        """The states of the places that others lie in."""
        wider = {wide for within in self._within.values() for wide in within}
        around: dict[str, list[Resolved]] = {}
        for place, told in self._told:
            if not wider.isdisjoint(place.scopes):
                around |= _states(self._resolutions(place, told))
        return around

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
        found += self._contradictions()
        return united(found), list(self.origins.of_events(events, components(one)))

    def _contradictions(self) -> Iterator[Disagreement]:
        """Order facts and bounds that cannot all be met, with the statements that tell them."""
        known = self.settled.known.states
        tellings: dict[str, set[str]] = {}
        for account in self._material.accounts if self.settled.contradictions else ():
            if account.state.predicate == "event":
                tellings.setdefault(account.state.scope, set()).add(account.state.statement)
        for contradiction in self.settled.contradictions:
            nodes = contradiction.nodes
            told = set[str]().union(*(tellings.get(node, ()) for node in nodes))
            sources = {order.source for order in contradiction.orders}
            statements = tuple(sorted((sources | nodes | told) & known.keys()))
            decisions = tuple(sorted(sources - known.keys()))
            yield Disagreement(min(nodes), "order", "contradicted-order", None, statements, decisions)

    def _place(self, place: Place, told: Mapping[str, Sequence[State]]) -> OfPlace:
        material, texts = self._material, self.origins.texts
        resolutions = self._resolutions(place, told)
        disagreements = [
            found
            for one in resolutions
            for scope, states in _states([one]).items()
            for found in rivals(scope, one.predicate, states, material.hierarchy, texts)
        ]
        every = _states(resolutions)
        near: ChainMap[str, list[Resolved]] = ChainMap(every, self._around)
        disagreements += self._neighbours.disagreements(place.iri, near)
        corroborations = [
            found
            for one in resolutions
            for scope, states in one.states.items()
            for found in self.origins.of_states(scope, states)
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
