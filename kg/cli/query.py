"""`kg query`: the questions of the collection, each answer with its sources."""

from __future__ import annotations

import click

from kg.cli.console import data_option, json_option, print_json, say


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
@click.option("--lang", default="en", show_default=True, metavar="TAG", help="The language of names.")
@data_option
@json_option
def command(
    name: str | None,
    at: str | None,
    known_by: str | None,
    parameters: dict[str, str],
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
      kg query control-timeline --param crossing="Albu Kamal"
    """
    if name is None:
        _list(as_json)
        return
    from kg.pipeline import Dataset

    asked = dict(parameters)
    for key, text in (("at", at), ("known-by", known_by)):
        if text and key in asked:
            raise click.UsageError(f"{key!r} stands twice: write it once")
        if text:
            asked[key] = text
    dataset = Dataset.open(data)
    table = dataset.query(name, **asked)
    if as_json:
        print_json({"query": name, "parameters": table.asked, "columns": table.columns, "rows": table.rows})
        return
    from kg.cli.answer import print_answer

    print_answer(table, dataset.store, lang)


def _list(as_json: bool) -> None:
    from kg.query.catalogue import catalogue

    queries = catalogue().values()
    if as_json:
        print_json(
            [
                {
                    "name": query.name,
                    "summary": query.summary,
                    "questions": query.questions,
                    "parameters": {
                        key: {"type": p.type, "description": p.description, "default": p.default, "example": p.example}
                        for key, p in query.parameters.items()
                    },
                    "columns": query.columns,
                }
                for query in queries
            ]
        )
        return
    for query in queries:
        say(query.name)
        say(f"  {query.summary}")
        say(f"  parameters: {', '.join(query.parameters)}")
