"""Faults seeded in a dataset: one line of it dropped, doubled, or made to say something else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import NamedTuple

from kg.namespaces import expand


class Quad(NamedTuple):
    """Subject, predicate, object and graph of a line."""

    s: bytes
    p: bytes
    o: bytes
    g: bytes


Change = Callable[[Quad], list[bytes]]
"""From a line to the lines that stand in its place."""


class Fault(NamedTuple):
    """A line, what is done to it, and what stands there afterwards."""

    line: int
    name: str
    lines: list[bytes]


def iri(curie: str) -> bytes:
    return f"<{expand(curie)}>".encode()


def quad(*terms: bytes) -> bytes:
    return b"%b %b %b %b ." % terms


def drop(_: Quad) -> list[bytes]:
    return []


def dangle(q: Quad) -> list[bytes]:
    """Refer to what nothing is said of."""
    return [quad(q.s, q.p, b"<https://example.org/nothing>", q.g)]


def misplace(q: Quad) -> list[bytes]:
    """Refer to something of another class: the node itself."""
    return [quad(q.s, q.p, q.s, q.g)]


def double(q: Quad) -> list[bytes]:
    """Say it a second time, and otherwise, in another graph."""
    other = q.o[:-1] + b"-2>" if q.o.startswith(b"<") else b'"2000-01-01"^^' + iri("xsd:date")
    return [quad(*q), quad(q.s, q.p, other, b"<https://example.org/graph/another>")]


def plain(q: Quad) -> list[bytes]:
    """A text without datatype or language, and with characters that are escaped."""
    return [quad(q.s, q.p, '"no \\"such\\"\\n\\tvalue \\\\ é \\u0007"'.encode(), q.g)]


def no_day(q: Quad) -> list[bytes]:
    return [quad(q.s, q.p, b'"2018-13-45"^^' + iri("xsd:date"), q.g)]


def late(q: Quad) -> list[bytes]:
    return [quad(q.s, q.p, b'"2999-01-01"^^' + iri("xsd:date"), q.g)]


def add(q: Quad) -> list[bytes]:
    """A property that is not known."""
    return [quad(*q), quad(q.s, b"<https://example.org/property>", b'"x"', q.g)]


def second_type(q: Quad) -> list[bytes]:
    return [quad(*q), quad(q.s, iri("rdf:type"), iri("cx:Office"), q.g)]


def third_post(q: Quad) -> list[bytes]:
    """Two posts more of a crossing, in graphs of their own."""
    more = [b"<https://example.org/post-%d>" % n for n in range(2)]
    return [quad(*q), *(quad(post, q.p, q.o, post) for post in more)]


_OF: dict[Change, str] = {
    drop: "cx:subject cx:predicate cx:polarity cx:modality cx:document cx:publisher cx:speaker cx:evidence"
    " prov:qualifiedAttribution cx:dateBasis oa:hasSource prov:agent skos:inScheme skos:prefLabel dcterms:publisher",
    dangle: "cx:subject cx:object cx:speaker cx:document cx:evidence prov:qualifiedAttribution oa:hasSource prov:agent"
    " cx:postOf cx:country prov:wasDerivedFrom cx:modality",
    misplace: "cx:subject cx:publisher cx:document oa:hasSelector cx:appliesTo cx:agent cx:country",
    double: "cx:subject cx:polarity cx:modality cx:document cx:publisher cx:postOf cx:assertedEarliest cx:dateBasis",
    plain: "cx:assertedLatest rdfs:comment skos:prefLabel oa:start",
    no_day: "dcterms:issued dcterms:created cx:withdrawnOn",
    late: "cx:assertedEarliest cx:firstDay",
    add: "cx:evidence oa:hasSource cx:eventType dcterms:publisher",
    second_type: "cx:postOf cx:modality",
    third_post: "cx:postOf",
}
MENU = [(change, iri(curie)) for change, curies in _OF.items() for curie in curies.split()]


def seeded(lines: Sequence[bytes], count: int, seed: int) -> list[Fault]:
    """`count` faults in lines of their own, of all kinds that the lines allow, drawn by `seed`."""
    chance = random.Random(seed)  # noqa: S311 - the same faults each time
    by_predicate: dict[bytes, list[int]] = {}
    for number, line in enumerate(lines):
        by_predicate.setdefault(line.split(b" ", 2)[1], []).append(number)
    menu = [(change, predicate) for change, predicate in MENU if predicate in by_predicate]
    chance.shuffle(menu)
    found: dict[int, Fault] = {}
    for change, predicate in cycle(menu):
        if len(found) == count:
            break
        number = chance.choice(by_predicate[predicate])
        if number not in found:
            subject, _, rest = lines[number].split(b" ", 2)
            value, graph, _ = rest.rsplit(b" ", 2)
            found[number] = Fault(number, change.__name__, change(Quad(subject, predicate, value, graph)))
    return [*found.values()]


def with_faults(lines: Sequence[bytes], faults: Sequence[Fault]) -> bytes:
    """The lines with faults, as a file holds them."""
    instead = {fault.line: fault.lines for fault in faults}
    return b"".join(one + b"\n" for n, line in enumerate(lines) for one in instead.get(n, [line]))
