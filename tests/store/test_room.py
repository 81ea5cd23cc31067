"""Room for a build: what is told before it is begun, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.errors import OutputError
from kg.store.room import check_room


@pytest.mark.parametrize(
    ("free", "store", "says"),
    [
        (3_000_000_000, True, ""),
        (1_300_000_000, False, ""),
        (
            1_400_000_000,
            True,
            "1.4 GB are free: free some space, name a folder on another disk or leave out the store (--no-store)",
        ),
        (
            1_000_000_000,
            True,
            "1.0 GB are free: free some space, name a folder on another disk",
        ),
    ],
)
def test_a_build_without_room_is_refused(
    free: int, store: bool, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def usage(path: Path) -> SimpleNamespace:
        asked.append(path)
        return SimpleNamespace(free=free)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    out = tmp_path / "not" / "yet" / "there"
    if says:
        with pytest.raises(OutputError) as found:
            check_room(out, 1_000_000_000, store)
        assert str(found.value) == f"{out}: no room: the build needs about 2.7 GB, and {says}"
    else:
        check_room(out, 1_000_000_000, store)
    assert asked == [tmp_path]
