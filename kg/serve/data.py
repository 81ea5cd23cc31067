"""What is known of a thing as RDF: its own triples, those of what belongs to it alone, and those that lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from kg.errors import QueryError, UnknownError
from kg.namespaces import PREFIXES, expand
from kg.serve.messages import Answer, Data
from kg.serve.negotiation import best
from kg.serve.opened import Opened
from kg.serve.sparql import VARY, Capped, TooMuchError, not_acceptable, too_much, with_charset

MOST_LEADING = 1_000
"""Of the triples in which a thing is the object, as many are told."""

# The formats by the words that addresses use for them, and their media types; the last two have named graphs.
FORMATS = {
    "turtle": ("text/turtle", ox.RdfFormat.TURTLE),
    "ntriples": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdfxml": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "nquads": ("application/n-quads", ox.RdfFormat.N_QUADS),
}
MEDIA = [media for media, _ in FORMATS.values()]

# What belongs to one thing, and is told with it.
_OWN = {expand(c) for c in ("prov:qualifiedAttribution", "cx:evidence", "oa:hasSelector", "geo:hasGeometry")}
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPH_FORMATS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_TYPE = ox.NamedNode(expand("rdf:type"))


def answer_data(opened: Opened, job: Data) -> Answer:
    """What is known of a thing, or what the dataset says of itself.

    :raises UnknownError: when nothing is known of it.
    :raises QueryError: when there is no such format.
    """
    if job.format and job.format not in FORMATS:
        raise QueryError(f"there is no format of this name: write {', '.join(FORMATS)}")
    media = FORMATS[job.format][0] if job.format else best(job.accept, MEDIA)
    if not media:
        return not_acceptable(MEDIA)
    if job.service:
        quads: Iterable[ox.Quad] = [*_meta(opened), *_service(opened, job.service)]
    else:
        iri = job.iri or opened.iri_of(job.path)
        if not opened.known(iri):
            raise UnknownError("nothing is known of that here: look at /, or ask /sparql")
        quads = of_thing(opened, iri)
    format_ = next(form for known, form in FORMATS.values() if known == media)
    body = Capped(opened.limits.bytes)
    try:
        if not format_.supports_datasets or media == "application/ld+json":
            quads = dict.fromkeys(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        ox.serialize(quads, body, format=format_, prefixes=dict(PREFIXES))
    except TooMuchError:
        return too_much(opened.limits)
    return Answer(200, with_charset(media), body.getvalue(), VARY)


def of_thing(opened: Opened, iri: str) -> Iterator[ox.Quad]:
    """The quads on a thing: its own, those of what belongs to it or stands in it, and those that lead to it."""
    things = [iri, *opened.terms(iri)]
    for thing in things:
        own = sorted(opened.store.quads_for_pattern(ox.NamedNode(thing), None, None), key=str)
        yield from own
        things += (
            quad.object.value for quad in own if quad.predicate.value in _OWN and isinstance(quad.object, ox.NamedNode)
        )
    yield from opened.store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
    yield from leading(opened, iri)


def leading(opened: Opened, iri: str) -> list[ox.Quad]:
    """Quads in which a thing is the object, in order, and no more than there may be."""
    found = opened.store.quads_for_pattern(None, None, ox.NamedNode(iri))
    return sorted(islice(found, MOST_LEADING), key=str)


def _meta(opened: Opened) -> Iterator[ox.Quad]:
    """The description of the dataset, which is a graph of it."""
    yield from opened.store.quads_for_pattern(None, None, None, ox.NamedNode(f"{opened.bases[0]}graph/meta"))


def _service(opened: Opened, address: str) -> Iterator[ox.Quad]:
    """What the endpoint is (SPARQL 1.1 Service Description): its language, formats and dataset."""
    service, sd = ox.NamedNode(address), expand("sd:")

    def told(property_: str, *values: str) -> Iterator[ox.Quad]:
        yield from (ox.Quad(service, ox.NamedNode(expand(property_)), ox.NamedNode(value)) for value in values)

    yield from told("rdf:type", sd + "Service")
    yield from told("sd:endpoint", address)
    yield from told("sd:supportedLanguage", sd + "SPARQL11Query")
    yield from told("sd:feature", sd + "UnionDefaultGraph")
    formats = (f"http://www.w3.org/ns/formats/{name}" for name in (*_RESULT_FORMATS, *_GRAPH_FORMATS))
    yield from told("sd:resultFormat", *formats)
    datasets = opened.store.quads_for_pattern(None, _TYPE, ox.NamedNode(sd + "Dataset"))
    for dataset in sorted({quad.subject.value for quad in datasets if isinstance(quad.subject, ox.NamedNode)}):
        yield from told("sd:defaultDataset", dataset)
        yield ox.Quad(ox.NamedNode(dataset), ox.NamedNode(expand("void:sparqlEndpoint")), service)
