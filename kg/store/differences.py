"""Where two files of lines differ that are much the same: which lines only one of them has."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

_BREAK = ord("\n")
_BLOCK = 1 << 16  # bytes compared at once
_ANCHOR = 512  # so many bytes of lines, found again, are where the files run together again
_REACH = 8 << 20  # how far they are looked for
_MOST = 32 << 20  # bytes of lines at most that are worth listing


def differences(old: Path, new: Path) -> tuple[list[bytes], list[bytes]] | None:
    """The lines, without their breaks, that only the file `old` has and those that only `new` has, in order.

    None where so many are others that it is not worth while, or a file is not of lines.

    :raises OSError: when one cannot be read.
    """
    if not (old.stat().st_size and new.stat().st_size):
        return None
    with (
        old.open("rb") as one,
        new.open("rb") as other,
        mmap(one.fileno(), 0, access=ACCESS_READ) as ours,
        mmap(other.fileno(), 0, access=ACCESS_READ) as theirs,
    ):
        found = _regions(ours, theirs) if ours[-1] == theirs[-1] == _BREAK else None
    if found is None:
        return None
    gone, come = (b"".join(pieces).split(b"\n")[:-1] for pieces in found)
    left, right = set(gone), set(come)
    return [line for line in gone if line not in right], [line for line in come if line not in left]


def _regions(old: mmap, new: mmap) -> tuple[list[bytes], list[bytes]] | None:
    """All that stands in regions where the two differ, whole lines, region by region."""
    gone, come = list[bytes](), list[bytes]()
    i = j = size = 0
    while i < len(old) and j < len(new):
        ours, theirs = old[i : i + _BLOCK], new[j : j + _BLOCK]
        if ours == theirs:
            i, j = i + len(ours), j + len(theirs)
            continue
        same = _common(ours, theirs)
        start = old.rfind(b"\n", 0, i + same) + 1  # which may be before i, where all is the same
        i, j = start, j + start - i
        further = _together(old, i, new, j)
        if further is None:
            return None
        gone.append(old[i : further[0]])
        come.append(new[j : further[1]])
        size += len(gone[-1]) + len(come[-1])
        if size > _MOST:
            return None
        i, j = further
    return [*gone, old[i:]], [*come, new[j:]]


def _common(one: bytes, other: bytes) -> int:
    """How many bytes at the beginning are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _together(old: mmap, i: int, new: mmap, j: int) -> tuple[int, int] | None:
    """Where after two beginnings of lines the files run together again, or both end; None where that is far off."""
    lines, k = 1, i
    while k < len(old):
        if k - i > _REACH:
            return None
        anchor = old[k : old.find(b"\n", min(k + _ANCHOR, len(old) - 1)) + 1]
        found = new.find(anchor, j, j + _REACH)
        if found >= 0 and (found == j or new[found - 1] == _BREAK):
            return k, found
        for _ in range(lines):
            k = old.find(b"\n", k) + 1 or len(old)
        lines = min(2 * lines, 64)
    return (len(old), len(new)) if max(len(old) - i, len(new) - j) <= _REACH else None
