"""The ceiling of plain Python: csv.reader and one f-string a row."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from bench.peers import run
from bench.peers.mapping import COLUMNS, TEXTS, WORDING, lines

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def compiled(template: str) -> Callable[..., str]:
    """A function of a row's cells, in the order of the columns, that fills in the template by an f-string."""
    for column in TEXTS:
        template = template.replace(f"{{{column}}}", f"{{{column}.translate(escapes)}}")
    template = template.replace("{day}", f"{{time[{len(WORDING)}:]}}")
    source = f"lambda {', '.join(COLUMNS)}: f'''{template}'''"
    made: Callable[..., str] = eval(source, {"escapes": _ESCAPES})  # noqa: S307 - the template is our own
    return made


def write(table: Path, target: Path) -> None:
    """Write the quads of the table."""
    row, speaker = compiled(lines("id")), compiled(lines("voice"))
    voice = COLUMNS.index("voice")
    met: set[str] = set()
    with table.open(encoding="utf-8", newline="") as source, target.open("wb", buffering=1 << 20) as file:
        reader = csv.reader(source)
        assert tuple(next(reader)) == COLUMNS
        file.write(lines("").encode())
        for cells in reader:
            file.write(row(*cells).encode())
            if cells[voice] not in met:
                met.add(cells[voice])
                file.write(speaker(*cells).encode())


if __name__ == "__main__":
    run(write)
