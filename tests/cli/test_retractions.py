"""What statements take back and correct, from the facts to `kg is-open --known-by`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Run = Callable[..., CompletedProcess[str]]

FIRST, SECOND, THIRD = "gate-gazette-2031-05-04", "gate-gazette-2031-05-06", "gate-gazette-2031-05-08"
# On the 4th the gate is restricted (s005); on the 6th that was wrong, it was closed; on the 8th that was wrong.
LATER = {
    SECOND: f"  closed: {{status: qasr-gate, is: closed, time: {{seen: 2031-05-04}}, corrects: {FIRST}/s005}}\n",
    THIRD: f"  sorry: {{event: gate-excuse, time: {{within: 2031-05-08}}, retracts: [{SECOND}/closed]}}\n",
}


@pytest.fixture
def asked(qasr: Path, kg: Run) -> Callable[..., dict[str, Any]]:
    """A function: whether the gate was open on 4 May 2031, by `kg is-open` with further arguments."""
    for document, statements in LATER.items():
        header = f"document: {document}\npublisher: gate-gazette\npublished: {document[-10:]}\nstatements:\n"
        (qasr / "documents" / f"{document}.yaml").write_text(header + statements, encoding="utf-8")
    with (qasr / "events.yaml").open("a", encoding="utf-8") as file:
        file.write("  gate-excuse: {type: communication, label: The gazette's excuse}\n")
    built = kg("build", "qasr")
    assert built.returncode == 0, built.stderr

    def ask(*arguments: str) -> dict[str, Any]:
        told = kg("is-open", "qasr-gate", "--at", "2031-05-04", "--json", *arguments)
        assert told.returncode == 0, told.stderr
        found = json.loads(told.stdout)
        assert isinstance(found, dict)
        return found

    return ask


def outcome(found: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    """The answer, its values and the statements for it, in short."""
    values = [value.rpartition("/")[2] for one in found["values"] for value in one]
    return found["answer"], values, [iri.partition("/id/statement/")[2] for iri in found["for"]]


def test_a_correction_and_its_retraction_each_count_from_their_own_day(asked: Callable[..., dict[str, Any]]) -> None:
    restricted = ("definite", ["restricted"], [f"{FIRST}/s005"])
    closed = ("definite", ["closed"], [f"{SECOND}/closed"])
    assert outcome(asked("--known-by", "2031-05-05")) == restricted
    assert outcome(asked("--known-by", "2031-05-06")) == closed
    assert outcome(asked("--known-by", "2031-05-07")) == closed
    # What took s005 back is taken back itself, so that s005 counts again.
    assert outcome(asked("--known-by", "2031-05-08")) == restricted
    assert outcome(asked()) == restricted
    assert outcome(asked("--without", THIRD)) == closed


def test_what_is_taken_back_with_nothing_in_its_place_is_withdrawn(asked: Callable[..., dict[str, Any]]) -> None:
    # Only the correction is left to be taken back, and nothing else tells of the gate.
    found = asked("--without", FIRST)
    assert outcome(found) == ("unknown", [], [])
    assert found["reason"] == "withdrawn"
    assert outcome(asked("--without", FIRST, "--known-by", "2031-05-07")) == (
        "definite",
        ["closed"],
        [f"{SECOND}/closed"],
    )
