"""Who says a statement, in which passages, and when: what stands under an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyoxigraph as ox

from kg.namespaces import expand
from kg.query.terms import IRI, Value, value_of
from kg.resolve.presuppositions import source


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a statement stands: characters of a document's text, or a row of a table.

    `paragraph`, `start` and `end` (Unicode code points) are those of a text, `fragment` (RFC 7111,
    or RFC 5147 for JSON Lines) that of a table; a document that is only cited has none of them.
    """

    document: str
    paragraph: str = ""
    start: int | None = None
    end: int | None = None
    fragment: str = ""

    def __str__(self) -> str:
        if self.start is not None:
            return f"{self.paragraph} {self.start}-{self.end}".strip()
        return self.fragment


@dataclass(frozen=True, slots=True)
class Source:
    """Who says a statement and how.

    `chain` is the speaker chain: for each position, the publisher first, the agents that speak there
    jointly. Days that nobody gives are None.
    """

    statement: str
    document: str
    chain: tuple[tuple[str, ...], ...]
    modality: str
    polarity: str
    asserted: tuple[date | None, date | None]
    begin: tuple[date | None, date | None]
    end: tuple[date | None, date | None]
    edtf: str
    passages: tuple[Passage, ...]

    def as_json(self) -> dict[str, Any]:
        """The source as values of JSON."""
        return {
            "statement": self.statement,
            "document": self.document,
            "chain": self.chain,
            "modality": self.modality,
            "polarity": self.polarity,
            "asserted": [day and day.isoformat() for day in self.asserted],
            "begin": [day and day.isoformat() for day in self.begin],
            "end": [day and day.isoformat() for day in self.end],
            "edtf": self.edtf or None,
            "passages": [
                {
                    "document": passage.document,
                    "paragraph": passage.paragraph or None,
                    "start": passage.start,
                    "end": passage.end,
                    "fragment": passage.fragment or None,
                }
                for passage in self.passages
            ],
        }


class Node:
    """The properties of one resource in a store, in all its graphs."""

    def __init__(self, store: ox.Store, iri: str) -> None:
        found: defaultdict[str, dict[object, None]] = defaultdict(dict)
        for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None):
            found[quad.predicate.value][quad.object] = None
        self._found = found

    def all(self, curie: str) -> list[Value]:
        """Every value of a property, sorted by its text."""
        values = (value_of(term) for term in self._found.get(expand(curie), ()))
        return sorted((value for value in values if value is not None), key=str)

    def one(self, curie: str) -> Value | None:
        """The value of a property, or None."""
        return next(iter(self.all(curie)), None)

    def iris(self, curie: str) -> list[str]:
        """The things that a property names."""
        return [value for value in self.all(curie) if isinstance(value, IRI)]

    def text(self, curie: str) -> str:
        """The value of a property as text, "" for none."""
        value = self.one(curie)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def day(self, curie: str) -> date | None:
        """The day that a property gives."""
        value = self.one(curie)
        return value if isinstance(value, date) else None


def subjects(store: ox.Store, curie: str, iri: str = "") -> list[str]:
    """The resources that have a property, with this value if one is given, in order."""
    quads = store.quads_for_pattern(None, ox.NamedNode(expand(curie)), ox.NamedNode(iri) if iri else None)
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def source_of(store: ox.Store, statement: str) -> Source:
    """The source of a statement, by its IRI."""
    node = Node(store, statement)
    steps: defaultdict[int, list[str]] = defaultdict(list)
    for iri in node.iris("prov:qualifiedAttribution"):
        step = Node(store, iri)
        steps[int(str(step.one("cx:position") or 0))] += step.iris("prov:agent")
    passages = [_passage(store, iri) for iri in node.iris("cx:evidence")]
    return Source(
        statement,
        node.text("cx:document"),
        tuple(tuple(sorted(steps[position])) for position in sorted(steps)),
        node.text("cx:modality"),
        node.text("cx:polarity"),
        (node.day("cx:assertedEarliest"), node.day("cx:assertedLatest")),
        (node.day("cx:beginEarliest"), node.day("cx:beginLatest")),
        (node.day("cx:endEarliest"), node.day("cx:endLatest")),
        node.text("cx:edtf"),
        tuple(sorted(passages, key=lambda passage: (passage.start or 0, passage.end or 0, passage.fragment))),
    )


def _passage(store: ox.Store, evidence: str) -> Passage:
    resource = Node(store, evidence)
    document = resource.text("oa:hasSource")
    selectors = resource.iris("oa:hasSelector")
    if not selectors:
        return Passage(document)
    selector = Node(store, selectors[0])
    start, end = selector.one("oa:start"), selector.one("oa:end")
    if isinstance(start, int) and isinstance(end, int):
        return Passage(document, selector.text("cx:paragraph"), start, end)
    return Passage(document, fragment=selector.text("rdf:value"))


def written(statements: Iterable[str]) -> list[str]:
    """The statements that stand in documents, each once: for what one presupposes, that one."""
    return list(dict.fromkeys(map(source, statements)))
