"""A new corpus: the shipped example, under the new folder's name, with its schemas beside it."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec

from kg.errors import Faults, OutputError
from kg.facts.documents import read_header, read_rows
from kg.facts.schema import write_schemas
from kg.facts.statements import StatementRow
from kg.facts.tables import COLUMNS
from kg.facts.yamltext import read_yaml
from kg.shipped import shipped

EXAMPLE = "qasr"
TABLE = "statements.csv"

_SCHEMA = re.compile(r"(\$schema=)(?:\.\./)+schema/")


def make_corpus(folder: Path, as_table: bool = False) -> None:
    """Make a corpus in `folder` that builds at once; with `as_table` its statements are a CSV table.

    :raises OutputError: when `folder` is not empty or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder}: is there already: name a folder that does not exist, or an empty one")
        example = shipped("facts") / "examples" / EXAMPLE
        for path in sorted(path for path in example.rglob("*") if path.is_file()):
            target = folder / path.relative_to(example)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8")
            depth = len(path.relative_to(example).parts) - 1
            text = _SCHEMA.sub(lambda m, depth=depth: f"{m[1]}{'../' * depth}schema/", text)  # type: ignore[misc]
            if path.name == "corpus.yaml":
                text = text.replace(f"corpus: {EXAMPLE}", f"corpus: {corpus_id(folder.resolve().name)}", 1)
            target.write_text(text, encoding="utf-8", newline="\n")
        write_schemas(folder / "schema")
        if as_table:
            for path in sorted((folder / "documents").glob("*.yaml")):
                _to_table(path, folder / TABLE)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror}): name another folder") from None


def corpus_id(name: str) -> str:
    """The id of the corpus in a folder of this name.

    >>> corpus_id("My Corpus (2)")
    'my-corpus-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:100].rstrip("-") or "corpus"


def _to_table(document: Path, table: Path) -> None:
    """Move the statements of a document file into a CSV table."""
    faults = Faults()
    node = read_yaml(document, document.name, faults)
    header = read_header(node, document.name, faults) if node is not None else None
    assert node is not None and header is not None
    rows = [written.row for written in read_rows(node, header, document.name, faults)]
    used = [column for column in COLUMNS if any(_cell(row, column) for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(used)
    writer.writerows([_cell(row, column) for column in used] for row in rows)
    table.write_text(out.getvalue(), encoding="utf-8", newline="")
    kept = document.read_text("utf-8").partition("\nstatements:")[0]
    document.write_text(
        f"{kept}\n# One row a statement; its columns are those of docs/facts.md.\ntable: {table.name}\n",
        encoding="utf-8",
        newline="\n",
    )


def _cell(row: StatementRow, column: str) -> str:
    value = msgspec.structs.asdict(row)[column]
    if isinstance(value, tuple):
        return "|".join(value)
    default = next(f.default for f in msgspec.structs.fields(StatementRow) if f.name == column)
    if value == default:
        return ""
    return str(value).lower() if isinstance(value, bool) else value
