"""polars: the lines of a row as one expression over the columns, streamed from the table into the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl  # type: ignore[import-not-found, unused-ignore] # in the environment of this peer alone

from bench.peers import run
from bench.peers.mapping import COLUMNS, TEXTS, WORDING, lines, pieces


def _filled(template: str) -> Any:
    """The template as an expression; without its last line break, which is written after each row."""
    parts = []
    for fixed, column in pieces(template.removesuffix("\n")):
        parts += [pl.lit(fixed)] if fixed else []
        parts += [pl.col(column)] if column else []
    return pl.concat_str(parts)


def _escaped(column: str) -> Any:
    escaped = pl.col(column)
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        escaped = escaped.str.replace_all(character, written, literal=True)
    return escaped


def write(table: Path, target: Path) -> None:
    """Write the quads of the table."""
    scanned = pl.scan_csv(table, schema=dict.fromkeys(COLUMNS, pl.String)).with_columns(
        day=pl.col("time").str.slice(len(WORDING)), **{column: _escaped(column) for column in TEXTS}
    )
    scanned.select(_filled(lines("id"))).sink_csv(target, include_header=False, quote_style="never")
    speakers = scanned.select("voice").unique().select(_filled(lines("voice"))).collect().to_series()
    with target.open("a", encoding="utf-8") as file:
        file.write(lines(""))
        file.writelines(f"{speaker}\n" for speaker in speakers)


if __name__ == "__main__":
    run(write)
