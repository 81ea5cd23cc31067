"""`kg describe`: the card of one thing, every line with its source."""

from __future__ import annotations

import click

from kg.cli.console import data_option, json_option, lang_option, print_json, say


@click.command("describe")
@click.argument("name", metavar="NAME|IRI")
@lang_option
@data_option
@json_option
def command(name: str, lang: str, data: str, as_json: bool) -> None:
    """Show what is known of one thing, and from whom.

    NAME is a name in any spelling or script, an id, with its type where others
    bear it (crossing:al-tanf), a statement (DOCUMENT/ID), or an IRI.

    \b
    Examples:
      kg describe al-Tanf
      kg describe "Islamic State"
      kg describe new-arab-2018-10-15/s019
    """
    from kg.pipeline import Dataset

    dataset = Dataset.open(data)
    found = dataset.describe(name)
    if as_json:
        print_json(found.as_json())
        return
    from kg.query.labels import Labels
    from kg.query.shown_card import card_lines

    for line in card_lines(found, dataset.store, Labels(dataset.store, lang)):
        say(line)
