"""Rows of tables that are at fault: how many may be, where they go, and what became of every row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import counted, say
from kg.errors import MOST_LISTED, FaultsError, printable

if TYPE_CHECKING:
    from kg.facts.rejects import Rejects

max_errors_option = click.option(
    "--max-errors",
    default=0,
    show_default=True,
    metavar="N",
    type=click.IntRange(min=0),
    help="Go on while at most N rows of tables are at fault; they are left out.",
)
rejects_option = click.option(
    "--rejects",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write the rows at fault, with the reasons (CSV).",
)


@contextmanager
def rows_at_fault(max_errors: int, out: Path | None) -> Iterator[Rejects]:
    """The rows at fault of a run: written to `out` when it ends, also when they are more than may be."""
    from kg.facts.rejects import Rejects

    rejects = Rejects(max_errors, out is not None)
    try:
        yield rejects
    except FaultsError:
        _write(rejects, out)
        if max_errors and rejects.number > max_errors:
            click.echo(f"{counted(rejects.number, 'row')} at fault, {max_errors} may be (--max-errors):", err=True)
        raise
    else:
        _write(rejects, out)
        for fault in rejects.faults.found[:MOST_LISTED]:
            click.echo(printable(f"left out: {fault}"), err=True)
        if (more := rejects.faults.count - MOST_LISTED) > 0:
            click.echo(f"... and {more:,} more; --rejects FILE writes them all", err=True)


def _write(rejects: Rejects, out: Path | None) -> None:
    from kg.store.files import whole_file

    if out is not None:
        with whole_file(out) as file:
            rejects.write(file)


def say_tables(rejects: Rejects) -> None:
    """Print what became of the rows of each table."""
    for (document, table), count in sorted(rejects.counts.items()):
        parts = [counted(count.rows, "row"), counted(count.statements, "statement")]
        parts += [
            f"{number} {what}"
            for number, what in ((count.withheld, "left out"), (count.rejected, "rejected"))
            if number
        ]
        say(f"{table} of {document}: {', '.join(parts)}")
