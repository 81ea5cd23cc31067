"""The entities and concepts of a build: one table, ids to what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg import iris
from kg.errors import Fault, Faults, nearest
from kg.facts.concepts import core_concepts
from kg.facts.kinds import CLASSES, Range
from kg.facts.records import AGENT_TYPES, PLACE_TYPES, Agent, Concept, Event, Label, Named, Names, Office, Place


class Where(NamedTuple):
    """A place in a source file; line and column from 1, 0 for the whole file."""

    file: str
    line: int
    column: int = 0

    def fault(self, what: str, mend: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.line, self.column, what, mend)


@dataclass(slots=True)
class Entity:
    """Something with an IRI: its record as written, and where it was written."""

    id: str
    type: str
    class_: str
    iri: str
    corpus: str
    record: Named | None
    where: Where
    labels: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def classes(self) -> tuple[str, ...]:
        """Local names of its class and of all classes above it."""
        return (self.class_, *CLASSES[self.class_])

    def names(self) -> list[str]:
        """Every label and spelling, in any language."""
        return [*self.labels.values(), *(name for names in self.spellings.values() for name in names)]


@dataclass(slots=True)
class ConceptEntry:
    """A concept that a corpus adds to a scheme."""

    scheme: str
    slug: str
    iri: str
    corpus: str
    record: Concept
    where: Where
    labels: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, list[str]] = field(default_factory=dict)


class Known(MutableMapping[str, Entity]):
    """Entities by id; remembers what was asked of it, so that it can be told what depends on which.

    `asked` are the ids that were looked for, whether they stand for something or not; `listed` is whether
    all were gone through.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, Entity] = {}
        self.forget()

    def forget(self) -> None:
        """Begin again to remember."""
        self.asked: set[str] = set()
        self.listed = False

    def __getitem__(self, id_: str) -> Entity:
        self.asked.add(id_)
        return self._by_id[id_]

    def __setitem__(self, id_: str, entity: Entity) -> None:
        self._by_id[id_] = entity

    def __delitem__(self, id_: str) -> None:
        del self._by_id[id_]

    def __iter__(self) -> Iterator[str]:
        self.listed = True
        return iter(self._by_id)

    def __len__(self) -> int:
        self.listed = True
        return len(self._by_id)


