"""The context in which a part of a dataset is validated: what the other parts say of the nodes that it refers to.

A node may have quads in several parts (an entity in the graphs of a corpus and of a reference source, a
statement in those of its document and of a decision). The first part that has some is its home: the node is
validated there, with all of its quads, and nowhere else. What is known of nodes is kept on disk by their ids,
so that memory does not grow with the dataset.

    with Context.create(path, reads) as context:
        for each part: context.add(number, outline(lines, reads))
        context.settle()
        for each part with context.strays(number): context.send_home(number, lines)
        for each part: context.complete(number, lines) is what an engine validates
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from kg.namespaces import expand
from kg.validate.outline import Outline, node_id
from kg.validate.reads import Reads
from kg.validate.targets import target_line, targets_by_class

_CACHE = 16 << 10  # KiB
_TYPE = f"<{expand('rdf:type')}>".encode()

_TABLES = """
    CREATE TABLE told (id INTEGER PRIMARY KEY, text BLOB UNIQUE);
    CREATE TABLE node (id BLOB, part INTEGER, told INTEGER);
    CREATE TABLE inverse (id BLOB, line BLOB);
    CREATE TABLE class (line BLOB PRIMARY KEY);
    CREATE TABLE sent (part INTEGER, line BLOB);
"""
_SETTLE = """
    CREATE INDEX node_id ON node (id, part, told);
    CREATE TABLE stray (part INTEGER, id BLOB, home INTEGER);
    INSERT INTO stray
        SELECT node.part, node.id, home FROM node
        JOIN (SELECT id, min(part) AS home FROM node GROUP BY id HAVING count(*) > 1) AS spread
        ON node.id = spread.id WHERE node.part > home ORDER BY node.part, node.id;
    CREATE INDEX stray_part ON stray (part);
    INSERT INTO sent
        SELECT (SELECT min(part) FROM node WHERE node.id = inverse.id) AS home, line FROM inverse
        WHERE home IS NOT NULL ORDER BY home, line;
    CREATE INDEX sent_part ON sent (part);
    DROP TABLE inverse;
