"""Stores for the tests: the real programs, on free ports of this machine, ended by their process ids."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

import httpx
import pytest

from kg.builders.content import Content
from kg.load.loading import Store
from kg.load.source import Source, read_source
from kg.load.targets import store_at
from kg.store.manifest import read_manifest, write_manifest

START_SECONDS = 60
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
_HERE = Path(__file__).resolve().parent
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # half the time to start
FUSEKI = _HERE / "fuseki" / "pom.xml"
LITERALS = _HERE / "literals.nt"


class Running:
    """A store that runs as a process: its target for `kg load`, and its life."""

    def __init__(self, command: list[str], target: str, ready: str, log: Path, env: dict[str, str]) -> None:
        self.target = target
        self.env = env  # what a client needs to know, as its password
        self.options: dict[str, str] = {}  # as `kg load` has them
        self._command, self._ready, self._log = command, ready, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program and wait until it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        with httpx.Client(trust_env=False) as client:
            while time.monotonic() < end:
                assert self.process.poll() is None, self._log.read_text(errors="replace")[-2000:]
                try:
                    if client.get(self._ready).status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                        return
                except httpx.TransportError:
                    pass
                time.sleep(0.05)
        pytest.fail(f"no store in {START_SECONDS} s: {self._log.read_text(errors='replace')[-2000:]}")

    def opened(self) -> AbstractContextManager[Store]:
        """The store, as `kg load` has it."""
        known = {name.removeprefix("--").replace("-", "_"): value for name, value in self.options.items()}
        return store_at(
            self.target,
            known.get("dialect", ""),
            update=known.get("update", ""),
            graph_store=known.get("graph_store", ""),
        )

    def arguments(self) -> list[str]:
        """Its target and options on the command line of `kg load`."""
        return [self.target, *(word for option in self.options.items() for word in option)]

    def update(self, text: str) -> None:
        """Run an update, as others do who write to the store."""
        from kg.load.server import Server

        with self.opened() as store:
            assert isinstance(store, Server)
            store.update(text)

    def empty(self) -> None:
        """Remove all that the store holds."""
        self.update("DROP ALL")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process, and wait for it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(20)


class Embedded(Running):
    """A directory that is a store: no process has it open."""

    def __init__(self, folder: Path) -> None:
        super().__init__([], f"oxigraph:{folder}", "", folder, {})
        self.folder = folder

    def start(self) -> None:
        """Nothing has to run."""

    def update(self, text: str) -> None:
        """Run an update, in a process of its own: RocksDB's locks are those of a process."""
        program = "import sys, pyoxigraph as ox; ox.Store(sys.argv[1]).update(sys.argv[2])"
        subprocess.run([sys.executable, "-c", program, str(self.folder), text], check=True)

    def empty(self) -> None:
        """Remove all that the store holds."""
        shutil.rmtree(self.folder, ignore_errors=True)


def missing(program: str) -> None:
    """Skip a test whose program is not here; where CI is set nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(f"{program} is missing: .ci/run is to install it")
    pytest.skip(f"{program} is not installed")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def oxigraph(folder: Path) -> Running:
    """Oxigraph's own server."""
    if not OXIGRAPH.exists():
        missing("oxigraph")
    port = free_port()
    command = [str(OXIGRAPH), "serve", "-l", str(folder / "oxigraph"), "-b", f"127.0.0.1:{port}"]
    url = f"http://127.0.0.1:{port}"
    return Running(command, url, url, folder / "log", {})


