"""Incremental builds: a corpus of 10,000 small documents, built from nothing and again with one of them changed."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.documents import document, write_documents
from bench.options import Options, progress
from bench.result import Figures, Table, at_most

DOCUMENTS = 10_000
A_ROW = 100  # rows of other benchmarks for each document of this one


class _Watch:
    """Notes what each stage of a build took: seconds, and processor seconds with those of its processes."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[float, float]] = {}
        self._name, self._since = "", _now()

    def stage(self, name: str, total: int = 0) -> None:
        """Begin a stage."""
        now = _now()
        if self._name:
            self.stages[self._name] = now[0] - self._since[0], now[1] - self._since[1]
        self._name, self._since = name, now

    def advance(self, _done: int) -> None:
        """Pass it over."""

    def note(self, _text: str) -> None:
        """Pass it over."""


def _now() -> tuple[float, float]:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used)


def incremental(options: Options) -> Figures:
    """Build 10,000 documents, change one of them, and build again over that."""
    many = max(min(DOCUMENTS, options.rows // A_ROW), 10)
    corpus, out = options.folder / "corpus", options.folder / "out"
    write_documents(corpus, many)
    took = []
    for edition in (0, 1):
        progress(f"incremental: {'full build' if not edition else 'one document changed'}")
        changed = corpus / "documents" / f"d{many // 2:05d}.yaml"
        changed.write_text(document(many // 2, edition), encoding="utf-8", newline="\n")
        command = [sys.executable, "-m", "bench.incremental", str(corpus), str(out)]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        took.append({name: (float(wall), float(cpu)) for name, wall, cpu in (line.split("\t") for line in lines)})
    full, again = took
    rows = [[name, *(f"{figure:.2f}" for one in took for figure in one[name])] for name in full]
    heading = ["stage", "full: s", "processor s", "one changed: s", "processor s"]
    wall, cpu = (sum(one[n] for one in again.values()) / sum(one[n] for one in full.values()) for n in (0, 1))
    return Figures(
        [
            at_most(f"one of {many:,} documents changed, processor time of a full build", 100 * cpu, 5, "%"),
            at_most("  the same by the clock", 100 * wall, 5, "%"),
        ],
        [Table(f"Builds of {many:,} documents", heading, rows)],
    )


def main(corpus: Path, out: Path) -> None:
    """Build a corpus and print what each stage took."""
    from kg.pipeline import build

    watch = _Watch()
    build([corpus], out, progress=watch)
    watch.stage("")
    for name, (wall, cpu) in watch.stages.items():
        print(name, f"{wall:.3f}", f"{cpu:.3f}", sep="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
