"""The machine that a run was made on: what figures depend on, and nothing that tells whose it is."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench.environments import ENVIRONMENTS, pinned

OWN = ("crossings", "msgspec", "networkx", "pyoxigraph", "pyshacl", "rdflib", "shacl")


def machine() -> dict[str, str]:
    """Processor, memory, system and versions."""
    told = {
        "processor": _field(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / (1 << 30):.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    peers = {name: number for environment in ENVIRONMENTS for name, number in pinned(environment).items()}
    return told | {name: version(name) for name in OWN} | peers


def _field(path: Path, name: str) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
