"""A client's query: run over the whole dataset or the graphs it names, and written within the limits."""

from __future__ import annotations

import io

import pyoxigraph as ox

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.query.dataset_clause import names_its_graphs
from kg.query.explained import explained
from kg.serve.messages import Answer, Limits, Sparql
from kg.serve.negotiation import best
from kg.serve.opened import Opened

# Media types of rows and truth values (SPARQL 1.1 Query Results in JSON, XML, CSV and TSV); of triples.
RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
VARY = (("Vary", "Accept"),)

# What stands between two rows. A value may hold it too, which only makes rows seem more than they are.
_BETWEEN_ROWS = {
    ox.QueryResultsFormat.JSON: b"}},{",
    ox.QueryResultsFormat.XML: b"<result>",
    ox.QueryResultsFormat.CSV: b"\n",
    ox.QueryResultsFormat.TSV: b"\n",
}


class TooMuchError(Exception):
    """An answer is larger than it may be."""


class Capped(io.BytesIO):
    """Bytes in memory, up to a number of them, and up to a number of times that a marker stands in them."""

    def __init__(self, most: int, marker: bytes = b"", most_often: int = 0) -> None:
        super().__init__()
        self._left, self._marker, self._often = most, marker, most_often
        self._end = b""  # of what was written, as much as may begin a marker

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write `data`.

        :raises TooMuchError: when it is too much.
        """
        self._left -= len(data)
        if self._marker:
            here = self._end + bytes(data)
            self._often -= here.count(self._marker)
            kept = len(self._marker) - 1
            self._end = here[-kept:] if kept else b""
        if self._left < 0 or self._often < 0:
            raise TooMuchError
        return super().write(data)


def answer_sparql(opened: Opened, job: Sparql) -> Answer:
    """The answer to a query.

    :raises QueryError: when it is no query.
    """
    store, limits = opened.store, opened.limits
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(iri) for iri in job.default_graphs]
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in job.named_graphs]
    try:
        if default or named:  # the protocol's dataset counts, whatever the query says (section 2.1.4)
            found = store.query(job.query, base_iri=job.base, default_graph=default, named_graphs=named)
        else:
            union = not names_its_graphs(job.query)
            found = store.query(job.query, base_iri=job.base, use_default_graph_as_union=union)
        if isinstance(found, ox.QueryTriples):
            return _graph(found, job, limits)
        return _results(found, job, limits)
    except SyntaxError as error:
        raise QueryError(explained(error, job.query)) from None
    except TooMuchError:
        return too_much(limits)
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query failed ({error}): no other place is reached from here (SERVICE)") from None


def _graph(found: ox.QueryTriples, job: Sparql, limits: Limits) -> Answer:
    media = best(job.accept, list(GRAPHS))
    if not media:
        return not_acceptable(list(GRAPHS))
    body = Capped(limits.bytes)
    ox.serialize(found, body, format=GRAPHS[media], prefixes=dict(PREFIXES))
    return Answer(200, with_charset(media), body.getvalue(), VARY)


def _results(found: ox.QuerySolutions | ox.QueryBoolean, job: Sparql, limits: Limits) -> Answer:
    offered = list(RESULTS)
    media = best(job.accept, offered)
    if not media:
        return not_acceptable(offered)
    format_ = RESULTS[media]
    if isinstance(found, ox.QueryBoolean) and media in {"text/csv", "text/tab-separated-values"}:
        # SPARQL 1.1 gives these formats to rows only; one word is what other engines write.
        return Answer(200, with_charset(media), f"{str(bool(found)).lower()}\n".encode(), VARY)
    body = Capped(limits.bytes, _BETWEEN_ROWS[format_], limits.rows)
    found.serialize(body, format=format_)
    return Answer(200, with_charset(media), body.getvalue(), VARY)


def too_much(limits: Limits) -> Answer:
    """The response where an answer is larger than it may be."""
    text = f"more than {limits.rows:,} rows or {limits.bytes:,} bytes: write a LIMIT, or ask for less\n"
    return Answer(422, "text/plain; charset=utf-8", text.encode())


def not_acceptable(offered: list[str]) -> Answer:
    """The response where none of the media types on offer suits."""
    return Answer(406, "text/plain; charset=utf-8", f"there is {', '.join(offered)}\n".encode(), VARY)


def with_charset(media: str) -> str:
    """A media type as it is sent: text is UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
