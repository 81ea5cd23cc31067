"""Whether a crossing is open, since when and for whom: the answers to the questions on status, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.pipeline import Dataset

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
Rows = Callable[..., list[tuple[Any, ...]]]
News = Callable[[str], Dataset]
Without = Callable[[Dataset, str], Dataset]

MONDAY = date(2018, 10, 15)  # the day of the one article
SUNDAY, SATURDAY = date(2018, 10, 14), date(2018, 10, 20)  # between which the other was said
ANNOUNCED = [
    ("announced", "status/open", "modality/expected", "unspecified", f"{B}/s087"),
    ("announced", "status/open", "modality/expected", "officials", f"{A}/s001"),
    ("announced", "status/open", "modality/expected", "top-diplomats", f"{A}/s008"),
    ("announced", "status/open", "modality/intended", "walid-muallem", f"{A}/s015"),
    ("announced", "status/open", "modality/expected", "ibrahim-jaafari", f"{A}/s022"),
]
STATUS = "answer status modality speaker statement"


@pytest.mark.parametrize("name", ["albu-kamal", "Al-Qaim"])
def test_question_17_albu_kamal_is_not_open_and_announced_to_be(dataset: Dataset, rows: Rows, name: str) -> None:
    assert rows(dataset, "is-open", STATUS, crossing=name, at="2018-10-15") == [
        ("definite", "status/not-open", "modality/presupposed", "the-new-arab", f"{A}/s014"),
        ("possible", "status/not-open", "modality/presupposed", "unspecified", f"{B}/s087"),
        *ANNOUNCED,
    ]


def test_question_17_what_is_presupposed_is_so_when_it_was_said(dataset: Dataset, rows: Rows) -> None:
    columns = "scope country user_class statement begin_earliest begin_latest end_earliest end_latest"
    found = rows(dataset, "is-open", columns, crossing="albu-kamal", at="2018-10-15")
    assert found[:2] == [
        ("albu-kamal", None, None, f"{A}/s014", None, MONDAY, MONDAY, None),
        ("albu-kamal", None, None, f"{B}/s087", None, SATURDAY, SUNDAY, None),
    ]


def test_question_17_without_one_article_it_is_only_possible(dataset: Dataset, rows: Rows, without: Without) -> None:
    found = rows(without(dataset, f"/{A}"), "is-open", STATUS, crossing="albu-kamal", at="2018-10-15")
    assert found == [
        ("possible", "status/not-open", "modality/presupposed", "unspecified", f"{B}/s087"),
        ANNOUNCED[0],
    ]


def test_later_it_was_last_seen_not_open(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "is-open", "answer status statement", crossing="albu-kamal", at="2018-12-01")
    assert [row for row in found if row[0] != "announced"] == [
        ("last-seen", "status/not-open", f"{B}/s087"),
        ("last-seen", "status/not-open", f"{A}/s014"),
    ]
    assert len(found) == 7


def test_what_was_not_said_yet_is_not_known(dataset: Dataset, rows: Rows) -> None:
    asked = {"crossing": "albu-kamal", "at": "2018-10-15"}
    assert rows(dataset, "is-open", "answer", known_by="2018-10-13", **asked) == []
    # By Sunday the one article was not out; the other may have been.
    assert rows(dataset, "is-open", "answer statement", known_by="2018-10-14", **asked) == [
        ("possible", f"{B}/s087"),
        ("announced", f"{B}/s087"),
    ]


def test_nothing_is_announced_before_it_is_said(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "is-open", "answer status", crossing="albu-kamal", at="2018-10-01")
    assert found == [("possible", "status/not-open")]


@pytest.mark.parametrize("crossing", ["Yaarubiya", "Rabia", "Al-Tanaf", "Al-Waleed", "albu-kamal/sy", "albu-kamal/iq"])
def test_questions_23_and_24_unknown(dataset: Dataset, rows: Rows, crossing: str) -> None:
    assert rows(dataset, "is-open", STATUS, crossing=crossing, at="2018-10-15") == []
    assert rows(dataset, "status-timeline", "status", crossing=crossing) == []


@pytest.mark.parametrize(
    ("group", "statement", "speakers", "modality"),
    [
        ("border-crossings-with-iraq", "s061", ["walid-muallem"], "modality/intended"),
        ("border-gates", "s067b", ["ibrahim-jaafari", "walid-muallem"], "modality/urged"),
    ],
)
def test_groups_that_are_to_reopen_are_not_open(
    dataset: Dataset, rows: Rows, group: str, statement: str, speakers: list[str], modality: str
) -> None:
    assert rows(dataset, "is-open", STATUS, crossing=group, at="2018-10-15") == [
        *(("possible", "status/not-open", "modality/presupposed", speaker, f"{B}/{statement}") for speaker in speakers),
        *(("announced", "status/open", modality, speaker, f"{B}/{statement}") for speaker in speakers),
    ]


def test_crossings_with_jordan_are_open(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "is-open", STATUS, crossing="crossings-syria-jordan", at="2018-10-15")
    assert found == [("definite", "status/open", "modality/asserted", "the-new-arab", f"{A}/s011")]


def test_questions_18_and_19_neither_since_when_nor_until_when(dataset: Dataset, rows: Rows) -> None:
    columns = "status modality begin_earliest begin_latest end_earliest end_latest after statement"
    found = rows(dataset, "status-timeline", columns, crossing="albu-kamal")
    closed = ("status/not-open", "modality/presupposed")
    to_open = ("status/open", "modality/expected")
    # 18: no beginning of not-open has an earliest day. 19: no beginning of open has a latest one.
    assert found == [
        (*closed, None, SATURDAY, SUNDAY, None, 0, f"{B}/s087"),
        (*to_open, SUNDAY, None, SUNDAY, None, 0, f"{B}/s087"),
        (*closed, None, MONDAY, MONDAY, None, 0, f"{A}/s014"),
        (*to_open, MONDAY, None, MONDAY, None, 0, f"{A}/s001"),
        (*to_open, MONDAY, None, MONDAY, None, 0, f"{A}/s008"),
        ("status/open", "modality/intended", MONDAY, None, MONDAY, None, 0, f"{A}/s015"),
        (*to_open, MONDAY, None, MONDAY, None, 0, f"{A}/s022"),
    ]


def test_question_21_what_reopened_on_the_15th(dataset: Dataset, rows: Rows) -> None:
    columns = "event theme counterpart statement speaker"
    expected = {
        ("reopening-with-jordan", "crossings-syria-jordan", "jordan", f"{A}/s003a", "the-new-arab"),
        ("reopening-with-israel", "crossings-syria-israel", "israel", f"{A}/s003b", "the-new-arab"),
        ("reopening-syria-jordan", "crossings-syria-jordan", None, f"{A}/s009", "the-new-arab"),
        ("reopening-syria-golan", "crossings-syria-golan", None, f"{A}/s010", "the-new-arab"),
    }
    for at in ("2018-10-15", "2018-10", "2018"):
        assert set(rows(dataset, "opened-on", columns, at=at)) == expected
    assert {row[0] for row in rows(dataset, "opened-on", "event_type", at="2018-10-15")} == {"event-type/reopening"}


def test_question_21_nothing_on_another_day(dataset: Dataset, rows: Rows) -> None:
    assert rows(dataset, "opened-on", "event", at="2018-10-14") == []
    assert rows(dataset, "opened-on", "event", at="2014") == []


@pytest.mark.parametrize("users", ["humanitarian", "commercial", "government-military", "pedestrian"])
def test_question_25_nobody_says_for_whom(dataset: Dataset, rows: Rows, users: str) -> None:
    assert rows(dataset, "open-for", "scope", users=users) == []


def test_question_25_where_somebody_says_for_whom(out_once: Path, rows: Rows) -> None:
    invented = Dataset.open(out_once)
    columns = "scope status user_class speaker"
    expected = [("qasr-gate", "status/restricted", "user-class/humanitarian", "gate-gazette")]
    assert rows(invented, "open-for", columns, users="humanitarian") == expected
    assert rows(invented, "is-open", "answer status user_class", crossing="qasr-gate", at="2031-05-04") == [
        ("definite", "status/restricted", "user-class/humanitarian"),
        ("announced", "status/open", None),
    ]


def test_a_class_of_users_and_the_narrower_ones(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {status: gate, side: {of: gate/va, basis: stated}, is: restricted, users: aid-convoys}
  s2: {status: ford, denied: open, users: [humanitarian, commercial], use-of: [goods]}
  s3: {status: gates, is: open}
"""
    )
    columns = "scope status user_class polarity statement"
    restricted = ("gate/va", "status/restricted", "user-class/aid-convoys", "polarity/affirmed", "news/s1")
    denied = ("ford", "status/open", "user-class/humanitarian", "polarity/denied", "news/s2")
    assert rows(told, "open-for", columns, users="humanitarian") == [denied, restricted]
    assert rows(told, "open-for", columns, users="aid convoys") == [restricted]
    assert rows(told, "open-for", columns, users="pedestrian") == []