class Entities:
    """All entities and concepts of a build, found by id."""

    def __init__(self) -> None:
        self.by_id = Known()
        # Ids and classes of records that could not be read: that they are missing is no fault of
        # those who refer to them.
        self.broken: set[str] = set()
        self.unread: set[str] = set()
        self._fitting_of: dict[frozenset[str], tuple[int, list[str], dict[str, str]]] = {}
        self.concepts: dict[str, dict[str, str]] = {scheme: dict(slugs) for scheme, slugs in core_concepts().items()}
        self.added_concepts: list[ConceptEntry] = []

    def add(self, entity: Entity, faults: Faults) -> None:
        """Take in `entity`; an id that is taken already is a fault."""
        if (taken := self.by_id.get(entity.id)) is not None:
            what = f"the id {entity.id!r} is taken by {taken.where.file}:{taken.where.line}"
            faults.add(entity.where.fault(what, "choose another id; one id stands for one thing"))
            return
        self.by_id[entity.id] = entity

    def add_concept(self, entry: ConceptEntry, faults: Faults) -> None:
        """Take in a corpus's own concept; only schemes of the ontology can be added to."""
        scheme = self.concepts.get(entry.scheme)
        if scheme is None:
            known = ", ".join(sorted(self.concepts))
            faults.add(entry.where.fault(f"no concept scheme {entry.scheme!r}", f"write one of {known}"))
        elif entry.slug in scheme:
            faults.add(entry.where.fault(f"the concept {entry.slug!r} exists already", "use it, or choose another id"))
        else:
            scheme[entry.slug] = entry.iri
            self.added_concepts.append(entry)

    def iri(self, ref: str, range_: Range, report: Callable[[str, str], None]) -> str:
        """The IRI that `ref` stands for in a place of this range, or "" after reporting why not."""
        if range_.scheme:
            concept = self.concepts[range_.scheme].get(ref)
            if concept is None and f"{range_.scheme}/{ref}" not in self.broken:
                near = nearest(ref, self.concepts[range_.scheme])
                known = (
                    f"did you mean {near!r}?"
                    if near
                    else "write one of " + ", ".join(sorted(self.concepts[range_.scheme]))
                )
                report(f"{ref!r} is not a concept of the scheme {range_.scheme}", known)
            return concept or ""
        found = self.by_id.get(ref)
        if found is None:
            if self.perhaps_unread(ref, range_):
                return ""
            report(f"no entity {ref!r}", self.suggestion(ref, range_))
            return ""
        if not range_.classes.intersection(found.classes):
            report(f"{ref!r} is a {found.class_}", f"here belongs {range_}")
            return ""
        return found.iri

    def perhaps_unread(self, ref: str, range_: Range) -> bool:
        """Whether `ref` may name a record that is there but could not be read."""
        wanted = {"Place": ("Place",), **{name: (name, *above) for name, above in CLASSES.items()}}
        return ref in self.broken or any(not self.unread.isdisjoint(wanted.get(name, ())) for name in range_.classes)

    def suggestion(self, ref: str, range_: Range) -> str:
        """How to mend a reference to an entity that does not exist."""
        ids, named = self._fitting(range_.classes)
        find = nearest if len(ids) < _MANY else _nearest_of_many
        near = find(ref, ids) or named.get(find(ref.casefold(), named), "")
        return f"did you mean {near!r}?" if near else "add it to its entity file, or correct the id"

    def _fitting(self, classes: frozenset[str]) -> tuple[list[str], dict[str, str]]:
        """The ids of the entities of these classes, and ids by names."""
        known = self._fitting_of.get(classes)
        if known is None or known[0] != len(self.by_id):  # some were added since
            fitting = [e for e in self.by_id.values() if classes.intersection(e.classes)]
            named = {name.casefold(): e.id for e in fitting for name in e.names()}
            known = self._fitting_of[classes] = (len(self.by_id), [e.id for e in fitting], named)
        return known[1], known[2]


_MANY = 1000


def _nearest_of_many(word: str, known: Iterable[str]) -> str:
    """As `nearest`; of 16,000 words in a millisecond, where that takes a hundred."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return str(found[0]) if found else ""


def entity_of(id_: str, record: Place | Agent | Office | Event, base: str, corpus: str, where: Where) -> Entity:
    """The entity that a record of an entity file stands for."""
    match record:
        case Place():
            type_, class_ = "place", PLACE_TYPES[record.type]
        case Agent():
            type_, class_ = "agent", AGENT_TYPES[record.type]
        case Office():
            type_, class_ = "office", "Office"
        case _:
            type_, class_ = "event", "Event"
    return Entity(id_, type_, class_, iris.entity(base, type_, id_), corpus, record, where)


def by_tag(value: Label | Names, language: str) -> dict[str, list[str]]:
    """Labels or spellings as a mapping of language tag to texts.

    >>> by_tag("Rabia", "en"), by_tag({"ar": ["x", "y"]}, "en")
    ({'en': ['Rabia']}, {'ar': ['x', 'y']})
    """
    if isinstance(value, dict):
        return {tag: [texts] if isinstance(texts, str) else list(texts) for tag, texts in value.items()}
    texts = [value] if isinstance(value, str) else list(value)
    return {language: texts} if value else {}


def merge_names(
    labels: dict[str, str],
    spellings: dict[str, list[str]],
    new_labels: dict[str, list[str]],
    new_spellings: dict[str, list[str]],
    report: Callable[[str, str], None],
) -> None:
    """Add labels and spellings in place; one label per tag, no spelling that repeats it (SKOS S13, S14)."""
    for tag, (text,) in new_labels.items():
        if tag in labels:
            report(f"a second label for {tag!r} ({text!r}; it has {labels[tag]!r})", "write it under 'also'")
        elif text in spellings.get(tag, ()):
            report(f"the label {text!r} is a spelling already", "keep it in one of the two")
        else:
            labels[tag] = text
    for tag, texts in new_spellings.items():
        known = spellings.setdefault(tag, [])
        for text in texts:
            if text == labels.get(tag):
                report(f"the spelling {text!r} repeats the label", "leave it out")
            elif text not in known:
                known.append(text)
