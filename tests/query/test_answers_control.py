"""Who holds a crossing and who is there: the answers to the questions on control, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kg.pipeline import Dataset

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
OWN_VOICE = ("the-new-arab", "the-new-arab", "modality/asserted")
Rows = Callable[..., list[tuple[Any, ...]]]
News = Callable[[str], Dataset]

HOLDER = "answer scope holder statement publisher speaker modality"


@pytest.mark.parametrize(
    "name", ["albu-kamal", "Albu Kamal", "Al-Qaim", "https://w3id.org/crossings/id/place/albu-kamal"]
)
def test_question_1_who_holds_albu_kamal(dataset: Dataset, rows: Rows, name: str) -> None:
    assert rows(dataset, "who-controls", HOLDER, crossing=name, at="2018-10-15") == [
        ("definite", "albu-kamal/sy", "regime-forces", f"{A}/s019", *OWN_VOICE)
    ]


def test_question_1_its_beginning_is_unknown(dataset: Dataset, rows: Rows) -> None:
    columns = "country polarity asserted_earliest asserted_latest begin_earliest begin_latest end_earliest end_latest"
    day = date(2018, 10, 15)
    assert rows(dataset, "who-controls", columns, crossing="albu-kamal", at="2018-10-15") == [
        ("syria", "polarity/affirmed", day, day, None, day, day, None)
    ]


@pytest.mark.parametrize("post", ["albu-kamal/iq", "yaarubiya/iq", "al-tanf/iq"])
def test_nobody_says_who_holds_an_iraqi_post(dataset: Dataset, rows: Rows, post: str) -> None:
    assert rows(dataset, "who-controls", HOLDER, crossing=post, at="2018-10-15") == []


@pytest.mark.parametrize("name", ["Yaarubiya", "Rabia"])
def test_question_3_who_holds_yaarubiya(dataset: Dataset, rows: Rows, name: str) -> None:
    found = rows(dataset, "who-controls", "answer scope holder statement polarity", crossing=name, at="2018-10-15")
    assert found == [
        ("definite", "yaarubiya/sy", "kurdish-forces", f"{A}/s032", "polarity/affirmed"),
        ("denied", "yaarubiya", "government-of-syria", f"{A}/s031a", "polarity/denied"),
        ("denied", "yaarubiya/sy", "regime-forces", f"{A}/s020a", "polarity/denied"),
    ]


def test_question_4_joint_holders_are_one_statement(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "who-controls", "answer scope holder statement", crossing="al-tanf", at="2018-10-15")
    assert [row for row in found if row[0] != "denied"] == [
        ("definite", "al-tanf/sy", "rebel-factions-at-al-tanf", f"{A}/s036"),
        ("definite", "al-tanf/sy", "us-led-coalition", f"{A}/s036"),
    ]


def test_question_5_presence_is_not_control(dataset: Dataset, rows: Rows) -> None:
    columns = "kind place actor statement publisher"
    found = rows(dataset, "source-on-control", columns, publisher="Kurdistan 24", crossing="al-tanf")
    assert found == [("presence", "at-tanf", "us-forces", f"{B}/s084", "kurdistan-24")]


def test_question_5_the_other_publisher_does_say_who_holds_it(dataset: Dataset, rows: Rows) -> None:
    columns = "kind place actor statement polarity"
    found = rows(dataset, "source-on-control", columns, publisher="The New Arab", crossing="al-tanf")
    assert set(found) == {
        ("control", "al-tanf/sy", "regime-forces", f"{A}/s020b", "polarity/denied"),
        ("control", "al-tanf", "government-of-syria", f"{A}/s031b", "polarity/denied"),
        ("control", "al-tanf", "us-led-coalition", f"{A}/s036", "polarity/affirmed"),
        ("control", "al-tanf", "rebel-factions-at-al-tanf", f"{A}/s036", "polarity/affirmed"),
    }


def test_question_6_asserted_negatives(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "not-held-by", "crossing scope denied statement polarity", actor="government-of-syria")
    assert found == [
        ("al-tanf", "al-tanf", "government-of-syria", f"{A}/s031b", "polarity/denied"),
        ("al-tanf", "al-tanf/sy", "regime-forces", f"{A}/s020b", "polarity/denied"),
        ("yaarubiya", "yaarubiya", "government-of-syria", f"{A}/s031a", "polarity/denied"),
        ("yaarubiya", "yaarubiya/sy", "regime-forces", f"{A}/s020a", "polarity/denied"),
    ]
    assert rows(dataset, "not-held-by", "crossing", actor="sdf") == []


def test_question_7_not_all_of_them(dataset: Dataset, rows: Rows) -> None:
    asked = {"group": "crossings-syria-iraq", "actor": "government-of-syria"}
    assert rows(dataset, "holds-all", "crossing polarity", **asked) == [
        ("al-tanf", "polarity/denied"),
        ("albu-kamal", "polarity/affirmed"),
        ("yaarubiya", "polarity/denied"),
    ]


def test_question_7_a_member_nobody_speaks_of_is_unknown(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "holds-all", "crossing holder statement", group="crossings-syria-iraq", actor="sdf")
    assert found == [("al-tanf", None, None), ("albu-kamal", None, None), ("yaarubiya", None, None)]


def test_question_8_the_year_2014(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "who-controls", "answer holder statement", crossing="albu-kamal", at="2014")
    assert found[0] == ("sometime", "islamic-state", f"{A}/s028")
    # Who held it before: no day is known, so any of the three may have for a part of the year.
    assert set(found[1:]) == {
        ("possible", "rebels", f"{A}/s025"),
        ("possible", "former-al-qaeda-affiliate", f"{A}/s026"),
        ("possible", "regime-forces", f"{A}/s019"),
    }


def test_on_the_eve_of_2014_nobody_is_known_to_hold_it(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "who-controls", "answer holder", crossing="albu-kamal", at="2013-12-31")
    assert set(found) == {
        ("possible", "rebels"),
        ("possible", "former-al-qaeda-affiliate"),
        ("possible", "regime-forces"),
    }


def test_questions_11_and_12_the_timeline(dataset: Dataset, rows: Rows) -> None:
    columns = "scope holder begin_earliest begin_latest end_earliest end_latest after statement"
    war, day = date(2011, 1, 1), date(2018, 10, 15)
    post = "albu-kamal/sy"
    # The last row answers question 12: the regime took it over on a day that nobody tells, by that one.
    assert rows(dataset, "control-timeline", columns, crossing="albu-kamal") == [
        (post, "rebels", war, day, war, None, 0, f"{A}/s025"),
        (post, "former-al-qaeda-affiliate", war, day, war, None, 1, f"{A}/s026"),
        (post, "islamic-state", date(2014, 1, 1), date(2014, 12, 31), date(2014, 1, 1), None, 1, f"{A}/s028"),
        (post, "regime-forces", None, day, day, None, 0, f"{A}/s019"),
    ]


@pytest.mark.parametrize("at", ["2018-10", "2018-10-15"])
def test_question_13_border_areas(dataset: Dataset, rows: Rows, at: str) -> None:
    columns = "answer holder statement publisher"
    # Said on some day from the 14th to the 20th, and so surely true on no certain one.
    found = rows(dataset, "who-controls", columns, crossing="border-areas-northeast", at=at)
    assert found == [("possible", "sdf", f"{B}/s080", "kurdistan-24")]


def test_question_13_backed_and_led(dataset: Dataset, rows: Rows) -> None:
    assert rows(dataset, "relations-of", "subject relation object statement", actor="sdf") == [
        ("government-of-the-united-states", "backs", "sdf", f"{B}/s081"),
        ("kurds", "leads", "sdf", f"{B}/s082"),
    ]


def test_a_claim_holds_nothing_but_is_on_record(dataset: Dataset, rows: Rows) -> None:
    asked = {"crossing": "swaths-along-the-border"}
    assert rows(dataset, "who-controls", "holder", at="2018-10", **asked) == []
    found = rows(dataset, "control-timeline", "holder speaker modality statement", **asked)
    praised = {"syrian-army", "government-affiliated-forces"}
    assert set(found) == {(a, b, "modality/claimed", f"{B}/s070") for a in praised for b in praised}


def test_question_16_no_crossing_is_held_by_the_islamic_state(dataset: Dataset, rows: Rows) -> None:
    columns = "kind answer place actor_said statement publisher"
    assert rows(dataset, "whereabouts", columns, actor="islamic-state", at="2018-10-15") == [
        ("presence", "possible", "area-of-sleeper-cells", "is-sleeper-cells", f"{B}/s079", "kurdistan-24"),
        ("presence", "definite", "desert-near-the-frontier", "islamic-state", f"{A}/s044", "the-new-arab"),
    ]


def test_question_51_who_is_at_a_crossing_and_foreign(dataset: Dataset, rows: Rows) -> None:
    columns = "actor kind place crossing actor_country statement publisher"
    expected = [
        ("us-led-coalition", "control", "al-tanf/sy", "al-tanf", "united-states", f"{A}/s036", "the-new-arab"),
        ("us-forces", "presence", "at-tanf", "al-tanf", "united-states", f"{B}/s084", "kurdistan-24"),
    ]
    assert rows(dataset, "foreign-actors", columns) == expected
    assert rows(dataset, "foreign-actors", columns, crossing="al-tanf") == expected
    assert rows(dataset, "foreign-actors", columns, crossing="al-tanf/sy") == expected[:1]
    # Neither Kurdish forces, of which no country is known, nor those of one of the two countries are foreign.
    for crossing in ("yaarubiya", "albu-kamal", "al-tanf/iq"):
        assert rows(dataset, "foreign-actors", columns, crossing=crossing) == []


def test_who_is_foreign_and_who_is_not(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {control: gate/va, by: [guard, corps, brigade]}
  s2: {control: gate, by: league, side: {of: gate/su, basis: stated}}
  s3: {presence: town, of: [government-of-ostra]}
  s4: {location: gate, in: town}
  s5: {presence: province, of: [corps]}
  s6: {location: gate, in: province}
  s7: {control: ford, by: corps}
  s8: {control: gate/su, denied: corps}
  s9: {presence: gate, of: [corps], modality: claimed, voice: [minister]}
"""
    )
    columns = "kind place actor actor_country statement"
    assert rows(told, "foreign-actors", columns) == [
        ("control", "gate/su", "league", "ostra", "news/s2"),
        ("control", "gate/va", "corps", "ostra", "news/s1"),
        ("presence", "town", "government-of-ostra", "ostra", "news/s3"),
    ]
    assert rows(told, "foreign-actors", columns, crossing="gate/su") == [
        ("control", "gate/su", "league", "ostra", "news/s2")
    ]


