"""Lines as Spark gives them, cut into batches of rows: what a table here would be, or a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import Faults
from kg.facts.cells import Cells, read_cells
from kg.facts.tables import STATEMENTS
from kg.spark.tables import _cut

pytest.importorskip("pyarrow")

HEADING = "id,kind,subject,predicate,object,literal,modality,time,row"


def cut(text: bytes, form: str, pieces: int) -> tuple[list[Cells], list[str]]:
    """The rows of a text whose lines Spark reads in so many pieces, and what is wrong with it."""
    lines = text.split(b"\n")[:-1]
    size = -(-len(lines) // pieces)
    heading = lines[0] if form != "jsonl" else b""
    rows, faults = list[Cells](), list[str]()
    for start in range(0, len(lines), size):
        numbered = [((line,), number) for number, line in enumerate(lines)][start : start + size]
        for _, batch in _cut(0, "t", "t", form, heading, numbered):
            rows += batch.rows
            faults += map(str, batch.faults.found)
    return rows, faults


@pytest.mark.parametrize("pieces", [1, 2, 7])
@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl"])
def test_rows_are_those_of_the_file(form: str, pieces: int, tmp_path: Path) -> None:
    if form == "jsonl":
        rows = [f'{{"id": "s{n}", "kind": "status", "row": "R{n}"}}' for n in range(2500)]
        rows[7], rows[9] = "{", ""
    else:
        rows = [HEADING, *(f's{n},status,gate,is,open,,reported,undated,"R ""{n}"""' for n in range(2500))]
        rows[5], rows[9], rows[1200] = "a,b", "", "\u00e9"
        if form == "tsv":
            rows = [row.replace(",", "\t") for row in rows]
    text = ("\r\n".join(rows) + "\r\n").encode()
    text = text.replace(b"\xc3\xa9", b"\xe9")
    path = tmp_path / f"t.{form}"
    path.write_bytes(text)
    assert cut(text, form, pieces) == ([*read_cells(path, "t", STATEMENTS, Faults())], [])


@pytest.mark.parametrize("at", [3, 999, 1001])
def test_a_cell_with_a_line_break_is_a_fault(at: int) -> None:
    rows = [HEADING, *(f"s{n},status,gate,is,open,,reported,undated,R{n}" for n in range(1500))]
    rows[at] = rows[at].replace("gate", '"ga\nte"')
    _, faults = cut(("\n".join(rows) + "\n").encode(), "csv", 1)
    assert faults
    assert all("Parquet" in fault for fault in faults)
    assert faults[0].startswith("t:")
