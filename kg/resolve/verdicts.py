"""The answer for every day: definite, disputed, last known, candidates or unknown, never a guess.

The answer on a scope changes only where a bound of one of its states does, so it is worked out once
for each stretch of days between two such bounds, in one sweep.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct

from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import Hierarchy, value
from kg.resolve.states import ADMITTED, AFTER, BEFORE, Days, Spell

Answer = Literal["definite", "disputed", "last-known", "candidates", "unknown"]
FIRST, LAST = BEFORE + 1, AFTER - 1


class Verdict(Struct, frozen=True):
    """What can be answered of a scope on a day.

    `values` are the possible answers, each the objects that are so jointly; `for_` the statements they
    rest on, `against` those that deny or rival them. `modality` is the weakest used. `last_seen` is the
    last day on which what is last known surely was. `reasons` tells for each candidate statement why
    it is no more than one, `reason` why nothing is known.
    """

    answer: Answer
    values: tuple[tuple[str, ...], ...] = ()
    modality: str = ""
    last_seen: int = BEFORE
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    reason: str = ""


class Stretch(NamedTuple):
    """Days, first and last, that have one answer."""

    first: int
    last: int
    verdict: Verdict


def stretches(states: Sequence[Resolved], hierarchy: Hierarchy) -> list[Stretch]:
    """The answers of one scope and predicate on all days there are, in their order."""
    begins: defaultdict[int, list[tuple[set[int], int]]] = defaultdict(list)
    ends: defaultdict[int, list[tuple[set[int], int]]] = defaultdict(list)
    told, possible, definite, seen = set[int](), set[int](), set[int](), set[int]()

    def during(days: Iterable[Days], where: set[int], number: int) -> None:
        for first, last in days:
            first, last = max(first, FIRST), min(last, LAST)  # noqa: PLW2901
            if first <= last:
                begins[first].append((where, number))
                ends[last + 1].append((where, number))

    for number, one in enumerate(states):
        spell = one.spell
        whole = (spell.begin_earliest, spell.end_latest)
        without_holes = list(days_left(whole, one.holes))
        during([whole], told, number)
        during(without_holes, possible, number)
        if one.sure and one.firm:
            if days := spell.definite:
                during([days], definite, number)
            if spell.end_earliest > BEFORE:
                late = max(spell.begin_latest, spell.end_earliest + 1)
                during(((max(late, first), last) for first, last in without_holes), seen, number)
    found: list[Stretch] = []
    reasons = (one.spell.begin_latest for one in states if FIRST < one.spell.begin_latest < AFTER)
    bounds = sorted({FIRST, AFTER, *begins, *ends, *reasons})
    for first, after in pairwise(bounds):
        for where, number in ends.get(first, ()):
            where.discard(number)
        for where, number in begins.get(first, ()):
            where.add(number)
        verdict = _verdict(
            first,
            [states[n] for n in sorted(told)],
            [states[n] for n in sorted(possible)],
            [states[n] for n in sorted(definite)],
            [states[n] for n in sorted(seen)],
            hierarchy,
        )
        if found and found[-1].verdict == verdict:
            found[-1] = Stretch(found[-1].first, after - 1, verdict)
        else:
            found.append(Stretch(first, after - 1, verdict))
    return found


def on_day(found: Sequence[Stretch], number: int) -> Verdict:
    """The answer of a day among the answers of all days."""
    return found[bisect_right(found, number, key=lambda stretch: stretch.first) - 1].verdict


def days_left(whole: Days, holes: Iterable[Days]) -> Iterable[Days]:
    """What of a span of days holes in it, sorted, leave."""
    first, last = whole
    for begin, end in holes:
        if begin > first:
            yield first, min(begin - 1, last)
        first = max(first, end + 1)
    if first <= last:
        yield first, last


def _verdict(
    on: int,
    told: Sequence[Resolved],
    possible: Sequence[Resolved],
    definite: Sequence[Resolved],
    seen: Sequence[Resolved],
    hierarchy: Hierarchy,
) -> Verdict:
    affirmed = [one for one in definite if one.state.polarity == "affirmed"]
    if affirmed:
        rank = min(one.rank for one in affirmed)
        used = [one for one in affirmed if one.rank == rank]
        rivals = [one for one in definite if one.rank <= rank and _rivals(one, used, hierarchy)]
        return Verdict(
            "disputed" if rivals else "definite",
            _values(used),
            ADMITTED[rank],
            for_=_statements(used),
            against=_statements(one for one in told if one not in used and _rivals(one, used, hierarchy)),
        )
    candidates = [one for one in possible if one.state.polarity == "affirmed"]
    if not candidates:
        denied = _statements(one for one in told if one.state.polarity == "denied")
        return Verdict("unknown", against=denied, reason="only-denied" if denied else "no-statement")
    last = [one for one in seen if one.state.polarity == "affirmed"]
    used = last if last and not any(_rivals(one, candidates, hierarchy) for one in candidates) else candidates
    against = _statements(one for one in told if one not in used and _rivals(one, used, hierarchy))
    modality = ADMITTED[max(one.rank for one in used)]
    if used is last:
        latest = max(one.spell.end_earliest for one in last)
        return Verdict("last-known", _values(used), modality, latest, _statements(used), against)
    reasons = tuple((one.state.statement, _reason(one, on)) for one in used)
    return Verdict(
        "candidates", _values(used), modality, for_=_statements(used), against=against, reasons=tuple(sorted(reasons))
    )


def _rivals(one: Resolved, others: Iterable[Resolved], hierarchy: Hierarchy) -> bool:
    return any(not hierarchy.values_compatible(value(one.state), value(other.state)) for other in others)


def _values(states: Iterable[Resolved]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({one.state.objects for one in states}))


def _statements(states: Iterable[Resolved]) -> tuple[str, ...]:
    return tuple(sorted({one.state.statement for one in states}))


def _reason(one: Resolved, on: int) -> str:
    """Why a state is no more than possible on a day."""
    spell = one.spell
    if not one.sure:
        return "perhaps-not-yet-said"
    if not one.firm:
        return "contradicted-order"
    if spell == Spell():
        return "undated"
    if on < spell.begin_latest:
        return "open-begin" if spell.begin_earliest == BEFORE else "within-bounds"
    return "open-end" if spell.end_latest == AFTER else "within-bounds"
