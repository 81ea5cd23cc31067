"""Opening a build that is not what its manifest tells of: refused, naming the file, by one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.store import opening
from kg.store.opening import open_build

FILES = ("dataset.nq", "dataset.trig")
OTHER = "is not as it was built"
GONE = "is missing"


def refused(folder: Path) -> str:
    """The message of a build that is not opened."""
    with pytest.raises(InputError) as caught:
        open_build(folder)
    message = str(caught.value)
    assert message.startswith(str(folder))
    assert "kg build" in message
    return message.removeprefix(str(folder)).removeprefix("/")


def flip(path: Path, position: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)


def remade(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest of a build."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_whole_build_is_opened(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert len(open_build(out)) == manifest["quads"]
    assert len(open_build(out)) == manifest["quads"], "and opening it has changed nothing"


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_dataset_that_is_another(name: str, out: Path) -> None:
    path = out / name
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole[:-1], whole + b"\n", whole[::-1]):
        path.write_bytes(damaged)
        assert refused(out) == f"{name}: {OTHER}: run 'kg build --out {out}' again"
    for position in (0, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole)
        flip(path, position)
        assert refused(out).startswith(f"{name}: {OTHER}: ")
    path.write_bytes(whole)
    open_build(out)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_dataset_that_is_no_file(name: str, out: Path) -> None:
    (out / name).unlink()
    assert refused(out) == f"{name}: {GONE}: run 'kg build --out {out}' again"
    (out / name).symlink_to("nowhere")
    assert refused(out).startswith(f"{name}: {GONE}: ")
    (out / name).unlink()
    (out / name).mkdir()
    assert refused(out).startswith(f"{name}: {OTHER}: ")


def test_a_manifest_of_another_version(out: Path) -> None:
    remade(out, lambda manifest: manifest.update(format="crossings-build/0"))
    assert refused(out) == (
        ": built by another version of kg (crossings-build/0, and this one reads crossings-build/1): "
        f"run 'kg build --out {out}' again"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(format="something/1"),
        lambda manifest: manifest.update(format=["crossings-build/1"]),
        lambda manifest: manifest.pop("format"),
    ],
)
def test_a_manifest_that_is_not_ours(change: Callable[[dict[str, Any]], object], out: Path) -> None:
    remade(out, change)
    assert refused(out) == ": its manifest.json is not one of ours: run 'kg build' into another folder"


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(graphs=[]),
        lambda manifest: manifest.update(files="dataset.nq"),
        lambda manifest: manifest.update(quads="many"),
        lambda manifest: manifest.pop("quads"),
        lambda manifest: manifest.pop("graphs"),
    ],
)
def test_a_manifest_that_is_damaged(change: Callable[[dict[str, Any]], object], out: Path) -> None:
    remade(out, change)
    assert refused(out).startswith("manifest.json: damaged (")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"crossings-build/1"', "\0", "\ufeff{}", "[" * 100_000])
def test_a_manifest_that_is_no_manifest(text: str, out: Path) -> None:
    (out / "manifest.json").write_text(text, encoding="utf-8")
    assert refused(out).startswith(": its manifest.json is not one of ours: ")


def test_a_manifest_that_is_not_utf8(out: Path) -> None:
    (out / "manifest.json").write_bytes(b'{"format": "\xff"}')
    assert refused(out).startswith(": its manifest.json is not one of ours: ")


def test_no_manifest(out: Path) -> None:
    (out / "manifest.json").unlink()
    assert refused(out) == f": no build here: run 'kg build --out {out}' first, or name another with --data"


@pytest.mark.parametrize("entry", [{}, 5, None, {"sha256": "x"}])
def test_a_manifest_with_an_entry_that_is_none(entry: object, out: Path) -> None:
    remade(out, lambda manifest: manifest["files"].update({"dataset.nq": entry}))
    refused(out)


@pytest.mark.parametrize("name", FILES)
def test_a_manifest_that_does_not_tell_of_a_file(name: str, out: Path) -> None:
    remade(out, lambda manifest: manifest["files"].pop(name))
    refused(out)


@pytest.mark.parametrize("quads", [0, 10**9])
def test_a_manifest_that_counts_wrongly(quads: int, out: Path) -> None:
    remade(out, lambda manifest: manifest.update(quads=quads))
    refused(out)


@pytest.mark.parametrize("what", ["a graph less", "a graph more", "another number"])
def test_a_manifest_of_other_graphs(what: str, out: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        graphs = manifest["graphs"]
        first = next(iter(graphs))
        if what == "a graph less":
            graphs.pop(first)
        elif what == "a graph more":
            graphs["http://example.org/g"] = graphs[first]
        else:
            graphs[first]["quads"] += 1

    remade(out, change)
    assert refused(out).startswith("manifest.json: damaged (it counts wrongly)")


def test_no_store(out: Path) -> None:
    shutil.rmtree(out / "store")
    assert refused(out) == f": no store here: run 'kg build --out {out}' first"
    (out / "store").write_text("x")
    assert refused(out).startswith(": no store here: ")
    (out / "store").unlink()
    (out / "store").mkdir()
    assert refused(out).startswith(f"store/SHA256SUMS: {GONE}: ")


def test_the_store_of_another_build(out: Path, shipped_out: Path) -> None:
    shutil.rmtree(out / "store")
    shutil.copytree(shipped_out / "store", out / "store")
    assert refused(out) == f"store/SHA256SUMS: {OTHER}: run 'kg build --out {out}' again"


@pytest.mark.parametrize("change", ["a quad more", "a quad less", "a quad in another graph"])
def test_a_store_that_was_written_to(change: str, out: Path) -> None:
    store = ox.Store(str(out / "store"))
    quad = next(iter(store))
    if change != "a quad more":
        store.remove(quad)
    if change != "a quad less":
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("http://example.org/g")))
    store.flush()
    del store
    assert refused(out).startswith("store/")


def test_each_file_of_the_store_is_needed(out_once: Path, tmp_path: Path) -> None:
    needed = [path.name for path in (out_once / "store").iterdir() if path.suffix == ".sst"]
    assert len(needed) > 5
    for name in (*needed, "CURRENT"):
        out = Path(shutil.copytree(out_once, tmp_path / name))
        path = out / "store" / name
        data = path.read_bytes()
        for damaged in (data[: len(data) // 2], b""):
            path.write_bytes(damaged)
            assert refused(out).startswith("store")
        path.unlink()
        assert refused(out).startswith(f"store/{name}: {GONE}: ")


def test_a_flipped_bit_anywhere_in_the_store(out: Path) -> None:
    passed = []
    for path in sorted((out / "store").glob("*.sst")):
        whole = path.read_bytes()
        flip(path, len(whole) // 2)
        try:
            open_build(out)
        except InputError:
            pass
        else:
            passed.append(path.name)
        path.write_bytes(whole)
    assert not passed


def test_of_a_large_build_only_the_sizes_are_compared(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_QUADS", 10)
    flip(out / "dataset.nq", 100)
    open_build(out)
    (out / "dataset.nq").write_bytes(b"")
    assert refused(out).startswith(f"dataset.nq: {OTHER}: ")


def test_the_sums_of_the_store_that_are_missing(out: Path) -> None:
    (out / "store" / "SHA256SUMS").unlink()
    assert refused(out) == f"store/SHA256SUMS: {GONE}: run 'kg build --out {out}' again"


@pytest.mark.parametrize("damage", [b"", b"\xff", b"x\n", b"../dataset.nq\n"])
def test_sums_that_are_none(damage: bytes, out: Path) -> None:
    (out / "store" / "SHA256SUMS").write_bytes(damage)
    assert refused(out).startswith(f"store/SHA256SUMS: {OTHER}: ")


def test_sums_that_tell_of_fewer_files(out: Path) -> None:
    sums = out / "store" / "SHA256SUMS"
    lines = sums.read_text("utf-8").splitlines(keepends=True)
    assert len(lines) > 5
    for kept in (lines[:1], lines[:-1], [line for line in lines if "CURRENT" not in line]):
        sums.write_text("".join(kept), encoding="utf-8")
        assert refused(out).startswith("store")


def test_a_flipped_bit_anywhere_in_the_manifest_is_no_traceback(out: Path) -> None:
    """Titles and versions are told by nothing else; what is opened all the same is the whole build."""
    path = out / "manifest.json"
    whole = path.read_bytes()
    quads = json.loads(whole)["quads"]
    refusals = 0
    for position in range(0, len(whole), max(1, len(whole) // 150)):
        flip(path, position)
        try:
            assert len(open_build(out)) == quads
        except InputError:
            refusals += 1
        path.write_bytes(whole)
    assert refusals > 30
