"""What the graph `meta` says of the derived graphs, and the way to it from a record that a rule derived."""

from __future__ import annotations

from itertools import groupby

import pyoxigraph as ox
import pytest

from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.resolve.graphs import RULES
from kg.shipped import shipped

GRAPH = "https://w3id.org/crossings/graph/"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """The shipped dataset."""
    return build_dataset(read_corpus())


def rows(dataset: Dataset, query: str) -> list[tuple[str, ...]]:
    """The rows of a query that names its graphs, as texts."""
    found = dataset.sparql(query)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(term.value for term in row) for row in found]


def test_every_derived_graph_is_described() -> None:
    facts = shipped("facts")
    dataset = build_dataset(read_corpus(facts / "syria-iraq-2018", facts / "examples" / "second-ring"))
    described = rows(dataset, f"SELECT ?graph {{ GRAPH <{GRAPH}meta> {{ ?graph a prov:Entity }} }}")
    assert {graph for (graph,) in described} == {f"{GRAPH}derived/{rule}" for rule in RULES}
    there = rows(dataset, "SELECT DISTINCT ?graph { GRAPH ?graph { ?node ?property ?value } }")
    derived = {graph for (graph,) in there if graph.startswith(f"{GRAPH}derived/")}
    assert derived == {graph for (graph,) in described}


def test_from_a_record_to_its_rule_and_the_corpora(dataset: Dataset) -> None:
    found = rows(
        dataset,
        f"""SELECT DISTINCT ?rule ?corpus {{
            GRAPH ?graph {{ ?record a cx:Answer }}
            GRAPH <{GRAPH}meta> {{ ?graph dcterms:title ?rule ; prov:wasDerivedFrom ?corpus . ?corpus a void:Dataset }}
        }} ORDER BY ?corpus""",
    )
    corpora = [f"https://w3id.org/crossings/id/corpus/{corpus}" for corpus in ("reference", "syria-iraq-2018")]
    assert found == [("Timelines", corpus) for corpus in corpora]


def test_meta_is_the_last_graph_and_whole(dataset: Dataset) -> None:
    graphs = [graph for graph, _ in groupby(line.rsplit(b" <", 1)[1] for line in dataset.lines())]
    assert graphs[-1] == f"{GRAPH}meta> .".encode()
    assert graphs.count(graphs[-1]) == 1
