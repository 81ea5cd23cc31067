"""`kg init`: a new corpus to begin from."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import json_option, print_json, quiet_option, say


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--csv", "as_table", is_flag=True, help="Put the statements into a CSV table instead of YAML.")
@json_option
@quiet_option
def command(folder: Path, as_table: bool, as_json: bool, quiet: bool) -> None:
    """Make a new corpus in DIR that builds at once.

    It holds an invented article about an invented crossing, with comments that
    explain the format; put your own in its place.

    \b
    Example:
      kg init my-corpus
      kg build my-corpus --out my-build
    """
    from kg.facts.starter import make_corpus

    make_corpus(folder, as_table)
    if as_json:
        files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        print_json({"corpus": str(folder), "files": files})
    elif not quiet:
        say(f"{folder} is a corpus. Look into its documents/ folder, then:")
        say()
        say(f"kg check {folder}")
        say(f"kg build {folder} --out {folder}-build")
