"""What a row of the benchmark's table says in RDF, as a mapping that each program is given in its own language.

A template has the columns of the table in braces, and `day`, the date in the column `time`. The mapping
is what Crossings writes for such a row: `tests/bench` compares all programs by it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

COLUMNS = (
    "id",
    "kind",
    "subject",
    "predicate",
    "object",
    "modality",
    "voice",
    "time",
    "row",
    "subject_named",
    "object_named",
    "side",
    "side_basis",
    "note",
    "place",
    "agent",
)
TEXTS = frozenset({"subject_named", "object_named", "note"})
"""The columns that may hold what must be escaped in a literal."""

WORDING = "seen "
"""What stands before the date in the column `time`."""

DOCUMENT = "bench-document"
PUBLISHED = "2018-12-31"
BASE = "https://example.org/bench/"
GRAPH = f"{BASE}graph/document/{DOCUMENT}"
DOCUMENT_IRI = f"{BASE}id/document/{DOCUMENT}"
FILE = "statements.csv"

_CX = "https://w3id.org/crossings/ontology#"
_CONCEPT = "https://w3id.org/crossings/concept/"
_DCTERMS = "http://purl.org/dc/terms/"
_OA = "http://www.w3.org/ns/oa#"
_PROV = "http://www.w3.org/ns/prov#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"


class Iri(NamedTuple):
    """An object that is a resource."""

    template: str


class Text(NamedTuple):
    """An object that is a literal, with a language tag, a datatype or neither."""

    template: str
    lang: str = ""
    datatype: str = ""


class Node(NamedTuple):
    """A subject, once for each value of the column `each` ("id": for each row; "": once), and its properties."""

    each: str
    subject: str
    properties: tuple[tuple[str, Iri | Text], ...]


def _day(template: str) -> Text:
    return Text(template, datatype=f"{_XSD}date")


_STATEMENT = f"{BASE}id/statement/{DOCUMENT}/{{id}}"
_EVIDENCE = f"{BASE}id/evidence/{DOCUMENT}/{{id}}/1"
_SELECTOR = f"{BASE}id/selector/{DOCUMENT}/{{id}}/1"
_PUBLISHER = f"{BASE}id/agent/publisher"
_BY_PUBLISHER = f"{BASE}id/attribution/{DOCUMENT}/0/publisher"
_BY_SPEAKER = f"{BASE}id/attribution/{DOCUMENT}/1/{{voice}}"


def _attribution(position: int, agent: str) -> tuple[tuple[str, Iri | Text], ...]:
    return (
        (f"{_RDF}type", Iri(f"{_PROV}Attribution")),
        (f"{_PROV}agent", Iri(agent)),
        (f"{_CX}position", Text(str(position), datatype=f"{_XSD}integer")),
    )


NODES = (
    Node(
        "id",
        _STATEMENT,
        (
            (f"{_RDF}type", Iri(f"{_CX}Statement")),
            (f"{_RDF}type", Iri(f"{_CX}ControlStatement")),
            (f"{_DCTERMS}identifier", Text("{row}")),
            (f"{_CX}document", Iri(DOCUMENT_IRI)),
            (f"{_CX}publisher", Iri(_PUBLISHER)),
            (f"{_CX}speaker", Iri(f"{BASE}id/agent/{{voice}}")),
            (f"{_PROV}qualifiedAttribution", Iri(_BY_PUBLISHER)),
            (f"{_PROV}qualifiedAttribution", Iri(_BY_SPEAKER)),
            (f"{_CX}subject", Iri(f"{BASE}id/place/{{subject}}")),
            (f"{_CX}predicate", Iri(f"{_CX}controlledBy")),
            (f"{_CX}object", Iri(f"{BASE}id/agent/{{object}}")),
            (f"{_CX}polarity", Iri(f"{_CONCEPT}polarity/affirmed")),
            (f"{_CX}modality", Iri(f"{_CONCEPT}modality/{{modality}}")),
            (f"{_CX}subjectNamedAs", Text("{subject_named}")),
            (f"{_CX}objectNamedAs", Text("{object_named}")),
            (f"{_CX}appliesTo", Iri(f"{BASE}id/place/{{side}}")),
            (f"{_CX}scopeBasis", Iri(f"{_CONCEPT}scope-basis/{{side_basis}}")),
            (f"{_CX}agent", Iri(f"{BASE}id/agent/{{agent}}")),
            (f"{_CX}place", Iri(f"{BASE}id/place/{{place}}")),
            (f"{_RDFS}comment", Text("{note}", lang="en")),
            (f"{_CX}evidence", Iri(_EVIDENCE)),
            (f"{_CX}beginLatest", _day("{day}")),
            (f"{_CX}endEarliest", _day("{day}")),
            (f"{_CX}edtf", Text("{day}")),
            (f"{_CX}dateBasis", Iri(f"{_CONCEPT}date-basis/stated")),
            (f"{_CX}assertedEarliest", _day(PUBLISHED)),
            (f"{_CX}assertedLatest", _day(PUBLISHED)),
        ),
    ),
    Node(
        "id",
        _EVIDENCE,
        (
            (f"{_RDF}type", Iri(f"{_OA}SpecificResource")),
            (f"{_OA}hasSource", Iri(DOCUMENT_IRI)),
            (f"{_OA}hasSelector", Iri(_SELECTOR)),
        ),
    ),
    Node(
        "id",
        _SELECTOR,
        (
            (f"{_RDF}type", Iri(f"{_OA}FragmentSelector")),
            (f"{_DCTERMS}conformsTo", Iri("http://tools.ietf.org/rfc/rfc7111")),
            (f"{_RDF}value", Text("row={row}")),
            (f"{_CX}file", Text(FILE)),
        ),
    ),
    Node("voice", _BY_SPEAKER, _attribution(1, f"{BASE}id/agent/{{voice}}")),
    Node("", _BY_PUBLISHER, _attribution(0, _PUBLISHER)),
)

QUADS_A_ROW = sum(len(node.properties) for node in NODES if node.each == "id")

_HOLE = re.compile(r"\{(\w+)\}")


def pieces(template: str) -> list[tuple[str, str]]:
    """A template as pieces of fixed text, each followed by a column ("" after the last).

    >>> pieces("a/{id}/1")
    [('a/', 'id'), ('/1', '')]
    """
    found = _HOLE.split(template)
    return list(zip(found[::2], [*found[1::2], ""], strict=True))


def lines(each: str) -> str:
    """The N-Quads lines of the nodes that stand once for each value of this column, as one template."""
    out = []
    for node in NODES:
        for predicate, value in node.properties if node.each == each else ():
            if isinstance(value, Iri):
                written = f"<{value.template}>"
            elif value.lang:
                written = f'"{value.template}"@{value.lang}'
            else:
                written = f'"{value.template}"' + (f"^^<{value.datatype}>" if value.datatype else "")
            out.append(f"<{node.subject}> <{predicate}> {written} <{GRAPH}> .\n")
    return "".join(out)
