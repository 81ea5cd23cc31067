"""`kg draw timeline`: a picture that is whole, the same each time, or what stood there before."""

from __future__ import annotations

import resource
import subprocess
import xml.etree.ElementTree as ET  # our own pictures
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

SVG = "{http://www.w3.org/2000/svg}"


def texts(path: Path) -> list[str]:
    """The words of a picture."""
    return [text.text or "" for text in ET.parse(path).getroot().iter(f"{SVG}text")]  # noqa: S314


def failed(ran: subprocess.CompletedProcess[str], exit_code: int) -> str:
    """The message of a command that failed."""
    assert (ran.returncode, ran.stdout) == (exit_code, ""), ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1
    return ran.stderr


def test_a_crossing(ask: Run, tmp_path: Path) -> None:
    ran = ask("draw", "timeline", "Albu Kamal", "--at", "2016-06-01", "--out", "a.svg")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"a.svg  {(tmp_path / 'a.svg').stat().st_size:,} bytes\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]
    found = texts(tmp_path / "a.svg")
    assert found[0] == "Who held Albu Kamal crossing"
    assert {"Islamic State", "Syrian regime forces", "2016-06-01", "no statement answers this"} <= {*found}


def test_every_crossing_on_one_scale(ask: Run, tmp_path: Path) -> None:
    assert ask("draw", "timeline", "--out", "a.svg").returncode == 0
    found = texts(tmp_path / "a.svg")
    assert found[0] == "Who held each border crossing"
    assert {"Albu Kamal crossing", "Al-Tanf crossing, Syrian post", "Yaarubiya crossing"} <= {*found}
    years = [text for text in found if text.isdecimal()]
    assert years.count("2015") == years.count("2018") > 2


def test_status_and_presence(ask: Run, tmp_path: Path) -> None:
    assert ask("draw", "timeline", "--of", "status", "--out", "status.svg").returncode == 0
    assert ask("draw", "timeline", "--of", "presence", "--out", "presence.svg").returncode == 0
    status, presence = texts(tmp_path / "status.svg"), texts(tmp_path / "presence.svg")
    assert status[0] == "Whether each border crossing was open"
    assert "not open" in status and "Islamic State" not in status
    assert presence[0] == "Who was at each place where somebody is told to be"
    assert {"At Tanf", "US forces"} <= {*presence}
    assert "Albu Kamal crossing" not in presence


def test_as_it_was_known_and_in_another_language(ask: Run, tmp_path: Path) -> None:
    ran = ask("draw", "timeline", "albu-kamal", "--known-by", "2018-10-14", "--lang", "ar", "--out", "a.svg")
    assert (ran.returncode, ran.stderr) == (0, "")
    found = texts(tmp_path / "a.svg")
    assert found[0].endswith(", as known by 2018-10-14") and "القائم" in found[0]
    assert "nothing had been said of it by then" in found


def test_the_same_bytes_each_time(ask: Run, tmp_path: Path) -> None:
    for seed in ("0", "1", "4711"):
        settings = {"PYTHONHASHSEED": seed, "LC_ALL": "C" if seed == "1" else "C.UTF-8", "TZ": "Asia/Baghdad"}
        assert ask("draw", "timeline", "--out", f"{seed}.svg", env=settings).returncode == 0
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_an_older_file_is_replaced(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("older")
    ran = ask("draw", "timeline", "al-tanf", "--out", "a.svg", "--quiet")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert texts(tmp_path / "a.svg")


def test_standard_output_holds_the_picture_and_no_word_more(ask: Run) -> None:
    ran = ask("draw", "timeline", "al-tanf", "--out", "/dev/stdout")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("<?xml ") and ran.stdout.endswith("</svg>\n")


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("folder", "folder: is a folder: name a file\n"),
        ("nowhere/a.svg", "nowhere/a.svg: cannot be written (No such file or directory): nothing was changed"),
        ("older/a.svg", "older/a.svg: cannot be written (Not a directory): nothing was changed"),
    ],
)
def test_places_where_no_file_can_be(out: str, says: str, ask: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "older").write_text("older")
    assert says in failed(ask("draw", "timeline", "al-tanf", "--out", out), 4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "older"]


def test_a_file_that_may_not_grow(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("older")
    limit = resource.RLIMIT_FSIZE, (100, 100)
    ran = ask("draw", "timeline", "al-tanf", "--out", "a.svg", preexec_fn=lambda: resource.setrlimit(*limit))
    assert "a.svg: cannot be written (File too large)" in failed(ran, 4)
    assert (tmp_path / "a.svg").read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["atlantis"], "no crossing is called 'atlantis'"),
        (["albu-kamal", "--at", "yesterday"], "--at: 'yesterday' is not a date we read"),
        (["--at", "2018-02-30"], "--at: '2018-02-30' is not in the calendar"),
        (["albu-kamal", "--known-by", "2018/2019"], "--known-by: '2018/2019' is not a date we read here"),
        (["--known-by", "soon"], "--known-by: 'soon' is not a date we read"),
    ],
)
def test_what_cannot_be_drawn(arguments: list[str], says: str, ask: Run, tmp_path: Path) -> None:
    assert failed(ask("draw", "timeline", *arguments, "--out", "a.svg"), 2).startswith(says)
    assert list(tmp_path.iterdir()) == []


def test_no_build(kg: Run, tmp_path: Path) -> None:
    assert failed(kg("draw", "timeline", "--out", "a.svg"), 3).startswith("out: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["map", "--out", "x"], ["timeline"], ["timeline", "a", "b", "--out", "x"]])
def test_wrong_usage(arguments: list[str], ask: Run, tmp_path: Path) -> None:
    ran = ask("draw", *arguments)
    assert ran.returncode == 2
    assert "Usage:" in ran.stderr and "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_of_the_picture(kg: Run) -> None:
    shown = kg("draw", "timeline", "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert 'kg draw timeline "Albu Kamal" --out albu-kamal.svg' in shown.stdout
