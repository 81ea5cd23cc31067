"""Everything known of one thing: its names, its place, and who says what about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.facts.kinds import KINDS, QUALIFIERS
from kg.namespaces import expand
from kg.query.on_record import Reader
from kg.query.sources import Node, Source, source_of, subjects
from kg.query.terms import Value, plain, value_of

_DERIVED_FROM = ox.NamedNode(expand("prov:wasDerivedFrom"))
_NAMES = {expand("skos:prefLabel"): True, expand("skos:altLabel"): False}
_KINDS = {expand(f"cx:{kind.class_}"): key for key, kind in KINDS.items()}
_QUALIFIERS = (
    *dict.fromkeys(qualifier.curie for qualifier in QUALIFIERS),
    *("cx:scopeBasis", "cx:scopeUncertain", "cx:dateBasis", "cx:datedBy"),
)
# How a thing may stand in a statement; first the one that counts where there are two.
_ROLES = ("subject", "appliesTo", "object", *dict.fromkeys(q.curie.partition(":")[2] for q in QUALIFIERS), "speaker")
# Told in a part of its own, or by the tool's way of writing rather than by a source.
_NOT_FACTS = {
    *_NAMES,
    *map(expand, ("rdf:type", "cx:postOf", "cx:statementCount", "dcterms:identifier", "skos:inScheme", "cx:evidence")),
}
# Of the record that a document is withdrawn, told on the document's card.
_WITHDRAWAL = set(map(expand, ("cx:withdrawnOn", "cx:rationale")))


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing or of one of its posts; `preferred` is one a language, `source` a graph."""

    name: str
    language: str
    preferred: bool
    bearer: str
    source: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A property that stands outside the documents: in a corpus, a reference source or a decision."""

    property: str
    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in which the thing stands in a role; several objects are so jointly."""

    role: str
    kind: str
    subject: str
    scope: str
    predicate: str
    objects: tuple[Value, ...]
    qualifiers: tuple[tuple[str, tuple[Value, ...]], ...]
    named: tuple[str, ...]
    comment: str
    source: Source


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What is known of the thing `iri`; `statement` is set where it is itself a statement.

    `left_out` statements are said too, more than were asked for.
    """

    iri: str
    types: tuple[str, ...]
    names: tuple[Name, ...]
    posts: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    statement: Said | None
    said: tuple[Said, ...]
    left_out: int = 0

    def __repr__(self) -> str:
        return f"<Card of {self.iri}: {len(self.said)} statements>"

    def as_json(self) -> dict[str, Any]:
        """The card as values of JSON, with full IRIs."""
        return {
            "iri": self.iri,
            "types": self.types,
            "names": [
                {"name": n.name, "language": n.language, "preferred": n.preferred, "of": n.bearer, "source": n.source}
                for n in self.names
            ],
            "posts": [{"iri": post, "country": country or None} for post, country in self.posts],
            "facts": [{"property": f.property, "value": plain(f.value), "source": f.source} for f in self.facts],
            "statement": self.statement and _said_json(self.statement),
            "said": [_said_json(said) for said in self.said],
        }


def card_of(store: ox.Store, iri: str, most: int = sys.maxsize) -> Card:
    """The card of the thing with this IRI, with at most so many statements; a crossing's tells of its posts too."""
    node = Node(store, iri)
    posts = subjects(store, "cx:postOf", iri)
    roles: dict[str, str] = {}
    for thing in (iri, *posts):
        for role in _ROLES:
            for statement in subjects(store, f"cx:{role}", thing):
                if statement not in roles and statement != iri and _is_said(store, statement):
                    roles[statement] = role
    said = [_said(store, statement, role) for statement, role in islice(roles.items(), most)]
    names = [
        Name(term.value, term.language or "", _NAMES[property_], thing, graph)
        for thing in (iri, *posts)
        for property_ in _NAMES
        for graph, term in _outside(store, thing, property_)
        if isinstance(term, ox.Literal)
    ]
    is_statement = expand("cx:Statement") in node.iris("rdf:type")
    return Card(
        iri,
        tuple(node.iris("rdf:type")),
        tuple(sorted(names, key=lambda n: (n.bearer != iri, n.bearer, n.language, not n.preferred, n.name))),
        tuple((post, Node(store, post).text("cx:country")) for post in posts),
        () if is_statement else tuple(_facts(store, iri)),
        _said(store, iri, "") if is_statement else None,
        tuple(sorted(said, key=lambda s: (list(KINDS).index(s.kind), s.source.statement))),
        max(0, len(roles) - most),
    )


