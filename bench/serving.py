"""Serving: as-of queries over HTTP by many clients at once, alone and beside queries that run away."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bench.environments import MissingError, environment
from bench.options import Options, progress
from bench.result import Figures, Result, Table, at_least, at_most
from kg.namespaces import expand
from kg.pipeline import Dataset
from kg.query.ask import ask

SETS = 200
SECONDS = 20
"""How long each mix of clients asks, for each of the runs."""
FEW, MANY, RUNAWAYS = 16, 64, 8
MEBIBYTES = 2048
ENDLESS = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
START_SECONDS = 60
_ROOT = Path(__file__).resolve().parents[1]


class Asked(NamedTuple):
    """What clients had: milliseconds of each answer, how many were no answer, and over which time."""

    milliseconds: list[float]
    failed: int
    seconds: float

    @property
    def p99(self) -> float:
        """The 99th percentile, in milliseconds."""
        return statistics.quantiles(self.milliseconds, n=100)[98] if len(self.milliseconds) > 1 else float("inf")

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds


def serving(options: Options) -> Figures:
    """Answer as-of queries over HTTP, against rdflib-endpoint and `oxigraph serve`."""
    out = options.folder / "out"
    subprocess.run([sys.executable, "-m", "kg", "build", "--quiet", "--out", str(out)], check=True)
    bodies, seconds = _bodies(out), SECONDS * options.runs
    kg: list[str | Path] = [sys.executable, "-m", "kg", "serve", "--data", out, "--quiet", "--memory", str(MEBIBYTES)]
    rows: list[list[str]] = []
    results: list[Result] = []
    notes: list[str] = []
    with _server([*kg, "--port"]) as (port, process):
        few = _told("kg serve", FEW, _asked(port, "/sparql", bodies, FEW, seconds), rows)
        many = _told("kg serve", MANY, _asked(port, "/sparql", bodies, MANY, seconds), rows)
        beside, peak = _beside(port, bodies, seconds, process.pid)
        _told(f"kg serve, {RUNAWAYS} running away beside", FEW, beside, rows)
    results += [
        at_most("serving: 16 clients, p99", few.p99, 150, "ms"),
        at_most("serving: 16 clients, without an answer", few.failed, 0, ""),
        at_least("serving: 64 clients", many.rate, 600, "/s"),
        at_most("serving: beside runaways, p99", beside.p99, 1000, "ms"),
        at_most("serving: beside runaways, without an answer", beside.failed, 0, ""),
        at_most("serving: beside runaways, the largest process", peak, MEBIBYTES, "MiB"),
    ]
    for name, path, command in _peers(out, options.folder, notes):
        with _server(command) as (port, _):
            for clients in (FEW, MANY):
                _told(name, clients, _asked(port, path, bodies, clients, SECONDS), rows)
    heading = ("server", "clients", "answers a second", "median ms", "p99 ms", "no answer")
    note = (
        f"{SETS} sets of parameters of the query who-controls on the shipped corpus, no cache of answers; the clients "
        "take processor time of the same machine. The peers have no limit on time or memory for a query."
    )
    return Figures(results, [Table(f"{seconds} s each, the peers {SECONDS} s", heading, rows)], [note, *notes])


def _bodies(out: Path) -> list[bytes]:
    """As-of queries: places and days, the same ones every time."""
    dataset, chance = Dataset.open(out), random.Random(1)  # noqa: S311 - no secret
    crossing = expand("cx:BorderCrossing")
    found = dataset.sparql(f"SELECT DISTINCT ?c {{ ?c a <{crossing}> }} ORDER BY ?c")
    places = [str(row["c"])[1:-1] for row in found]  # type: ignore[union-attr]
    sets: dict[tuple[str, str], None] = {}
    while len(sets) < SETS:
        sets[chance.choice(places), f"201{chance.randrange(1, 10)}-{chance.randrange(1, 13):02}-15"] = None
    asked = ({"crossing": place, "at": day} for place, day in sets)
    return [ask(dataset.store, dataset.names, "who-controls", one).text.encode() for one in asked]


def _asked(port: int, path: str, bodies: Sequence[bytes], clients: int, seconds: float) -> Asked:
    progress(f"serving: {clients} clients at {path}, {seconds:g} s")
    return asyncio.run(_clients(port, path, bodies, clients, seconds))


async def _clients(port: int, path: str, bodies: Sequence[bytes], clients: int, seconds: float) -> Asked:
    taken: list[float] = []
    failed = 0
    began = time.perf_counter()

    async def client(number: int) -> None:
        nonlocal failed
        turn, link = number * len(bodies) // clients, None
        while (now := time.perf_counter()) < began + seconds:
            try:
                link = link or await asyncio.open_connection("127.0.0.1", port)
                status = await _sent(*link, path, bodies[turn % len(bodies)])
            except (OSError, EOFError):
                status, link = 0, None
            turn += 1
            if status == 200:
                taken.append((time.perf_counter() - now) * 1000)
            else:
                failed += 1
        if link:
            link[1].close()

    await asyncio.gather(*map(client, range(clients)))
    return Asked(taken, failed, time.perf_counter() - began)


async def _sent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, body: bytes) -> int:
    """The status of the response to a query, which is read to its end."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n"
    head += f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    told = await reader.readuntil(b"\r\n\r\n")
    if length := re.search(rb"(?i)\r\ncontent-length: *(\d+)", told):
        await reader.readexactly(int(length[1]))
    else:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(told.split(b" ", 2)[1])


