"""Triple templates: what they compile to, what they refuse, and that no value breaks out of its term."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset, Literal, URIRef

from kg.builders import templates
from kg.builders.template import Template, compiled, quoted, template
from kg.namespaces import PREFIXES, expand

GRAPH = "https://example.org/graph/g"
SUBJECT = "https://example.org/s"


class Row(NamedTuple):
    """A row with every way of writing a column."""

    iri: str = SUBJECT
    refs: tuple[str, ...] = ()
    day: str = ""
    text: str = ""
    lang: str = "en"


EVERY_FORM = template(
    "every form",
    Row,
    """
    ?iri a cx:Statement, <http://example.org/Class> ;
        cx:object ?refs ;
        cx:edtf ?text^^xsd:string ;
        cx:beginEarliest ?day^^xsd:date ;
        skos:prefLabel ?text@?lang ;
        rdfs:comment ?text@ckb .
    """,
)


def lines(made: Template, row: object) -> str:
    """The N-Quads of one row."""
    out: list[str] = []
    compiled(made)(row, GRAPH, out.append)
    return "".join(out)


def test_an_empty_column_gives_no_triple() -> None:
    assert lines(EVERY_FORM, Row()).count("\n") == 2


def test_triples_come_in_the_order_of_the_template() -> None:
    written = lines(EVERY_FORM, Row(refs=("http://x/1", "http://x/2"), day="2018-10-15", text="t"))
    predicates = [line.split(" ")[1].rpartition("#")[2].rstrip(">") for line in written.splitlines()]
    assert predicates == ["type", "type", "object", "object", "edtf", "beginEarliest", "prefLabel", "comment"]


@given(st.text())
def test_whatever_the_text_both_parsers_read_the_same_term(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate is in no file that can be read
        return
    written = lines(EVERY_FORM, Row(text=text or "x"))
    expected = text or "x"
    quads = list(ox.parse(written.encode(), format=ox.RdfFormat.N_QUADS))
    assert len(quads) == written.count("\n") == 5
    assert {q.object.value for q in quads if isinstance(q.object, ox.Literal)} == {expected}
    dataset = Dataset()
    dataset.parse(data=written, format="nquads")
    found = list(dataset.quads((None, None, None, None)))
    assert {str(o) for _, _, o, _ in found if isinstance(o, Literal)} == {expected}
    assert {s for s, _, _, _ in found} == {URIRef(SUBJECT)}
    assert {g for _, _, _, g in found} == {URIRef(GRAPH)}


@given(st.text(alphabet='"\\\n\r\t\b\f\x00\x1b\x7f\u2028\u202ea', max_size=12))
def test_quoted_text_is_one_line_and_closes_where_it_should(text: str) -> None:
    written = quoted(text)
    assert "\n" not in written
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', written)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("?iri a cx:Statement", "ends with '.'"),
        ("?iri cx:object ?nothing .", "no column nothing"),
        ("?iri cx:object ?text@?nothing .", "no column nothing"),
        ("?iri cx:object [] .", "cannot read"),
    ],
)
def test_a_wrong_template_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=re.escape(wrong)):
        template("wrong", Row, text)


def test_an_unknown_prefix_is_refused() -> None:
    with pytest.raises(KeyError):
        template("wrong", Row, "?iri nope:object ?text .")


def shipped_templates() -> list[Template]:
    """Every template of the builders."""
    return [value for value in vars(templates).values() if isinstance(value, Template)]


def test_every_term_of_a_template_is_declared(declared: Callable[[str], bool]) -> None:
    used: set[str] = set()
    for made in shipped_templates():
        for triple in made.triples:
            used |= {triple.predicate, triple.object.iri} - {""}
            if triple.object.datatype:
                used.add(expand(triple.object.datatype))
    ours = {iri for iri in used if iri.startswith(PREFIXES["cx"])}
    assert len(ours) > 60
    terms = [iri for iri in sorted(used) if iri.startswith(tuple(PREFIXES.values()))]
    assert [iri for iri in terms if not declared(iri)] == []


def test_a_template_is_read_to_its_end() -> None:
    counted: dict[str, Any] = {made.name: len(made.triples) for made in shipped_templates()}
    assert counted["statement"] > 40
    assert all(number > 0 for number in counted.values())
