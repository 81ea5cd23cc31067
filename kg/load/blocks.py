"""Blocks of bytes as a file to read from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO


def as_file(blocks: Iterator[bytes]) -> BinaryIO:
    """A file that holds what `blocks` gives, taken as it is read.

    >>> as_file(iter([b"ab", b"c"])).read(2)
    b'ab'
    """
    return io.BufferedReader(_Blocks(blocks), 1 << 16)


class _Blocks(io.RawIOBase):
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._left = memoryview(block)
        # A BufferedReader gives a memoryview of bytes; typeshed's Buffer has no length.
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
