"""`kg locate`: positions of words in a text, because nobody counts code points by hand."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import json_option, print_json, say


@click.command("locate")
@click.argument("textfile", type=click.Path(path_type=Path))
@click.argument("words")
@json_option
def command(textfile: Path, words: str, as_json: bool) -> None:
    """Print where WORDS stand in TEXTFILE, as the key 'at' takes it.

    Each line is a paragraph label with the start and the end in code points.
    H is the first line, P1, P2 ... the others; rename the label where an editor
    would (S standfirst, D date, C caption, F footer). A plain space also finds
    a no-break space, a plain apostrophe a curly one.

    \b
    Example:
      kg locate articles/gazette.txt "holds the eastern side"
    """
    from kg.errors import QueryError
    from kg.facts.evidence import locate, read_text

    found = locate(read_text(textfile).content, words)
    if as_json:
        print_json([{"paragraph": a.paragraph, "start": a.start, "end": a.end} for a in found])
    for anchor in () if as_json else found:
        say(f"{anchor.paragraph} {anchor.start}-{anchor.end}")
    if not found:
        raise QueryError(f"{words!r} is not in {textfile}: copy the words as they stand in one paragraph")