def _beside(port: int, bodies: Sequence[bytes], seconds: float, pid: int) -> tuple[Asked, float]:
    """What clients have while others run away, and the memory of the largest process meanwhile, in mebibytes."""
    progress(f"serving: {FEW} clients beside {RUNAWAYS} that run away, {seconds:g} s")
    peak = 0.0

    async def all_() -> Asked:
        async def look() -> None:
            nonlocal peak
            while True:
                peak = max([peak, *_memory(pid)])
                await asyncio.sleep(0.5)

        looking = asyncio.create_task(look())
        runaways = asyncio.create_task(_clients(port, "/sparql", [ENDLESS], RUNAWAYS, seconds))
        await asyncio.sleep(1)
        asked = await _clients(port, "/sparql", bodies, FEW, seconds)
        runaways.cancel()
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await runaways
        return asked

    return asyncio.run(all_()), peak


def _memory(parent: int) -> Iterator[float]:
    """The resident memory of a process and all below it, one by one, in mebibytes."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    below = {parent}
    for _ in range(3):  # the server, the process that forks, those that answer
        below |= {pid for pid, ppid, _ in rows if ppid in below}
    yield from (rss / 1024 for pid, _, rss in rows if pid in below)


@contextmanager
def _server(command: Sequence[str | Path]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server that is started by a command, which ends with its port, and answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    process = subprocess.Popen(
        [*map(str, command), address], cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        time.sleep(2)  # it listens before its processes are ready
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait()


def _peers(out: Path, folder: Path, notes: list[str]) -> Iterator[tuple[str, str, list[str | Path]]]:
    """The peers that can be had: name, path of the endpoint, command up to its port."""
    dataset = out / "dataset.nq"
    try:
        oxigraph, store = environment("oxigraph") / "oxigraph", folder / "store"
        subprocess.run([oxigraph, "load", "--location", store, "--file", dataset], check=True, capture_output=True)
        serve: list[str | Path] = ["serve-read-only", "--location", store, "--union-default-graph", "--bind"]
        yield "oxigraph serve", "/query", [oxigraph, *serve]
    except MissingError as error:
        notes.append(f"oxigraph serve is not measured: {error}")
    try:
        python = environment("rdflib-endpoint") / "python"
        yield "rdflib-endpoint", "/", [python, "-m", "bench.peers.rdflib_endpoint", dataset]
    except MissingError as error:
        notes.append(f"rdflib-endpoint is not measured: {error}")


def _told(name: str, clients: int, asked: Asked, rows: list[list[str]]) -> Asked:
    median = statistics.median(asked.milliseconds) if asked.milliseconds else float("inf")
    rows.append([name, str(clients), f"{asked.rate:.0f}", f"{median:.1f}", f"{asked.p99:.1f}", str(asked.failed)])
    return asked
