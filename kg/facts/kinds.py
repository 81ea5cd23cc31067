"""The fourteen kinds of statement: what each may be about, say, and be qualified by.

One table. The records of the facts files, their JSON Schema, the check of a statement's references
and the builder's properties all come from it; a test compares it with the ontology.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """What may stand in a place of a statement.

    `classes` are local names of ontology classes (subclasses included; `Statement` means a
    statement's id), `scheme` a concept scheme, `literal` a datatype ("text", "date", "decimal",
    "boolean"); exactly one of the three is set.
    """

    classes: frozenset[str] = frozenset()
    scheme: str = ""
    literal: str = ""

    def __str__(self) -> str:
        if self.scheme:
            return f"a concept of the scheme {self.scheme}"
        return f"a {self.literal}" if self.literal else f"the id of a {' or '.join(sorted(self.classes))}"


def _a(*classes: str) -> Range:
    return Range(classes=frozenset(classes))


def _concept(scheme: str) -> Range:
    return Range(scheme=scheme)


TEXT = Range(literal="text")
ANYTHING = _a("Place", "Agent", "Event", "Office", "Document")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate: the key it has in a facts file, its CURIE, and what may be its object.

    `many`: several objects are so jointly. `subjects` narrows what the kind allows as subject.
    """

    key: str
    curie: str
    objects: Range
    many: bool = False
    subjects: Range | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement: its key (whose value is the subject), class, subjects and predicates."""

    key: str
    class_: str
    subjects: Range
    predicates: tuple[Predicate, ...]

    def predicate(self, key: str) -> Predicate | None:
        """The predicate with this key; the only one for ""."""
        if not key and len(self.predicates) == 1:
            return self.predicates[0]
        return next((predicate for predicate in self.predicates if predicate.key == key), None)


_HOLDABLE = _a("BorderCrossing", "BorderPost", "Area", "PlaceGroup", "Town", "District", "Province")
_PASSABLE = _a("BorderCrossing", "BorderPost", "PlaceGroup")
_TELLABLE = _a("Event", "Statement")

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "control",
            "ControlStatement",
            _HOLDABLE,
            (Predicate("by", "cx:controlledBy", _a("ArmedActor", "Government"), many=True),),
        ),
        Kind("status", "StatusStatement", _PASSABLE, (Predicate("is", "cx:status", _concept("status")),)),
        Kind("presence", "PresenceStatement", _a("Place"), (Predicate("of", "cx:presenceOf", _a("Agent"), many=True),)),
        Kind(
            "location",
            "LocationStatement",
            _a("Place"),
            (
                Predicate("in", "cx:locatedIn", _a("Place")),
                Predicate("connects", "cx:connects", _a("Place"), many=True),
                Predicate("lies", "cx:lies", _a("Place")),
            ),
        ),
        Kind("name", "NameStatement", ANYTHING, (Predicate("as", "cx:name", TEXT),)),
        Kind(
            "classified",
            "ClassificationStatement",
            ANYTHING,
            (Predicate("as", "cx:classifiedAs", _concept("classification")),),
        ),
        Kind(
            "relation",
            "RelationStatement",
            _a("Agent"),
            (
                Predicate("backs", "cx:backs", _a("Agent")),
                Predicate("leads", "cx:leads", _a("Agent")),
                Predicate("coordinates-with", "cx:coordinatesWith", _a("Agent")),
                Predicate("state-media-of", "cx:stateMediaOf", _a("Government"), subjects=_a("Organization")),
                Predicate("holds-office", "cx:holdsOffice", _a("Office"), subjects=_a("Person")),
            ),
        ),
        Kind("event", "EventStatement", _a("Event"), (Predicate("type", "cx:eventType", _concept("event-type")),)),
        Kind(
            "order",
            "OrderStatement",
            _TELLABLE,
            (Predicate("before", "cx:before", _TELLABLE), Predicate("during", "cx:during", _TELLABLE)),
        ),
        Kind("purpose", "PurposeStatement", _TELLABLE, (Predicate("is", "cx:purpose", TEXT),)),
        Kind("speech", "SpeechStatement", _a("Event"), (Predicate("content", "cx:content", _a("Statement")),)),
        Kind("quantity", "QuantityStatement", ANYTHING, (Predicate("says", "cx:quantity", TEXT),)),
        Kind("assessment", "AssessmentStatement", ANYTHING, (Predicate("is", "cx:assessment", TEXT),)),
        Kind(
            "document",
            "DocumentStatement",
            _a("Document"),
            (
                Predicate("issued", "dcterms:issued", Range(literal="date")),
                Predicate("publisher", "dcterms:publisher", _a("Agent")),
                Predicate("dateline", "cx:dateline", _a("Place")),
                Predicate("editor", "schema:editor", _a("Person")),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A qualifier: its key in a facts file, property, range, and the kinds it is for ("" = all)."""

    key: str
    curie: str
    range: Range
    many: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The name of the qualifier's column in a table of statements."""
        return self.key.replace("-", "_")


