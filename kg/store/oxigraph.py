"""The embedded store: an Oxigraph database in the build folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
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


def write_sums(folder: Path, dataset: Path) -> None:
    """Write the file of sums of the store in `folder`, which holds the N-Quads file `dataset`."""
    files = [dataset, *data_files(folder)]
    sums = (f"{file_sha256(path)}  {os.path.relpath(path, folder)}\n" for path in files)
    (folder / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")


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
