"""`kg check`: faults without a build, evidence against texts, and what is exempt."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[[Path, str, str], str]

DOCUMENT = "documents/gate-gazette-2031-05-04.yaml"
TEXT = "texts/gate-gazette-2031-05-04.txt"


def test_counts(kg: Run, qasr: Path) -> None:
    checked = kg("check", qasr)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines() == [
        "11 statements of 1 document: no fault",
        "11 of them verified against a text",
    ]


def test_writes_nothing(kg: Run, qasr: Path, tree: Callable[[Path], dict[str, str]]) -> None:
    before = tree(qasr.parent)
    assert kg("check", qasr).returncode == 0
    assert tree(qasr.parent) == before


def test_quiet_and_json(kg: Run, qasr: Path) -> None:
    quiet = kg("check", qasr, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    found = json.loads(kg("check", qasr, "--json").stdout)
    assert found == {
        "documents": 1,
        "statements": 11,
        "tables": {},
        "verified": 11,
        "documents_without_text": [],
        "exempt": [],
        "copies": [],
        "common_runs": 0,
    }


def test_the_shipped_corpus_by_default(kg: Run) -> None:
    found = json.loads(kg("check", "--json").stdout)
    assert found["documents"] == 2
    assert found["documents_without_text"] == ["kurdistan24-2018-10", "new-arab-2018-10-15"]
    assert 0 < len(found["exempt"]) <= 12
    assert all(entry["reason"] for entry in found["exempt"])


def test_exempt_statements_are_listed_with_their_reason(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / DOCUMENT, "at: P1 69-110\n", "at: P1 69-110\n    no-mention: The passage is a pronoun.\n")
    printed = kg("check", qasr).stdout
    assert "1 exempt from naming what they are about:" in printed
    assert "  gate-gazette-2031-05-04/s001\n    The passage is a pronoun." in printed


def test_texts_of_another_folder_come_first(kg: Run, qasr: Path) -> None:
    texts = qasr.parent / "articles"
    shutil.copytree(qasr / "texts", texts)
    assert kg("check", qasr, "--texts", "articles").returncode == 0
    shutil.rmtree(qasr / "texts")
    without = kg("check", qasr)
    assert "no text at hand: gate-gazette-2031-05-04" in without.stdout
    assert kg("check", qasr, "--texts", "articles").stdout.splitlines()[1] == "11 of them verified against a text"
    text = texts / Path(TEXT).name
    text.write_text(text.read_text("utf-8") + "One more line.\n", encoding="utf-8")
    assert kg("check", qasr, "--texts", "articles").returncode == 1


def test_a_folder_of_texts_that_is_not_there(kg: Run, qasr: Path) -> None:
    checked = kg("check", qasr, "--texts", "nowhere")
    assert (checked.returncode, checked.stdout) == (3, "")
    assert checked.stderr.startswith("nowhere: no such folder: name the folder")


def test_a_text_that_is_not_utf8(kg: Run, qasr: Path) -> None:
    (qasr / TEXT).write_bytes(b"caf\xe9")
    checked = kg("check", "qasr")
    assert checked.returncode == 3
    assert checked.stderr.startswith(f"qasr/{TEXT}: is not UTF-8 at byte 3: ")


def test_a_passage_that_names_neither_subject_nor_object(kg: Run, qasr: Path, edit: Edit) -> None:
    text = edit(qasr / DOCUMENT, "at: P3 404-454", "at: P3 456-461")
    line = text[: text.index("  s007:")].count("\n") + 1
    checked = kg("check", "qasr")
    assert checked.returncode == 1
    assert checked.stderr.startswith(f"qasr/{DOCUMENT}:{line}")
    assert "the passage names neither its subject nor its object" in checked.stderr


def test_a_mention_that_the_text_does_not_hold(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / DOCUMENT, "named: {subject: the Sulmari side}", "named: {subject: the Sulmari shore}")
    checked = kg("check", "qasr")
    assert checked.returncode == 1
    assert "'the Sulmari shore'" in checked.stderr


def test_a_passage_across_lines(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / DOCUMENT, "at: P2 287-322", "at: P2 241-322")
    checked = kg("check", "qasr")
    assert checked.returncode == 1
    assert "the passage P2 241-322 crosses lines: run 'kg locate'" in checked.stderr


def test_faults_of_facts_and_of_evidence_come_together(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / DOCUMENT, "    backs: lantern-front\n", "    backs: lantern-frnt\n")
    edit(qasr / TEXT, "the great flood", "the great FLOOD")
    checked = kg("check", "qasr")
    assert checked.returncode == 1
    assert "no entity 'lantern-frnt'" in checked.stderr
    assert "has another SHA-256" in checked.stderr


PARAGRAPH = "On Tuesday the keeper of the old mill counted nineteen carts, more than in any week of the dry season"


@pytest.fixture
def copied(qasr: Path) -> Path:
    """The invented corpus with two more documents that share a paragraph, and a third that copies nothing."""
    texts = {
        "echo": f"Carts at the mill\n\n{PARAGRAPH}.\n",
        "mirror": f"Many carts\n\nThis is what we hear.\n\n{PARAGRAPH}, he added.\n",
        "lamp": "Carts\n\nThe keeper of the old mill has counted carts on Tuesday, and is tired of it.\n",
    }
    for name, text in texts.items():
        (qasr / "texts" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
        described = f"{{sha256: {sha256(text.encode()).hexdigest()}, length: {len(text)}}}"
        written = f"document: {name}\npublisher: gate-gazette\npublished: 2031-05-05\ntext: {described}\n"
        (qasr / "documents" / f"{name}.yaml").write_text(written, encoding="utf-8")
    return qasr


def test_copies_are_proposed(kg: Run, copied: Path) -> None:
    checked = kg("check", copied)
    assert (checked.returncode, checked.stderr) == (0, "")
    words = len(PARAGRAPH.split())
    assert checked.stdout.splitlines()[2:] == [
        "1 pair may be copies, or of one wire (judge them in the facts):",
        f"  echo: {words} words ({words / (words + 4):.0%}) in P1",
        f"    mirror: {words} words ({words / (words + 9):.0%}) in P2",
    ]
    (((one, other)),) = json.loads(kg("check", copied, "--json").stdout)["copies"]
    assert (one["document"], one["words"], one["paragraphs"]) == ("echo", words, ["P1"])
    assert (other["document"], other["words"], other["paragraphs"]) == ("mirror", words, ["P2"])
    assert other["part"] == words / (words + 9)


def test_no_word_of_a_text_is_printed(kg: Run, copied: Path) -> None:
    for options in ((), ("--json",)):
        printed = kg("check", copied, *options).stdout.casefold()
        assert not {word for word in PARAGRAPH.casefold().split() if len(word) > 5 and word in printed}


@pytest.mark.parametrize(
    ("headers", "decisions"),
    [
        ({"echo": "same-wire-as: [mirror]"}, ""),
        ({"mirror": "derived-from: [echo]"}, ""),
        ({"echo": "derived-from: [lamp]", "mirror": "same-wire-as: [lamp]"}, ""),  # of one origin
        ({}, "  apart: {independent: [lamp, mirror, echo], by: B, date: 2031-06-01, reason: Both were there.}\n"),
    ],
)
def test_what_is_judged_is_not_proposed(headers: dict[str, str], decisions: str, kg: Run, copied: Path) -> None:
    for name, line in headers.items():
        with (copied / "documents" / f"{name}.yaml").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    with (copied / "decisions.yaml").open("a", encoding="utf-8") as file:
        file.write(decisions)
    checked = kg("check", copied)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "copies" not in checked.stdout
    assert kg("build", copied, "--quiet").returncode == 0


def test_other_judgements_do_not_hide_a_copy(kg: Run, copied: Path) -> None:
    with (copied / "documents" / "echo.yaml").open("a", encoding="utf-8") as file:
        file.write("same-wire-as: [lamp]\n")
    assert "1 pair may be copies" in kg("check", copied).stdout
