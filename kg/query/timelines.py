"""The answers for all days there are: who held it, was it open, and who was there, stretch by stretch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.query.labels import Labels
from kg.query.names import Names
from kg.query.on_record import knowledge_of, record_of
from kg.query.sources import written
from kg.resolve.knowledge import Knowledge
from kg.resolve.record import Resolution, resolve
from kg.resolve.states import iso
from kg.resolve.verdicts import FIRST, LAST

Followed = Literal["control", "status", "presence"]
"""What can be followed through all days; who was there is no answer to who held it."""


@dataclass(frozen=True)
class Timeline:
    """The answers on a place for all days there are, scope by scope."""

    store: ox.Store
    predicate: Followed
    known_by: str
    resolution: Resolution

    def as_json(self) -> dict[str, Any]:
        """The stretches of days as values of JSON; a day before or after all is null."""
        return {
            "subject": self.resolution.place.iri,
            "predicate": self.predicate,
            "known_by": self.known_by or None,
            "scopes": {
                scope: [
                    {
                        "from": iso(stretch.first) if stretch.first > FIRST else None,
                        "to": iso(stretch.last) if stretch.last < LAST else None,
                        "answer": stretch.verdict.answer,
                        "values": stretch.verdict.values,
                        "modality": stretch.verdict.modality or None,
                        "for": written(stretch.verdict.for_),
                        "against": written(stretch.verdict.against),
                    }
                    for stretch in stretches
                ]
                for scope, stretches in self.resolution.stretches.items()
            },
        }

    def told(self, scope: str, labels: Labels) -> Iterator[str]:
        """The answers on a scope for a person: a line for each stretch of days with one answer."""
        # Several may be there on one day, but one of several holds it.
        several = " and " if self.predicate == "presence" else " or "
        for stretch in self.resolution.stretches[scope]:
            first = iso(stretch.first) if stretch.first > FIRST else "..        "
            last = iso(stretch.last) if stretch.last < LAST else "..        "
            values = (" and ".join(sorted(map(labels.label, value))) for value in stretch.verdict.values)
            yield f"{first} {last}  {stretch.verdict.answer:<10}  {several.join(values)}".rstrip()


def timeline(store: ox.Store, names: Names, predicate: Followed, name: str, known_by: str = "") -> Timeline:
    """The answers on a place for all days, by name, id or IRI.

    :raises QueryError: when the name or the date is wrong.
    """
    knowledge = knowledge_of(store, known_by or None)
    return _timeline(store, predicate, names.find(name, "crossing").iri, known_by, knowledge)


def timelines(store: ox.Store, predicate: Followed, known_by: str = "") -> list[Timeline]:
    """The answers for all days on every crossing, or on every place where somebody is told to be.

    :raises QueryError: when the date is wrong.
    """
    every = "?place a cx:BorderCrossing"
    if predicate == "presence":
        every = """?statement a cx:PresenceStatement ; cx:subject ?told
            OPTIONAL { ?told cx:postOf ?crossing }
            BIND(COALESCE(?crossing, ?told) AS ?place)"""
    found = store.query(
        f"SELECT DISTINCT ?place {{ {every} }}", prefixes=dict(PREFIXES), use_default_graph_as_union=True
    )
    assert isinstance(found, ox.QuerySolutions)
    places, knowledge = sorted(row["place"].value for row in found), knowledge_of(store, known_by or None)
    return [_timeline(store, predicate, place, known_by, knowledge) for place in places]


def _timeline(store: ox.Store, predicate: Followed, place: str, known_by: str, knowledge: Knowledge) -> Timeline:
    return Timeline(store, predicate, known_by, resolve(record_of(store, place), predicate, knowledge))
