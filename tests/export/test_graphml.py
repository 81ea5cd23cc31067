"""GraphML: as networkx reads it, and as it was meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

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


def test_hostile_texts_come_back() -> None:
    found = read(bytes_of(graphml.write, hostile()))
    labels = [told["label"] for _, told in found.nodes(data=True)]
    assert len(labels) == len(HOSTILE)
    assert labels[:3] == HOSTILE[:3]
    assert "a\ufffdb\ufffd\ufffd[31m\x7f" in labels


def test_an_empty_graph() -> None:
    assert len(read(bytes_of(graphml.write, graph_of([])))) == 0
