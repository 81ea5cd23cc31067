"""What a program takes: seconds, processor time and memory, its children included.

A program is started by `bench.launcher`, a small process: Linux counts what the starting process held
towards the peak of the one that it starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[1]


class Run(NamedTuple):
    """One run of a program; `megabytes` is the peak of its largest process."""

    seconds: float
    cpu: float
    megabytes: float


class FailedError(Exception):
    """A program that ended in an error; its last words."""


def measured(command: Sequence[str | Path], *, prints: bool = False) -> Run:
    """Run a program to its end; with `prints` its seconds are those that it prints, without its imports.

    :raises FailedError: when it fails.
    """
    launcher = [sys.executable, "-m", "bench.launcher", *map(str, command)]
    done = subprocess.run(launcher, cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    told = json.loads(done.stdout)
    seconds = float(told["printed"].split()[-1]) if prints else told["seconds"]
    return Run(seconds, told["cpu"], told["megabytes"])


class Runs(list[Run]):
    """Several runs of one program."""

    @property
    def seconds(self) -> float:
        """The median of their seconds."""
        return median(run.seconds for run in self)

    @property
    def cpu(self) -> float:
        """The median of their processor time, in seconds."""
        return median(run.cpu for run in self)

    @property
    def megabytes(self) -> float:
        """The highest peak."""
        return max(run.megabytes for run in self)


def one_after_another(runs: Iterable[Run]) -> Run:
    """Runs of programs that follow each other, as one."""
    seconds, cpu, megabytes = zip(*runs, strict=True)
    return Run(sum(seconds), sum(cpu), max(megabytes))