def test_what_was_said_later_is_not_known_earlier(dataset: Dataset, rows: Rows) -> None:
    asked = {"crossing": "albu-kamal", "at": "2018-10-15"}
    assert rows(dataset, "who-controls", HOLDER, known_by="2018-10-14", **asked) == []
    assert len(rows(dataset, "who-controls", HOLDER, known_by="2018-10-15", **asked)) == 1


def test_holders_who_were_only_seen_before_are_no_more_than_that(dataset: Dataset, rows: Rows) -> None:
    found = rows(dataset, "who-controls", "answer holder", crossing="albu-kamal", at="2018-12-01")
    assert {answer for answer, _ in found} == {"last-seen"}
    assert ("last-seen", "regime-forces") in found


def test_what_may_not_have_been_said_yet_is_possible_at_most(dataset: Dataset, rows: Rows) -> None:
    asked = {"crossing": "border-areas-northeast", "at": "2018-10-25"}
    assert rows(dataset, "who-controls", "answer holder", known_by="2018-10-15", **asked) == [("possible", "sdf")]
    assert rows(dataset, "who-controls", "answer holder", known_by="2018-10-20", **asked) == [("last-seen", "sdf")]


@pytest.mark.parametrize("known_by", ["2018-10-14", "2011-01-01"])
def test_a_later_statement_does_not_change_what_was_known_before(
    dataset: Dataset, without: Callable[[Dataset, str], Dataset], known_by: str
) -> None:
    asked = {"crossing": "albu-kamal", "at": "2018-10-15", "known_by": known_by}
    fewer = without(dataset, f"{A}/s019")
    assert list(fewer.query("who-controls", **asked)) == list(dataset.query("who-controls", **asked))


