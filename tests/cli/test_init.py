"""`kg init`: a corpus that builds at once, whatever its folder is called."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]


def test_says_what_to_do_next_and_that_works(kg: Run) -> None:
    made = kg("init", "mine")
    assert (made.returncode, made.stderr) == (0, "")
    commands = [line.split() for line in made.stdout.splitlines() if line.startswith("kg ")]
    assert [command[1] for command in commands] == ["check", "build"]
    for command in commands:
        ran = kg(*command[1:])
        assert ran.returncode == 0, ran.stderr


def test_the_table_says_the_same(kg: Run, tmp_path: Path) -> None:
    assert kg("init", "--csv", "mine").returncode == 0
    built = kg("build", "mine", "--json", "--no-store")
    assert built.returncode == 0, built.stderr
    manifest = json.loads(built.stdout)
    assert manifest["statements"] == 11
    assert (tmp_path / "mine" / "statements.csv").read_text("utf-8").count("\n") == 12
    assert "statements:" not in (tmp_path / "mine" / "documents" / "gate-gazette-2031-05-04.yaml").read_text("utf-8")
    assert kg("check", "mine").stdout.splitlines()[1:3] == [
        "statements.csv of gate-gazette-2031-05-04: 11 rows, 11 statements",
        "11 of them verified against a text",
    ]


def test_quiet(kg: Run, tmp_path: Path) -> None:
    made = kg("init", "--quiet", "mine")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert (tmp_path / "mine" / "corpus.yaml").is_file()


@pytest.mark.parametrize(
    ("folder", "id_"),
    [
        ("My Corpus (2)", "my-corpus-2"),
        ("a/b/c d", "c-d"),
        ("_.._", "corpus"),
        ("مدينة", "corpus"),
        ("Überall", "berall"),
        ("--x--", "x"),
        ("2024", "2024"),
        ("true", "true"),
        ("1e3", "1e3"),
        ("x" * 200, "x" * 100),
        ("y" * 99 + "-" + "z" * 50, "y" * 99),
        ("a: b # c", "a-b-c"),
    ],
)
def test_folder_names_that_are_no_slugs(folder: str, id_: str, kg: Run, tmp_path: Path) -> None:
    made = kg("init", "--", folder)
    assert made.returncode == 0, made.stderr
    settings = (tmp_path / folder / "corpus.yaml").read_text("utf-8")
    match = re.search(r"^corpus: [\"']?([^\s\"']+)", settings, re.MULTILINE)
    assert match
    assert match[1] == id_
    checked = kg("check", "--", folder)
    assert checked.returncode == 0, checked.stderr


def test_the_working_folder(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert kg("init", ".", cwd=tmp_path / "here").returncode == 0
    assert "corpus: here" in (tmp_path / "here" / "corpus.yaml").read_text("utf-8")


def test_an_empty_folder_will_do(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert kg("init", "mine").returncode == 0


@pytest.mark.parametrize("there", ["folder", "file", "corpus"])
def test_what_is_there_is_not_touched(there: str, kg: Run, tmp_path: Path, tree: Tree) -> None:
    mine = tmp_path / "mine"
    if there == "file":
        mine.write_text("my notes")
    elif there == "folder":
        mine.mkdir()
        (mine / "notes.txt").write_text("my notes")
    else:
        assert kg("init", "mine").returncode == 0
    before = tree(tmp_path)
    made = kg("init", "mine")
    assert (made.returncode, made.stdout) == (4, "")
    assert made.stderr.startswith("mine: is there already: name a folder that does not exist, or an empty one")
    assert tree(tmp_path) == before


def test_editors_find_the_schemas(kg: Run, tmp_path: Path) -> None:
    assert kg("init", "mine").returncode == 0
    files = sorted((tmp_path / "mine").rglob("*.yaml"))
    assert len(files) >= 6
    for path in files:
        first = path.read_text("utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path
        assert (path.parent / match[1]).is_file(), path
