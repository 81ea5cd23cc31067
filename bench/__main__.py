"""`python -m bench [NAME ...]`: benchmarks as medians of runs that take turns, and what each is held against."""

from __future__ import annotations

import argparse
import inspect
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.answering import answering
from bench.asking import asking, names
from bench.builder import builder, scaling
from bench.events import events
from bench.exporting import exporting
from bench.gate import gate
from bench.incremental import incremental
from bench.loading import loading
from bench.machine import machine
from bench.options import Options, progress
from bench.resolving import resolving
from bench.result import Figures
from bench.serving import serving
from bench.starting import shipped, startup
from bench.targets import targets
from bench.viewing import viewing

ROWS = 1_000_000
QUICK = 10_000


BENCHMARKS: dict[str, Callable[[Options], Figures]] = {
    "startup": startup,
    "shipped": shipped,
    "asking": asking,
    "names": names,
    "builder": builder,
    "scaling": scaling,
    "loading": loading,
    "answering": answering,
    "exporting": exporting,
    "derived": resolving,
    "gate": gate,
    "serving": serving,
    "incremental": incremental,
    "targets": targets,
    "viewing": viewing,
    "events": events,
}


def main() -> int:
    """Run benchmarks; the exit code is 1 when a bound is missed, unless by a quick run, which cannot tell."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts")
    parser.add_argument("--rows", type=int, default=ROWS, help="statement rows of the large ones")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK:,} rows and one run: whether it works, not how fast"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the results to a file, as docs/generate.py reads"
    )
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}: known are {', '.join(BENCHMARKS)}")
    rows, runs = (QUICK, 1) if asked.quick else (asked.rows, asked.runs)
    on = machine()
    for name, value in on.items():
        print(f"{name:<12}{value}")
    written: dict[str, Any] = {"machine": on, "rows": rows, "runs": runs, "benchmarks": {}}
    missed = 0
    for name in asked.names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            figures = BENCHMARKS[name](Options(rows, runs, Path(folder)))
        progress("")
        print("", *figures.tables, *figures.notes, *figures.results, sep="\n", flush=True)
        missed += sum(not result.ok for result in figures.results)
        what = (inspect.getdoc(BENCHMARKS[name]) or name).splitlines()[0]
        plain = {
            "results": [result._asdict() for result in figures.results],
            "tables": [table._asdict() for table in figures.tables],
            "notes": list(figures.notes),
        }
        written["benchmarks"][name] = {"what": what} | plain
        if asked.json:  # after each, so that what was measured is kept when a later one fails
            asked.json.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if missed and not asked.quick else 0


if __name__ == "__main__":
    sys.exit(main())