"""


class Whole(NamedTuple):
    """A part made complete: N-Quads lines to validate, and the nodes of which the results count."""

    lines: bytes
    homes: frozenset[bytes]


class Context:
    """What the parts of a dataset know of each other, in an SQLite file; parts are numbered from 0."""

    def __init__(self, rows: sqlite3.Connection, reads: Reads) -> None:
        self._rows = rows
        self._reads = reads

    @classmethod
    @contextmanager
    def create(cls, path: Path, reads: Reads) -> Iterator[Self]:
        """A new context at `path`, for shapes that read what `reads` tells; its file is closed in the end.

        :raises OSError: when the file cannot be written or read, there or in the block.
        """
        with cls.settled(path, reads) as context:
            context._rows.executescript(_TABLES)
            yield context

    @classmethod
    @contextmanager
    def settled(cls, path: Path, reads: Reads) -> Iterator[Self]:
        """The context at `path`, which was settled; its file is closed in the end.

        :raises OSError: when the file cannot be read, there or in the block.
        """
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as rows:
                # Nobody else writes, and a file left by an interrupted run is thrown away.
                rows.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE};")
                yield cls(rows, reads)
        except sqlite3.Error as error:
            raise OSError(f"what its parts tell of each other cannot be kept ({error})") from error

    @cached_property
    def _classes(self) -> list[bytes]:
        return [line for (line,) in self._rows.execute("SELECT line FROM class ORDER BY line")]

    @cached_property
    def _targets(self) -> dict[bytes, tuple[bytes, ...]]:
        return targets_by_class(self._classes, self._reads.targets)

    def add(self, part: int, outline: Outline) -> None:
        """Take in what a part tells of its nodes."""
        one = self._rows.execute
        one("BEGIN")
        known: dict[bytes, int | None] = {b"": None}
        for text in {*outline.nodes.values()} - {b""}:
            one("INSERT OR IGNORE INTO told (text) VALUES (?)", (text,))
            known[text] = one("SELECT id FROM told WHERE text = ?", (text,)).fetchone()[0]
        rows = ((node, part, known[text]) for node, text in outline.nodes.items())
        self._rows.executemany("INSERT INTO node VALUES (?, ?, ?)", rows)
        self._rows.executemany("INSERT INTO inverse VALUES (?, ?)", outline.inverse)
        self._rows.executemany("INSERT OR IGNORE INTO class VALUES (?)", ((line,) for line in outline.classes))
        one("COMMIT")

    def settle(self) -> None:
        """Find the homes of all nodes, when every part was added."""
        self._rows.executescript(f"BEGIN; {_SETTLE} COMMIT;")

    def strays(self, part: int) -> dict[bytes, int]:
        """The ids of nodes that have quads in a part and their home in another, with the number of that."""
        return dict(self._rows.execute("SELECT id, home FROM stray WHERE part = ?", (part,)))

    def send_home(self, part: int, lines: bytes) -> None:
        """Send the quads of a part's strays to where these are at home."""
        strays, homes, sent = self.strays(part), dict[bytes, int | None](), []

        def home(term: bytes) -> int | None:
            if term not in homes:
                homes[term] = strays.get(node_id(term))
            return homes[term]

        for line in lines.split(b"\n")[:-1]:
            subject, predicate, rest = line.split(b" ", 2)
            ends = {home(subject)}
            if predicate in self._reads.inverse:
                ends.add(home(rest.split(b" ", 1)[0]))
            sent += [(end, line) for end in ends if end is not None]
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO sent VALUES (?, ?)", sent)
        self._rows.execute("COMMIT")

    def complete(self, part: int, lines: bytes) -> Whole:
        """The lines of a part without those of strays, with what was sent to it and what it refers to."""
        strays = self.strays(part)
        homes, asked = set[bytes](), set[bytes]()
        own, pieces = list[bytes](), list[bytes]()
        followed, inverse = self._reads.followed, self._reads.inverse
        last, stays = b"", True
        for line in lines.split(b"\n")[:-1]:
            subject, predicate, rest = line.split(b" ", 2)
            if subject != last:
                last, stays = subject, not strays or node_id(subject) not in strays
                if stays:
                    homes.add(subject)
            if strays and (stays or predicate in inverse):
                own.append(line)
                asked.add(subject)
            if stays and predicate in followed:
                asked.add(rest[: rest.index(b" ")])
            if stays and predicate == _TYPE:
                pieces += self._focus(subject, rest)
        pieces.append(b"\n".join([*own, b""]) if strays else lines)
        sent = [line for (line,) in self._rows.execute("SELECT line FROM sent WHERE part = ? ORDER BY line", (part,))]
        pieces += [line + b"\n" for line in sent]
        for line in sent:
            subject, predicate, rest = line.split(b" ", 2)
            asked |= {subject, rest.split(b" ", 1)[0]} if predicate in followed else {subject}
            if predicate == _TYPE and subject in homes:
                pieces += self._focus(subject, rest)
        pieces += self._told(asked, homes)
        pieces += [line + b"\n" for line in self._classes]
        return Whole(b"".join(pieces), frozenset(homes))

    def _focus(self, node: bytes, rest: bytes) -> Iterator[bytes]:
        """The lines that make a node of a class a focus node."""
        for target in self._targets.get(rest[: rest.index(b" ")], ()):
            yield target_line(node, target)

    def _told(self, asked: set[bytes], homes: set[bytes]) -> Iterator[bytes]:
        """Lines that tell what is read of the nodes `asked` for, and of those that they lead to."""
        known = set(homes)
        for _ in range(self._reads.steps):
            asked = {term for term in asked if not term.startswith(b'"')} - known
            known |= asked
            further = set()
            for term in sorted(asked):
                rows = "SELECT text FROM node JOIN told ON told.id = node.told WHERE node.id = ? ORDER BY part"
                for (text,) in self._rows.execute(rows, (node_id(term),)):
                    for pair in text.split(b"\n"):
                        yield term + b" " + pair + b" .\n"
                        predicate, value = pair.split(b" ", 1)
                        if predicate in self._reads.followed:
                            further.add(value)
            asked = further
