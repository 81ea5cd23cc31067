"""`kg conflicts`: where statements disagree, where they only seem to, and what several say."""

from __future__ import annotations

import click

from kg.cli.console import data_option, json_option, lang_option, print_json, say
from kg.cli.resolved import known_by_option, without_option


@click.command("conflicts")
@click.argument("name", required=False, default="")
@known_by_option
@without_option
@lang_option
@data_option
@json_option
def command(name: str, known_by: str, without: tuple[str, ...], lang: str, data: str, as_json: bool) -> None:
    """Show where statements disagree, where they only seem to, and what several say.

    NAME is a place, an event, an actor, a speaker or a document, in any
    spelling; without it, everything is shown. Each conflict has its reason and its statements with their sources.
    What only seems to be a conflict has the reason why it is none. What
    several documents say is counted by its independent origins.

    \b
    Examples:
      kg conflicts
      kg conflicts al-Tanf
      kg conflicts "Albu Kamal" --known-by 2018-10-15 --json
    """
    from kg.pipeline import Dataset
    from kg.query.shown_conflicts import lines

    found = Dataset.open(data).conflicts(name, known_by=known_by, without=without)
    if as_json:
        print_json(found.as_json())
        return
    for line in lines(found, lang):
        say(line)
