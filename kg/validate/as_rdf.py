"""A report as RDF, for an engine whose results are of several runs (SHACL, section 3.6)."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import RDF, BNode, Graph, Literal
from rdflib.namespace import SH
from rdflib.term import Node

from kg.interchange import rdflib_triple
from kg.validate.report import Violation


def report_turtle(violations: Iterable[Violation], shapes: Graph) -> str:
    """Violations of `shapes` as a validation report in Turtle."""
    graph = Graph()
    graph.bind("sh", SH)
    report = BNode()
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(False)))
    for violation in violations:
        result = BNode()
        graph.add((report, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        for predicate, text in (
            (SH.focusNode, violation.focus),
            (SH.sourceConstraintComponent, violation.component),
            (SH.resultSeverity, violation.severity),
            (SH.value, violation.value),
            (SH.sourceShape, violation.shape),
        ):
            if text:
                graph.add((result, predicate, _term(text)))
        if violation.message:
            graph.add((result, SH.resultMessage, Literal(violation.message)))
        if violation.path.startswith("<"):  # of a closed shape it is what should not be there
            graph.add((result, SH.resultPath, _term(violation.path)))
        elif violation.path:
            path = shapes.value(_term(violation.shape), SH.path)
            assert path is not None
            graph.add((result, SH.resultPath, path))
            graph += shapes.cbd(path)
    return graph.serialize(format="turtle")


def _term(text: str) -> Node:
    (quad,) = ox.parse(f"<a:s> <a:p> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    return rdflib_triple(quad)[2]
