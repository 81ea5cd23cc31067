"""What the collection reads from the derived graphs, row by row, worked out by hand from section 4 of the design.

The statements in short, with earliest and latest begin .. earliest and latest end, orders and cuts applied:
    Albu Kamal, Syrian post, control
        s019   regime forces                .. 2018-10-15 / 2018-10-15 ..
        s025   rebels             2011-01-01 .. 2014-12-31 / 2011-01-01 .. 2014-12-31   (before s026, before s028)
        s026   the affiliate      2011-01-01 .. 2014-12-31 / 2011-01-01 .. 2014-12-31   (before s028)
        s028   Islamic State      2014-01-01 .. 2014-12-31 / 2014-01-01 .. 2018-10-14   (cut by s019)
    al-Tanf, control
        s031b, s020b  denied: the government, regime forces, of the crossing and of its Syrian post
        s036   coalition and factions, jointly, Syrian post: definite on 2018-10-15
        naharnet, xinhua: Islamic State since 2015-05-21/22, regime-held until then; both relay SOHR
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kg.pipeline import Dataset

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
Rows = Callable[..., list[tuple[Any, ...]]]
News = Callable[[str], Dataset]

MONDAY, TUESDAY = date(2018, 10, 15), date(2018, 10, 16)
BEFORE_MONDAY = date(2018, 10, 14)
HELD = "answer scope country first_day last_day last_seen weakest_modality reason origins stance holder statement"
# Two hold a post by one gazette on one day, a third tells it from hearsay, and one denies it.
RIVALS = """
  s1: {control: ford/va, by: guard}
  s2: {control: ford/va, by: brigade}
  s3: {control: gate/va, by: guard}
  s4: {control: gate/va, by: brigade, modality: reported, voice: [minister]}
  s5: {control: gate/va, denied: guard, modality: reported, voice: [minister]}
  s6: {control: gate/su, by: [guard, league]}
