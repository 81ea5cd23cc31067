"""Hostile requests over raw sockets: `python -m tests.serve.fuzz [NUMBER] [SEED]`.

What must hold: every request is answered or its connection closed, no answer is a 500 without a line in
the log that says why, the server lives, and nobody connects to a listener that requests name. A request is
made of a valid one by a few changes, from a seed, so that a failure can be had again.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from urllib.parse import quote

from tests.serve.conftest import serving

CLIENTS = 24
SECONDS = 30.0
PATIENCE = 2.0
"""After so long without an answer, the client says that the rest of a request will not come."""

QUERIES = (
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "ASK { ?s a ?t }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2",
    "DESCRIBE <https://w3id.org/crossings/id/place/al-tanf>",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "PREFIX cx: <https://w3id.org/crossings/ontology#> SELECT ?s { ?s cx:postOf/cx:postOf* ?o }",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "LOAD <%s>",
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "SELECT * FROM <%s> { ?s ?p ?o }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    'SELECT (REPLACE("aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a*)*b", "x") AS ?x) {}',
    "SELECT ?x { VALUES ?x { 1e400 -0 <x:> 'a'@en 'b'^^<c:d> } FILTER(?x + 1 > STRDT(?x, <e:f>)) }",
)
PATHS = (
    "/",
    "/sparql",
    "/ask",
    "/find?name=al-tanf",
    "/id/place/al-tanf",
    "/page/id/place/al-tanf",
    "/page?iri=%s",
    "/data?iri=%s",
    "/data/id/place/al-tanf?format=jsonld",
    "/data/graph/meta",
    "/query/who-controls?crossing=al-tanf&at=2018-10-15",
    "/api/queries/who-controls?crossing=al-tanf&at=2018-10-15",
    "/api/who-holds?name=al-tanf&at=2018-10-15&known-by=2019",
    "/api/is-open?name=%s&at=2018",
    "/api/timeline?name=al-tanf&of=presence",
    "/timeline.svg?name=al-tanf",
    "/conflicts?name=al-tanf&without=kurdistan24-2018-10",
    "/api/openapi.json",
    "/.well-known/void",
    "/style.css",
)
ACCEPTS = ("*/*", "text/html", "text/turtle;q=0.3, */*;q=0.1", "application/sparql-results+json", "application/trig")
METHODS = ("POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "CONNECT", "get", "X" * 50)
MEDIA = ("application/sparql-query", "application/x-www-form-urlencoded") * 4 + ("text/plain", "a/b")
HEADS = (
    "Accept-Encoding: gzip, br",
    "Content-Length: -1",
    "Content-Length: 99999999999",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: chunked, chunked",
    "Content-Encoding: gzip",
    "Expect: 100-continue",
    "Upgrade: websocket",
    "Connection: close, upgrade",
    "Range: bytes=0-1",
    "X-Forwarded-For: 8.8.8.8",
    "X-Original-URL: /../../etc/passwd",
    "Origin: null",
    "Cookie: a=" + "b" * 5000,
    " folded",
    "No-Colon",
    ": nameless",
)
SCRAPS = (
    b"\x00",
    b"\xff\xfe",
    b"%00",
    b"%",
    b"%ff",
    b"\r\n",
    b"..%2f",
    b"<script>",
    b"'\"",
    b"{{7*7}}",
    b"\xe2\x80\xae",
)


@dataclass
class Tally:
    """What came of requests: how often each status (0: closed without one), and what must not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def fuzz(port: int, log: Path, number: int, seed: int) -> Tally:
    """Send so many hostile requests, from several clients, and tell what came of them."""
    tally = Tally()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        lure = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        chances = [random.Random(f"{seed}/{client}") for client in range(CLIENTS)]  # noqa: S311 - to be had again

        def client(chance: random.Random) -> None:
            for _ in range(number // CLIENTS):
                message = hostile(chance, lure)
                status, id_ = send(port, message)
                tally.statuses[status] += 1
                if status == 500 and f"{id_} " not in log.read_text(errors="replace").replace(f"{id_} GET", ""):
                    tally.wrong.append(f"500 without a reason: {message[:300]!r}")
                if status == -1:
                    tally.wrong.append(f"no answer in {SECONDS} s: {message[:300]!r}")

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(client, chances))
        with suppress(TimeoutError):
            listener.accept()
            tally.wrong.append("the server went out to a listener")
    if send(port, b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")[0] != 200:
        tally.wrong.append("the server does not answer any more")
    return tally


def hostile(chance: random.Random, lure: str) -> bytes:
    """A request that is somehow wrong."""
    query = chance.choice(QUERIES).replace("%s", lure)
    path = chance.choice(PATHS).replace("%s", quote(lure))
    method = "GET" if chance.random() < 0.8 else chance.choice(METHODS)
    heads = ["Host: localhost", f"Accept: {chance.choice(ACCEPTS)}"]
    body = b""
    if chance.random() < 0.5:
        path = "/sparql"
        if chance.random() < 0.5:
            method, path = "GET", f"/sparql?query={quote(_changed(query.encode(), chance))}"
        else:
            media = chance.choice(MEDIA)
            method, body = "POST", _changed(query.encode(), chance)
            body = b"query=" + quote(body).encode() if media.endswith("urlencoded") else body
            heads += [f"Content-Type: {media}", f"Content-Length: {len(body)}"]
    if chance.random() < 0.3:
        heads.insert(chance.randrange(len(heads) + 1), chance.choice(HEADS))
    if chance.random() < 0.05:
        heads[0] = chance.choice(("Host: evil.example", "Host:", "Host: localhost\r\nHost: localhost", "X: y"))
    message = (
        f"{method} {path} HTTP/1.1\r\n".encode()
        + "\r\n".join([*heads, "Connection: close"]).encode()
        + b"\r\n\r\n"
        + body
    )
    return _changed(message, chance) if chance.random() < 0.5 else message


def _changed(message: bytes, chance: random.Random) -> bytes:
    """Bytes with a few changes: one lost, doubled, turned, or a scrap put in."""
    changed = bytearray(message)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(changed) + 1)
        changes: tuple[Callable[[], None], ...] = (
            lambda at=at: changed.__delitem__(slice(at, at + 1)),  # type: ignore[misc]
            lambda at=at: changed.__setitem__(slice(at, at), changed[at : at + 20]),  # type: ignore[misc]
            lambda at=at: changed.__setitem__(slice(at, at + 1), bytes([chance.randrange(256)])),  # type: ignore[misc]
            lambda at=at: changed.__setitem__(slice(at, at), chance.choice(SCRAPS)),  # type: ignore[misc]
        )
        chance.choice(changes)()
    return bytes(changed)


