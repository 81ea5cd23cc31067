"""Every error that Crossings raises on purpose, and the exit code each one means.

    CrossingsError
    ├── FaultsError (ValueError)     1  the source facts have faults, listed in `faults`
    │   ├── CorpusError              1  found by the reader
    │   └── GateError                1  found by the gate: the dataset breaks a shape
    ├── QueryError (ValueError)      2  a question that cannot be asked as it stands
    │   └── UnknownError             2  no such query, or nothing of that name
    ├── InputError (OSError)         3  a file or folder cannot be read
    ├── OutputError (OSError)        4  a file or folder cannot be written
    └── WorkerError (RuntimeError)   4  a process that shared the work ended or hung

0 means fine; 2 is also click's code for a wrong command line; 130 an interrupted run.
A `CorpusError` exits with 3 when one of its faults made a whole file unreadable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import ClassVar

MOST_FAULTS = 1000
MOST_LISTED = 100
MOST_KINDS = 20

_VARIES = re.compile(r"'[^']*'|[0-9][0-9,]*")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a source file: where it is, what it is and how to mend it.

    `line` and `column` count from 1; 0 stands for the whole file.

    >>> print(Fault("places.yaml", 3, 7, "unknown key 'lable'", "write 'label'"))
    places.yaml:3:7: unknown key 'lable': write 'label'
    """

    file: str
    line: int
    column: int
    what: str
    mend: str
    unreadable: bool = False

    @property
    def kind(self) -> str:
        """Its file and what is wrong, without what varies from one such fault to the next.

        >>> Fault("rows.csv", 3, 0, "no entity 'gat'", "did you mean 'gate'?").kind
        "rows.csv: no entity '...'"
        """
        what = _VARIES.sub(lambda match: "'...'" if match[0][0] == "'" else "N", self.what)
        return printable(f"{self.file}: {what}")

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        return f"{place}: {printable(self.what)}: {printable(self.mend)}"


@dataclass(slots=True)
class Faults:
    """The faults found so far in one run, at most `MOST_FAULTS` of them kept; `kinds` counts them by `Fault.kind`."""

    found: list[Fault] = field(default_factory=list)
    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, fault: Fault) -> None:
        """Keep `fault`, or only count it when there are too many to print."""
        self.count += 1
        if len(self.found) < MOST_FAULTS:
            self.found.append(fault)
        if len(self.kinds) < MOST_FAULTS or fault.kind in self.kinds:
            self.kinds[fault.kind] += 1

    def add_all(self, faults: list[Fault], count: int, kinds: Mapping[str, int]) -> None:
        """Take in faults that were found elsewhere, the first of `count`, which are of these kinds."""
        self.found += faults[: MOST_FAULTS - len(self.found)]
        self.count += count
        self.kinds.update(kinds)

    def raise_if_any(self) -> None:
        """Raise everything found so far at once.

        :raises CorpusError: when there is a fault.
        """
        if self.found:
            raise CorpusError(self.found, self.count, self.kinds)


class CrossingsError(Exception):
    """Base of all errors that name something the user can mend."""

    exit_code: ClassVar[int] = 1


class FaultsError(CrossingsError, ValueError):
    """Base of errors that list faults in the source facts, in the order of the files.

    `count` is their number, of which `faults` holds the first `MOST_FAULTS`. At most `MOST_LISTED` are listed, and
    all counted by kind where they are more.
    """

    def __init__(self, faults: Iterable[Fault], count: int = 0, kinds: Mapping[str, int] | None = None) -> None:
        self.faults = sorted(set(faults))
        self.count = max(count, len(self.faults)) if count > MOST_FAULTS else len(self.faults)
        lines = [str(fault) for fault in self.faults[:MOST_LISTED]]
        if self.count > MOST_LISTED:
            lines.append(f"... and {self.count - MOST_LISTED:,} more; all by kind:")
            lines += _by_kind(kinds or Counter(fault.kind for fault in self.faults), self.count)
        super().__init__("\n".join(lines))


def _by_kind(kinds: Mapping[str, int], count: int) -> Iterator[str]:
    listed = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))[:MOST_KINDS]
    rest = count - sum(number for _, number in listed)
    for kind, number in [*listed, *([("others", rest)] if rest > 0 else [])]:
        yield f"{number:>9,}  {kind}"


class CorpusError(FaultsError):
    """The source facts have faults that the reader found."""

    @property
    def code(self) -> int:
        """3 when a file could not be read at all, else 1."""
        return 3 if any(fault.unreadable for fault in self.faults) else 1


class GateError(FaultsError):
    """The dataset breaks a shape; each fault is the record that made the node at fault."""


class QueryError(CrossingsError, ValueError):
    """A question that cannot be asked as it stands."""

    exit_code = 2


class UnknownError(QueryError):
    """A question that names a query or a thing that there is not."""


class InputError(CrossingsError, OSError):
    """Something that should be read is missing, or may not be read."""

    exit_code = 3


class OutputError(CrossingsError, OSError):
    """Something cannot be written; what stood there before is untouched."""

    exit_code = 4


class WorkerError(CrossingsError, RuntimeError):
    """A process that shared the work was ended from outside, perhaps for want of memory, or gave no answer."""

    exit_code = 4


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word closest to `word`, or "" when none is close.

    >>> nearest("lable", ["label", "also"])
    'label'
    """
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def shortened(text: str) -> str:
    """`text` as a message can repeat it: its beginning, when it is long.

    >>> shortened("a" * 100_000) == "a" * 57 + "..."
    True
    """
    return text if len(text) <= 60 else text[:57] + "..."


def printable(text: str) -> str:
    """`text` with every control and direction character spelt out, safe on a terminal.

    >>> printable("a" + chr(27) + "[31m")
    'a\\\\x1b[31m'
    """
    return "".join(c if c.isprintable() or c in "\u200c\u200e\u200f" else ascii(c)[1:-1] for c in text)


def halves(error: Exception) -> tuple[str, str]:
    """What is wrong and how to mend it, from an error written as "WHAT: HOW".

    >>> halves(ValueError("'2014-13' is not a date: write YYYY-MM"))
    ("'2014-13' is not a date", 'write YYYY-MM')
    """
    what, _, mend = str(error).rpartition(": ")
    return what, mend
