"""Disagreements on one place: who holds it, whether it is open.

Statements that exclude each other, in one attitude and surely on one day, are a conflict. What looks
like one is sorted by what it is instead: a bad copy, another attitude, spells that need not overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy, Value, value
from kg.resolve.meetings import meeting, possible, runs
from kg.resolve.meetings import told as days_told
from kg.resolve.presuppositions import source
from kg.resolve.states import AFTER, BEFORE, Days

PLANS = frozenset({"expected", "intended", "urged"})

Group = tuple[Value, str]
"""A value, and the modality in which it is said."""


def rivals(
    scope: str, predicate: str, states: Sequence[Resolved], hierarchy: Hierarchy, origins: Mapping[str, str]
) -> Iterator[Disagreement]:
    """The disagreements of the statements of one predicate on one scope, those that only seem so too.

    `origins` gives for a document that shares its text with others the text's origin.
    """
    told = [one for one in states if one.state.polarity != "undetermined"]
    if len(told) < 2 or predicate not in EXCLUSIVE:
        return

    def found(reason: Reason, days: Days | None, members: Iterable[Resolved]) -> Iterator[Disagreement]:
        if statements := tuple(sorted({one.state.statement for one in members})):
            yield Disagreement(scope, predicate, reason, days, statements)

    grouped = [((value(one.state), one.state.modality), one) for one in told]
    yield from found("different-dates", None, _other_plans(grouped))
    groups = list(dict.fromkeys(group for group, _ in grouped))
    values = {said for said, _ in groups}
    if len(values) < 2:
        return
    excluded = {said: {other for other in values if not hierarchy.values_compatible(said, other)} for said in values}
    for days, members, affirmed in _conflicts(grouped, excluded):
        yield from found(_reason(members, affirmed, origins), days, members)
    finer = {said: {other for other in values if _finer(said, other, hierarchy)} for said in values}
    same = {(said, how): [(w, h) for w, h in groups if h == how and w in excluded[said]] for said, how in groups}
    other = {(said, how): [(w, h) for w, h in groups if h != how and w in excluded[said]] for said, how in groups}
    parts = {(said, how): [(w, h) for w, h in groups if w in finer[said]] for said, how in groups}
    yield from found("different-granularity", None, meeting(grouped, parts, days_told))
    yield from found("different-modality", None, meeting(grouped, other, days_told, _of_others))
    yield from found("time-may-not-overlap", None, meeting(grouped, same, possible, _not_surely))
    yield from found("time-does-not-overlap", None, _apart(grouped, excluded))


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


def _of_others(one: Resolved, other: Resolved) -> bool:
    """Whether one is not merely what the other presupposes."""
    return source(one.state.statement) != source(other.state.statement)


def _not_surely(one: Resolved, other: Resolved) -> bool:
    """Whether there is no day on which both surely are so."""
    if not _of_others(one, other):
        return False
    if not (one.definite and other.definite):
        return True
    return max(one.definite[0], other.definite[0]) > min(one.definite[1], other.definite[1])


def _apart(grouped: Sequence[tuple[Group, Resolved]], excluded: Mapping[Value, set[Value]]) -> Iterator[Resolved]:
    """Those that one excludes which cannot be so on any day with them; of events, before and after are no news."""
    grouped = [(group, one) for group, one in grouped if not one.state.rests_on]
    latest: dict[Value, int] = {}
    earliest: dict[Value, int] = {}
    for (said, _), one in grouped:
        latest[said] = max(one.spell.begin_earliest, latest.get(said, BEFORE))
        earliest[said] = min(one.spell.end_latest, earliest.get(said, AFTER))
    after: dict[Value, int] = {}
    before: dict[Value, int] = {}
    for said in latest:
        others = [other for other in latest if other in excluded[said]]
        after[said] = max((latest[other] for other in others), default=BEFORE)
        before[said] = min((earliest[other] for other in others), default=AFTER)
    for (said, _), one in grouped:
        if one.spell.end_latest < after[said] or one.spell.begin_earliest > before[said]:
            yield one
