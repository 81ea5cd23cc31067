"""Time: EDTF texts to spans of days, and wordings to bounds by the table of `docs/facts.md`."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.facts.time import DATED_WORDINGS, WORDINGS, Bounds, Span, bounds, span

DAY = "2018-10-15"
SAID: Span = ("2018-10-14", "2018-10-20")

days = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


@st.composite
def edtf(draw: st.DrawFn) -> str:
    """A date, month, year or interval in a narrow range, so that wordings meet."""

    def part(day: date) -> str:
        return day.isoformat()[: draw(st.sampled_from([4, 7, 10]))]

    near = st.dates(min_value=date(2010, 1, 1), max_value=date(2020, 12, 31))
    first, last = sorted([draw(near), draw(near)])
    form = draw(st.sampled_from(["one", "closed", "from", "to"]))
    if form == "one":
        return part(first)
    left, right = part(first), part(last)
    if form == "closed" and span(left)[0] <= span(right)[1]:
        return f"{left}/{right}"
    return f"{left}/.." if form == "from" else f"../{right}"


dated = st.dictionaries(st.sampled_from(DATED_WORDINGS), edtf(), min_size=1, max_size=4)
plain = st.sampled_from([{}, *({word: ""} for word in WORDINGS)])
said_spans = st.sampled_from([SAID, (DAY, DAY), ("", ""), ("2014-01-01", ""), ("", "2018-10-20")])


# --- spans ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2014", ("2014-01-01", "2014-12-31")),
        ("2016-02", ("2016-02-01", "2016-02-29")),
        ("1900-02", ("1900-02-01", "1900-02-28")),
        ("2000-02", ("2000-02-01", "2000-02-29")),
        ("2018-10-15", (DAY, DAY)),
        ("2011/2018-10-15", ("2011-01-01", DAY)),
        ("2014/..", ("2014-01-01", "")),
        ("../2014", ("", "2014-12-31")),
        ("2014/2014", ("2014-01-01", "2014-12-31")),
        ("2014-12/2014", ("2014-12-01", "2014-12-31")),
        ("0001", ("0001-01-01", "0001-12-31")),
        ("9999-12", ("9999-12-01", "9999-12-31")),
    ],
)
def test_span(text: str, found: Span) -> None:
    assert span(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "..", "../..", "/", "2014/", "/2014", "2014/2015/2016", "2014/.../", "2014//2015"),
        *("2014~", "2014?", "2014%", "~2014", "2018-2X", "201X", "XXXX", "2018-X", "{2014}", "[2014,2015]"),
        *("2018-21", "2018-24", "2018-41", "Y17000", "Y-17000", "-0001", "0000", "1950S2", "2E3"),
        *("2014-13", "2014-00", "2014-13-45", "2015-02-29", "2014-04-31", "2014-01-00", "1900-02-29"),
        *("14", "2014-1", "2014-1-1", "20141", "2014-01-1", "20140101", "2014/01/01", "01-01-2014"),
        *("2014-01-01T00:00:00", "2014-01-01Z", " 2014", "2014 ", "2014\n", "٢٠١٤", "２０１４", "2014-۰۱"),
        *("2015/2014", "2014-10-16/2014-10-15", "unknown", "open", "2014/open", "2014/unknown", "\x00"),
    ],
)
def test_what_is_no_span_says_how_to_mend_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.+: (write|use) .+") as error:
        span(text)
    assert "\n" not in str(error.value)


@given(days)
def test_a_day_is_itself(day: date) -> None:
    assert span(day.isoformat()) == (day.isoformat(), day.isoformat())


@given(days)
def test_a_month_begins_on_its_first_and_ends_before_the_next(day: date) -> None:
    first, last = span(day.isoformat()[:7])
    assert first == day.replace(day=1).isoformat()
    assert first <= day.isoformat() <= last
    assume(last < "9999-12-31")
    assert (date.fromisoformat(last) + timedelta(days=1)).day == 1


@given(days)
def test_a_day_lies_in_its_month_and_that_in_its_year(day: date) -> None:
    text = day.isoformat()
    (year_first, year_last), (first, last) = span(text[:4]), span(text[:7])
    assert year_first <= first <= text <= last <= year_last


@given(days, days, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_an_interval_runs_from_its_first_to_its_last_day(one: date, other: date, cut: int, last_cut: int) -> None:
    first, last = one.isoformat()[:cut], other.isoformat()[:last_cut]
    begin, end = span(first)[0], span(last)[1]
    if begin <= end:
        assert span(f"{first}/{last}") == (begin, end)
    else:
        with pytest.raises(ValueError, match="ends before it begins"):
            span(f"{first}/{last}")
    assert span(f"{first}/..") == (begin, "")
    assert span(f"../{last}") == ("", end)


def is_span_or_value_error(text: str) -> None:
    """`span` gives two days in order or refuses, and does nothing else."""
    try:
        first, last = span(text)
    except ValueError:
        return
    assert all(date.fromisoformat(day) for day in (first, last) if day)
    assert first or last
    assert not (first and last) or first <= last


@given(st.text(max_size=12))
def test_any_text_is_a_span_or_a_value_error(text: str) -> None:
    is_span_or_value_error(text)


@given(st.text(alphabet="0123456789-/.X~?", max_size=21))
def test_any_text_like_a_date_is_a_span_or_a_value_error(text: str) -> None:
    is_span_or_value_error(text)


# --- the table of wordings, row by row ---


@pytest.mark.parametrize(
    ("wordings", "found"),
    [
        ({"when-said": ""}, Bounds(begin_latest=SAID[1], end_earliest=SAID[0])),
        ({"seen": "2014"}, Bounds(begin_latest="2014-12-31", end_earliest="2014-01-01")),
        # an end is never before the beginning: design, "Then ... endEarliest := max(endEarliest, beginEarliest)"
        ({"began": "2014"}, Bounds("2014-01-01", "2014-12-31", "2014-01-01", "")),
        ({"since": "2014"}, Bounds("2014-01-01", "2014-12-31", SAID[0], "")),
        ({"ended": "2014"}, Bounds("", "2014-12-31", "2014-01-01", "2014-12-31")),
        ({"within": "2014"}, Bounds("2014-01-01", "2014-12-31", "2014-01-01", "2014-12-31")),
        ({"throughout": "2014"}, Bounds(begin_latest="2014-01-01", end_earliest="2014-12-31")),
        ({"by-then": ""}, Bounds(begin_latest=SAID[1])),
        ({"future": ""}, Bounds(begin_earliest=SAID[0], end_earliest=SAID[0])),
        ({"undated": ""}, Bounds()),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_row_of_the_table(wordings: dict[str, str], found: Bounds) -> None:
    assert bounds(wordings, SAID) == found


def test_the_table_has_every_wording() -> None:
    assert {*WORDINGS, *DATED_WORDINGS} == {
        *("when-said", "seen", "began", "since", "ended", "within"),
        *("throughout", "by-then", "future", "undated"),
    }


def test_the_day_of_publication_is_no_beginning() -> None:
    assert bounds({"when-said": ""}, (DAY, DAY)) == Bounds("", DAY, DAY, "")


def test_worked_examples_of_the_design() -> None:
    article_b = bounds({"when-said": ""}, SAID)
    assert article_b.begin_latest > article_b.end_earliest  # definite on no day, which is normal
    assert bounds({"began": "2011/2018-10-15"}, (DAY, DAY)) == Bounds("2011-01-01", DAY, "2011-01-01", "")


@pytest.mark.parametrize("wording", ["when-said", "by-then", "future"])
def test_nothing_follows_from_a_saying_without_a_date(wording: str) -> None:
    assert bounds({wording: ""}, ("", "")) == Bounds()


@pytest.mark.parametrize(
    ("wordings", "what"),
    [
        ({"within": "2029", "ended": "2028"}, "ends at the latest before it ends at the earliest"),
        ({"began": "2015", "within": "2014"}, "begins at the latest before it begins at the earliest"),
        ({"began": "2015", "ended": "2014"}, "ends before it begins"),
        ({"since": "2015", "ended": "2014"}, "ends"),
    ],
)
def test_bounds_in_the_wrong_order(wordings: dict[str, str], what: str) -> None:
    with pytest.raises(ValueError, match=what) as error:
        bounds(wordings, SAID)
    assert ": write the dates in order" in str(error.value)


def test_a_latest_beginning_after_the_earliest_end_is_normal() -> None:
    assert bounds({"seen": "2014"}, SAID).begin_latest == "2014-12-31"


@pytest.mark.parametrize("wording", ["", "Began", "on", "until", "when said"])
def test_unknown_wordings(wording: str) -> None:
    with pytest.raises(ValueError, match="is not a wording of time: write one of when-said"):
        bounds({wording: "2014"}, SAID)


# --- laws ---


def found_or_none(wordings: dict[str, str], said: Span) -> Bounds | None:
    """The bounds, or None where they contradict each other."""
    try:
        return bounds(wordings, said)
    except ValueError:
        return None


def low(day: str) -> str:
    """A lower bound with "" for none, to compare."""
    return day or "0000"


def high(day: str) -> str:
    """An upper bound with "" for none, to compare."""
    return day or "9999-99"


@given(dated, plain, said_spans, st.randoms(use_true_random=False))
def test_the_order_of_wordings_is_irrelevant(
    wordings: dict[str, str], more: dict[str, str], said: Span, shuffle: random.Random
) -> None:
    entries = [*(wordings | more).items()]
    expected = found_or_none(dict(entries), said)
    shuffle.shuffle(entries)
    assert found_or_none(dict(entries), said) == expected


@given(dated, plain, said_spans)
def test_another_wording_never_widens(wordings: dict[str, str], more: dict[str, str], said: Span) -> None:
    whole = found_or_none(wordings | more, said)
    assume(whole is not None)
    assert whole is not None
    for wording in wordings:
        part = found_or_none({key: text for key, text in (wordings | more).items() if key != wording}, said)
        assert part is not None, "what is consistent stays so when a wording is taken away"
        assert low(part.begin_earliest) <= low(whole.begin_earliest)
        assert low(part.end_earliest) <= low(whole.end_earliest)
        assert high(part.begin_latest) >= high(whole.begin_latest)
        assert high(part.end_latest) >= high(whole.end_latest)


@given(dated, plain, said_spans)
def test_orders_that_every_result_keeps(wordings: dict[str, str], more: dict[str, str], said: Span) -> None:
    found = found_or_none(wordings | more, said)
    assume(found is not None)
    assert found is not None
    assert low(found.begin_earliest) <= high(found.begin_latest)
    assert low(found.end_earliest) <= high(found.end_latest)
    assert low(found.begin_earliest) <= high(found.end_latest)
    # and the two that follow: an end is not before the beginning, a beginning not after the end
    assert high(found.begin_latest) <= high(found.end_latest)
    assert low(found.end_earliest) >= low(found.begin_earliest)
    assert all(len(day) in {0, 10} for day in found)


@given(edtf(), said_spans)
def test_undated_adds_nothing(text: str, said: Span) -> None:
    for wording in DATED_WORDINGS:
        assert found_or_none({wording: text, "undated": ""}, said) == found_or_none({wording: text}, said)


@given(dated, said_spans)
def test_a_narrower_saying_never_widens(wordings: dict[str, str], said: Span) -> None:
    whole = found_or_none(wordings | {"when-said": ""}, said)
    without = found_or_none(wordings, said)
    if whole is not None:
        assert without is not None
        assert high(whole.begin_latest) <= high(without.begin_latest)
        assert low(whole.end_earliest) >= low(without.end_earliest)
