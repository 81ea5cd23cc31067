"""`kg draw`: pictures of a build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import data_option, lang_option, quiet_option, say_written
from kg.cli.resolved import known_by_option, of_option

if TYPE_CHECKING:
    from kg.query.timelines import Followed


@click.group("draw")
def command() -> None:
    """Draw a picture of what is known, as SVG.

    \b
    Example:
      kg draw timeline "Albu Kamal" --out albu-kamal.svg
    """


@command.command("timeline")
@click.argument("name", required=False)
@of_option
@click.option("--at", default="", metavar="DATE", help="Mark this day, month or year.")
@known_by_option
@lang_option
@data_option
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The file to write.")
@quiet_option
def timeline(
    name: str | None, predicate: Followed, at: str, known_by: str, lang: str, data: str, out: Path, quiet: bool
) -> None:
    """Draw through all days who held a place, whether it was open, or who was there.

    A row is a value: a full bar where it surely was so, a hatched one between
    known bounds, a fading one where a bound is open. Without NAME every
    crossing is drawn, or every place where somebody is told to be.

    \b
    Examples:
      kg draw timeline "Albu Kamal" --out albu-kamal.svg
      kg draw timeline --of status --at 2018-10-15 --out crossings.svg
    """
    from kg.export.timeline_svg import timeline_svg
    from kg.pipeline import Dataset
    from kg.query.days import days_of
    from kg.store.files import whole_file

    days = days_of(at, "--at") if at else None
    dataset = Dataset.open(data)
    found = (
        dataset.timelines(predicate, known_by=known_by)
        if name is None
        else [dataset.timeline(predicate, name, known_by=known_by)]
    )
    picture = timeline_svg(found, predicate, lang, days)
    with whole_file(out) as file:
        file.write(picture)
    if not quiet:
        say_written(out)
