"""Entities: one id for one thing, names without repetition, and references with the nearest name."""

from __future__ import annotations

import pytest

from kg.errors import Faults
from kg.facts.concepts import core_concepts
from kg.facts.entities import ConceptEntry, Entities, Entity, Where, by_tag, entity_of, merge_names
from kg.facts.kinds import CLASSES, Range
from kg.facts.records import AGENT_TYPES, PLACE_TYPES, Agent, Concept, Event, Named, Office, Place

BASE = "https://example.org/"
AGENT = Range(classes=frozenset({"Agent"}))
PLACE = Range(classes=frozenset({"Place"}))


def entity(id_: str, record: Place | Agent | Office | Event, line: int = 1) -> Entity:
    """An entity as the reader makes it, with its labels."""
    made = entity_of(id_, record, BASE, "c", Where("x.yaml", line))
    made.labels |= {"en": str(record.label)}
    return made


@pytest.fixture
def entities() -> Entities:
    """A town and two agents."""
    table = Entities()
    faults = Faults()
    table.add(entity("qasr", Place(type="town", label="Qasr")), faults)
    table.add(entity("guard", Agent(type="state-force", label="Border Guard")), faults)
    table.add(entity("gazette", Agent(type="news-publisher", label="Gate Gazette")), faults)
    assert not faults.found
    return table


def asked(entities: Entities, ref: str, range_: Range) -> tuple[str, list[tuple[str, str]]]:
    """What a reference stands for, and what was reported."""
    said: list[tuple[str, str]] = []
    return entities.iri(ref, range_, lambda what, mend: said.append((what, mend))), said


def test_an_iri_has_the_coarse_type() -> None:
    records: list[tuple[Place | Agent | Office | Event, str]] = [
        (Place(type="post", label="P"), "place"),
        (Agent(type="coalition", label="A"), "agent"),
        (Office(of="x", label="O"), "office"),
        (Event(type="war", label="E"), "event"),
    ]
    for record, type_ in records:
        assert entity("x", record).iri == f"{BASE}id/{type_}/x"


def test_every_type_has_a_class() -> None:
    assert {*PLACE_TYPES.values(), *AGENT_TYPES.values()} <= set(CLASSES)
    for type_, class_ in {**PLACE_TYPES}.items():
        assert class_ in entity("x", Place(type=type_, label="X")).classes  # type: ignore[arg-type]
        assert "Place" in CLASSES[class_]
    for class_ in AGENT_TYPES.values():
        assert class_ == "Agent" or "Agent" in CLASSES[class_]


def test_one_id_stands_for_one_thing(entities: Entities) -> None:
    faults = Faults()
    entities.add(entity("qasr", Agent(type="agent", label="Qasr"), 7), faults)
    (fault,) = faults.found
    assert str(fault) == "x.yaml:7: the id 'qasr' is taken by x.yaml:1: choose another id; one id stands for one thing"
    assert entities.by_id["qasr"].class_ == "Town"


def test_a_reference(entities: Entities) -> None:
    assert asked(entities, "guard", AGENT) == (f"{BASE}id/agent/guard", [])
    assert asked(entities, "denied", Range(scheme="polarity"))[0].endswith("/concept/polarity/denied")


@pytest.mark.parametrize(
    ("ref", "range_", "said"),
    [
        ("gard", AGENT, ("no entity 'gard'", "did you mean 'guard'?")),
        ("border guard", AGENT, ("no entity 'border guard'", "did you mean 'guard'?")),
        ("Gate Gazete", AGENT, ("no entity 'Gate Gazete'", "did you mean 'gazette'?")),
        ("gard", PLACE, ("no entity 'gard'", "add it to its entity file, or correct the id")),
        ("zzz", AGENT, ("no entity 'zzz'", "add it to its entity file, or correct the id")),
        ("qasr", AGENT, ("'qasr' is a Town", "here belongs the id of a Agent")),
        ("denid", Range(scheme="polarity"), ("'denid' is not a concept of the scheme polarity",
         "did you mean 'denied'?")),
        ("zzz", Range(scheme="polarity"), ("'zzz' is not a concept of the scheme polarity",
         "write one of affirmed, denied, undetermined")),
    ],
)  # fmt: skip
def test_references_that_stand_for_nothing(ref: str, range_: Range, said: tuple[str, str], entities: Entities) -> None:
    found, reported = asked(entities, ref, range_)
    assert found == ""
    assert reported == [said]


def concept(scheme: str, slug: str) -> ConceptEntry:
    """A concept that a corpus adds."""
    record = Concept(label="X", definition="D")
    return ConceptEntry(scheme, slug, f"{BASE}concept/{scheme}/{slug}", "c", record, Where("x.yaml", 3), {}, {})


def test_concepts_of_a_corpus(entities: Entities) -> None:
    faults = Faults()
    entities.add_concept(concept("direction", "along-x"), faults)
    assert not faults.found
    assert asked(entities, "along-x", Range(scheme="direction"))[0] == f"{BASE}concept/direction/along-x"
    assert "along-x" not in core_concepts()["direction"], "the ontology's own table stays as it is"
    entities.add_concept(concept("direction", "along-x"), faults)
    entities.add_concept(concept("direction", "north"), faults)
    entities.add_concept(concept("no-scheme", "x"), faults)
    assert [fault.what for fault in faults.found] == [
        "the concept 'along-x' exists already",
        "the concept 'north' exists already",
        "no concept scheme 'no-scheme'",
    ]


def test_names_by_tag() -> None:
    assert by_tag("", "en") == {}
    assert by_tag([], "en") == {}
    assert by_tag("a", "ar") == {"ar": ["a"]}
    assert by_tag(["a", "b"], "en") == {"en": ["a", "b"]}
    assert by_tag({"en": "a", "ar": "b"}, "ku") == {"en": ["a"], "ar": ["b"]}


def test_names_are_merged_without_repetition() -> None:
    labels = {"en": "Qasr"}
    spellings = {"en": ["Kasr"]}
    said: list[str] = []
    merge_names(
        labels,
        spellings,
        {"en": ["Gasr"], "ar": ["قصر"]},
        {"en": ["Kasr", "Qasr", "Ksar"]},
        lambda what, _: said.append(what),
    )
    assert labels == {"en": "Qasr", "ar": "قصر"}
    assert spellings["en"] == ["Kasr", "Ksar"]
    assert said == ["a second label for 'en' ('Gasr'; it has 'Qasr')", "the spelling 'Qasr' repeats the label"]
    merge_names(labels, {"fr": ["Kasr"]}, {"fr": ["Kasr"]}, {}, lambda what, _: said.append(what))
    assert said[-1] == "the label 'Kasr' is a spelling already"
    assert "fr" not in labels


def test_names_of_an_entity() -> None:
    made = entity("x", Place(type="town", label="X"))
    made.spellings["ar"] = ["اكس"]
    assert made.names() == ["X", "اكس"]
    assert isinstance(made.record, Named)