def test_a_denial_holds_for_its_days_only(dataset: Dataset, rows: Rows) -> None:
    assert rows(dataset, "who-controls", "answer", crossing="al-tanf", at="2010-01-01") == [("possible",)]


def test_an_ambiguous_name_prefers_the_crossing(dataset: Dataset, rows: Rows) -> None:
    assert rows(dataset, "who-controls", "scope", crossing="Albu Kamal", at="2018-10-15") == [("albu-kamal/sy",)]


def test_a_sure_holder_of_a_post_leaves_no_other_of_the_whole(news: News, rows: Rows) -> None:
    told = news(
        """
  s1: {control: gate, by: brigade, time: {seen: 2030}}
  s2: {control: gate/va, by: guard}
"""
    )
    columns = "answer scope holder"
    asked = {"crossing": "gate", "at": "2031-05-04"}
    assert rows(told, "who-controls", columns, **asked) == [("definite", "gate/va", "guard")]
    assert rows(told, "whereabouts", "answer place", actor="brigade", at="2031-05-04") == []
    # A year earlier nobody is sure, and both are told.
    assert rows(told, "who-controls", columns, crossing="gate", at="2031-01-01") == [
        ("last-seen", "gate", "brigade"),
        ("possible", "gate/va", "guard"),
    ]
