"""`kg build`: facts to validated linked data, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import counted, json_option, print_json, quiet_option, say


@click.command("build")
@click.argument("corpora", nargs=-1, metavar="[CORPUS]...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    default="out",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder to write; an earlier build there is replaced.",
)
@click.option("--no-store", is_flag=True, help="Leave out the embedded store, which questions are asked of.")
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write the SHACL report (Turtle) if the data is not valid.",
)
@json_option
@quiet_option
def command(
    corpora: tuple[Path, ...], out: Path, no_store: bool, report: Path | None, as_json: bool, quiet: bool
) -> None:
    """Build corpora into validated linked data.

    CORPUS is a folder with a corpus.yaml; without one, the corpus that ships
    with Crossings is built. Nothing is written unless the data is valid.

    \b
    Examples:
      kg build
      kg build my-corpus --out my-build
    """
    from kg.pipeline import build

    manifest = build(list(corpora), out, store=not no_store, report=report)
    if as_json:
        print_json(manifest)
    elif not quiet:
        documents = manifest["classes"].get("Document", 0)
        say(f"{counted(manifest['statements'], 'statement')} of {counted(documents, 'document')}, valid:")
        derived = manifest["derived"]
        conflicts = counted(derived.get("ConflictSet", 0), "conflict")
        say(f"{counted(derived.get('Answer', 0), 'answer')} and {conflicts} derived from them")
        say(f"{counted(manifest['quads'], 'quad')} in {counted(len(manifest['graphs']), 'named graph')}")
        say()
        notes = {
            "dataset.nq": "N-Quads, for programs",
            "dataset.trig": "TriG, for people",
            "manifest.json": "counts and hashes",
            "store/": "Oxigraph store, to be asked",
        }
        widest = max(len(f"{out}/{name}") for name in notes)
        for name, note in notes.items():
            if name != "store/" or manifest["store"]:
                say(f"{f'{out}/{name}':<{widest}}  {note}")
