"""The views: what each shows of the shipped dataset, and what filters leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.export.property_graph import ATTRIBUTES, Edge, Node, PropertyGraph
from kg.export.told import Selection
from kg.export.views import VIEWS, view
from kg.namespaces import expand
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query import on_record
from kg.query.sources import Node as Resource
from kg.query.sources import subjects
from kg.resolve.presuppositions import source
from kg.resolve.states import day

ID = "https://w3id.org/crossings/id/"
ALBU_KAMAL = f"{ID}place/albu-kamal/sy"
REGIME = f"{ID}agent/regime-forces"
Shown = Callable[..., PropertyGraph]


def held(graph: PropertyGraph) -> dict[tuple[str, str], Edge]:
    """Who holds what."""
    return {(edge.source, edge.target): edge for edge in graph.edges() if edge.kind == "controlledBy"}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_a_graph(name: str, shown: Shown) -> None:
    graph = shown(name)
    nodes, edges = list(graph.nodes()), list(graph.edges())
    assert len(nodes) > 15 and len(edges) > 15
    assert len({node.id for node in nodes}) == len(nodes)
    assert len({edge.id for edge in edges}) == len(edges)
    assert {end for edge in edges for end in (edge.source, edge.target)} == {node.id for node in nodes}
    assert {*graph.node_attributes, *graph.edge_attributes} <= ATTRIBUTES.keys()
    for node in nodes:
        assert node.label and node.attributes["class"]
    for declared, found in ((graph.node_attributes, nodes), (graph.edge_attributes, edges)):
        one: Node | Edge
        for one in found:
            for attribute, value in one.attributes.items():
                assert attribute in declared
                assert type(value) is ATTRIBUTES[attribute][0], attribute
                assert value != ""


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_does_not_depend_on_the_order_of_the_store(name: str, dataset: Dataset, shown: Shown) -> None:
    store = ox.Store()
    store.bulk_load(b"\n".join(reversed(list(dataset.lines()))), format=ox.RdfFormat.N_QUADS)
    other = view(name, Selection(store, Dataset(None, store).names))
    assert list(other.nodes()) == list(shown(name).nodes())
    assert list(other.edges()) == list(shown(name).edges())


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_an_empty_dataset(name: str) -> None:
    store = ox.Store()
    graph = view(name, Selection(store, Dataset(None, store).names))
    assert (list(graph.nodes()), list(graph.edges())) == ([], [])


def test_no_such_view(dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="no view 'contrl': did you mean 'control'"):
        view("contrl", Selection(dataset.store, dataset.names))
    with pytest.raises(QueryError, match="no view 'x': there are control, sources, "):
        view("x", Selection(dataset.store, dataset.names))


# --- full ---


def test_a_statement_of_two_things_is_an_edge(dataset: Dataset, shown: Shown) -> None:
    told = [edge for edge in shown("full").edges() if "statement" in edge.attributes]
    wanted: Counter[str] = Counter()
    for statement in subjects(dataset.store, "rdf:type", expand("cx:Statement")):
        if "#presupposed" not in statement:
            wanted[statement] = len(Resource(dataset.store, statement).iris("cx:object"))
    assert Counter(str(edge.attributes["statement"]) for edge in told) == +wanted
    assert sum(edge.kind == "controlledBy" for edge in told) == 10


def test_a_denial_is_of_another_kind(shown: Shown) -> None:
    (edge,) = [edge for edge in shown("full").edges() if edge.id.endswith("/new-arab-2018-10-15/s020a")]
    assert (edge.kind, edge.attributes["polarity"]) == ("controlledBy (denied)", "denied")


def test_joint_holders_are_an_edge_each(shown: Shown) -> None:
    statement = f"{ID}statement/new-arab-2018-10-15/s036"
    found = {(e.id, e.target) for e in shown("full").edges() if e.attributes.get("statement") == statement}
    assert found == {
        (statement, f"{ID}agent/rebel-factions-at-al-tanf"),
        (f"{statement}#2", f"{ID}agent/us-led-coalition"),
    }


def test_joint_speakers_are_all_named(shown: Shown) -> None:
    assert any(" and " in str(edge.attributes.get("speaker", "")) for edge in shown("full").edges())


def test_what_no_statement_stands_for_is_an_edge_too(shown: Shown) -> None:
    edges = {
        (edge.source, edge.kind, edge.target) for edge in shown("full").edges() if "statement" not in edge.attributes
    }
    assert (f"{ID}place/al-tanf/sy", "postOf", f"{ID}place/al-tanf") in edges
    assert (f"{ID}place/al-tanf/iq", "locatedIn", f"{ID}place/anbar") in edges


# --- control ---


def test_holdings_are_what_order_and_cuts_leave(dataset: Dataset, shown: Shown) -> None:
    """The same periods as in the derived graph."""
    edges = [edge for edge in shown("control").edges() if edge.kind == "controlledBy"]
    store, controlled = dataset.store, expand("cx:controlledBy")
    wanted: dict[tuple[str, str], object] = {}
    for period in subjects(store, "rdf:type", expand("cx:Period")):
        node = Resource(store, period)
        if node.text("cx:predicate") == controlled:
            bounds = tuple(
                node.text(f"cx:{name}") for name in ("beginEarliest", "beginLatest", "endEarliest", "endLatest")
            )
            wanted |= {(period, holder): (node.text("cx:subject"), bounds) for holder in node.iris("cx:object")}
    assert {(e.id.partition("#")[0], e.target): (e.source, e.spell.dates) for e in edges} == wanted
    islamic_state = held(shown("control"))[ALBU_KAMAL, f"{ID}agent/islamic-state"]
    assert islamic_state.attributes["end_latest"] == "2018-10-14", "cut by who surely held it the day after"


@pytest.mark.parametrize(
    ("at", "answers"),
    [
        ("2018-10-15", {REGIME: "definite"}),
        ("2018-12-01", {REGIME: "last-known"}),
        ("2016-06-01", {REGIME: "candidates", f"{ID}agent/islamic-state": "candidates"}),
        (
            "2013-12-31",
            dict.fromkeys((REGIME, f"{ID}agent/former-al-qaeda-affiliate", f"{ID}agent/rebels"), "candidates"),
        ),
    ],
)
def test_who_held_it_on_a_day(at: str, answers: dict[str, str], shown: Shown) -> None:
    """The worked examples of the design, and of `kg who-holds`."""
    edges = held(shown("control", at=at))
    found = {holder: e.attributes["answer"] for (place, holder), e in edges.items() if place == ALBU_KAMAL}
    assert found == answers


def test_posts_provinces_and_countries_stand_around(shown: Shown) -> None:
    edges = {(edge.source, edge.kind, edge.target) for edge in shown("control").edges()}
    for edge in (
        ("place/al-tanf/sy", "postOf", "place/al-tanf"),
        ("place/al-tanf/iq", "locatedIn", "place/anbar"),
        ("place/al-tanf/iq", "country", "place/iraq"),
        ("place/anbar", "locatedIn", "place/iraq"),
    ):
        assert (ID + edge[0], edge[1], ID + edge[2]) in edges


def test_control_grows_with_the_number_of_posts_and_no_faster() -> None:
    def taken(count: int) -> float:
        store, base = ox.Store(), "https://example.org/id/"
        said = (
            (f"{base}{subject}", expand(property_), value if ":" in value else f"{base}{value}")
            for n in range(count)
            for subject, property_, value in (
                (f"place/c{n}/aa", "cx:postOf", f"place/c{n}"),
                (f"statement/d/s{n}", "rdf:type", expand("cx:ControlStatement")),
                (f"statement/d/s{n}", "cx:subject", f"place/c{n}"),
                (f"statement/d/s{n}", "cx:document", "document/d"),
            )
        )
        store.bulk_extend(ox.Quad(*map(ox.NamedNode, triple)) for triple in said)
        graph = view("control", Selection(store, Dataset(None, store).names))
        began = process_time()
        assert sum(edge.kind == "postOf" for edge in graph.edges()) == count
        return process_time() - began

    assert taken(16_000) < 14 * taken(2_000)


# --- the others ---


def test_sources_go_from_publisher_to_thing(shown: Shown) -> None:
    graph = shown("sources")
    edges = list(graph.edges())
    cited = {(e.source, e.target): e.weight for e in edges if e.kind == "cites"}
    assert cited[f"{ID}agent/kurdistan-24", f"{ID}agent/sana"] >= 1
    statement = f"{ID}statement/new-arab-2018-10-15/s019"
    around = {(e.source, e.kind, e.target) for e in edges if statement in (e.source, e.target)}
    assert around == {
        (f"{ID}agent/the-new-arab", "says", statement),
        (statement, "about", ALBU_KAMAL),
        (statement, "controlledBy", REGIME),
    }
    (node,) = [node for node in graph.nodes() if node.id == statement]
    assert node.label == "Albu Kamal crossing, Syrian post: controlledBy Syrian regime forces"
    assert node.spell.definite == (day("2018-10-15"),) * 2


def test_actors_are_of_actors(shown: Shown) -> None:
    kinds = {edge.kind for edge in shown("actors").edges()}
    assert {"backs", "leads", "coordinatesWith", "forceOf"} <= kinds
    assert not {"controlledBy", "locatedIn", "postOf"} & kinds


def test_a_crossing_is_a_link_between_countries(shown: Shown) -> None:
    links = {(e.source, e.target) for e in shown("places").edges() if e.kind == "crossing"}
    assert (f"{ID}place/iraq", f"{ID}place/syria") in links


def test_disagreements_have_their_reason(dataset: Dataset, shown: Shown) -> None:
    graph = shown("conflicts")
    found = {node.attributes["reason"] for node in graph.nodes() if "reason" in node.attributes}
    assert found == {one.reason for one in dataset.conflicts().disagreements if len(one.statements) > 1}
    assert "presence-versus-control" in found


# --- filters ---


def test_a_document_is_read_once_for_all_its_statements(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Counter[str]()

    class Counted(Resource):
        def __init__(self, store: ox.Store, iri: str) -> None:
            read[iri] += 1
            super().__init__(store, iri)

    monkeypatch.setattr(on_record, "Node", Counted)
    selection = Selection(dataset.store, dataset.names)
    states = [told.state for told in selection.statements()]
    of_each = Counter(state.document for state in states)
    assert min(of_each.values()) > 1
    assert {read[document] for document in of_each} == {1}


DATES = ("1900", "2005", "2013-12-31", "2014", "2016", "2018-09-28", "2018-10-02", "2018-10-14", "2018-12", "2100")


@pytest.mark.parametrize("at", DATES)
@pytest.mark.parametrize("name", VIEWS)
def test_no_view_ends_at_a_statement_that_is_left_out(name: str, at: str, dataset: Dataset) -> None:
    """Such as what an order, a purpose or a speech is of, where it cannot have been so on the day."""
    selection = Selection(dataset.store, dataset.names, at=at)
    graph = view(name, selection)
    edges, nodes = list(graph.edges()), {node.id for node in graph.nodes()}
    assert {end for edge in edges for end in (edge.source, edge.target)} == nodes
    assert not [node for node in nodes if "/id/statement/" in node and not selection.told(source(node))]


@pytest.mark.parametrize("name", ["full", "sources", "conflicts"])
def test_no_view_ends_at_a_statement_that_is_taken_back(name: str, qasr: Path) -> None:
    """Nor at one of a document or day that is left out: here an order, which the dates of what it orders contradict."""
    gate = "gate-gazette-2031-05-04"
    more = """\