def _is_said(store: ox.Store, iri: str) -> bool:
    """Whether a record is a statement of a source, and not derived by a rule."""
    # Asked of the store alone: a thing may stand in many more statements than its card tells.
    derived = store.quads_for_pattern(ox.NamedNode(iri), _DERIVED_FROM, None)
    return Reader(store).is_statement(iri) and next(derived, None) is None


def _said(store: ox.Store, statement: str, role: str) -> Said:
    node = Node(store, statement)
    types = node.iris("rdf:type")
    return Said(
        role,
        next(_KINDS[type_] for type_ in types if type_ in _KINDS),
        node.text("cx:subject"),
        node.text("cx:appliesTo") or node.text("cx:subject"),
        node.text("cx:predicate"),
        tuple(node.all("cx:object") + node.all("cx:literal")),
        tuple((curie, tuple(node.all(curie))) for curie in _QUALIFIERS if node.all(curie)),
        tuple(str(name) for curie in ("cx:subjectNamedAs", "cx:objectNamedAs") for name in node.all(curie)),
        node.text("rdfs:comment"),
        source_of(store, statement),
    )


def _facts(store: ox.Store, iri: str) -> list[Fact]:
    """Properties in graphs that are not a document's, each with its graph; that a document is withdrawn, too."""
    found = set()
    for graph, predicate, term in _quads(store, iri):
        if predicate == expand("geo:hasGeometry") and isinstance(term, ox.NamedNode):
            points = Node(store, term.value).all("geo:asWKT")
            found |= {Fact(expand("geo:asWKT"), point, graph) for point in points}
        elif predicate not in _NOT_FACTS and (value := value_of(term)) is not None:
            found.add(Fact(predicate, value, graph))
    for withdrawal in subjects(store, "rdf:type", expand("cx:Withdrawal")):
        if iri in Node(store, withdrawal).iris("cx:document"):
            found |= {
                Fact(predicate, value, graph)
                for graph, predicate, term in _quads(store, withdrawal)
                if predicate in _WITHDRAWAL and (value := value_of(term)) is not None
            }
    return sorted(found, key=lambda fact: (fact.property, str(fact.value), fact.source))


def _outside(store: ox.Store, iri: str, property_: str) -> list[tuple[str, object]]:
    return [(graph, term) for graph, predicate, term in _quads(store, iri) if predicate == property_]


def _quads(store: ox.Store, iri: str) -> list[tuple[str, str, object]]:
    """Graph, predicate and object of what stands about a thing outside the documents' graphs."""
    return [
        (quad.graph_name.value, quad.predicate.value, quad.object)
        for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None)
        if isinstance(quad.graph_name, ox.NamedNode) and "/graph/document/" not in quad.graph_name.value
    ]


def _said_json(said: Said) -> dict[str, Any]:
    return {
        "role": said.role or None,
        "kind": said.kind,
        "subject": said.subject,
        "scope": said.scope,
        "predicate": said.predicate,
        "objects": [plain(value) for value in said.objects],
        "qualifiers": {expand(curie): [plain(value) for value in values] for curie, values in said.qualifiers},
        "named": said.named,
        "comment": said.comment or None,
        **said.source.as_json(),
    }
