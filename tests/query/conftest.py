"""Asking the shipped dataset, a part of it, or an invented one, and reading an answer as short rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.replies import Predicate
from kg.query.terms import Value
from kg.shipped import shipped

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
def both() -> Dataset:
    """The shipped corpus and the second one in one dataset."""
    return build_dataset(read_corpus(shipped("facts") / "syria-iraq-2018", shipped("facts") / "examples/second-ring"))


def _answer_line(answer: dict[str, Any], period: bool) -> str:
    """An answer in one line: all that its JSON says but for the sentence, and nothing where it says nothing."""

    def names(iris: list[str], what: str) -> str:
        return f"{what} {' '.join(iri.partition('/id/statement/')[2] for iri in iris)}" if iris else ""

    values = [" + ".join(iri.rpartition("/")[2] for iri in value) for value in answer["values"]]
    parts = [
        f"{answer['answer']} {' | '.join(values)}".strip(),
        "" if answer["age_days"] is None else f"{answer['age_days']} days",
        answer["modality"] or "",
    ]
    if period:
        told = (
            (" + ".join(iri.rpartition("/")[2] for iri in one["values"]), one["certainty"]) for one in answer["during"]
        )
        parts += ["" if values else answer["reason"], ", ".join(f"{value} {how}" for value, how in told)]
    else:
        reasons = dict.fromkeys((names([one["statement"]], one["reason"])) for one in answer["candidates"])
        parts += [answer["reason"] or ", ".join(reasons)]
        parts += [names(answer["for"], "for"), names(answer["against"], "against")]
    return "; ".join(part for part in parts if part)


@pytest.fixture(scope="session")
def told() -> Callable[[Dataset, Predicate, str], str]:
    """A function: the answer to "PLACE DATE [by=DATE] [without=DOCUMENT ...]", in lines.

    The first line is the answer on the place, and names the side where it is that of a post only; a
    line for each post follows. For a month or a year, the line has how certain each value is in place
    of reasons and statements.
    """

    def ask(dataset: Dataset, predicate: Predicate, question: str) -> str:
        name, at, *more = question.split()
        settings = [setting.partition("=")[::2] for setting in more]
        by = "".join(value for key, value in settings if key == "by")
        without = [value for key, value in settings if key == "without"]
        json = dataset.answer(predicate, name, at, known_by=by, without=without).as_json()
        period = len(at) < len("2018-10-15")
        side = f"{json['side'].partition('/id/place/')[2]}: " if json["side"] else ""
        posts = [one["subject"].partition("/id/place/")[2] + ": " + _answer_line(one, period) for one in json["sides"]]
        return "\n".join([side + _answer_line(json, period), *posts])

    return ask


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
