"""What the endpoint answers, and what it refuses: over real connections to the real command."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from tests.conftest import Run
from tests.serve.conftest import Server

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CROSSINGS = "SELECT ?s { ?s a <https://w3id.org/crossings/ontology#BorderCrossing> } ORDER BY ?s"
GRAPH = "CONSTRUCT { ?s a ?type } WHERE { ?s a ?type } LIMIT 3"


def count(server: Server) -> int:
    return int(json.loads(server.sparql(COUNT).body)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_is_sent_in_three_ways(way: str, server: Server) -> None:
    accept = {"Accept": "text/csv"}
    reply = {
        "get": lambda: server.ask(f"/sparql?query={quote(CROSSINGS)}", headers=accept),
        "form": lambda: server.ask(
            "/sparql",
            "POST",
            f"query={quote(CROSSINGS)}".encode(),
            accept | {"Content-Type": "application/x-www-form-urlencoded"},
        ),
        "direct": lambda: server.sparql(CROSSINGS, "text/csv"),
    }[way]()
    assert (reply.status, reply.media) == (200, "text/csv")
    assert b"https://w3id.org/crossings/id/place/al-tanf\r\n" in reply.body


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (CROSSINGS, "", "application/sparql-results+json"),
        (CROSSINGS, "*/*", "application/sparql-results+json"),
        (CROSSINGS, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CROSSINGS, "text/csv;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
        (CROSSINGS, "text/*", "text/csv"),
        (CROSSINGS, "text/csv;q=0, */*;q=0.1", "application/sparql-results+json"),
        (CROSSINGS, "text/html, application/json;q=0.9", "application/json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (GRAPH, "", "text/turtle"),
        (GRAPH, "application/n-triples", "application/n-triples"),
        (GRAPH, "application/ld+json", "application/ld+json"),
        (GRAPH, "application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
    ],
)
def test_negotiation(query: str, accept: str, media: str, server: Server) -> None:
    reply = server.sparql(query, accept)
    assert (reply.status, reply.media, reply.headers["vary"]) == (200, media, "Accept")
    if query == GRAPH:
        assert len(list(ox.parse(reply.body, format=ox.RdfFormat.from_media_type(media)))) == 3


@pytest.mark.parametrize(("query", "accept"), [(CROSSINGS, "text/html"), (GRAPH, "text/csv"), ("ASK {}", "image/png")])
def test_what_is_not_acceptable_is_not_sent(query: str, accept: str, server: Server) -> None:
    reply = server.sparql(query, accept)
    assert (reply.status, reply.media) == (406, "text/plain")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * { ?s ?p }", b"1:19: syntax error: "),
        ("", b"1:1: syntax error"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", b"an update: the store is read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", b"the query failed"),
        ("LOAD <file:///etc/passwd>", b"an update"),
    ],
)
def test_what_is_no_query_is_refused(query: str, words: bytes, server: Server) -> None:
    reply = server.sparql(query)
    assert (reply.status, reply.media) == (400, "text/plain")
    assert reply.body.startswith(words)


def test_service_reaches_nobody(server: Server) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for silent in ("", "SILENT"):
            reply = server.sparql("SELECT * { SERVICE " + silent + " <" + address + "> { ?s ?p ?o } }")
            assert reply.status == (200 if silent else 400)
        from_ = server.sparql(" ".join(("SELECT * FROM", f"<{address}>", "{ ?s ?p ?o }")))
        assert json.loads(from_.body)["results"]["bindings"] == []
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "a b", "[::1"])
def test_another_host_gets_nothing(host: str, server: Server) -> None:
    reply = server.ask("/sparql?query=ASK%7B%7D", headers={"Host": host})
    assert reply.status in {400, 421}
    assert b"boolean" not in reply.body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:80"])
def test_this_machine_is_answered(host: str, server: Server) -> None:
    assert server.ask("/sparql?query=ASK%7B%7D", headers={"Host": host}).status == 200


def test_headers_that_browsers_heed(server: Server) -> None:
    for reply in (server.sparql("ASK {}"), server.sparql("nonsense <script>"), server.ask("/nowhere")):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert "access-control-allow-origin" not in reply.headers
        assert len(reply.headers["x-request-id"]) == 8


def test_other_origins_read_it_only_when_told(serve: Callable[..., object], shipped_out: Path) -> None:
    with serve(shipped_out, "--cors", "https://a.example") as server:  # type: ignore[attr-defined]
        for origin, allowed in (("https://a.example", "https://a.example"), ("https://b.example", None)):
            reply = server.ask("/sparql?query=ASK%7B%7D", headers={"Origin": origin})
            assert reply.headers.get("access-control-allow-origin") == allowed


def test_sizes_are_capped(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    assert server.ask("/sparql", "POST", b"#" * (1 << 20) + b"\nASK {}", headers).status == 413
    assert server.ask("/sparql", "POST", b"#" * 1000 + b"\nASK {}", headers).status == 200
    assert server.ask("/sparql?query=" + "a" * (70 << 10)).status in {400, 414}
    assert server.ask("/sparql?query=ASK%7B%7D", headers={"X": "a" * (70 << 10)}).status == 431


def test_a_large_answer_is_refused_whole(serve: Callable[..., object], shipped_out: Path) -> None:
    with serve(shipped_out, "--rows", 10) as server:  # type: ignore[attr-defined]
        for accept in ("text/csv", "text/tab-separated-values", "application/json", "application/xml"):
            assert server.sparql("SELECT * { ?s ?p ?o } LIMIT 9", accept).status == 200
            reply = server.sparql("SELECT * { ?s ?p ?o } LIMIT 12", accept)
            assert (reply.status, reply.media) == (422, "text/plain")


def test_what_runs_away_is_ended_and_holds_nobody_up(serve: Callable[..., object], shipped_out: Path) -> None:
    with serve(shipped_out, "--timeout", 3) as server, ThreadPoolExecutor(8) as clients:  # type: ignore[attr-defined]
        began = time.monotonic()
        endless = [clients.submit(server.sparql, ENDLESS) for _ in range(6)]
        time.sleep(1.5)  # all of them are in the slow lane, or wait for it
        for _ in range(20):
            asked = time.monotonic()
            assert server.sparql(CROSSINGS).status == 200
            assert time.monotonic() - asked < 2
        assert [one.result().status for one in endless] == [504] * 6
        assert time.monotonic() - began < 20
        assert server.sparql(CROSSINGS).status == 200


def test_a_query_that_needs_too_much_memory_fails_alone(serve: Callable[..., object], shipped_out: Path) -> None:
    hungry = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i"
    with serve(shipped_out, "--memory", 512, "--timeout", 60) as server:  # type: ignore[attr-defined]
        reply = server.sparql(hungry)
        assert reply.status == 503
        assert b"memory" in reply.body
        assert server.sparql(CROSSINGS).status == 200


def test_slow_clients_are_let_go(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=30) as of_head,
        socket.create_connection(("127.0.0.1", server.port), timeout=30) as of_body,
    ):
        began = time.monotonic()
        of_head.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: ")
        of_body.sendall(head + b"Content-Length: 100\r\n\r\nASK")
        assert of_head.recv(1) == b""
        assert 5 < time.monotonic() - began < 20
        assert of_body.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_newer_build_is_taken_up_without_a_dropped_request(serve: Callable[..., object], kg: Run, out: Path) -> None:
    with serve(out) as server:  # type: ignore[attr-defined]
        before = count(server)
        with ThreadPoolExecutor(4) as clients:
            building = clients.submit(kg, "build", "--out", out)
            statuses = []
            while not building.done() or count(server) == before:
                statuses += [reply.status for reply in clients.map(server.sparql, [CROSSINGS] * 3)]
            assert building.result().returncode == 0
        assert set(statuses) == {200}
        assert count(server) > before


def test_a_build_that_is_damaged_does_not_replace_a_good_one(serve: Callable[..., object], out: Path) -> None:
    with serve(out) as server:  # type: ignore[attr-defined]
        before = count(server)
        spoilt = json.loads((out / "manifest.json").read_text())
        spoilt["quads"] += 1
        (out / "new").write_text(json.dumps(spoilt))
        (out / "new").replace(out / "manifest.json")
        deadline = time.monotonic() + 10
        while b"cannot be served" not in server.log.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert b"the old one still is" in server.log.read_bytes()
        assert count(server) == before


def test_it_stops_when_told_and_answers_what_has_begun(serve: Callable[..., object], shipped_out: Path) -> None:
    with serve(shipped_out, "--timeout", 2) as server, ThreadPoolExecutor(1) as client:  # type: ignore[attr-defined]
        reply = client.submit(server.sparql, ENDLESS)
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        assert reply.result().status == 504
        assert server.process.wait(30) in {0, -signal.SIGTERM}


def test_the_log_has_ids_and_no_query(serve: Callable[..., object], shipped_out: Path) -> None:
    with serve(shipped_out) as server:  # type: ignore[attr-defined]
        reply = server.ask("/sparql?query=ASK%7B%7D%23secret")
        assert server.sparql("ASK {} #secret").status == 200
        log = server.log.read_text()
    assert f"{reply.headers['x-request-id']} GET /sparql 200 " in log
    assert "secret" not in log
    with serve(shipped_out, "--log-queries") as server:  # type: ignore[attr-defined]
        assert server.sparql("ASK {} #se\x1b[31mcret").status == 200
        assert r"ASK {} #se\x1b[31mcret" in server.log.read_text()


def test_no_build_is_an_error(kg: Run) -> None:
    ran = kg("serve", "--data", "nowhere")
    assert ran.returncode == 3
    assert ran.stderr == "nowhere: no build here: run 'kg build --out nowhere' first, or name another with --data\n"


def test_a_port_that_is_taken_is_an_error(kg: Run, shipped_out: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        ran = kg("serve", "--data", shipped_out, "--port", port)
    assert ran.returncode == 4
    assert ran.stderr.startswith(f"127.0.0.1:{port}: cannot be listened on (")
    assert "choose another --port" in ran.stderr


def test_no_process_is_left(serve: Callable[..., object], shipped_out: Path) -> None:
    def children(parent: int) -> set[int]:
        listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
        found = {pid for pid, ppid in pairs if ppid == parent}
        return found.union(*(children(pid) for pid in found))

    def alive(pid: int) -> bool:  # a zombie has no command line any more
        with suppress(FileNotFoundError):
            return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
        return False

    with serve(shipped_out) as server:  # type: ignore[attr-defined]
        assert server.sparql("ASK {}").status == 200
        running = children(server.process.pid)
        assert len(running) > 2
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        deadline = time.monotonic() + 10
        while any(map(alive, running)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not [pid for pid in running if alive(pid)]
        server.process.returncode = 0
