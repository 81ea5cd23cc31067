"""What a benchmark comes to: figures held against bounds, and tables to read them by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Result(NamedTuple):
    """A figure and the bound it is held to, which may be 0; a figure without a bound stands in a table."""

    name: str
    value: float
    bound: float
    unit: str
    ok: bool

    def __str__(self) -> str:
        bound = f"(bound {self.bound:g} {self.unit}".rstrip()
        return f"{self.name:<60}{self.value:>9.2f} {self.unit:<4}{bound}) {'ok' if self.ok else 'MISSED'}"


def at_most(name: str, value: float, bound: float, unit: str) -> Result:
    """A figure that is to be small."""
    return Result(name, value, bound, unit, value <= bound)


def at_least(name: str, value: float, bound: float, unit: str) -> Result:
    """A figure that is to be large."""
    return Result(name, value, bound, unit, value >= bound)


class Table(NamedTuple):
    """Figures side by side; cells are written as they are to be read."""

    title: str
    heading: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [self.heading, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        written = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join([self.title, *(f"  {line}".rstrip() for line in written)])


class Figures(NamedTuple):
    """The figures of a benchmark; `notes` are sentences that tell how to read them."""

    results: Sequence[Result]
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
