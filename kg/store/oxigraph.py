"""The embedded store: an Oxigraph database in the build folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError

FOLDER = "store"


def fill(folder: Path, dataset: Path) -> None:
    """Make a store in `folder` and bulk-load the N-Quads file `dataset` into it.

    :raises OSError: when it cannot be written.
    """
    store = ox.Store(str(folder))
    store.bulk_load(path=str(dataset), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store  # closes the files, so that the folder can be moved


def open_store(folder: Path) -> ox.Store:
    """The store of the build in `folder`, read-only; several readers may have it open.

    :raises InputError: when there is no store or it cannot be opened.
    """
    path = folder / FOLDER
    if not path.is_dir():
        raise InputError(f"{folder}: no store here: run 'kg build --out {folder}' first")
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:  # RuntimeError: the files are corrupt
        raise InputError(f"{path}: cannot be opened ({error}): run 'kg build' again") from None


def quad_lines(store: ox.Store) -> Iterator[bytes]:
    """The content of a store as canonical N-Quads lines (UTF-8), without their line breaks."""
    for quad in store:
        yield f"{quad} .".encode()
