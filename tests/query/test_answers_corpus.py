"""Figures, facts from reference sources, and dates that are not precise: the answers, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest

from kg.namespaces import expand
from kg.pipeline import Dataset
from kg.query.terms import Value

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
ID = "https://w3id.org/crossings/id/"
Row = tuple[Value | None, ...]
Ask = Callable[..., list[Row]]


def test_question_45_how_many_crossings(dataset: Dataset, rows: Ask) -> None:
    columns = "quantity amount unit quantity_kind statement publisher"
    count = ("unit/count", "quantity-kind/crossings")
    assert rows(dataset, "quantities-of", columns, thing="crossings-syria-iraq") == [
        ("three", 3, *count, f"{A}/s018", "the-new-arab")
    ]
    assert rows(dataset, "quantities-of", columns, thing="crossings-of-syria")[0] == (
        "19",
        19,
        *count,
        f"{A}/s050",
        "the-new-arab",
    )
    assert rows(dataset, "quantities-of", "amount", thing="albu-kamal") == []


def test_question_46_about_half_is_no_whole_number(dataset: Dataset, rows: Ask) -> None:
    columns = "statement quantity amount lower upper unit approximation of_whole actor"
    found = rows(dataset, "quantities-of", columns, thing="crossings-of-syria")
    assert found[1] == (
        f"{A}/s051",
        "about half",
        Decimal("0.5"),
        None,
        None,
        "unit/share",
        "approximation/about",
        "crossings-of-syria",
        "government-of-syria",
    )
    controlled = [row for row in dataset.query("quantities-of") if "controlled" in str(row["quantity_kind"])]
    assert [row["unit"] for row in controlled] == ["https://w3id.org/crossings/concept/unit/share"]


def test_question_48_the_dead_and_the_displaced(dataset: Dataset, rows: Ask) -> None:
    columns = "statement quantity amount lower upper quantity_kind approximation publisher"
    found = rows(dataset, "quantities-of", columns, thing="syrian-war")
    assert found[1:] == [
        (
            f"{A}/s055",
            "hundreds of thousands",
            None,
            100_000,
            1_000_000,
            "quantity-kind/civilians-killed",
            "approximation/order-of-magnitude",
            "the-new-arab",
        ),
        (
            f"{A}/s057",
            "millions",
            None,
            1_000_000,
            None,
            "quantity-kind/people-displaced",
            "approximation/order-of-magnitude",
            "the-new-arab",
        ),
    ]


def test_every_figure_of_the_corpus(dataset: Dataset, rows: Ask) -> None:
    found = rows(dataset, "quantities-of", "statement thing")
    assert found == [
        (f"{A}/s049", "syrian-war"),
        (f"{A}/s055", "syrian-war"),
        (f"{A}/s057", "syrian-war"),
        (f"{A}/s050", "crossings-of-syria"),
        (f"{A}/s051", "crossings-of-syria"),
        (f"{A}/s018", "crossings-syria-iraq"),
        (f"{B}/s077", "territory-once-held-by-is"),
    ]


REFERENCE_ONLY = ("schema:sameAs", "rdfs:seeAlso", "skos:notation", "geo:hasGeometry", "geo:asWKT", "cx:locatedIn")


@pytest.mark.parametrize("curie", REFERENCE_ONLY)
def test_question_55_no_identifier_comes_from_a_document(dataset: Dataset, curie: str) -> None:
    graphs = {
        quad.graph_name.value
        for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(expand(curie)), None)
        if isinstance(quad.graph_name, ox.NamedNode)
    }
    assert graphs
    # The vocabulary says of its own terms where to read more.
    graphs.discard("https://w3id.org/crossings/graph/vocabulary")
    assert [graph for graph in graphs if not graph.startswith("https://w3id.org/crossings/graph/reference/")] == []


def test_question_55_all_of_a_reference_source_is_listed(dataset: Dataset) -> None:
    """Every triple of the reference graphs is a row, but those of which a geometry's node is made."""
    held: dict[str, set[tuple[str, str]]] = {}
    points: dict[str, str] = {}
    for quad in dataset.store:
        graph, thing = quad.graph_name, quad.subject
        assert isinstance(graph, ox.NamedNode)
        assert isinstance(thing, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        _, reference, source = graph.value.partition("/graph/reference/")
        if not reference:
            continue
        if "/id/geometry/" in thing.value:
            if quad.predicate.value == expand("geo:asWKT"):
                points[thing.value] = quad.object.value
        else:
            held.setdefault(source, set()).add((thing.value, quad.object.value))
    assert len(held) == 9
    listed: dict[str, set[tuple[str, str]]] = {}
    for row in dataset.query("reference-facts"):
        source = str(row["source"]).partition("/id/reference/")[2]
        listed.setdefault(source, set()).add((str(row["thing"]), str(row["value"])))
    expected = {source: {(thing, points.get(value, value)) for thing, value in facts} for source, facts in held.items()}
    assert listed == expected


def test_question_55_one_thing_and_its_sources(dataset: Dataset, rows: Ask) -> None:
    assert rows(dataset, "reference-facts", "source property value", thing="quneitra")[:3] == [
        (f"{ID}reference/iso", expand("skos:notation"), "SY-QU"),
        (f"{ID}reference/ocha-p-codes", expand("skos:notation"), "SY14"),
        (f"{ID}reference/ocha-p-codes", "locatedIn", "syria"),
    ]
    assert rows(dataset, "reference-facts", "source property value", thing="al-tanf") == [
        (f"{ID}reference/wikipedia-al-waleed-crossing", expand("geo:asWKT"), "POINT(38.9374 33.4332)")
    ]
    assert rows(dataset, "reference-facts", "source", thing="rebels") == []


def test_every_graph_with_its_source_and_licence(dataset: Dataset, rows: Ask) -> None:
    found = rows(dataset, "contents", "graph triples entities source credit licence")
    graph, by = "https://w3id.org/crossings/graph/", "https://creativecommons.org/licenses/by/4.0/"
    assert (f"{graph}document/{A}", 1871, 201, A, "the-new-arab", by) in found
    assert (
        f"{graph}reference/wikipedia-al-qaim-crossing",
        4,
        1,
        f"{ID}reference/wikipedia-al-qaim-crossing",
        "Wikipedia contributors",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ) in found
    assert [row[2:] for row in found if row[0] == f"{graph}derived/timelines"] == [
        (64, f"{ID}corpus/{corpus}", "Crossings contributors", by) for corpus in ("reference", "syria-iraq-2018")
    ]
    held = {quad.graph_name.value for quad in dataset.store if isinstance(quad.graph_name, ox.NamedNode)}
    assert {row[0] for row in found} == held - {f"{graph}meta"}


@pytest.mark.parametrize("name", ["nassib", "nasib", "quneitra"])
def test_question_55_names_from_elsewhere_stand_in_no_article(dataset: Dataset, name: str) -> None:
    lines = [line for line in dataset.lines() if b"/graph/document/" in line and name.encode() in line.lower()]
    assert lines == []


def test_question_56_dates_that_are_not_precise(dataset: Dataset, rows: Ask) -> None:
    found: dict[object, list[object]] = {}
    for precision, statement in rows(dataset, "imprecise-dates", "precision statement"):
        found.setdefault(precision, []).append(statement)
    # S054, the outbreak during the Arab Spring, says an order and no year.
    assert found == {
        "undated": [f"{A}/s006"],
        "year": [f"{A}/{s}" for s in ("s028", "s029", "s030", "s052", "s053")],
        # S074: the beginning of a month is written as the month, when the force spoke.
        "month": [f"{B}/s071", f"{B}/s074b"],
        "part-of-month": [f"{B}/s072"],
        "vague": [
            # Soon.
            f"{B}/s061",
            f"{B}/s067b",
            # Have cleared; has strengthened.
            f"{B}/s070",
            f"{B}/s074",
            f"{B}/s087",
            f"{A}/s001",
            f"{A}/s008",
            f"{A}/s015",
            f"{A}/s022",
            # After the war broke out.
            f"{A}/s025",
            f"{A}/s026",
            # Recently; have coordinated, carried out, recaptured, backed.
            f"{A}/s041",
            f"{A}/s045",
            f"{A}/s046",
            f"{A}/s046b",
            f"{A}/s047",
            f"{A}/s048",
        ],
    }


def test_question_56_how_the_date_is_known(dataset: Dataset, rows: Ask) -> None:
    columns = "statement edtf precision date_basis begin_earliest begin_latest"
    found = {row[0]: row[1:] for row in rows(dataset, "imprecise-dates", columns)}
    across, inferred = "date-basis/inferred-across-documents", "date-basis/inferred-in-document"
    assert found[f"{B}/s071"] == ("2018-07", "month", across, date(2018, 7, 1), date(2018, 7, 31))
    assert found[f"{A}/s029"] == ("2014", "year", inferred, date(2014, 1, 1), date(2014, 12, 31))
    assert found[f"{A}/s041"] == (None, "vague", "date-basis/stated", None, date(2018, 10, 15))
    assert found[f"{A}/s006"] == (None, "undated", "date-basis/none", None, None)


def test_question_56_of_one_document(dataset: Dataset, rows: Ask) -> None:
    found = rows(dataset, "imprecise-dates", "statement", document=B)
    assert found
    assert all(str(statement).startswith(B) for (statement,) in found)
    # What is held when said, and an event of a known day, are precise.
    assert not {f"{B}/s080", f"{B}/s064"} & {statement for (statement,) in found}


@pytest.mark.parametrize(
    ("time", "precision"),
    [
        ("{began: 2014, ended: 2016-05}", "year"),
        ("{began: 2014-05, ended: 2014-06-02}", "month"),
        ("{within: 2018-10-01/2018-10-10}", "part-of-month"),
        ("{within: 2018-09-30/2018-10-10}", "vague"),
        ("{began: 2014/..}", "vague"),
        ("undated", "undated"),
        ("by-then", "vague"),
        ("future", "vague"),
        ("when-said", None),
        ("{began: 2014-05-01, ended: 2014-06-02}", None),
        ("{within: 2018-10-14}", None),
    ],
)
def test_the_precision_of_a_time(rows: Ask, news: Callable[[str], Dataset], time: str, precision: str | None) -> None:
    told = news(f"\n  s1: {{control: gate, by: guard, time: {time}}}\n")
    assert rows(told, "imprecise-dates", "precision") == ([] if precision is None else [(precision,)])
