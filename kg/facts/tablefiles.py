"""The lines of a table's file: unpacked, decoded, and never more of them in memory than one row.

A table may come from anybody, so everything that could grow is bounded: a row in bytes, a packed
file in what it unpacks to, and the window that its packer may ask for.
"""

from __future__ import annotations

import codecs
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FORMATS = ("csv", "tsv", "jsonl", "parquet")
PACKED = (".gz", ".zst")
LONGEST_ROW = 64 << 10  # bytes
LEAST_UNPACKED = 64 << 20  # bytes that any packed table may unpack to
MOST_UNPACKED = 250  # times its size, where that is more
LARGEST_WINDOW = 64 << 20  # bytes, of Zstandard

_PIECE = 1 << 10  # bytes; of Zstandard they unpack to at most 32 MiB (RFC 8878: a block of 4 bytes to 128 KiB)


class TableError(Exception):
    """A table that cannot be read on from here; the place is a line, or 0 for the whole."""

    def __init__(self, what: str, mend: str, line: int = 0, unreadable: bool = False) -> None:
        super().__init__(what)
        self.what, self.mend, self.line, self.unreadable = what, mend, line, unreadable


def format_of(name: str) -> str:
    """The format that the suffix of a file's name tells, "" when it is none of a table.

    >>> format_of("rows.csv"), format_of("a/rows.jsonl.zst"), format_of("rows.parquet.gz")
    ('csv', 'jsonl', '')
    """
    path = PurePath(name)
    packed = path.suffix in PACKED
    suffix = (PurePath(path.stem).suffix if packed else path.suffix).removeprefix(".")
    return suffix if suffix in FORMATS and not (packed and suffix == "parquet") else ""


class Lines:
    """The lines of a table, decoded, each with its line break.

    `number` is that of the line last read; `not_text` says that a line since the last row was not
    UTF-8. Whoever puts lines together into a row calls `row_read` when it is whole.
    """

    def __init__(self, stream: BinaryIO, most: int | None) -> None:
        self.number = 0
        self.not_text = False
        self._stream = stream
        self._most = most
        self._taken = 0

    def row_read(self) -> None:
        """Begin a new row."""
        self._taken = 0
        self.not_text = False

    def __iter__(self) -> Iterator[str]:
        read, total = self._stream.readline, 0
        while line := read(LONGEST_ROW + 1):
            self.number += 1
            self._taken += len(line)
            if self._taken > LONGEST_ROW:
                what = f"a row of more than {LONGEST_ROW >> 10} KiB"
                raise TableError(what, "look for a quote that is not closed, or shorten its cells", self.number)
            if self._most is not None:
                total += len(line)
                if total > self._most:
                    what = f"unpacks to more than {self._most >> 20} MiB, {MOST_UNPACKED} times its size"
                    raise TableError(what, "unpack it yourself, if you trust it", self.number, True)
            if self.number == 1:
                line = _without_mark(line)
            try:
                yield line.decode()
            except UnicodeDecodeError:
                self.not_text = True
                yield line.decode("utf-8", "surrogateescape")


def _without_mark(line: bytes) -> bytes:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableError("is UTF-16, not UTF-8", "save the table as UTF-8", 0, True)
    return line.removeprefix(codecs.BOM_UTF8)


@contextmanager
def table_lines(path: Path) -> Iterator[Lines]:
    """The lines of the table at `path`, unpacked as its suffix says.

    :raises TableError: when it cannot be read, is damaged, or outgrows a limit.
    """
    lines: Lines | None = None
    try:
        with path.open("rb") as file:
            most = max(LEAST_UNPACKED, MOST_UNPACKED * os.fstat(file.fileno()).st_size)
            lines = Lines(_unpacked(file, path.suffix), most if path.suffix in PACKED else None)
            yield lines
    except EOFError:
        raise _damaged("ends too early", lines) from None
    except zlib.error as error:
        raise _damaged(f"cannot be unpacked ({error})", lines) from None
    except OSError as error:
        if error.strerror is None:  # gzip says so of what is not gzip, and of a wrong checksum
            raise _damaged(f"cannot be unpacked ({error})", lines) from None
        raise TableError(f"cannot be read ({error.strerror})", "check the file and its permissions", 0, True) from None


def _damaged(what: str, lines: Lines | None) -> TableError:
    return TableError(what, "the file is damaged: get it again, or pack it again", lines.number if lines else 0, True)


def _unpacked(file: BinaryIO, suffix: str) -> BinaryIO:
    if suffix == ".gz":
        import gzip

        return io.BufferedReader(gzip.GzipFile(fileobj=file), 1 << 16)
    if suffix == ".zst":
        return io.BufferedReader(_Zstandard(file), 1 << 16)
    return file


class _Zstandard(io.RawIOBase):
    """What a file of Zstandard frames unpacks to; unlike the library's own reader it tells a frame cut short."""

    def __init__(self, file: BinaryIO) -> None:
        import zstandard

        self._file = file
        self._error = zstandard.ZstdError
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        self._frame = self._decompressor.decompressobj()
        self._begun = False
        self._out = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._out:
            packed = self._next_piece()
            if not packed:
                return 0
            try:
                self._out = memoryview(self._frame.decompress(packed))
            except self._error as error:
                raise zlib.error(str(error)) from None
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._out))
        target[:size] = self._out[:size]
        self._out = self._out[size:]
        return size

    def _next_piece(self) -> bytes:
        """Packed bytes for the frame at hand; b"" after the last frame."""
        left = b""
        if self._frame.eof:
            left = self._frame.unused_data
            self._frame = self._decompressor.decompressobj()
            self._begun = False
        packed = left or self._file.read(_PIECE)
        if not packed and self._begun:
            raise EOFError
        self._begun = True
        return packed
