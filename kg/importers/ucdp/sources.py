"""Whom UCDP means by the source of an incident: the ways it writes a source, led back to agents.

`sources.csv` has for each way of writing the agents that it names, and `agents.csv` who they are; both
are made by reading, and what they lack goes through as it is written.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import shortened
from kg.facts import evidence
from kg.facts.scalars import LONGEST_NAME
from kg.importers.slugs import slug

_SPACE = re.compile(r"\s+")
_OFFICES = re.compile(r"[;\n]")
_ORIGINALS = re.compile(r"[;,/\n]")


class Source(NamedTuple):
    """Somebody who said something: an id, the type of an agent, and a name; no type where another corpus has it."""

    id: str
    type: str
    label: str


def folded(written: str) -> str:
    """How a source is written, but for case, spaces, the shape of apostrophes and a leading article.

    >>> folded("The  Turkish\u00a0Army")
    'turkish army'
    """
    return evidence.folded(written).strip().removeprefix("the ")


@cache
def written() -> dict[str, tuple[str, ...]]:
    """The ways of writing that were read, folded, each with the ids of the agents it names."""
    return {row["written"]: tuple(row["agents"].split("|")) for row in _table("sources.csv")}


@cache
def agents() -> dict[str, Source]:
    """The agents of `agents.csv`, by id."""
    return {row["id"]: Source(**row) for row in _table("agents.csv")}


def _table(name: str) -> Iterator[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class Sources:
    """Reads the cells of sources; `unlisted` counts the ways of writing that the table lacks."""

    def __init__(self) -> None:
        self.unlisted: Counter[str] = Counter()

    def offices(self, cell: str) -> tuple[Source, ...]:
        """Who published what is in a cell of `source_office`, each once."""
        return self._read(cell, _OFFICES)

    def originals(self, cell: str) -> tuple[Source, ...]:
        """Who said it first, as a cell of `source_original` has it, each once."""
        return self._read(cell, _ORIGINALS)

    def _read(self, cell: str, between: re.Pattern[str]) -> tuple[Source, ...]:
        if (ids := written().get(folded(cell))) is not None:
            return tuple(_known(id_) for id_ in ids)
        found: dict[str, Source] = {}
        for part in between.split(cell):
            name = _SPACE.sub(" ", part).strip()
            if not name:
                continue
            ids = written().get(folded(name))
            if ids is None:
                self.unlisted[name] += 1
                name = name if len(name) <= LONGEST_NAME else shortened(name)
                found.setdefault(f"ucdp-source-{slug(folded(name))}", Source("", "agent", name))
            else:
                found.update((id_, _known(id_)) for id_ in ids)
        return tuple(source._replace(id=id_) for id_, source in found.items())


def _known(id_: str) -> Source:
    return agents().get(id_) or Source(id_, "", "")
