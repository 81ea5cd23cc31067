"""The reference engine of the gate: pySHACL, called here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from kg.errors import Fault, GateError
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
    """Validate `data` against `shapes`, with no inference, no imports and no code from either.

    :raises GateError: when pySHACL failed, as it does where a date that is none should be put in order.
    """
    try:
        _, found, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, js=False, meta_shacl=False, do_owl_imports=False
        )
    except Exception as error:
        what = f"pySHACL failed ({type(error).__name__}: {error}), so that nothing is known of the data"
        raise GateError([Fault("dataset.nq", 0, 0, what, "run it again with '--validator bulk'")]) from error
    assert isinstance(found, Graph)
    # The results of the report, not those that sh:detail nests in them.
    violations = sorted(_violation(found, node) for node in found.objects(None, SH.result))
    return Report(tuple(violations), found.serialize(format="turtle"), len(violations))


def _violation(report: Graph, node: Node) -> Violation:
    def term(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return _written(value) if value is not None else ""

    path = report.value(node, SH.resultPath)
    messages = sorted(str(message) for message in report.objects(node, SH.resultMessage))
    return Violation(
        term(SH.focusNode),
        _path(report, path) if path is not None else "",
        term(SH.sourceConstraintComponent),
        term(SH.resultSeverity),
        term(SH.value),
        term(SH.sourceShape),
        messages[0] if messages else "",
    )


def _written(term: Node) -> str:
    """A term in N-Triples."""
    if not isinstance(term, Literal):
        return term.n3()
    if term.language:
        return str(ox.Literal(str(term), language=term.language))
    return str(ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or XSD.string))))


def _path(report: Graph, path: Node) -> str:
    """A path as `Violation` has it."""
    if isinstance(path, URIRef):
        return path.n3()
    if (inverse := report.value(path, SH.inversePath)) is not None:
        return f"^{_path(report, inverse)}"
    choice = report.value(path, SH.alternativePath)
    steps = [_path(report, step) for step in Collection(report, path if choice is None else choice)]
    return f"({('/' if choice is None else '|').join(steps)})"
