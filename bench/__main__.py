"""`python -m bench`: every figure, as medians of runs that take turns, and what each is held against."""

from __future__ import annotations

import argparse
import filecmp
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

from bench.asking import asking, names
from bench.resolving import resolving

ROWS = 200_000
RDFLIB_SHARE = 20  # rdflib builds one row in so many
PARSED_BY_RDFLIB = 100  # and parses one line in so many
SLICES = 10


def main() -> int:
    """Run the benchmarks; the exit code is 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each, of which the median counts")
    parser.add_argument("--rows", type=int, default=ROWS, help="statement rows for the builder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = [
            *startup(options.runs),
            *build(options.runs, Path(folder)),
            *asking(options, Path(folder)),
            *names(options),
            *builder(options, Path(folder)),
            *resolving(Path(folder)),
        ]
    missed = 0
    for name, value, bound, unit, ok in results:
        missed += not ok
        print(f"{name:<52}{value:>9.2f} {unit:<3} (bound {bound:g} {unit}) {'ok' if ok else 'MISSED'}")
    return 1 if missed else 0


Result = tuple[str, float, float, str, bool]


def startup(runs: int) -> list[Result]:
    """`kg --help` over the start of a bare interpreter, in milliseconds."""
    bare, ours = [], []
    for _ in range(max(runs, 9)):
        bare.append(_seconds([sys.executable, "-c", ""]))
        ours.append(_seconds([sys.executable, "-m", "kg", "--help"]))
    over = (statistics.median(ours) - statistics.median(bare)) * 1000
    return [("kg --help over a bare interpreter", over, 150, "ms", over <= 150)]


def build(runs: int, folder: Path) -> list[Result]:
    """`kg build` of the shipped corpus, pySHACL included: seconds and peak memory."""
    seconds = [_seconds([sys.executable, "-m", "kg", "build", "--out", str(folder / "out")]) for _ in range(runs)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    taken = statistics.median(seconds)
    return [
        ("kg build, both articles", taken, 3, "s", taken <= 3),
        ("kg build, peak memory", peak, 200, "MB", peak <= 200),
    ]


def builder(options: argparse.Namespace, folder: Path) -> list[Result]:
    """The builder against bare f-strings and rdflib, and whether its output parses.

    All rows go once through the builder and the bare loop, for bytes and memory. The ratio to the
    bare loop is taken from slices of them in turn: a system that begins to write back a gigabyte
    half-way would slow whichever runs longer.
    """
    _builder("bare", options.rows, folder / "bare.nq")
    whole, peak = _builder("ours", options.rows, folder / "ours.nq")
    same = filecmp.cmp(folder / "bare.nq", folder / "ours.nq", shallow=False)
    quads = _verify(folder / "ours.nq")
    for path in folder.glob("*.nq"):
        path.unlink()
    ours, bare = [], []
    for _ in range(SLICES * options.runs):
        bare.append(_builder("bare", options.rows // SLICES, folder / "slice.nq")[0])
        ours.append(_builder("ours", options.rows // SLICES, folder / "slice.nq")[0])
    rdflib = [
        _builder("rdflib", options.rows // RDFLIB_SHARE, folder / "rdflib.nq")[0] * RDFLIB_SHARE
        for _ in range(options.runs)
    ]
    print(
        f"{options.rows} rows, {quads} quads, parsed by pyoxigraph and one in {PARSED_BY_RDFLIB} by rdflib; "
        f"the bare loop wrote {'the same bytes' if same else 'OTHER BYTES'}"
    )
    to_bare = statistics.median(bare) / statistics.median(ours)
    to_rdflib = statistics.median(rdflib) / (statistics.median(ours) * SLICES)
    return [
        ("builder, bytes equal to the bare loop's", float(same), 1, "", same),
        ("builder against a bare f-string loop", to_bare, 0.6, "x", to_bare >= 0.6),
        ("builder against rdflib", to_rdflib, 30, "x", to_rdflib >= 30),
        ("builder, peak memory", peak, 64, "MB", peak <= 64),
        ("builder, million quads a second, slices", quads / SLICES / statistics.median(ours) / 1e6, 0, "", True),
        ("builder, million quads a second, all rows at once", quads / whole / 1e6, 0, "", True),
    ]


def _builder(what: str, rows: int, target: Path) -> tuple[float, float]:
    # What an earlier run left to be written, or to be cut off, is not this one's to pay for.
    target.unlink(missing_ok=True)
    os.sync()
    command = [sys.executable, "-m", "bench.builder", what, str(rows), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, _, peak = done.stdout.split()
    return float(seconds), float(peak)


def _verify(path: Path) -> int:
    """The number of quads that pyoxigraph reads; rdflib reads a share of the lines to the same quads."""
    count = sum(1 for _ in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))
    with path.open("rb") as file:
        sample = b"".join(line for number, line in enumerate(file) if number % PARSED_BY_RDFLIB == 0)
    dataset = Dataset()
    dataset.parse(data=sample, format="nquads")
    found = sum(1 for _ in dataset.quads((None, None, None, None)))
    if found != len(set(sample.splitlines())):
        raise SystemExit(f"rdflib read {found} quads of a sample of {len(set(sample.splitlines()))}")
    return count


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