document: more
publisher: gate-gazette
published: 2031-05-05
language: en
statements:
  s1: {order: gate-gazette-2031-05-04/s001, before: s2, row: 1}
  s2: {control: qasr-gate/va, by: lantern-front, time: {seen: 2030-01}, row: 2}
"""
    taken_back = f"  s3: {{event: seizure-of-qasr-gate, time: {{within: 2031-05}}, retracts: {gate}/s001, row: 3}}\n"
    first = f"https://example.org/qasr/id/statement/{gate}/s001"

    def is_drawn(text: str, **options: Any) -> bool:
        (qasr / "documents" / "more.yaml").write_text(text, encoding="utf-8", newline="")
        built = build_dataset(read_corpus(qasr))
        graph = view(name, Selection(built.store, built.names, **options))
        nodes = {node.id for node in graph.nodes()}
        assert {end for edge in graph.edges() for end in (edge.source, edge.target)} == nodes
        return first in nodes

    assert is_drawn(more)
    assert not is_drawn(more + taken_back)
    assert not is_drawn(more, without=[gate])
    assert not is_drawn(more, at="2030")


@pytest.mark.parametrize("name", VIEWS)
def test_without_a_document_is_as_if_it_had_never_been(name: str, shown: Shown) -> None:
    graph = shown(name, without=["kurdistan24-2018-10"])
    texts = [str(value) for edge in graph.edges() for value in (*edge[:4], *edge.attributes.values())]
    texts += [str(value) for node in graph.nodes() for value in (node.id, node.label, *node.attributes.values())]
    assert texts and not [text for text in texts if "kurdistan24-2018-10" in text]


@pytest.mark.parametrize("name", ["full", "sources", "actors", "control", "conflicts"])
def test_nothing_counts_before_it_was_said(name: str, shown: Shown) -> None:
    edges: Iterator[Edge] = shown(name, known_by="2018-10-01").edges()
    assert not [edge for edge in edges if "/id/statement/" in edge.id or "/id/period/" in edge.id]


def test_at_a_day_only_what_may_be_so_then(shown: Shown) -> None:
    on = day("2010-01-01")
    edges = [edge for edge in shown("full", at="2010-01-01").edges() if "statement" in edge.attributes]
    assert edges and all(edge.spell.possible(on) for edge in edges)
    assert len(edges) < sum("statement" in edge.attributes for edge in shown("full").edges())


def test_labels_in_another_language(shown: Shown) -> None:
    labels = {node.id: node.label for node in shown("control", lang="ar").nodes()}
    assert labels[f"{ID}place/albu-kamal"] == "معبر القائم الحدودي"


@pytest.mark.parametrize(
    "options", [{"at": "-0044"}, {"at": "0000"}, {"known_by": "soon"}, {"without": ["no-such-document"]}]
)
def test_what_cannot_be_asked(options: dict[str, Any], dataset: Dataset) -> None:
    with pytest.raises(QueryError):
        Selection(dataset.store, dataset.names, **options)
