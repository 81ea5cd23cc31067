"""Tables cut into cells: CSV, TSV, JSON Lines and Parquet, a row at a time and not yet looked at.

Rows are numbered as in the CSV table of the same content: the heading is row 1 (RFC 7111, section
2.1). In JSON Lines, which has no heading, the row is the line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kg.errors import Fault, Faults, halves, nearest, shortened
from kg.facts.entities import Where
from kg.facts.scalars import Tag
from kg.facts.tablefiles import FORMATS, Lines, TableError, format_of, table_lines

LONGEST_CELL = 10_000


class Cells(NamedTuple):
    """A row as its table has it: its number, the line where it ends, and its cells by column.

    A cell is a text, a boolean, or a list of texts; None and "" are absent. `wrong` says what is
    wrong with a row that could not be cut into cells, and how to mend it.
    """

    number: int
    line: int
    cells: dict[str, Any]
    wrong: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have with their types, those it must have, those that hold several values.

    The name of a `tagged` column may end in @ and a language tag.
    """

    types: Mapping[str, Any]
    required: tuple[str, ...]
    many: frozenset[str]
    tagged: Mapping[str, Any] = field(default_factory=dict)

    def type_of(self, column: str) -> Any:
        """The type of the values of a column, None of an unknown one."""
        name, at, _ = column.partition("@")
        return self.tagged.get(name) if at else self.types.get(name)

    def wrong(self, column: str) -> tuple[str, str] | None:
        """What is wrong with the name of a column, and how to mend it."""
        if self.type_of(column) is not None:
            return self._wrong_tag(column)
        near = nearest(column[:100], self.types)
        mend = f"did you mean {near!r}?" if near else f"known: {', '.join(self.types)}"
        return f"unknown column {shortened(column)!r}", mend

    def holds_many(self, column: str) -> bool:
        """Whether a cell of the column may hold several values."""
        return (column.partition("@")[0] if self.tagged else column) in self.many

    def missing(self, columns: Iterable[str]) -> list[str]:
        """The columns needed that are not among these; one with a tag will do."""
        names = {column.partition("@")[0] for column in columns}
        return [column for column in self.required if column not in names]

    def _wrong_tag(self, column: str) -> tuple[str, str] | None:
        _, at, tag = column.partition("@")
        if not at:
            return None
        try:
            msgspec.convert(tag, Tag)
            return None
        except msgspec.ValidationError:
            return f"{shortened(tag)!r} in the column {shortened(column)!r} is no language tag", "write one such as ar"


def read_cells(path: Path, name: str, columns: Columns, faults: Faults) -> Iterator[Cells]:
    """Every row of the table at `path`, streamed: what is skipped costs little.

    What is wrong with the table as a whole is noted under `name`, and ends it; a fault of a row is
    the row's own.
    """
    try:
        match format_of(path.name):
            case "csv" | "tsv" | "jsonl" as form:
                with table_lines(path) as lines:
                    yield from cells_of(lines, form, name, columns, faults)
            case "parquet":
                from kg.facts.parquet import parquet_cells

                yield from parquet_cells(path, name, columns, faults)
            case _:
                known = ", ".join("." + form for form in FORMATS)
                raise TableError(f"is no table ({path.suffix or 'no suffix'})", f"name a file that ends in {known}")
    except TableError as error:
        faults.add(Fault(name, error.line, 0, error.what, error.mend, error.unreadable))


def cells_of(lines: Lines, form: str, name: str, columns: Columns, faults: Faults) -> Iterator[Cells]:
    """The rows that lines in `form` (csv, tsv or jsonl) hold; what is wrong with the heading is noted.

    :raises TableError: at what ends the table.
    """
    if form == "jsonl":
        return _json_lines(lines)
    return _delimited(lines, "," if form == "csv" else "\t", name, columns, faults)


def check_heading(heading: list[str], where: Where, columns: Columns, faults: Faults) -> bool:
    """Whether these columns make a table; what is wrong with them is noted."""
    before = faults.count
    for column in heading:
        if wrong := columns.wrong(column):
            faults.add(where.fault(*wrong))
    for column in columns.missing(heading):
        faults.add(where.fault(f"lacks the column {column!r}", "add it"))
    if len(set(heading)) < len(heading):
        faults.add(where.fault("a column stands twice", "keep one of the two"))
    return faults.count == before


