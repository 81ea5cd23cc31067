"""What only one of two files of lines has, and stores made over by it."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.differences import differences
from kg.store.manifest import file_sha256
from kg.store.oxigraph import FOLDER, fill, open_store, quad_lines, read_sums, renew


def quad(number: int) -> bytes:
    """A line of N-Quads."""
    subject, *others = (f"<https://example.org/{name}>" for name in (f"s{number}", "p", "o", "g"))
    return " ".join([subject, *others, "."]).encode()


def write(path: Path, lines: list[bytes]) -> Path:
    """A file of lines."""
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


LINES = st.lists(st.integers(0, 40).map(quad), min_size=1, max_size=60)


@given(LINES, LINES, LINES, st.integers(0, 3000))
@settings(deadline=None)
def test_what_only_one_has(
    tmp_path_factory: pytest.TempPathFactory, start: list[bytes], gone: list[bytes], come: list[bytes], same: int
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    after = [quad(1000 + n) for n in range(same)]
    old, new = start + gone + after, start + come + after
    found = differences(write(folder / "old", old), write(folder / "new", new))
    assert found is not None
    assert {*found[0]} >= {*old} - {*new}
    assert {*found[1]} >= {*new} - {*old}
    assert {*found[0]}.isdisjoint(found[1])
    assert len(found[0]) + len(found[1]) <= len(start + gone + come) * 2 + 130, "what is the same is not listed"


@pytest.mark.parametrize("text", [b"", b"a quad", b"a quad .\nanoth"])
def test_what_does_not_end_in_a_line_break_is_of_no_use(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "cut").write_bytes(text)
    whole = write(tmp_path / "whole", [quad(1), quad(2)])
    assert differences(tmp_path / "cut", whole) is None
    assert differences(whole, tmp_path / "cut") is None


def earlier(folder: Path, lines: list[bytes]) -> Path:
    """A build with a store."""
    folder.mkdir()
    fill(folder / FOLDER, write(folder / "dataset.nq", lines))
    return folder


OLD = [quad(n) for n in range(2000)]
NEW = [*OLD[:700], quad(5000), *OLD[750:], quad(5001)]


def renewed(tmp_path: Path, old: Path, lines: list[bytes]) -> set[bytes]:
    """What the store holds that is made of these lines over an earlier build."""
    out = tmp_path / "out"
    out.mkdir()
    renew(out / FOLDER, write(out / "dataset.nq", lines), old, len(lines))
    assert "../dataset.nq" in read_sums(out / FOLDER)
    return {*quad_lines(open_store(out))}


def test_a_store_is_made_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = earlier(tmp_path / "old", OLD)
    monkeypatch.delattr("kg.store.oxigraph.fill")
    assert renewed(tmp_path, old, NEW) == {*NEW}
    assert {*quad_lines(open_store(old))} == {*OLD}, "the earlier store is as it was"


@pytest.mark.parametrize("damage", ["table", "dataset", "cut", "empty", "bytes", "sums", "none"])
def test_a_store_that_is_not_whole_is_of_no_use(tmp_path: Path, damage: str) -> None:
    old = earlier(tmp_path / "old", OLD)
    store = old / FOLDER
    if damage == "table":
        table = next(store.glob("*.sst"))
        data = bytearray(table.read_bytes())
        data[len(data) // 2] ^= 1
        table.write_bytes(bytes(data))
    elif damage == "dataset":
        write(old / "dataset.nq", NEW)
    elif damage in {"cut", "empty"}:
        os.truncate(old / "dataset.nq", 0 if damage == "empty" else 1001)
    elif damage == "bytes":
        (old / "dataset.nq").write_bytes(os.urandom(1 << 20) + b"\n")
    elif damage == "sums":
        (store / "SHA256SUMS").unlink()
    assert renewed(tmp_path, old, NEW) == {*NEW}


def test_nothing_is_hashed_where_much_is_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = earlier(tmp_path / "old", OLD)
    hashed: list[Path] = []

    def hashing(path: Path) -> str:
        hashed.append(path)
        return file_sha256(path)

    monkeypatch.setattr("kg.store.oxigraph.file_sha256", hashing)
    monkeypatch.setattr("kg.store.differences._MOST", 1000)
    assert renewed(tmp_path, old, NEW) == {*NEW}
    assert hashed
    assert not [path for path in hashed if old in path.parents]


def test_quads_that_stand_twice(tmp_path: Path) -> None:
    old = earlier(tmp_path / "old", [*OLD, quad(3)])
    assert renewed(tmp_path, old, OLD) == {*OLD}


def test_nothing_in_common(tmp_path: Path) -> None:
    old = earlier(tmp_path / "old", OLD)
    lines = [quad(n) for n in range(9000, 9010)]
    assert renewed(tmp_path, old, lines) == {*lines}
    assert ox.Store.read_only(str(old / FOLDER)).contains_named_graph(ox.NamedNode("https://example.org/g"))
