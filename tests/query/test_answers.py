"""The answers to the competency questions on control, in both engines, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg.errors import QueryError
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.catalogue import Query, catalogue
from kg.validate.reference import data_graph

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """The shipped dataset."""
    return build_dataset(read_corpus())


def short(value: str | None) -> str | None:
    """An IRI without what all of its kind share."""
    if value is None:
        return None
    for mark in ("/id/statement/", "/id/place/", "/id/agent/", "/id/document/", "/concept/", "ontology#"):
        if mark in value:
            return value.partition(mark)[2]
    return value


def rows(dataset: Dataset, name: str, columns: str, **parameters: str) -> list[tuple[str | None, ...]]:
    """The answer, these columns only, each row once, in the order given."""
    found = dataset.query(name, **parameters).rows
    return list(dict.fromkeys(tuple(short(row[column]) for column in columns.split()) for row in found))


HOLDER = "answer scope holder statement publisher speaker modality"


def test_question_1_who_holds_albu_kamal(dataset: Dataset) -> None:
    for name in ("albu-kamal", "Albu Kamal", "Al-Qaim", "https://w3id.org/crossings/id/place/albu-kamal"):
        assert rows(dataset, "who-controls", HOLDER, crossing=name, at="2018-10-15") == [
            (
                "definite",
                "albu-kamal/sy",
                "regime-forces",
                f"{A}/s019",
                "the-new-arab",
                "the-new-arab",
                "modality/asserted",
            )
        ]
    begin = rows(dataset, "who-controls", "begin_earliest begin_latest", crossing="albu-kamal", at="2018-10-15")
    assert begin == [(None, "2018-10-15")]


def test_question_3_who_holds_yaarubiya(dataset: Dataset) -> None:
    found = rows(dataset, "who-controls", "answer scope holder statement", crossing="Rabia", at="2018-10-15")
    assert found == [
        ("definite", "yaarubiya/sy", "kurdish-forces", f"{A}/s032"),
        ("denied", "yaarubiya", "government-of-syria", f"{A}/s031a"),
        ("denied", "yaarubiya/sy", "regime-forces", f"{A}/s020a"),
    ]


def test_question_4_joint_holders_are_one_statement(dataset: Dataset) -> None:
    found = rows(dataset, "who-controls", "answer holder statement", crossing="al-tanf", at="2018-10-15")
    assert [row for row in found if row[0] == "definite"] == [
        ("definite", "rebel-factions-at-al-tanf", f"{A}/s036"),
        ("definite", "us-led-coalition", f"{A}/s036"),
    ]


def test_question_5_presence_is_not_control(dataset: Dataset) -> None:
    found = rows(
        dataset, "source-on-control", "kind place actor statement", publisher="Kurdistan 24", crossing="al-tanf"
    )
    assert found == [("presence", "at-tanf", "us-forces", f"{B}/s084")]


def test_question_6_asserted_negatives(dataset: Dataset) -> None:
    found = rows(dataset, "not-held-by", "crossing statement", actor="government-of-syria")
    assert found == [
        ("al-tanf", f"{A}/s031b"),
        ("al-tanf", f"{A}/s020b"),
        ("yaarubiya", f"{A}/s031a"),
        ("yaarubiya", f"{A}/s020a"),
    ]
    assert rows(dataset, "not-held-by", "crossing", actor="sdf") == []


def test_question_7_not_all_of_them(dataset: Dataset) -> None:
    parameters = {"group": "crossings-syria-iraq", "actor": "government-of-syria"}
    found = rows(dataset, "holds-all", "crossing polarity", **parameters)
    assert found == [
        ("al-tanf", "polarity/denied"),
        ("albu-kamal", "polarity/affirmed"),
        ("yaarubiya", "polarity/denied"),
    ]


def test_question_8_the_year_2014(dataset: Dataset) -> None:
    found = rows(dataset, "who-controls", "answer holder statement", crossing="albu-kamal", at="2014")
    assert found[0] == ("sometime", "islamic-state", f"{A}/s028")
    assert ("possible", "former-al-qaeda-affiliate", f"{A}/s026") in found
    assert not [row for row in found if row[0] == "definite"]


def test_question_11_and_12_the_timeline(dataset: Dataset) -> None:
    columns = "holder begin_earliest begin_latest end_earliest end_latest statement"
    assert rows(dataset, "control-timeline", columns, crossing="albu-kamal") == [
        ("rebels", "2011-01-01", "2018-10-15", "2011-01-01", None, f"{A}/s025"),
        ("former-al-qaeda-affiliate", "2011-01-01", "2018-10-15", "2011-01-01", None, f"{A}/s026"),
        ("islamic-state", "2014-01-01", "2014-12-31", "2014-01-01", None, f"{A}/s028"),
        ("regime-forces", None, "2018-10-15", "2018-10-15", None, f"{A}/s019"),
    ]


def test_question_13_border_areas(dataset: Dataset) -> None:
    found = rows(dataset, "who-controls", "answer holder statement", crossing="border-areas-northeast", at="2018-10")
    assert found == [("sometime", "sdf", f"{B}/s080")] or found == [("possible", "sdf", f"{B}/s080")]
    assert rows(dataset, "relations-of", "subject relation statement", actor="sdf") == [
        ("government-of-the-united-states", "backs", f"{B}/s081"),
        ("kurds", "leads", f"{B}/s082"),
    ]


def test_question_16_no_crossing_is_held_by_the_islamic_state(dataset: Dataset) -> None:
    found = rows(dataset, "whereabouts", "kind statement", actor="islamic-state", at="2018-10-15")
    assert found == [("presence", f"{B}/s079"), ("presence", f"{A}/s044")]


def test_the_unknown_side_stays_unknown(dataset: Dataset) -> None:
    assert rows(dataset, "who-controls", HOLDER, crossing="albu-kamal/iq", at="2018-10-15") == []


def test_what_was_said_later_is_not_known_earlier(dataset: Dataset) -> None:
    asked = {"crossing": "albu-kamal", "at": "2018-10-15"}
    assert rows(dataset, "who-controls", HOLDER, known_by="2018-10-14", **asked) == []
    assert len(rows(dataset, "who-controls", HOLDER, known_by="2018-10-15", **asked)) == 1


@pytest.mark.parametrize(
    ("name", "parameters", "wrong"),
    [
        ("who-controls", {"at": "2018"}, "needs the parameter 'crossing'"),
        ("who-controls", {"crossing": "al-tanf"}, "needs the parameter 'at'"),
        ("who-controls", {"crossing": "al-tanf", "at": "2018", "day": "1"}, "has no parameter 'day'"),
        ("who-controls", {"crossing": "al-tanff", "at": "2018"}, "did you mean 'al-tanf'"),
        ("who-controls", {"crossing": "sdf", "at": "2018"}, "no place is called 'sdf'"),
        ("who-controls", {"crossing": "http://nowhere.example/x", "at": "2018"}, "nothing is known of"),
        ("who-controls", {"crossing": "http://x/> } #", "at": "2018"}, "is not an IRI"),
        ("who-controls", {"crossing": "al-tanf", "at": "2014-13-45"}, "not in the calendar"),
        ("relations-of", {"actor": '") } # '}, "no agent is called"),
    ],
)
def test_a_wrong_parameter_is_named(dataset: Dataset, name: str, parameters: dict[str, str], wrong: str) -> None:
    with pytest.raises(QueryError) as caught:
        dataset.query(name, **parameters)
    assert wrong in str(caught.value)


def test_holders_who_were_only_seen_before_are_no_more_than_that(dataset: Dataset) -> None:
    found = rows(dataset, "who-controls", "answer holder", crossing="albu-kamal", at="2018-12-01")
    assert {answer for answer, _ in found} == {"last-seen"}
    assert ("last-seen", "regime-forces") in found


def test_what_may_not_have_been_said_yet_is_possible_at_most(dataset: Dataset) -> None:
    asked = {"crossing": "border-areas-northeast", "at": "2018-10-25"}
    assert rows(dataset, "who-controls", "answer holder", known_by="2018-10-15", **asked) == [("possible", "sdf")]
    assert rows(dataset, "who-controls", "answer holder", known_by="2018-10-20", **asked) == [("last-seen", "sdf")]


def test_a_later_document_does_not_change_what_was_known_before(dataset: Dataset) -> None:
    asked = {"crossing": "albu-kamal", "at": "2018-10-15"}
    lines = [line for line in dataset.lines() if b"/s019" not in line]
    store = ox.Store()
    store.bulk_load(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)
    without = Dataset(None, store)
    for known_by in ("2018-10-14", "2011-01-01"):
        now = dataset.query("who-controls", known_by=known_by, **asked).rows
        assert without.query("who-controls", known_by=known_by, **asked).rows == now


def test_a_denial_holds_for_its_days_only(dataset: Dataset) -> None:
    assert rows(dataset, "who-controls", "answer", crossing="al-tanf", at="2010-01-01") == [("possible",)]


def test_an_ambiguous_name_prefers_the_crossing_and_else_asks(dataset: Dataset) -> None:
    assert rows(dataset, "who-controls", "scope", crossing="Albu Kamal", at="2018-10-15") == [("albu-kamal/sy",)]


@pytest.mark.parametrize("query", list(catalogue().values()), ids=lambda query: query.name)
def test_both_engines_give_the_same_rows(dataset: Dataset, query: Query) -> None:
    solutions = dataset.store.query(query.text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    ours = [tuple(None if term is None else str(term) for term in solution) for solution in solutions]
    graph: Graph = data_graph(dataset.store)
    found: Iterable[Any] = graph.query(query.text)
    theirs = [tuple(None if term is None else term.n3() for term in row) for row in found]
    assert ours
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))
