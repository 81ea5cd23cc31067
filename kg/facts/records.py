"""The records of a corpus's YAML files, one model per file (`docs/facts.md` shows them filled in).

Every absent value is "" or (): a facts file never writes an empty one.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from kg.facts.kinds import KINDS, QUALIFIERS, Kind, Qualifier, Range
from kg.facts.scalars import Anchor, Code, Decimal, Edtf, Id, Iri, Name, Point, Ref, RowId, Sha256, Slug, Tag, Text
from kg.facts.time import DATED_WORDINGS

Label = Name | dict[Tag, Name]
Names = list[Name] | dict[Tag, list[Name]]


def listed(value: str | list[str]) -> list[str]:
    """A value that may be one text or several, as a list; "" is none.

    >>> listed(""), listed("a"), listed(["a", "b"])
    ([], ['a'], ['a', 'b'])
    """
    return ([value] if value else []) if isinstance(value, str) else value


class Record(Struct, kw_only=True, forbid_unknown_fields=True, rename="kebab", frozen=True):
    """Base of all records: keys in kebab-case, unknown keys refused."""


# --- corpus.yaml ---


class Expectation(Record, kw_only=True, frozen=True):
    """Bounds that a count of the build must meet, and why."""

    why: Text
    min: int = 0
    max: int = 0


class Expectations(Record, kw_only=True, frozen=True):
    """What the counts of a build are expected to be."""

    statements: Expectation | None = None
    documents: Expectation | None = None
    entities: Expectation | None = None
    exempt: Expectation | None = None


class CorpusFile(Record, kw_only=True, frozen=True):
    """corpus.yaml: the settings of a corpus."""

    corpus: Slug
    title: Name
    creator: Name
    licence: Iri
    base: Iri
    description: Text = ""
    language: Tag = "en"
    uses: list[Slug] = []
    texts: Name = ""
    expect: Expectations = Expectations()


# --- entities ---

PLACE_TYPES = {
    "crossing": "BorderCrossing",
    "post": "BorderPost",
    "town": "Town",
    "district": "District",
    "province": "Province",
    "country": "Country",
    "area": "Area",
    "group": "PlaceGroup",
}
AGENT_TYPES = {
    "agent": "Agent",
    "person": "Person",
    "organization": "Organization",
    "news-publisher": "NewsPublisher",
    "news-agency": "NewsAgency",
    "government": "Government",
    "armed-actor": "ArmedActor",
    "state-force": "StateForce",
    "non-state-force": "NonStateForce",
    "coalition": "Coalition",
    "unnamed-source": "UnnamedSource",
}


class Named(Record, kw_only=True, frozen=True):
    """What every entity has: one label per language tag, and further spellings."""

    label: Label
    also: Names = []


class Place(Named, kw_only=True, frozen=True):
    """A place; a post says of which crossing and in which country, a group may list its members."""

    type: Literal["crossing", "post", "town", "district", "province", "country", "area", "group"]
    of: Id = ""
    country: Id = ""
    members: list[Id] = []
    complete: bool | None = None


class Agent(Named, kw_only=True, frozen=True):
    """Somebody who acts or speaks."""

    type: Literal[
        "agent",
        "person",
        "organization",
        "news-publisher",
        "news-agency",
        "government",
        "armed-actor",
        "state-force",
        "non-state-force",
        "coalition",
        "unnamed-source",
    ]
    force_of: Id = ""
    member_of: list[Id] = []
    country: Id = ""


class Office(Named, kw_only=True, frozen=True):
    """An office that a person may hold, of a government or an organization."""

    of: Id


class Event(Named, kw_only=True, frozen=True):
    """Something that happened, by type; who, where and when are said by statements."""

    type: Slug


class Concept(Named, kw_only=True, frozen=True):
    """A concept that a corpus adds to a scheme of the ontology."""

    definition: Text
    broader: Slug = ""
    resulting_status: Slug = ""
    prior_status: Slug = ""


class PlacesFile(Record, kw_only=True, frozen=True):
    """places.yaml"""

    places: dict[Id, Place]


class AgentsFile(Record, kw_only=True, frozen=True):
    """agents.yaml"""

    agents: dict[Slug, Agent]


class OfficesFile(Record, kw_only=True, frozen=True):
    """offices.yaml"""

    offices: dict[Slug, Office]


class EventsFile(Record, kw_only=True, frozen=True):
    """events.yaml"""

    events: dict[Slug, Event]


class ConceptsFile(Record, kw_only=True, frozen=True):
    """concepts.yaml: keys are SCHEME/CONCEPT."""

    concepts: dict[Id, Concept]


class SpellingsFile(Record, kw_only=True, frozen=True):
    """spellings.yaml: further spellings of entities of a corpus that this one uses."""

    spellings: dict[Id, Names]


# --- decisions.yaml ---


class Decision(Record, kw_only=True, frozen=True):
    """A curator's decision: what is one thing, when a document was said, what came first, what is no copy."""

    by: Name
    date: Edtf
    reason: Text
    same: Id | list[Id] = ""
    mentions: list[Name] = []
    documents: list[Slug] = []
    outcome: Literal["", "positive", "negative", "undecided"] = ""
    dates: Slug = ""
    asserted: Edtf = ""
    grounds: list[Slug] = []
    order: list[Ref] = []
    independent: list[Slug] = []

    @property
    def candidates(self) -> list[str]:
        """The entity that mentions may mean, or the two that may be one; none in a decision on anything else."""
        if isinstance(self.same, list):
            return self.same
        return [self.same] if self.same else []


