"""The table of statements: one flat row a statement, as written and as checked.

Every facts file, YAML or table, becomes `StatementRow`s: the columns as written. The checker turns
a row into a `Statement`, in which references are IRIs and wordings of time are bounds.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Struct

from kg.facts.scalars import RowId, Slug, Tag
from kg.facts.time import Bounds

Given = Annotated[str, "never empty"]
"""A text that every row has; where a plain `str` may be "" for absent."""


Plain = Annotated[str, "nothing to escape"]
"""A text whose pattern was checked, so that it needs no escaping in a literal."""


class Qualifiers(Struct, kw_only=True, frozen=True, gc=False):
    """The qualifiers of a statement: one column for each of `kinds.QUALIFIERS`."""

    users: tuple[str, ...] = ()
    use_of: tuple[str, ...] = ()
    direction: str = ""
    direction_from: str = ""
    used_in: str = ""
    venue: str = ""
    amount: str = ""
    lower: str = ""
    upper: str = ""
    unit: str = ""
    quantity_kind: str = ""
    approximation: str = ""
    of_whole: str = ""
    about: str = ""
    presupposes: str = ""
    agent: tuple[str, ...] = ()
    participant: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    counterpart: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    place_precision: str = ""
    clarity: str = ""
    retracts: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()


class StatementRow(Qualifiers, kw_only=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """A statement as written: the columns of every facts table; "" and () mean absent.

    `time` is a wording, or WORDING EDTF pairs joined by ";"; a step of `voice` is an agent's id,
    joint speakers joined by "+", and "@EDTF" where their saying is dated.
    """

    id: Slug
    kind: str
    subject: str
    predicate: str = ""
    object: tuple[str, ...] = ()
    literal: str = ""
    lang: Tag = ""
    polarity: Literal["affirmed", "denied", "undetermined"] = "affirmed"
    modality: str = "asserted"
    voice: tuple[str, ...] = ()
    scope_uncertain: bool = False
    time: str = "when-said"
    basis: Literal["", "stated", "inferred-in-document"] = ""
    decided_by: str = ""
    at: tuple[str, ...] = ()
    no_mention: str = ""
    row: tuple[RowId, ...] = ()
    subject_named: str = ""
    object_named: tuple[str, ...] = ()
    side: str = ""
    side_basis: Literal["", "stated", "inferred-in-document"] = ""
    note: str = ""


class Attribution(Struct, frozen=True, gc=False):
    """An agent's place in a speaker chain: 0 is the publisher, the last the origin."""

    iri: Given
    position: Given
    agent: Given
    said_earliest: str
    said_latest: str


class Passage(Struct, frozen=True, gc=False, tag=True):
    """A passage of a document that shows a statement; positions in code points."""

    iri: Given
    document: Given
    selector: Given
    paragraph: Given
    start: Given
    end: Given


class TableRow(Struct, frozen=True, gc=False, tag=True):
    """A row of a table that shows a statement; `row` is a fragment by the `scheme`, an RFC."""

    iri: Given
    document: Given
    selector: Given
    scheme: Given
    row: Given
    file: Given


class Citation(Struct, frozen=True, gc=False, tag=True):
    """A document as a whole that shows a statement."""

    iri: Given
    document: Given


Evidence = Passage | TableRow | Citation


class Statement(Qualifiers, kw_only=True, frozen=True, gc=False):
    """A checked statement: references are IRIs, dates ISO dates, numbers canonical decimals.

    Where `time_decision` dates it, `own_time` are those of the bounds `time` that its document gives by itself.
    """

    iri: Given
    class_: Given
    document: Given
    publisher: Given
    subject: Given
    predicate: Given
    modality: Given
    polarity: Given
    speakers: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    attribution_iris: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    numbers: tuple[Plain, ...]
    language: Given
    time: Bounds
    edtf: Plain
    date_basis: Given
    time_decision: str
    asserted_earliest: str
    asserted_latest: str
    asserted_decision: str
    own_time: Bounds = Bounds()
    objects: tuple[str, ...] = ()
    text: str = ""
    lang: str = ""
    day: str = ""
    subject_named: str = ""
    object_named: tuple[str, ...] = ()
    applies_to: str = ""
    scope_basis: str = ""
    scope_uncertain: str = ""
    note: str = ""
    no_mention: str = ""
    file: str = ""
    line: int = 0

    @property
    def decided_time(self) -> Bounds:
        """Those of its bounds that rest on the decision that dates it."""
        return Bounds(*("" if own else bound for own, bound in zip(self.own_time, self.time, strict=True)))

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages among its evidence."""
        return tuple(evidence for evidence in self.evidence if isinstance(evidence, Passage))
