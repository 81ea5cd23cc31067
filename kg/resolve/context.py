"""What the derivation of a group of statements depends on beside them: plain values, for all groups or for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar

from msgspec import Struct

from kg.resolve.cuts import Resolved
from kg.resolve.material import Identity
from kg.resolve.states import Spell
from kg.resolve.told import Told

V = TypeVar("V")


class Context(Struct, frozen=True, kw_only=True, dict=True):
    """What surrounds the rows that things are derived from.

    `above`, `posts`, `within`, `members`, `identities` and `withdrawn` are as in `Hierarchy` and
    `Material`; `within` has what counts only. `texts` gives for a document that shares its text with
    others that text. Of statements that take back others or are told in order: `retracted` are taken
    back, `spells` is what order leaves of theirs, `accused` are in an order that cannot be met.
    """

    above: dict[str, tuple[str, ...]]
    posts: dict[str, tuple[tuple[str, str], ...]]
    within: dict[str, tuple[str, ...]]
    members: dict[str, tuple[str, ...]]
    identities: tuple[Identity, ...]
    withdrawn: dict[str, int]
    texts: dict[str, str]
    retracted: frozenset[str]
    spells: dict[str, Spell]
    accused: frozenset[str]

    def wider(self, place: str) -> set[str]:
        """The places that a place lies in, near and far."""
        return _reached((place,), self.within) - {place}

    def deciding(self, things: Iterable[str]) -> tuple[Identity, ...]:
        """The decisions on any of some things, in the order of their IRIs."""
        found = {one.decision: one for thing in things for one in self._deciding.get(thing, ())}
        return tuple(found[decision] for decision in sorted(found))

    @cached_property
    def _deciding(self) -> dict[str, list[Identity]]:
        by_thing: dict[str, list[Identity]] = {}
        for one in self.identities:
            for thing in one.things:
                by_thing.setdefault(thing, []).append(one)
        return by_thing

    def part(self, about: str, told: Sequence[Told], around: Mapping[str, Sequence[Resolved]]) -> Context:
        """As much of it as some rows that are resolved together depend on, in an order that depends on nothing else.

        `around` has what is said of the places that theirs lie in.
        """
        states = [one.state for one in told]
        scopes = {about, *(state.scope for state in states)}
        scopes |= {post for scope in [*scopes] for post, _ in self.posts.get(scope, ())}
        identities = self.deciding(scopes)
        documents = {document for state in states for document in (state.document, *state.grounds, *state.said_grounds)}
        documents |= {document for one in identities for document in one.documents}
        names = {name for state in states for name in (state.statement, state.rests_on)}
        things = {thing for state in states for thing in (*state.objects, *state.speakers)}
        things |= {thing for one in told for thing in chain(*one.details)}
        things |= {thing for ones in around.values() for one in ones for thing in one.state.objects}
        return Context(
            above=_picked(self.above, _reached(things, self.above)),
            posts=_picked(self.posts, scopes),
            within=_picked(self.within, _reached(scopes, self.within)),
            members=_picked(self.members, scopes),
            identities=identities,
            withdrawn=_picked(self.withdrawn, documents),
            texts=_picked(self.texts, documents),
            retracted=self.retracted & names,
            spells=_picked(self.spells, names),
            accused=self.accused & names,
        )


def _picked(of: Mapping[str, V], keys: Iterable[str]) -> dict[str, V]:
    return {key: of[key] for key in sorted(keys) if key in of}


def _reached(things: Iterable[str], above: Mapping[str, Iterable[str]]) -> set[str]:
    """Things and everything above them."""
    found, waiting = set[str](), [*things]
    while waiting:
        thing = waiting.pop()
        if thing not in found:
            found.add(thing)
            waiting += above.get(thing, ())
    return found
