"""The answer for every day: definite, disputed, last known, candidates or unknown, never a guess.

The answer on a scope changes only where a bound of one of its states does, so it is worked out once
for each stretch of days between two such bounds, in one sweep.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct

from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import Hierarchy, Value, value
from kg.resolve.states import ADMITTED, AFTER, BEFORE, Days, Spell

Answer = Literal["definite", "disputed", "last-known", "candidates", "unknown"]
FIRST, LAST = BEFORE + 1, AFTER - 1


class Verdict(Struct, frozen=True):
    """What can be answered of a scope on a day.

    `values` are the possible answers, each the objects that are so jointly; `for_` the statements they
    rest on (of what is last known those that saw it last), `against` those that deny or rival them.
    `modality` is the weakest used. `last_seen` is the last day on which what is last known surely was.
    `reasons` tells for each candidate statement why it is no more than one, `reason` why nothing is known.
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
    now = _Now(states, hierarchy)
    changes = sorted(_changes(states))
    bounds = [FIRST, *dict.fromkeys(change[0] for change in changes if change[0] > FIRST), AFTER]
    found: list[Stretch] = []
    position = 0
    for first, after in pairwise(bounds):
        while position < len(changes) and changes[position][0] <= first:
            _, begins, where, number = changes[position]
            now.change(begins, where, number)
            position += 1
        verdict = now.verdict(first)
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


# Where a state is on a day: within its bounds, not cut out, surely so, surely so before.
_TOLD, _POSSIBLE, _DEFINITE, _SEEN, _OTHERWISE = range(5)

Change = tuple[int, bool, int, int]
"""A day, whether something begins on it or has ended, what of the above, and the number of the state."""


def _changes(states: Iterable[Resolved]) -> Iterator[Change]:
    """All days on which the answer may change."""
    for number, one in enumerate(states):
        spell = one.spell
        whole = (spell.begin_earliest, spell.end_latest)
        left = list(days_left(whole, one.holes)) if one.holes else [whole]
        yield from _during(whole, _TOLD, number)
        for days in left:
            yield from _during(days, _POSSIBLE, number)
        if FIRST < spell.begin_latest < AFTER:  # why it is no more than possible is another matter from then on
            yield spell.begin_latest, True, _OTHERWISE, number
        if one.sure and one.firm:
            if spell.definite:
                yield from _during(spell.definite, _DEFINITE, number)
            if spell.end_earliest > BEFORE:
                late = max(spell.begin_latest, spell.end_earliest + 1)
                for first, last in left:
                    yield from _during((max(late, first), last), _SEEN, number)


def _during(days: Days, where: int, number: int) -> Iterator[Change]:
    first, last = max(days[0], FIRST), min(days[1], LAST)
    if first <= last:
        yield first, True, where, number
        if last < LAST:
            yield last + 1, False, where, number


class _Now:
    """The states of a scope as they are on the days between two changes, kept by what they say."""

    def __init__(self, states: Sequence[Resolved], hierarchy: Hierarchy) -> None:
        self._states = states
        numbers: dict[Value, int] = {}
        self._value = [numbers.setdefault(value(one.state), len(numbers)) for one in states]
        self._affirmed = [said[2] == "affirmed" for said in numbers]
        self._denied = [number for said, number in numbers.items() if said[2] == "denied"]
        self._rivals = [
            frozenset(number for other, number in numbers.items() if not hierarchy.values_compatible(said, other))
            for said in numbers
        ]
        self._told: list[set[int]] = [set() for _ in numbers]
        self._possible: dict[int, set[int]] = {}
        self._definite: set[int] = set()
        self._seen: set[int] = set()
        self._latest_seen: list[tuple[int, int]] = []

    def change(self, begins: bool, where: int, number: int) -> None:
        """Take in that a state begins to be told of, possible and so on, or is no longer."""
        said = self._value[number]
        if where == _TOLD:
            (self._told[said].add if begins else self._told[said].discard)(number)
        elif where == _DEFINITE:
            (self._definite.add if begins else self._definite.discard)(number)
        elif self._affirmed[said] and where == _POSSIBLE:
            members = self._possible.setdefault(said, set())
            (members.add if begins else members.discard)(number)
            if not members:
                del self._possible[said]
        elif self._affirmed[said] and where == _SEEN:
            (self._seen.add if begins else self._seen.discard)(number)
            if begins:
                heappush(self._latest_seen, (-self._states[number].spell.end_earliest, number))

    def verdict(self, on: int) -> Verdict:
        """The answer, for a day on which nothing changes but its distance from others."""
        surely = [number for number in self._definite if self._affirmed[self._value[number]]]
        if surely:
            rank = min([self._states[number].rank for number in surely])
            used = [number for number in surely if self._states[number].rank == rank]
            rivals = self._against(used) if len(self._definite) > 1 else ()
            disputed = rivals and any(
                self._value[number] in rivals and self._states[number].rank <= rank for number in self._definite
            )
            return self._answer("disputed" if disputed else "definite", used)
        if not self._possible:
            denied = self._statements(number for said in self._denied for number in self._told[said])
            return Verdict("unknown", against=denied, reason="only-denied" if denied else "no-statement")
        if self._seen and not any(self._rivals[said] & self._possible.keys() for said in self._possible):
            return self._last_known()
        used = [number for members in self._possible.values() for number in members]
        reasons = sorted((self._states[number].state.statement, _reason(self._states[number], on)) for number in used)
        return self._answer("candidates", used, reasons=tuple(reasons))

    def _last_known(self) -> Verdict:
        """What was seen last, by those who saw it last."""
        latest = self._latest_seen
        while latest[0][1] not in self._seen:
            heappop(latest)
        seen = latest[0][0]
        used = []
        while latest and latest[0][0] == seen:
            number = heappop(latest)[1]
            if number in self._seen and number not in used:
                used.append(number)
        for number in used:
            heappush(latest, (seen, number))
        return self._answer("last-known", used, last_seen=-seen)

    def _answer(
        self, answer: Answer, used: Sequence[int], last_seen: int = BEFORE, reasons: tuple[tuple[str, str], ...] = ()
    ) -> Verdict:
        states = [self._states[number] for number in used]
        against = [number for said in self._against(used) for number in self._told[said]]
        return Verdict(
            answer,
            tuple(sorted({one.state.objects for one in states})) if len(states) > 1 else (states[0].state.objects,),
            ADMITTED[max([one.rank for one in states])],
            last_seen,
            self._statements(used),
            self._statements(set(against).difference(used)) if against else (),
            reasons,
        )

    def _against(self, used: Sequence[int]) -> frozenset[int]:
        """What excludes one of some states."""
        if len(used) == 1:
            return self._rivals[self._value[used[0]]]
        return frozenset[int]().union(*{self._rivals[self._value[number]] for number in used})

    def _statements(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted([self._states[number].state.statement for number in numbers]))


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