_NOT_TEXT = ("is not UTF-8", "save the table as UTF-8")


def _delimited(lines: Lines, delimiter: str, name: str, columns: Columns, faults: Faults) -> Iterator[Cells]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        heading = next(reader, [])
        if lines.not_text:
            raise TableError(*_NOT_TEXT, 1, True)
        if not check_heading(heading, Where(name, 1), columns, faults):
            return
        lines.row_read()
        width = len(heading)
        for number, cells in enumerate(reader, start=2):
            wrong = _NOT_TEXT if lines.not_text else None
            lines.row_read()
            if len(cells) == width:
                yield Cells(number, lines.number, dict(zip(heading, cells, strict=True)), wrong)
            elif cells:
                what = f"has {len(cells)} cells, the heading {width}"
                known = dict(zip(heading, cells, strict=False))
                yield Cells(number, lines.number, known, wrong or (what, "quote cells that hold commas"))
    except csv.Error as error:
        what = f"is not {'CSV' if delimiter == ',' else 'TSV'} here ({error})"
        raise TableError(what, "check quotes and the length of cells", lines.number) from None


def _json_lines(lines: Lines) -> Iterator[Cells]:
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_constant)
    for line in lines:
        number, not_text = lines.number, lines.not_text
        lines.row_read()
        if line.isspace():
            continue
        cells: dict[str, Any] = {}
        wrong: tuple[str, str] | None = None
        try:
            found = decoder.decode(line)
            if "\\u" in line:
                json.dumps(found, ensure_ascii=False).encode()
            if isinstance(found, dict):
                cells = found
                if len(line) > LONGEST_CELL and any(len(str(cell)) > LONGEST_CELL for cell in found.values()):
                    wrong = (f"has a cell of more than {LONGEST_CELL:,} characters", "shorten it")
            else:
                wrong = ("is no object", _ONE_OBJECT)
        except UnicodeEncodeError:
            wrong = ("holds half a character (a lone surrogate)", "write the character itself")
        except RecursionError:
            wrong = ("is not JSON (nested too deep)", _ONE_OBJECT)
        except json.JSONDecodeError as error:
            wrong = (f"is not JSON at character {error.pos + 1} ({error.msg})", _ONE_OBJECT)
        except ValueError as error:
            wrong = halves(error)
        yield Cells(number, number, cells, _NOT_TEXT if not_text else wrong)


_ONE_OBJECT = "write one flat object a line"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a column stands twice: keep one of the two")
    return found


def _constant(text: str) -> str:
    raise ValueError(f"{text} is no number of JSON: write digits, or leave the column out")


def texts(row: Cells, columns: Columns, name: str, faults: Faults) -> dict[str, str | list[str]] | None:
    """The cells of a row that are not empty, each as a text, or as a list of texts where a column holds several.

    A text of such a column is parted at every "|". None after noting under `name` what is wrong
    with the row, or the cells that hold something else.
    """
    if row.wrong is not None:
        faults.add(Where(name, row.line).fault(*row.wrong))
        return None
    many = columns.many
    if columns.tagged:
        many = many.union(filter(columns.holds_many, row.cells))
    values: dict[str, str | list[str]] = {}
    sound = True
    for column, cell in row.cells.items():
        if type(cell) is str:
            if cell:
                values[column] = [part.strip() for part in cell.split("|")] if column in many else cell
        elif isinstance(cell, bool):
            values[column] = "true" if cell else "false"
        elif isinstance(cell, list) and column in many and all(type(item) is str for item in cell):
            if cell:
                values[column] = cell
        elif cell is not None:
            sound = False
            what = f"{shortened(column)}: is {'a list' if isinstance(cell, list) else 'an object'}"
            mend = "write one text"
            if column in many:
                what, mend = f"{shortened(column)}: holds something else than texts", "write a list of texts"
            faults.add(Where(name, row.line).fault(what, mend))
    return values if sound else None
