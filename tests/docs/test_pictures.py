"""The pictures of timelines in docs/ are those that the command draws, byte for byte.

After a change of what is drawn, `APPROVE=1 python -m pytest tests/docs` renews them; look at what it has drawn.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.shipped import shipped

Run = Callable[..., subprocess.CompletedProcess[str]]

SHIPPED, BOTH = ("syria-iraq-2018",), ("syria-iraq-2018", "examples/second-ring")
PICTURES = {
    "timeline-albu-kamal": (SHIPPED, ["albu-kamal"]),
    "timeline-al-tanf": (BOTH, ["al-tanf"]),
    "timeline-nassib": (BOTH, ["nassib", "--of", "status"]),
}


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_what_the_command_draws(picture: str, kg: Run, tmp_path: Path, root: Path) -> None:
    corpora, arguments = PICTURES[picture]
    built = kg("build", *(shipped("facts") / corpus for corpus in corpora), "--quiet")
    assert (built.returncode, built.stderr) == (0, "")
    drawn = kg("draw", "timeline", *arguments, "--out", "drawn.svg", "--quiet")
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")
    found, committed = (tmp_path / "drawn.svg").read_bytes(), root / "docs" / f"{picture}.svg"
    if os.environ.get("APPROVE"):
        committed.write_bytes(found)
    assert committed.read_bytes() == found


def test_every_picture_of_a_timeline_is_drawn_here(root: Path) -> None:
    assert {path.stem for path in (root / "docs").glob("timeline-*.svg")} == set(PICTURES)
