"""How far a command is: a bar on a terminal, which goes when the work is done; nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kg.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

BETWEEN = 0.1  # seconds, at least, from one drawing to the next


@contextmanager
def bar(quiet: bool) -> Iterator[Progress]:
    """What tells on standard error how far the work is, unless it is to be quiet."""
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        yield _Notes()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        # Drawn when there is news, not by a thread: processes are forked meanwhile.
        with Bars(
            *columns,
            console=Console(stderr=True),
            transient=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as bars:
            yield _Bar(bars)


class _Notes(Silent):
    """Tells what is to be known, and no progress."""

    def note(self, text: str) -> None:
        click.echo(text, err=True)


class _Bar:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("")
        self._drawn = 0.0

    def note(self, text: str) -> None:
        self._bars.console.print(text, markup=False, highlight=False)

    def stage(self, name: str, total: int = 0) -> None:
        self._bars.reset(self._task, description=name, total=total or None)
        self._bars.refresh()

    def advance(self, done: int) -> None:
        self._bars.advance(self._task, done)
        if time.monotonic() - self._drawn > BETWEEN:
            self._bars.refresh()
            self._drawn = time.monotonic()
