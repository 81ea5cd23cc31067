"""A store behind HTTP: SPARQL 1.1 Query, Update and the Graph Store HTTP Protocol.

A graph is sent to the store under its name where the product does that wholly or not at all; otherwise
under another, which no reader takes for current, to be copied in its place by one update request. Its
record is deleted before and made anew after, so that it never tells of a graph that is not there.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import CrossingsError, InputError, OutputError, printable, shortened
from kg.load.blocks import as_file
from kg.load.dialects import Dialect
from kg.load.http import Remote
from kg.load.loading import Change
from kg.load.records import BOOK, DIGEST, HOLDER, STAGING, record
from kg.load.source import Graph, Source

TRIPLES = "application/n-triples"


class Server:
    """The store at a URL, which speaks a dialect.

    `update` and `graph_store` are the URLs for updates and for graphs where they are not the dialect's.
    `take_over` ends the hold of a load that died elsewhere.
    """

    def __init__(
        self, remote: Remote, dialect: Dialect, *, update: str = "", graph_store: str = "", take_over: bool = False
    ) -> None:
        self.remote = remote
        self.dialect = dialect
        self.take_over = take_over
        address = str(remote.url).rstrip("/")
        self.name = address
        self._query = address + dialect.query
        self._update = update or address + dialect.update
        self._graphs = f"{graph_store}?graph=" if graph_store else address + dialect.graphs

    def recorded(self) -> dict[str, str]:
        """The digest of each graph that we loaded, by its IRI.

        :raises InputError: when the store cannot be read, or is none.
        """
        rows = self.select(f"SELECT ?graph ?digest WHERE {{ GRAPH <{BOOK}> {{ ?graph <{DIGEST}> ?digest }} }}")
        return {row["graph"]: row["digest"] for row in rows}

    def write(self, change: Change) -> Iterator[str]:
        """Make a change, graph by graph; gives the IRI of each as it is done.

        :raises OutputError: when another load is running, or the store cannot be written.
        """
        with self._held() as staging:
            if self.recorded() != change.recorded:
                raise OutputError(f"{self.name}: another load was here just now: run the same command again")
            for graph in change.replaced:
                self.replace(change.source, graph, staging)
                yield graph.iri
            for graph in change.found:
                self.update(f"{_forget(graph.iri)} ;\n{_remember(graph)}")
                yield graph.iri
            for iri in change.removed:
                self.update(f"DROP SILENT GRAPH <{iri}> ;\n{_forget(iri)}")
                yield iri

    def replace(self, source: Source, graph: Graph, staging: str) -> None:
        """Put a graph in the place of what its name stood for, and record it."""
        self.update(_forget(graph.iri))
        if self.dialect.whole == "all" or (self.dialect.whole == "new" and not self._holds(graph.iri)):
            self.put(source, graph, graph.iri)
            self.update(_remember(graph))
        else:
            self.put(source, graph, staging)
            # Not MOVE: Fuseki 5.6 loses triples in a MOVE onto a graph that is there.
            copy = f"INSERT {{ GRAPH <{graph.iri}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{staging}> {{ ?s ?p ?o }} }}"
            drops = (f"DROP SILENT GRAPH <{name}>" for name in (graph.iri, staging))
            self.update(f" ;\n{copy} ;\n".join(drops) + f" ;\n{_remember(graph)}")

    def put(self, source: Source, graph: Graph, name: str) -> None:
        """Send a graph to the store, under a name, in the place of what was there."""
        # With a length: Virtuoso takes a body in chunks for none.
        headers = {"Content-Type": TRIPLES, "Content-Length": str(graph.triples_bytes)}
        self.remote.send("PUT", self.place(name), _Triples(source, graph), headers=headers)

    def lines(self, graph: str) -> Iterator[bytes]:
        """What a graph holds, as canonical N-Quads lines without line breaks; nothing for no graph.

        :raises InputError: when it cannot be read.
        """
        if not self.dialect.page:
            yield from self._lines(self.place(graph), graph)
            return
        place = 0
        while True:  # as far as a page is empty: the store may cut one shorter than we ask for
            page = f"LIMIT {self.dialect.page} OFFSET {place}"
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} {page}"
            number = 0
            for line in self._lines(f"{self._query}?query={quote(query)}", graph):
                number += 1
                yield line
            if not number:
                return
            place += number

    def _lines(self, url: str, graph: str) -> Iterator[bytes]:
        """The N-Triples at a URL as the canonical N-Quads lines of a graph."""
        ending = f" <{graph}> .".encode()
        body = as_file(self.remote.stream(url, TRIPLES))
        try:
            for quad in ox.parse(input=body, format=ox.RdfFormat.N_TRIPLES, lenient=True):
                yield str(quad.triple).encode() + ending
        except SyntaxError as error:
            raise InputError(
                f"{url}: answers no N-Triples ({printable(shortened(str(error)))}): mend the store"
            ) from None

    def kept(self, line: bytes) -> bytes | None:
        """A line in the form that all that this product may make of it have in common; None where it is dropped."""
        return self.dialect.kept(line)

    def place(self, graph: str) -> str:
        """The URL of a graph (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2)."""
        return self._graphs + quote(graph, safe="")

    def select(self, query: str) -> list[dict[str, str]]:
        """The rows of a query."""
        return self.remote.select(self._query, query)

    def update(self, text: str) -> None:
        """Run an update."""
        self.remote.send("POST", self._update, data={"update": text})

    @contextmanager
    def _held(self) -> Iterator[str]:
        """Hold the store as the only one who loads; gives the name of the graph to stage in."""
        token = f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(8)}"
        for other in self._holders():
            if not self.take_over and not _is_dead(other):
                self._refuse(other)
            self.update(f"DROP SILENT GRAPH <{_staging(other)}> ;\n{_release(other)}")
        free = f"FILTER NOT EXISTS {{ GRAPH <{BOOK}> {{ <{BOOK}> <{HOLDER}> ?other }} }}"
        self.update(f"INSERT {{ GRAPH <{BOOK}> {{ {_hold(token)} }} }} WHERE {{ {free} }}")
        try:
            if others := [holder for holder in self._holders() if holder != token]:
                self._refuse(others[0])
            yield _staging(token)
        finally:
            with suppress(CrossingsError):  # a store that is gone is told of already; the next load finds us dead
                self.update(f"DROP SILENT GRAPH <{_staging(token)}> ;\n{_release(token)}")

    def _holds(self, graph: str) -> bool:
        return bool(self.select(f"SELECT * WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1"))

    def _holders(self) -> list[str]:
        rows = self.select(f"SELECT ?holder WHERE {{ GRAPH <{BOOK}> {{ <{BOOK}> <{HOLDER}> ?holder }} }}")
        return [row["holder"] for row in rows]

    def _refuse(self, holder: str) -> None:
        host, process = [*holder.split(" "), ""][:2]
        who = printable(shortened(f"process {process} on {host}"))
        mend = "wait for it; or, if it is surely dead, run this again with --take-over"
        raise OutputError(f"{self.name}: another load is running ({who}): {mend}")


class _Triples:
    """The lines of a graph in N-Triples, to be sent, and sent again."""

    def __init__(self, source: Source, graph: Graph) -> None:
        self._source, self._graph = source, graph

    def __iter__(self) -> Iterator[bytes]:
        return self._source.triples(self._graph)


def _hold(token: str) -> str:
    quoted = str(ox.Literal(token))
    return f"<{BOOK}> <{HOLDER}> {quoted} ."


def _release(token: str) -> str:
    return f"DELETE DATA {{ GRAPH <{BOOK}> {{ {_hold(token)} }} }}"


def _forget(graph: str) -> str:
    return f"DELETE WHERE {{ GRAPH <{BOOK}> {{ <{graph}> <{DIGEST}> ?digest }} }}"


def _remember(graph: Graph) -> str:
    return f"INSERT DATA {{ GRAPH <{BOOK}> {{ {record(graph.iri, graph.digest)} }} }}"


def _staging(token: str) -> str:
    return STAGING + quote(token.rpartition(" ")[2], safe="")


def _is_dead(holder: str) -> bool:
    """Whether a load was started on this machine by a process that is no more."""
    host, _, rest = holder.partition(" ")
    process = rest.partition(" ")[0]
    if host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False
