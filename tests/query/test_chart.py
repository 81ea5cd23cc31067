"""What a drawing shows of a state: which days by which bounds, rows in their order, and ticks one can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.pipeline import Dataset
from kg.query.chart import Panel, Zone, days_drawn, panels, ticks
from kg.query.labels import Labels
from kg.query.timelines import Timeline
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.record import Place, Record, resolve
from kg.resolve.states import AFTER, BEFORE, Spell, State, day, iso
from kg.resolve.verdicts import FIRST, LAST

GATE, SAID = "https://example.org/id/place/gate", day("2031-05-04")
BEGIN = day("2031-01-01")


def state(spell: Spell, holder: str = "guard", polarity: str = "affirmed", name: str = "s1") -> State:
    """A state of the gate, said on 4 May 2031."""
    return State(
        statement=f"https://example.org/id/statement/news/{name}",
        document="https://example.org/id/document/news",
        predicate="control",
        scope=GATE,
        objects=(f"https://example.org/id/agent/{holder}",),
        polarity=polarity,
        modality="asserted",
        spell=spell,
        said=(SAID, SAID),
    )


def drawn(*states: State, known_by: int = AFTER) -> Panel:
    """What is drawn of these states of the gate."""
    resolution = resolve(Record(Place(GATE), states, Hierarchy({})), "control", Knowledge(known_by))
    (panel,) = panels(Timeline(ox.Store(), "control", "", resolution))
    return panel


def zones(panel: Panel) -> list[Zone]:
    """The zones of a panel with one bar."""
    (row,) = panel.rows
    (bar,) = row.bars
    return list(bar.zones)


def in_words(found: Iterable[Zone]) -> list[tuple[str, str, str]]:
    """Zones by kind, first and last day, of one part each; nothing for beyond all days."""
    words: list[tuple[str, str, str]] = []
    for zone in found:
        ((first, last),) = zone.parts
        assert zone.days == (first, last)
        words.append((zone.kind, iso(first) if first > FIRST else "", iso(last) if last < LAST else ""))
    return words


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        # "is held", said on the 4th: begin by then, end not before.
        (
            ("", "2031-05-04", "2031-05-04", ""),
            [
                ("open-begin", "", "2031-05-03"),
                ("sure", "2031-05-04", "2031-05-04"),
                ("open-end", "2031-05-05", ""),
            ],
        ),
        # "is held", said at some time from the 4th to the 6th: sure of no day.
        (
            ("", "2031-05-06", "2031-05-04", ""),
            [
                ("open-begin", "", "2031-05-03"),
                ("within", "2031-05-04", "2031-05-06"),
                ("open-end", "2031-05-07", ""),
            ],
        ),
        # Four bounds.
        (
            ("2031-01-01", "2031-02-01", "2031-03-01", "2031-04-01"),
            [
                ("within", "2031-01-01", "2031-01-31"),
                ("sure", "2031-02-01", "2031-03-01"),
                ("within", "2031-03-02", "2031-04-01"),
            ],
        ),
        # Seized in January.
        (
            ("2031-01-01", "2031-01-31", "2031-01-01", ""),
            [("within", "2031-01-01", "2031-01-31"), ("open-end", "2031-02-01", "")],
        ),
        # Until January.
        (
            ("", "", "2031-01-01", "2031-01-31"),
            [("open-begin", "", "2030-12-31"), ("within", "2031-01-01", "2031-01-31")],
        ),
        # "will hold", said on the 4th; "have cleared", said on the 4th; a photo.
        (("2031-05-04", "", "", ""), [("open-end", "2031-05-04", "")]),
        (("", "2031-05-04", "", ""), [("open-begin", "", "2031-05-04"), ("open-end", "2031-05-05", "")]),
        (("", "", "", ""), [("undated", "", "")]),
        # All of January.
        (
            ("2031-01-01", "2031-01-01", "2031-01-31", "2031-01-31"),
            [("sure", "2031-01-01", "2031-01-31")],
        ),
    ],
)
def test_the_zones_of_a_spell(bounds: tuple[str, str, str, str], expected: list[tuple[str, str, str]]) -> None:
    assert in_words(zones(drawn(state(Spell.of(*bounds))))) == expected


def bound(absent: int) -> st.SearchStrategy[int]:
    """A day of thirty, or none."""
    return st.one_of(st.just(absent), st.integers(BEGIN, BEGIN + 29))


@given(bound(BEFORE), bound(AFTER), bound(BEFORE), bound(AFTER))
def test_each_day_is_drawn_as_its_bounds_say(b: int, c: int, d: int, e: int) -> None:
    assume(b <= c and d <= e and b <= e)
    spell = Spell(b, c, d, e).normal()
    found = zones(drawn(state(spell)))
    finite = [number for number in spell if BEFORE < number < AFTER]
    for number in (FIRST, *range(BEGIN - 2, BEGIN + 32), LAST):
        on = [zone.kind for zone in found for first, last in zone.parts if first <= number <= last]
        assert len(on) == (1 if spell.possible(number) else 0)
        sure = spell.begin_latest <= number <= spell.end_earliest
        assert on.count("sure") == sure
        if "within" in on:
            assert min(finite) <= number <= max(finite)
        if "open-begin" in on:
            assert spell.begin_earliest == BEFORE and all(number <= end for end in finite)
        if "open-end" in on:
            assert spell.end_latest == AFTER and all(number >= begin for begin in finite)
        assert ("undated" in on) == (not finite)


def test_days_that_are_cut_out_are_gaps() -> None:
    # At some time from 1 to 31 January; the corps surely had it on the 10th and 11th.
    month = state(Spell.of("", "2031-01-31", "2031-01-01", ""))
    other = state(Spell.of("2031-01-10", "2031-01-10", "2031-01-11", "2031-01-11"), "corps", name="s2")
    rows = {row.objects[0].rpartition("/")[2]: row for row in drawn(month, other).rows}
    within = next(zone for zone in rows["guard"].bars[0].zones if zone.kind == "within")
    assert [(iso(first), iso(last)) for first, last in within.parts] == [
        ("2031-01-01", "2031-01-09"),
        ("2031-01-12", "2031-01-31"),
    ]


def test_what_was_perhaps_not_yet_said_is_not_sure() -> None:
    known = state(Spell.of("", "2031-05-04", "2031-05-04", ""))
    late = State(**{key: getattr(known, key) for key in known.__struct_fields__} | {"said": (SAID, SAID + 3)})
    kinds = [zone.kind for zone in zones(drawn(late, known_by=SAID + 1))]
    assert kinds == ["open-begin", "within", "open-end"]


def test_statements_that_tell_the_same_share_a_bar() -> None:
    spell, other = Spell.of("", "2031-05-04", "2031-05-04", ""), Spell.of("2031-01-01", "", "", "")
    (row,) = drawn(state(spell), state(spell, name="s2"), state(other, name="s3")).rows
    assert [len(bar.states) for bar in row.bars] == [2, 1]


def test_rows_stand_in_the_order_of_days_and_denied_ones_last() -> None:
    later, earlier = Spell.of("2031-04-01", "2031-04-01", "", ""), Spell.of("2031-01-01", "2031-01-02", "", "")
    panel = drawn(
        state(earlier, "league", "denied", "s1"),
        state(later, "guard", name="s2"),
        state(earlier, "corps", name="s3"),
        state(earlier, "unknown", "undetermined", "s4"),
    )
    found = [(row.objects[0].rpartition("/")[2], row.denied) for row in panel.rows]
    assert found == [("corps", False), ("guard", False), ("league", True)]
    labels = Labels(ox.Store())
    assert [row.name(labels) for row in panel.rows] == ["corps", "guard", "league (denied)"]


def test_a_day_on_which_sources_contradict_each_other_is_contested() -> None:
    day_ = Spell.of("", "2031-05-04", "2031-05-04", "")
    panel = drawn(state(day_), state(day_, "corps", name="s2"))
    assert [(iso(first), iso(last)) for first, last in panel.contested] == [("2031-05-04", "2031-05-04")]


def test_why_there_is_nothing_to_draw(news: Callable[[str], Dataset]) -> None:
    found = news("  s1: {control: gate, by: guard}\n")
    for known_by, why in (("", ""), ("2031-05-03", "nothing had been said of it by then")):
        panel = panels(found.timeline("control", "gate", known_by=known_by))[0]
        assert (panel.why, bool(panel.rows)) == (why, not why)
    assert panels(found.timeline("status", "gate"))[0].why == "no statement answers this"


def test_users_are_named(news: Callable[[str], Dataset]) -> None:
    found = news("  s1: {status: gate, is: restricted, users: humanitarian}\n")
    (row,) = panels(found.timeline("status", "gate"))[0].rows
    assert row.name(Labels(found.store)) == "restricted, for humanitarian"


def test_the_days_drawn_are_those_from_the_first_bound_to_the_last_with_a_margin() -> None:
    # 2031-01-01 to 2031-04-01: 91 days, a sixteenth of which is less than a week.
    panel = drawn(state(Spell.of("2031-01-01", "2031-02-01", "2031-03-01", "2031-04-01")))
    days = days_drawn([panel])
    assert days is not None and [iso(number) for number in days] == ["2030-12-25", "2031-04-08"]
    # Ten years, 3,653 days: 228 more on both sides.
    panel = drawn(state(Spell.of("2021-01-01", "2021-01-01", "2031-01-01", "2031-01-01")))
    assert days_drawn([panel]) == (day("2021-01-01") - 228, day("2031-01-01") + 228)


def test_a_day_asked_about_is_drawn_wherever_it_lies() -> None:
    panel = drawn(state(Spell.of("", "2031-05-04", "2031-05-04", "")))
    days = days_drawn([panel], (day("1999-01-01"), day("1999-01-01")))
    assert days is not None and days[0] < day("1999-01-01") and days[1] > day("2031-05-04")
    assert days_drawn([panel], (FIRST, LAST)) == (FIRST, LAST)


def test_what_has_no_date_has_no_days() -> None:
    assert days_drawn([drawn(state(Spell()))]) is None
    assert days_drawn([]) is None


@pytest.mark.parametrize(
    ("first", "last", "room", "expected"),
    [
        ("2018-10-13", "2018-10-16", 60, ["2018-10-13", "2018-10-14", "2018-10-15", "2018-10-16"]),
        ("2018-10-01", "2018-10-31", 60, ["2018-10-01", "2018-10-08", "2018-10-15", "2018-10-22", "2018-10-29"]),
        ("2018-01-15", "2018-07-15", 60, ["2018-02", "2018-03", "2018-04", "2018-05", "2018-06", "2018-07"]),
        ("2017-02-01", "2019-03-01", 60, ["2017-07", "2018-01", "2018-07", "2019-01"]),
        ("2009-06-01", "2018-10-31", 60, [str(year) for year in range(2010, 2019)]),
        ("2009-06-01", "2018-10-31", 20, ["2010", "2015"]),
        ("1900-06-01", "2018-10-31", 40, ["1920", "1940", "1960", "1980", "2000"]),
        ("0001-01-01", "9999-12-31", 30, ["5000"]),
    ],
)
def test_ticks_are_round_and_have_room(first: str, last: str, room: int, expected: list[str]) -> None:
    found = ticks((day(first), day(last)), room)
    assert [label for _, label in found] == expected
    for number, label in found:
        assert iso(number).startswith(label)
        assert date.fromordinal(number).day == 1 or len(label) == 10


@given(st.integers(FIRST, LAST - 14), st.integers(14, 4_000_000), st.integers(24, 200))
def test_ticks_lie_in_their_days_and_are_few(first: int, count: int, room: int) -> None:
    last = min(first + count, LAST)
    found = ticks((first, last), room)
    assert all(first <= number <= last for number, _ in found)
    assert sum(len(label) + 2 for _, label in found) <= room + 2 * 12 + 6
