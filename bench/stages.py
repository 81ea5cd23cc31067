"""What each stage of a build takes, as `python -m bench.stages CORPUS OUT` builds it."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Took(NamedTuple):
    """Seconds by the clock, and of the processor with those of child processes."""

    seconds: float
    cpu: float


def stages(corpus: Path, out: Path) -> dict[str, Took]:
    """Build a corpus in a process of its own; what each stage took, in their order."""
    command = [sys.executable, "-m", "bench.stages", str(corpus), str(out)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: Took(float(seconds), float(cpu)) for name, seconds, cpu in (line.split("\t") for line in lines)}


class _Watch:
    """Notes what each stage of a build took."""

    def __init__(self) -> None:
        self.stages: dict[str, Took] = {}
        self._name, self._since = "", _now()

    def stage(self, name: str, total: int = 0) -> None:
        """Begin a stage."""
        now = _now()
        if self._name:
            self.stages[self._name] = Took(now.seconds - self._since.seconds, now.cpu - self._since.cpu)
        self._name, self._since = name, now

    def advance(self, _done: int) -> None:
        """Pass it over."""

    def note(self, _text: str) -> None:
        """Pass it over."""


def _now() -> Took:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Took(time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used))


def _main(corpus: Path, out: Path) -> None:
    from kg.pipeline import build

    watch = _Watch()
    build([corpus], out, progress=watch)
    watch.stage("")
    for name, took in watch.stages.items():
        print(name, f"{took.seconds:.3f}", f"{took.cpu:.3f}", sep="\t")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