def test_whose_status_counts_for_a_crossing(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {status: gates, is: closed}
  s2: {status: gate, side: {of: gate/va, basis: stated}, is: restricted, users: [commercial], use-of: [goods]}
  s3: {status: gate, denied: sporadically-open}
  s4: {status: ford, is: open}
"""
    )
    columns = "answer scope country status user_class use_of polarity"
    affirmed, denied = "polarity/affirmed", "polarity/denied"
    restricted = ("varda", "status/restricted", "user-class/commercial", "use/goods", affirmed)
    assert rows(told, "is-open", columns, crossing="gate", at="2031-05-04") == [
        ("definite", "gate/va", *restricted),
        ("definite", "gates", None, "status/closed", None, None, affirmed),
        ("denied", "gate", None, "status/sporadically-open", None, None, denied),
    ]
    # What is said of the crossing, or of a group that it is in, does not answer for its post.
    assert rows(told, "is-open", columns, crossing="gate/va", at="2031-05-04") == [("definite", "gate/va", *restricted)]
    assert rows(told, "is-open", columns, crossing="gate/su", at="2031-05-04") == []
    # A denial holds on its days.
    assert ("denied",) not in rows(told, "is-open", "answer", crossing="gate", at="2030")
    scopes = rows(told, "status-timeline", "scope status user_class", crossing="gate")
    assert scopes == [
        ("gate/va", "status/restricted", "user-class/commercial"),
        ("gates", "status/closed", None),
    ]


@pytest.mark.parametrize(
    ("today", "remains"),
    [
        ("is: closed", False),
        ("is: sporadically-open", True),
        ("is: closed, users: pedestrian", True),
        ("is: closed, use-of: [goods]", True),
        ("is: closed, modality: reported, voice: [minister]", True),
        ("is: closed, side: {of: gate/va, basis: stated}", False),
    ],
)
def test_a_sure_status_leaves_out_what_it_excludes(news: News, rows: Rows, today: str, remains: bool) -> None:
    told = news(
        f"""
  s1: {{status: gate, is: open, time: {{seen: 2030}}}}
  s2: {{status: gate, {today}}}
"""
    )
    found = rows(told, "is-open", "answer status", crossing="gate", at="2031-05-04")
    assert (("last-seen", "status/open") in found) == remains
    assert {answer for answer, _ in found} == {"definite", *(["last-seen"] if remains else [])}


def test_announcements_are_no_answers(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {status: gate, denied: open, modality: expected, time: future, presupposes: closed}
  s2: {status: gate, is: closed, modality: intended, time: {began: 2032-01, ended: 2032-02}}
  s3: {status: gate, is: open, modality: claimed, voice: [minister]}
"""
    )
    columns = "answer status modality polarity statement"
    presupposed = ("status/closed", "modality/presupposed", "polarity/affirmed", "news/s1")
    announced = ("announced", "status/closed", "modality/intended", "polarity/affirmed", "news/s2")
    # Even if it is not expected to open, it is closed; that it will not open is no announcement.
    assert rows(told, "is-open", columns, crossing="gate", at="2031-05-04") == [("definite", *presupposed), announced]
    # In the very days of which it was announced, it is still only announced.
    assert rows(told, "is-open", columns, crossing="gate", at="2032-01-31") == [("last-seen", *presupposed), announced]
    assert rows(told, "is-open", columns, crossing="gate", at="2033") == [("last-seen", *presupposed)]
    assert rows(told, "is-open", "answer", crossing="gate", at="2031-05-03") == [("possible",)]


def test_after_counts_what_is_known_to_be_earlier(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {status: gate, is: open, time: by-then}
  s2: {status: gate, is: closed, time: by-then}
  s3: {order: s2, before: s1}
"""
    )
    assert rows(told, "status-timeline", "status after", crossing="gate") == [("status/closed", 0), ("status/open", 1)]


def test_what_opened_or_closed_is_told_where_the_day_is_sure(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {event: closing, theme: [gate, ford], time: {within: 2031-04}}
  s2: {event: unlocking, theme: gate, polarity: denied, time: {within: 2031-04-30}}
  s3: {event: unlocking, theme: ford, modality: expected, time: {within: 2031-04-30}}
  s4: {event: visit, theme: gate, time: {within: 2031-04-30}}
"""
    )
    columns = "event event_type theme polarity"
    denied = ("unlocking", "event-type/unlocking", "gate", "polarity/denied")
    assert rows(told, "opened-on", columns, at="2031-04-30") == [denied]
    assert rows(told, "opened-on", columns, at="2031-04") == [
        ("closing", "event-type/closure", "ford", "polarity/affirmed"),
        ("closing", "event-type/closure", "gate", "polarity/affirmed"),
        denied,
    ]
