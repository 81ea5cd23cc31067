"""What the commands share that answer from all statements: options, and how an answer is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.console import print_json, say

if TYPE_CHECKING:
    from kg.query.replies import Predicate

at_option = click.option("--at", required=True, metavar="DATE", help="The day, month or year asked about.")
known_by_option = click.option("--known-by", default="", metavar="DATE", help="Leave out what was said after this day.")
of_option = click.option(
    "--of",
    "predicate",
    type=click.Choice(["control", "status", "presence"]),
    default="control",
    show_default=True,
    help="Who held it, whether it was open, or who was there.",
)
without_option = click.option(
    "--without", multiple=True, metavar="DOCUMENT", help="Answer as if this document did not exist. Repeatable."
)


def print_answer(
    predicate: Predicate,
    name: str,
    at: str,
    known_by: str,
    without: tuple[str, ...],
    lang: str,
    data: str,
    as_json: bool,
) -> None:
    """Answer for a place and print it: a sentence with its sources, or JSON."""
    from kg.pipeline import Dataset

    replied = Dataset.open(data).answer(predicate, name, at, known_by=known_by, without=without)
    if as_json:
        print_json(replied.as_json())
        return
    for line in replied.lines(lang):
        say(line)
