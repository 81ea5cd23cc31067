"""Somebody else's data: UCDP's events, from the file that they publish to a build that has passed the gate.

The file is the one that CROSSINGS_UCDP names, else `shared/data/ucdp_syria.csv.gz` in a folder above the checkout.
"""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import sys
from itertools import islice
from pathlib import Path
from statistics import median

from bench.measuring import Runs, measured
from bench.options import Options, progress
from bench.result import Figures, Table
from bench.stages import Took, stages

A_ROW = 60  # rows of other benchmarks for each event of this one
_ROOT = Path(__file__).resolve().parents[1]


def events(options: Options) -> Figures:
    """Import UCDP's events, build them and validate them: seconds for each million quads."""
    given = _file()
    if given is None:
        note = "UCDP's events are not measured: CROSSINGS_UCDP names no file, and none lies beside the checkout."
        return Figures([], [], [note])
    source, corpus, out = (options.folder / name for name in ("ged.csv", "corpus", "out"))
    count = _first(given, source, max(options.rows // A_ROW, 10))
    importing = Runs()
    builds: list[dict[str, Took]] = []
    for turn in range(options.runs):
        progress(f"events, turn {turn + 1} of {options.runs}")
        importing.append(measured([sys.executable, "-m", "kg", "import", "ucdp", source, "--out", corpus, "--quiet"]))
        builds.append(stages(corpus, out))
        with (out / "dataset.nq").open("rb") as file:
            quads = sum(1 for _ in file)
        for folder in (corpus, out):
            shutil.rmtree(folder)
    took = {"kg import ucdp": Took(importing.seconds, importing.cpu)}
    for stage in builds[0]:
        took[stage] = Took(*(median(one[stage][n] for one in builds) for n in (0, 1)))
    took["all"] = Took(*(sum(one[n] for one in took.values()) for n in (0, 1)))
    rows = [[stage, *(f"{figure:.2f}" for figure in (*of, of.cpu / quads * 1e6))] for stage, of in took.items()]
    heading = ("step", "seconds", "CPU s", "CPU s a million quads")
    return Figures([], [Table(f"{count:,} events, {quads:,} quads, medians of {options.runs} runs", heading, rows)])


def _file() -> Path | None:
    if named := os.environ.get("CROSSINGS_UCDP", ""):
        return Path(named)
    beside = (folder / "shared" / "data" / "ucdp_syria.csv.gz" for folder in _ROOT.parents)
    return next(filter(Path.is_file, beside), None)


def _first(given: Path, target: Path, most: int) -> int:
    """Write at most so many rows of UCDP's file, plain or packed, into another; how many there were."""
    opened = gzip.open if given.suffix == ".gz" else open
    with opened(given, "rt", encoding="utf-8", newline="") as file:
        heading, *rows = islice(csv.reader(file), most + 1)
    with target.open("w", encoding="utf-8", newline="") as cut:
        csv.writer(cut).writerows([heading, *rows])
    return len(rows)
