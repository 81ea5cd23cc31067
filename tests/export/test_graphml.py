"""GraphML: as networkx reads it, and as it was meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx
import pytest

from kg.export import graphml
from kg.export.graphs import to_networkx
from kg.export.measures import measured
from kg.export.property_graph import PropertyGraph
from kg.export.views import VIEWS
from tests.export.conftest import HOSTILE, bytes_of, graph_of, hostile

Shown = Callable[..., PropertyGraph]


def read(written: bytes) -> Any:
    """What networkx reads."""
    return networkx.read_graphml(io.BytesIO(written), force_multigraph=True)


@pytest.mark.parametrize("name", VIEWS)
def test_a_round_trip(name: str, shown: Shown) -> None:
    """Nodes, edges, ids and every attribute with its type come back."""
    graph = measured(shown(name))
    found = read(bytes_of(graphml.write, graph))
    wanted = to_networkx(graph)
    assert list(found.nodes(data=True)) == list(wanted.nodes(data=True))
    edges = {(*ends, key): told for *ends, key, told in found.edges(keys=True, data=True)}
    for told in edges.values():
        told.pop("id", None)
    assert edges == {(*ends, key): told for *ends, key, told in wanted.edges(keys=True, data=True)}


@pytest.mark.parametrize("name", VIEWS)
def test_igraph_reads_the_same(name: str, shown: Shown, tmp_path: Path) -> None:
    """Ids of nodes, ends of edges, and every attribute with its type; igraph 1.0 gives edges the ids of nodes."""
    graph = measured(shown(name))
    path = tmp_path / "view.graphml"
    path.write_bytes(bytes_of(graphml.write, graph))
    found = igraph.Graph.Read_GraphML(str(path))
    assert found.is_directed()
    wanted = to_networkx(graph)
    names = found.vs["id"]
    nodes = [(one["id"], _given(one.attributes())) for one in found.vs]
    assert nodes == [(name, _as_igraph(told)) for name, told in wanted.nodes(data=True)]
    edges = [(names[one.source], names[one.target], _given(one.attributes())) for one in found.es]
    by_id = {key: (*ends, _as_igraph(told)) for *ends, key, told in wanted.edges(keys=True, data=True)}
    assert edges == [by_id[edge.id] for edge in graph.edges()]


def _given(attributes: dict[str, Any]) -> dict[str, Any]:
    """What an element has of the attributes that igraph gives to all: what it lacks is "" or NaN."""
    return {name: told for name, told in attributes.items() if name != "id" and told != "" and told == told}


def _as_igraph(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes as igraph has them: whole numbers as floats."""
    return {name: float(value) if isinstance(value, int) else value for name, value in attributes.items()}


def test_hostile_texts_come_back() -> None:
    found = read(bytes_of(graphml.write, hostile()))
    labels = [told["label"] for _, told in found.nodes(data=True)]
    assert len(labels) == len(HOSTILE)
    assert labels[:3] == HOSTILE[:3]
    assert "a\ufffdb\ufffd\ufffd[31m\x7f" in labels


def test_an_empty_graph() -> None:
    assert len(read(bytes_of(graphml.write, graph_of([])))) == 0
