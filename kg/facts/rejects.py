"""What becomes of the rows of tables: each is a statement, is withheld, or is rejected with its reasons.

No row is dropped without a word: `Intake` counts a batch of rows as they are read, `Rejects` those of
a whole run, and knows how many may be at fault before the run is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import BinaryIO

import msgspec

from kg.errors import Fault, Faults, printable
from kg.facts.cells import Cells
from kg.facts.tables import COLUMNS
from kg.facts.yamltext import refused_character
from kg.spreadsheets import as_text

HEADING = ("rejected_from", "rejected_row", "rejected_why")

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Reject(msgspec.Struct):
    """A row at fault: its table as faults call it, its number, its cells, and what is wrong with it."""

    table: str
    row: int
    cells: dict[str, str]
    why: list[str]


class Intake(msgspec.Struct):
    """What became of a batch of rows of a table; `document` is the id of the document whose table it is."""

    document: str
    table: str
    rows: int = 0
    statements: int = 0
    withheld: int = 0
    rejects: list[Reject] = []
    faults: list[Fault] = []

    def reject(self, row: Cells, name: str, found: list[Fault]) -> None:
        """Take note of a row of the table called `name` that is no statement for these faults."""
        cells = {column: _spelt(_text(cell)) for column, cell in row.cells.items() if column in COLUMNS}
        self.rejects.append(Reject(name, row.number, cells, [_spelt(f"{one.what}: {one.mend}") for one in found]))
        self.faults += found


def _text(cell: object) -> str:
    """A cell as CSV would have it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, list):
        return "|".join(item if isinstance(item, str) else str(item) for item in cell)
    return "" if cell is None else str(cell)


@dataclass(slots=True)
class Count:
    """The rows of a table, and what became of them."""

    rows: int = 0
    statements: int = 0
    withheld: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Rejects:
    """The rows at fault of a run, of which `allowed` may be so.

    `counts` are those of each table, by document and name. With `kept`, the rows wait in a
    temporary file until they are written.
    """

    allowed: int = 0
    kept: bool = False
    counts: dict[tuple[str, str], Count] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    _columns: set[str] = field(default_factory=set)
    _waiting: BinaryIO | None = None

    @property
    def number(self) -> int:
        """How many rows are at fault."""
        return sum(count.rejected for count in self.counts.values())

    def take(self, intake: Intake) -> None:
        """Take in a batch.

        :raises RuntimeError: when one of its rows is unaccounted for.
        """
        rejected = len(intake.rejects)
        if intake.rows != intake.statements + intake.withheld + rejected:
            raise RuntimeError(f"a row of {intake.table} was lost: {intake.rows} read, {intake}")
        count = self.counts.setdefault((intake.document, intake.table), Count())
        count.rows += intake.rows
        count.statements += intake.statements
        count.withheld += intake.withheld
        count.rejected += rejected
        for fault in intake.faults:
            self.faults.add(fault)
        if self.kept and rejected:
            if self._waiting is None:
                self._waiting = TemporaryFile()  # noqa: SIM115 - gone with this
            for reject in intake.rejects:
                self._columns.update(reject.cells)
                self._waiting.write(msgspec.json.encode(reject) + b"\n")

    def told(self) -> dict[str, dict[str, dict[str, int]]]:
        """By document and table: rows, and the statements and rejects they came to; none of what is withheld."""
        told: dict[str, dict[str, dict[str, int]]] = {}
        for (document, table), count in sorted(self.counts.items()):
            counts = {"rows": count.rows - count.withheld, "statements": count.statements, "rejected": count.rejected}
            told.setdefault(document, {})[table] = counts
        return told

    def settle(self, faults: Faults) -> None:
        """When all rows are read: add the faults of rows to `faults`, if more are at fault than may be."""
        if self.number > self.allowed:
            faults.add_all(self.faults.found, self.faults.count, self.faults.kinds)

    def write(self, file: BinaryIO) -> None:
        """Write the rows at fault as CSV: table, row and reasons, then the columns that one of them has.

        No cell is a formula to a spreadsheet, or holds what does not print.
        """
        columns = [column for column in COLUMNS if column in self._columns]
        text = io.TextIOWrapper(file, "utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*HEADING, *columns])
        for reject in self._rows():
            cells = [reject.table, str(reject.row), "; ".join(reject.why)]
            cells += [reject.cells.get(column, "") for column in columns]
            writer.writerow(map(_written, cells))
        text.flush()
        text.detach()

    def _rows(self) -> Iterator[Reject]:
        if self._waiting is not None:
            self._waiting.seek(0)
            decoder = msgspec.json.Decoder(Reject)
            yield from map(decoder.decode, self._waiting)


def _spelt(text: str) -> str:
    """The text with everything spelt out that no facts may hold; bytes that were no UTF-8 as \\xNN."""
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return printable(text) if refused_character(text) else text


def _written(cell: str) -> str:
    """The cell, no formula to a spreadsheet; a number, which is a text here as all cells are, stays one.

    >>> _written("-1+1"), _written("-5")
    ("'-1+1", '-5')
    """
    return cell if _NUMBER.fullmatch(cell) else as_text(cell)
