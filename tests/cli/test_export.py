"""`kg export`: a file that is whole, or what stood there before."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.export.views import VIEWS

Run = Callable[..., subprocess.CompletedProcess[str]]

FORMATS = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}
VIEWED = ["gexf", "graphml", "csv-nodes", "csv-edges"]
ALL = [*FORMATS, *VIEWED, "geojson"]


def failed(ran: subprocess.CompletedProcess[str], exit_code: int = 4) -> str:
    """The message of an export that failed."""
    assert (ran.returncode, ran.stdout) == (exit_code, ""), ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1
    return ran.stderr


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_rdflib_reads(form: str, ask: Run, tmp_path: Path, shipped_out: Path) -> None:
    ran = ask("export", form, "--out", "file")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"file  {(tmp_path / 'file').stat().st_size:,} bytes\n"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    dataset = rdflib.Dataset()
    dataset.parse(tmp_path / "file", format=FORMATS[form])
    quads = list(ox.parse(path=str(shipped_out / "dataset.nq"), format=ox.RdfFormat.N_QUADS))
    found = sum(1 for _ in dataset.quads())
    assert found == (len({quad.triple for quad in quads}) if form == "turtle" else len(quads))


def test_quiet(ask: Run) -> None:
    ran = ask("export", "nquads", "--out", "file", "--quiet")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("form", ALL)
def test_an_older_file_stays(form: str, ask: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    assert failed(ask("export", form, "--out", "file")) == "file: exists: name another file, or write --force\n"
    assert (tmp_path / "file").read_text() == "older"


def test_an_older_file_is_replaced_by_force(ask: Run, tmp_path: Path, shipped_out: Path) -> None:
    (tmp_path / "file").write_text("older")
    assert ask("export", "nquads", "--out", "file", "--force").returncode == 0
    assert (tmp_path / "file").read_bytes() == (shipped_out / "dataset.nq").read_bytes()


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("folder", "folder: is a folder: name a file\n"),
        (".", ".: is a folder: name a file\n"),
        ("nowhere/file", "nowhere/file: cannot be written (No such file or directory): nothing was changed"),
        ("older/file", "older/file: cannot be written (Not a directory): nothing was changed"),
        ("x" * 300, "cannot be written (File name too long): nothing was changed"),
        ("/proc/x.ttl", "/proc/x.ttl: cannot be written ("),
    ],
)
@pytest.mark.parametrize("form", ["turtle", "nquads", "gexf", "geojson"])
def test_places_where_no_file_can_be(form: str, out: str, says: str, ask: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "older").write_text("older")
    assert says in failed(ask("export", form, "--out", out))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "older"]
    assert (tmp_path / "older").read_text() == "older"


@pytest.mark.parametrize("limit", [0, 4096, 15_000])
@pytest.mark.parametrize("form", [*FORMATS, "gexf"])
def test_a_file_that_may_not_grow(form: str, limit: int, ask: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    ran = ask(
        "export",
        form,
        "--out",
        "file",
        "--force",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert failed(ran) == (
        "file: cannot be written (File too large): nothing was changed; free some space, or name another file\n"
    )
    assert (tmp_path / "file").read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("form", ALL)
def test_a_full_disk(form: str, ask: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    assert failed(ask("export", form, "--out", "/dev/full")).startswith(
        "/dev/full: cannot be written (No space left on device): "
    )


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_holds_the_dataset_and_no_word_more(place: str, ask: Run, shipped_out: Path) -> None:
    if not os.path.lexists(place):
        pytest.skip(f"there is no {place}")
    ran = ask("export", "nquads", "--out", place)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (shipped_out / "dataset.nq").read_text("utf-8")


def test_standard_output_that_leads_to_a_file(shipped_out: Path, tmp_path: Path) -> None:
    """Named by /proc: had the file been replaced, so would be the machine's /dev/stdout."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("there is no /proc here")
    with (tmp_path / "file").open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "kg", "export", "nquads", "--out", "/proc/self/fd/1", "--data", shipped_out],
            stdout=file,
            check=True,
        )
    assert (tmp_path / "file").read_bytes() == (shipped_out / "dataset.nq").read_bytes()


