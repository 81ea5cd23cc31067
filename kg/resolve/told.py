"""What is read from statements, in the form in which it goes from process to process, to disk, and back."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from kg.resolve.material import DETAILS, Account
from kg.resolve.order import Order
from kg.resolve.states import State

BUCKET_BITS = 10
BUCKETS = 1 << BUCKET_BITS
"""Rows are kept apart by the first bits of the hash of what they are about."""


class Source(Struct, frozen=True, array_like=True, gc=False):
    """What a presupposed status takes from the statement that presupposes it, beside what its state has.

    `announced`: it is dated by when that was said, and not by an event. `file` and `line` are where it is written.
    """

    publisher: str
    speakers: tuple[str, ...]
    attributions: tuple[str, ...]
    evidence: tuple[str, ...]
    announced: bool
    date_basis: str
    decision: str
    file: str
    line: int


class Told(Struct, frozen=True, array_like=True, gc=False):
    """A statement as the rules need it, or what one presupposes (then with its `source`).

    `about` is what it is resolved with: a crossing for its posts, else the scope. `beside`: it is of
    another scope, a group of places which that is a member of. `details` are the qualifiers `DETAILS`.
    """

    about: str
    state: State
    beside: bool = False
    details: tuple[tuple[str, ...], ...] = ()
    source: Source | None = None

    @property
    def account(self) -> Account:
        """It as an account, if it gives particulars."""
        return Account(self.state, dict(zip(DETAILS[self.state.predicate], self.details, strict=True)))


class _Statement(Struct, array_like=True, gc=False):
    statement: str


class Named(Struct, array_like=True, gc=False):
    """As much of a row as tells which it is; what follows is passed over when it is read."""

    about: str
    state: _Statement


class Taken(Struct, frozen=True, array_like=True):
    """What some statements come to.

    `told` are their rows by bucket, encoded; `alike` those of events by who and where, by the bucket of
    these. `shared` are the rows that others depend on: what takes something back, what is told of
    order, and where places lie. `meant` names the things that a decision's mentions stand for.
    """

    told: dict[int, bytes]
    alike: dict[int, bytes]
    shared: list[Told]
    orders: list[Order]
    meant: list[tuple[str, str]]


@lru_cache(1 << 16)
def hashed(about: str) -> int:
    """The hash of what a row is about, of 64 bits: what the order of everything derived goes by.

    >>> f"{hashed('https://example.org/id/place/qasr'):016x}"
    '23d84473c8a947a4'
    """
    return int.from_bytes(blake2b(about.encode(), digest_size=8).digest(), "big")


def bucket(about: str) -> int:
    """The bucket of what a row is about."""
    return hashed(about) >> 64 - BUCKET_BITS


encoded = Encoder().encode
"""Rows, or what some statements come to, as bytes."""
rows = Decoder(list[Told]).decode
"""Some rows, as they were encoded together."""
names = Decoder(list[Named]).decode
"""Of some rows, encoded together, which they are."""
taken = Decoder(Taken).decode
"""What some statements come to, as it was encoded."""