@cache
def jena() -> str:
    """The class path of Apache Jena, from Maven Central."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            missing(program)
    with tempfile.TemporaryDirectory() as folder:
        class_path = Path(folder) / "class-path"
        command = ["mvn", "-q", "-B", "-f", str(FUSEKI), "dependency:build-classpath"]
        done = subprocess.run(
            [*command, f"-Dmdep.outputFile={class_path}"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"Maven could not get Jena:\n{done.stdout}{done.stderr}"
        return class_path.read_text("utf-8").strip()


def fuseki(folder: Path) -> Running:
    """Apache Jena Fuseki on a TDB2 database."""
    (folder / "tdb").mkdir(exist_ok=True)
    port = free_port()
    main = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
    command = [*JAVA, "-Xmx512m", "-cp", jena(), main, "--localhost", f"--port={port}"]
    command += ["--tdb2", f"--loc={folder / 'tdb'}", "--update", "/ds"]
    url = f"http://127.0.0.1:{port}/ds"
    return Running(command, url, url, folder / "log", {})


def sparql11(folder: Path) -> Running:
    """A store that is told by nothing but its three URLs."""
    store = oxigraph(folder)
    url = store.target
    store.options = {"--dialect": "sparql11", "--update": f"{url}/update", "--graph-store": f"{url}/store"}
    store.target = f"{url}/query"
    return store


class Virtuoso(Running):
    """OpenLink Virtuoso, in the foreground, with a database and settings of its own."""

    def __init__(self, folder: Path) -> None:
        port, self.sql_port = free_port(), free_port()
        settings = (_HERE / "virtuoso.ini").read_text("utf-8")
        (folder / "virtuoso.ini").write_text(settings.format(folder=folder, port=port, sql_port=self.sql_port))
        command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
        url = f"http://127.0.0.1:{port}"
        # The password that a new database has.
        super().__init__(command, url, url, folder / "log", {"KG_LOAD_USER": "dba", "KG_LOAD_PASSWORD": "dba"})
        self.folder = folder

    def start(self) -> None:
        """Start the program and wait until it answers; what a killed one left as its lock does not hold."""
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)
        super().start()

    def empty(self) -> None:
        """Remove all that the store holds: Virtuoso has no DROP ALL."""
        self.sql("RDF_GLOBAL_RESET ();")

    def sql(self, text: str) -> str:
        """What SQL statements give."""
        command = ["isql-vt", f"127.0.0.1:{self.sql_port}", "dba", "dba", f"exec={text}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def virtuoso(folder: Path) -> Virtuoso:
    """OpenLink Virtuoso."""
    for program in ("virtuoso-t", "isql-vt"):
        if shutil.which(program) is None:
            missing(program)
    return Virtuoso(folder)


PROGRAMS: dict[str, Callable[[Path], Running]] = {
    "directory": lambda folder: Embedded(folder / "store"),
    "oxigraph": oxigraph,
    "sparql11": sparql11,
    "fuseki": fuseki,
    "virtuoso": virtuoso,
}


@pytest.fixture(scope="package")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Running]]:
    """A function: the store of a product, started for who first asks for it, and the same for all who do."""
    started: dict[str, Running] = {}

    def store(product: str) -> Running:
        if product not in started:
            started[product] = PROGRAMS[product](tmp_path_factory.mktemp(product))
        running = started[product]
        if running.process is None or running.process.poll() is not None:  # not yet, or a test that failed left it so
            running.start()
        return running

    yield store
    for running in started.values():
        running.stop()


@pytest.fixture(params=PROGRAMS)
def running(
    request: pytest.FixtureRequest, stores: Callable[[str], Running], monkeypatch: pytest.MonkeyPatch
) -> Running:
    """A store of each product, without content."""
    return emptied(stores(request.param), monkeypatch)


def emptied(store: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """A store without content, and its password where a client looks for it."""
    for name, value in store.env.items():
        monkeypatch.setenv(name, value)
    store.empty()
    return store


@pytest.fixture(scope="session")
def first(out_once: Path) -> Source:
    """A build."""
    return read_source(out_once)


@pytest.fixture(scope="session")
def second(out_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A build that changed: without a graph, with a new one, with another one changed, whose lines stand apart."""
    folder = tmp_path_factory.mktemp("second")
    changed_build(out_once, folder)
    return read_source(folder)


def changed_build(build: Path, folder: Path) -> None:
    """Write a build into `folder` that is the build `build` after a change."""
    lines = (build / "dataset.nq").read_bytes().splitlines()
    graphs = list(dict.fromkeys(line.rsplit(b" ", 2)[1] for line in lines))
    of = {graph: [line for line in lines if line.endswith(graph + b" .")] for graph in graphs}
    by_size = sorted(graphs, key=lambda graph: len(of[graph]))
    del of[by_size[0]]
    *kept, last = of[by_size[-2]]
    of[by_size[-2]] = kept[: len(kept) // 2]
    apart = kept[len(kept) // 2 :]
    of[b"<http://example.org/new>"] = [
        line[:-1] + b"<http://example.org/new> ." for line in LITERALS.read_bytes().splitlines()
    ]
    write_build(folder, [*(line for group in of.values() for line in group), *apart], build)
    assert last not in apart


def write_build(folder: Path, lines: list[bytes], like: Path) -> None:
    """Write a build of these lines, without a store, with the manifest that is due to them."""
    (folder / "dataset.nq").write_bytes(b"".join(line + b"\n" for line in lines))
    (folder / "dataset.trig").write_bytes(b"")
    content = Content()
    content.add(lines)
    corpora = read_manifest(like)["corpora"]
    write_manifest(folder, content, corpora, {}, public=False, store=False, validator="pyshacl")


def contents(store: Store, *sources: Source) -> dict[str, tuple[int, str]]:
    """The graphs of some builds that a store holds: the number of quads of each and their digest, by value."""
    found = {}
    for iri in {graph for source in sources for graph in source.graphs}:
        content = Content()
        content.add(kept for line in store.lines(iri) if (kept := store.kept(line)))
        if content.quads:
            found[iri] = (content.quads[iri], content.digest(iri))
    return found


def told(store: Store, source: Source) -> dict[str, tuple[int, str]]:
    """The same of a build itself."""
    found = {}
    for iri, graph in source.graphs.items():
        content = Content()
        content.add(kept for line in source.lines(graph) if (kept := store.kept(line)))
        found[iri] = (content.quads[iri], content.digest(iri))
    return found
