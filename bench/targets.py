"""Loading into a triple store: `kg load` of a build against `oxigraph load` of its N-Quads, into a directory."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.corpus import write_corpus
from bench.environments import MissingError, environment
from bench.measuring import Runs, measured, one_after_another
from bench.options import Options, progress
from bench.result import Figures, Table

A_ROW = 40  # rows of other benchmarks for each statement of this one
OURS, UNREAD, AGAIN = "kg load", "kg load --no-verify", "kg load, where nothing has changed"
LOADED, OPTIMIZED = "oxigraph load", "oxigraph load and optimize"


def targets(options: Options) -> Figures:
    """Load a build into an Oxigraph directory, against `oxigraph load`."""
    corpus, out, store = (options.folder / name for name in ("corpus", "out", "store"))
    write_corpus(corpus, max(options.rows // A_ROW, 10))
    build: list[str | Path] = [sys.executable, "-m", "kg", "build", corpus, "--out", out, "--no-store", "--quiet"]
    subprocess.run(build, check=True)
    dataset = out / "dataset.nq"
    with dataset.open("rb") as file:
        quads = sum(1 for _ in file)
    load: list[str | Path] = [sys.executable, "-m", "kg", "load", f"oxigraph:{store}", "--data", out, "--quiet"]
    programs: dict[str, Sequence[Sequence[str | Path]]]
    programs = {UNREAD: [[*load, "--no-verify"]], OURS: [load], AGAIN: [load]}
    note = (
        "`kg load` reads every quad back and compares it by digests, without --no-verify; it records what it loaded, "
        "exchanges the directory in one step, and next time leaves alone what is the same."
    )
    notes = [note]
    try:
        oxigraph = environment("oxigraph") / "oxigraph"
        theirs: list[str | Path] = [oxigraph, "load", "--location", store, "--file", dataset]
        programs |= {LOADED: [theirs], OPTIMIZED: [theirs, [oxigraph, "optimize", "--location", store]]}
    except MissingError as error:
        notes.append(f"oxigraph load is not measured: {error}")
    runs = {name: Runs() for name in programs}
    for turn in range(options.runs):
        for name, commands in programs.items():
            progress(f"targets, turn {turn + 1} of {options.runs}: {name}")
            if name != AGAIN:  # which finds what the one before it has loaded
                shutil.rmtree(store, ignore_errors=True)
            runs[name].append(one_after_another(map(measured, commands)))
    rows = [
        [name, f"{quads / of.seconds / 1e6:.2f}", f"{of.seconds:.1f}", f"{of.cpu:.1f}", f"{of.megabytes:.0f}"]
        for name, of in runs.items()
    ]
    heading = ("program", "million quads a second", "seconds", "CPU s", "MB")
    return Figures([], [Table(f"{quads:,} quads, medians of {options.runs} runs", heading, rows)], notes)
