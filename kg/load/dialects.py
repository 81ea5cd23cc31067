"""How the products differ: where a server takes queries, updates and graphs, and how it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from kg.errors import InputError, nearest, printable, shortened
from kg.load.http import Remote
from kg.load.rewrites import by_value, by_virtuoso
from kg.namespaces import expand


@dataclass(frozen=True, slots=True)
class Dialect:
    """A product: what stands after a store's address for queries, updates and graphs.

    `graphs` ends where the graph's IRI follows. `whole` tells which graphs the store takes the place of wholly or
    not at all when another is sent (PUT), so that it need not be staged: all, new ones, or none. `kept` brings a
    line into the form that it has for the store. `page` is how many triples it gives at once, 0 where it gives all.
    """

    name: str
    query: str
    update: str
    graphs: str
    whole: Literal["all", "new", "none"]
    kept: Callable[[bytes], bytes | None] = by_value
    page: int = 0


DIALECTS = {
    dialect.name: dialect
    for dialect in (
        Dialect("oxigraph", "/query", "/update", "/store?graph=", whole="new"),
        Dialect("fuseki", "/query", "/update", "/data?graph=", whole="all"),
        Dialect(
            "virtuoso",
            "/sparql",
            "/sparql-auth",
            "/sparql-graph-crud-auth?graph-uri=",
            whole="none",
            kept=by_virtuoso,
            page=10_000,  # the ResultSetMaxRows of its own settings; it cuts without a word
        ),
        Dialect("sparql11", "", "", "?graph=", whole="none"),
    )
}


def dialect_named(name: str) -> Dialect:
    """The dialect of this name.

    :raises InputError: when there is none.
    """
    if name not in DIALECTS:
        near = nearest(name, DIALECTS)
        raise InputError(f"{printable(shortened(name))}: is no dialect: write {near or ', '.join(DIALECTS)}")
    return DIALECTS[name]


def dialect_of(remote: Remote, forced: str = "") -> Dialect:
    """The dialect of a store by what it says of itself; `forced` is the one that it has to be.

    :raises InputError: when it does not say, or says that it is another.
    """
    address = str(remote.url).rstrip("/")
    told = _told(remote, address)
    if forced:
        dialect = dialect_named(forced)
        if told not in {"", forced} and forced != "sparql11":
            raise InputError(f"{address}: is {told}, not {forced}: leave --dialect out")
        return dialect
    if told:
        return DIALECTS[told]
    mend = f"name its product with --dialect ({', '.join(DIALECTS)})"
    raise InputError(f"{address}: does not say which store it is: {mend}")


def _told(remote: Remote, address: str) -> str:
    """The dialect that a store speaks by the headers of its answers or its service description; "" where unsaid."""
    response, body = remote.get(address, "text/turtle")
    server = response.headers.get("server", "").lower()
    for name in ("oxigraph", "virtuoso"):
        if server.startswith(name):
            return name
    if "fuseki-request-id" in response.headers:
        return "fuseki"
    return "sparql11" if response.is_success and _describes_updates(body) else ""


def _describes_updates(turtle: bytes) -> bool:
    """Whether a service description tells of SPARQL 1.1 Update (SPARQL 1.1 Service Description, section 3.2.7)."""
    languages = ox.NamedNode(expand("sd:supportedLanguage"))
    try:
        quads = ox.parse(input=turtle, format=ox.RdfFormat.TURTLE, base_iri="http://localhost/")
        return any(q.predicate == languages and q.object == ox.NamedNode(expand("sd:SPARQL11Update")) for q in quads)
    except SyntaxError:
        return False
