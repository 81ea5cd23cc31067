"""What N-Quads lines hold, counted and hashed graph by graph, in any order and in as many pieces as they come.

The digest of a graph is the sum, modulo 2^256, of the SHA-256 of its N-Quads lines: independent of
their order, so that a store's content can be compared with a file's, and pieces can be taken by
themselves (Bellare and Micciancio, "A new paradigm for collision-free hashing", 1997). Language tags
count in lower case, as stores may keep them so (RDF 1.1 Concepts, section 3.3).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from msgspec import Struct

from kg.namespaces import expand

_MODULUS = 1 << 256
_PIECE = 1 << 16  # bytes hashed at once, so that their lines stay in the processor's cache
_LINES = 5000
_DERIVED = "/graph/derived/"
# A literal holds no line break, so what ends a line is the end of a quad.
_TAG = re.compile(rb'"@[A-Za-z0-9-]+(?= <[^ ]*> \.$)', re.MULTILINE)
_TYPED = f"> <{expand('rdf:type')}> <{expand('cx:')}".encode()


class Held(Struct, frozen=True):
    """What lines of one graph hold: their bytes, their number, the 32 bytes of their digest, and nodes by class."""

    size: int = 0
    quads: int = 0
    digest: bytes = bytes(32)
    classes: dict[str, int] = {}


def held(lines: bytes) -> Held:
    """What these lines, all of one graph and each with its line break, hold.

    They are in canonical N-Quads (UTF-8).
    """
    quads = digest = start = 0
    classes: Counter[bytes] = Counter()
    while start < len(lines):
        end = lines.find(b"\n", start + _PIECE) + 1 or len(lines)
        piece = lines[start:end]
        start = end
        classes.update(_classes(piece))
        hashed = _with_low_tags(piece).split(b"\n")
        hashed.pop()
        quads += len(hashed)
        digest += sum(map(int.from_bytes, [sha256(line).digest() for line in hashed]))
    counted = {name.decode(): number for name, number in sorted(classes.items())}
    return Held(len(lines), quads, (digest % _MODULUS).to_bytes(32, "big"), counted)


# Literal texts are looked for, and what stands around them only where they are: an expression that is
# looked for everywhere would take longer than the hashes.


def _classes(lines: bytes) -> Iterator[bytes]:
    """The local names of those of our classes that are a type of something."""
    before, *found = lines.split(_TYPED)
    for after in found:
        if b">" not in before[before.rfind(b"\n") + 1 :]:  # else it stands in a literal
            yield after.partition(b">")[0]
        before = after


def _with_low_tags(lines: bytes) -> bytes:
    """The lines with their language tags in lower case."""
    _, *tagged = lines.split(b'"@')
    if all((tag := text.partition(b" ")[0]) == tag.lower() for text in tagged):
        return lines
    return _TAG.sub(lambda tag: tag[0].lower(), lines)


@dataclass(slots=True)
class Content:
    """Counts and digests of the graphs of a dataset, taken as its lines pass."""

    quads: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    derived: Counter[str] = field(default_factory=Counter)

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

    def digest(self, graph: str) -> str:
        """The digest of a graph, in hexadecimal."""
        return f"{self.sums[graph]:064x}"

    def graphs(self) -> Mapping[str, dict[str, Any]]:
        """For each graph its number of quads and its digest."""
        return {g: {"quads": n, "digest": self.digest(g)} for g, n in sorted(self.quads.items())}
