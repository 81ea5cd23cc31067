"""Reading: each view of a build from its store, into a file."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from bench.corpus import write_corpus
from bench.measuring import Runs, measured
from bench.options import Options, progress
from bench.result import Figures, Table
from kg.export.views import VIEWS

A_ROW = 100  # rows of other benchmarks for each statement of this one


def viewing(options: Options) -> Figures:
    """Read each view from the store of a build, and write it as a table of edges."""
    corpus, out, file = (options.folder / name for name in ("corpus", "out", "edges.csv"))
    count = max(options.rows // A_ROW, 10)
    write_corpus(corpus, count)
    subprocess.run([sys.executable, "-m", "kg", "build", corpus, "--out", out, "--quiet"], check=True)
    runs = {name: Runs() for name in VIEWS}
    edges = dict.fromkeys(VIEWS, 0)
    for turn in range(options.runs):
        for name, found in runs.items():
            progress(f"viewing, turn {turn + 1} of {options.runs}: {name}")
            export: list[str | Path] = ["export", "csv-edges", "--view", name, "--data", out, "--out", file]
            found.append(measured([sys.executable, "-m", "kg", *export]))
            with file.open(encoding="utf-8", newline="") as written:
                edges[name] = sum(1 for _ in csv.reader(written)) - 1
            file.unlink()
    rows = [
        [name, f"{edges[name]:,}", f"{of.seconds:.2f}", f"{of.cpu:.2f}", f"{of.megabytes:.0f}"]
        for name, of in runs.items()
    ]
    title = f"{count:,} statements, medians of {options.runs} runs"
    note = "Seconds are those of the whole command `kg export`, its start and the opening of the store included."
    return Figures([], [Table(title, ("view", "edges", "seconds", "CPU s", "MB"), rows)], [note])
