"""`kg timeline`: who held a place, whether it was open, or who was there, through all days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.console import data_option, has_blocks, json_option, lang_option, print_json, say, width
from kg.cli.resolved import known_by_option, of_option

if TYPE_CHECKING:
    from kg.query.timelines import Followed


@click.command("timeline")
@click.argument("name")
@of_option
@known_by_option
@lang_option
@data_option
@json_option
def command(name: str, predicate: Followed, known_by: str, lang: str, data: str, as_json: bool) -> None:
    """Show through all days who held a place, whether it was open, or who was there.

    Each line is a stretch of days with one answer: definite, disputed, last
    known, candidates or unknown. Under the lines each value is drawn, as wide
    as the terminal. A crossing is shown for each side. Presence is told of
    towns and areas, and several may be there on one day.

    \b
    Examples:
      kg timeline "Albu Kamal"
      kg timeline al-Qaim --of status --known-by 2018-10-15
      kg timeline town:at-tanf --of presence
    """
    from kg.pipeline import Dataset
    from kg.query.shown_timeline import ASCII, BLOCKS, timeline_lines

    found = Dataset.open(data).timeline(predicate, name, known_by=known_by)
    if as_json:
        print_json(found.as_json())
        return
    for line in timeline_lines(found, lang, width(), BLOCKS if has_blocks() else ASCII):
        say(line)
