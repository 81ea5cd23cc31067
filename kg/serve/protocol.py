"""SPARQL 1.1 Protocol, the query operation: from a request to a job (W3C Recommendation, section 2.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request

from kg.errors import QueryError
from kg.serve.messages import Sparql

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
MOST_FIELDS = 100


class UnsupportedMediaError(Exception):
    """A body of a media type that the protocol does not know."""


async def query_of(request: Request) -> Sparql | None:
    """The query of a request, with its dataset; None for a GET without one, which asks what the service is.

    :raises QueryError: when the request is not one of the protocol.
    :raises UnsupportedMediaError: when its body is of another media type.
    """
    fields = fields_of(request.url.query)
    query = None
    if request.method == "POST":
        media, _, parameters = request.headers.get("content-type", "").partition(";")
        if "charset=" in parameters.lower() and "utf-8" not in parameters.lower():
            raise UnsupportedMediaError
        match media.strip().lower():
            case "application/x-www-form-urlencoded":
                if any(name == "query" for name, _ in fields):
                    raise QueryError("the query of a form stands in its body: leave it out of the address")
                fields += fields_of(_text(await request.body()))
            case "application/sparql-query":
                query = _text(await request.body())
            case _:
                raise UnsupportedMediaError
    queries = [value for name, value in fields if name == "query"] + ([] if query is None else [query])
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in fields):
        raise QueryError("there are no updates here: ask a SELECT, ASK, CONSTRUCT or DESCRIBE")
    if len(queries) > 1:
        raise QueryError("more than one query: send one at a time")
    if not queries:
        if request.method == "GET":
            return None
        raise QueryError("no query: send it as the field 'query', or as a body of application/sparql-query")
    return Sparql(
        queries[0],
        str(request.url.replace(query="")),
        _iris("default-graph-uri", fields),
        _iris("named-graph-uri", fields),
        request.headers.get("accept", ""),
    )


def fields_of(encoded: str) -> list[tuple[str, str]]:
    """The fields of a form, or of an address after `?`.

    :raises QueryError: when they are no UTF-8, or too many.
    """
    if not encoded:
        return []
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:  # no UTF-8, or too many
        raise QueryError(f"the fields cannot be read: send at most {MOST_FIELDS}, in UTF-8") from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise QueryError("the body is no UTF-8: encode the query as UTF-8") from None


def _iris(name: str, fields: list[tuple[str, Any]]) -> tuple[str, ...]:
    found = tuple(value for field, value in fields if field == name)
    for value in found:
        try:
            ox.NamedNode(value)
        except ValueError:
            raise QueryError(f"{name}: no IRI: write a whole one, as in https://example.org/graph") from None
    return found
