"""Starting: `kg --help` over a bare interpreter, and `kg build` of the shipped corpus."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measuring import Runs, measured
from bench.options import Options
from bench.result import Figures, at_most


def startup(options: Options) -> Figures:
    """`kg --help` over the start of a bare interpreter."""
    bare, ours = Runs(), Runs()
    for _ in range(max(options.runs, 9)):
        bare.append(measured([sys.executable, "-c", ""]))
        ours.append(measured([sys.executable, "-m", "kg", "--help"]))
    over = (ours.seconds - bare.seconds) * 1000
    return Figures([at_most("kg --help over a bare interpreter", over, 150, "ms")])


def shipped(options: Options) -> Figures:
    """`kg build` of the shipped corpus, the gate and the store included."""
    command: list[str | Path] = [sys.executable, "-m", "kg", "build", "--quiet", "--out", options.folder / "out"]
    runs = Runs(measured(command) for _ in range(options.runs))
    return Figures(
        [
            at_most("kg build, both articles", runs.seconds, 3, "s"),
            at_most("kg build, both articles: MB", runs.megabytes, 200, "MB"),
        ]
    )
