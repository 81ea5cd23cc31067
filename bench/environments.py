"""The environments of the peers: one folder each below `.venv-bench`, made with pip from pinned hashes."""

from __future__ import annotations

import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

ENVIRONMENTS = ("frames", "maplib", "morph-kgc", "oxigraph", "rdflib-endpoint")
_ROOT = Path(__file__).resolve().parents[1]
_STAMP = "installed"


class MissingError(Exception):
    """A peer that cannot be had here, and why."""


def environment(name: str) -> Path:
    """The folder of the programs of a peer's environment, which is made if need be.

    :raises MissingError: when it cannot be installed, as without a network.
    """
    folder = _ROOT / ".venv-bench" / name
    requirements = _requirements(name, ".txt")
    wanted = sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    stamp = folder / _STAMP
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        print(f"installing {name} into .venv-bench", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
        pip += ["--disable-pip-version-check", "--retries", "1"]
        pip += ["--require-hashes", "--only-binary", ":all:", "-r", requirements]
        done = subprocess.run(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise MissingError("pip could not install it")
        stamp.write_text(wanted, encoding="utf-8")
    return folder / "bin"


def installed(name: str) -> bool:
    """Whether the environment of this name is there already."""
    return (_ROOT / ".venv-bench" / name / _STAMP).is_file()


def pinned(name: str) -> dict[str, str]:
    """The versions of the peers in an environment, as asked for."""
    lines = _requirements(name, ".in").read_text("utf-8").split()
    return dict(line.split("==") for line in lines)


def _requirements(name: str, suffix: str) -> Path:
    return _ROOT / "bench" / "requirements" / (name + suffix)
