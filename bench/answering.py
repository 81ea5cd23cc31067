"""Answering: one question of a place on a day, asked of the store of a large build."""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles

from bench.measuring import Runs, measured
from bench.options import Options, progress
from bench.result import Figures, Table, at_most
from bench.table import write_corpus

A_CROSSING = 50  # statements on one crossing, on average
ASKED = 200
_FIRST, _DAYS = date(2013, 1, 1), 2000


def answering(options: Options) -> Figures:
    """Who held a place on a day: random places and days, start-up excluded."""
    crossings = max(options.rows // A_CROSSING, 1)
    corpus, out = options.folder / "corpus", options.folder / "out"
    write_corpus(corpus, options.rows, crossings)
    progress("answering: building")
    built = measured([sys.executable, "-m", "kg", "build", corpus, "--out", out, "--quiet"])
    told, asked, found = options.folder / "asked.json", Runs(), []
    for turn in range(options.runs):
        progress(f"answering, turn {turn + 1} of {options.runs}: asking")
        asked.append(measured([sys.executable, "-m", "bench.answering", out, str(crossings), told]))
        answers = json.loads(told.read_text("utf-8"))
        taken = answers["milliseconds"]
        found.append((answers["start"], median(taken), quantiles(taken, n=20)[-1]))
    start, took, most = map(median, zip(*found, strict=True))
    heading = ("statements", "crossings", "kg build s", "start s", "median ms", "95th percentile ms", "MB")
    row = [f"{options.rows:,}", f"{crossings:,}", f"{built.seconds:.0f}", f"{start:.2f}"]
    row += [f"{took:.1f}", f"{most:.1f}", f"{asked.megabytes:.0f}"]
    note = "Start is opening the store and reading the names of all things; answers: "
    note += ", ".join(f"{count} {answer}" for answer, count in sorted(answers["answers"].items()))
    return Figures(
        [at_most("answering: a day's answer, median", took, 50, "ms")],
        [Table(f"{ASKED} questions, medians of {options.runs} runs over one build", heading, [row])],
        [note + "."],
    )


def ask(out: Path, crossings: int, told: Path) -> None:
    """Ask random questions and write how long each took."""
    from kg.pipeline import Dataset
    from kg.store.oxigraph import open_store

    chance = random.Random(1)  # noqa: S311 - the same questions every time
    began = time.perf_counter()
    dataset = Dataset(None, open_store(out))
    assert dataset.names is not None
    started = time.perf_counter() - began
    milliseconds, answers = [], dict[str, int]()
    for _ in range(ASKED):
        post = f"crossing-{chance.randrange(crossings)}/aa"
        day = _FIRST + timedelta(days=chance.randrange(_DAYS))
        began = time.perf_counter()
        answer = dataset.answer("control", post, day.isoformat()).as_json()["answer"]
        milliseconds.append((time.perf_counter() - began) * 1000)
        answers[answer] = answers.get(answer, 0) + 1
    told.write_text(json.dumps({"start": started, "milliseconds": milliseconds, "answers": answers}), encoding="utf-8")


if __name__ == "__main__":
    ask(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
