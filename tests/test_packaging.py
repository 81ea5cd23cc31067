"""The wheel, installed elsewhere, does the main job in a directory of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

SHIPPED = ("ontology", "shapes", "queries", "facts")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, as `pip install .` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (built,) = folder.glob("crossings-*.whl")
    return built


def test_the_wheel_holds_every_shipped_file_and_no_other(wheel: Path, root: Path) -> None:
    listed = subprocess.run(["git", "ls-files", *SHIPPED], cwd=root, check=True, capture_output=True, text=True)
    wanted = {f"kg/_shipped/{name}" for name in listed.stdout.splitlines()}
    names = set(zipfile.ZipFile(wheel).namelist())
    assert len(wanted) > 60
    assert wanted - names == set()
    assert not [name for name in names if name.startswith(("tests/", "bench/", "docs/"))]


def test_the_installed_wheel_runs_the_main_job(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies as they are here; the wheel's own package comes first.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [python, *arguments], cwd=elsewhere, env=kept, check=False, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = run("-c", "import kg.shipped as s; print(s.__file__, s.shipped('facts'))")
    assert all(path.startswith(str(site)) for path in where.split())
    run("-m", "kg", "build")
    asked = ("query", "who-controls", "--param", "crossing=al-tanf", "--at", "2018-10-15", "--json")
    answer = json.loads(run("-m", "kg", *asked))
    assert {row["answer"] for row in answer["rows"]} == {"definite", "denied"}
    run("-m", "kg", "init", "mine")
    run("-m", "kg", "build", "mine", "--out", "mine-out")


def test_an_editable_install_reads_the_checkout(root: Path) -> None:
    from kg.shipped import shipped

    if not (root / "kg" / "_shipped").exists() and Path(shipped.__code__.co_filename).is_relative_to(root):
        assert {shipped(name) for name in SHIPPED} == {root / name for name in SHIPPED}
    else:
        pytest.skip("these tests run against an installed wheel")


def test_the_command_is_installed_under_its_name() -> None:
    from importlib.metadata import entry_points

    (command,) = [point for point in entry_points(group="console_scripts") if point.name == "kg"]
    assert command.value == "kg.cli:main"
