"""Values of an answer, between RDF terms and Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from kg.namespaces import expand

Value = str | int | Decimal | bool | date


class IRI(str):
    """The IRI of a thing, apart from text that looks like one."""

    __slots__ = ()


_XSD = expand("xsd:")
_INTEGERS = frozenset(_XSD + name for name in ("integer", "nonNegativeInteger", "int", "long"))


def value_of(term: object) -> Value | None:
    """A term as Python holds it: IRI, text, int, Decimal, bool or date; None where unbound.

    A literal of another datatype, or whose text is not of its datatype, is its text.

    >>> value_of(ox.Literal("2018-10-15", datatype=ox.NamedNode(expand("xsd:date"))))
    datetime.date(2018, 10, 15)
    """
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    if not isinstance(term, ox.Literal):
        return None
    text, type_ = term.value, term.datatype.value
    try:
        if type_ == _XSD + "date":
            return date.fromisoformat(text)
        if type_ in _INTEGERS:
            return int(text)
        if type_ == _XSD + "decimal":
            return Decimal(text)
    except (ValueError, InvalidOperation):  # a date with a time zone, or beyond the years of Python
        return text
    return text in {"true", "1"} if type_ == _XSD + "boolean" else text


def day(text: str) -> ox.Literal:
    """A day, YYYY-MM-DD, as a term."""
    return ox.Literal(text, datatype=ox.NamedNode(expand("xsd:date")))


def plain(value: Value | None) -> str | int | float | bool | None:
    """A value as JSON has it; numbers keep their text where a float would round them."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return float(value) if Decimal(float(value)) == value else str(value)
    return value.isoformat()
