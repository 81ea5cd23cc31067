"""Whether a disk has room for a build, before it is begun."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.errors import OutputError

BIG = 256 << 20
"""From so many bytes on, what a build takes is told before it is begun."""
_TRIG = 0.3  # of the N-Quads, measured on a million statements
_STORE = 0.7
_OPTIMISED = 2  # the store is written anew before the first writing of it is removed


def sizes(quads: int, store: bool) -> tuple[float, float]:
    """What files of so many bytes of N-Quads, and the store of them, come to; in bytes."""
    return quads * (1 + _TRIG), quads * _STORE * store


def check_room(out: Path, quads: int, store: bool) -> None:
    """Whether there is room for a build with so many bytes of N-Quads in the folder `out`.

    :raises OutputError: when there is not.
    """
    files, stored = sizes(quads, store)
    needed = files + stored * _OPTIMISED
    folder = out.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if needed > free:
        what = f"{out}: no room: the build needs about {gigabytes(needed)}, and {gigabytes(free)} are free"
        without = " or leave out the store (--no-store)" if store and files <= free else ""
        raise OutputError(f"{what}: free some space, name a folder on another disk{without}")


def gigabytes(size: float) -> str:
    """A size in bytes, in words.

    >>> gigabytes(7_900_000_000), gigabytes(300_000_000)
    ('7.9 GB', '0.3 GB')
    """
    return f"{size / 1e9:.1f} GB"
