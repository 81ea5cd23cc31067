"""Known rewrites: what products make of literals, so that a graph read back is compared by what it says.

A line is brought into a form that all that a product may make of it have in common.
"""

from __future__ import annotations

import re
from functools import lru_cache
from struct import pack, unpack

import pyoxigraph as ox

from kg.namespaces import expand

_TYPED = re.compile(rb'(".*"\^\^<[^> ]*>)( <[^> ]*> \.)$', re.DOTALL)
_BY_VALUE = {
    f"<{expand('xsd:' + name)}>".encode()
    for name in (
        "boolean byte dateTime dateTimeStamp date decimal double duration dayTimeDuration float gDay gMonth gMonthDay"
        " gYear gYearMonth int integer long negativeInteger nonNegativeInteger nonPositiveInteger positiveInteger short"
        " time unsignedByte unsignedInt unsignedLong unsignedShort yearMonthDuration"
    ).split()
}


def by_value(line: bytes) -> bytes:
    """An N-Quads line with its literal in one form of all those that have its value, as Oxigraph and Fuseki keep it.

    >>> ending = b'^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e/g> .'
    >>> by_value(b'<http://e/s> <http://e/p> "98.0"' + ending) == by_value(b'<http://e/s> <http://e/p> "98"' + ending)
    True
    """
    if b'"^^<' not in line:
        return line
    found = _TYPED.search(line, line.index(b'"'))
    if not found or found[1][found[1].rindex(b"<") :] not in _BY_VALUE:
        return line
    return line[: found.start()] + _canonical(found[1]) + found[2]


@lru_cache(1 << 16)
def _canonical(literal: bytes) -> bytes:
    """A literal as Oxigraph keeps it."""
    store = ox.Store()
    store.load(input=b"<http://localhost/> <http://localhost/> " + literal + b" .", format=ox.RdfFormat.N_TRIPLES)
    return str(next(iter(store)).object).encode()


_DECIMAL, _INTEGER = (f"^^<{expand('xsd:' + name)}>".encode() for name in ("decimal", "integer"))
_WKT = f"^^<{expand('geo:wktLiteral')}>".encode()
_GEOMETRY = b"^^<http://www.openlinksw.com/schemas/virtrdf#Geometry>"
_NUMBER = re.compile(rb"-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_LONGEST = 10_000_000  # bytes of a literal that Virtuoso takes


def by_virtuoso(line: bytes) -> bytes | None:
    """An N-Quads line as Virtuoso may keep it; None for a literal that it drops.

    A geometry has the precision of single floats and a datatype of its own, and an integer of more than 32
    bits is a decimal.

    >>> ending = b'^^<http://www.opengis.net/ont/geosparql#wktLiteral> <http://e/g> .'
    >>> kept = by_virtuoso(b'<http://e/s> <http://e/p> "POINT (40.98945 34.5)"' + ending)
    >>> kept == b'<http://e/s> <http://e/p> "POINT(40.9894485 34.5)"' + ending
    True
    """
    if len(line) > _LONGEST:
        return None
    if b'"^^<' not in line or not (found := _TYPED.search(line, line.index(b'"'))):
        return line
    text, marks, type_ = found[1].rpartition(b"^^")
    type_ = marks + type_
    if type_ in {_WKT, _GEOMETRY}:
        text, type_ = _NUMBER.sub(_single, text.replace(b" (", b"(").replace(b", ", b",")), _WKT
    elif type_ == _INTEGER and not -(1 << 31) <= int(text[1:-1]) < 1 << 31:
        type_ = _DECIMAL
    return by_value(line[: found.start()] + text + type_ + found[2])


def _single(number: re.Match[bytes]) -> bytes:
    """A number as a single float, to its last digit."""
    (single,) = unpack("f", pack("f", float(number[0])))
    return f"{single:.9g}".encode()
