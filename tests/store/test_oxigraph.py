"""The embedded store: read by several at once, and missing with a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.store.oxigraph import open_store


def test_several_readers(out_once: Path) -> None:
    one, other = open_store(out_once), open_store(out_once)
    assert len(one) == len(other) > 0


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        open_store(tmp_path)


def test_a_broken_store(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "CURRENT").write_text("nonsense")
    with pytest.raises(InputError, match="cannot be opened"):
        open_store(tmp_path)
