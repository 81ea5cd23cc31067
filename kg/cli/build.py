"""`kg build`: facts to validated linked data, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import click

from kg.cli.bar import bar
from kg.cli.console import counted, json_option, print_json, quiet_option, say
from kg.cli.rejected import max_errors_option, rejects_option, rows_at_fault, say_tables
from kg.validate.choice import BULK_FROM, Validator


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
@click.option("--public", is_flag=True, help="Leave out internal documents and all that rests on them.")
@click.option("--no-store", is_flag=True, help="Leave out the embedded store, which questions are asked of.")
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, 1000),
    help="The number of processes; by default one for each core, if the corpus is large.",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write the SHACL report (Turtle) if the data is not valid.",
)
@click.option(
    "--validator",
    type=click.Choice(get_args(Validator)),
    default="auto",
    show_default=True,
    help="What validates: pyshacl, bulk for much data, or the one that fits the size.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="What builds: this machine, or Spark, into N-Quads in partitions.",
)
@click.option("--master", metavar="URL", help="Spark's master, by default as Spark is set up.")
@click.option("--tables", metavar="URI", help="The folder where Spark finds the tables, by default the corpus.")
@max_errors_option
@rejects_option
@json_option
@quiet_option
def command(
    corpora: tuple[Path, ...],
    out: Path,
    public: bool,
    no_store: bool,
    workers: int | None,
    report: Path | None,
    validator: Validator,
    engine: str,
    master: str | None,
    tables: str | None,
    max_errors: int,
    rejects: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Build corpora into validated linked data.

    CORPUS is a folder with a corpus.yaml; without one, the corpus that ships
    with Crossings is built. Nothing is written unless the data is valid.
    With --public, the build is that of a corpus that never had its internal
    documents; what was left out is counted here, and not in the build.

    \b
    Examples:
      kg build
      kg build my-corpus --out my-build
      kg build my-corpus --public --out to-publish
    """
    from kg.pipeline import build
    from kg.spark.cluster import Cluster

    cluster = Cluster(master or "", tables or "") if engine == "spark" else None
    if cluster is None and (master or tables):
        raise click.UsageError("--master and --tables are Spark's: add --engine spark")
    if cluster is not None and (workers or validator == "pyshacl"):
        raise click.UsageError("Spark shares the work itself, and the bulk engine validates: leave the option out")
    with rows_at_fault(max_errors, rejects) as at_fault, bar(quiet) as progress:
        manifest = build(
            list(corpora),
            out,
            public=public,
            store=not no_store,
            report=report,
            workers=workers or 0,
            validator=validator,
            progress=progress,
            rejects=at_fault,
            cluster=cluster,
        )
    if as_json:
        print_json(manifest)
    elif not quiet:
        documents = manifest["classes"].get("Document", 0)
        say(f"{counted(manifest['statements'], 'statement')} of {counted(documents, 'document')}, valid:")
        derived = manifest["derived"]
        conflicts = counted(derived.get("ConflictSet", 0), "conflict")
        say(f"{counted(derived.get('Answer', 0), 'answer')} and {conflicts} derived from them")
        say_tables(at_fault)
        say(f"{counted(manifest['quads'], 'quad')} in {counted(len(manifest['graphs']), 'named graph')}")
        for line in _withheld(manifest.get("withheld", {})):
            say(line)
        why = "in partitions" if cluster else _why(validator, manifest["quads"])
        say(f"validated by {manifest['validator']}: {why}")
        say()
        notes = {"manifest.json": "counts and hashes"}
        if cluster:
            notes = {"nquads/": "N-Quads in partitions, for a store (docs/scale.md)"} | notes
        else:
            notes = {"dataset.nq": "N-Quads, for programs", "dataset.trig": "TriG, for people"} | notes
            notes["store/"] = "Oxigraph store, to be asked"
        widest = max(len(f"{out}/{name}") for name in notes)
        for name, note in notes.items():
            if name != "store/" or manifest["store"]:
                say(f"{f'{out}/{name}':<{widest}}  {note}")


def _why(validator: Validator, quads: int) -> str:
    if validator != "auto":
        return "as asked for"
    return f"chosen for {'at least' if quads >= BULK_FROM else 'less than'} {BULK_FROM:,} quads"


# What a public build leaves out: the noun to count, and what is said of it.
_WITHHELD = {
    "documents": ("document", "left out: {}, internal"),
    "statements": ("statement", "left out: {} of other documents, for what they refer to"),
    "decisions": ("decision", "left out: {} on what is left out"),
    "withdrawals": ("withdrawal", "left out: {} of what is left out"),
    "undated": ("statement", "without the date that rested on them: {}"),
}


def _withheld(counts: Mapping[str, int]) -> Iterator[str]:
    for name, number in counts.items():
        noun, line = _WITHHELD[name]
        if number or name == "documents":
            yield line.format(counted(number, noun))
