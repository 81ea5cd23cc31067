"""The dataset as a graph of rdflib and of networkx."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as ox
import pytest
import rdflib

from kg.facts.kinds import KINDS
from kg.namespaces import PREFIXES, expand
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.sources import Node

ID = "https://w3id.org/crossings/id/"
STRING = rdflib.XSD.string
Graph = networkx.MultiDiGraph


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """The shipped dataset."""
    return build_dataset(read_corpus())


@pytest.fixture(scope="module")
def graph(dataset: Dataset) -> Graph[str]:
    """The shipped dataset as a graph of networkx."""
    return dataset.to_networkx()


# --- rdflib ---


def test_rdflib_has_every_quad_and_no_other(dataset: Dataset) -> None:
    found = set()
    for s, p, o, g in dataset.to_rdflib().quads():
        assert g is not None
        text = o.n3() if not isinstance(o, rdflib.Literal) or o.datatype != STRING else rdflib.Literal(str(o)).n3()
        found.add(f"{s.n3()} {p.n3()} {text} {g.n3()}")
    assert found == {f"{quad}".replace("@ku-Latn", "@ku-latn") for quad in dataset.store}


def test_rdflib_answers_over_the_union_of_graphs(dataset: Dataset) -> None:
    found = dataset.to_rdflib().query(
        "PREFIX cx: <https://w3id.org/crossings/ontology#> SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a cx:Statement }"
    )
    rows: list[Any] = list(found)
    ours = b"type> <https://w3id.org/crossings/ontology#Statement>"
    assert [row.n.toPython() for row in rows] == [sum(ours in line for line in dataset.lines())]


def test_rdflib_knows_the_prefixes_and_the_graphs(dataset: Dataset) -> None:
    converted = dataset.to_rdflib()
    bound = dict(converted.namespaces())
    assert {prefix: str(bound[prefix]) for prefix in PREFIXES} == dict(PREFIXES)
    graphs = {str(graph.identifier) for graph in converted.graphs()}
    assert {graph.value for graph in dataset.store.named_graphs()} <= graphs


def test_literals_keep_their_forms() -> None:
    """rdflib would write 0.50 as 0.5 and a day that is none as text."""
    from kg.export.graphs import to_rdflib

    node = ox.NamedNode("https://e.org/x")
    forms = [("0.50", "decimal"), ("007", "integer"), ("2018-02-30", "date"), ("x", "string"), ("1", "boolean")]
    quads = [ox.Quad(node, node, ox.Literal(t, datatype=ox.NamedNode(expand(f"xsd:{d}"))), node) for t, d in forms]
    quads.append(ox.Quad(node, node, ox.Literal("قصر", language="ar"), node))
    literals: set[Any] = {o for _, _, o, _ in to_rdflib(quads).quads()}
    assert {(str(o), str(o.datatype).rpartition("#")[2]) for o in literals if not o.language} == set(forms)
    assert rdflib.Literal("قصر", lang="ar") in literals


def test_changing_the_copy_changes_nothing(dataset: Dataset) -> None:
    before = len(dataset.store)
    copy: Any = dataset.to_rdflib()
    copy.remove((None, None, None))
    assert len(dataset.store) == before


# --- networkx ---


def test_a_statement_of_two_things_is_an_edge(dataset: Dataset, graph: Graph[str]) -> None:
    edges = {(s, o, key): edge for s, o, key, edge in graph.edges(keys=True, data=True)}
    wanted = Counter[str]()
    for kind in KINDS.values():
        type_ = ox.NamedNode(expand(f"cx:{kind.class_}"))
        found: Iterable[Any] = dataset.store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), type_)
        for quad in found:
            statement = Node(dataset.store, quad.subject.value)
            if statement.iris("prov:wasDerivedFrom"):
                continue
            scope = statement.text("cx:appliesTo") or statement.text("cx:subject")
            for object_ in statement.iris("cx:object"):
                edge = edges[scope, object_, quad.subject.value]
                wanted[kind.key] += 1
                assert edge["kind"] == kind.key
                assert edge["predicate"] == statement.text("cx:predicate")
                for key in ("polarity", "modality", "document", "publisher"):
                    assert edge[key] == statement.text(f"cx:{key}")
                assert edge.get("begin_latest") == (statement.text("cx:beginLatest") or None)
    assert wanted == Counter(edge["kind"] for edge in edges.values() if "kind" in edge)
    assert wanted["control"] > 10


def test_joint_holders_are_an_edge_each(graph: Graph[str]) -> None:
    key = f"{ID}statement/new-arab-2018-10-15/s036"
    ends = {(s, o) for s, o, k in graph.edges(keys=True) if k == key}
    assert ends == {
        (f"{ID}place/al-tanf/sy", f"{ID}agent/us-led-coalition"),
        (f"{ID}place/al-tanf/sy", f"{ID}agent/rebel-factions-at-al-tanf"),
    }


def test_a_denial_is_marked(graph: Graph[str]) -> None:
    key = f"{ID}statement/new-arab-2018-10-15/s020a"
    (edge,) = [edge for *_, k, edge in graph.edges(keys=True, data=True) if k == key]
    assert edge["polarity"].endswith("/denied")


def test_joint_speakers_are_all_named(graph: Graph[str]) -> None:
    speakers = {edge.get("speaker", "") for *_, edge in graph.edges(data=True)}
    assert any(" " in speaker for speaker in speakers)


def test_what_a_curator_or_a_reference_gives_is_an_edge_without_a_statement(graph: Graph[str]) -> None:
    key = expand("cx:postOf")
    edge = graph.edges[f"{ID}place/al-tanf/sy", f"{ID}place/al-tanf", key]
    assert edge == {"predicate": key}
    assert graph.has_edge(f"{ID}place/al-tanf/iq", f"{ID}place/anbar", expand("cx:locatedIn"))


def test_every_node_has_a_label_and_a_type(graph: Graph[str]) -> None:
    assert len(graph) > 50
    for name, attributes in graph.nodes.items():
        assert attributes["label"], name
        assert set(attributes) == {"label", "type"}
    assert graph.nodes[f"{ID}place/al-tanf"] == {"label": "Al-Tanf crossing", "type": "crossing"}
    assert graph.nodes[f"{ID}place/al-tanf/sy"]["type"] == "post"
    assert graph.nodes[f"{ID}agent/islamic-state"]["type"] == "non-state-force"


def test_a_type_is_never_a_part_of_an_address(graph: Graph[str]) -> None:
    assert "https" not in {attributes["type"] for attributes in graph.nodes.values()}


def test_labels_in_another_language(dataset: Dataset) -> None:
    assert dataset.to_networkx("ar").nodes[f"{ID}place/albu-kamal"]["label"] == "معبر القائم الحدودي"


def test_attributes_are_ones_that_files_can_hold(graph: Graph[str], tmp_path: Path) -> None:
    networkx.write_graphml(graph, tmp_path / "g.graphml")
    read = networkx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (graph.number_of_nodes(), graph.number_of_edges())
    json.dumps(networkx.node_link_data(graph, edges="edges"), allow_nan=False)


def test_the_graph_does_not_depend_on_the_order_of_the_store(dataset: Dataset, graph: Graph[str]) -> None:
    store = ox.Store()
    store.bulk_load(b"\n".join(reversed(list(dataset.lines()))), format=ox.RdfFormat.N_QUADS)
    other = Dataset(None, store).to_networkx()
    assert networkx.utils.graphs_equal(graph, other)


def test_withdrawing_a_document_takes_its_edges(dataset: Dataset) -> None:
    store = ox.Store()
    store.bulk_load(b"\n".join(dataset.lines()), format=ox.RdfFormat.N_QUADS)
    store.remove_graph(ox.NamedNode("https://w3id.org/crossings/graph/document/kurdistan24-2018-10"))
    documents = {edge.get("document") for *_, edge in Dataset(None, store).to_networkx().edges(data=True)}
    assert documents == {None, f"{ID}document/new-arab-2018-10-15"}


def test_an_empty_dataset() -> None:
    empty = Dataset(None, ox.Store())
    assert len(empty.to_networkx()) == 0
    assert len(empty.to_rdflib()) == 0


def test_a_query_that_names_a_graph_gets_that_one(dataset: Dataset) -> None:
    graph = "https://w3id.org/crossings/graph/corpus/reference"
    query = "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/crossings/graph/corpus/reference> { ?s ?p ?o }"
    rows: Any = dataset.sparql(query)
    (row,) = rows
    held = sum(1 for _ in dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    assert int(row["n"].value) == held > 0
