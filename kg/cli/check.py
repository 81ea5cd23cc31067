"""`kg check`: facts without a build, and evidence against the texts."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import counted, json_option, print_json, quiet_option, say
from kg.cli.rejected import max_errors_option, rejects_option, rows_at_fault, say_tables


@click.command("check")
@click.argument("corpora", nargs=-1, metavar="[CORPUS]...", type=click.Path(path_type=Path))
@click.option(
    "--texts",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the published texts, as DOCUMENT.txt.",
)
@max_errors_option
@rejects_option
@json_option
@quiet_option
def command(
    corpora: tuple[Path, ...],
    texts: Path | None,
    max_errors: int,
    rejects: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Check corpora, and their evidence where the texts are at hand.

    Lists the statements that are exempt from naming their subject or object in
    the passage, each with its reason, and pairs of documents that may be
    copies, because their texts share runs of words.

    \b
    Examples:
      kg check
      kg check my-corpus --texts articles
    """
    from kg.errors import Faults
    from kg.facts.folder import default_corpus, read_folder
    from kg.facts.verify import verify

    faults = Faults()
    with rows_at_fault(max_errors, rejects) as at_fault:
        checked = verify(read_folder(corpora or [default_corpus()], faults), texts, faults, at_fault)
        faults.raise_if_any()
    if as_json:
        print_json(
            {
                "documents": checked.documents,
                "statements": checked.statements,
                "tables": at_fault.told(),
                "verified": checked.verified,
                "documents_without_text": checked.without_text,
                "exempt": [{"statement": iri, "reason": reason} for iri, reason in checked.exempt],
                "copies": [[share._asdict() for share in copy] for copy in checked.copies],
                "common_runs": checked.common_runs,
            }
        )
    elif not quiet:
        said = counted(checked.statements, "statement")
        say(f"{said} of {counted(checked.documents, 'document')}: no fault")
        say_tables(at_fault)
        say(f"{checked.verified} of them verified against a text")
        for document in checked.without_text:
            say(f"no text at hand: {document} (name its folder with --texts)")
        if checked.exempt:
            say(f"{len(checked.exempt)} exempt from naming what they are about:")
        for iri, reason in checked.exempt:
            say(f"  {iri.partition('/id/statement/')[2]}")
            say(f"    {reason}")
        if checked.copies:
            say(f"{counted(len(checked.copies), 'pair')} may be copies, or of one wire (judge them in the facts):")
        for copy in checked.copies:
            for indent, share in zip(("  ", "    "), copy, strict=True):
                words = f"{counted(share.words, 'word')} ({share.part:.0%})"
                say(f"{indent}{share.document}: {words} in {', '.join(share.paragraphs)}")
        if checked.common_runs:
            say(f"{counted(checked.common_runs, 'run')} of words in too many documents to be compared")
