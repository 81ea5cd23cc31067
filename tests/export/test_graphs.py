"""The dataset as a graph of rdflib and of networkx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import QueryError
from kg.namespaces import PREFIXES, expand
from kg.pipeline import Dataset

ID = "https://w3id.org/crossings/id/"
STRING = rdflib.XSD.string


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


def test_a_view_is_a_graph_of_networkx(dataset: Dataset) -> None:
    graph = dataset.graph()
    assert graph.nodes[f"{ID}place/al-tanf"]["label"] == "Al-Tanf crossing"
    assert graph.nodes[f"{ID}place/al-tanf/sy"]["class"] == "post"
    assert graph.nodes[f"{ID}agent/islamic-state"]["class"] == "non-state-force"
    told = f"{ID}statement/new-arab-2018-10-15/s019"
    edge = graph.edges[f"{ID}place/albu-kamal/sy", f"{ID}agent/regime-forces", told]
    assert (edge["kind"], edge["modality"], edge["end_earliest"]) == ("controlledBy", "asserted", "2018-10-15")


def test_the_options_of_a_graph(dataset: Dataset) -> None:
    fewer = dataset.graph("actors", without=["new-arab-2018-10-15", "kurdistan24-2018-10"])
    assert not networkx.get_edge_attributes(fewer, "statement")
    labels = networkx.get_node_attributes(dataset.graph("control", lang="ar"), "label")
    assert labels[f"{ID}place/albu-kamal"] == "معبر القائم الحدودي"
    with pytest.raises(QueryError, match="no view"):
        dataset.graph("controll")


def test_attributes_are_ones_that_files_can_hold(dataset: Dataset, tmp_path: Path) -> None:
    graph = dataset.graph(measures=True)
    networkx.write_graphml(graph, tmp_path / "g.graphml")
    read = networkx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (graph.number_of_nodes(), graph.number_of_edges())
    json.dumps(networkx.node_link_data(graph, edges="edges"), allow_nan=False)


def test_an_empty_dataset() -> None:
    empty = Dataset(None, ox.Store())
    assert len(empty.graph()) == len(empty.graph(measures=True)) == 0
    assert len(empty.to_rdflib()) == 0


def test_a_query_that_names_a_graph_gets_that_one(dataset: Dataset) -> None:
    graph = "https://w3id.org/crossings/graph/corpus/reference"
    query = "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/crossings/graph/corpus/reference> { ?s ?p ?o }"
    rows: Any = dataset.sparql(query)
    (row,) = rows
    held = sum(1 for _ in dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    assert int(row["n"].value) == held > 0
