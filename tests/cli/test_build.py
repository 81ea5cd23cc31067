"""`kg build`: what is printed and written; `test_bad_input.py` has what is refused."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]

DATASET = ("dataset.nq", "dataset.trig", "kept.sqlite", "manifest.json")


def test_the_shipped_corpus_by_default(kg: Run, tmp_path: Path) -> None:
    built = kg("build")
    assert (built.returncode, built.stderr) == (0, "")
    assert "statements of 2 documents, valid:" in built.stdout
    assert max(map(len, built.stdout.splitlines())) <= 80
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [*DATASET, "store"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_json_is_the_manifest(kg: Run, qasr: Path, tmp_path: Path) -> None:
    built = kg("build", qasr, "--json", "--no-store")
    assert (built.returncode, built.stderr) == (0, "")
    assert json.loads(built.stdout) == json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert not (tmp_path / "out" / "store").exists()


def test_quiet(kg: Run, qasr: Path, tmp_path: Path) -> None:
    built = kg("build", qasr, "--quiet", "--no-store")
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_a_bar_on_a_terminal_and_only_there(kg: Run, qasr: Path, in_terminal: Callable[..., str]) -> None:
    shown = in_terminal(80, "build", qasr, "--no-store")
    assert "validating" in shown
    assert "valid:" in shown
    assert "validating" not in in_terminal(80, "build", qasr, "--no-store", "--quiet")
    piped = kg("build", qasr, "--no-store", "--workers", "2")
    assert (piped.returncode, piped.stderr) == (0, "")
    assert "validating" not in piped.stdout


def test_quiet_does_not_hide_faults(kg: Run, qasr: Path) -> None:
    (qasr / "agents.yaml").unlink()
    built = kg("build", qasr, "--quiet")
    assert (built.returncode, built.stdout) == (1, "")
    assert "no entity 'gate-gazette'" in built.stderr


@pytest.mark.usefixtures("qasr")
def test_twice_the_same_bytes(kg: Run, out: Path, tree: Tree) -> None:
    before = {name: found for name, found in tree(out).items() if name in DATASET}
    settings = {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "LANG": "C", "TZ": "Pacific/Kiritimati"}
    again = kg("build", "qasr", env=settings)
    assert again.returncode == 0, again.stderr
    assert {name: found for name, found in tree(out).items() if name in DATASET} == before


@pytest.mark.usefixtures("qasr")
def test_an_earlier_build_is_replaced_whole(kg: Run, out: Path) -> None:
    assert kg("build", "qasr", "--no-store").returncode == 0
    assert sorted(path.name for path in out.iterdir()) == [*DATASET]


def test_a_link_to_the_output_stays_a_link(kg: Run, qasr: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk" / "build", target_is_directory=True)
    for _ in range(2):
        assert kg("build", qasr, "--no-store").returncode == 0
        assert (tmp_path / "out").is_symlink()
        assert (tmp_path / "disk" / "build" / "manifest.json").is_file()


def test_several_corpora(kg: Run, qasr: Path, tmp_path: Path) -> None:
    assert kg("init", "--quiet", "second").returncode == 0
    second = tmp_path / "second"
    for path in sorted(second.rglob("*.yaml")):
        text = path.read_text("utf-8")
        for id_ in ("gate-gazette-2031-05-04", "gate-gazette", "qasr", "varda", "sulmar", "jisr-town", "river-brigade"):
            text = text.replace(id_, f"x-{id_}")
        for id_ in (
            "border-guard",
            "lantern-front",
            "ministry-spokeswoman",
            "ferrymen",
            "government-of-x-",
            "seizure-of-x-",
        ):
            text = text.replace(id_, f"x-{id_}")
        path.write_text(text, encoding="utf-8")
    (second / "documents" / "gate-gazette-2031-05-04.yaml").rename(
        second / "documents" / "x-x-gate-gazette-2031-05-04.yaml"
    )
    built = kg("build", qasr, second, "--json", "--no-store")
    assert built.returncode == 0, built.stderr
    manifest = json.loads(built.stdout)
    assert list(manifest["corpora"]) == ["qasr", "second"]
    assert manifest["statements"] == 22


@pytest.mark.parametrize("arguments", [["--out"], ["--no-such-option"], ["--workers"]])
def test_wrong_usage(arguments: list[str], kg: Run, tmp_path: Path) -> None:
    built = kg("build", *arguments)
    assert (built.returncode, built.stdout) == (2, "")
    assert "Traceback" not in built.stderr
    assert not list(tmp_path.iterdir())
