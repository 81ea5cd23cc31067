"""The reference engine of the gate: pySHACL, called here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.interchange import rdflib_triple
from kg.shipped import shipped
from kg.validate.report import Report, Violation


def shapes_graph(folder: Path | None = None) -> Graph:
    """The shapes of `folder`, by default the shipped ones, as one graph."""
    graph = Graph()
    for path in sorted((folder or shipped("shapes")).glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def data_graph(quads: Iterable[ox.Quad]) -> Graph:
    """The union of all graphs of `quads` as an rdflib graph; literals keep their lexical forms."""
    graph = Graph(bind_namespaces="none")
    graph.addN((*rdflib_triple(quad), graph) for quad in quads)
    return graph


def validate(data: Graph, shapes: Graph) -> Report:
    """Validate `data` against `shapes`, with no inference, no imports and no code from either."""
    _, found, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, js=False, meta_shacl=False, do_owl_imports=False
    )
    assert isinstance(found, Graph)
    # The results of the report, not those that sh:detail nests in them.
    violations = sorted(_violation(found, node) for node in found.objects(None, SH.result))
    return Report(tuple(violations), found.serialize(format="turtle"))


def _violation(report: Graph, node: Node) -> Violation:
    def term(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return value.n3() if isinstance(value, URIRef | Literal | BNode) else ""

    messages = sorted(str(message) for message in report.objects(node, SH.resultMessage))
    return Violation(
        term(SH.focusNode),
        term(SH.resultPath),
        term(SH.sourceConstraintComponent),
        term(SH.resultSeverity),
        term(SH.value),
        term(SH.sourceShape),
        messages[0] if messages else "",
    )
