"""The dataset as a graph of another Python library: rdflib's Dataset, networkx's MultiDiGraph."""

from __future__ import annotations

from collections.abc import Iterable

import networkx
import pyoxigraph as ox
import rdflib

from kg.export.property_graph import PropertyGraph
from kg.interchange import rdflib_node, rdflib_triple
from kg.namespaces import PREFIXES


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Dataset:
    """The quads as an rdflib dataset, whose default graph is the union of all graphs."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    dataset.addN((*rdflib_triple(quad), dataset.graph(rdflib_node(quad.graph_name))) for quad in quads)
    return dataset


def to_networkx(graph: PropertyGraph) -> networkx.MultiDiGraph[str]:
    """A property graph as a graph of networkx: nodes by their IRIs, edges by their ids as keys.

    A node has `label`, an edge `kind` and `weight`; both have what attributes the graph gives them, each
    as text or number, as writers of files take them.
    """
    found: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(title=graph.title)
    for node in graph.nodes():
        found.add_node(node.id, label=node.label, **node.attributes)
    for edge in graph.edges():
        told = {"kind": edge.kind, "weight": edge.weight, **edge.attributes}
        found.add_edge(edge.source, edge.target, edge.id, **told)
    return found
