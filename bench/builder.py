"""The builder against its peers: one table in, the same quads out, from a CSV file on disk to a file on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.content import Content, content
from bench.environments import MissingError, environment
from bench.measuring import FailedError, Run, Runs, measured
from bench.options import Options, progress
from bench.peers.mapping import DOCUMENT_IRI, GRAPH, QUADS_A_ROW
from bench.result import Figures, Result, Table, at_least, at_most
from bench.table import write_corpus

ONE, BOTH = "Crossings, one process", "Crossings, both cores"


class Program(NamedTuple):
    """A program that builds: its module, the environment that it runs in, and one row in how many it is given."""

    name: str
    module: str
    environment: str = ""
    share: int = 1
    triples: bool = False
    workers: int = 0

    @property
    def ours(self) -> bool:
        """Whether it reads a corpus, of which the table is a part."""
        return self.module == "bench.ours"

    def command(self, corpus: Path, table: Path, target: Path) -> list[str | Path]:
        """The command that builds.

        :raises MissingError: when its environment cannot be had.
        """
        python = environment(self.environment) / "python" if self.environment else Path(sys.executable)
        workers = [str(self.workers)] if self.workers else []
        return [python, "-m", self.module, corpus if self.ours else table, target, *workers]

    def content(self, written: Path) -> Content:
        """What it wrote of the table; our description of the document as a whole is no row of it."""
        return content(written, GRAPH, without=DOCUMENT_IRI if self.ours else "", triples=self.triples)


CEILING = Program("bare f-strings", "bench.peers.fstring")
PROGRAMS = (
    Program(ONE, "bench.ours"),
    Program(BOTH, "bench.ours", workers=2),
    CEILING,
    Program("polars", "bench.peers.polars", "frames"),
    Program("duckdb", "bench.peers.duckdb", "frames"),
    Program("morph-kgc", "bench.peers.morph_kgc", "morph-kgc", 10),
    Program("maplib", "bench.peers.maplib", "maplib", 10, triples=True),
    Program("rdflib", "bench.peers.rdflib", "", 50),
)

# How many times faster than a peer the builder has to be.
TARGETS = (
    (ONE, "morph-kgc", 4.0),
    (ONE, "maplib", 5.0),
    (ONE, "rdflib", 30.0),
    (BOTH, "morph-kgc", 6.0),
    (BOTH, "maplib", 8.0),
    (BOTH, "rdflib", 60.0),
    (BOTH, "polars", 1.2),
)
FLAT = 1.2
"""Memory that grows no more than this while rows grow tenfold is flat."""

NOTES = (
    "Every program reads the same CSV file and writes the same quads, by counts and digests that are compared.",
    "Only Crossings checks its rows. It also writes the graphs of its vocabulary and entities in this time.",
    "Programs take turns. Seconds are those of a process after its imports; memory is that of the largest process.",
    "maplib writes N-Triples: the name of the graph is not in its file, a quarter of the bytes of the others.",
    "morph-kgc, maplib and rdflib are given a share of the rows, as shown, so that a run ends.",
)


def builder(options: Options) -> Figures:
    """Build statement rows, against peers that write the same quads."""
    shares = {program.share for program in PROGRAMS}
    tables = {share: write_corpus(options.folder / f"share{share}", options.rows // share) for share in shares}
    target = options.folder / "written.nq"
    expected = {share: _expected(table, target) for share, table in tables.items()}
    runs = {program: Runs() for program in PROGRAMS}
    missing: dict[Program, str] = {}
    for turn in range(options.runs):
        for program in PROGRAMS:
            if program in missing:
                continue
            progress(f"builder, turn {turn + 1} of {options.runs}: {program.name}")
            table = tables[program.share]
            try:
                with _fresh(target):
                    runs[program].append(measured(program.command(table.parent, table, target), prints=True))
                    if not turn and program.content(target) != expected[program.share]:
                        raise SystemExit(f"{program.name} wrote other quads than the mapping says")
            except (MissingError, FailedError) as error:
                if program.ours:
                    raise
                missing[program] = str(error)
    speeds = {
        program.name: [expected[program.share].quads / run.seconds / 1e6 for run in found]
        for program, found in runs.items()
        if program not in missing
    }
    title = f"{options.rows:,} rows of {QUADS_A_ROW} quads, medians of {options.runs} runs"
    heading = ("program", "rows", "million quads a second", "least to most", "CPU s", "MB", "Crossings is faster by")
    rows = [
        [
            program.name,
            f"{options.rows // program.share:,}",
            *(_figures(runs[program], speeds, program.name) if program not in missing else _missing(missing[program])),
        ]
        for program in PROGRAMS
    ]
    results = [*_ratios(speeds), at_most("builder: MB of the largest process", runs[PROGRAMS[0]].megabytes, 150, "MB")]
    return Figures(results, [Table(title, heading, rows)], NOTES)


def _figures(runs: Runs, speeds: dict[str, list[float]], name: str) -> list[str]:
    speed = speeds[name]
    ratio = "" if name == ONE else f"{median(speeds[ONE]) / median(speed):.2f}x"
    among = f"{min(speed):.2f} to {max(speed):.2f}"
    return [f"{median(speed):.2f}", among, f"{runs.cpu:.1f}", f"{runs.megabytes:.0f}", ratio]


def _missing(reason: str) -> list[str]:
    return [f"not measured: {reason}", "", "", "", ""]


def _ratios(speeds: dict[str, list[float]]) -> Iterator[Result]:
    for ours, peer, bound in TARGETS:
        if ours in speeds and peer in speeds:
            ratio = median(speeds[ours]) / median(speeds[peer])
            yield at_least(f"builder: {ours.removeprefix('Crossings, ')} over {peer}", ratio, bound, "x")


def _expected(table: Path, target: Path) -> Content:
    with _fresh(target):
        measured(CEILING.command(table.parent, table, target))
        return CEILING.content(target)


@contextmanager
def _fresh(target: Path) -> Iterator[None]:
    """Nothing at `target` before and after, and nothing left to be written that a run would pay for."""
    os.sync()
    try:
        yield
    finally:
        target.unlink(missing_ok=True)


def scaling(options: Options) -> Figures:
    """Build from a hundredth of the rows to ten times as many: seconds and memory, the last into a pipe."""
    program, rows, runs = PROGRAMS[0], list[list[str]](), list[Run]()
    for count in (options.rows // 100, options.rows // 10, options.rows, options.rows * 10):
        progress(f"scaling: {count:,} rows")
        piped = count > options.rows
        table = write_corpus(options.folder / f"rows{count}", count)
        target = options.folder / "written.nq"
        with _fresh(target):
            if piped:
                os.mkfifo(target)
                with subprocess.Popen(["cat", target], stdout=subprocess.DEVNULL) as reader:
                    try:
                        run = measured(program.command(table.parent, table, target), prints=True)
                    except FailedError:
                        reader.kill()
                        raise
            else:
                run = measured(program.command(table.parent, table, target), prints=True)
        table.unlink()
        runs.append(run)
        speed = count * QUADS_A_ROW / run.seconds / 1e6
        into = "a pipe" if piped else "a file"
        rows.append(
            [f"{count:,}", into, f"{run.seconds:.1f}", f"{speed:.2f}", f"{run.cpu:.1f}", f"{run.megabytes:.0f}"]
        )
    heading = ("rows", "into", "seconds", "million quads a second", "CPU s", "MB")
    _, tenth, whole, tenfold = (run.megabytes for run in runs)
    results = [
        at_most("scaling: MB of the largest process", max(whole, tenfold), 150, "MB"),
        at_most("scaling: memory at all rows over that at a tenth", whole / tenth, FLAT, "x"),
        at_most("scaling: memory at ten times the rows over that", tenfold / whole, FLAT, "x"),
    ]
    return Figures(results, [Table(f"{ONE}, one run each", heading, rows)])
