"""`kg export`: the dataset for another tool."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import data_option, quiet_option, say_written


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(["turtle", "trig", "nquads", "jsonld"]))
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The file to write.")
@data_option
@quiet_option
def command(form: str, out: Path, data: str, quiet: bool) -> None:
    """Write the dataset of a build to a file, for another tool.

    FORMAT is turtle, trig, nquads or jsonld. Turtle has no named graphs: it is
    the union of all graphs, each triple once.

    \b
    Examples:
      kg export turtle --out crossings.ttl
      kg export jsonld --data out --out crossings.jsonld
    """
    from kg.export.rdf import write
    from kg.store.files import whole_file
    from kg.store.opening import open_build

    open_build(Path(data))
    with whole_file(out) as file:
        write(Path(data), form, file)
    if not quiet:
        say_written(out)
