"""`kg timeline`: who held a place, or whether it was open, through all days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.console import data_option, json_option, lang_option, print_json, say
from kg.cli.resolved import known_by_option

if TYPE_CHECKING:
    from kg.query.replies import Predicate


@click.command("timeline")
@click.argument("name")
@click.option(
    "--of",
    "predicate",
    type=click.Choice(["control", "status"]),
    default="control",
    show_default=True,
    help="Who held it, or whether it was open.",
)
@known_by_option
@lang_option
@data_option
@json_option
def command(name: str, predicate: Predicate, known_by: str, lang: str, data: str, as_json: bool) -> None:
    """Show through all days who held a place, or whether it was open.

    Each line is a stretch of days with one answer: definite, disputed, last
    known, candidates or unknown. A crossing is shown for each side.

    \b
    Examples:
      kg timeline "Albu Kamal"
      kg timeline al-Qaim --of status --known-by 2018-10-15
    """
    from kg.pipeline import Dataset

    found = Dataset.open(data).timeline(predicate, name, known_by=known_by)
    if as_json:
        print_json(found.as_json())
        return
    for line in found.lines(lang):
        say(line)
