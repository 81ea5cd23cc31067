"""Values between RDF, Python and JSON: nothing is rounded, and nothing breaks on what is not well formed."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import expand
from kg.query.terms import IRI, day, plain, value_of


def literal(text: str, type_: str) -> ox.Literal:
    """A literal of a datatype of XML Schema."""
    return ox.Literal(text, datatype=ox.NamedNode(expand(f"xsd:{type_}")))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (ox.NamedNode("http://example.org/x"), IRI("http://example.org/x")),
        (ox.BlankNode("b"), "_:b"),
        (ox.Literal("x"), "x"),
        (ox.Literal("x", language="ar"), "x"),
        (ox.Literal("http://example.org/x"), "http://example.org/x"),
        (literal("2018-10-15", "date"), date(2018, 10, 15)),
        (literal("2018-10-15Z", "date"), "2018-10-15Z"),
        (literal("2018-02-30", "date"), "2018-02-30"),
        (literal("-0044-03-15", "date"), "-0044-03-15"),
        (literal("12018-01-01", "date"), "12018-01-01"),
        (literal("2018", "gYear"), "2018"),
        (literal("7", "integer"), 7),
        (literal("-7", "int"), -7),
        (literal("seven", "integer"), "seven"),
        (literal("0.5", "decimal"), Decimal("0.5")),
        (literal("half", "decimal"), "half"),
        (literal("true", "boolean"), True),
        (literal("false", "boolean"), False),
        (literal("1", "boolean"), True),
        (literal("0", "boolean"), False),
        (literal("POINT(1 2)", "anything"), "POINT(1 2)"),
    ],
)
def test_terms_as_values(term: object, value: object) -> None:
    found = value_of(term)
    assert found == value
    assert type(found) is type(value)


def test_a_text_that_looks_like_an_iri_is_none() -> None:
    assert not isinstance(value_of(ox.Literal("http://example.org/x")), IRI)


@given(st.dates())
def test_days_there_and_back(when: date) -> None:
    assert value_of(day(when.isoformat())) == when


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text() | st.booleans() | st.dates())
def test_values_in_json(value: int | Decimal | str | bool | date) -> None:
    written = json.loads(json.dumps(plain(value)))
    if isinstance(value, Decimal):
        assert Decimal(written) == value
    elif isinstance(value, date):
        assert date.fromisoformat(written) == value
    else:
        assert written == value
    assert plain(None) is None


@given(st.text(), st.sampled_from(["date", "integer", "decimal", "boolean", "int", "long", "string"]))
def test_any_text_of_any_type_has_a_value(text: str, type_: str) -> None:
    assert value_of(literal(text, type_)) is not None
