"""Asking the shipped dataset, a part of it, or an invented one, and reading an answer as short rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.terms import Value

Row = tuple[Value | None, ...]

_SHARED = (
    *(f"/id/{type_}/" for type_ in ("statement", "place", "agent", "event", "document", "office")),
    "/concept/",
    "ontology#",
)
_SETTINGS = """
corpus: small
title: A corpus of a test
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.org/
"""
_PLACES = """
places:
  varda: {type: country, label: Varda}
  sulmar: {type: country, label: Sulmar}
  ostra: {type: country, label: Ostra}
  gate: {type: crossing, label: Gate}
  gate/va: {type: post, of: gate, country: varda, label: Vardan post}
  gate/su: {type: post, of: gate, country: sulmar, label: Sulmari post}
  ford: {type: crossing, label: Ford}
  ford/va: {type: post, of: ford, country: varda, label: Vardan post of the ford}
  gates: {type: group, label: Gates, members: [gate], complete: false}
  town: {type: town, label: Town}
  province: {type: province, label: Province}
"""
_AGENTS = """
agents:
  government: {type: government, label: Government of Varda, country: varda}
  guard: {type: state-force, label: Guard, force-of: government}
  government-of-ostra: {type: government, label: Government of Ostra, country: ostra}
  corps: {type: state-force, label: Corps, force-of: government-of-ostra, member-of: [league]}
  escort: {type: state-force, label: Escort, force-of: government, member-of: [league]}
  league: {type: coalition, label: League}
  brigade: {type: non-state-force, label: Brigade}
  gazette: {type: news-publisher, label: Gazette}
  minister: {type: person, label: Minister}
"""
_EVENTS = """
events:
  closing: {type: closure, label: Closing}
  unlocking: {type: unlocking, label: Unlocking}
  visit: {type: meeting, label: Visit}
"""
_CONCEPTS = """
concepts:
  event-type/unlocking: {label: unlocking, definition: A reopening with a key., broader: reopening}
  user-class/aid-convoys: {label: aid convoys, definition: Lorries with aid., broader: humanitarian}
"""
_DOCUMENT = """
document: news
publisher: gazette
published: 2031-05-04
language: en
statements:
"""


def _short(value: Value | None) -> Value | None:
    """An IRI without what all of its kind share; anything else as it is."""
    for mark in _SHARED:
        if isinstance(value, str) and mark in value:
            return value.partition(mark)[2]
    return value


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The shipped dataset."""
    return build_dataset(read_corpus())


@pytest.fixture(scope="session")
def rows() -> Callable[..., list[Row]]:
    """A function: the answer, these columns only, each row once, in the order given."""

    def ask(dataset: Dataset, name: str, columns: str, **parameters: str) -> list[Row]:
        found = dataset.query(name, **parameters).rows
        return list(dict.fromkeys(tuple(_short(row[column]) for column in columns.split()) for row in found))

    return ask


@pytest.fixture(scope="session")
def without() -> Callable[[Dataset, str], Dataset]:
    """A function: a dataset without the quads that name a thing."""

    def leave_out(dataset: Dataset, thing: str) -> Dataset:
        store = ox.Store()
        kept = b"\n".join(line for line in dataset.lines() if thing.encode() not in line)
        store.bulk_load(kept, format=ox.RdfFormat.N_QUADS)
        return Dataset(None, store)

    return leave_out


@pytest.fixture
def news(tmp_path: Path) -> Callable[[str], Dataset]:
    """A function: an invented dataset, in which a gazette of 2031-05-04 makes these statements."""

    def read(statements: str) -> Dataset:
        files = {
            "corpus": _SETTINGS,
            "places": _PLACES,
            "agents": _AGENTS,
            "events": _EVENTS,
            "concepts": _CONCEPTS,
            "documents/news": _DOCUMENT + statements,
        }
        for name, text in files.items():
            path = tmp_path / "small" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), encoding="utf-8", newline="")
        return build_dataset(read_corpus(tmp_path / "small"))

    return read