"""


# --- held-on ---


def test_held_on_a_day_on_which_it_is_definite(dataset: Dataset, rows: Rows) -> None:
    """On the Iraqi side, and of the crossing as a whole, nobody says anything."""
    answer = ("answer/definite", "albu-kamal/sy", "syria", MONDAY, MONDAY, None, "modality/asserted", None, 1)
    for name in ("albu-kamal", "albu-kamal/sy"):
        assert rows(dataset, "held-on", HELD, crossing=name, at="2018-10-15") == [
            (*answer, "for", "regime-forces", f"{A}/s019")
        ]


def test_held_on_a_later_day_and_when_it_was_seen(dataset: Dataset, rows: Rows) -> None:
    answer = ("answer/last-known", "albu-kamal/sy", "syria", TUESDAY, None, MONDAY, "modality/asserted", None, 1)
    assert rows(dataset, "held-on", HELD, crossing="albu-kamal", at="2018-12-01") == [
        (*answer, "for", "regime-forces", f"{A}/s019")
    ]


def test_held_on_earlier_days_by_candidates(dataset: Dataset, rows: Rows) -> None:
    """Regime forces may have come early, and Islamic State have stayed: two reasons are none for both."""
    found = rows(dataset, "held-on", HELD, crossing="albu-kamal", at="2016-06-01")
    days = (date(2015, 1, 1), BEFORE_MONDAY)
    answer = ("answer/candidates", "albu-kamal/sy", "syria", *days, None, "modality/asserted", None, 1, "for")
    assert found == [(*answer, "regime-forces", f"{A}/s019"), (*answer, "islamic-state", f"{A}/s028")]
    # Before the war the one candidate is so for one reason.
    assert rows(dataset, "held-on", "holder reason last_day", crossing="albu-kamal", at="2010-12-31") == [
        ("regime-forces", "reason/open-begin", date(2010, 12, 31))
    ]
    assert rows(dataset, "held-on", "holder", crossing="albu-kamal", at="2013-12-31") == [
        ("regime-forces",),
        ("rebels",),
        ("former-al-qaeda-affiliate",),
    ]


def test_held_jointly_on_one_side_and_denied_of_the_whole(dataset: Dataset, rows: Rows) -> None:
    """Of the crossing it is only denied, on all days; no row tells of the Iraqi post."""
    unknown = ("answer/unknown", "al-tanf", None, None, None, None, None, "reason/only-denied", None)
    jointly = ("answer/definite", "al-tanf/sy", "syria", MONDAY, MONDAY, None, "modality/asserted", None, 1, "for")
    assert rows(dataset, "held-on", HELD, crossing="al-tanf", at="2018-10-15") == [
        (*unknown, "denial", "government-of-syria", f"{A}/s031b"),
        (*jointly, "rebel-factions-at-al-tanf", f"{A}/s036"),
        (*jointly, "us-led-coalition", f"{A}/s036"),
    ]


def test_held_in_a_year_lists_every_answer_in_it(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "held-on", "answer first_day last_day", crossing="albu-kamal", at="2018")
    assert found == [
        ("answer/candidates", date(2015, 1, 1), BEFORE_MONDAY),
        ("answer/definite", MONDAY, MONDAY),
        ("answer/last-known", TUESDAY, None),
    ]


def test_what_stands_against_an_answer_rivals_or_denies_it(news: News, rows: Rows) -> None:
    """A reported rival and denial do not contradict what is asserted; two that are asserted do."""
    told = news(RIVALS)
    columns = "answer scope weakest_modality stance holder statement"
    assert rows(told, "held-on", columns, crossing="gate", at="2031-05-04") == [
        ("answer/definite", "gate/su", "modality/asserted", "for", "guard", "news/s6"),
        ("answer/definite", "gate/su", "modality/asserted", "for", "league", "news/s6"),
        ("answer/definite", "gate/va", "modality/asserted", "for", "guard", "news/s3"),
        ("answer/definite", "gate/va", "modality/asserted", "denial", "guard", "news/s5"),
        ("answer/definite", "gate/va", "modality/asserted", "rival", "brigade", "news/s4"),
    ]
    assert rows(told, "held-on", columns, crossing="ford", at="2031-05-04") == [
        ("answer/disputed", "ford/va", "modality/asserted", "for", "guard", "news/s1"),
        ("answer/disputed", "ford/va", "modality/asserted", "for", "brigade", "news/s2"),
    ]


# --- status-on ---


def test_status_that_is_presupposed(dataset: Dataset, rows: Rows) -> None:
    columns = "answer scope first_day last_day weakest_modality stance status statement publisher"
    answer = ("answer/definite", "albu-kamal", MONDAY, MONDAY, "modality/presupposed")
    assert rows(dataset, "status-on", columns, crossing="albu-kamal", at="2018-10-15") == [
        (*answer, "for", "status/not-open", f"{A}/s014", "the-new-arab")
    ]
    assert rows(dataset, "status-on", columns, crossing="al-tanf", at="2018-10-15") == []


def test_status_on_both_sides_over_both_corpora(both: Dataset, rows: Rows) -> None:
    """Two agencies of their own say open on the 15th; an outlet presupposes that it is still to open.

    Of the Jordanian post SMART tells that it was closed in April 2015, and by the same event closed from then.
    """
    columns = "answer scope last_seen weakest_modality origins stance status statement"
    open_ = ("answer/definite", "nassib", None, "modality/asserted", 2)
    closed = ("answer/last-known", "nassib/jo", date(2015, 4, 1), "modality/presupposed", 1, "for", "status/closed")
    assert rows(both, "status-on", columns, crossing="nassib", at="2018-10-15") == [
        (*open_, "for", "status/open", "afp-2018-10-15/open"),
        (*open_, "for", "status/open", "reuters-2018-10-15/open"),
        (*open_, "rival", "status/not-open", "euromesco-2018-10-15/nassib#presupposed"),
        (*closed, "smart-2018-10-14/closed"),
        (*closed, "smart-2018-10-14/closure#presupposed-after"),
    ]


def test_status_for_some_users(both: Dataset, rows: Rows) -> None:
    assert rows(both, "status-on", "answer status user_class use_of", crossing="albu-kamal", at="2018-10-14") == [
        ("answer/definite", "status/restricted", "user-class/government-military", None)
    ]


# --- timeline-of ---


def test_the_timeline_has_every_run_and_the_bounds_of_its_periods(dataset: Dataset, rows: Rows) -> None:
    """Rebels and affiliate came before Islamic State, so by the end of 2014; regime forces ended its hold at last."""
    runs = rows(dataset, "timeline-of", "first_day last_day answer value", place="albu-kamal", kind="control")
    values = {"regime-forces": 0, "rebels": 1, "former-al-qaeda-affiliate": 2, "islamic-state": 3}
    war, year, new_year = date(2011, 1, 1), date(2014, 1, 1), date(2015, 1, 1)
    expected = [
        (None, date(2010, 12, 31), "candidates", [0]),
        (war, date(2013, 12, 31), "candidates", [0, 1, 2]),
        (year, date(2014, 12, 31), "candidates", [0, 1, 2, 3]),
        (new_year, BEFORE_MONDAY, "candidates", [0, 3]),
        (MONDAY, MONDAY, "definite", [0]),
        (TUESDAY, None, "last-known", [0]),
    ]
    assert [(*row[:3], values[row[3]]) for row in runs] == [
        (first, last, f"answer/{answer}", value) for first, last, answer, told in expected for value in told
    ]
    bounds = "value begin_earliest begin_latest end_earliest end_latest"
    end = date(2014, 12, 31)
    assert set(rows(dataset, "timeline-of", bounds, place="albu-kamal", kind="control")) == {
        ("regime-forces", None, MONDAY, MONDAY, None),
        ("rebels", war, end, war, end),
        ("former-al-qaeda-affiliate", war, end, war, end),
        ("islamic-state", year, end, year, BEFORE_MONDAY),
    }


def test_a_timeline_is_of_presence_too_and_has_runs_on_which_something_is_only_denied(
    dataset: Dataset, rows: Rows
) -> None:
    columns = "predicate first_day last_day answer last_seen reason value"
    assert rows(dataset, "timeline-of", columns, place="desert-near-the-frontier") == [
        ("presenceOf", None, BEFORE_MONDAY, "answer/candidates", None, "reason/open-begin", "islamic-state"),
        ("presenceOf", MONDAY, MONDAY, "answer/definite", None, None, "islamic-state"),
        ("presenceOf", TUESDAY, None, "answer/last-known", MONDAY, None, "islamic-state"),
    ]
    found = rows(dataset, "timeline-of", "scope answer reason value period", place="al-tanf", kind="control")
    assert ("al-tanf", "answer/unknown", "reason/only-denied", None, None) in found


# --- contested-on, contradicted, conflicts-of ---


def test_what_is_contested_on_a_day(news: News, rows: Rows) -> None:
    """The two of the ford, as a conflict and as a disputed answer; what is reported contests nothing asserted."""
    told = news(RIVALS)
    columns = "contested_as scope reason first_day last_day value statement"
    day = date(2031, 5, 4)
    expected = [
        ("conflict", "ford/va", "reason/incompatible-values", day, day, "guard", "news/s1"),
        ("conflict", "ford/va", "reason/incompatible-values", day, day, "brigade", "news/s2"),
        ("disputed answer", "ford/va", None, day, day, "guard", "news/s1"),
        ("disputed answer", "ford/va", None, day, day, "brigade", "news/s2"),
    ]
    assert rows(told, "contested-on", columns, at="2031-05-04") == expected
    assert rows(told, "contested-on", columns, at="2031") == expected
    assert rows(told, "contested-on", columns, at="2031-05-03") == []
    assert rows(told, "contested-on", columns, at="2031-05-05") == []


def test_where_a_source_is_contradicted(news: News, both: Dataset, rows: Rows) -> None:
    """A gazette by itself; SANA, quoted by another paper, by those who give other days for one reopening."""
    columns = "subject reason value other_value statement other_statement first_day"
    day = date(2031, 5, 4)
    expected = [
        ("ford/va", "reason/incompatible-values", "guard", "brigade", "news/s1", "news/s2", day),
        ("ford/va", "reason/incompatible-values", "brigade", "guard", "news/s2", "news/s1", day),
    ]
    told = news(RIVALS)
    assert rows(told, "contradicted", columns, source="gazette") == expected
    assert rows(told, "contradicted", columns, source="document:news") == expected
    assert rows(told, "contradicted", columns, source="minister") == []
    plans = ("nassib", "reason/different-dates", "status/open", "status/open", "gulf-times-2018-09-29/sana-plan")
    assert rows(both, "contradicted", columns, source="sana") == [
        (*plans, "euromesco-2018-10-15/nassib", None),
        (*plans, "unnamed-2018-10-14/nassib", None),
    ]


def test_what_only_seems_to_conflict_and_why(dataset: Dataset, rows: Rows) -> None:
    """US forces near al-Tanf are no holders of it; far east of Syria is no other place than south-east of a part."""
    columns = "outcome predicate subject reason value statement"
    near = ("near-conflict", "controlledBy", "al-tanf", "reason/presence-versus-control")
    assert rows(dataset, "conflicts-of", columns, thing="al-tanf") == [
        (*near, "us-forces", f"{B}/s084"),
        (*near, "rebel-factions-at-al-tanf", f"{A}/s036"),
        (*near, "us-led-coalition", f"{A}/s036"),
    ]
    lies = ("near-conflict", "lies", "albu-kamal", "reason/different-reference-region")
    found = rows(dataset, "conflicts-of", columns, thing="albu-kamal")
    assert [row for row in found if row[1] == "lies"] == [
        (*lies, "deir-ez-zor", f"{B}/s089b"),
        (*lies, "syria", f"{A}/s021"),
    ]
    assert {row[3] for row in found} == {"reason/different-modality", "reason/different-reference-region"}


def test_an_article_contradicts_itself(dataset: Dataset, rows: Rows) -> None:
    """The standfirst has crossings with Israel reopened where the body has the occupied Golan, of one reopening."""
    columns = "predicate subject reason statement other_statement"
    conflict = ("eventType", "reopening-syria-golan", "reason/different-details")
    assert rows(dataset, "contradicted", columns, source="the-new-arab") == [
        (*conflict, f"{A}/s003b", f"{A}/s010"),
        (*conflict, f"{A}/s010", f"{A}/s003b"),
    ]


def test_two_events_are_no_conflict_by_a_decision(dataset: Dataset, rows: Rows) -> None:
    """Asked of any of the events: a meeting on Sunday and a press conference on Monday."""
    for event in ("damascus-meeting", "press-conference-2018-10-15"):
        found = rows(dataset, "conflicts-of", "outcome reason decision statement", thing=event)
        assert {row[:2] for row in found} == {("near-conflict", "reason/two-events")}
        assert [row[3] for row in found] == [f"{B}/s059", f"{B}/s064", f"{A}/s002", f"{A}/s016"]
        assert all("meeting-press-conference" in row[2] for row in found)


def test_conflicts_of_a_thing_come_first(both: Dataset, rows: Rows) -> None:
    found = rows(both, "conflicts-of", "outcome reason statement", thing="nassib")
    assert found[:3] == [
        ("conflict", "reason/different-dates", "euromesco-2018-10-15/nassib"),
        ("conflict", "reason/different-dates", "gulf-times-2018-09-29/sana-plan"),
        ("conflict", "reason/different-dates", "unnamed-2018-10-14/nassib"),
    ]
    assert {row[0] for row in found[3:]} == {"near-conflict"}


# --- single-origin, falls-without ---


def test_two_outlets_that_relay_one_group_are_one_origin(both: Dataset, rows: Rows) -> None:
    columns = "predicate scope answer value statement publisher"
    found = rows(both, "single-origin", columns, crossing="al-tanf", at="2015-06-01")
    seized = ("controlledBy", "al-tanf", "answer/last-known", "islamic-state")
    assert found == [
        (*seized, "naharnet-2015-05/is-holds", "naharnet"),
        (*seized, "xinhua-2015-05/is-holds", "xinhua"),
        ("controlledBy", "al-tanf/iq", "answer/candidates", "islamic-state", "sohr-2016-03-04/iraqi-side", "sohr"),
        ("status", "al-tanf", "answer/candidates", "status/closed", "urdupoint-2019-09-30/closed-b", "urdupoint"),
    ]


def test_what_two_agencies_say_has_more_than_one_origin(both: Dataset, rows: Rows) -> None:
    """Open on the 15th by AFP and Reuters; the Jordanian side rests on SMART alone."""
    assert rows(both, "single-origin", "predicate scope", crossing="nassib", at="2018-10-15") == [
        ("controlledBy", "nassib"),
        ("controlledBy", "nassib/sy"),
        ("status", "nassib/jo"),
    ]
    everywhere = rows(both, "single-origin", "predicate scope", at="2018-10-15")
    assert ("status", "nassib/jo") in everywhere
    assert ("status", "nassib") not in everywhere


def test_what_falls_without_a_document(both: Dataset, rows: Rows) -> None:
    """Of two outlets that relay one group one remains: the answers stay, that they agree does not."""
    columns = "class predicate subject answer value"
    assert rows(both, "falls-without", columns, document="xinhua-2015-05") == [
        ("Corroboration", "controlledBy", "al-tanf", None, "islamic-state"),
        ("Corroboration", "controlledBy", "al-tanf", None, "government-of-syria"),
    ]


def test_what_falls_without_an_article(dataset: Dataset, rows: Rows) -> None:
    """Its answers, with their periods; what it presupposes; and what only seems to conflict with the other article."""
    found = rows(dataset, "falls-without", "class predicate subject answer", document=B)
    places = [
        ("controlledBy", "border-areas-northeast"),
        ("presenceOf", "area-of-sleeper-cells"),
        ("presenceOf", "at-tanf"),
        ("status", "border-crossings-with-iraq"),
        ("status", "border-gates"),
    ]
    assert found[:10] == [
        ("Answer", *place, answer) for place in places for answer in ("answer/candidates", "answer/last-known")
    ]
    presupposed = [("status", name) for name in ("albu-kamal", "border-crossings-with-iraq", "border-gates")]
    assert found[10:] == [
        ("NearConflict", "controlledBy", "al-tanf", None),
        ("NearConflict", "lies", "albu-kamal", None),
        *(("Period", *place, None) for place in [*places[:3], *presupposed]),
        *(("StatusStatement", *place, None) for place in presupposed),
    ]


def test_an_answer_that_something_is_only_denied_falls_with_the_denial(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "falls-without", "class subject answer", document=A)
    assert ("Answer", "al-tanf", "answer/unknown") in found
    # Of the one near-conflict in which it stands against the other article, one statement would remain.
    assert ("NearConflict", "al-tanf", None) in found
    assert not any("border-areas-northeast" in row for row in found)
