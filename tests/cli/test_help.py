"""Help: every command has it, with an example, in 80 columns; so have usage errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from kg.cli import COMMANDS

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_commands(kg: Run) -> None:
    shown = kg("--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    lines = [line.split(maxsplit=1) for line in shown.stdout.splitlines()]
    assert all([name, summary] in lines for name, summary in COMMANDS.items())
    assert "Example:\n    kg build" in shown.stdout


def test_exit_codes_are_documented(kg: Run) -> None:
    lines = [line.strip() for line in kg("--help").stdout.splitlines()]
    for code in ("0  fine", "1  ", "2  ", "3  ", "4  ", "130  interrupted"):
        assert any(line.startswith(code) for line in lines), code


def test_every_module_of_a_command_is_listed(root: Path) -> None:
    helpers = {"__init__", "bar", "console", "rejected", "resolved"}
    modules = {path.stem for path in (root / "kg" / "cli").glob("*.py")} - helpers
    assert {module.rstrip("_").replace("_", "-") for module in modules} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_with_an_example(name: str, option: str, kg: Run, tmp_path: Path) -> None:
    shown = kg(name, option)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    lines = [line.strip() for line in shown.stdout.splitlines()]
    assert lines[0].startswith("Usage: ")
    example = next(number for number, line in enumerate(lines) if line in {"Example:", "Examples:"})
    assert lines[example + 1].startswith("kg ")
    assert any(line.startswith(f"kg {name}") for line in lines[example + 1 :])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("columns", ["40", "200"])
def test_help_is_never_wider_than_80_columns(columns: str, kg: Run) -> None:
    assert max(map(len, kg("build", "--help", env={"COLUMNS": columns}).stdout.splitlines())) <= 80


def test_the_console_script_is_the_module(kg: Run, tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("kg")
    if not script.exists():
        pytest.skip("the command is not installed beside this interpreter")
    ran = subprocess.run([script, "query", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.replace("Usage: kg", "Usage: python -m kg") == kg("query", "--help").stdout


def test_version(kg: Run) -> None:
    assert kg("--version").stdout == f"kg (crossings) {version('crossings')}\n"


def test_no_arguments_is_help(kg: Run) -> None:
    ran = kg()
    assert ran.returncode in {0, 2}
    assert "Commands:" in ran.stdout + ran.stderr


@pytest.mark.parametrize("arguments", [["biuld"], ["build", "--ot", "x"], ["locate"], ["init"], ["init", "a", "b"]])
def test_wrong_usage(arguments: list[str], kg: Run, tmp_path: Path) -> None:
    ran = kg(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Error: " in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not list(tmp_path.iterdir())
