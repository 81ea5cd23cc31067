"""What surely was so cuts what is only possible: one holder at a time, one status at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy, Value, value
from kg.resolve.states import AFTER, BEFORE, RANKS, Days, Spell, State


class Resolved(Struct, frozen=True, gc=False):
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


Spans = dict[Value, list[tuple[int, int, int, str]]]
"""For each value the definite days of its states (first, last), rank and statement, sorted."""


def cut(states: Sequence[Resolved], crossing_of: Mapping[str, str], hierarchy: Hierarchy) -> list[Resolved]:
    """The states of a crossing and its posts, or of one place, as those that are definite leave them.

    All cuts are made from the bounds as they come in, so that their order is of no account. A state
    of the whole crossing is cut by those of its posts too, and not the reverse.
    """
    definite: defaultdict[str, Spans] = defaultdict(dict)
    for one in states:
        days = one.definite
        if days is None or one.state.predicate not in EXCLUSIVE:
            continue
        scopes = {one.state.scope, crossing_of.get(one.state.scope, one.state.scope)}
        for scope in scopes:
            spans = definite[scope].setdefault(value(one.state), [])
            spans.append((*days, one.rank, one.state.statement))
    for by_value in definite.values():
        for spans in by_value.values():
            spans.sort()
    return [_cut(one, definite.get(one.state.scope, {}), hierarchy) for one in states]


def _cut(one: Resolved, definite: Spans, hierarchy: Hierarchy) -> Resolved:
    mine = value(one.state)
    rivals = [spans for other, spans in definite.items() if not hierarchy.values_compatible(mine, other)]
    if not rivals:
        return one
    begin_latest, end_earliest = one.spell.begin_latest, one.spell.end_earliest
    after, before = max(begin_latest, end_earliest), min(begin_latest, end_earliest)
    ended, ended_by = AFTER + 1, set[str]()
    begun = BEFORE
    holes = []
    for spans in rivals:
        # The first that begins after this one surely had begun and was last seen ends it.
        for first, _, rank, statement in spans[bisect_left(spans, (after + 1,)) :]:
            if first > ended:
                break
            if rank <= one.rank:
                if first < ended:
                    ended, ended_by = first, set()
                ended_by.add(statement)
        for first, last, rank, _ in spans:
            if first > after:
                break
            if rank > one.rank:
                continue
            if last < before:  # it begins after the last that ended before it may have begun
                begun = max(begun, last + 1)
            elif first <= begin_latest and last >= end_earliest and begin_latest > end_earliest:
                holes.append((first, last))
    spell = one.spell
    if ended_by and ended - 1 < spell.end_latest:
        spell = spell._replace(end_latest=ended - 1)
    else:
        ended_by = set()
    spell = spell._replace(begin_earliest=max(spell.begin_earliest, begun))
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
