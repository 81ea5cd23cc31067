"""The benchmark of the builder: every program that is here writes the same quads, and differences are seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from bench.builder import CEILING, PROGRAMS, Program
from bench.content import content
from bench.corpus import ACTORS
from bench.environments import ENVIRONMENTS, installed
from bench.measuring import FailedError, measured
from bench.peers.mapping import GRAPH, NODES, QUADS_A_ROW
from bench.table import write_corpus

ROWS = 300
# Of attributions: that of each speaker, and the publisher's.
QUADS = ROWS * QUADS_A_ROW + 3 * (ACTORS + 1)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table of a corpus of a few hundred rows."""
    return write_corpus(tmp_path_factory.mktemp("bench") / "corpus", ROWS)


@pytest.fixture(scope="module")
def ceiling(table: Path) -> Path:
    """What the bare loop writes of it."""
    target = table.parent / "ceiling.nq"
    measured(CEILING.command(table.parent, table, target))
    return target


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_all_write_the_same_quads(program: Program, table: Path, ceiling: Path, tmp_path: Path) -> None:
    if program.environment and not installed(program.environment):
        pytest.skip(f"{program.name} is not installed: make bench installs it")
    target = tmp_path / "written.nq"
    run = measured(program.command(table.parent, table, target), prints=True)
    assert program.content(target) == CEILING.content(ceiling)
    assert program.content(target).quads == QUADS
    assert run.seconds > 0 and run.cpu > 0 and run.megabytes > 5


def test_ours_is_always_measured() -> None:
    assert PROGRAMS[0].ours
    assert {program.name for program in PROGRAMS if not program.environment} >= {"bare f-strings", "rdflib"}
    assert {program.environment for program in PROGRAMS} - {""} < set(ENVIRONMENTS)


def test_what_is_written_is_rdf(ceiling: Path) -> None:
    quads = set(ox.parse(path=str(ceiling), format=ox.RdfFormat.N_QUADS))
    assert len(quads) == QUADS
    assert {quad.predicate.value for quad in quads} == {predicate for node in NODES for predicate, _ in node.properties}


def test_a_difference_is_seen_and_order_is_not(ceiling: Path, tmp_path: Path) -> None:
    lines = ceiling.read_bytes().splitlines(keepends=True)
    other = tmp_path / "other.nq"
    other.write_bytes(b"".join(reversed(lines)) + b"\n")
    assert content(other, GRAPH) == content(ceiling, GRAPH)
    other.write_bytes(b"".join(lines).replace(b"row=2", b"row=02", 1))
    assert content(other, GRAPH) != content(ceiling, GRAPH)
    other.write_bytes(b"".join([*lines, lines[0]]))
    assert content(other, GRAPH).quads == QUADS + 1
    assert content(other, "https://example.org/another") == (0, 0)


def test_a_program_that_fails_is_told_by_its_last_words() -> None:
    with pytest.raises(FailedError, match="no figure"):
        measured([sys.executable, "-c", "raise SystemExit('no figure')"])


def test_the_command(root: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, "-m", "bench", "scaling", "--rows", "100", "--runs", "1"]
    command += ["--json", tmp_path / "out.json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr  # 1: a bound is missed, of which so small a run says nothing
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [row[:2] for row in told["benchmarks"]["scaling"]["tables"][0]["rows"]] == [
        ["1", "a file"],
        ["10", "a file"],
        ["100", "a file"],
        ["1,000", "a pipe"],
    ]
    assert len(told["benchmarks"]["scaling"]["results"]) == 3
    assert told["machine"]["cores"] in done.stdout
    assert "node" not in told["machine"] and str(root) not in json.dumps(told)


def test_an_unknown_name(root: Path) -> None:
    command = [sys.executable, "-m", "bench", "bulider"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no benchmark bulider: known are startup" in done.stderr
