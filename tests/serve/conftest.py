"""A server for the tests: the real command, on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

START_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """A response: status, headers by their names in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """Its media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Server:
    """A server that runs, its log, and its process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def ask(
        self, target: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Reply:
        """The response to one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, told, response.read())
        finally:
            connection.close()

    def sparql(self, query: str, accept: str = "application/sparql-results+json") -> Reply:
        """The response to a query that is sent as the body."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("/sparql", "POST", query.encode(), headers)


@contextmanager
def serving(command: list[str], log: Path) -> Iterator[Server]:
    """A server that `command` starts, which logs to the file `log` where it listens."""
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stderr=errors)
    try:
        for _ in range(START_SECONDS * 20):
            if match := re.search(rb"http://[^ ]*?:(\d+)/", log.read_bytes()):
                break
            assert process.poll() is None, log.read_text()
            signal.sigtimedwait([], 0.05)
        else:
            pytest.fail(f"no server in {START_SECONDS} s: {log.read_text()}")
        server = Server(int(match[1]), log, process)
        server.ask("/sparql?query=ASK%7B%7D")  # it listens before its processes are ready
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) in {0, -signal.SIGTERM}, log.read_text()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., object]:
    """A context manager: `kg serve` of a build folder with more options."""

    @contextmanager
    def start(data: Path, *options: object) -> Iterator[Server]:
        log = tmp_path_factory.mktemp("serve") / "log"
        command = [sys.executable, "-m", "kg", "serve", "--data", str(data), "--port", "0", *map(str, options)]
        with serving(command, log) as server:
            yield server

    return start


@pytest.fixture(scope="session")
def server(serve: Callable[..., object], shipped_out: Path) -> Iterator[Server]:
    """`kg serve` of the shipped corpus."""
    with serve(shipped_out) as found:  # type: ignore[attr-defined]
        yield found


@pytest.fixture(scope="session")
def shared() -> Path:
    """What is handed over beside the checkout, where it is."""
    return Path(os.environ.get("CROSSINGS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
