"""What a curator's decision on two events comes to: one event told twice, or two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import Faults
from kg.facts.corpus import Corpus
from kg.facts.folder import default_corpus, read_folder
from kg.resolve.derive import Derivation
from kg.resolve.disagreements import Disagreement
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Material
from kg.resolve.origins import Corroboration

FromRows = Callable[[Corpus | None], Material]
Told = tuple[list[Disagreement], list[Corroboration]]

EVENT = "https://w3id.org/crossings/id/event/"
A = "https://w3id.org/crossings/id/statement/new-arab-2018-10-15/"
DECISION = "https://w3id.org/crossings/id/decision/syria-iraq-2018/"


def told(corpus: Path, material_from: FromRows) -> Told:
    """The disagreements and corroborations on events of a corpus."""
    faults = Faults()
    read = read_folder([corpus], faults)
    faults.raise_if_any()
    disagreements, corroborations = Derivation(material_from(read), Knowledge()).accounts()
    return [one for one in disagreements if one.predicate == "event"], corroborations


@pytest.fixture(scope="module")
def shipped(material_from: FromRows) -> Told:
    return told(default_corpus(), material_from)


def test_with_israel_against_the_occupied_golan(shipped: Told) -> None:
    """The first article against itself: one reopening, with Israel in the standfirst and the Golan in the body."""
    (conflict,) = [one for one in shipped[0] if one.conflict]
    assert conflict == Disagreement(
        EVENT + "reopening-syria-golan",
        "event",
        "different-details",
        None,
        (A + "s003b", A + "s010"),
        (DECISION + "reopening-golan",),
    )


def test_of_the_reopening_with_jordan_one_telling_only_says_more(shipped: Told) -> None:
    tellings = {A + "s003a", A + "s009"}
    assert [one for one in shipped[0] if tellings.intersection(one.statements)] == []


def test_an_article_that_tells_a_thing_twice_does_not_corroborate_itself(shipped: Told) -> None:
    assert [one for one in shipped[1] if one.subject.startswith(EVENT + "reopening-")] == []


WORLD = {
    "corpus.yaml": """corpus: c
title: A corpus of a test
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.org/
""",
    "places.yaml": """places:
  gate: {type: crossing, label: Gate}
  ford: {type: crossing, label: Ford}
""",
    "agents.yaml": """agents:
  gazette: {type: news-publisher, label: Gazette}
  herald: {type: news-publisher, label: Herald}
""",
    "events.yaml": """events:
  seizure: {type: seizure, label: Seizure}
  capture: {type: seizure, label: Capture}
""",
    "documents/news.yaml": """document: news
publisher: gazette
published: 2031-05-04
statements:
  s1: {event: seizure, theme: gate, time: {within: 2031-05-02}}
""",
    "documents/paper.yaml": """document: paper
publisher: herald
published: 2031-05-05
statements:
  s1: {event: capture, theme: ford, named: {subject: the raid}, time: {within: 2031-05-02}}
""",
}


@pytest.mark.parametrize(
    ("decision", "reasons", "corroborated"),
    [
        ("same: [seizure, capture], outcome: positive", ["different-details"], [2]),
        ("same: [capture, seizure], outcome: positive", ["different-details"], [2]),
        ("same: [seizure, capture], outcome: negative", ["two-events"], []),
        ("same: [seizure, capture], outcome: undecided", [], []),
        # One entity and what a document calls it, which stands for the other: the same as the two.
        ("same: seizure, mentions: [the raid], documents: [paper], outcome: positive", ["different-details"], [2]),
        ("same: seizure, mentions: [the siege], documents: [paper], outcome: positive", [], []),
    ],
)
def test_what_each_outcome_comes_to(
    decision: str, reasons: list[str], corroborated: list[int], tmp_path: Path, material_from: FromRows
) -> None:
    decisions = f"decisions:\n  d: {{by: B, date: 2031-06-01, reason: R, {decision}}}\n"
    for file, text in {**WORLD, "decisions.yaml": decisions}.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    disagreements, corroborations = told(tmp_path, material_from)
    assert [one.reason for one in disagreements] == reasons
    assert [one.origins for one in corroborations] == corroborated
    for one in disagreements:
        assert one.statements == (
            "https://example.org/id/statement/news/s1",
            "https://example.org/id/statement/paper/s1",
        )
        assert one.decisions == ("https://example.org/id/decision/c/d",)
