"""`kg is-open`: whether a crossing was open on a day, and who says so."""

from __future__ import annotations

import click

from kg.cli.console import data_option, json_option, lang_option
from kg.cli.resolved import at_option, known_by_option, print_answer, without_option


@click.command("is-open")
@click.argument("name")
@at_option
@known_by_option
@without_option
@lang_option
@data_option
@json_option
def command(name: str, at: str, known_by: str, without: tuple[str, ...], lang: str, data: str, as_json: bool) -> None:
    """Say whether a crossing was open on a day, and who says so.

    NAME is a crossing, post or group, in any spelling; a crossing is answered
    for each side. The answer is definite, disputed, last known, candidates or
    unknown, never a guess.

    \b
    Examples:
      kg is-open "Albu Kamal" --at 2018-10-15
      kg is-open al-Qaim --at 2018-10 --without new-arab-2018-10-15
    """
    print_answer("status", name, at, known_by, without, lang, data, as_json)
