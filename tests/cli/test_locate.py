"""`kg locate`: where words stand, in code points."""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

ARTICLE = "Gate re-opens\n\nQASR, 4 May\xa02031 — The guard’s post is open. \U0001f6a7 It stays so.\r\nمعبر القصر\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article with every kind of trap for who counts bytes."""
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Gate", "H 0-4"),
        ("4 May 2031", "P1 21-31"),  # a no-break space in the text
        ("4 May\xa02031", "P1 21-31"),
        ("The guard's post", "P1 34-50"),  # a curly apostrophe in the text
        ("The guard’s post", "P1 34-50"),
        ("It stays so", "P1 62-73"),  # after a character that UTF-16 counts twice
        ("معبر", "P2 76-80"),
    ],
)
def test_found(words: str, found: str, kg: Run, article: Path) -> None:
    located = kg("locate", article, words)
    assert (located.returncode, located.stdout, located.stderr) == (0, f"{found}\n", "")
    start, end = (int(number) for number in found.split(" ")[1].split("-"))
    text = article.read_bytes().decode("utf-8")
    assert text[start:end].replace("\xa0", " ").replace("’", "'") == words.replace("\xa0", " ").replace("’", "'")


def test_what_is_printed_passes_the_check(kg: Run, qasr: Path) -> None:
    text = qasr / "texts" / "gate-gazette-2031-05-04.txt"
    assert kg("locate", text, "has held the Vardan side").stdout == "P1 86-110\n"


def test_every_place_is_printed(kg: Run, article: Path) -> None:
    located = kg("locate", article, "re-opens")
    assert located.stdout == "H 5-13\n"
    located = kg("locate", article, "s ")
    assert located.stdout.count("\n") == ARTICLE.count("s ")
    assert json.loads(kg("locate", article, "Gate", "--json").stdout) == [{"paragraph": "H", "start": 0, "end": 4}]


def test_words_with_spaces_at_the_ends(kg: Run, article: Path) -> None:
    assert kg("locate", article, " is open").stdout == "P1 50-58\n"


@pytest.mark.parametrize("words", ["shut", "", "gate", "re-opens\n\nQASR, 5"])
def test_not_found(words: str, kg: Run, article: Path) -> None:
    located = kg("locate", article, words)
    assert (located.returncode, located.stdout) == (2, "")
    assert "is not in " in located.stderr
    assert "copy the words as they stand in one paragraph" in located.stderr
    assert located.stderr.count("\n") == 1


def test_not_found_in_json(kg: Run, article: Path) -> None:
    located = kg("locate", article, "shut", "--json")
    assert (located.returncode, json.loads(located.stdout)) == (2, [])


def test_words_across_paragraphs_are_no_passage(kg: Run, article: Path) -> None:
    located = kg("locate", article, "re-opens\n\nQASR")
    assert located.returncode == 2, located.stdout


def test_missing_file(kg: Run) -> None:
    located = kg("locate", "nowhere.txt", "x")
    assert (located.returncode, located.stdout) == (3, "")
    assert located.stderr.startswith("nowhere.txt: cannot be read (No such file or directory): ")


def test_a_folder(kg: Run, tmp_path: Path) -> None:
    located = kg("locate", tmp_path, "x")
    assert (located.returncode, located.stdout) == (3, "")
    assert "cannot be read (Is a directory)" in located.stderr


def test_not_utf8(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 x")
    located = kg("locate", "latin.txt", "x")
    assert (located.returncode, located.stdout) == (3, "")
    assert located.stderr.startswith("latin.txt: is not UTF-8 at byte 3: ")


def test_a_file_without_an_end(kg: Run) -> None:
    """A device has no size; what it gives must be bounded all the same."""
    memory = 1 << 30
    located = kg(
        "locate", "/dev/zero", "x", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    )
    assert located.returncode == 3
    assert "Traceback" not in located.stderr
