"""Terms of pyoxigraph as terms of rdflib; literals keep their lexical forms."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import IdentifiedNode, Node

Triple = tuple[Node, Node, Node]


def rdflib_triple(quad: ox.Quad) -> Triple:
    """The triple of a quad, without its graph."""
    term = quad.object
    value: Node
    if isinstance(term, ox.Literal):
        if term.language:
            value = Literal(term.value, lang=term.language)
        else:
            value = Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    else:
        value = rdflib_node(term)
    return rdflib_node(quad.subject), URIRef(quad.predicate.value), value


def rdflib_node(term: object) -> IdentifiedNode:
    """An IRI or a blank node."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    assert isinstance(term, ox.BlankNode)
    return BNode(term.value)
