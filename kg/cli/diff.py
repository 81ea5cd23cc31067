"""`kg diff`: which answers changed between two builds, or between two days of knowledge."""

from __future__ import annotations

import click
from click.core import ParameterSource

from kg.cli.console import data_option, json_option, lang_option, print_json, say


@click.command("diff")
@click.argument("old", required=False, type=click.Path())
@click.argument("new", required=False, type=click.Path())
@click.option(
    "--known-by",
    nargs=2,
    metavar="DATE DATE",
    help="Compare what was known by these two days, in one build.",
)
@lang_option
@data_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    old: str | None,
    new: str | None,
    known_by: tuple[str, str] | None,
    lang: str,
    data: str,
    as_json: bool,
) -> None:
    """Show on which days which answers are others, and because of what.

    OLD and NEW are build folders. Compared is who held each place and whether
    it was open, for all days. A + is a statement that counts in the new one
    only, a - in the old one only, a ~ in both and otherwise. The exit code is
    0 whether answers changed or not.

    \b
    Examples:
      kg diff out-may out-june
      kg diff --known-by 2018-10-14 2018-10-16
    """
    if known_by and old:
        raise click.UsageError("two builds and --known-by are two questions: write OLD NEW, or --known-by with --data")
    if not known_by and not new:
        raise click.UsageError("what is to be compared? write two build folders, or --known-by and two dates")
    if old and context.get_parameter_source("data") is not ParameterSource.DEFAULT:
        raise click.UsageError("--data goes with --known-by: leave it out beside OLD NEW")
    from kg.pipeline import Dataset
    from kg.query.shown_changes import lines

    folders = (old or data, new or data)
    found = (
        Dataset.open(data).diff_known_by(*known_by)
        if known_by
        else Dataset.open(folders[0]).diff(Dataset.open(folders[1]))
    )
    if as_json:
        told = found.as_json()
        print_json(
            told | {key: {"data": folder} | told[key] for key, folder in zip(("old", "new"), folders, strict=True)}
        )
        return
    for line in lines(found, lang):
        say(line)
