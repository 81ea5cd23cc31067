"""The one layout of the ontology's Turtle files, so that a change of meaning is the only change in a diff.

A file is: its leading comment lines, the prefixes it uses in alphabetical order, then one block per
subject (the file's own ontology or scheme first, then by kind of term, then by IRI), the properties of a
block in the order of ``PROPERTY_ORDER``, one value a line where there are several.

Rewrite files by hand with ``python tests/ontology/layout.py FILE ...``; the test only compares.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

__all__ = ["PREFIXES", "header_of", "layout"]

VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
CONCEPT = "https://w3id.org/crossings/concept/"

PREFIXES: dict[str, str] = {
    "concept": CONCEPT,
    "cx": "https://w3id.org/crossings/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "module": "https://w3id.org/crossings/ontology/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": str(OWL),
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": str(SKOS),
    "vs": str(VS),
    "xsd": str(XSD),
}

KIND_ORDER: list[Node] = [
    OWL.Ontology,
    SKOS.ConceptScheme,
    OWL.Class,
    RDFS.Datatype,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
    SKOS.Concept,
]

PROPERTY_ORDER: list[Node] = [
    RDF.type,
    URIRef("http://purl.org/dc/terms/title"),
    RDFS.label,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.example,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.inverseOf,
    OWL.disjointWith,
    RDFS.domain,
    RDFS.range,
    SKOS.inScheme,
    SKOS.topConceptOf,
    SKOS.broader,
    SKOS.hasTopConcept,
]

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def header_of(text: str) -> str:
    """Return the comment lines a file opens with, each ended by a newline.

    >>> header_of("# why\\n@prefix a: <b> .\\n")
    '# why\\n'
    """
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line + "\n")
    return "".join(lines)


def _prefixes(graph: Graph) -> dict[str, str]:
    """The fixed prefixes, and one per concept scheme that the graph mentions, named after the scheme."""
    found = dict(PREFIXES)
    for triple in graph:
        for node in triple:
            if isinstance(node, URIRef) and node.startswith(CONCEPT):
                scheme, slash, _ = node[len(CONCEPT) :].partition("/")
                if slash:
                    found[scheme] = f"{CONCEPT}{scheme}/"
    return found


class _Writer:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.prefixes = _prefixes(graph)
        self.used: set[str] = set()

    def term(self, node: Node) -> str:
        if isinstance(node, BNode):
            raise ValueError(f"blank node {node}: the ontology has none")
        if isinstance(node, Literal):
            return self._literal(node)
        iri = str(node)
        # The longest namespace wins, so that status:open is not concept:status/open.
        for prefix, namespace in sorted(self.prefixes.items(), key=lambda item: -len(item[1])):
            if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def _literal(self, node: Literal) -> str:
        if node.datatype in (XSD.integer, XSD.boolean):
            return str(node)
        text = '"' + "".join(_ESCAPES.get(char, char) for char in str(node)) + '"'
        if node.language:
            return f"{text}@{node.language}"
        if node.datatype is not None and node.datatype != XSD.string:
            return f"{text}^^{self.term(node.datatype)}"
        return text

    def block(self, subject: Node) -> str:
        lines = []
        for predicate in sorted(set(self.graph.predicates(subject)), key=_property_key):
            values = sorted(self.term(value) for value in self.graph.objects(subject, predicate))
            name = "a" if predicate == RDF.type else self.term(predicate)
            lines.append(f"    {name} " + ",\n        ".join(values))
        return self.term(subject) + "\n" + " ;\n".join(lines) + " .\n"

    def subject_key(self, subject: Node) -> tuple[int, str]:
        kinds = set(self.graph.objects(subject, RDF.type))
        rank = min((KIND_ORDER.index(kind) for kind in kinds if kind in KIND_ORDER), default=len(KIND_ORDER))
        return rank, str(subject)


def _property_key(predicate: Node) -> tuple[int, str]:
    if predicate == VS.term_status:
        return len(PROPERTY_ORDER) + 1, ""
    if predicate == RDFS.isDefinedBy:
        return len(PROPERTY_ORDER) + 2, ""
    if predicate in PROPERTY_ORDER:
        return PROPERTY_ORDER.index(predicate), ""
    return len(PROPERTY_ORDER), str(predicate)


def layout(graph: Graph, header: str = "") -> str:
    """Write a graph without blank nodes in the ontology's layout.

    :raises ValueError: the graph has a blank node.

    >>> g = Graph().parse(data='<urn:b> <urn:p> 1 . <urn:a> <urn:p> "x"@en .', format="turtle")
    >>> print(layout(g, "# why\\n"), end="")
    # why
    <BLANKLINE>
    <urn:a>
        <urn:p> "x"@en .
    <BLANKLINE>
    <urn:b>
        <urn:p> 1 .
    """
    writer = _Writer(graph)
    blocks = [writer.block(subject) for subject in sorted(set(graph.subjects()), key=writer.subject_key)]
    prefixes = "".join(f"@prefix {name}: <{writer.prefixes[name]}> .\n" for name in sorted(writer.used))
    return "\n".join(part for part in [header, prefixes, *blocks] if part)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        path = Path(argument)
        old = path.read_text(encoding="utf-8")
        path.write_text(layout(Graph().parse(data=old, format="turtle"), header_of(old)), encoding="utf-8")
