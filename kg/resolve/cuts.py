"""What surely was so cuts what is only possible: one holder at a time, one status at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy, Value, value
from kg.resolve.states import AFTER, BEFORE, RANKS, Days, Spell, State


class Resolved(Struct, frozen=True, array_like=True, gc=False):
    """A state with what order and cuts leave of its spell.

    `holes` are days on which it cannot have been. `sure`: it was surely said by then. `firm`: no
    contradiction of order facts names it; only a state that is both is ever definite, or cuts.
    `superseded_by` are the statements that ended it.
    """

    state: State
    spell: Spell
    sure: bool = True
    firm: bool = True
    holes: tuple[Days, ...] = ()
    superseded_by: tuple[str, ...] = ()

    @property
    def definite(self) -> Days | None:
        """The days on which the state surely was, or None."""
        return self.spell.definite if self.sure and self.firm else None

    @property
    def rank(self) -> int:
        """The place of its modality among those admitted, 0 the highest."""
        return RANKS[self.state.modality]

    def possible(self, on: int) -> bool:
        """Whether the state may have been on a day."""
        return self.spell.possible(on) and not any(first <= on <= last for first, last in self.holes)


Span = tuple[int, int, int, str]
"""Definite days (first, last) of a state, its rank and statement."""


class Spans(NamedTuple):
    """The definite days of one value on one scope, by their first day and by their last."""

    by_first: list[Span]
    by_last: list[tuple[int, int]]


def cut(states: Sequence[Resolved], crossing_of: Mapping[str, str], hierarchy: Hierarchy) -> list[Resolved]:
    """The states of a crossing and its posts, or of one place, as those that are definite leave them.

    All cuts are made from the bounds as they come in, so that their order is of no account. A state
    of the whole crossing is cut by those of its posts too, and not the reverse.
    """
    definite = _definite(states, crossing_of)
    rivals: dict[tuple[str, Value], list[Spans]] = {}
    found = []
    for one in states:
        key = one.state.scope, value(one.state)
        if key not in rivals:
            here = definite.get(key[0], {}).items()
            rivals[key] = [spans for other, spans in here if not hierarchy.values_compatible(key[1], other)]
        found.append(_cut(one, rivals[key]) if rivals[key] else one)
    return found


def _definite(states: Iterable[Resolved], crossing_of: Mapping[str, str]) -> dict[str, dict[Value, Spans]]:
    """For each scope and value the days on which it surely was so."""
    found: defaultdict[str, dict[Value, Spans]] = defaultdict(dict)
    for one in states:
        days = one.definite
        if days is None or one.state.predicate not in EXCLUSIVE:
            continue
        scope, said = one.state.scope, value(one.state)
        for where in {scope, crossing_of.get(scope, scope)}:
            spans = found[where].setdefault(said, Spans([], []))
            spans.by_first.append((*days, one.rank, one.state.statement))
            spans.by_last.append((days[1], one.rank))
    for by_value in found.values():
        for spans in by_value.values():
            spans.by_first.sort()
            spans.by_last.sort()
    return found


def _cut(one: Resolved, rivals: Iterable[Spans]) -> Resolved:
    begin_latest, end_earliest = one.spell.begin_latest, one.spell.end_earliest
    after, before = max(begin_latest, end_earliest), min(begin_latest, end_earliest)
    ended, ended_by = AFTER + 1, set[str]()
    begun = BEFORE
    holes = []
    for spans in rivals:
        # The first that begins after this one surely had begun and was last seen ends it.
        for number in range(bisect_left(spans.by_first, (after + 1,)), len(spans.by_first)):
            first, _, rank, statement = spans.by_first[number]
            if first > ended:
                break
            if rank <= one.rank:
                if first < ended:
                    ended, ended_by = first, set()
                ended_by.add(statement)
        # It begins after the last that ended before it may have begun.
        for number in range(bisect_left(spans.by_last, (before,)) - 1, -1, -1):
            last, rank = spans.by_last[number]
            if rank <= one.rank:
                begun = max(begun, last + 1)
                break
        if begin_latest > end_earliest:
            for first, last, rank, _ in spans.by_first:
                if first > begin_latest:
                    break
                if last >= end_earliest and rank <= one.rank:
                    holes.append((first, last))
    spell = one.spell
    if ended_by and ended - 1 < spell.end_latest:
        spell = spell._replace(end_latest=ended - 1)
    else:
        ended_by = set()
    if begun > spell.begin_earliest:
        spell = spell._replace(begin_earliest=begun)
    return Resolved(one.state, spell, one.sure, one.firm, merged(holes), tuple(sorted(ended_by)))


def merged(spans: Iterable[Days]) -> tuple[Days, ...]:
    """Spans of days as few that do not touch."""
    merged: list[Days] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)
