"""What a run of benchmarks is asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple


class Options(NamedTuple):
    """How many rows and how many runs; `folder` is a benchmark's own, empty, and deleted when it ends."""

    rows: int
    runs: int
    folder: Path


def progress(what: str) -> None:
    """Tell a person at a terminal what is being measured."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)
