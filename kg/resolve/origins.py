"""Where statements come from: who speaks of itself, and how many independent origins say a thing.

The second is corroboration, and not a number of documents.

Two statements have one origin where their documents share a text (it is one document, one copies the
other, or both a wire) or where they have a speaker in common; who quotes a publisher has that
publisher as speaker. What is left is independent as far as anybody has recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from kg.resolve.components import components
from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import Hierarchy, Value, value
from kg.resolve.material import Account
from kg.resolve.presuppositions import of_change
from kg.resolve.states import RANKS, Days, State


class Corroboration(Struct, frozen=True):
    """Statements of several documents that say one thing of a subject, and how many independent origins they have.

    `days` is the run of days on which they surely say it, where it is a state that they tell of.
    """

    subject: str
    predicate: str
    objects: tuple[str, ...]
    days: Days | None
    statements: tuple[str, ...]
    origins: int


def of_themselves(state: State, hierarchy: Hierarchy) -> tuple[str, ...]:
    """Those of the objects of a statement that a speaker of it is, or is a force or member of."""
    speaking = frozenset[str]().union(*map(hierarchy.covering, state.speakers))
    return tuple(thing for thing in state.objects if thing in speaking)


class Origins:
    """Where statements come from; `copies` gives for a document those that share its text."""

    def __init__(self, copies: Mapping[str, Iterable[str]]) -> None:
        self.texts = components((document, other) for document, others in copies.items() for other in others)

    def independent(self, states: Sequence[State]) -> int:
        """The number of independent origins of some statements."""
        if len(states) == 1:
            return 1
        origins: list[set[str]] = []
        for state in states:
            sources = {self.texts.get(state.document, state.document), *state.speakers}
            apart = []
            for origin in origins:
                if origin.isdisjoint(sources):
                    apart.append(origin)
                else:
                    sources |= origin
            origins = [*apart, sources]
        return len(origins)

    def of_states(self, scope: str, states: Iterable[Resolved]) -> Iterator[Corroboration]:
        """Statements that give one scope one value: surely on a day in common, or within the same bounds."""
        told: defaultdict[Value, list[Resolved]] = defaultdict(list)
        for one in states:
            if one.state.polarity == "affirmed" and one.sure and one.firm:
                told[value(one.state)].append(one)
        for said, ones in sorted(told.items()):
            for days, members in _together(ones) if len(ones) > 1 else ():
                yield from self._corroboration(scope, said[0], said[1], days, [one.state for one in members])

    def of_events(self, accounts: Iterable[Account], root: Mapping[str, str]) -> Iterator[Corroboration]:
        """Statements that tell of one event as a fact; `root` gives for an event the one that stands for it."""
        told: defaultdict[tuple[str, tuple[str, ...]], list[State]] = defaultdict(list)
        for account in accounts:
            state = account.state
            if state.polarity == "affirmed" and state.modality in RANKS:
                told[root.get(state.scope, state.scope), state.objects].append(state)
        for (event, types), states in sorted(told.items()):
            yield from self._corroboration(event, "event", types, None, states)

    def _corroboration(
        self, subject: str, predicate: str, objects: tuple[str, ...], days: Days | None, states: Sequence[State]
    ) -> Iterator[Corroboration]:
        if len({state.document for state in states}) > 1:  # who says a thing twice adds nothing
            statements = tuple(sorted(state.statement for state in states))
            yield Corroboration(subject, predicate, objects, days, statements, self.independent(states))


def _together(ones: Sequence[Resolved]) -> Iterator[tuple[Days | None, list[Resolved]]]:
    """Groups of two or more whose definite days hang together, or that have no such day and the same bounds."""
    members: list[Resolved] = []
    last = 0
    dated = sorted((one.definite, one.state.statement, one) for one in ones if one.definite)
    for days, _, one in dated:
        if members and days[0] > last:
            yield from _group(members, last)
            members = []
        last = max(last, days[1]) if members else days[1]
        members.append(one)
    yield from _group(members, last)
    bounds: defaultdict[tuple[int, ...], list[Resolved]] = defaultdict(list)
    for one in ones:
        if not one.definite and not of_change(one.state):
            bounds[one.spell].append(one)
    yield from ((None, same) for same in bounds.values() if len(same) > 1)


def _group(members: Sequence[Resolved], last: int) -> Iterator[tuple[Days | None, list[Resolved]]]:
    if len(members) > 1:
        first = members[0].definite
        assert first
        yield (first[0], last), list(members)
