"""`kg serve`: a read-only SPARQL endpoint over a build, with a page for everything in it."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import quiet_option
from kg.errors import InputError


@click.command("serve")
@click.option("--data", default="out", show_default=True, metavar="DIR", help="The build folder to serve.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0: a free one.")
@click.option("--host-name", "names", multiple=True, metavar="NAME", help="Another name to answer for. Repeatable.")
@click.option(
    "--cors", "origins", multiple=True, metavar="ORIGIN", help="Whose web pages may read; '*': all. Repeatable."
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="What a query may take.",
)
@click.option(
    "--memory",
    default=2048,
    show_default=True,
    type=click.IntRange(256),
    metavar="MIB",
    help="The address space of a query's process.",
)
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(1), help="The most rows of an answer.")
@click.option("--log-queries", is_flag=True, help="Write queries to the log too.")
@click.option("--unsafe", is_flag=True, help="Serve even where queries cannot be confined.")
@quiet_option
def command(
    data: str,
    host: str,
    port: int,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float,
    memory: int,
    rows: int,
    log_queries: bool,
    unsafe: bool,
    quiet: bool,
) -> None:
    """Serve a build: SPARQL 1.1 at /sparql, and a page for everything in it.

    Queries run in processes without network that write no file; there are no
    updates. A newer build in the same folder is taken up as it comes. A log
    goes to standard error.

    \b
    Examples:
      kg serve
      kg serve --data my-build --port 7000
    """
    try:
        from kg.serve.messages import Limits
        from kg.serve.run import run
    except ModuleNotFoundError as error:
        what = f"{error.name} is not installed: run 'pip install crossings[serve]'"
        raise InputError(what) from None

    run(
        Path(data),
        host=host,
        port=port,
        names=names,
        origins=origins,
        limits=Limits(seconds=timeout, memory=memory << 20, rows=rows),
        log_queries=log_queries,
        unsafe=unsafe,
        quiet=quiet,
    )
