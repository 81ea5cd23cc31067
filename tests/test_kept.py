"""What is kept for the next build: on disk while it is collected, the same bytes in any order, and only where it is."""

from __future__ import annotations

import sqlite3
import subprocess
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.kept import _TABLE, Kept, _program
from kg.pipeline import build, read_corpus
from kg.shares import in_turns
from kg.store.manifest import KEPT

Run = Callable[..., subprocess.CompletedProcess[str]]

VALUES = {sha256(b"%d" % n).digest(): sha256(b"%d" % n).digest() * n * 3 for n in range(300)}


def written(path: Path, keys: list[bytes], old: Path, taken: int = 0) -> bytes:
    """The file that is written of values in this order, of which some are put before there is a place for them.

    So many of them are taken from the earlier file `old`.
    """
    kept = Kept(old)
    for key in keys[:50]:
        kept.put(key, VALUES[key])
    with kept.writing(path):
        for number, key in enumerate(keys[50:]):
            if number < taken:
                kept.again(key)
            else:
                kept.put(key, VALUES[key])
    return path.read_bytes()


def test_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    keys = sorted(VALUES)
    plain = tmp_path / "plain"
    with closing(sqlite3.connect(plain, isolation_level=None)) as rows:
        rows.executescript(f"PRAGMA journal_mode=OFF; BEGIN; {_TABLE};")
        rows.executemany("INSERT INTO kept VALUES (?, ?)", [(key, VALUES[key]) for key in keys])
        rows.execute("COMMIT")
    expected = plain.read_bytes()
    for number, order in enumerate((keys, keys[::-1], [*VALUES])):
        assert written(tmp_path / str(number), order, plain, taken=100 * number) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2", "plain"]


def test_a_value_that_is_no_longer_there_is_not_kept(tmp_path: Path) -> None:
    keys = sorted(VALUES)
    written(tmp_path / "new", keys, tmp_path / "none", taken=100)
    new = Kept(tmp_path / "new")
    assert {key for key in keys if new.get(key) == VALUES[key]} == {*keys[:50], *keys[150:]}
    assert {new.get(key) for key in keys[50:150]} == {None}


def test_memory_does_not_grow_with_what_is_kept(tmp_path: Path) -> None:
    for name, old in (("new", "none"), ("newer", "new")):
        kept = Kept(tmp_path / old)
        tracemalloc.start()
        with kept.writing(tmp_path / name):
            for n in range(48):
                key = sha256(b"%d" % n).digest()
                if kept.get(key) is None:
                    kept.put(key, key * (1 << 15))
                else:
                    kept.again(key)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (tmp_path / name).stat().st_size > 48 << 20
        assert peak < 8 << 20, name


def test_what_is_taken_unchanged_is_sent_by_its_key(
    qasr: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, int]] = []

    def turns(*arguments: object) -> object:
        for result, answer in in_turns(*arguments):  # type: ignore[arg-type]
            sent.append((len(result[1]), len(result[2])))
            yield result, answer

    monkeypatch.setattr("kg.builders.joining.in_turns", turns)
    out = tmp_path / "out"
    build([qasr], out, store=False, validator="bulk", workers=2)
    ((key, value),) = sent
    assert (key, value > 100) == (32, True)
    before = (out / KEPT).read_bytes()
    build([qasr], out, store=False, validator="bulk", workers=2)
    assert sent[1:] == [(32, 0)]
    assert (out / KEPT).read_bytes() == before


def test_no_key_is_made_where_nothing_is_kept(qasr: Path, tmp_path: Path) -> None:
    _program.cache_clear()
    read_corpus(qasr)
    build([qasr], tmp_path / "out", public=True, store=False, validator="bulk", workers=1)
    assert _program.cache_info().misses == 0
    build([qasr], tmp_path / "out", store=False, validator="bulk", workers=1)
    assert _program.cache_info().misses == 1


def test_a_name_that_is_too_long_is_one_of_a_folder_that_cannot_be_written(qasr: Path, kg: Run) -> None:
    name = "x" * 300
    with pytest.raises(OutputError, match=r"cannot be written \(File name too long\): nothing was changed"):
        build([qasr], qasr.parent / name)
    ran = kg("build", qasr, "--out", name)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr == f"{qasr.parent / name}: cannot be written (File name too long): nothing was changed\n"
