"""What of a dataset goes into an export: the statements that count, and the things that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import pyoxigraph as ox

from kg.export.property_graph import Node, Scalar, bounds
from kg.facts.kinds import KINDS
from kg.namespaces import expand
from kg.query.days import days_of
from kg.query.labels import Labels, short
from kg.query.names import Names, typed_id
from kg.query.on_record import Reader, knowledge_of
from kg.query.sources import Node as Resource
from kg.query.sources import subjects
from kg.resolve.presuppositions import PRESUPPOSED
from kg.resolve.states import Days, State

_POINT = re.compile(r"POINT ?\((-?[\d.]+) (-?[\d.]+)\)")
_BESIDE = 0.25  # degrees between a post and its crossing, where only the crossing has coordinates
_REMEMBERED = 50_000


class Told(NamedTuple):
    """A statement that counts: as answers need it, and all its properties."""

    state: State
    resource: Resource

    @property
    def predicate(self) -> str:
        """The local name of its predicate."""
        return short(self.resource.text("cx:predicate"))

    @property
    def kind(self) -> str:
        """What an edge from its subject to its object is called: a denied one is never one with others."""
        return self.predicate if self.state.polarity == "affirmed" else f"{self.predicate} ({self.state.polarity})"


class Selection:
    """A dataset as it is asked about: by day, day of knowledge, documents left out, and language of names."""

    def __init__(
        self,
        store: ox.Store,
        names: Names,
        at: str = "",
        known_by: str = "",
        without: Iterable[str] = (),
        lang: str = "en",
    ) -> None:
        """:raises QueryError: when a date or document is wrong."""
        self.store = store
        self.names = names
        self.at, self.known_by, self.without = at, known_by, tuple(without)
        self.days: Days | None = days_of(at, "--at") if at else None
        gone = frozenset(names.find(document, "document").iri for document in self.without)
        self.knowledge = knowledge_of(store, known_by or None, gone)
        self._dated: dict[str, tuple[str, ...]] = {}
        self._labels = Labels(store, lang)
        self.label = lru_cache(_REMEMBERED)(self._labels.label)
        self.class_of = lru_cache(_REMEMBERED)(self._class_of)
        self._retracted = self._taken_back()

    # --- statements ---

    def statements(self, *kinds: str) -> Iterator[Told]:
        """The statements of some kinds (all by default) that count and may be so on the days asked about.

        Presupposed ones are not among them: nobody states them.
        """
        for kind in kinds or KINDS:
            for statement in subjects(self.store, "rdf:type", expand(f"cx:{KINDS[kind].class_}")):
                if PRESUPPOSED not in statement and (told := self.told(statement)):
                    yield told

    def told(self, statement: str) -> Told | None:
        """A statement, if it counts and may be so on the days asked about."""
        reader = Reader(self.store, self._dated)
        state = reader.state(statement)
        if statement in self._retracted or self.knowledge.gone(state.document):
            return None
        state = self.knowledge.dated(state)
        if state.said[0] > self.knowledge.by:
            return None
        first, last = self.days or (state.spell.begin_earliest, state.spell.end_latest)
        if state.spell.begin_earliest > last or state.spell.end_latest < first:
            return None
        return Told(state, reader.node(statement))

    def _taken_back(self) -> frozenset[str]:
        """The statements that another takes back or corrects, which counts."""
        reader = Reader(self.store, self._dated)
        named: set[str] = set()
        for curie in ("cx:retracts", "cx:corrects"):
            for taker, taken in pairs(self.store, curie):
                named |= {taker, taken}
        states = [reader.state(statement) for statement in sorted(named)]
        return frozenset(self.knowledge.known(states).dropped)

    def source(self, told: Told) -> dict[str, Scalar]:
        """Who says a statement, in which attitude, and when it is so, as attributes."""
        node, state = told.resource, told.state
        found: dict[str, Scalar] = {
            "predicate": told.predicate,
            "statement": str(state.statement),
            "polarity": state.polarity,
            "modality": state.modality,
            "document": short(state.document),
            "publisher": self.joined(node.iris("cx:publisher")),
            "speaker": self.joined(node.iris("cx:speaker")),
        }
        return {**{name: value for name, value in found.items() if value}, **bounds(state.spell)}

    def joined(self, things: Iterable[str]) -> str:
        """The labels of things that are named jointly."""
        return " and ".join(sorted(map(self.label, things)))

    # --- things ---

    def relations(self, *curies: str) -> Iterator[tuple[str, str, str]]:
        """What a curator or a reference source relates: subject, local name of the property, object."""
        for curie in curies:
            for subject, object_ in pairs(self.store, curie):
                yield subject, short(expand(curie)), object_

    def thing(self, iri: str) -> Node:
        """A thing as a node."""
        attributes: dict[str, Scalar] = {"class": self.class_of(iri)}
        point = None
        if found := self.coordinates(iri):
            point = found[0], found[1]
            attributes |= dict(zip(("latitude", "longitude", "coordinates_from"), found, strict=True))
        else:
            for crossing in Resource(self.store, iri).iris("cx:postOf"):
                if around := self.coordinates(crossing):
                    side = 1 if crc32(iri.encode()) % 2 else -1
                    point = around[0] + side * _BESIDE, around[1]
        return Node(iri, self.label(iri), attributes, point=point)

    def coordinates(self, iri: str) -> tuple[float, float, str] | None:
        """Latitude, longitude and source of a thing, of several the first by the IRI of the geometry."""
        for geometry in Resource(self.store, iri).iris("geo:hasGeometry"):
            found = _POINT.fullmatch(Resource(self.store, geometry).text("geo:asWKT"))
            if found:
                return float(found[2]), float(found[1]), short(geometry).partition("/")[0]
        return None

    def _class_of(self, iri: str) -> str:
        named = typed_id(self.store, iri)
        return "concept" if named == iri else named.partition(":")[0]


def pairs(store: ox.Store, curie: str) -> list[tuple[str, str]]:
    """The resources that a property relates, each pair once, in order."""
    found = set()
    for quad in store.quads_for_pattern(None, ox.NamedNode(expand(curie)), None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found.add((quad.subject.value, quad.object.value))
    return sorted(found)
