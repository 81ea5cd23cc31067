"""`kg load`: a build brought into a triple store."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.console import counted, quiet_option, say
from kg.errors import printable


@click.command("load")
@click.argument("target")
@click.option("--data", default="out", show_default=True, metavar="DIR", help="The build folder to load.")
@click.option("--dialect", default="", metavar="NAME", help="The product that the store has to be.")
@click.option("--update", default="", metavar="URL", help="Where updates go, if not where the dialect has it.")
@click.option("--graph-store", default="", metavar="URL", help="Where graphs go (Graph Store Protocol), likewise.")
@click.option("--no-verify", is_flag=True, help="Do not read back and compare what was loaded.")
@click.option("--take-over", is_flag=True, help="End the hold of a load that died on another machine.")
@click.option("--turtle", is_flag=True, help="With files:DIR, a Turtle file for each graph.")
@quiet_option
def command(
    target: str,
    data: str,
    dialect: str,
    update: str,
    graph_store: str,
    no_verify: bool,
    take_over: bool,
    turtle: bool,
    quiet: bool,
) -> None:
    """Load a build into a triple store, or what of it the store lacks.

    TARGET is the URL of a store, oxigraph:DIR for an Oxigraph store in a
    directory, or files:DIR for files and scripts to load by hand. Which
    product answers at a URL is found out, or told by --dialect: oxigraph,
    fuseki, virtuoso, or sparql11 for any other.

    A graph is replaced where it is not that of the build, and removed where
    the build has it no more; every reader sees it wholly as before or wholly
    as after, and a load that breaks off is finished by the next. Name and
    password come from KG_LOAD_USER and KG_LOAD_PASSWORD, or from ~/.netrc.

    \b
    Examples:
      kg load oxigraph:store
      kg load http://localhost:7878
      kg load http://localhost:3030/crossings --dialect fuseki
      kg load files:to-load
    """
    from kg.load.loading import load
    from kg.load.source import read_source
    from kg.load.targets import store_at

    source = read_source(Path(data))
    scheme, _, place = target.partition(":")
    if scheme == "files" and place:
        from kg.load.shards import write_shards

        for name in write_shards(source, Path(place), turtle=turtle):
            if not quiet:
                say(str(Path(place) / name))
        return
    if turtle:
        raise click.UsageError("--turtle goes with files:DIR")
    if (dialect or update or graph_store) and scheme == "oxigraph":
        raise click.UsageError("--dialect, --update and --graph-store go with a URL")
    progress = _progress if sys.stderr.isatty() and not quiet else str
    with store_at(target, dialect, update=update, graph_store=graph_store, take_over=take_over) as store:
        done = load(source, store, verify=not no_verify, progress=progress)
    if sys.stderr.isatty() and not quiet:
        _progress("")
    if quiet:
        return
    say(
        f"{store.name}: {counted(done.replaced, 'graph')} loaded, {done.removed} removed, {done.unchanged} as they were"
    )
    if done.mended:
        say(f"{counted(done.mended, 'graph')} had been changed since the last load, and was loaded again")
    if not no_verify:
        say(f"{done.quads:,} quads read back and compared")
    if done.rewritten:
        say(f"of {counted(len(done.rewritten), 'graph')} the store keeps numbers or days in a form of its own")


def _progress(what: str) -> None:
    click.echo(f"\r\x1b[K{printable(what)}", err=True, nl=False)