class DecisionsFile(Record, kw_only=True, frozen=True):
    """decisions.yaml"""

    decisions: dict[Slug, Decision]


# --- withdrawals.yaml ---


class Withdrawal(Record, kw_only=True, frozen=True):
    """That a document no longer counts from a day on, who recorded that, and why."""

    withdrawn: Edtf
    reason: Text
    by: Name


class WithdrawalsFile(Record, kw_only=True, frozen=True):
    """withdrawals.yaml: keys are documents."""

    withdrawals: dict[Slug, Withdrawal]


# --- sources/*.yaml ---


class Identifiers(Record, kw_only=True, frozen=True):
    """Identifiers of one thing, as the systems print them."""

    wikidata: Code = ""
    geonames: Code = ""
    wof: Code = ""
    p_code: Code = ""
    hasc: Code = ""
    iso: Code = ""
    ucdp_actor: Code = ""


class ReferenceFact(Record, kw_only=True, frozen=True):
    """What a reference source says of one entity."""

    ids: Identifiers = Identifiers()
    see: Identifiers = Identifiers()
    point: Point = ""
    in_: Id | list[Id] = msgspec.field(name="in", default="")
    label: Label = ""
    also: Names = []


class SourceFile(Record, kw_only=True, frozen=True):
    """sources/NAME.yaml: a reference source and its facts, kept in a graph of its own.

    `table` names tables of the corpus that hold its facts (or more of them) as rows.
    """

    source: Slug
    title: Name
    credit: Text
    licence: Iri
    facts: dict[Id, ReferenceFact] = {}
    table: Name | list[Name] = ""
    url: Iri = ""
    description: Text = ""

    @property
    def tables(self) -> list[str]:
        """The names of its tables, paths in the corpus's folder."""
        return listed(self.table)


# --- documents/*.yaml ---


class TextOf(Record, kw_only=True, frozen=True):
    """The text that evidence points into: SHA-256 of its bytes, length in code points."""

    sha256: Sha256
    length: Annotated[int, Meta(ge=0, extra_json_schema={"description": "the number of code points"})]


class Step(Record, kw_only=True, frozen=True):
    """A step of a speaker chain whose saying is dated."""

    agent: Slug | list[Slug]
    said: Edtf


Voice = list[Slug | list[Slug] | Step]


class Time(Record, kw_only=True, frozen=True):
    """When what is said was so, as worded; `decided-by` names the decision that dates it."""

    seen: Edtf = ""
    began: Edtf = ""
    since: Edtf = ""
    ended: Edtf = ""
    within: Edtf = ""
    throughout: Edtf = ""
    basis: Literal["", "stated", "inferred-in-document"] = ""
    decided_by: Slug = ""

    def wordings(self) -> dict[str, str]:
        """The wordings that were written, with their EDTF texts."""
        return {name: text for name in DATED_WORDINGS if (text := getattr(self, name))}


class Side(Record, kw_only=True, frozen=True):
    """The post that a statement about a crossing applies to, and how we know."""

    of: Id
    basis: Literal["stated", "inferred-in-document"]


