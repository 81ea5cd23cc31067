"""What changed between two datasets or two days of knowledge: by hand, and against answers day by day."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from kg.errors import QueryError
from kg.namespaces import expand
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.causes import Cause, Side
from kg.query.changes import PREDICATES, Change, Changes, changes_of
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.record import Place, Record, resolve
from kg.resolve.states import AFTER, BEFORE, Spell, State, day, iso
from kg.resolve.verdicts import FIRST, LAST, Verdict, on_day

Build = Callable[..., Dataset]
Row = tuple[str, str, str, str, str, str]


def short(iri: str) -> str:
    """What sets an IRI apart."""
    return iri.partition("/id/")[2].partition("/")[2] or iri.rpartition("/")[2]


def worded(verdict: Verdict) -> str:
    """An answer in short: `definite guard`, `candidates guard|brigade+corps`."""
    return " ".join([verdict.answer, "|".join("+".join(map(short, value)) for value in verdict.values)]).strip()


def row(change: Change) -> Row:
    """A change in short: subject, predicate, first and last day ("" for open), old and new answer."""
    first = iso(change.first) if change.first > FIRST else ""
    last = iso(change.last) if change.last < LAST else ""
    return short(change.subject), change.predicate, first, last, worded(change.old), worded(change.new)


def because(change: Change) -> list[tuple[str, str, str]]:
    """The causes of a change in short: `+`, `-` or `~`, statement, reason."""
    return [(mark(cause), short(cause.iri), cause.reason) for cause in change.because]


def mark(cause: Cause) -> str:
    """In which of the two views a cause counts."""
    return {(True, True): "~", (False, True): "+", (True, False): "-"}[cause.in_old, cause.in_new]


@pytest.fixture
def build(tmp_path: Path, news: Callable[[str], Dataset]) -> Build:
    """A function: the invented dataset with what the gazette says on 2031-05-04, and with more documents."""

    def of(statements: str, decisions: str = "", **documents: str) -> Dataset:
        folder = tmp_path / "small" / "documents"
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, text in documents.items():
            head = f"document: {name}\npublisher: gazette\nlanguage: en\n"
            (folder / f"{name}.yaml").write_text(head + text, "utf-8")
        (tmp_path / "small" / "decisions.yaml").write_text(decisions or "decisions: {}\n", "utf-8")
        dataset = news(statements)
        assert dataset.store  # read now, before the files change
        return dataset

    return of


@pytest.fixture(scope="module")
def rings(root: Path) -> Dataset:
    """The shipped corpus and the second example together."""
    return build_dataset(read_corpus(root / "facts" / "syria-iraq-2018", root / "facts" / "examples" / "second-ring"))


NAMED = "  s9: {name: gate, as: Gate, lang: en}\n"
GUARD = "  s1: {control: gate/va, by: guard}\n"
BRIGADE = "published: 2031-05-06\nstatements:\n  t1: {control: gate/va, by: brigade}\n"


def test_a_document_is_added(build: Build) -> None:
    # What surely was so on the 4th ended before the 6th, and the other began after the 4th: only the 5th is between.
    old, new = build(GUARD), build(GUARD, later=BRIGADE)
    found = old.diff(new)
    assert list(map(row, found.answers)) == [
        ("gate/va", "control", "2031-05-05", "2031-05-05", "last-known guard", "candidates brigade|guard"),
        ("gate/va", "control", "2031-05-06", "2031-05-06", "last-known guard", "definite brigade"),
        ("gate/va", "control", "2031-05-07", "", "last-known guard", "last-known brigade"),
    ]
    assert {cause for change in found.answers for cause in because(change)} == {("+", "later/t1", "document-absent")}
    assert list(map(row, found.grounds)) == []


def test_a_document_is_removed(build: Build) -> None:
    old, new = build(GUARD, later=BRIGADE), build(GUARD)
    found = old.diff(new)
    assert row(found.answers[1])[4:] == ("definite brigade", "last-known guard")
    assert because(found.answers[1]) == [("-", "later/t1", "document-absent")]


def test_a_statement_is_added_to_a_document_that_was_there(build: Build) -> None:
    found = build(GUARD).diff(build(GUARD + "  s2: {status: gate/va, is: open}\n"))
    assert {because(change)[0] for change in found.answers} == {("+", "news/s2", "statement-absent")}
    assert {change.predicate for change in found.answers} == {"status"}


def test_a_date_is_changed(build: Build) -> None:
    old = build(GUARD, later=BRIGADE)
    new = build(GUARD, later=BRIGADE.replace("-06", "-08"))
    found = old.diff(new)
    assert list(map(row, found.answers)) == [
        ("gate/va", "control", "2031-05-06", "2031-05-06", "definite brigade", "candidates brigade|guard"),
        ("gate/va", "control", "2031-05-07", "2031-05-07", "last-known brigade", "candidates brigade|guard"),
        ("gate/va", "control", "2031-05-08", "2031-05-08", "last-known brigade", "definite brigade"),
    ]
    assert {cause for change in found.answers for cause in because(change)} == {("~", "later/t1", "other-dates")}
    # From the 9th on it is last known as before, and of a later day.
    (last,) = found.grounds
    assert row(last) == ("gate/va", "control", "2031-05-09", "", "last-known brigade", "last-known brigade")
    assert (iso(last.old.last_seen), iso(last.new.last_seen)) == ("2031-05-06", "2031-05-08")
    spells = [cause.spells for cause in last.because]
    assert spells == [tuple(Spell.of("", on, on, "") for on in ("2031-05-06", "2031-05-08"))]


def test_a_value_is_changed(build: Build) -> None:
    found = build(GUARD).diff(build(GUARD.replace("guard", "brigade")))
    assert {row(change)[4:] for change in found.answers} == {
        ("candidates guard", "candidates brigade"),
        ("definite guard", "definite brigade"),
        ("last-known guard", "last-known brigade"),
    }
    assert {cause for change in found.answers for cause in because(change)} == {("~", "news/s1", "other-reading")}


def test_a_statement_is_moved_to_the_other_post(build: Build) -> None:
    found = build(GUARD).diff(build(GUARD.replace("/va", "/su")))
    assert {(change.subject[-2:], *row(change)[4:]) for change in found.answers if change.first == FIRST} == {
        ("va", "candidates guard", "unknown"),
        ("su", "unknown", "candidates guard"),
    }
    assert {cause for change in found.answers for cause in because(change)} == {("~", "news/s1", "other-reading")}


def test_the_same_answer_on_other_grounds_is_no_change_of_the_answer(build: Build) -> None:
    second = "published: 2031-05-04\nstatements:\n  t1: {control: gate/va, by: guard}\n"
    found = build(GUARD).diff(build(GUARD, second=second))
    assert not found.answers
    assert {row(change)[4] for change in found.grounds} == {"candidates guard", "definite guard", "last-known guard"}
    assert all(because(change) == [("+", "second/t1", "document-absent")] for change in found.grounds)
    assert all(list(map(short, change.new.for_)) == ["news/s1", "second/t1"] for change in found.grounds)


def test_a_cut_is_told_of_where_the_answers_name_only_what_was_cut(build: Build) -> None:
    # The brigade held the post on the 6th and no longer: from the 7th on no answer names it, and the guard is cut.
    ended = "published: 2031-05-08\nstatements:\n  t1:\n    control: gate/va\n    by: brigade\n"
    ended += "    time: {within: 2031-05-06}\n"
    found = build(GUARD).diff(build(GUARD, later=ended))
    after = found.answers[-1]
    assert row(after) == ("gate/va", "control", "2031-05-07", "", "last-known guard", "unknown")
    assert because(after) == [("+", "later/t1", "document-absent")]
    assert not {*after.old.for_, *after.new.for_, *after.new.against} & {after.because[0].iri}


def test_a_post_cuts_what_is_said_of_the_whole_crossing(build: Build) -> None:
    post = "published: 2031-05-08\nstatements:\n  t1: {control: gate/su, by: brigade, time: {within: 2031-05-06}}\n"
    found = build(GUARD.replace("/va", "")).diff(build(GUARD.replace("/va", ""), later=post))
    (cut,) = [change for change in found.answers if short(change.subject) == "gate"]
    assert row(cut) == ("gate", "control", "2031-05-06", "", "last-known guard", "unknown")
    assert because(cut) == [("+", "later/t1", "document-absent")]


def test_only_neighbouring_days_are_joined(build: Build) -> None:
    new = build(
        "  s1: {control: gate/va, by: guard, time: {within: 2031-01-05}}\n"
        "  s2: {control: gate/va, by: guard, time: {within: 2031-01-07}}\n"
    )
    assert [row(change)[2:] for change in build(NAMED).diff(new).answers] == [
        ("2031-01-05", "2031-01-05", "unknown", "definite guard"),
        ("2031-01-07", "2031-01-07", "unknown", "definite guard"),
    ]


def test_days_of_one_change_are_joined_and_their_statements_are_united(build: Build) -> None:
    new = build(
        "  s1: {control: gate/va, by: guard, time: {throughout: 2031-01}}\n"
        "  s2: {control: gate/va, by: guard, time: {throughout: 2031-01-15/2031-02-10}}\n"
        "  s3: {control: gate/va, by: guard, time: {throughout: 2031-04}}\n"
    )
    changes = [c for c in build(NAMED).diff(new).answers if c.predicate == "control"]
    # Between February and April and after April it is last known, and of another day, by those that saw it then.
    assert [(*row(c)[2:4], row(c)[5], iso(c.new.last_seen), list(map(short, c.new.for_))) for c in changes] == [
        ("", "2030-12-31", "candidates guard", "", ["news/s1", "news/s2", "news/s3"]),
        ("2031-01-01", "2031-02-10", "definite guard", "", ["news/s1", "news/s2"]),
        ("2031-02-11", "2031-03-31", "last-known guard", "2031-02-10", ["news/s2"]),
        ("2031-04-01", "2031-04-30", "definite guard", "", ["news/s3"]),
        ("2031-05-01", "", "last-known guard", "2031-04-30", ["news/s3"]),
    ]
    assert [cause[1] for cause in because(changes[1])] == ["news/s1", "news/s2"]


def test_ages_are_not_joined(build: Build) -> None:
    new = build(
        "  s1: {control: gate/va, by: guard, time: {throughout: 2031-01}}\n"
        "  s2: {control: gate/va, by: guard, time: {seen: 2031-03}}\n"
    )
    changes = [c for c in build(NAMED).diff(new).answers if c.predicate == "control"]
    assert [(*row(c)[2:4], iso(c.new.last_seen)) for c in changes if c.new.answer == "last-known"] == [
        ("2031-02-01", "2031-03-30", "2031-01-31"),
        ("2031-03-31", "", "2031-03-01"),
    ]


def test_what_takes_a_statement_back_is_a_cause_beside_it() -> None:
    held = State(
        statement="urn:s0",
        document="urn:d0",
        predicate="control",
        scope="x/e",
        objects=("army",),
        polarity="affirmed",
        modality="asserted",
        spell=Spell.of("", "2014-01-02", "2014-01-02", ""),
        said=(_SAID[0], _SAID[0]),
    )
    taking = structs.replace(held, statement="urn:s1", document="urn:d1", predicate="presence", retracts=("urn:s0",))
    store = ox.Store()
    old, new = (Side(store, Record(_PLACE, states, _ABOVE), Knowledge()) for states in ([held], [held, taking]))
    found = list(changes_of(old, new))
    assert [change.new.answer for change in found] == ["unknown"] * 3
    for change in found:
        assert because(change) == [("-", "urn:s0", "retracted"), ("+", "urn:s1", "document-absent")]


def test_an_order_of_events_that_a_curator_decided(build: Build) -> None:
    statements = (
        "  s1: {control: gate/va, by: guard, time: undated}\n"
        "  s2: {control: gate/va, by: brigade, time: {began: 2030-02-01}}\n"
    )
    decision = (
        "decisions:\n  first-the-guard:\n    order: [news/s1, news/s2]\n    by: The test\n    date: 2031-06-01\n"
        "    reason: The guard came first.\n"
    )
    found = build(statements).diff(build(statements, decision))
    assert found.answers
    assert {cause for change in found.answers for cause in because(change)} == {
        ("+", "small/first-the-guard", "statement-absent")
    }
    assert found.answers[0].because[0].as_json()["document"] is None


def test_what_stands_above_an_actor_changes_answers_and_no_statement_does(build: Build) -> None:
    statements = "  s1: {control: gate/va, by: guard}\n  s2: {control: gate/va, by: government}\n"
    one = build(statements)
    loose = ox.Store()
    loose.extend(quad for quad in one.store if quad.predicate.value != expand("cx:forceOf"))
    found = one.diff(Dataset(None, loose))
    assert ("definite government|guard", "disputed government|guard") in {row(c)[4:] for c in found.answers}
    assert all(change.because == () for change in found.answers)


def test_a_withdrawn_document(build: Build) -> None:
    old = build(GUARD, later=BRIGADE)
    withdrawn = ox.Store()
    withdrawn.extend(old.store)
    document = next(c.document for c in build(GUARD).diff(old).answers[0].because)
    record = ox.NamedNode("https://example.org/id/withdrawal/later")
    graph = ox.NamedNode("https://example.org/graph/decisions/small")
    for property_, value in (
        ("rdf:type", ox.NamedNode(expand("cx:Withdrawal"))),
        ("cx:document", ox.NamedNode(document)),
        ("cx:withdrawnOn", ox.Literal("2031-05-10", datatype=ox.NamedNode(expand("xsd:date")))),
    ):
        withdrawn.add(ox.Quad(record, ox.NamedNode(expand(property_)), value, graph))
    new = Dataset(None, withdrawn)
    found = old.diff(new)
    assert {cause for change in found.answers for cause in because(change)} == {("-", "later/t1", "withdrawn")}
    # In one dataset, between two days of knowledge: said on the 6th, withdrawn on the 10th.
    assert because(new.diff_known_by("2031-05-05", "2031-05-06").answers[0]) == [("+", "later/t1", "not-yet-said")]
    assert because(new.diff_known_by("2031-05-09", "2031-05-10").answers[0]) == [("-", "later/t1", "withdrawn")]
    assert not new.diff_known_by("2031-05-06", "2031-05-09").answers
    assert not new.diff_known_by("2031-05-05", "2031-05-10").answers


def test_what_may_not_have_been_said_by_then(build: Build) -> None:
    # By the 7th it may be said, so the brigade is a candidate at most; by the 8th it surely is.
    dataset = build("  s1: {status: gate, is: open}\n", later=BRIGADE.replace("2031-05-06", "2031-05-06/2031-05-08"))
    (change,) = dataset.diff_known_by("2031-05-07", "2031-05-08").answers
    assert row(change) == ("gate/va", "control", "2031-05-08", "", "candidates brigade", "last-known brigade")
    assert because(change) == [("~", "later/t1", "perhaps-not-yet-said")]


def test_a_place_that_one_of_two_builds_lacks(build: Build, rings: Dataset) -> None:
    one = build(GUARD)
    found = rings.diff(one)
    assert found.strangers
    assert {short(place) for place in found.places} >= {"gate", "al-tanf"}
    assert {row(change)[5] for change in found.answers if short(change.place) == "al-tanf"} == {"unknown"}
    assert {row(change)[4] for change in found.answers if short(change.place) == "gate"} == {"unknown"}
    assert not one.diff(one).strangers


def test_two_days_of_the_shipped_corpus(dataset: Dataset) -> None:
    # Known by the 14th is nothing, but what Kurdistan 24 may have said by then; by the 16th The New Arab has
    # said (15 October) who holds Albu Kamal's Syrian post, as test_replies works out.
    found = dataset.diff_known_by("2018-10-14", "2018-10-16")
    regime = "regime-forces"
    assert [row(c) for c in found.answers if (short(c.subject), c.predicate) == ("albu-kamal/sy", "control")] == [
        ("albu-kamal/sy", "control", "", "2010-12-31", "unknown", f"candidates {regime}"),
        (
            *("albu-kamal/sy", "control", "2011-01-01", "2013-12-31", "unknown"),
            f"candidates former-al-qaeda-affiliate|rebels|{regime}",
        ),
        (
            *("albu-kamal/sy", "control", "2014-01-01", "2014-12-31", "unknown"),
            f"candidates former-al-qaeda-affiliate|islamic-state|rebels|{regime}",
        ),
        ("albu-kamal/sy", "control", "2015-01-01", "2018-10-14", "unknown", f"candidates islamic-state|{regime}"),
        ("albu-kamal/sy", "control", "2018-10-15", "2018-10-15", "unknown", f"definite {regime}"),
        ("albu-kamal/sy", "control", "2018-10-16", "", "unknown", f"last-known {regime}"),
    ]
    by_day = {row(c)[2]: because(c) for c in found.answers if short(c.subject) == "albu-kamal/sy"}
    assert by_day["2018-10-15"] == [("+", "new-arab-2018-10-15/s019", "not-yet-said")]


def test_nassib_reopens_between_two_days(rings: Dataset) -> None:
    # By the 14th: closed (Jordan, 29 September), and not open by what is presupposed of that day (SANA, which takes
    # back that it is open) and of the 14th (the ministers). The three agree, so that it is last known from the 30th on,
    # and as the ministers saw it after the 14th. On the 15th AFP and Reuters have it open, since nobody says when, so
    # perhaps on every day before: a candidate, but on the two days that are sure. It ends what was closed or not open
    # before, and not EuroMeSCo's not open, which is sure of the 15th itself.
    found = rings.diff_known_by("2018-10-14", "2018-10-16")
    nassib = [change for change in found.answers if short(change.subject) == "nassib"]
    assert list(map(row, nassib)) == [
        ("nassib", "status", "", "2018-09-28", "candidates closed|not-open", "candidates closed|not-open|open"),
        (
            *("nassib", "status", "2018-09-30", "2018-10-13"),
            *("last-known closed|not-open", "candidates closed|not-open|open"),
        ),
        ("nassib", "status", "2018-10-15", "2018-10-15", "last-known not-open", "definite open"),
        ("nassib", "status", "2018-10-16", "", "last-known not-open", "candidates not-open|open"),
    ]
    assert {cause[1] for cause in because(nassib[2])} == {
        *("afp-2018-10-15/open", "reuters-2018-10-15/open", "euromesco-2018-10-15/nassib")
    }
    # Albu Kamal: from restricted (Reuters, the 14th) to not open (The New Arab, the 15th, presupposed).
    (kamal,) = [
        c for c in found.answers if short(c.subject) == "albu-kamal" and row(c)[1:3] == ("status", "2018-10-15")
    ]
    assert row(kamal)[4:] == ("last-known restricted", "definite not-open")


DATES = ["2013-09-30", "2014-07-01", "2016-03-04", "2018-09-29", "2018-10-14", "2018-10-15", "2018-10-16", "2019-10-01"]


@pytest.mark.parametrize("known_by", [("2018-10-14", "2018-10-16"), ("2016-03-03", "2018-10-14"), ("2019", "2013-09")])
def test_what_the_answers_say_on_several_days(rings: Dataset, known_by: tuple[str, str]) -> None:
    found = rings.diff_known_by(*known_by)
    assert found.answers
    met = 0
    for place in found.places:
        for predicate in PREDICATES:
            for date in DATES:
                replies = [rings.answer(predicate, place, date, known_by=by).reply for by in known_by]
                for was, now in zip(replies[0].sides, replies[1].sides, strict=True):
                    told = [
                        change
                        for change in found.answers
                        if (change.subject, change.predicate) == (was.subject, predicate)
                        and change.first <= day(date) <= change.last
                    ]
                    pair = worded(was.verdict), worded(now.verdict)
                    assert [row(change)[4:] for change in told] == ([pair] if pair[0] != pair[1] else [])
                    met += len(told)
    assert met > 5


def test_a_dataset_with_itself(dataset: Dataset, rings: Dataset, root: Path) -> None:
    for one in (dataset, rings):
        found = one.diff(one)
        assert (found.answers, found.grounds) == ([], [])
        assert found.places
    again = build_dataset(read_corpus(root / "facts" / "syria-iraq-2018"))
    assert (dataset.diff(again).answers, dataset.diff(again).grounds) == ([], [])


def swapped(found: Changes) -> list[dict[str, Any]]:
    """What changed, told the other way round."""
    return [
        change
        | {"old": change["new"], "new": change["old"]}
        | {"because": {"added": change["because"]["removed"], "removed": change["because"]["added"]}}
        for change in (*found.as_json()["changes"], *found.as_json()["grounds"])
    ]


def test_the_other_way_round(dataset: Dataset, rings: Dataset) -> None:
    there, back = dataset.diff(rings), rings.diff(dataset)
    assert [*back.as_json()["changes"], *back.as_json()["grounds"]] == swapped(there)
    there, back = rings.diff_known_by("2018", "2013"), rings.diff_known_by("2013", "2018")
    assert [*back.as_json()["changes"], *back.as_json()["grounds"]] == swapped(there)


def test_the_json_that_scripts_rely_on(rings: Dataset) -> None:
    told = rings.diff_known_by("2018-10-14", "2018-10-16").as_json()
    assert set(told) == {"old", "new", "places", "changes", "grounds"}
    assert told["old"] == {"known_by": "2018-10-14"}
    assert told["changes"] and told["grounds"]
    for change in (*told["changes"], *told["grounds"]):
        assert set(change) == set("place subject predicate from to old new because".split())
        for side in (change["old"], change["new"]):
            assert set(side) == set("answer values modality last_known for against".split())
            assert (side["last_known"] is not None) == (side["answer"] == "last-known")
            assert not [node for node in (*side["for"], *side["against"]) if "#" in node]
        assert set(change["because"]) == {"added", "removed"}
        for cause in (*change["because"]["added"], *change["because"]["removed"]):
            assert set(cause) == {"statement", "document", "reason"}
    same = [
        c
        for c in told["grounds"]
        if (c["old"]["answer"], c["old"]["values"]) != (c["new"]["answer"], c["new"]["values"])
    ]
    assert not same


@pytest.mark.parametrize(
    "known_by", [("2018-13", "2019"), ("2018", "soon"), ("2018/2019", "2019"), ("2018", "2018-02-30")]
)
def test_a_day_of_knowledge_that_is_none(dataset: Dataset, known_by: tuple[str, str]) -> None:
    with pytest.raises(QueryError, match="--known-by: "):
        dataset.diff_known_by(*known_by)


# --- small worlds, day by day ---

_DAYS = range(day("2014-01-01"), day("2014-01-07"))
_SAID = range(day("2018-01-01"), day("2018-01-04"))
_PLACE = Place("x", (("x/e", "east"), ("x/w", "west")))
_ABOVE = Hierarchy({"army": ["government"], "closed": ["not-open"]})
_OBJECTS = {"control": [("army",), ("rebels",), ("government",)], "status": [("open",), ("closed",), ("not-open",)]}
_SPELLS = [
    spell
    for b in (BEFORE, *_DAYS)
    for c in (AFTER, *_DAYS)
    for d in (BEFORE, *_DAYS)
    for e in (AFTER, *_DAYS)
    if (spell := Spell(b, c, d, e)) == spell.normal() and not spell.empty
]


@st.composite
def _states(draw: st.DrawFn, name: str) -> State:
    predicate = draw(st.sampled_from(("control", "control", "status")))
    first = draw(st.sampled_from(_SAID))
    return State(
        statement=name,
        document=draw(st.sampled_from(("urn:d0", "urn:d1"))),
        predicate=predicate,
        scope=draw(st.sampled_from(("x/e", "x/e", "x", "x/w"))),
        objects=draw(st.sampled_from(_OBJECTS[predicate])),
        polarity=draw(st.sampled_from(("affirmed", "affirmed", "affirmed", "denied"))),
        modality=draw(st.sampled_from(("asserted", "asserted", "reported", "presupposed", "expected"))),
        spell=draw(st.sampled_from(_SPELLS)),
        said=draw(st.sampled_from([(first, last) for last in (first, first, _SAID[-1]) if first <= last])),
        retracts=draw(st.sampled_from([()] * 6 + [("urn:s0",), ("urn:s1",)])),
    )


@st.composite
def _views(draw: st.DrawFn) -> tuple[Side, Side]:
    """A place in two views that have most statements in common."""
    pool = [draw(_states(f"urn:s{number}")) for number in range(draw(st.integers(1, 6)))]
    store = ox.Store()

    def side() -> Side:
        states = [
            structs.replace(state, spell=draw(st.sampled_from([state.spell] * 3 + _SPELLS[:40])))
            for state in pool
            if draw(st.sampled_from((True, True, False)))
        ]
        by = draw(st.sampled_from((AFTER, AFTER, *_SAID)))
        withdrawn = draw(st.sampled_from([dict[str, int]()] * 4 + [{"urn:d0": _SAID[1]}]))
        return Side(store, Record(_PLACE, states, _ABOVE), Knowledge(by, withdrawn=withdrawn))

    return side(), side()


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.answer, one.values) == (other.answer, other.values)


@settings(max_examples=150, deadline=None)
@given(_views())
def test_day_by_day(views: tuple[Side, Side]) -> None:
    old, new = views
    found = list(changes_of(old, new))
    for predicate in PREDICATES:
        stretches = [resolve(side.record, predicate, side.knowledge).stretches for side in views]
        for scope in _PLACE.scopes:
            mine = [change for change in found if (change.subject, change.predicate) == (scope, predicate)]
            for on in (FIRST, *range(_DAYS[0] - 2, _DAYS[-1] + 3), LAST):
                was, now = (on_day(by_scope[scope], on) for by_scope in stretches)
                told = [change for change in mine if change.first <= on <= change.last]
                assert len(told) == (was != now)
                for change in told:
                    assert change.of_answer == (not _same(was, now))
                    assert _same(change.old, was) and _same(change.new, now)
                    assert {*was.for_} <= {*change.old.for_} and {*now.against} <= {*change.new.against}
                    assert (was.modality, now.last_seen) == (change.old.modality, change.new.last_seen)
            for one, next_ in pairwise(mine):
                assert one.last < next_.first
                same = _same(one.old, next_.old) and _same(one.new, next_.new)
                rest = all(
                    (a.modality, a.last_seen) == (b.modality, b.last_seen)
                    for a, b in ((one.old, next_.old), (one.new, next_.new))
                )
                assert one.last + 1 < next_.first or not (same and rest)


@settings(max_examples=150, deadline=None)
@given(_views())
def test_every_change_is_because_of_a_statement_that_differs(views: tuple[Side, Side]) -> None:
    old, new = views
    for change in changes_of(old, new):
        assert change.because
        for cause in change.because:
            states = [side.states.get(cause.iri) for side in views]
            assert [state is not None for state in states] == [cause.in_old, cause.in_new]
            if cause.reason == "perhaps-not-yet-said":
                assert old.sure(cause.iri) != new.sure(cause.iri)
            else:
                assert states[0] != states[1]


@settings(max_examples=100, deadline=None)
@given(_views())
def test_views_the_other_way_round(views: tuple[Side, Side]) -> None:
    old, new = views
    there, back = list(changes_of(old, new)), list(changes_of(new, old))
    assert [(c.subject, c.predicate, c.first, c.last, c.new, c.old) for c in back] == [
        (c.subject, c.predicate, c.first, c.last, c.old, c.new) for c in there
    ]
    assert [[(c.iri, c.reason, c.in_new, c.in_old) for c in change.because] for change in back] == [
        [(c.iri, c.reason, c.in_old, c.in_new) for c in change.because] for change in there
    ]
    assert not list(changes_of(old, old))
