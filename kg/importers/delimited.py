"""A foreign CSV file, plain or gzip, read row by row: what is wrong with it is a fault with file and line."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from kg.errors import Faults, InputError, nearest
from kg.facts.entities import Where

LONGEST_LINE = 1 << 20  # characters
LONGEST_CELL = 100_000
_GZIP = b"\x1f\x8b"


def read_rows(
    path: Path, used: Collection[str], ignored: Collection[str], faults: Faults
) -> Iterator[tuple[Where, dict[str, str]]]:
    """The rows of the file at `path`, each with the line it ends in, and only its `used` columns.

    A column that is in neither collection is a fault, and so is one of `used` that is missing; no row
    is given then. The heading is line 1.

    :raises InputError: when the file cannot be read, is no CSV in UTF-8, or ends in the middle.
    """
    line = 0
    try:
        with _opened(path) as file:
            reader = csv.reader(_lines(file, path), strict=True)
            csv.field_size_limit(LONGEST_CELL)
            heading = next(reader, [])
            if not _known(heading, used, ignored, Where(str(path), 1), faults):
                return
            wanted = [(column, heading.index(column)) for column in used]
            for cells in reader:
                line = reader.line_num
                where = Where(str(path), line)
                if len(cells) != len(heading):
                    what = f"has {len(cells)} cells, the heading {len(heading)}"
                    faults.add(where.fault(what, "quote cells that hold commas"))
                    continue
                yield where, {column: cells[place] for column, place in wanted}
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(f"{path}: is damaged after line {line}: fetch the file again") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 after line {line}: save it as UTF-8") from None
    except csv.Error as error:
        raise InputError(f"{path}:{line + 1}: is not CSV here ({error}): fetch the file again") from None
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}): check the path and its permissions") from None


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
    binary = gzip.open(path, "rb") if packed else path.open("rb")
    return io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")  # type: ignore[type-var]


def _lines(file: IO[str], path: Path) -> Iterator[str]:
    """The lines of a file; a packed one may hold a line that memory does not."""
    number = 0
    while text := file.readline(LONGEST_LINE):
        number += 1
        if len(text) == LONGEST_LINE:
            raise InputError(f"{path}:{number}: has a line of {LONGEST_LINE:,} characters: this is no table of events")
        yield text


def _known(
    heading: list[str], used: Collection[str], ignored: Collection[str], where: Where, faults: Faults
) -> bool:
    before = faults.count
    for column in heading:
        if column not in used and column not in ignored:
            near = nearest(column, [*used, *ignored])
            mend = f"did you mean {near!r}?" if near else "take it out, or tell us what it means"
            faults.add(where.fault(f"unknown column {column!r}", mend))
    for column in used:
        if heading.count(column) != 1:
            what = "lacks the column" if column not in heading else "has twice the column"
            faults.add(where.fault(f"{what} {column!r}", "take the file as it was published"))
    return faults.count == before
