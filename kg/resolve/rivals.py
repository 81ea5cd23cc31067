"""Disagreements on one place: who holds it, whether it is open.

Statements that exclude each other, in one attitude and surely on one day, are a conflict. What looks
like one is sorted by what it is instead: a bad copy, another attitude, spells that need not overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy, Value, value
from kg.resolve.meetings import comparable, meeting, possible, runs, surely
from kg.resolve.meetings import told as days_told
from kg.resolve.states import AFTER, BEFORE, Days

PLANS = frozenset({"expected", "intended", "urged"})

Group = tuple[Value, str]
"""A value, and the modality in which it is said."""


def conflict_sets(
    scope: str, predicate: str, states: Iterable[Resolved], hierarchy: Hierarchy, origins: Mapping[str, str]
) -> Iterator[Disagreement]:
    """The runs of days on which statements on one scope, in one attitude, surely exclude each other.

    `origins` gives for a document that shares its text with others the text's origin.
    """
    grouped = _grouped(states)
    excluded = _excluded(grouped, hierarchy)
    for days, members, affirmed in _conflicts(grouped, excluded) if predicate in EXCLUSIVE else ():
        statements = tuple(sorted(one.state.statement for one in members))
        yield Disagreement(scope, predicate, _reason(members, affirmed, origins), days, statements)


def rivals(
    scope: str, predicate: str, states: Iterable[Resolved], hierarchy: Hierarchy, origins: Mapping[str, str]
) -> Iterator[Disagreement]:
    """The disagreements of the statements of one predicate on one scope, those that only seem so too.

    `origins` is as in `conflict_sets`, of which these are some.
    """
    grouped = _grouped(states)
    if len(grouped) < 2 or predicate not in EXCLUSIVE:
        return

    def found(reason: Reason, members: Iterable[Resolved]) -> Iterator[Disagreement]:
        if statements := tuple(sorted({one.state.statement for one in members})):
            yield Disagreement(scope, predicate, reason, None, statements)

    yield from found("different-dates", _other_plans(grouped))
    excluded = _excluded(grouped, hierarchy)
    if len(excluded) < 2:
        return
    yield from conflict_sets(scope, predicate, states, hierarchy, origins)
    groups, values = list(dict.fromkeys(group for group, _ in grouped)), excluded.keys()
    finer = {said: {other for other in values if _finer(said, other, hierarchy)} for said in values}
    same = {(said, how): [(w, h) for w, h in groups if h == how and w in excluded[said]] for said, how in groups}
    other = {(said, how): [(w, h) for w, h in groups if h != how and w in excluded[said]] for said, how in groups}
    parts = {(said, how): [(w, h) for w, h in groups if w in finer[said]] for said, how in groups}
    yield from found("different-granularity", meeting(grouped, parts, days_told, comparable))
    yield from found("different-modality", meeting(grouped, other, days_told, comparable))

    def text(one: Resolved) -> str:
        return origins.get(one.state.document, one.state.document)

    def unsure(one: Resolved, other: Resolved) -> bool:
        return text(one) != text(other) and comparable(one, other) and not surely(one, other)

    yield from found("time-may-not-overlap", meeting(grouped, same, possible, unsure))
    yield from found("time-does-not-overlap", _apart(grouped, excluded, text))


def _grouped(states: Iterable[Resolved]) -> list[tuple[Group, Resolved]]:
    """The states that say something, each with what it says."""
    return [((value(one.state), one.state.modality), one) for one in states if one.state.polarity != "undetermined"]


def _excluded(grouped: Iterable[tuple[Group, object]], hierarchy: Hierarchy) -> dict[Value, set[Value]]:
    """For each value those that it excludes."""
    values = {said for (said, _), _ in grouped}
    return {said: {other for other in values if not hierarchy.values_compatible(said, other)} for said in values}


def _conflicts(
    grouped: Sequence[tuple[Group, Resolved]], excluded: Mapping[Value, set[Value]]
) -> Iterator[tuple[Days, list[Resolved], bool]]:
    """The runs of days on which statements in one attitude surely exclude each other, with these statements.

    And whether two that do are affirmed.
    """
    by_modality: defaultdict[str, list[tuple[Days, tuple[Value, Resolved]]]] = defaultdict(list)
    for (said, modality), one in grouped:
        if one.definite:
            by_modality[modality].append((one.definite, (said, one)))
    for spans in by_modality.values():
        if len({said for _, (said, _) in spans}) < 2:
            continue
        members: dict[str, Resolved] = {}
        days, affirmed = (BEFORE, BEFORE), False
        for (first, last), here in runs(spans):
            values = {said for said, _ in here}
            opposed = {said for said in values if excluded[said] & values}
            if members and not (opposed and first == days[1] + 1):
                yield days, list(members.values()), affirmed
                members, affirmed = {}, False
            if opposed:
                days = (days[0] if members else first, last)
                members.update((one.state.statement, one) for said, one in here if said in opposed)
                holders = {said for said in opposed if said[2] == "affirmed"}
                affirmed = affirmed or any(excluded[said] & holders for said in holders)
        if members:
            yield days, list(members.values()), affirmed


def _reason(members: Sequence[Resolved], affirmed: bool, origins: Mapping[str, str]) -> Reason:
    if len({one.state.document for one in members}) > 1:
        texts = {origins.get(one.state.document, one.state.document) for one in members}
        if len(texts) == 1:
            return "same-wire"
    return "incompatible-values" if affirmed else "affirmed-and-denied"


def _other_plans(grouped: Sequence[tuple[Group, Resolved]]) -> Iterator[Resolved]:
    """Plans for one thing whose beginnings cannot be on one day."""
    plans: defaultdict[Value, list[Resolved]] = defaultdict(list)
    for (said, modality), one in grouped:
        begin = one.spell.begin_earliest, one.spell.begin_latest
        if modality in PLANS and said[2] == "affirmed" and begin[0] > BEFORE and begin[1] < AFTER:
            plans[said].append(one)
    for ones in plans.values():
        last_begin = max(one.spell.begin_earliest for one in ones)
        first_begin = min(one.spell.begin_latest for one in ones)
        yield from (
            one for one in ones if one.spell.begin_latest < last_begin or one.spell.begin_earliest > first_begin
        )


def _finer(one: Value, other: Value, hierarchy: Hierarchy) -> bool:
    """Whether one value is a part of the other: a force of its government, closed of not open."""
    (_, objects, polarity, _), (_, others, their_polarity, _) = one, other
    if objects == others or not polarity == their_polarity == "affirmed":
        return False
    return hierarchy.covers(objects, others) or hierarchy.covers(others, objects)


def _apart(
    grouped: Sequence[tuple[Group, Resolved]],
    excluded: Mapping[Value, set[Value]],
    text: Callable[[Resolved], str],
) -> Iterator[Resolved]:
    """Those that others exclude which cannot be so on any day with them.

    Plans are left out, and what is presupposed, which tells of a change and not of a difference; so does
    one text that gives several values.
    """
    states = [
        (said, one)
        for (said, modality), one in grouped
        if modality not in PLANS and not one.state.rests_on and excluded[said]
    ]
    begins, ends = _Farthest(), _Farthest()
    for said, one in states:
        begins.add(said, one.spell.begin_earliest, text(one))
        ends.add(said, -one.spell.end_latest, text(one))
    told = {said for said, _ in states}
    last_begins = {said: begins.of(excluded[said]) for said in told}
    first_ends = {said: ends.of(excluded[said]) for said in told}
    for said, one in states:
        begin = next((on for on, of in last_begins[said] if of != text(one)), BEFORE)
        end = next((-on for on, of in first_ends[said] if of != text(one)), AFTER)
        if one.spell.end_latest < begin or one.spell.begin_earliest > end:
            yield one


class _Farthest:
    """For each value the farthest day that a text gives it, and the farthest that another text does."""

    def __init__(self) -> None:
        self._of: defaultdict[Value, dict[str, int]] = defaultdict(dict)

    def add(self, said: Value, on: int, text: str) -> None:
        """Take in a day."""
        days = self._of[said]
        days[text] = max(on, days.get(text, on))
        if len(days) > 2:
            del days[min(days, key=lambda text: (days[text], text))]

    def of(self, values: Iterable[Value]) -> list[tuple[int, str]]:
        """The farthest day of some values, with its text, and the farthest of another text."""
        days: dict[str, int] = {}
        for said in values:
            for text, on in self._of.get(said, {}).items():
                days[text] = max(on, days.get(text, on))
        return sorted(((on, text) for text, on in days.items()), reverse=True)[:2]
