"""`kg sparql`: a query of your own, in every result format of SPARQL 1.1."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

import click

from kg.cli.console import counted, data_option, json_option, say, width

_ROWS = ("csv", "tsv", "json", "xml")
_TRIPLES = ("turtle", "ntriples", "rdfxml", "jsonld")


@click.command("sparql")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *_ROWS, *_TRIPLES]),
    help="How to print the answer.  [default: table, and turtle for triples]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, 86400, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="When to give up.",
)
@data_option
@json_option
def command(file: str, form: str | None, timeout: float, data: str, as_json: bool) -> None:
    """Run the SPARQL query in FILE, or on standard input (-), on a build.

    All graphs of the build are one default graph; GRAPH reaches each by its
    name. The store is read-only, and the query reaches no other machine.

    \b
    Examples:
      kg sparql my-query.rq
      kg sparql my-query.rq --format csv
      kg sparql - --json < my-query.rq
    """
    if as_json and form not in {None, "json", "jsonld"}:
        raise click.UsageError(f"--json is --format json, and --format says {form}: write one of them")
    if math.isnan(timeout):
        raise click.BadParameter("nan is no number of seconds: write for example 60", param_hint="--timeout")
    form = form or ("json" if as_json else "table")
    from kg.query.catalogue import MOST_BYTES, decoded, read_sparql
    from kg.query.sparql import run
    from kg.store.opening import open_build
    from kg.store.oxigraph import FOLDER

    given = None if file != "-" else sys.stdin.buffer.read(MOST_BYTES + 1)
    text = read_sparql(Path(file)) if given is None else decoded(given, "standard input")
    open_build(Path(data))
    with tempfile.TemporaryFile() as answer:  # so that nothing is printed of an answer that breaks off
        rows = form if form in _ROWS else "json" if form == "table" else ""
        triples = form if form in _TRIPLES else {"table": "turtle", "json": "jsonld"}.get(form, "")
        run(Path(data) / FOLDER, text, rows, triples, timeout, answer)
        answer.seek(0)
        if form == "table" and answer.read(1) == b"{":
            answer.seek(0)
            _print_table(answer)
        else:
            answer.seek(0)
            shutil.copyfileobj(answer, sys.stdout.buffer)
            answer.seek(-min(1, answer.tell()), os.SEEK_END)
            if answer.read() not in {b"", b"\n"}:
                sys.stdout.buffer.write(b"\n")


def _print_table(answer: IO[bytes]) -> None:
    """Print SPARQL 1.1 results in JSON as a table, IRIs with the prefixes of the project."""
    from kg.query.shown import grid_lines

    found = json.load(answer)
    if "boolean" in found:
        say("yes" if found["boolean"] else "no")
        return
    head = found["head"]["vars"]
    rows = [[_cell(binding.get(name)) for name in head] for binding in found["results"]["bindings"]]
    for line in grid_lines(head, rows, width()):
        say(line)
    say()
    say(counted(len(rows), "row"))


def _cell(term: dict[str, Any] | None) -> str:
    from kg.namespaces import shrink
    from kg.query.labels import short

    if term is None:
        return ""
    value = str(term["value"])
    if term["type"] != "uri":
        return value
    return (
        short(value) if "/id/" in value else value.rpartition("/concept/")[2] if "/concept/" in value else shrink(value)
    )
