"""A few rows of UCDP's file to change as a test needs, and the whole of it where it is at hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.shipped import shipped

Cells = dict[str, str]
Make = Callable[..., Path]

SLICE = shipped("facts") / "examples" / "ucdp-slice" / "ged.csv"


def read(path: Path) -> list[Cells]:
    """The rows of a CSV file, by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def rows() -> list[Cells]:
    """The rows of the shipped slice."""
    return read(SLICE)


@pytest.fixture
def make(tmp_path: Path, rows: list[Cells]) -> Make:
    """A function: a file of one row for each argument: the row 265284, with these cells in place of its own."""
    base = next(row for row in rows if row["id"] == "265284.0")

    def write(*changes: Cells, columns: list[str] | None = None) -> Path:
        path = tmp_path / "ged.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            heading = columns or list(rows[0])
            writer = csv.DictWriter(file, heading, extrasaction="ignore", restval="", lineterminator="\n")
            writer.writeheader()
            for number, change in enumerate(changes):
                writer.writerow({**base, "id": str(1000 + number), **change})
        return path

    return write


@pytest.fixture(scope="session")
def whole(root: Path) -> Iterator[Path]:
    """UCDP's file for Syria, which lies beside the checkout where the project is worked on."""
    for folder in root.parents:
        if (found := folder / "shared" / "data" / "ucdp_syria.csv.gz").is_file():
            yield found
            return
    pytest.skip("UCDP's file is not at hand: no folder above the checkout has shared/data/ucdp_syria.csv.gz")
