"""Deriving by groups: what is said of one place and its posts, of one event, of one thing, by itself.

A group is the rows that are resolved together. All else that they depend on is the context, and what
is said of the places that theirs lie in.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from kg.resolve.context import Context
from kg.resolve.cuts import Resolved
from kg.resolve.derive import Derivation, OfPlace, Surroundings
from kg.resolve.disagreements import Disagreement
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import DETAILS, STATES, Account, Material
from kg.resolve.neighbours import Neighbours
from kg.resolve.order import tighten
from kg.resolve.origins import Corroboration, Origins
from kg.resolve.record import Settled
from kg.resolve.states import State
from kg.resolve.told import Told


def taken_in(told: Iterable[Told], material: Material) -> Material:
    """Some material with these rows for its statements."""
    states: list[State] = []
    others: list[State] = []
    accounts: list[Account] = []
    for one in told:
        word = one.state.predicate
        if word in STATES:
            states.append(one.state)
        elif word in DETAILS:
            accounts.append(one.account)
        else:
            others.append(one.state)
    return replace(material, states=states, others=others, accounts=accounts)


class Group(Struct, frozen=True, array_like=True):
    """Rows that are resolved together with all that what is derived of them depends on, as plain values.

    `about` is what the rows are about, by which other processes are given them.
    """

    about: str
    told: list[Told]
    context: Context
    around: dict[str, list[Resolved]]

    def encoded(self) -> bytes:
        """It as bytes, for another process."""
        return _encode(self)

    @classmethod
    def of(cls, encoded: bytes) -> Group:
        """The group that was encoded so."""
        return _decode(encoded)


_encode = Encoder().encode
_decode = Decoder(Group).decode


@dataclass(frozen=True, slots=True)
class OfGroup:
    """What is derived of a group; `counting` has its statements that count, as they do."""

    counting: Mapping[str, State]
    places: Iterator[OfPlace]
    disagreements: Sequence[Disagreement]
    corroborations: Sequence[Corroboration]


class Deriving:
    """Derives groups within a context; `around` has for places that others lie in what is said of them."""

    def __init__(self, context: Context, around: Mapping[str, Sequence[Resolved]]) -> None:
        self._context = context
        self.hierarchy = Hierarchy(context.above)
        self._knowledge = Knowledge(withdrawn=context.withdrawn)
        neighbours = Neighbours(context.posts, context.within, self.hierarchy)
        self.origins = Origins({document: (text,) for document, text in context.texts.items()})
        self._surroundings = Surroundings(self.origins, neighbours, around)

    def group(self, about: str, told: Sequence[Told]) -> OfGroup:
        """What is derived of the rows that are all about one thing."""
        context = self._context
        scopes = {one.state.scope for one in told}
        material = Material(
            hierarchy=self.hierarchy,
            posts={about: [*context.posts[about]]} if about in context.posts else {},
            members={scope: context.members[scope] for scope in scopes if scope in context.members},
            identities=[*context.deciding(scopes)],
        )
        derivation = Derivation(taken_in(told, material), self._knowledge, self._settled(told), self._surroundings)
        disagreements, corroborations = derivation.accounts()
        # Of where a group of places lies each member is told, and what they come to is told of that member only.
        mine = {about, *(post for post, _ in context.posts.get(about, ()))}
        mine.update(one.state.scope for one in told if not one.beside)
        found = [one for one in disagreements if one.predicate != "lies" or one.subject in mine]
        return OfGroup(derivation.settled.known.states, derivation.places(), found, corroborations)

    def around(self, about: str, told: Sequence[Told], wider: Container[str]) -> dict[str, list[Resolved]]:
        """What is said of those of some places that some rows are about, as far as it is compared with others."""
        posts = {about: [*self._context.posts[about]]} if about in self._context.posts else {}
        material = taken_in(told, Material(hierarchy=self.hierarchy, posts=posts))
        derivation = Derivation(material, self._knowledge, self._settled(told), self._surroundings)
        return {
            place: [one for one in states if one.state.predicate in {"control", "presence"}]
            for place, states in derivation.around(wider).items()
        }

    def _settled(self, told: Sequence[Told]) -> Settled:
        """What counts of some rows and when it was so: of what is told in order, as it was worked out for all."""
        context = self._context
        known = self._knowledge.known([one.state for one in told], context.retracted)
        spells = {name: context.spells.get(name) or state.spell.normal() for name, state in known.states.items()}
        beside = {one.state.statement for one in told if one.beside}
        empty = [name for name, spell in spells.items() if spell.empty and name not in beside | context.spells.keys()]
        contradictions = tighten({name: known.states[name].spell for name in empty}, []).contradictions
        return Settled(known, spells, context.accused.union(empty), contradictions)