def test_who_reads_the_first_letter_only(shipped_out: Path, first_letter: Callable[..., tuple[int, str]]) -> None:
    for form in FORMATS:
        assert first_letter("export", form, "--out", "/dev/stdout", "--data", shipped_out) == (1, "")


@pytest.mark.parametrize("arguments", [("rdfxml", "--out", "x"), ("", "--out", "x"), ("turtle",), ()])
def test_no_such_format_and_no_file(arguments: tuple[str, ...], ask: Run, tmp_path: Path) -> None:
    ran = ask("export", *arguments)
    assert ran.returncode == 2
    assert "Usage:" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_build_is_not_exported(kg: Run, out: Path, tmp_path: Path) -> None:
    (out / "dataset.nq").write_bytes((out / "dataset.nq").read_bytes()[:-100])
    said = failed(kg("export", "turtle", "--out", "file"), 3)
    assert said.startswith("out/dataset.nq: is not as it was built: ")
    assert not (tmp_path / "file").exists()


def test_the_build_stays_as_it_is(ask: Run, shipped_out: Path, tree: Callable[[Path], dict[str, str]]) -> None:
    before = tree(shipped_out)
    for form in ALL:
        assert ask("export", form, "--out", "file", "--force").returncode == 0
    assert tree(shipped_out) == before


def test_a_name_in_another_script_and_with_a_newline(ask: Run, tmp_path: Path) -> None:
    ran = ask("export", "turtle", "--out", "معبر\n\x1b[31m.ttl")
    assert ran.returncode == 0
    assert (tmp_path / "معبر\n\x1b[31m.ttl").exists()
    assert ran.stdout.count("\n") == 1
    assert "\x1b" not in ran.stdout


# --- views ---


@pytest.mark.parametrize("form", VIEWED)
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_in_every_format(name: str, form: str, ask: Run, tmp_path: Path) -> None:
    ran = ask("export", form, "--view", name, "--out", "file")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"file  {(tmp_path / 'file').stat().st_size:,} bytes\n"


def test_the_same_bytes(ask: Run, tmp_path: Path) -> None:
    for form in ALL:
        options = ["--measures"] if form in VIEWED else []
        for name, seed in (("one", "1"), ("other", "2")):
            assert ask("export", form, "--out", name, "--force", *options, env={"PYTHONHASHSEED": seed}).returncode == 0
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes(), form


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gexf", "--view", "contrl"], "no view 'contrl': did you mean 'control'?\n"),
        (["gexf", "--view", ""], "no view '': there are control, sources, actors, places, conflicts, full\n"),
        (["gexf", "--at", "-0044"], "--at: '-0044' is not a date we read: write YYYY, YYYY-MM or YYYY-MM-DD\n"),
        (["csv-nodes", "--at", "0000-01-01"], "--at: '0000-01-01' is not in the calendar: write"),
        (["geojson", "--known-by", "soon"], "--known-by: 'soon' is not a date"),
        (["graphml", "--without", "nobody"], "no document"),
    ],
)
def test_what_cannot_be_asked(arguments: list[str], says: str, ask: Run, tmp_path: Path) -> None:
    assert says.rstrip("\n") in failed(ask("export", *arguments, "--out", "file"), 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["turtle", "--view", "full"],
        ["nquads", "--at", "2018"],
        ["jsonld", "--measures"],
        ["graphml", "--static"],
        ["geojson", "--view", "control"],
    ],
)
def test_an_option_is_never_swallowed(arguments: list[str], ask: Run, tmp_path: Path) -> None:
    ran = ask("export", *arguments, "--out", "file")
    assert ran.returncode == 2
    option = next(word for word in arguments if word.startswith("--"))
    assert f"{option} says nothing of {arguments[0]}: leave it out" in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize("form", VIEWED)
def test_nothing_in_a_view_is_a_whole_file_and_a_word(form: str, kg: Run, tmp_path: Path) -> None:
    """The invented corpus has one document: without it nobody disagrees."""
    ran = kg("export", form, "--view", "conflicts", "--without", "gate-gazette-2031-05-04", "--out", "file")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[1] == "Nothing is in this view: the file is whole, and empty."
    written = (tmp_path / "file").read_text("utf-8")
    assert written.rstrip().endswith(("</gexf>", "</graphml>", "span", "predicate"))
