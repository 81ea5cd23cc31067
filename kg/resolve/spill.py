"""Rows that wait on disk, by bucket: what does not fit into memory passes through here."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from tempfile import TemporaryFile

HELD = 16 << 20
"""So many bytes are held in memory before they are written."""
_LENGTH = 4  # bytes before each piece in the file


class Spill:
    """Pieces of bytes in buckets, written once, then read bucket by bucket, from this process and those forked later.

    :raises OSError: when there is no room for them.

    >>> with Spill(2) as spill:
    ...     spill.add(1, b"a")
    ...     spill.add(1, b"bc")
    ...     list(spill.pieces(0)), list(spill.pieces(1)), spill.size(1)
    ([], [b'a', b'bc'], 3)
    """

    def __init__(self, buckets: int) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by `__exit__`
        self._held: list[list[bytes]] = [[] for _ in range(buckets)]
        self._waiting = 0
        self._end = 0
        self._runs = [array("Q") for _ in range(buckets)]  # where each begins and ends

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is in it."""
        self._file.close()

    def __len__(self) -> int:
        """The number of buckets."""
        return len(self._held)

    def add(self, bucket: int, piece: bytes) -> None:
        """Put a piece into a bucket."""
        self._held[bucket].append(piece)
        self._waiting += len(piece)
        if self._waiting >= HELD:
            self._write()

    def _write(self) -> None:
        out = []
        for pieces, runs in zip(self._held, self._runs, strict=True):
            if pieces:
                run = b"".join(part for piece in pieces for part in (len(piece).to_bytes(_LENGTH, "big"), piece))
                runs.extend((self._end, self._end + len(run)))
                self._end += len(run)
                out.append(run)
                pieces.clear()
        left = memoryview(b"".join(out))
        while left:
            left = left[self._file.write(left) :]
        self._waiting = 0

    def pieces(self, bucket: int) -> Iterator[bytes]:
        """The pieces of a bucket, in the order in which they came."""
        runs = iter(self._runs[bucket])
        for start, end in zip(runs, runs, strict=True):
            # Where a file stands is shared with the processes forked from this one, so nothing is read from there.
            run = os.pread(self._file.fileno(), end - start, start)
            position = 0
            while position < len(run):
                first = position + _LENGTH
                position = first + int.from_bytes(run[position:first], "big")
                yield run[first:position]
        yield from self._held[bucket]

    def size(self, bucket: int) -> int:
        """About how many bytes are in a bucket."""
        runs = self._runs[bucket]
        return sum(runs[1::2]) - sum(runs[::2]) + sum(map(len, self._held[bucket]))
