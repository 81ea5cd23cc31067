"""What an earlier build came to, kept beside it: taken and not made again where what it was made from is the same.

A value is kept by a key, which is a hash of everything that it depends on, the program too. What a build does
not ask for is not kept any longer. A value is written with a checksum, so that a damaged one is as good as none.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

import msgspec
import zstandard

from kg.shipped import shipped

_TABLE = "CREATE TABLE kept (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
_LEVEL = 1  # N-Quads are an eighteenth of their size then
_PACKAGES = ("msgspec", "pyoxigraph", "pyshacl", "pyyaml", "rdflib", "shacl", "zstandard")

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


def key_of(*parts: object) -> bytes:
    """The key of what depends on these plain values, and on this program with its ontology and shapes.

    >>> key_of("header", b"document: gazette") == key_of("header", b"document: gazette")
    True
    """
    return blake2b(_encode(parts), digest_size=32, key=_program()).digest()


@cache
def _program() -> bytes:
    """A hash of the program and of all that it reads of its own."""
    digest = blake2b(repr([(name, version(name)) for name in _PACKAGES]).encode(), digest_size=32)
    for root, pattern in (
        (Path(__file__).parent, "**/*.py"),
        (shipped("ontology"), "**/*"),
        (shipped("shapes"), "**/*"),
    ):
        for path in sorted(path for path in root.glob(pattern) if path.is_file()):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(root)} {len(data)}\n".encode() + data)
    return digest.digest()


def packed(value: bytes) -> bytes:
    """A value as it is kept."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True).compress(value)


class Kept:
    """The values of an earlier build, and what is to be kept of this one.

    Every process may `get`; only the one that made it may `put`. A build can do without: where the
    earlier one kept nothing, or what it kept cannot be read, there is no value. Values wait on disk
    until all are there, so that memory holds no more of them than their keys.
    """

    def __init__(self, old: Path | None = None) -> None:
        """Take from the file `old`, if there is one; without a name nothing is taken, and nothing kept."""
        self.keeps = old is not None
        self._old = old
        self._reading: tuple[int, sqlite3.Connection] | None = None
        self._waiting: IO[bytes] = BytesIO()  # until there is a folder to wait in
        self._places: dict[bytes, tuple[int, int] | None] = {}  # None: it is taken from the earlier build again

    def get(self, key: bytes) -> bytes | None:
        """The value with this key, as it is kept."""
        with suppress(OSError, sqlite3.Error):
            if (rows := self._rows()) is not None:
                found = rows.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
                return found[0] if found is not None and isinstance(found[0], bytes) else None
        return None

    def _rows(self) -> sqlite3.Connection | None:
        if self._reading is None or self._reading[0] != os.getpid():  # none is shared with a process forked later
            if self._old is None or not self._old.is_file():
                return None
            of = sqlite3.connect(f"{self._old.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            self._reading = os.getpid(), of
        return self._reading[1]

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value, which was packed.

        :raises OSError: when there is no room.
        """
        self._places[key] = self._waiting.tell(), len(value)
        self._waiting.write(value)

    def again(self, key: bytes) -> None:
        """Keep the value that the earlier build kept."""
        self._places.setdefault(key, None)

    @contextmanager
    def writing(self, new: Path) -> Iterator[None]:
        """Write what is to be kept into the file `new` when the block ends; until then it waits beside that.

        :raises OSError: when it cannot be written.
        """
        if not self.keeps:
            yield
            return
        with TemporaryFile(dir=new.parent) as file:
            self._waiting.seek(0)
            copyfileobj(self._waiting, file)
            self._waiting = file
            yield
            self._write(new)

    def _write(self, new: Path) -> None:
        try:
            with closing(sqlite3.connect(new, isolation_level=None)) as rows:
                # A file left by an interrupted run is thrown away with all that stands beside it.
                rows.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {_TABLE};")
                rows.executemany("INSERT INTO kept VALUES (?, ?)", self._in_order())
                rows.execute("COMMIT")
        except sqlite3.Error as error:
            raise OSError(f"what is kept for the next build cannot be written ({error})") from error

    def _in_order(self) -> Iterator[tuple[bytes, bytes]]:
        """The keys and values; a file is the same whatever order they were put in."""
        for key, place in sorted(self._places.items()):
            if place is not None:
                self._waiting.seek(place[0])
                yield key, self._waiting.read(place[1])
            elif (value := self.get(key)) is not None:
                yield key, value


def unpacked(value: bytes) -> bytes | None:
    """What was packed; None where it is damaged."""
    try:
        return zstandard.ZstdDecompressor().decompress(value)
    except (zstandard.ZstdError, MemoryError):
        return None
