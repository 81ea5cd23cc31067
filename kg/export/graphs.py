"""The dataset as a graph of another Python library: rdflib's Dataset, networkx's MultiDiGraph."""

from __future__ import annotations

from collections.abc import Iterable

import networkx
import pyoxigraph as ox
import rdflib

from kg.facts.kinds import KINDS
from kg.interchange import rdflib_node, rdflib_triple
from kg.namespaces import PREFIXES, expand
from kg.query.labels import Labels
from kg.query.names import typed_id
from kg.query.sources import Node
from kg.query.terms import IRI, plain

# What a statement carries that says how far an edge can be relied on.
_CARRIED = {
    "polarity": "cx:polarity",
    "modality": "cx:modality",
    "document": "cx:document",
    "publisher": "cx:publisher",
    "speaker": "cx:speaker",
    "begin_earliest": "cx:beginEarliest",
    "begin_latest": "cx:beginLatest",
    "end_earliest": "cx:endEarliest",
    "end_latest": "cx:endLatest",
}
# Relations that a curator or a reference source gives, not a statement.
_CURATED = ("cx:postOf", "cx:country", "cx:locatedIn", "cx:member", "cx:forceOf", "cx:memberOf", "cx:officeOf")


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Dataset:
    """The quads as an rdflib dataset, whose default graph is the union of all graphs."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    dataset.addN((*rdflib_triple(quad), dataset.graph(rdflib_node(quad.graph_name))) for quad in quads)
    return dataset


def to_networkx(store: ox.Store, lang: str = "en") -> networkx.MultiDiGraph[str]:
    """The things as nodes (their IRIs), and what is said or recorded of two of them as edges.

    A node has `label` (in the language `lang`) and `type`. An edge has `predicate`; one that somebody
    states has the statement's IRI as its key, and `kind`, `polarity`, `modality`, `document`,
    `publisher`, `speaker` and the four bounds, each where the statement has it (several values are
    joined by a space). A denied statement is an edge too: look at `polarity`. Joint objects are an
    edge each.
    """
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    labels = Labels(store, lang)
    for kind in KINDS.values():
        for statement in _subjects(store, "rdf:type", expand(f"cx:{kind.class_}")):
            node = Node(store, statement)
            if node.iris("prov:wasDerivedFrom"):
                continue  # a rule derives it, nobody states it
            carried = {key: node.all(curie) for key, curie in _CARRIED.items()}
            told = {k: " ".join(str(plain(v)) for v in values) for k, values in carried.items() if values}
            subject, predicate = node.text("cx:appliesTo") or node.text("cx:subject"), node.text("cx:predicate")
            for object_ in node.iris("cx:object"):  # as plain text: writers of files take no other
                ends = str(subject), str(object_)
                graph.add_edge(*ends, key=statement, kind=kind.key, predicate=str(predicate), **told)
    for curie in _CURATED:
        for quad in store.quads_for_pattern(None, ox.NamedNode(expand(curie)), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                iri = quad.predicate.value
                graph.add_edge(quad.subject.value, quad.object.value, key=iri, predicate=iri)
    for name, attributes in graph.nodes.items():
        attributes["label"] = labels.of(IRI(name))
        named = typed_id(store, name)
        attributes["type"] = "concept" if named == name else named.partition(":")[0]
    return graph


def _subjects(store: ox.Store, curie: str, iri: str) -> list[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(expand(curie)), ox.NamedNode(iri))
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})
