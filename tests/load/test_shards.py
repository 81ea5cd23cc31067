"""`kg load files:DIR`: each script loads the files into its real store, where `kg load` finds all there is to be."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.load.loading import load
from kg.load.shards import SUMS, write_shards
from kg.load.source import Source
from tests.conftest import Run
from tests.load.conftest import JAVA, OXIGRAPH, Embedded, Running, Virtuoso, emptied, fuseki, jena


@pytest.fixture(params=[False, True], ids=["nquads", "turtle"])
def files(request: pytest.FixtureRequest, second: Source, tmp_path: Path) -> Path:
    """The files of a build, N-Quads in several parts or Turtle."""
    names = write_shards(second, tmp_path / "files", turtle=request.param, quads=1000)
    assert len(names) > 8
    return tmp_path / "files"


def run(script: Path, *arguments: object, path: Path | None = None) -> None:
    """Run a script to its end, with the programs of a folder at hand."""
    env = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"}
    done = subprocess.run(
        [str(script), *map(str, arguments)], env=env, cwd=script.parents[1], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def finds_all(store: Running, source: Source) -> None:
    """`kg load` has nothing to send, only to record."""
    with store.opened() as opened:
        outcome = load(source, opened)
        assert (outcome.replaced, outcome.quads) == (0, source.quads)
        assert opened.recorded() == {iri: graph.digest for iri, graph in source.graphs.items()}


def test_oxigraph_loads_them(files: Path, second: Source, tmp_path: Path) -> None:
    run(files / "load-oxigraph.sh", tmp_path / "store", path=OXIGRAPH.parent)
    finds_all(Embedded(tmp_path / "store"), second)


def test_a_server_takes_them(
    files: Path, second: Source, stores: Callable[[str], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = emptied(stores("oxigraph"), monkeypatch)
    run(files / "load-http.sh", f"{store.target}/store")
    finds_all(store, second)


def test_fuseki_loads_them(files: Path, second: Source, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "tdb2.tdbloader"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec {' '.join(JAVA)} -cp '{jena()}' tdb2.tdbloader \"$@\"\n")
    program.chmod(0o755)
    run(files / "load-fuseki.sh", tmp_path / "tdb", path=program.parent)
    store = fuseki(tmp_path)
    store.start()
    try:
        finds_all(store, second)
    finally:
        store.stop()


def test_virtuoso_loads_them(
    files: Path, second: Source, stores: Callable[[str], Running], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = emptied(stores("virtuoso"), monkeypatch)
    assert isinstance(store, Virtuoso)
    there = shutil.copytree(files, store.folder / tmp_path.name)  # one of its DirsAllowed
    isql = ["isql-vt", f"127.0.0.1:{store.sql_port}", "dba", "dba", str(there / "load-virtuoso.sql"), "-i", str(there)]
    done = subprocess.run(isql, capture_output=True, text=True, check=True)
    assert "\n0 Rows." in done.stdout, "no file has an error"
    finds_all(store, second)


def test_files_that_were_damaged_are_not_loaded(files: Path, tmp_path: Path) -> None:
    part = next(path for path in sorted(files.iterdir()) if path.suffix in {".nq", ".ttl"})
    part.write_bytes(part.read_bytes()[:-20])
    done = subprocess.run(
        [str(files / "load-oxigraph.sh"), "store"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and part.name in done.stdout + done.stderr
    assert not (tmp_path / "store").exists()


def test_they_are_written_again_in_another_form(kg: Run, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "to-load"
    for form in ((), ("--turtle",), ()):
        ran = kg("load", "files:to-load", "--data", out, *form)
        assert ran.returncode == 0
        assert {Path(line).name for line in ran.stdout.split()} == {path.name for path in folder.iterdir()}
        assert any(folder.glob("*.ttl")) == bool(form)
    assert (folder / "quads-0001.nq").read_bytes() == (out / "dataset.nq").read_bytes()
    assert shutil.which("sha256sum") is None or (folder / SUMS).read_text().count("\n") == 1
