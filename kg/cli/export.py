"""`kg export`: the dataset, or a view of it, for another tool."""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path

import click

from kg.cli.console import data_option, lang_option, quiet_option, say, say_written
from kg.cli.resolved import known_by_option, without_option
from kg.export.formats import FORMATS, Format


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option("--view", "name", metavar="VIEW", help="The view of the dataset to write; control by default.")
@click.option("--at", default="", metavar="DATE", help="Only what may be so on this day, month or year.")
@known_by_option
@without_option
@lang_option
@click.option("--measures", is_flag=True, help="Add degree, betweenness, community and articulation to nodes.")
@click.option("--static", is_flag=True, help="GEXF without times, for Gephi Lite and others.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The file to write.")
@data_option
@quiet_option
@click.pass_context
def command(
    context: click.Context,
    form: str,
    name: str | None,
    at: str,
    known_by: str,
    without: tuple[str, ...],
    lang: str,
    measures: bool,
    static: bool,
    force: bool,
    out: Path,
    data: str,
    quiet: bool,
) -> None:
    """Write the dataset of a build, or a view of it, to a file for another tool.

    {formats}

    VIEW is control, sources, actors, places, conflicts or full; docs/exports.md
    tells what each shows, and what each format cannot carry.

    \b
    Examples:
      kg export turtle --out crossings.ttl
      kg export gexf --view control --out control.gexf
      kg export graphml --view sources --measures --out sources.graphml
      kg export geojson --at 2018-10-15 --out crossings.geojson
    """
    from kg.store.files import whole_file

    format_ = FORMATS[form]
    _check_options(context, format_)
    if format_.takes == "dataset":
        from kg.export.rdf import write
        from kg.store.opening import open_build

        open_build(Path(data))
        with whole_file(out, replace=force) as file:
            write(Path(data), form, file)
        if not quiet:
            say_written(out)
        return
    from kg.export.formats import writer
    from kg.export.told import Selection
    from kg.export.views import view
    from kg.pipeline import Dataset

    dataset = Dataset.open(data)
    selection = Selection(dataset.store, dataset.names, at, known_by, without, lang)
    if format_.takes == "crossings":
        with whole_file(out, replace=force) as file:
            writer(format_, static=static)(selection, file)
        if not quiet:
            say_written(out)
        return
    graph = view("control" if name is None else name, selection)
    if measures:
        from kg.export.measures import measured

        graph = measured(graph)
    with whole_file(out, replace=force) as file:
        writer(format_, static=static)(graph, file)
    if not quiet:
        say_written(out)
        if next(graph.nodes(), None) is None:
            say(f"Nothing is in this view{' on that date' if at else ''}: the file is whole, and empty.")


_OF_VIEWS = ("name", "measures")
_OF_ANSWERS = ("at", "known_by", "without", "lang")


def _check_options(context: click.Context, format_: Format) -> None:
    """Refuse an option that a format could only swallow."""
    refused = {
        "dataset": (*_OF_VIEWS, *_OF_ANSWERS, "static"),
        "crossings": (*_OF_VIEWS, "static"),
        "view": () if format_.name == "gexf" else ("static",),
    }[format_.takes]
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "") != click.core.ParameterSource.DEFAULT
        if option.name in refused and given:
            raise click.UsageError(f"{option.opts[0]} says nothing of {format_.name}: leave it out")


command.help = cleandoc(command.help or "").replace(
    "{formats}", "\b\nFORMAT:\n" + "\n".join(f"  {name:<10} {one.summary}" for name, one in FORMATS.items())
)