def send(port: int, message: bytes) -> tuple[int, str]:
    """The status and id of the response; 0 where the connection is closed without one, -1 where none comes."""
    head = b""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        try:
            connection.sendall(message)
            select([connection], [], [], PATIENCE)
            connection.shutdown(socket.SHUT_WR)  # what is left out will not come, nor another request
            while block := connection.recv(1 << 16):
                head = (head + block)[: 1 << 13]
        except TimeoutError:
            return -1, ""
        except OSError:
            pass
    if head.startswith(b"HTTP/1.1 100 "):
        head = head.partition(b"\r\n\r\n")[2]
    lines = head.partition(b"\r\n\r\n")[0].split(b"\r\n")
    id_ = next((line.partition(b": ")[2].decode() for line in lines if line.lower().startswith(b"x-request-id")), "")
    return (int(lines[0].split()[1]) if lines[0].startswith(b"HTTP/1.1 ") else 0), id_


def main(number: str = "100000", seed: str = "1") -> int:
    """Fuzz `kg serve` of the shipped corpus; 1 when something is wrong."""
    with TemporaryDirectory() as folder:
        out, log = Path(folder) / "out", Path(folder) / "log"
        subprocess.run([sys.executable, "-m", "kg", "build", "--quiet", "--out", str(out)], check=True)
        with serving([sys.executable, "-m", "kg", "serve", "--data", str(out), "--port", "0"], log) as server:
            tally = fuzz(server.port, log, int(number), int(seed))
    for status, times in sorted(tally.statuses.items()):
        print(f"{status or 'closed':<8}{times:>8}")
    print(*tally.wrong[:20], sep="\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
