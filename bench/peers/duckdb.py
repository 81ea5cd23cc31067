"""duckdb: the lines of a row as a list of SQL expressions, unnested and copied from the table into the file.

One expression for all lines of a row takes four times as long and eight times the memory.
"""

from __future__ import annotations

from pathlib import Path

import duckdb  # type: ignore[import-not-found, unused-ignore] # in the environment of this peer alone

from bench.peers import run
from bench.peers.mapping import TEXTS, WORDING, lines, pieces

_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"))


def _text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _column(name: str) -> str:
    if name == "day":
        return f"substr(time, {len(WORDING) + 1})"
    written = f'"{name}"'
    if name in TEXTS:
        for character, escaped in _ESCAPES:
            written = f"replace({written}, {_text(character)}, {_text(escaped)})"
    return written


def _filled(line: str) -> str:
    """A line as an expression, without its line break, which is written after each."""
    parts = []
    for fixed, column in pieces(line):
        parts += [_text(fixed)] if fixed else []
        parts += [_column(column)] if column else []
    return " || ".join(parts)


def _lines(each: str) -> str:
    return f"unnest([{', '.join(map(_filled, lines(each).splitlines()))}])"


def write(table: Path, target: Path) -> None:
    """Write the quads of the table."""
    session = duckdb.connect()
    # The order of lines is of no account to it, and costs memory.
    session.execute("SET preserve_insertion_order = false")
    source = f"read_csv({_text(str(table))}, header = true, all_varchar = true)"
    # A delimiter and no quotes: one column, written as it is.
    copied = "(FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE '')"
    session.execute(f"COPY (SELECT {_lines('id')} FROM {source}) TO {_text(str(target))} {copied}")  # noqa: S608
    speakers = session.execute(f"SELECT {_lines('voice')} FROM (SELECT DISTINCT voice FROM {source})")  # noqa: S608
    with target.open("a", encoding="utf-8") as file:
        file.write(lines(""))
        file.writelines(f"{line}\n" for (line,) in speakers.fetchall())


if __name__ == "__main__":
    run(write)
