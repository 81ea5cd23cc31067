"""`kg conflicts` as it is run."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]

KEYS = {
    "conflicts": {"subject", "predicate", "reason", "from", "to", "statements", "decisions", "text"},
    "near_conflicts": {"subject", "predicate", "reason", "from", "to", "statements", "decisions", "text"},
    "corroborations": {"subject", "predicate", "objects", "from", "to", "origins", "statements", "text"},
}


def test_everything_and_one_thing(ask: Run) -> None:
    every, one = ask("conflicts"), ask("conflicts", "al-Tanf")
    assert (every.returncode, one.returncode) == (0, 0), every.stderr + one.stderr
    lines = one.stdout.splitlines()
    assert lines[0] == "No conflicts, 1 near-conflict and no corroborations on Al-Tanf crossing."
    assert set(lines[2:]) <= set(every.stdout.splitlines())
    assert len(every.stdout) > len(one.stdout)


def test_names_in_a_language(ask: Run) -> None:
    said = ask("conflicts", "al-Tanf", "--lang", "ar")
    assert "التنف" in said.stdout


def test_json_has_what_scripts_rely_on(ask: Run) -> None:
    found = json.loads(ask("conflicts", "--json").stdout)
    assert found.keys() == KEYS.keys()
    for kind, keys in KEYS.items():
        assert all(one.keys() == keys for one in found[kind])
    statements = [one for near in found["near_conflicts"] for one in near["statements"]]
    assert statements and all(
        one["statement"].startswith("https://w3id.org/crossings/id/statement/") for one in statements
    )
    assert not any("#" in one["statement"] for one in statements)  # what is presupposed is led back to who said it
    assert any(one["presupposed"] for one in statements)


def test_without_a_document(ask: Run) -> None:
    said = ask("conflicts", "al-Tanf", "--without", "kurdistan24-2018-10")
    assert said.stdout == "No statements on Al-Tanf crossing disagree, seem to, or say the same.\n"


def test_a_wrong_name(ask: Run) -> None:
    said = ask("conflicts", "Nowhere at all")
    assert (said.returncode, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)
