"""What the commands print: results to standard output, errors to standard error."""

from __future__ import annotations

import codecs
import locale
import os
import sys
from pathlib import Path
from typing import Any

import click

from kg.errors import CorpusError, CrossingsError, FaultsError, printable
from kg.jsontext import json_text

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print errors only.")
lang_option = click.option("--lang", default="en", show_default=True, metavar="TAG", help="The language of names.")
data_option = click.option(
    "--data", default="out", show_default=True, metavar="DIR", help="The build folder to ask.", type=click.Path()
)


def print_json(value: Any) -> None:
    """Print `value` as JSON, names in their own script, what does not print as \\uXXXX."""
    click.echo(json_text(value))


def say(text: str = "") -> None:
    """Print a line of a result; control characters are spelt out."""
    click.echo(printable(text))


def say_written(out: Path) -> None:
    """Print the name and size of a file that was written, unless that is standard output or a device."""
    from kg.store.files import written_as_it_is

    if not written_as_it_is(out):
        say(f"{out}  {out.stat().st_size:,} bytes")


def report(error: CrossingsError) -> int:
    """Print an error, a line a fault, and return the exit code it means."""
    lines = str(error).split("\n")
    for line in lines:
        click.echo(printable(line), err=True)
    if isinstance(error, FaultsError):
        click.echo(counted(error.count, "fault"), err=True)
    return error.code if isinstance(error, CorpusError) else error.exit_code


def counted(number: int, noun: str) -> str:
    """A number of things, in words.

    >>> counted(1, "fault"), counted(2, "fault")
    ('1 fault', '2 faults')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def width() -> int:
    """The columns to print in: the terminal's, or 80 where there is none."""
    if not sys.stdout.isatty():
        return 80
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80


def has_blocks() -> bool:
    """Whether block elements can be printed: what is piped is UTF-8, a terminal may be of another encoding."""
    return not sys.stdout.isatty() or codecs.lookup(locale.getencoding()).name == "utf-8"
