"""A real HTTP server that answers as a broken store may, on a free port of this machine."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs

BASIC = (("WWW-Authenticate", 'Basic realm="store"'),)
NO_ROWS = json.dumps({"head": {"vars": []}, "results": {"bindings": []}}).encode()


class Answer(NamedTuple):
    """What the server says: a status, headers, a body, and how much of the body really comes."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    sent: int | None = None


@contextmanager
def broken(
    answer: Answer | None,
    *,
    probes: bool = False,
    reads: bool = False,
    login: str = "",
    context: ssl.SSLContext | None = None,
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The URL of a server that gives this answer, None for none at all; and what it was asked, with its Authorization.

    With `probes` it answers a GET as an empty store does, with `reads` queries too, and only the rest is answered so.
    With a `login`, a name and a password, it asks for them before it gives anything else. With a `context` it speaks
    TLS.
    """
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append((f"{self.command} {self.path}", self.headers.get("Authorization", "")))
            given = answer
            is_query = reads and "query" in parse_qs(body.decode(errors="replace"))
            if is_query or ((reads or probes) and self.command == "GET"):
                results = (("Content-Type", "application/sparql-results+json"),)
                given = Answer(404) if "?graph=" in self.path else Answer(200, NO_ROWS, results)
            if login and self.headers.get("Authorization") != f"Basic {b64encode(login.encode()).decode()}":
                given = Answer(401, headers=BASIC)
            self.close_connection = True
            if given is None:
                return
            self.send_response(given.status)
            for name, value in given.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            with suppress(ConnectionError):  # who asked does not read on
                self.wfile.write(given.body[: given.sent])

        do_GET = do_POST = do_PUT = do_DELETE = respond  # noqa: N815  # the names that the library calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/store", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
