"""Which spells meet: a sweep over days that compares what is so at one time, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from kg.resolve.cuts import Resolved
from kg.resolve.presuppositions import of_change, source
from kg.resolve.states import Days

Item = TypeVar("Item")
Group = TypeVar("Group", bound=Hashable)


def runs(spans: Iterable[tuple[Days, Item]]) -> Iterator[tuple[Days, list[Item]]]:
    """The runs of days on which the same items are so, in order, each with these items.

    >>> list(runs([((1, 4), "a"), ((3, 9), "b")]))
    [((1, 2), ['a']), ((3, 4), ['a', 'b']), ((5, 9), ['b'])]
    """
    begins: defaultdict[int, list[tuple[int, Item]]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for number, ((first, last), item) in enumerate(spans):
        begins[first].append((number, item))
        ends[last + 1].append(number)
    now: dict[int, Item] = {}
    for first, after in pairwise(sorted({*begins, *ends})):
        for number in ends.get(first, ()):
            del now[number]
        now.update(begins.get(first, ()))
        if now:
            yield (first, after - 1), [now[number] for number in sorted(now)]


def meeting(
    members: Sequence[tuple[Group, Resolved]],
    rivals: Mapping[Group, Sequence[Group]],
    when: Callable[[Resolved], Days],
    meant: Callable[[Resolved, Resolved], bool] | None = None,
) -> list[Resolved]:
    """Those of which a day of `when` is one of a rival's too; where `meant` is given, of a rival it is true for.

    `rivals` gives for a group those of its rivals, and the other way round. Each is compared with what
    is so when it begins, until it is found to meet something.
    """
    marks: list[tuple[int, int, int]] = []
    for number, (group, one) in enumerate(members):
        if rivals.get(group):
            first, last = when(one)
            if first <= last:
                marks += (first, 0, number), (last, 1, number)
    if not marks:
        return []
    marks.sort()
    now: defaultdict[Group, dict[int, Resolved]] = defaultdict(dict)
    alone: defaultdict[Group, dict[int, Resolved]] = defaultdict(dict)
    found: dict[int, Resolved] = {}
    for _, ending, number in marks:
        group, one = members[number]
        if ending:
            del now[group][number]
            alone[group].pop(number, None)
            continue
        for other in rivals[group]:
            if other not in now:
                continue
            waiting = alone[other]
            for met in [met for met, two in waiting.items() if meant is None or meant(one, two)] if waiting else ():
                found[met] = waiting.pop(met)
                found[number] = one
            if number not in found and any(meant is None or meant(one, two) for two in now[other].values()):
                found[number] = one
        now[group][number] = one
        if number not in found:
            alone[group][number] = one
    return [found[number] for number in sorted(found)]


def possible(one: Resolved) -> Days:
    """The days between which a state may have been so."""
    return one.spell.begin_earliest, one.spell.end_latest


def told(one: Resolved) -> Days:
    """The days that a statement tells of: on which it surely was so, or each of which may have been the only one."""
    _, late, early, _ = one.spell
    return min(late, early), max(late, early)


def surely(one: Resolved, other: Resolved) -> bool:
    """Whether there is a day on which both surely are so."""
    if not (one.definite and other.definite):
        return False
    return max(one.definite[0], other.definite[0]) <= min(one.definite[1], other.definite[1])


def comparable(one: Resolved, other: Resolved) -> bool:
    """Whether two may be at odds at all.

    A statement is not with what it presupposes itself; and as an event divides what was before from
    what is after, these are with others only on a day on which both surely are so.
    """
    if source(one.state.statement) == source(other.state.statement):
        return False
    return surely(one, other) or not (of_change(one.state) or of_change(other.state))
