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

Run = Callable[..., subprocess.CompletedProcess[str]]

FORMATS = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}


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


def test_an_older_file_is_replaced(ask: Run, tmp_path: Path, shipped_out: Path) -> None:
    (tmp_path / "file").write_text("older")
    assert ask("export", "nquads", "--out", "file").returncode == 0
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
@pytest.mark.parametrize("form", ["turtle", "nquads"])
def test_places_where_no_file_can_be(form: str, out: str, says: str, ask: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "older").write_text("older")
    assert says in failed(ask("export", form, "--out", out))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "older"]
    assert (tmp_path / "older").read_text() == "older"


@pytest.mark.parametrize("limit", [0, 4096, 200_000])
@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_may_not_grow(form: str, limit: int, ask: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    ran = ask(
        "export",
        form,
        "--out",
        "file",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert failed(ran) == (
        "file: cannot be written (File too large): nothing was changed; free some space, or name another file\n"
    )
    assert (tmp_path / "file").read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("form", FORMATS)
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
    for form in FORMATS:
        assert ask("export", form, "--out", "file").returncode == 0
    assert tree(shipped_out) == before


def test_a_name_in_another_script_and_with_a_newline(ask: Run, tmp_path: Path) -> None:
    ran = ask("export", "turtle", "--out", "معبر\n\x1b[31m.ttl")
    assert ran.returncode == 0
    assert (tmp_path / "معبر\n\x1b[31m.ttl").exists()
    assert ran.stdout.count("\n") == 1
    assert "\x1b" not in ran.stdout
