"""`kg diff`: two builds, and two days of knowledge of one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[[Path, str, str], str]

DOCUMENT = "documents/gate-gazette-2031-05-04.yaml"
LATER = """\
document: gate-gazette-2031-06-01
publisher: gate-gazette
published: 2031-06-01
language: en
statements:
  s001: {control: qasr-gate/va, by: river-brigade}
"""


def printed(ran: subprocess.CompletedProcess[str]) -> str:
    """What a command that went well printed."""
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def short(iri: str) -> str:
    """What sets an IRI apart."""
    return iri.partition("/id/")[2].partition("/")[2] or iri.rpartition("/")[2]


def rows(told: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The changes of answers in short."""
    return [
        (
            *(short(c["subject"]), c["predicate"], c["from"], c["to"]),
            *((side["answer"], [list(map(short, value)) for value in side["values"]]) for side in (c["old"], c["new"])),
        )
        for c in told["changes"]
    ]


@pytest.fixture
def later(kg: Run) -> Callable[[], dict[str, Any]]:
    """A function: the corpus as it stands now is built as `new`, and compared with the build `out`."""

    def compare() -> dict[str, Any]:
        printed(kg("build", "qasr", "--out", "new"))
        told = json.loads(printed(kg("diff", "out", "new", "--json")))
        assert isinstance(told, dict)
        assert [told[side]["data"] for side in ("old", "new")] == ["out", "new"]
        return told

    return compare


@pytest.mark.usefixtures("out")
def test_a_document_is_added_and_taken_away_again(qasr: Path, later: Callable[[], dict[str, Any]], kg: Run) -> None:
    (qasr / "documents" / "gate-gazette-2031-06-01.yaml").write_text(LATER, "utf-8")
    told = later()
    guard, brigade = [["border-guard"]], [["river-brigade"]]
    # The guard since March, said on 4 May; the brigade said on 1 June, so it began between.
    assert rows(told) == [
        *[
            (
                "qasr-gate/va",
                "control",
                "2031-05-05",
                "2031-05-31",
                ("last-known", guard),
                ("candidates", guard + brigade),
            )
        ],
        *[("qasr-gate/va", "control", "2031-06-01", "2031-06-01", ("last-known", guard), ("definite", brigade))],
        *[("qasr-gate/va", "control", "2031-06-02", None, ("last-known", guard), ("last-known", brigade))],
    ]
    (added,) = told["changes"][1]["because"]["added"]
    assert (short(added["statement"]), short(added["document"]), added["reason"]) == (
        *("gate-gazette-2031-06-01/s001", "gate-gazette-2031-06-01"),
        "document-absent",
    )
    assert not told["changes"][1]["because"]["removed"]
    back = json.loads(printed(kg("diff", "new", "out", "--json")))
    assert [(*row[:4], row[5], row[4]) for row in rows(back)] == rows(told)
    assert printed(kg("diff", "out", "new")).startswith("3 answers changed on 1 place.\n\nQasr Gate\n")


@pytest.mark.usefixtures("out")
def test_a_date_is_changed(qasr: Path, edit: Edit, later: Callable[[], dict[str, Any]]) -> None:
    edit(qasr / DOCUMENT, "time: {since: 2031-03, basis", "time: {since: 2031-04, basis")
    told = later()
    guard = [["border-guard"]]
    # Begun in March it surely held at the month's end; begun in April, not before that month's.
    assert [row[2:] for row in rows(told)] == [
        ("2031-03-01", "2031-03-30", ("candidates", guard), ("unknown", [])),
        ("2031-03-31", "2031-03-31", ("definite", guard), ("unknown", [])),
        ("2031-04-01", "2031-04-29", ("definite", guard), ("candidates", guard)),
    ]
    causes = [(side, c["reason"]) for one in told["changes"] for side, of in one["because"].items() for c in of]
    assert set(causes) == {("added", "other-dates"), ("removed", "other-dates")}


@pytest.mark.usefixtures("out", "qasr")
def test_nothing_changed(later: Callable[[], dict[str, Any]], kg: Run) -> None:
    told = later()
    assert (told["changes"], told["grounds"]) == ([], [])
    lines = printed(kg("diff", "out", "out"))
    assert lines == "Nothing changed: the answers on 1 place are the same on every day, and rest on the same.\n"


def test_two_days_of_knowledge(ask: Run) -> None:
    told = json.loads(printed(ask("diff", "--known-by", "2018-10-14", "2018-10-16", "--json")))
    assert (told["old"]["known_by"], told["new"]["known_by"]) == ("2018-10-14", "2018-10-16")
    on = [c for c in told["changes"] if (c["from"], c["predicate"]) == ("2018-10-15", "control")]
    assert on
    for change in on:
        for by, side in (("2018-10-14", change["old"]), ("2018-10-16", change["new"])):
            who = ask("who-holds", change["subject"], "--at", "2018-10-15", "--known-by", by, "--json")
            answer = json.loads(printed(who))
            assert (answer["answer"], answer["values"]) == (side["answer"], side["values"])
            assert answer["for"] == side["for"]
    for change in (c for c in told["changes"] if (c["from"], c["predicate"]) == ("2018-10-15", "status")):
        for by, side in (("2018-10-14", change["old"]), ("2018-10-16", change["new"])):
            is_open = ask("is-open", change["subject"], "--at", "2018-10-15", "--known-by", by, "--json")
            assert json.loads(printed(is_open))["answer"] == side["answer"]


def test_the_later_day_may_stand_first(ask: Run) -> None:
    there = printed(ask("diff", "--known-by", "2018-10-14", "2018-10-16"))
    back = printed(ask("diff", "--known-by", "2018-10-16", "2018-10-14"))
    assert there.splitlines()[0] == back.splitlines()[0]
    assert "    - The New Arab, new-arab-2018-10-15/s019: not said by 2018-10-14" in back.splitlines()


def test_the_same_bytes_whatever_the_hash_seed(ask: Run) -> None:
    for more in ([], ["--json"]):
        arguments = ("diff", "--known-by", "2018-10-14", "2018-10-16", *more)
        assert len({printed(ask(*arguments, env={"PYTHONHASHSEED": seed})) for seed in "123"}) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "what is to be compared"),
        (["out"], "what is to be compared"),
        (["out", "out", "--known-by", "2018", "2019"], "two questions"),
        (["out", "--known-by", "2018", "2019"], "two questions"),
        (["out", "out", "--data", "out"], "--data goes with --known-by"),
        (["--known-by", "2018"], "--known-by"),
        (["--known-by", "2018-02-30", "2019"], "--known-by: "),
        (["--known-by", "2018", ""], "--known-by: "),
        (["out", "out", "out"], "unexpected extra argument"),
    ],
)
@pytest.mark.usefixtures("out")
def test_wrong_usage(arguments: list[str], said: str, kg: Run) -> None:
    ran = kg("diff", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "missing", [["out", "nowhere"], ["nowhere", "out"], ["--known-by", "2018", "2019", "--data", "x"]]
)
@pytest.mark.usefixtures("out")
def test_a_build_that_is_missing(missing: list[str], kg: Run) -> None:
    ran = kg("diff", *missing)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (3, "", 1)
    assert "no build here" in ran.stderr


def test_a_build_that_is_damaged(out: Path, kg: Run) -> None:
    with (out / "dataset.nq").open("a") as file:
        file.write("\n")
    ran = kg("diff", "out", "out")
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (3, "", 1)
    assert "is not as it was built" in ran.stderr
