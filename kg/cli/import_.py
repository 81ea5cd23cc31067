"""`kg import`: corpora made of data that somebody else publishes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.console import counted, json_option, print_json, quiet_option, say

MOST_SOURCES = 10


@click.group("import")
def command() -> None:
    """Make a corpus of data that somebody else publishes.

    \b
    Example:
      kg import ucdp GEDEvent.csv --out my-events
    """


@command.command("ucdp")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "folder",
    required=True,
    metavar="CORPUS",
    type=click.Path(path_type=Path),
    help="The corpus to make: a folder that does not exist, or an empty one.",
)
@json_option
@quiet_option
def ucdp(file: Path, folder: Path, as_json: bool, quiet: bool) -> None:
    """Make a corpus of UCDP's Georeferenced Event Dataset.

    FILE is the CSV that UCDP publishes, plain or packed (.csv.gz). Each row
    becomes an event, a statement of who took part, where and when, and
    statements of the deaths, with the chain of who said so. Nothing is written
    if a row is at fault.

    \b
    Example:
      kg import ucdp GEDEvent.csv --out my-events
      kg build my-events --out my-build
    """
    from shlex import quote

    from kg.errors import OutputError
    from kg.facts.starter import corpus_id
    from kg.importers.ucdp.corpus import import_ucdp
    from kg.store.folder import whole_folder

    def mine(folder: Path) -> bool:
        """What stands there is never ours: somebody may have worked on a corpus."""
        raise OutputError(f"{folder}: holds files already: name a folder that does not exist, or an empty one")

    with whole_folder(folder, mine) as made:
        done = import_ucdp(file, made, corpus_id(folder.resolve().name))
    if as_json:
        print_json({"corpus": str(folder), **asdict(done), "unlisted": dict(sorted(done.unlisted.items()))})
    elif not quiet:
        say(f"{folder}: {counted(done.statements, 'statement')} on {counted(done.events, 'event')}")
        say(f"{counted(done.places, 'place')} and {counted(done.agents, 'agent')}")
        if done.estimates_apart:
            say(f"{counted(done.estimates_apart, 'event')} with estimates out of order, each a statement of its own")
        if done.days_unused:
            say(f"{counted(done.days_unused, 'day')} of sources left out, before the event or long after it")
        if done.unlisted:
            what = counted(len(done.unlisted), "way")
            such_as = ", such as" * (len(done.unlisted) > MOST_SOURCES)
            say(f"{what} of writing a source that no table lists, taken as written{such_as}:")
            for written, count in sorted(done.unlisted.items(), key=lambda one: (-one[1], one[0]))[:MOST_SOURCES]:
                say(f"  {count:>4}  {written}")
        say()
        say(f"kg build {quote(str(folder))} --out {quote(f'{folder}-build')}")
