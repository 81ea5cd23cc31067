"""The embedded store: an Oxigraph database in the build folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.store.differences import differences
from kg.store.manifest import file_sha256

FOLDER = "store"
SUMS = "SHA256SUMS"
_DATA = ("0", "CURRENT", "MANIFEST")  # tables and their list; logs and options hold no data


def fill(folder: Path, dataset: Path) -> None:
    """Make a store in `folder` and bulk-load the N-Quads file `dataset` into it.

    A file of sums, which `sha256sum -c` reads, tells of the store's files and of the dataset: a damaged
    index can send the engine round in circles.

    :raises OSError: when it cannot be written.
    """
    store = ox.Store(str(folder))
    store.bulk_load(path=str(dataset), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store  # closes the files, so that the folder can be moved
    write_sums(folder, dataset)


def renew(folder: Path, dataset: Path, earlier: Path, quads: int) -> None:
    """Make a store in `folder` of the N-Quads file `dataset`, which has so many quads.

    It is made from the store of the build in `earlier` where there is one that is whole and of much the same quads:
    its tables, which are never changed, are linked, and the difference is applied.

    :raises OSError: when it cannot be written.
    """
    if (changes := _changes(dataset, earlier)) is not None:
        folder.mkdir()
        for path in (earlier / FOLDER).iterdir():
            if path.suffix == ".sst":
                _link(path, folder / path.name)
            elif path.name != SUMS and not path.name.startswith("LO"):  # LOCK, and what LOG tells of the engine
                shutil.copyfile(path, folder / path.name)
        if _applied(folder, *changes) == quads:
            write_sums(folder, dataset)
            return
        shutil.rmtree(folder)  # a quad stands twice in one of the datasets
    fill(folder, dataset)


def _changes(dataset: Path, earlier: Path) -> tuple[list[bytes], list[bytes]] | None:
    """The lines that the store of an earlier build has too many, and those that it has not; None if it is of no use."""
    sums = read_sums(earlier / FOLDER)
    try:
        if {f"../{dataset.name}", *(path.name for path in data_files(earlier / FOLDER))} != sums.keys():
            return None
        changes = differences(earlier / dataset.name, dataset)  # which gives up early where much is other
        if changes is None or any(file_sha256(earlier / FOLDER / name) != told for name, told in sums.items()):
            return None
    except OSError:
        return None
    return changes


def _link(path: Path, to: Path) -> None:
    try:
        os.link(path, to)
    except OSError:  # a file system without links
        shutil.copyfile(path, to)


def _applied(folder: Path, gone: list[bytes], come: list[bytes]) -> int:
    """Take quads out of the store in `folder` and put others in; return how many it has then, 0 if it is unreadable."""
    try:
        store = ox.Store(str(folder))
        for quad in ox.parse(b"\n".join(gone), format=ox.RdfFormat.N_QUADS):
            store.remove(quad)
        store.extend(ox.parse(b"\n".join(come), format=ox.RdfFormat.N_QUADS))
        store.flush()
        return len(store)
    except (OSError, RuntimeError):
        return 0


def write_sums(folder: Path, dataset: Path) -> None:
    """Write the file of sums of the store in `folder`, which holds the N-Quads file `dataset`."""
    files = [dataset, *data_files(folder)]
    sums = (f"{file_sha256(path)}  {os.path.relpath(path, folder)}\n" for path in files)
    (folder / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")


def read_sums(folder: Path) -> dict[str, str]:
    """The sums of the files of the store in `folder`, by name; {} where there are none."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    return {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}


def data_files(folder: Path) -> list[Path]:
    """The files of the store in `folder` that hold its data."""
    return sorted(path for path in folder.iterdir() if path.name.startswith(_DATA))


def open_store(folder: Path) -> ox.Store:
    """The store of the build in `folder`, read-only; several readers may have it open.

    :raises InputError: when there is no store or it cannot be opened.
    """
    path = folder / FOLDER
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:  # RuntimeError: the files are corrupt
        raise InputError(f"{path}: cannot be opened ({error}): run 'kg build' again") from None


def quad_lines(store: ox.Store) -> Iterator[bytes]:
    """The content of a store as canonical N-Quads lines (UTF-8), without their line breaks."""
    for quad in store:
        yield f"{quad} .".encode()
