"""Measures: those of networkx, the same in every run, and what a crossing alone joins."""

from __future__ import annotations

from collections.abc import Callable

import networkx
import pytest

from kg.export.graphs import to_networkx
from kg.export.measures import MEASURES, measured
from kg.export.property_graph import Edge, Node, PropertyGraph
from kg.export.views import VIEWS
from tests.export.conftest import graph_of

Shown = Callable[..., PropertyGraph]


def made(classes: dict[str, str], *edges: str) -> PropertyGraph:
    """A graph of nodes with their classes, and edges written "SOURCE KIND TARGET"."""
    ties = [Edge(edge, edge.split()[0], edge.split()[2], edge.split()[1], {}) for edge in edges]
    return graph_of([Node(name, name.upper(), {"class": class_}) for name, class_ in classes.items()], ties)


def of(graph: PropertyGraph) -> dict[str, dict[str, object]]:
    """The attributes of nodes with their measures."""
    return {node.id: dict(node.attributes) for node in measured(graph).nodes()}


@pytest.mark.parametrize("name", VIEWS)
def test_every_node_has_them(name: str, shown: Shown) -> None:
    graph = shown(name)
    found = of(graph)
    multi = to_networkx(graph)
    simple: networkx.Graph[str] = networkx.Graph(multi.to_undirected())
    simple.remove_edges_from(list(networkx.selfloop_edges(simple)))
    between = networkx.betweenness_centrality(simple)
    falling = set(networkx.articulation_points(simple))
    for node, told in found.items():
        assert told["degree"] == multi.degree(node)
        assert told["betweenness"] == pytest.approx(between[node], abs=1e-8)
        assert told["articulation"] == int(node in falling)
    sizes = [sum(told["community"] == number for told in found.values()) for number in range(1, 99)]
    assert sum(sizes) == len(found)
    assert sizes == sorted(sizes, reverse=True)


def test_the_same_in_every_run_and_in_any_order(shown: Shown) -> None:
    graph = shown("full")
    assert of(graph) == of(graph)
    backwards = graph._replace(edges=lambda: reversed(list(graph.edges())))
    assert of(backwards) == of(graph)


def test_what_a_crossing_alone_joins() -> None:
    classes = {"a": "province", "b": "province", "c": "province", "d": "district"}
    classes |= {
        "one": "crossing",
        "one/x": "post",
        "one/y": "post",
        "two": "crossing",
        "two/x": "post",
        "two/y": "post",
    }
    sides = [f"{crossing}/{side} postOf {crossing}" for crossing in ("one", "two") for side in "xy"]
    within = ["one/x locatedIn d", "d locatedIn a", "one/y locatedIn b", "two/x locatedIn a"]
    alone = of(made(classes, *sides, *within, "two/y locatedIn c"))
    assert (alone["one"]["cut_off"], alone["two"]["cut_off"]) == ("A - B", "A - C")
    both = of(made(classes, *sides, *within, "two/y locatedIn b"))
    assert "cut_off" not in both["one"] and "cut_off" not in both["two"], "each can be gone round by the other"


def test_the_shipped_crossings(shown: Shown) -> None:
    found = of(shown("places"))
    told = found["https://w3id.org/crossings/id/place/al-tanf"]["cut_off"]
    assert told == "Anbar province - Homs province"


def test_an_empty_graph() -> None:
    graph = measured(graph_of([]))
    assert list(graph.nodes()) == []
    assert graph.node_attributes[-5:] == MEASURES
