"""A corpus of one document whose statements are a CSV table, of any number of rows, the same each time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.corpus import ACTORS, CROSSINGS, write, write_entities
from bench.peers.mapping import BASE, COLUMNS, DOCUMENT, FILE, PUBLISHED, WORDING

_FIRST = date(2013, 1, 1)
_DAYS = 2000
_HELD = 400  # days for which a crossing has one holder


def rows(count: int, crossings: int = CROSSINGS) -> Iterator[tuple[str, ...]]:
    """`count` rows that go round the crossings; cells are in the order of the columns, the heading is row 1."""
    for n in range(count):
        time_round, crossing = divmod(n, crossings)
        day = (37 * crossing + 41 * time_round) % _DAYS  # each time round is about a later day
        actor = (crossing + day // _HELD) % ACTORS
        yield (
            f"s{n:07d}",
            "control",
            f"crossing-{crossing}",
            "by",
            f"actor-{actor}",
            "reported",
            f"speaker-{actor}",
            f"{WORDING}{_FIRST + timedelta(days=day)}",
            str(n + 2),
            f"Crossing № {crossing}",
            f'the "actor" {actor}',
            f"crossing-{crossing}/aa",
            "stated",
            f"Row {n} of the benchmark",
            f"town-{crossing}",
            f"speaker-{actor}",
        )


def write_corpus(folder: Path, count: int, crossings: int = CROSSINGS) -> Path:
    """Make a corpus whose table has `count` rows on so many crossings; return the table."""
    write_entities(folder, "bench", BASE, crossings)
    header = f"document: {DOCUMENT}\npublisher: publisher\npublished: {PUBLISHED}\ntable: {FILE}\n"
    write(folder / "documents" / f"{DOCUMENT}.yaml", header)
    table = folder / FILE
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(count, crossings))
    return table
