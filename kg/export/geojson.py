"""GeoJSON (RFC 7946): each crossing and post with who holds it and whether it is open, by the answers of `kg`.

A crossing is told of as `kg who-holds` tells of it first: by its own answer, else by its posts'. A post has a feature
of its own, at its crossing's point where nobody gives its own; what has no coordinates has a geometry of null, as
section 3.2 allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from kg.export.property_graph import Scalar
from kg.export.told import Selection
from kg.export.xml import write_lines
from kg.namespaces import expand
from kg.query.on_record import record_of
from kg.query.replies import Predicate
from kg.query.sources import subjects, written
from kg.resolve.answers import reply
from kg.resolve.record import Record, resolve
from kg.resolve.states import iso
from kg.resolve.verdicts import LAST, Verdict

_ASKED: dict[str, Predicate] = {"holder": "control", "status": "status"}


def write(selection: Selection, out: BinaryIO) -> None:
    """Write the crossings of a selection, as on the day or days asked about, else by what is known last.

    :raises OSError: when it cannot be written.
    """
    write_lines(collection(_crossings(selection)), out)


Feature = tuple[str, tuple[float, float] | None, Mapping[str, Scalar | None]]
"""The IRI of a thing, where it lies (latitude and longitude), and its properties."""


def collection(features: Iterable[Feature]) -> Iterator[str]:
    """A collection of features, a line each; what has no coordinates has a geometry of null."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    yield '{"type": "FeatureCollection", "features": ['
    before = "\n"
    for name, point, told in features:
        geometry = {"type": "Point", "coordinates": [point[1], point[0]]} if point else None
        yield before + encode({"type": "Feature", "id": name, "geometry": geometry, "properties": told})
        before = ",\n"
    yield "\n]}\n"


def _crossings(selection: Selection) -> Iterator[Feature]:
    for crossing in subjects(selection.store, "rdf:type", expand("cx:BorderCrossing")):
        record = record_of(selection.store, crossing)
        answers = {word: _answers(selection, record, predicate) for word, predicate in _ASKED.items()}
        around = selection.coordinates(crossing)
        for scope, country in ((crossing, ""), *record.place.posts):
            point = selection.coordinates(scope) or around
            told: dict[str, Scalar | None] = {
                "name": selection.label(scope),
                "class": selection.class_of(scope),
                "crossing": crossing if scope != crossing else None,
                "country": selection.label(country) if country else None,
                "at": selection.at or None,
                "coordinates_from": point[2] if point else None,
            }
            for word, verdicts in answers.items():
                told |= _told(selection, word, verdicts[scope])
            yield scope, point[:2] if point else None, told


def _answers(selection: Selection, record: Record, predicate: Predicate) -> dict[str, Verdict]:
    """For the crossing the answer that a question of it has, and for each post its own."""
    found = reply(resolve(record, predicate, selection.knowledge), selection.days or (LAST, LAST))
    return {record.place.iri: found.side.verdict} | {side.subject: side.verdict for side in found.sides}


def _told(selection: Selection, word: str, verdict: Verdict) -> dict[str, Scalar | None]:
    """An answer as properties: in words, how sure it is, since when it was not seen, and by which statements."""
    values = " or ".join(selection.joined(value) for value in verdict.values)
    return {
        word: values or None,
        f"{word}_answer": verdict.answer,
        f"{word}_last_seen": iso(verdict.last_seen) or None,
        f"{word}_statements": " ".join(written(verdict.for_)) or None,
    }
