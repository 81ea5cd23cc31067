"""What a part of a dataset tells of its nodes to other parts: their ids, and the few quads that shapes read of them."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from kg.namespaces import expand
from kg.validate.reads import Reads

_SUBCLASS = f"<{expand('rdfs:subClassOf')}>".encode()


class Outline(NamedTuple):
    """Of the lines of a part: what a context needs to know."""

    nodes: dict[bytes, bytes]
    """The id of each subject, and what is read of it: its predicates and objects, a line each, sorted."""
    inverse: list[tuple[bytes, bytes]]
    """Lines that are followed from their object, which has no quad in the part, and the object's id."""
    classes: list[bytes]
    """The lines that tell of subclasses."""


def node_id(term: bytes) -> bytes:
    """The id of a node: 16 bytes, so that no two nodes of any dataset are to share one.

    >>> len(node_id(b"<https://example.org/>"))
    16
    """
    return blake2b(term, digest_size=16).digest()


def outline(lines: bytes, reads: Reads) -> Outline:
    """The outline of N-Quads lines (each with its graph), in one pass over them."""
    facts: dict[bytes, set[bytes]] = {}
    inverse, classes = [], []
    kept, followed_back = reads.kept, reads.inverse
    last, of_last = b"", set[bytes]()
    for line in lines.split(b"\n")[:-1]:
        subject, predicate, rest = line.split(b" ", 2)
        if subject != last:
            last, of_last = subject, facts.setdefault(subject, set())
        if predicate in kept:
            of_last.add(predicate + b" " + rest[: rest.rindex(b" <")])
        if predicate in followed_back:
            inverse.append((rest.split(b" ", 1)[0], line))
        if predicate == _SUBCLASS:
            classes.append(line)
    return Outline(
        {node_id(term): b"\n".join(sorted(told)) for term, told in facts.items()},
        [(node_id(term), line) for term, line in inverse if term not in facts],
        classes,
    )
