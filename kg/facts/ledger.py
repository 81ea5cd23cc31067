"""Which statements there are and which are referred to, as hashes: in bounded memory, however many they are.

Hashes wait on disk in sorted runs and are compared range by range. A hash that stands twice may be
that of two ids, so whoever is told of it looks at the ids themselves.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile

from kg.errors import MOST_FAULTS

_RUN = 1 << 18  # hashes sorted at once
_COMPARED = 1 << 16  # about so many are compared at once
_SUSPECTS = 10 * MOST_FAULTS
_END = 1 << 64


def hashed(iri: str) -> bytes:
    """The hash of an IRI: 8 bytes.

    >>> hashed("https://example.org/id/statement/gazette/s001").hex()
    'c433d7683c2e0b5f'
    """
    return blake2b(iri.encode(), digest_size=8).digest()


class Hashes:
    """Hashes of 64 bits: a bag of them, most of it in a temporary file.

    :raises OSError: when there is no room for them.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._held = array("Q")
        self._runs: list[tuple[int, int]] = []
        self._written = 0

    def __len__(self) -> int:
        return self._written + len(self._held)

    def add(self, hashes: bytes) -> None:
        """Take in hashes, 8 bytes each, the highest byte first; best sorted."""
        found = array("Q", hashes)
        if sys.byteorder == "little":
            found.byteswap()
        self._held.extend(found)
        if len(self._held) >= _RUN:
            self._write()

    def _write(self) -> None:
        end = self._written + len(self._held)
        array("Q", sorted(self._held)).tofile(self._file)
        self._runs.append((self._written, end))
        self._written = end
        self._held = array("Q")

    def ranges(self, bounds: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
        """For each pair of bounds the hashes from the first to below the second."""
        held = sorted(self._held)
        self._file.flush()
        if not self._written:
            yield from (held[bisect_left(held, low) : bisect_left(held, high)] for low, high in bounds)
            return
        with mmap(self._file.fileno(), 0, access=ACCESS_READ) as mapped, memoryview(mapped).cast("Q") as written:
            for low, high in bounds:
                found = held[bisect_left(held, low) : bisect_left(held, high)]
                for start, end in self._runs:
                    first, last = (bisect_left(written, bound, start, end) for bound in (low, high))
                    found += written[first:last].tolist()
                yield found

    def close(self) -> None:
        """Give the room on disk back."""
        self._file.close()


@dataclass(slots=True)
class Suspects:
    """Hashes to be looked at, and the number of faults at others, which are too many to be listed."""

    hashes: set[bytes] = field(default_factory=set)
    more: int = 0

    def add(self, found: Iterable[tuple[int, int]]) -> None:
        """Take in hashes, each with the number of faults there; those to be looked at are the first `_SUSPECTS`."""
        for value, number in found:
            one = value.to_bytes(8, "big")
            if one in self.hashes or len(self.hashes) < _SUSPECTS:
                self.hashes.add(one)
            else:
                self.more += number


class Ledger:
    """The hashes of all statements' IRIs, and of those that are referred to."""

    def __init__(self) -> None:
        self.statements = Hashes()
        self.references = Hashes()

    def doubled(self) -> Suspects:
        """The hashes of statements that stand twice or more; `more` counts from the second on."""
        found = Suspects()
        for hashes in self.statements.ranges(self._bounds()):
            if len(set(hashes)) < len(hashes):
                found.add((one, number - 1) for one, number in Counter(hashes).items() if number > 1)
        return found

    def missing(self) -> Suspects:
        """The hashes that are referred to and stand for no statement; `more` counts the references."""
        found = Suspects()
        if len(self.references):
            bounds = self._bounds()
            for wanted, known in zip(self.references.ranges(bounds), self.statements.ranges(bounds), strict=True):
                there = set(known)
                found.add((one, 1) for one in wanted if one not in there)
        return found

    def _bounds(self) -> list[tuple[int, int]]:
        number = 1 + (len(self.statements) + len(self.references)) // _COMPARED
        steps = [_END * n // number for n in range(number + 1)]
        return list(pairwise(steps))

    def close(self) -> None:
        """Give the room on disk back."""
        self.statements.close()
        self.references.close()
