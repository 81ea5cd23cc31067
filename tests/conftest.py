"""What tests of several stages share: the invented corpus, a build of it, and the command itself."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kg.errors import Faults
from kg.facts.corpus import Corpus
from kg.resolve.curated import curated
from kg.resolve.deriving import taken_in
from kg.resolve.gathered import Gathered
from kg.resolve.material import Material
from kg.resolve.reading import Reader
from kg.resolve.told import rows

Run = Callable[..., subprocess.CompletedProcess[str]]

# What the machine of whoever runs the tests may have set, and a command's output depends on.
_SETTINGS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "PYTHONWARNINGS")


def run_kg(*arguments: object, cwd: Path, env: Mapping[str, str] | None = None, **more: Any) -> Any:
    """Run `python -m kg` with these arguments in `cwd`, whatever its exit code."""
    kept = {key: value for key, value in os.environ.items() if key not in _SETTINGS}
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    settings: dict[str, Any] = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 60, **more}
    return subprocess.run(command, cwd=cwd, env=kept | dict(env or {}), check=False, **settings)


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below `folder`, by its path in it; `{}` when there is no folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def gathered_from() -> Callable[[Corpus], Gathered]:
    """A function: what all statements of a corpus come to, for the rules."""

    def gathered(corpus: Corpus) -> Gathered:
        found, reader, faults = Gathered(), Reader(corpus), Faults()
        for _, statements in corpus.statements(faults):
            for statement in statements:
                reader.add(statement)
            found.add(reader.taken())
        faults.raise_if_any()
        return found

    return gathered


@pytest.fixture(scope="session")
def material_from(gathered_from: Callable[[Corpus], Gathered]) -> Callable[[Corpus | None], Material]:
    """A function: all that is on record in a corpus, in memory."""

    def material(corpus: Corpus | None) -> Material:
        assert corpus is not None
        with gathered_from(corpus) as found:
            runs = (run for bucket in range(len(found.told)) for run in found.told.pieces(bucket))
            told = [one for run in runs for one in rows(run) if not one.beside]
            return taken_in(told, found.ordered(curated(corpus, found.meant)))

    return material


@pytest.fixture(scope="session")
def qasr_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus as `kg init` makes it; never to be changed."""
    folder = tmp_path_factory.mktemp("init")
    made = run_kg("init", "qasr", cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder / "qasr"


@pytest.fixture(scope="session")
def out_once(qasr_once: Path) -> Path:
    """A build of the invented corpus; never to be changed."""
    built = run_kg("build", "qasr", cwd=qasr_once.parent)
    assert built.returncode == 0, built.stderr
    return qasr_once.parent / "out"


@pytest.fixture(scope="session")
def shipped_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the shipped corpus; never to be changed."""
    folder = tmp_path_factory.mktemp("shipped")
    built = run_kg("build", "--out", "out", cwd=folder)
    assert built.returncode == 0, built.stderr
    return folder / "out"


@pytest.fixture
def qasr(qasr_once: Path, tmp_path: Path) -> Path:
    """The invented corpus, as `qasr` in the test's own folder, to be changed freely."""
    return Path(shutil.copytree(qasr_once, tmp_path / "qasr"))


@pytest.fixture
def out(out_once: Path, tmp_path: Path) -> Path:
    """An earlier build of the invented corpus, as `out` in the test's own folder."""
    return Path(shutil.copytree(out_once, tmp_path / "out"))


@pytest.fixture
def kg(tmp_path: Path) -> Run:
    """The command `kg`, run as `python -m kg` in the test's own folder."""

    def run(*arguments: object, **settings: Any) -> subprocess.CompletedProcess[str]:
        ran: subprocess.CompletedProcess[str] = run_kg(*arguments, **{"cwd": tmp_path, **settings})
        return ran

    return run


@pytest.fixture
def ask(kg: Run, shipped_out: Path) -> Run:
    """The command `kg`, asking the build of the shipped corpus."""

    def run(*arguments: object, **settings: Any) -> subprocess.CompletedProcess[str]:
        return kg(*arguments, "--data", shipped_out, **settings)

    return run


@pytest.fixture
def in_terminal(tmp_path: Path) -> Callable[..., str]:
    """A function: what the command prints on a terminal of so many columns; its settings are keywords."""

    def run(columns: int, *arguments: object, **settings: str) -> str:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {key: value for key, value in os.environ.items() if key not in _SETTINGS}
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", *map(str, arguments)],
            cwd=tmp_path,
            stdout=theirs,
            stderr=theirs,
            env=kept | {"TERM": "xterm-256color"} | settings,
        )
        os.close(theirs)
        printed = b""
        try:
            while block := os.read(ours, 1 << 16):
                printed += block
        except OSError as error:  # how Linux says that the other end was closed
            if error.errno != errno.EIO:
                raise
        os.close(ours)
        assert process.wait(30) == 0, printed
        return printed.decode().replace("\r\n", "\n")

    return run


@pytest.fixture
def first_letter(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """A function: exit code and errors of the command when its reader leaves after the first letter."""

    def run(*arguments: object) -> tuple[int, str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", *map(str, arguments)],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.read(1)
        process.stdout.close()
        errors = process.stderr.read().decode()
        process.stderr.close()
        return process.wait(30), errors

    return run


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], dict[str, str]]:
    """A function: every file below a folder with its SHA-256."""
    return hashes


@pytest.fixture(scope="session")
def edit() -> Callable[[Path, str, str], str]:
    """A function that replaces the one place where a text stands in a file; returns the new content."""

    def replace(path: Path, old: str, new: str) -> str:
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
        text = text.replace(old, new)
        path.write_text(text, encoding="utf-8", newline="")
        return text

    return replace
