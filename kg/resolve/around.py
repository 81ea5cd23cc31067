"""What is said of places that others lie in: on disk, for a country may have more of it than fits into memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from tempfile import TemporaryFile

from msgspec.msgpack import Decoder, Encoder

from kg.resolve.cuts import Resolved

_encode = Encoder().encode
_decode = Decoder(list[Resolved]).decode


class Around(Mapping[str, Sequence[Resolved]]):
    """For places that others lie in, what is said of them; a context manager, for it keeps a file.

    :raises OSError: when there is no room for it.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by `__exit__`
        self._at: dict[str, tuple[int, int]] = {}
        self._end = 0
        self._read = lru_cache(64)(self._from_file)

    def __enter__(self) -> Around:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is in it."""
        self._file.close()

    def put(self, place: str, states: Sequence[Resolved]) -> None:
        """Keep what is said of a place."""
        whole = _encode(states)
        self._at[place] = (self._end, len(whole))
        self._end += len(whole)
        left = memoryview(whole)
        while left:
            left = left[self._file.write(left) :]

    def _from_file(self, place: str) -> list[Resolved]:
        start, length = self._at[place]
        return _decode(os.pread(self._file.fileno(), length, start))

    def __getitem__(self, place: str) -> list[Resolved]:
        if place not in self._at:
            raise KeyError(place)
        return self._read(place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)