QUALIFIERS: tuple[Qualifier, ...] = (
    Qualifier("users", "cx:userClass", _concept("user-class"), True, ("status",)),
    Qualifier("use-of", "cx:useOf", _concept("use"), True, ("status",)),
    Qualifier("direction", "cx:direction", _concept("direction"), False, ("location",)),
    Qualifier("direction-from", "cx:directionFrom", _a("Place"), False, ("location",)),
    Qualifier("used-in", "cx:usedIn", _a("Country"), False, ("name",)),
    Qualifier("venue", "cx:venue", _a("Event", "Place"), False, ("speech",)),
    Qualifier("amount", "cx:amount", Range(literal="decimal"), False, ("quantity",)),
    Qualifier("lower", "cx:lower", Range(literal="decimal"), False, ("quantity",)),
    Qualifier("upper", "cx:upper", Range(literal="decimal"), False, ("quantity",)),
    Qualifier("unit", "cx:unit", _concept("unit"), False, ("quantity",)),
    Qualifier("quantity-kind", "cx:quantityKind", _concept("quantity-kind"), False, ("quantity",)),
    Qualifier("approximation", "cx:approximation", _concept("approximation"), False, ("quantity",)),
    Qualifier("of-whole", "cx:ofWhole", ANYTHING, False, ("quantity",)),
    Qualifier("about", "cx:about", _a("Statement"), False, ("assessment", "quantity")),
    Qualifier("presupposes", "cx:presupposes", _concept("status"), False, ("status", "event")),
    Qualifier("agent", "cx:agent", _a("Agent"), True),
    Qualifier("participant", "cx:participant", _a("Agent"), True),
    Qualifier("theme", "cx:theme", _a("Place", "Agent", "Event", "Statement"), True),
    Qualifier("counterpart", "cx:counterpart", _a("Agent", "Place"), True),
    Qualifier("place", "cx:place", _a("Place"), True),
    Qualifier("place-precision", "cx:placePrecision", _concept("place-precision"), False, ("event",)),
    Qualifier("clarity", "cx:clarity", _concept("clarity"), False, ("event",)),
    Qualifier("retracts", "cx:retracts", _a("Statement"), True),
    Qualifier("corrects", "cx:corrects", _a("Statement"), True),
)

# Every class of an entity, with the classes above it; a test compares this with the ontology.
CLASSES: dict[str, tuple[str, ...]] = {
    "BorderCrossing": ("Place",),
    "BorderPost": ("Place",),
    "Town": ("Place",),
    "District": ("Place",),
    "Province": ("Place",),
    "Country": ("Place",),
    "Area": ("Place",),
    "PlaceGroup": ("Place",),
    "Agent": (),
    "Person": ("Agent",),
    "Organization": ("Agent",),
    "NewsPublisher": ("Organization", "Agent"),
    "NewsAgency": ("Organization", "Agent"),
    "Government": ("Organization", "Agent"),
    "ArmedActor": ("Agent",),
    "StateForce": ("ArmedActor", "Agent"),
    "NonStateForce": ("ArmedActor", "Agent"),
    "Coalition": ("ArmedActor", "Agent"),
    "UnnamedSource": ("Agent",),
    "Office": (),
    "Event": (),
    "Document": (),
}
