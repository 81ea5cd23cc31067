"""What N-Quads lines hold, counted and hashed graph by graph, in any order and in as many pieces as they come.

The digest of a graph is the sum, modulo 2^256, of the SHA-256 of its N-Quads lines: independent of
their order, so that a store's content can be compared with a file's, and pieces can be taken by
themselves (Bellare and Micciancio, "A new paradigm for collision-free hashing", 1997). Language tags
count in lower case, as stores may keep them so (RDF 1.1 Concepts, section 3.3).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import compress, islice
from typing import Any

from msgspec import Struct

from kg.namespaces import expand

_MODULUS = 1 << 256
_PIECE = 1 << 16  # bytes hashed at once, so that their lines stay in the processor's cache
_LINES = 5000
_DERIVED = "/graph/derived/"
# A literal holds no line break, so what ends a line is the end of a quad.
_TAG = re.compile(rb'"@[A-Za-z0-9-]+(?= <[^ ]*> \.$)', re.MULTILINE)
_TYPE = f"<{expand('rdf:type')}>".encode()


class Held(Struct, frozen=True):
    """What lines of one graph hold: their bytes, their number, and the 32 bytes of their digest.

    `classes` and `properties` count the instances of a class and the quads of a property, by its IRI as it
    is written; `entities` are the nodes that have a class, of which `first` and `last` are named: the classes
    of a node are lines that follow each other, and so may stand in two pieces.
    """

    size: int = 0
    quads: int = 0
    digest: bytes = bytes(32)
    classes: dict[str, int] = {}
    properties: dict[str, int] = {}
    entities: int = 0
    first: bytes = b""
    last: bytes = b""


def held(lines: bytes) -> Held:
    """What these lines, all of one graph and each with its line break, hold.

    They are in canonical N-Quads (UTF-8).
    """
    quads = digest = start = entities = 0
    classes: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    first = last = b""
    while start < len(lines):
        end = lines.find(b"\n", start + _PIECE) + 1 or len(lines)
        piece = lines[start:end]
        start = end
        hashed = _with_low_tags(piece).split(b"\n")
        hashed.pop()
        quads += len(hashed)
        digest += sum(map(int.from_bytes, [sha256(line).digest() for line in hashed]))
        told = [line.split(b" ", 2)[1] for line in hashed]
        properties.update(told)
        for line in compress(hashed, map(_TYPE.__eq__, told)):
            subject, _, class_, _ = line.split(b" ", 3)
            classes[class_] += 1
            if subject != last:
                entities += 1
                last = subject
                first = first or subject
    counted = _decoded(classes), _decoded(properties)
    return Held(len(lines), quads, (digest % _MODULUS).to_bytes(32, "big"), *counted, entities, first, last)


def _decoded(counted: Counter[bytes]) -> dict[str, int]:
    return {name.decode(): number for name, number in sorted(counted.items())}


# A literal text is looked for, and what stands around it only where it is: an expression that is looked
# for everywhere would take longer than the hashes.


def _with_low_tags(lines: bytes) -> bytes:
    """The lines with their language tags in lower case."""
    _, *tagged = lines.split(b'"@')
    if all((tag := text.partition(b" ")[0]) == tag.lower() for text in tagged):
        return lines
    return _TAG.sub(lambda tag: tag[0].lower(), lines)


@dataclass(slots=True)
class Content:
    """Counts and digests of the graphs of a dataset, taken as its lines pass.

    `classes` and `derived`, those of derived graphs, count the instances of a class, and `properties`
    the quads of a property, by its IRI as it is written; `entities` counts the nodes to which a graph
    gives a class.
    """

    quads: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    derived: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    _last: dict[str, bytes] = field(default_factory=dict)  # of a graph, the node that was given a class last

    def add(self, lines: Iterable[bytes]) -> None:
        """Take in lines of any graphs, each without its line break."""
        passing = iter(lines)
        while some := list(islice(passing, _LINES)):
            by_graph: dict[bytes, list[bytes]] = {}
            for line in some:
                by_graph.setdefault(line[line.rindex(b" <") + 2 : -3], []).append(line)
            for graph, found in by_graph.items():
                self.add_held(graph.decode(), held(b"\n".join(found) + b"\n"))

    def add_held(self, graph: str, found: Held) -> None:
        """Take in what lines of one graph hold."""
        if not found.quads:
            return
        self.quads[graph] += found.quads
        self.sums[graph] = (self.sums[graph] + int.from_bytes(found.digest, "big")) % _MODULUS
        (self.derived if _DERIVED in graph else self.classes).update(found.classes)
        self.properties.update(found.properties)
        if found.entities:
            self.entities[graph] += found.entities - (self._last.get(graph) == found.first)
            self._last[graph] = found.last

    def digest(self, graph: str) -> str:
        """The digest of a graph, in hexadecimal."""
        return f"{self.sums[graph]:064x}"

    def graphs(self) -> Mapping[str, dict[str, Any]]:
        """For each graph its number of quads and its digest."""
        return {g: {"quads": n, "digest": self.digest(g)} for g, n in sorted(self.quads.items())}


def graph_digest(lines: Iterable[bytes]) -> tuple[int, str]:
    """The number of lines of one graph, each without its line break, and their digest, as `Content` takes them."""
    content = Content()
    passing = iter(lines)
    while some := list(islice(passing, _LINES)):
        content.add_held("", held(b"\n".join(some) + b"\n"))
    return content.quads[""], content.digest("")
