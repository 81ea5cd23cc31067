"""Who held it and was it open, on the shipped corpus: the worked examples of the design, and the JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kg.errors import QueryError
from kg.pipeline import Dataset
from kg.query.replies import Replied

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
ANSWERS = {"definite", "disputed", "last-known", "candidates", "unknown"}
KEYS = set(
    "subject side at known_by answer values users modality age_days origins self_interest for against reason "
    "candidates during text sides".split()
)


def short(iri: str) -> str:
    """What sets an IRI apart."""
    return iri.partition("/id/")[2].partition("/")[2] or iri.rpartition("/")[2]


def values(json: dict[str, Any]) -> list[set[str]]:
    """The values of an answer, each the set of what is so jointly."""
    return [set(map(short, value)) for value in json["values"]]


def side(replied: Replied, post: str) -> dict[str, Any]:
    """The answer for one post."""
    (found,) = (one for one in replied.as_json()["sides"] if short(one["subject"]) == post)
    assert isinstance(found, dict)
    return found


def test_the_syrian_post_of_albu_kamal_when_the_article_was_written(dataset: Dataset) -> None:
    # "is held by regime forces on the Syrian side", said on the 15th: begin by then, end not before.
    replied = dataset.answer("control", "Albu Kamal", "2018-10-15")
    json = replied.as_json()
    assert (json["answer"], values(json), json["modality"]) == ("definite", [{"regime-forces"}], "asserted")
    assert short(json["side"]) == "albu-kamal/sy"
    assert list(map(short, json["for"])) == [f"{A}/s019"]
    # Nothing is said of the other side, and one side never answers for the other.
    assert (side(replied, "albu-kamal/iq")["answer"], side(replied, "albu-kamal/iq")["reason"]) == (
        "unknown",
        "no-statement",
    )


def test_a_holder_last_known_47_days_before(dataset: Dataset) -> None:
    # 15 October to 1 December. The Islamic State is possible no more: the regime surely held the post since.
    json = dataset.answer("control", "albu-kamal", "2018-12-01").as_json()
    assert (json["answer"], values(json), json["age_days"]) == ("last-known", [{"regime-forces"}], 47)


def test_between_the_seizure_and_the_article_there_are_two_candidates(dataset: Dataset) -> None:
    # Rebels and affiliate came before the Islamic State, which came by the end of 2014.
    json = dataset.answer("control", "albu-kamal", "2016-06-01").as_json()
    assert (json["answer"], values(json)) == ("candidates", [{"islamic-state"}, {"regime-forces"}])
    assert {short(one["statement"]): one["reason"] for one in json["candidates"]} == {
        f"{A}/s019": "open-begin",
        f"{A}/s028": "within-bounds",
    }


def test_before_the_seizure_there_are_three(dataset: Dataset) -> None:
    # The Islamic State came in 2014 at the earliest; nobody says since when the regime holds the post.
    json = dataset.answer("control", "albu-kamal", "2013-12-31").as_json()
    assert (json["answer"], values(json)) == (
        "candidates",
        [{"former-al-qaeda-affiliate"}, {"rebels"}, {"regime-forces"}],
    )


def test_a_year_tells_what_was_so_at_some_time_in_it(dataset: Dataset) -> None:
    json = dataset.answer("control", "albu-kamal", "2014").as_json()
    during = {short(one["values"][0]): one["certainty"] for one in json["during"]}
    assert during == {
        "islamic-state": "sometime",
        "former-al-qaeda-affiliate": "possibly",
        "rebels": "possibly",
        "regime-forces": "possibly",
    }
    assert "Islamic State (surely at some time)" in json["text"]


def test_joint_holders_are_one_answer(dataset: Dataset) -> None:
    json = dataset.answer("control", "al-Tanaf", "2018-10-15").as_json()
    assert (json["answer"], values(json)) == ("definite", [{"us-led-coalition", "rebel-factions-at-al-tanf"}])


def test_what_is_to_reopen_is_not_open(dataset: Dataset) -> None:
    json = dataset.answer("status", "البوكمال", "2018-10-15").as_json()
    assert (json["answer"], values(json), json["modality"]) == ("definite", [{"not-open"}], "presupposed")
    assert "presupposed" in json["text"]


def test_without_the_dated_article_the_other_has_no_date(dataset: Dataset) -> None:
    # Kurdistan 24's days rest on The New Arab's; without it what its "reopen" presupposes has none.
    json = dataset.answer("status", "albu-kamal", "2018-10-15", without=[A]).as_json()
    assert (json["answer"], values(json), json["reason"]) == ("candidates", [{"not-open"}], "undated")
    assert list(map(short, json["for"])) == [f"{B}/s087"]


def test_an_event_leaves_a_status_behind(dataset: Dataset) -> None:
    after = dataset.answer("status", "crossings-syria-jordan", "2018-10-15").as_json()
    before = dataset.answer("status", "crossings-syria-jordan", "2018-10-14").as_json()
    assert (after["answer"], values(after)) == ("definite", [{"open"}])
    assert (before["answer"], values(before), before["modality"]) == ("definite", [{"not-open"}], "presupposed")


@pytest.mark.parametrize("name", ["yaarubiya", "al-tanf"])
def test_nobody_says_whether_the_other_two_are_open(dataset: Dataset, name: str) -> None:
    json = dataset.answer("status", name, "2018-10-15").as_json()
    assert (json["answer"], json["values"], json["reason"]) == ("unknown", (), "no-statement")


def test_what_had_not_been_said_was_not_known(dataset: Dataset) -> None:
    json = dataset.answer("control", "albu-kamal", "2018-10-15", known_by="2018-10-14").as_json()
    assert (json["answer"], json["reason"]) == ("unknown", "not-yet-said")


def test_presence_is_not_control(dataset: Dataset) -> None:
    # US forces are in al-Tanf, says Kurdistan 24: of the place, and no holder of it.
    assert dataset.answer("control", "town:at-tanf", "2018-10-15").as_json()["answer"] == "unknown"


@pytest.mark.parametrize("predicate", ["control", "status"])
@pytest.mark.parametrize("at", ["2010", "2014-06", "2018-10-15", "2018-10", "2030-01-01"])
def test_the_json_that_scripts_rely_on(dataset: Dataset, predicate: Any, at: str) -> None:
    for name in ("albu-kamal", "yaarubiya", "al-tanf", "albu-kamal/sy", "border-areas-northeast"):
        json = dataset.answer(predicate, name, at, known_by="2019").as_json()
        assert set(json) == KEYS
        assert all(set(one) == KEYS - {"side", "sides"} | {"country"} for one in json["sides"])
        for one in (json, *json["sides"]):
            assert one["answer"] in ANSWERS
            assert (one["answer"] == "unknown") == (not one["values"]) == (not one["for"])
            assert (one["age_days"] is not None) == (one["answer"] == "last-known")
            assert one["text"].endswith(".")


def test_the_timeline_tells_what_the_answers_tell(dataset: Dataset) -> None:
    timeline = dataset.timeline("control", "albu-kamal").as_json()["scopes"]
    for stretches in timeline.values():
        assert (stretches[0]["from"], stretches[-1]["to"]) == (None, None)
    post = next(stretches for scope, stretches in timeline.items() if scope.endswith("/sy"))
    for stretch in post:
        for day in filter(None, (stretch["from"], stretch["to"])):
            one = side(dataset.answer("control", "albu-kamal", day), "albu-kamal/sy")
            assert (one["answer"], one["values"]) == (stretch["answer"], stretch["values"])


@pytest.mark.parametrize("at", ["", "yesterday", "2018-13", "2018/2019", "2018-02-30"])
def test_a_date_in_the_wrong_form(dataset: Dataset, at: str) -> None:
    # A span is a date of facts files, but none that can be asked about: it is not advised.
    with pytest.raises(QueryError, match=r"--at: .*: write YYYY, YYYY-MM or YYYY-MM-DD$"):
        dataset.answer("control", "albu-kamal", at)


def test_a_document_that_is_none(dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="no document is called 'gazette'"):
        dataset.answer("control", "albu-kamal", "2018", without=["gazette"])


def test_whom_a_restriction_is_for_is_told(news: Callable[[str], Dataset]) -> None:
    dataset = news(
        "  a: {status: gate/va, is: restricted, users: [humanitarian, commercial]}\n"
        "  b: {status: gate/su, is: closed}\n"
    )
    replied = dataset.answer("status", "gate/va", "2031-05-04")
    assert [list(map(short, users)) for users in replied.as_json()["users"]] == [["commercial", "humanitarian"]]
    assert next(replied.lines()) == (
        "Vardan post was restricted (for commercial and humanitarian) on 2031-05-04, according to Gazette."
    )
    assert dataset.answer("status", "gate/su", "2031-05-04").as_json()["users"] == [[]]
    month = dataset.answer("status", "gate/va", "2031-05")
    assert "restricted (for commercial and humanitarian) (surely at some time)" in month.as_json()["text"]


def test_bounds_are_shown_as_they_count(dataset: Dataset) -> None:
    # The date of Kurdistan 24 rests on The New Arab: without it, "is expected to reopen" is of no day.
    with_it, without_it = (
        list(dataset.answer("status", "Albu Kamal", "2010-01-01", without=gone).lines()) for gone in ((), (A,))
    )
    said = with_it.index(f"    {B}/s087, expected, at P11 2034-2087")
    assert with_it[said + 1] == "    begin 2018-10-14/.., end 2018-10-14/.."
    assert without_it[-1] == with_it[said]


def test_the_sides_of_a_crossing_are_told_one_by_one(news: Callable[[str], Dataset]) -> None:
    # Each side has one holder who is sure: there is no question of one or the other.
    dataset = news("  s1: {control: gate/va, by: guard}\n  s2: {control: gate/su, by: brigade}\n")
    replied = dataset.answer("control", "gate", "2031-05-04")
    told = "Gate on 2031-05-04, side by side: Sulmari post: Brigade (definite); Vardan post: Guard (definite)."
    assert replied.as_json()["text"] == told
    assert [line for line in replied.lines() if "Gazette" in line and line.startswith("  Gaz")] == [
        "  Gazette: Guard",
        "  Gazette: Brigade",
    ]


def test_sources_say_which_candidate_they_speak_for(dataset: Dataset) -> None:
    lines = list(dataset.answer("control", "albu-kamal", "2016-06-01").lines())
    told = lines[lines.index("For") + 1 :]
    assert [line for line in told if line.startswith("  The")] == [
        "  The New Arab: Syrian regime forces; it is not known since when",
        "  The New Arab: Islamic State; its days are known only roughly",
    ]
    # Of one value there is nothing to say.
    assert not any(": Syrian" in line for line in dataset.answer("control", "albu-kamal", "2018-10-15").lines())


def test_one_statement_may_speak_for_two_candidates(news: Callable[[str], Dataset]) -> None:
    # A closure presupposes that it was open before and closed after, and its day is not known.
    closing = "  a: {event: closing, theme: gate/va, time: {within: 2031-05-01/2031-05-03}}\n"
    opened = "  b: {status: gate/va, is: open, time: {within: 2031-05-01/2031-05-03}}\n"
    both, one = (f"  Gazette: {status}; its days are known only roughly" for status in ("closed or open", "open"))
    for statements, told in ((closing, [both]), (closing + opened, [both, one])):
        lines = list(news(statements).answer("status", "gate/va", "2031-05-02").lines())
        assert lines[0].startswith("Vardan post was closed or open on 2031-05-02: it is not certain")
        assert [line for line in lines[1:] if "Gazette" in line] == told
