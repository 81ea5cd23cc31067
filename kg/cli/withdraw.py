"""`kg withdraw`: a record that a document no longer counts, which deletes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.cli.console import quiet_option, say


@click.command("withdraw")
@click.argument("document")
@click.option(
    "--corpus",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The corpus folder that takes the record: the document's own, or one that uses it.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why, in your own words.")
@click.option("--on", "day", metavar="DATE", help="The day from which it no longer counts; default: today.")
@click.option("--by", metavar="NAME", help="Who records it; default: the creator of the corpus.")
@quiet_option
def command(document: str, folder: Path, reason: str, day: str | None, by: str | None, quiet: bool) -> None:
    """Record that a document no longer counts from a day on.

    The record is added to withdrawals.yaml of the corpus, and nothing is
    deleted: after the next build, answers as known by an earlier day are what
    they were. To take a withdrawal back, delete its record. Without --on, the
    day of today by the clock of this machine is written into the record.

    \b
    Example:
      kg withdraw gate-gazette-2031-05-04 --corpus my-corpus --on 2031-06-01 \\
        --reason "The publisher took it down."
    """
    from kg.facts.withdrawing import with_withdrawal
    from kg.store.files import whole_file

    from_ = datetime.now().astimezone().date().isoformat() if day is None else day
    path, content = with_withdrawal(folder, document, from_, reason, by)
    with whole_file(path) as file:
        file.write(content)
    if not quiet:
        say(f"{document} no longer counts from {from_} on: recorded in {path}")
        say(f"kg build {folder}")
