"""The command `kg`: thin commands over the library, each in a module of its own.

A command's module is imported when the command runs, so that `kg --help` needs click alone.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

# Command -> what it does, in the order of the work.
COMMANDS = {
    "init": "Make a new corpus that builds at once.",
    "import": "Make a corpus of somebody else's data.",
    "check": "Check facts, and evidence against texts.",
    "locate": "Find where words stand in a text.",
    "withdraw": "Record that a document no longer counts.",
    "build": "Build facts into validated linked data.",
    "who-holds": "Say who held a place on a day.",
    "is-open": "Say whether a crossing was open on a day.",
    "timeline": "Show who held a place through all days.",
    "conflicts": "Show where statements disagree, or seem to.",
    "diff": "Show which answers changed, and why.",
    "query": "Ask a question of the collection.",
    "sparql": "Run a SPARQL query of your own.",
    "describe": "Show what is known of one thing, and from whom.",
    "draw": "Draw a picture of what is known.",
    "export": "Write the dataset for another tool.",
    "load": "Load a build into a triple store.",
    "serve": "Serve a build as a SPARQL endpoint with pages.",
}

EXIT_CODES = """\b
Exit codes:
  0  fine
  1  the data is not valid
  2  wrong usage, or a question that cannot be asked
  3  input cannot be read
  4  output cannot be written, or a process was ended
  130  interrupted
"""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = name.replace("-", "_") + "_" * iskeyword(name)
        command: click.Command = import_module(f"kg.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # standard output is full, or gone in another way than a closed pipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered has nowhere to go
            click.echo(f"the answer cannot be written ({error.strerror}): send it elsewhere", err=True)
            sys.exit(4)

    def invoke(self, ctx: click.Context) -> object:
        from kg.cli.console import report
        from kg.errors import CrossingsError

        try:
            return super().invoke(ctx)
        except CrossingsError as error:
            ctx.exit(report(error))
        except RuntimeError as error:  # what the store says of files that are damaged
            if not str(error).startswith("Corruption"):
                raise
            click.echo(f"the store is damaged ({error}): run 'kg build' again".replace("\n", " "), err=True)
            ctx.exit(3)
        except KeyboardInterrupt:
            click.echo("interrupted: nothing was changed", err=True)
            ctx.exit(130)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"kg (crossings) {version('crossings')}")
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=EXIT_CODES,
    no_args_is_help=True,
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def main() -> None:
    """Who holds a border crossing, who says so, and when.

    Crossings turns what reports say into validated linked data and answers
    questions about it, each answer with its source.

    \b
    Example:
      kg build
      kg query who-controls --param crossing=al-tanf --at 2018-10-15
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # names in any script, whatever the locale
            reconfigure(encoding="utf-8", errors="backslashreplace")
