"""Tables of statements: each row a `StatementRow`, each column a field of it.

A cell may hold several values, separated by "|" or as a list. Empty cells are absent values. The
row is a statement's evidence where it names no passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_origin

import msgspec

from kg.errors import Fault, Faults
from kg.facts.cells import Cells, Columns, read_cells, texts
from kg.facts.convert import convert
from kg.facts.entities import Where
from kg.facts.statements import StatementRow
from kg.facts.yamltext import Scalar, Sequence

T = TypeVar("T", bound=msgspec.Struct)

# The columns of every statement, then the qualifiers.
_FIELDS = sorted(msgspec.structs.fields(StatementRow), key=lambda f: f.name not in StatementRow.__annotations__)
COLUMNS = tuple(field.encode_name for field in _FIELDS)
STATEMENTS = Columns(
    types={field.encode_name: field.type for field in _FIELDS},
    required=tuple(field.encode_name for field in _FIELDS if field.required),
    many=frozenset(field.encode_name for field in _FIELDS if get_origin(field.type) is tuple),
)


def read_table(path: Path, name: str, faults: Faults) -> Iterator[tuple[int, int, StatementRow]]:
    """The rows of the table at `path`, streamed, each with its number and line; those at fault are noted."""
    for cells in read_cells(path, name, STATEMENTS, faults):
        row = statement_row(cells, name, faults)
        if row is not None:
            yield cells.number, cells.line, row


def statement_row(row: Cells, name: str, faults: Faults) -> StatementRow | None:
    """The row of a table called `name` as a statement, or None after noting all that is wrong with it."""
    values = texts(row, STATEMENTS, name, faults)
    return (
        None if values is None else as_record(values, values, StatementRow, STATEMENTS, Where(name, row.line), faults)
    )


def as_record(
    record: dict[str, Any], cells: dict[str, Any], type_: type[T], columns: Columns, where: Where, faults: Faults
) -> T | None:
    """The record that was made of a row's cells as a `type_`, or None after noting what is wrong with the cells."""
    try:
        return msgspec.convert(record, type_, strict=False)
    except msgspec.ValidationError as error:
        # A row's columns are independent, so each is tried alone to report all that are at fault.
        before = faults.count
        for column in columns.missing(cells):
            faults.add(where.fault(f"{column} is empty", "write a value"))
        for column, value in cells.items():
            if wrong := columns.wrong(column):
                faults.add(where.fault(*wrong))
                continue
            for fault in _cell_faults(value, columns.type_of(column)):
                faults.add(where.fault(f"{column}: {fault.what}", fault.mend))
        if faults.count == before:  # never swallow what the explanation let pass
            faults.add(where.fault(str(error), "correct the row"))
        return None


def _cell_faults(value: str | list[str], type_: Any) -> list[Fault]:
    """What is wrong with a cell, or with its values, as a value of this type."""
    faults = Faults()
    scalars = [Scalar(text, 1, 1) for text in ([value] if isinstance(value, str) else value)]
    convert(scalars[0] if isinstance(value, str) else Sequence(list(scalars), 1, 1), type_, "", faults)
    return faults.found
