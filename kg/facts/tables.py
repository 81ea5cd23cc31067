"""Statements in a table: a CSV file whose columns are those of `StatementRow`.

A cell may hold several values, separated by "|". Empty cells are absent values. The row is a
statement's evidence where it names no passage.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_origin

import msgspec

from kg.errors import Fault, Faults, nearest
from kg.facts.convert import convert
from kg.facts.entities import Where
from kg.facts.statements import StatementRow
from kg.facts.yamltext import Scalar, Sequence

LONGEST_CELL = 10_000

# The columns of every statement, then the qualifiers.
_FIELDS = sorted(msgspec.structs.fields(StatementRow), key=lambda f: f.name not in StatementRow.__annotations__)
COLUMNS = tuple(field.encode_name for field in _FIELDS)
_MANY = frozenset(field.encode_name for field in _FIELDS if get_origin(field.type) is tuple)
_REQUIRED = tuple(field.encode_name for field in _FIELDS if field.required)


class Cells(NamedTuple):
    """A row as its table has it: its number, the line where it ends, and its cells by column.

    `wrong` says what is wrong with a row that could not be cut into cells, and how to mend it.
    """

    number: int
    line: int
    cells: dict[str, str]
    wrong: tuple[str, str] | None = None


def read_table(path: Path, name: str, faults: Faults) -> Iterator[tuple[int, int, StatementRow]]:
    """The rows of the table at `path`, streamed, each with its number and line; those at fault are noted."""
    for cells in read_cells(path, name, faults):
        row = statement_row(cells, name, faults)
        if row is not None:
            yield cells.number, cells.line, row


def read_cells(path: Path, name: str, faults: Faults) -> Iterator[Cells]:
    """Every row of the CSV table at `path`, streamed and not yet looked at: what is skipped costs little.

    The heading is row 1 (RFC 7111, section 2.1); a row's line is that of its end, as cells may
    hold line breaks. What is wrong with the table as a whole is noted under `name`, and ends it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            csv.field_size_limit(LONGEST_CELL)
            yield from _cells(file, name, faults)
    except UnicodeDecodeError:
        faults.add(Fault(name, 0, 0, "is not UTF-8", "save the table as UTF-8", True))
    except OSError as error:
        faults.add(Fault(name, 0, 0, f"cannot be read ({error.strerror})", "check the file and its permissions", True))


def _cells(file: Iterator[str], name: str, faults: Faults) -> Iterator[Cells]:
    reader = csv.reader(file, strict=True)
    try:
        heading = next(reader, [])
        if not _heading(heading, Where(name, 1), faults):
            return
        for number, cells in enumerate(reader, start=2):
            if len(cells) == len(heading):
                yield Cells(number, reader.line_num, dict(zip(heading, cells, strict=True)))
            elif cells:
                what = f"has {len(cells)} cells, the heading {len(heading)}"
                known = dict(zip(heading, cells, strict=False))
                yield Cells(number, reader.line_num, known, (what, "quote cells that hold commas"))
    except csv.Error as error:
        faults.add(
            Where(name, reader.line_num).fault(f"is not CSV here ({error})", "check quotes and the length of cells")
        )


def _heading(heading: list[str], where: Where, faults: Faults) -> bool:
    before = faults.count
    for column in heading:
        if column not in COLUMNS:
            near = nearest(column, COLUMNS)
            mend = f"did you mean {near!r}?" if near else f"known: {', '.join(COLUMNS)}"
            faults.add(where.fault(f"unknown column {column!r}", mend))
    for column in _REQUIRED:
        if column not in heading:
            faults.add(where.fault(f"lacks the column {column!r}", "add it"))
    if len(set(heading)) < len(heading):
        faults.add(where.fault("a column stands twice", "keep one of the two"))
    return faults.count == before


def statement_row(row: Cells, name: str, faults: Faults) -> StatementRow | None:
    """The row of a table called `name` as a statement, or None after noting all that is wrong with it."""
    where = Where(name, row.line)
    if row.wrong is not None:
        faults.add(where.fault(*row.wrong))
        return None
    values = {
        column: [part.strip() for part in cell.split("|")] if column in _MANY else cell
        for column, cell in row.cells.items()
        if cell
    }
    try:
        return msgspec.convert(values, StatementRow, strict=False)
    except msgspec.ValidationError as error:
        # A row's columns are independent, so each is tried alone to report all that are at fault.
        before = faults.count
        for field in _FIELDS:
            column = field.encode_name
            if column not in values and field.required:
                faults.add(where.fault(f"{column} is empty", "write a value"))
            elif column in values:
                for fault in _cell_faults(values[column], field.type):
                    faults.add(where.fault(f"{column}: {fault.what}", fault.mend))
        if faults.count == before:
            faults.add(where.fault(str(error), "correct the row"))
        return None


def _cell_faults(value: str | list[str], type_: Any) -> list[Fault]:
    """What is wrong with a cell, or with its values, as a value of this type."""
    faults = Faults()
    scalars = [Scalar(text, 1, 1) for text in ([value] if isinstance(value, str) else value)]
    convert(scalars[0] if isinstance(value, str) else Sequence(list(scalars), 1, 1), type_, "", faults)
    return faults.found
