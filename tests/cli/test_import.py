"""`kg import ucdp`: what it prints, and that a folder is made whole or not at all."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kg.shipped import shipped

Run = Callable[..., CompletedProcess[str]]

SLICE = shipped("facts") / "examples" / "ucdp-slice" / "ged.csv"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shipped slice, as a file to be changed freely."""
    return Path(shutil.copy(SLICE, tmp_path / "ged.csv"))


def test_a_corpus_that_builds(kg: Run, file: Path) -> None:
    made = kg("import", "ucdp", file.name, "--out", "My Events")
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines() == [
        "My Events: 273 statements on 79 events",
        "18 places and 19 agents",
        "",
        "kg build 'My Events' --out 'My Events-build'",
    ]
    checked = kg("check", "My Events")
    assert checked.returncode == 0, checked.stderr
    assert (file.parent / "My Events" / "corpus.yaml").read_text("utf-8").startswith('corpus: "my-events"\n')


@pytest.mark.parametrize("name", ["Ḩamāh (2018)", "قصر", "x" * 120])
def test_a_folder_gives_its_corpus_the_id_that_kg_init_would(name: str, kg: Run, file: Path) -> None:
    assert kg("import", "ucdp", file.name, "--out", f"imported/{name}").returncode == 0
    assert kg("init", f"begun/{name}").returncode == 0
    texts = [(file.parent / folder / name / "corpus.yaml").read_text("utf-8") for folder in ("imported", "begun")]
    assert len({re.findall(r'^corpus: "?([a-z0-9-]+)', text, re.MULTILINE)[0] for text in texts}) == 1


def test_json_and_quiet(kg: Run, file: Path, edit: Callable[[Path, str, str], str]) -> None:
    edit(file, "2016-06-17;2016-06-17,SOHR,", "2016-06-17;2016-06-16,Tarn Courier,")
    made = kg("import", "ucdp", file.name, "--out", "made", "--json")
    assert json.loads(made.stdout) == {
        "corpus": "made",
        "events": 79,
        "statements": 273,
        "places": 18,
        "agents": 20,
        "estimates_apart": 0,
        "days_unused": 1,
        "unlisted": {"Tarn Courier": 1},
    }
    told = kg("import", "ucdp", file.name, "--out", "again")
    assert "1 day of sources left out, before the event or long after it" in told.stdout
    assert "1 way of writing a source that no table lists, taken as written:\n     1  Tarn Courier\n" in told.stdout
    assert kg("import", "ucdp", file.name, "--out", "third", "--quiet").stdout == ""


def test_faults_leave_nothing_behind(kg: Run, file: Path, edit: Callable[[Path, str, str], str]) -> None:
    edit(file, "249120.0,2017.0", "249120.0,2016.0")
    before = set(file.parent.iterdir())
    made = kg("import", "ucdp", file.name, "--out", "made")
    assert made.returncode == 1
    assert made.stderr.splitlines() == [
        "ged.csv:4: year: is not that of date_start, 2017-04-08: correct one of the two",
        "1 fault",
    ]
    assert set(file.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (lambda path: path.unlink(), 3, "ged.csv: cannot be read (No such file or directory)"),
        (lambda path: path.write_bytes(b"\xff" + path.read_bytes()), 3, "is not UTF-8"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"id,", b"ident,", 1)), 1, "unknown column 'ident'"),
    ],
)
def test_a_file_that_cannot_be_read(kg: Run, file: Path, spoil: Callable[[Path], object], code: int, says: str) -> None:
    spoil(file)
    made = kg("import", "ucdp", file.name, "--out", "made")
    assert made.returncode == code, made.stderr
    assert says in made.stderr
    assert "Traceback" not in made.stderr
    assert not (file.parent / "made").exists()


def test_a_packed_file_that_is_cut_short(kg: Run, file: Path) -> None:
    packed = file.with_name("ged.csv.gz")
    packed.write_bytes(gzip.compress(file.read_bytes())[:-50])
    made = kg("import", "ucdp", packed.name, "--out", "made")
    assert made.returncode == 3
    assert "ends too early" in made.stderr
    assert not (file.parent / "made").exists()


def test_what_is_there_stays(kg: Run, file: Path) -> None:
    kept = file.parent / "made" / "notes.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    made = kg("import", "ucdp", file.name, "--out", "made")
    assert made.returncode == 4
    assert made.stderr == f"{kept.parent}: holds files already: name a folder that does not exist, or an empty one\n"
    assert [path.name for path in kept.parent.iterdir()] == ["notes.txt"]
