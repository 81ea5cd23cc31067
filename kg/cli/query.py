"""`kg query`: the questions of the collection, each answer with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.console import data_option, json_option, lang_option, print_json, say, width

if TYPE_CHECKING:
    from kg.query.ask import Result


def _parameter(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE: write for example crossing=al-tanf")
        if key in found:
            raise click.BadParameter(f"{key!r} stands twice: write it once")
        found[key] = text
    return found


@click.command("query")
@click.argument("name", required=False)
@click.option("--at", metavar="DATE", help="The day, month or year asked about (YYYY[-MM[-DD]]).")
@click.option("--known-by", metavar="DATE", help="Leave out what was said after this day.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parameter,
    help="A parameter of the query; things by id, name or IRI. Repeatable.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "markdown"]),
    help="How to print the answer; csv, tsv and xml are those of SPARQL 1.1.  [default: table]",
)
@lang_option
@data_option
@json_option
def command(
    name: str | None,
    at: str | None,
    known_by: str | None,
    parameters: dict[str, str],
    form: str | None,
    lang: str,
    data: str,
    as_json: bool,
) -> None:
    """Answer a question of the collection from a build.

    Without NAME, the questions are listed.

    \b
    Examples:
      kg query
      kg query who-controls --param crossing=al-tanf --at 2018-10-15
      kg query control-timeline --param crossing="Albu Kamal" --format csv
    """
    if as_json and form not in {None, "json"}:
        raise click.UsageError(f"--json is --format json, and --format says {form}: write one of them")
    form = "json" if as_json else form or "table"
    if name is None:
        _list(form)
        return
    from kg.pipeline import Dataset

    asked = dict(parameters)
    for key, text in (("at", at), ("known-by", known_by)):
        if text is not None and key in asked:
            raise click.UsageError(f"{key!r} stands twice: write it once")
        if text is not None:
            asked[key] = text
    _print(Dataset.open(data).query(name, **asked), form, lang)


def _print(result: Result, form: str, lang: str) -> None:
    if form == "json":
        print_json(result.as_json())
    elif form in {"csv", "tsv", "xml"}:
        text = result.serialize(form)
        click.echo(text, nl=not text.endswith(b"\n"))
    else:
        from kg.query.shown import in_names, markdown_lines, table_lines

        answer = in_names(result, lang)
        for line in markdown_lines(answer) if form == "markdown" else table_lines(answer, width()):
            say(line)


def _list(form: str) -> None:
    from kg.query.catalogue import GROUPS, catalogue

    if form not in {"table", "json"}:
        raise click.UsageError(f"the list of queries has no --format {form}: write --format json")
    queries = catalogue().values()
    if form == "json":
        print_json([query.as_json() for query in queries])
        return
    widest = max(len(query.name) for query in queries)
    for number, group in enumerate(GROUPS):
        if number:
            say()
        say(group)
        for query in queries:
            if query.group == group:
                say(f"  {query.name:{widest}}  {query.summary}")
