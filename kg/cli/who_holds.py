"""`kg who-holds`: who held a place on a day, and who says so."""

from __future__ import annotations

import click

from kg.cli.console import data_option, json_option, lang_option
from kg.cli.resolved import at_option, known_by_option, print_answer, without_option


@click.command("who-holds")
@click.argument("name")
@at_option
@known_by_option
@without_option
@lang_option
@data_option
@json_option
def command(name: str, at: str, known_by: str, without: tuple[str, ...], lang: str, data: str, as_json: bool) -> None:
    """Say who held a place on a day, and who says so.

    NAME is a crossing, post or area, in any spelling; a crossing is answered
    for each side. The answer is definite, disputed, last known, candidates or
    unknown, never a guess.

    \b
    Examples:
      kg who-holds al-Tanf --at 2018-10-15
      kg who-holds "Albu Kamal" --at 2014 --known-by 2018-10-15
    """
    print_answer("control", name, at, known_by, without, lang, data, as_json)
