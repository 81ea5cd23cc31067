"""What a drawing of a timeline shows: a row for each value, bars of days by how much is known, an axis of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from kg.query.labels import Labels, short
from kg.query.replies import WHY_UNKNOWN
from kg.query.timelines import Timeline
from kg.resolve.cuts import Resolved
from kg.resolve.presuppositions import source
from kg.resolve.states import AFTER, BEFORE, Days, Spell, State
from kg.resolve.verdicts import FIRST, LAST, days_left

Kind = Literal["sure", "within", "open-begin", "open-end", "undated"]
_LEAST_MARGIN = 7
_MARGIN = 16  # the days drawn, to a margin

Row_ = tuple[tuple[str, ...], tuple[str, ...], str]
_DAY, _MONTH, _YEAR = len("2018-10-15"), len("2018-10"), len("2018")
# What ticks may stand apart: days, or months, of about so many days, and the letters of their label.
_STEPS = (
    *((days, 0, days, _DAY) for days in (1, 2, 7, 14)),
    *((0, months, months * 30, _MONTH) for months in (1, 2, 3, 6)),
    *((0, 12 * years, years * 365, _YEAR) for power in (1, 10, 100, 1000) for years in (power, 2 * power, 5 * power)),
)


class Zone(NamedTuple):
    """Days of a spell of which one thing is known, first and last, and the parts of them left by cuts.

    They are `sure`, or lie `within` known bounds; or a begin or an end is open, and nobody says how far
    back or on it goes; of what is `undated` nothing is known.
    """

    kind: Kind
    days: Days
    parts: tuple[Days, ...]


class Bar(NamedTuple):
    """What statements that tell the same of the same days say: their spell, after cuts, by zones."""

    states: tuple[State, ...]
    spell: Spell
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A value of a scope, affirmed or denied, perhaps for some users only, and its bars."""

    objects: tuple[str, ...]
    users: tuple[str, ...]
    denied: bool
    bars: tuple[Bar, ...]

    def name(self, labels: Labels) -> str:
        """What the row is called: its objects, for whom, and whether they are denied."""
        name = " and ".join(sorted(map(labels.label, self.objects)))
        users = f", for {' and '.join(sorted(map(labels.label, self.users)))}" if self.users else ""
        return f"{name}{users}{' (denied)' if self.denied else ''}"


@dataclass(frozen=True, slots=True)
class Panel:
    """The rows of a scope, the days on which it is contested, and why there is no row."""

    scope: str
    rows: tuple[Row, ...]
    contested: tuple[Days, ...]
    why: str


def panels(timeline: Timeline) -> list[Panel]:
    """What is drawn of a place, scope by scope; what a source says it does not know has no row."""
    resolution = timeline.resolution
    found = []
    for scope, states in resolution.states.items():
        contested = tuple((s.first, s.last) for s in resolution.stretches[scope] if s.verdict.answer == "disputed")
        rows = tuple(_rows(states))
        found.append(Panel(scope, rows, contested, "" if rows else WHY_UNKNOWN[resolution.nothing_told(scope)]))
    return found


def _rows(states: Iterable[Resolved]) -> list[Row]:
    bars: defaultdict[Row_, dict[tuple[Spell, tuple[Zone, ...]], list[State]]] = defaultdict(dict)
    for one in states:
        state = one.state
        if state.polarity != "undetermined":
            shape = one.spell, tuple(_zones(one))
            bars[state.objects, state.users, state.polarity].setdefault(shape, []).append(state)
    rows = [
        Row(
            objects,
            users,
            polarity == "denied",
            tuple(
                Bar(tuple(told), *shape) for shape, told in sorted(shapes.items(), key=lambda item: _begun(*item[0]))
            ),
        )
        for (objects, users, polarity), shapes in bars.items()
    ]
    return sorted(rows, key=lambda row: (row.denied, _begun(*row.bars[0][1:]), row.objects, row.users))


def _begun(spell: Spell, zones: tuple[Zone, ...]) -> tuple[object, ...]:
    """What bars are ordered by: which surely had begun first."""
    return spell.begin_latest, spell.begin_earliest, spell.end_latest, spell.end_earliest, zones


def _zones(one: Resolved) -> Iterator[Zone]:
    begin_earliest, begin_latest, end_earliest, end_latest = one.spell
    first, last = min(begin_latest, end_earliest), max(begin_latest, end_earliest)
    middle: Kind = "sure" if one.definite else "within"
    if one.spell == Spell():
        middle = "undated"
    elif first == BEFORE:
        middle = "open-begin"
    elif last == AFTER:
        middle = "open-end"
    for kind, days in (
        ("within" if begin_earliest > BEFORE else "open-begin", (begin_earliest, first - 1)),
        (middle, (first, last)),
        ("within" if end_latest < AFTER else "open-end", (last + 1, end_latest)),
    ):
        days = max(days[0], FIRST), min(days[1], LAST)  # noqa: PLW2901
        if parts := tuple(days_left(days, () if kind == "sure" else one.holes)):
            yield Zone(kind, days, parts)  # type: ignore[arg-type]  # a kind


def days_drawn(drawn: Iterable[Panel], at: Days | None = None) -> Days | None:
    """The days from the first bound there is to the last, and those `at`, with a margin; None without any."""
    spells = [bar.spell for panel in drawn for row in panel.rows for bar in row.bars]
    known = [number for spell in spells for number in spell if BEFORE < number < AFTER]
    known += at or ()
    if not known:
        return None
    first, last = min(known), max(known)
    margin = max((last - first + 1) // _MARGIN, _LEAST_MARGIN)
    return max(first - margin, FIRST), min(last + margin, LAST)


def ticks(days: Days, room: float) -> list[tuple[int, str]]:
    """Days to mark on an axis that has room for so many letters, each with its label.

    >>> [label for _, label in ticks((736695, 738155), 16)]
    ['2018', '2020']
    """
    first, last = days
    count = last - first + 1
    step, months, _, letters = next((s for s in _STEPS if count / s[2] * (s[3] + 2) <= room), _STEPS[-1])
    if step:
        found = range(first + -(first - 1) % step, last + 1, step)  # weeks begin on Mondays: day 1 was one
        return [(number, date.fromordinal(number).isoformat()) for number in found]
    begin, end = date.fromordinal(first), date.fromordinal(last)
    # Months are counted from the year 0, so that years are round.
    counted = range(-(-(begin.year * 12 + begin.month - 1) // months) * months, end.year * 12 + end.month, months)
    starts = [date(month // 12, month % 12 + 1, 1) for month in counted if month >= 12]
    return [(start.toordinal(), start.isoformat()[:letters]) for start in starts if start >= begin]


def told_by(bar: Bar) -> str:
    """Which statements a bar is drawn from, and the bounds it is drawn by."""
    said = (f"{short(source(state.statement))}, {state.modality}" for state in bar.states)
    b, c, d, e = bar.spell.dates
    return f"{'; '.join(dict.fromkeys(said))}: begin {_between(b, c)}, end {_between(d, e)}"


def _between(earliest: str, latest: str) -> str:
    return earliest if earliest and earliest == latest else f"{earliest or '..'}/{latest or '..'}"
