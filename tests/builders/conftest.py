"""The ontology as the builders' tests see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from kg.namespaces import PREFIXES

# Vocabularies that need no declaration in OWL, or whose terms are annotations of the description.
_FREE = tuple(PREFIXES[p] for p in ("rdf", "rdfs", "xsd", "void", "dcat", "dcterms"))


@pytest.fixture(scope="session")
def ontology(root: Path) -> Graph:
    """The core modules and the schemes as one graph."""
    graph = Graph()
    for path in sorted([*(root / "ontology").glob("*.ttl"), *(root / "ontology").glob("schemes/*.ttl")]):
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def declared(ontology: Graph) -> Callable[[str], bool]:
    """Whether an IRI is a declared term of the ontology or of a vocabulary that needs no declaration."""

    def check(iri: str) -> bool:
        node = URIRef(iri)
        known = (node, RDF.type, None) in ontology or (node, RDFS.subClassOf, None) in ontology
        return known or iri.startswith(_FREE) or iri == PREFIXES["geo"] + "wktLiteral"

    return check
