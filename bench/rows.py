"""Synthetic statement rows: one control statement each, as a CSV reader would hand them over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DOCUMENT = "bench-document"
BASE = "https://example.org/bench/"
CROSSINGS = 50
ACTORS = 20


def rows(count: int) -> Iterator[dict[str, Any]]:
    """`count` rows of text cells, lists where a column holds several values."""
    for n in range(count):
        crossing = n % CROSSINGS
        actor = n % ACTORS
        month = n % 12 + 1
        yield {
            "id": f"s{n:07d}",
            "kind": "control",
            "subject": f"crossing-{crossing}",
            "predicate": "by",
            "object": [f"actor-{actor}"],
            "modality": "reported",
            "voice": ["agency", f"speaker-{actor}"],
            "time": f"began 2018-{month:02d}",
            "at": [f"P{crossing} {n}-{n + 40}"],
            "row": [f"R{n}"],
            "subject_named": f"Crossing № {crossing}",
            "object_named": [f'the "actor" {actor}'],
            "side": f"crossing-{crossing}/aa",
            "side_basis": "stated",
            "note": f"Row {n} of the benchmark",
            "place": [f"town-{crossing}"],
            "agent": [f"speaker-{actor}"],
        }
