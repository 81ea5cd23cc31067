"""Loading: the store of a build against `oxigraph load`, on the same N-Quads file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.environments import MissingError, environment
from bench.measuring import Runs, measured, one_after_another
from bench.options import Options, progress
from bench.peers.mapping import QUADS_A_ROW
from bench.result import Figures, Result, Table, at_least
from bench.table import write_corpus

SHARE = 10  # one row in so many is loaded
OURS, LOADED, OPTIMIZED = "Crossings", "oxigraph load", "oxigraph load and optimize"


def loading(options: Options) -> Figures:
    """Fill the embedded store, against `oxigraph load`."""
    count = options.rows // SHARE
    dataset, store = options.folder / "dataset.nq", options.folder / "store"
    table = write_corpus(options.folder / "corpus", count)
    measured([sys.executable, "-m", "bench.ours", table.parent, dataset])
    fill: list[str | Path] = [sys.executable, "-m", "bench.loading", dataset, store]
    programs: dict[str, Sequence[Sequence[str | Path]]] = {OURS: [fill]}
    missing = ""
    try:
        oxigraph = environment("oxigraph") / "oxigraph"
        load: list[str | Path] = [oxigraph, "load", "--location", store, "--file", dataset]
        programs |= {LOADED: [load], OPTIMIZED: [load, [oxigraph, "optimize", "--location", store]]}
    except MissingError as error:
        missing = f"oxigraph load is not measured: {error}"
    runs = {name: Runs() for name in programs}
    for turn in range(options.runs):
        for name, commands in programs.items():
            progress(f"loading, turn {turn + 1} of {options.runs}: {name}")
            runs[name].append(one_after_another(map(measured, commands)))
            shutil.rmtree(store)
    quads = count * QUADS_A_ROW
    rows = [
        [name, f"{quads / of.seconds / 1e6:.2f}", f"{of.seconds:.1f}", f"{of.cpu:.1f}", f"{of.megabytes:.0f}"]
        for name, of in runs.items()
    ]
    results: list[Result] = []
    if OPTIMIZED in runs:
        ratio = runs[OPTIMIZED].seconds / runs[OURS].seconds
        results.append(at_least("loading: over oxigraph load and optimize", ratio, 0.8, "x"))
    heading = ("program", "million quads a second", "seconds", "CPU s", "MB")
    note = (
        "Crossings compacts the store too, and writes the SHA-256 of its files and of the dataset, to be checked later."
    )
    title = f"{quads:,} quads, medians of {options.runs} runs"
    return Figures(results, [Table(title, heading, rows)], [note, *([missing] if missing else [])])


if __name__ == "__main__":
    from kg.store import oxigraph

    source, folder = map(Path, sys.argv[1:])
    oxigraph.fill(folder, source)
