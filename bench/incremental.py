"""Incremental builds: a corpus of 10,000 small documents, built from nothing and again with one of them changed."""

from __future__ import annotations

import shutil
from statistics import median

from bench.documents import document, write_documents
from bench.options import Options, progress
from bench.result import Figures, Table, at_most
from bench.stages import Took, stages

DOCUMENTS = 10_000
A_ROW = 100  # rows of other benchmarks for each document of this one


def incremental(options: Options) -> Figures:
    """Build 10,000 documents, change one of them, and build again over that."""
    many = max(min(DOCUMENTS, options.rows // A_ROW), 10)
    corpus, out = options.folder / "corpus", options.folder / "out"
    write_documents(corpus, many)
    changed = corpus / "documents" / f"d{many // 2:05d}.yaml"
    runs: tuple[list[dict[str, Took]], list[dict[str, Took]]] = [], []
    for turn in range(options.runs):
        for edition, several in enumerate(runs):
            what = "one document changed" if edition else "full build"
            progress(f"incremental, turn {turn + 1} of {options.runs}: {what}")
            changed.write_text(document(many // 2, edition), encoding="utf-8", newline="\n")
            several.append(stages(corpus, out))
        shutil.rmtree(out)
    full, again = map(_medians, runs)
    rows = [[name, *(f"{figure:.2f}" for one in (full, again) for figure in one[name])] for name in full]
    heading = ["stage", "full: s", "processor s", "one changed: s", "processor s"]
    wall, cpu = (sum(one[n] for one in again.values()) / sum(one[n] for one in full.values()) for n in (0, 1))
    return Figures(
        [
            at_most(f"one of {many:,} documents changed, processor time of a full build", 100 * cpu, 5, "%"),
            at_most("  the same by the clock", 100 * wall, 5, "%"),
        ],
        [Table(f"Builds of {many:,} documents, medians of {options.runs} runs", heading, rows)],
    )


def _medians(several: list[dict[str, Took]]) -> dict[str, Took]:
    """For each stage the medians of several builds."""
    return {
        name: Took(median(one[name].seconds for one in several), median(one[name].cpu for one in several))
        for name in several[0]
    }
