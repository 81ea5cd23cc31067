"""Opening a build: its files must be those that its manifest and the store's sums tell of."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.store.manifest import file_sha256, read_manifest
from kg.store.oxigraph import FOLDER, SUMS, data_files, open_store, read_sums

# The files of a build of up to so many quads are hashed whenever it is opened (some 10 ms); of a larger
# one only the sizes are compared, and whether the store is of this dataset.
MOST_QUADS = 50_000


def open_build(folder: Path) -> ox.Store:
    """The store of the build in `folder`, read-only, after a look at whether it is whole.

    :raises InputError: when there is no build, or one of another version, or a file that is not as
        told.
    """
    manifest = read_manifest(folder)
    small = manifest["quads"] <= MOST_QUADS
    for name, told in manifest["files"].items():
        path = folder / name
        if (
            not path.is_file()
            or path.stat().st_size != told["bytes"]
            or (small and file_sha256(path) != told["sha256"])
        ):
            raise _damaged(path, folder)
    store = folder / FOLDER
    if not store.is_dir():
        raise InputError(f"{folder}: no store here: run 'kg build --out {folder}' first")
    sums = read_sums(store)
    untold = {path.name for path in data_files(store)} - {*sums}
    if untold or sums.get("../dataset.nq") != manifest["files"]["dataset.nq"]["sha256"]:
        raise _damaged(store / SUMS, folder)
    for name, told in sums.items():
        path = store / name
        if not path.is_file() or (small and name != "../dataset.nq" and file_sha256(path) != told):
            raise _damaged(path, folder)
    return open_store(folder)


def _damaged(path: Path, folder: Path) -> InputError:
    what = "is not as it was built" if path.exists() else "is missing"
    return InputError(f"{path}: {what}: run 'kg build --out {folder}' again")