class Mention(Record, kw_only=True, frozen=True):
    """What the source called the subject and the object."""

    subject: Name = ""
    object: Name | list[Name] = ""


class StatementRecord(Record, kw_only=True, frozen=True):
    """What a statement of any kind may have; `RECORDS` adds the keys of each kind."""

    at: Anchor | list[Anchor] = ()  # type: ignore[assignment]
    row: RowId | list[RowId] = ()  # type: ignore[assignment]
    no_mention: Text = ""
    named: Mention = Mention()
    polarity: Literal["affirmed", "denied", "undetermined"] = "affirmed"
    modality: Literal[
        "asserted",
        "reported",
        "claimed",
        "assessed",
        "expected",
        "intended",
        "urged",
        "presupposed",
        "depicted",
    ] = "asserted"
    voice: Voice | None = None
    scope_uncertain: bool = False
    time: Literal["when-said", "undated", "future", "by-then"] | Time = "when-said"
    note: Text = ""


class DocumentFile(Record, kw_only=True, frozen=True):
    """documents/NAME.yaml: a document, who published it and when, and what it says.

    `statements` are read one by one, each by the record of its kind; `table` names tables of the
    corpus that hold them (or more of them) as rows.
    """

    document: Slug
    publisher: Slug
    published: Edtf = ""
    dated_by: Slug = ""
    language: Tag = ""
    url: Iri = ""
    archive: Iri = ""
    access: Literal["public", "internal"] = "public"
    same_wire_as: list[Slug] = []
    derived_from: list[Slug] = []
    text: TextOf | None = None
    table: Name | list[Name] = ""
    voice: Voice = []

    @property
    def tables(self) -> list[str]:
        """The names of its tables, paths in the corpus's folder."""
        return listed(self.table)


def _value(range_: Range, many: bool) -> Any:
    one: Any = {"text": Text, "decimal": Decimal, "date": Edtf}.get(range_.literal, Ref)
    return one | list[one] if many else one


def attribute(key: str) -> str:
    """The attribute that holds the value of a key of a facts file.

    >>> attribute("state-media-of"), attribute("in")
    ('state_media_of', 'in_')
    """
    return key.replace("-", "_") + ("_" if key in {"in", "as", "is"} else "")


def _field(key: str, type_: Any, required: bool = False) -> tuple[str, Any, Any]:
    settings: dict[str, Any] = {"name": key} if required else {"name": key, "default": ""}
    return attribute(key), type_, msgspec.field(**settings)


def _record(kind: Kind) -> type[StatementRecord]:
    fields = [_field(kind.key, Ref, required=True)]
    if kind.key != "event":
        fields += [_field(p.key, _value(p.objects, p.many)) for p in kind.predicates]
    if kind.key in {"control", "status"}:
        fields.append(_field("denied", _value(kind.predicates[0].objects, kind.predicates[0].many)))
    if kind.key in {"control", "status", "presence"}:
        fields.append(("side", Side | None, None))
    if kind.key == "name":
        fields.append(_field("lang", Tag))
    fields += [_field(q.key, _value(q.range, q.many)) for q in qualifiers(kind)]
    made = msgspec.defstruct(
        kind.class_,
        fields,
        bases=(StatementRecord,),
        kw_only=True,
        forbid_unknown_fields=True,
        frozen=True,
        rename="kebab",
    )
    made.__doc__ = f"A statement of the kind {kind.key}."
    assert issubclass(made, StatementRecord)
    return made


def qualifiers(kind: Kind) -> list[Qualifier]:
    """The qualifiers that a statement of this kind may have."""
    return [q for q in QUALIFIERS if not q.kinds or kind.key in q.kinds]


RECORDS: dict[str, type[StatementRecord]] = {key: _record(kind) for key, kind in KINDS.items()}

FILES: dict[str, type[Record]] = {
    "corpus": CorpusFile,
    "places": PlacesFile,
    "agents": AgentsFile,
    "offices": OfficesFile,
    "events": EventsFile,
    "concepts": ConceptsFile,
    "spellings": SpellingsFile,
    "decisions": DecisionsFile,
    "withdrawals": WithdrawalsFile,
    "source": SourceFile,
    "document": DocumentFile,
}
