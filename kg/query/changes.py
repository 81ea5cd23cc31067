"""Which answers differ between two datasets, or between two days of knowledge of one.

The answers for all days are compared stretch by stretch, by a merge over the days at which either
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import pyoxigraph as ox
from msgspec import structs

from kg.namespaces import expand
from kg.query.causes import Cause, Causes, Side
from kg.query.on_record import knowledge_of, record_of
from kg.query.replies import Predicate
from kg.query.sources import subjects
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.presuppositions import source
from kg.resolve.states import BEFORE, iso
from kg.resolve.verdicts import FIRST, LAST, Stretch, Verdict, stretches

PREDICATES: tuple[Predicate, ...] = get_args(Predicate)
_NOTHING = stretches([], Hierarchy({}))


class View(NamedTuple):
    """A dataset as it was known by a day (YYYY, YYYY-MM or YYYY-MM-DD), or with all that it has."""

    store: ox.Store
    known_by: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Days, first and last, on which the answer on a place and predicate is another in the new view.

    `place` is the crossing where `subject` is a post. The statements for and against are those of all
    of the days together.
    """

    place: str
    subject: str
    predicate: Predicate
    first: int
    last: int
    old: Verdict
    new: Verdict
    because: tuple[Cause, ...]

    @property
    def of_answer(self) -> bool:
        """Whether the answer changed, its kind or its values, and not only what it rests on."""
        return (self.old.answer, self.old.values) != (self.new.answer, self.new.values)

    def as_json(self) -> dict[str, Any]:
        """The change as values of JSON; a day before or after all is null."""
        return {
            "place": self.place,
            "subject": self.subject,
            "predicate": self.predicate,
            "from": iso(self.first) if self.first > FIRST else None,
            "to": iso(self.last) if self.last < LAST else None,
            "old": _json(self.old),
            "new": _json(self.new),
            "because": {
                "added": _causes_json(cause for cause in self.because if cause.in_new),
                "removed": _causes_json(cause for cause in self.because if cause.in_old),
            },
        }


@dataclass(frozen=True)
class Changes:
    """What changed: the answers, and apart from them the grounds of answers that stayed the same.

    `places` are those compared, `strangers` whether both views have places and none is in both.
    """

    old: View
    new: View
    places: Sequence[str]
    strangers: bool
    answers: Sequence[Change]
    grounds: Sequence[Change]

    def as_json(self) -> dict[str, Any]:
        """What changed as values of JSON, as scripts rely on it."""
        return {
            "old": {"known_by": self.old.known_by},
            "new": {"known_by": self.new.known_by},
            "places": len(self.places),
            "changes": [change.as_json() for change in self.answers],
            "grounds": [change.as_json() for change in self.grounds],
        }


def changes(old: View, new: View) -> Changes:
    """What changed from one view to another: by place (in the order of IRIs), post, predicate and days.

    :raises QueryError: when a day of knowledge is no date.
    """
    known = [knowledge_of(view.store, view.known_by) for view in (old, new)]
    same = new.store is old.store
    before = _places(old.store)
    after = before if same else _places(new.store)
    places = sorted(before | after)
    found: list[Change] = []
    for place in places:
        record = record_of(old.store, place)
        other = record if same else record_of(new.store, place)
        found += changes_of(Side(old.store, record, known[0]), Side(new.store, other, known[1]))
    return Changes(
        old,
        new,
        places,
        bool(before and after and not before & after),
        [change for change in found if change.of_answer],
        [change for change in found if not change.of_answer],
    )


def _places(store: ox.Store) -> set[str]:
    """The places that control or status is told of, or an event that leaves a status; of a post its crossing."""
    scopes: set[str] = set()
    for class_ in ("cx:ControlStatement", "cx:StatusStatement"):
        for statement in subjects(store, "rdf:type", expand(class_)):
            scopes |= _objects(store, statement, "cx:appliesTo") or _objects(store, statement, "cx:subject")
    types = {type_ for property_ in ("cx:resultingStatus", "cx:priorStatus") for type_ in subjects(store, property_)}
    for type_ in types:
        for statement in subjects(store, "cx:object", type_):
            scopes |= _objects(store, statement, "cx:theme")
    return {place for scope in scopes for place in _objects(store, scope, "cx:postOf") or {scope}}


def _objects(store: ox.Store, iri: str, curie: str) -> set[str]:
    quads = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand(curie)), None)
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}


def changes_of(old: Side, new: Side) -> Iterator[Change]:
    """What changed on one place and its posts, the place first."""
    place = old.record.place.iri
    posts = sorted({*old.record.place.scopes, *new.record.place.scopes} - {place})
    causes = Causes(old, new)
    for scope in (place, *posts):
        cutting = (place, *posts) if scope == place else (scope,)
        for predicate in PREDICATES:
            found: list[Change] = []
            before, after = (side.resolution(predicate).stretches.get(scope, _NOTHING) for side in (old, new))
            for first, last, was, now in _differing(before, after):
                named = {*was.for_, *was.against, *now.for_, *now.against}
                because = causes.of(named, predicate, cutting)
                change = Change(place, scope, predicate, first, last, was, now, because)
                if found and found[-1].last + 1 == first and _kind(found[-1]) == _kind(change):
                    found[-1] = _join(found[-1], change)
                else:
                    found.append(change)
            yield from found


def _differing(old: Sequence[Stretch], new: Sequence[Stretch]) -> Iterator[tuple[int, int, Verdict, Verdict]]:
    """Runs of days on which the answers differ in any way; both tell of all days there are."""
    number, other, first = 0, 0, old[0].first
    while number < len(old):
        was, now = old[number], new[other]
        last = min(was.last, now.last)
        if was.verdict != now.verdict:
            yield first, last, was.verdict, now.verdict
        number, other, first = number + (was.last == last), other + (now.last == last), last + 1


def _kind(change: Change) -> tuple[object, ...]:
    """What neighbouring days have in common that are one change: all but the statements."""
    return tuple((v.answer, v.values, v.modality, v.last_seen) for v in (change.old, change.new))


def _join(one: Change, later: Change) -> Change:
    because = sorted(dict.fromkeys((*one.because, *later.because)), key=lambda cause: cause.iri)
    return Change(
        one.place,
        one.subject,
        one.predicate,
        one.first,
        later.last,
        _both(one.old, later.old),
        _both(one.new, later.new),
        tuple(because),
    )


def _both(one: Verdict, other: Verdict) -> Verdict:
    return structs.replace(
        one,
        for_=tuple(sorted({*one.for_, *other.for_})),
        against=tuple(sorted({*one.against, *other.against})),
        reasons=tuple(sorted({*one.reasons, *other.reasons})),
    )


def _json(verdict: Verdict) -> dict[str, Any]:
    return {
        "answer": verdict.answer,
        "values": verdict.values,
        "modality": verdict.modality or None,
        "last_known": iso(verdict.last_seen) if verdict.last_seen > BEFORE else None,
        "for": list(dict.fromkeys(map(source, verdict.for_))),
        "against": list(dict.fromkeys(map(source, verdict.against))),
    }


def _causes_json(causes: Iterable[Cause]) -> list[dict[str, str | None]]:
    """Each once: a statement may tell of several states."""
    found = [cause.as_json() for cause in causes]
    return [one for number, one in enumerate(found) if one not in found[:number]]
