"""The table of statements: one flat row a statement, checked into what the builder writes.

Every facts file, YAML or table, becomes `StatementRow`s: the columns as written. `Checker` turns a
row into a `Statement`, in which references are IRIs and wordings of time are bounds; all faults of
a row are reported, each with its column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from kg import iris
from kg.errors import halves
from kg.facts.entities import Entities, Where
from kg.facts.evidence import Anchor, parse_anchor
from kg.facts.kinds import KINDS, QUALIFIERS, Range
from kg.facts.time import DATED_WORDINGS, WORDINGS, Bounds, Span, bounds, span
from kg.facts.yamltext import refused_character
from kg.namespaces import expand

Report = Callable[[str, str, str], None]
"""Takes a column's name, what is wrong with it, and how to mend it."""

UNSPECIFIED = "unspecified"


class StatementRow(Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """A statement as written: the columns of every facts table; "" and () mean absent.

    `time` is a wording, or WORDING EDTF pairs joined by ";"; a step of `voice` is an agent's id,
    joint speakers joined by "+", and "@EDTF" where their saying is dated.
    """

    id: str
    kind: str
    subject: str
    predicate: str = ""
    object: tuple[str, ...] = ()
    literal: str = ""
    lang: str = ""
    polarity: Literal["affirmed", "denied", "undetermined"] = "affirmed"
    modality: str = "asserted"
    voice: tuple[str, ...] = ()
    scope_uncertain: bool = False
    time: str = "when-said"
    basis: Literal["", "stated", "inferred-in-document"] = ""
    decided_by: str = ""
    at: tuple[str, ...] = ()
    no_mention: str = ""
    row: tuple[str, ...] = ()
    subject_named: str = ""
    object_named: tuple[str, ...] = ()
    side: str = ""
    side_basis: Literal["", "stated", "inferred-in-document"] = ""
    note: str = ""
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


class Attribution(Struct, frozen=True, gc=False):
    """An agent's place in a speaker chain: 0 is the publisher, the last the origin."""

    iri: str
    position: str
    agent: str
    said_earliest: str
    said_latest: str


class Evidence(Struct, frozen=True, gc=False):
    """A passage of a document, or a row of a table, that shows a statement."""

    iri: str
    document: str
    selector: str
    paragraph: str = ""
    start: str = ""
    end: str = ""
    row: str = ""
    file: str = ""


class Statement(Struct, frozen=True, gc=False, kw_only=True):
    """A checked statement: references are IRIs, dates ISO dates, numbers canonical decimals."""

    iri: str
    class_: str
    document: str
    publisher: str
    subject: str
    predicate: str
    modality: str
    polarity: str
    speakers: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    evidence: tuple[Evidence, ...]
    numbers: tuple[str, ...]
    language: str
    begin_earliest: str
    begin_latest: str
    end_earliest: str
    end_latest: str
    edtf: str
    date_basis: str
    time_decision: str
    asserted_earliest: str
    asserted_latest: str
    asserted_decision: str
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
    no_mention: str = ""
    file: str = ""
    line: int = 0

    @property
    def evidence_iris(self) -> tuple[str, ...]:
        """The IRIs of its passages."""
        return tuple(passage.iri for passage in self.evidence)

    @property
    def attribution_iris(self) -> tuple[str, ...]:
        """The IRIs of the steps of its speaker chain."""
        return tuple(step.iri for step in self.attributions)


@dataclass(slots=True)
class Context:
    """What the statements of one document share, resolved."""

    id: str
    iri: str
    base: str
    publisher_id: str
    publisher: str
    language: str
    said: Span
    basis: str
    decision: str
    file: str
    table: str  # the file name of a table, "" for YAML
    text_length: int | None  # in code points; None when the document is only cited
    statements: frozenset[str] | None  # None: a table, whose ids are known only at its end
    decisions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class StatementReference:
    """A reference to a statement of another document, to be looked up when all are read."""

    iri: str
    ref: str
    where: Where


_TEXT_COLUMNS = ("literal", "subject_named", "note", "no_mention")


class Checker:
    """Checks the rows of one document against the entities of the build."""

    def __init__(self, entities: Entities, context: Context) -> None:
        self.entities = entities
        self.context = context
        self.foreign: list[tuple[str, str, str]] = []  # column, reference, IRI
        self._times: dict[tuple[str, str, str], tuple[Bounds, str, str, str] | ValueError] = {}
        self._voices: dict[tuple[str, ...], tuple[tuple[Attribution, ...], tuple[str, ...]] | ValueError] = {}
        scheme = entities.concepts
        self._modality, self._polarity = scheme["modality"], scheme["polarity"]
        self._kinds = {key: (kind, expand("cx:" + kind.class_)) for key, kind in KINDS.items()}
        self._predicates = {p.curie: expand(p.curie) for kind in KINDS.values() for p in kind.predicates}

    def check(self, row: StatementRow, line: int, report: Report) -> Statement | None:
        """`row` as a statement, or None after reporting everything that is wrong with it."""
        wrong = False

        def fault(column: str, what: str, mend: str) -> None:
            nonlocal wrong
            wrong = True
            report(column, what, mend)

        context = self.context
        self._check_texts(row, fault)
        if row.kind not in self._kinds:
            fault("kind", f"{row.kind!r} is not a kind of statement", f"write one of {', '.join(KINDS)}")
            return None
        kind, class_ = self._kinds[row.kind]
        subject = self.ref("subject", row.subject, kind.subjects, fault)
        predicate = kind.predicate(row.predicate)
        objects: tuple[str, ...] = ()
        text = day = ""
        if predicate is None:
            keys = ", ".join(p.key for p in kind.predicates)
            fault("predicate", f"a {row.kind} statement needs one of the keys {keys}", "write one of them")
        elif row.kind == "event":
            objects = self._event_type(row, fault)
        elif predicate.objects.literal:
            if not row.literal:
                fault("literal", f"a {row.kind} statement needs {predicate.key!r}", f"write '{predicate.key}: ...'")
            elif predicate.objects.literal == "date":
                day = self._day(row.literal, fault)
            else:
                text = row.literal
        elif not row.object:
            fault("object", f"a {row.kind} statement needs {predicate.key!r}", f"write '{predicate.key}: ...'")
        else:
            objects = tuple(self.ref("object", ref, predicate.objects, fault) for ref in row.object)
        found, edtf, date_basis, time_decision = self._time(row, fault)
        attributions, speakers = self._voice(row.voice, fault)
        qualifiers = self._qualifiers(row, fault)
        if row.side:
            qualifiers["applies_to"] = self._side(row, fault)
            qualifiers["scope_basis"] = self.ref("side", row.side_basis, _SCOPE_BASIS, fault)
        evidence = self._evidence(row, line, fault)
        modality = self._modality.get(row.modality, "")
        if not modality:
            fault("modality", f"{row.modality!r} is not a modality", f"write one of {', '.join(self._modality)}")
        if wrong or predicate is None:
            return None
        return Statement(
            iri=iris.statement(context.base, context.id, row.id),
            class_=class_,
            document=context.iri,
            publisher=context.publisher,
            subject=subject,
            predicate=self._predicates[predicate.curie],
            modality=modality,
            polarity=self._polarity[row.polarity],
            speakers=speakers,
            attributions=attributions,
            evidence=evidence,
            numbers=row.row,
            language=context.language,
            begin_earliest=found.begin_earliest,
            begin_latest=found.begin_latest,
            end_earliest=found.end_earliest,
            end_latest=found.end_latest,
            edtf=edtf,
            date_basis=date_basis,
            time_decision=time_decision,
            asserted_earliest=context.said[0],
            asserted_latest=context.said[1],
            asserted_decision=context.decision,
            objects=objects,
            text=text,
            lang=(row.lang or context.language) if text else "",
            day=day,
            subject_named=row.subject_named,
            object_named=row.object_named,
            scope_uncertain="true" if row.scope_uncertain else "",
            note=row.note,
            no_mention=row.no_mention,
            file=context.file,
            line=line,
            **qualifiers,  # type: ignore[arg-type]
        )

    def ref(self, column: str, ref: str, range_: Range, fault: Report) -> str:
        """The IRI of what `ref` names, or "" after a fault; statements are looked up too."""
        found = self.entities.by_id.get(ref)
        if found is not None and not range_.classes.isdisjoint(found.classes):
            return found.iri
        if "Statement" in range_.classes and found is None:
            return self._statement(column, ref, range_, fault)
        return self.entities.iri(ref, range_, lambda what, mend: fault(column, what, mend))

    def _statement(self, column: str, ref: str, range_: Range, fault: Report) -> str:
        context = self.context
        document, slash, local = ref.partition("/")
        if not slash and (context.statements is None or ref in context.statements):
            iri = iris.statement(context.base, context.id, ref)
            if context.statements is None:
                self.foreign.append((column, ref, iri))
            return iri
        if slash:
            other = self.entities.by_id.get(document)
            if other is not None and other.class_ == "Document":
                base = other.iri.removesuffix(f"id/document/{document}")
                iri = iris.statement(base, document, local)
                self.foreign.append((column, ref, iri))
                return iri
        near = self.entities.suggestion(ref, range_) if range_.classes != {"Statement"} else "write DOCUMENT/ID"
        fault(column, f"no statement {ref!r}", near)
        return ""

    def _event_type(self, row: StatementRow, fault: Report) -> tuple[str, ...]:
        entity = self.entities.by_id.get(row.subject)
        type_ = getattr(entity.record, "type", "") if entity and entity.class_ == "Event" else ""
        concept = self.entities.concepts["event-type"].get(type_, "")
        if row.object or row.literal:
            fault("object", "an event statement has no object of its own", "its type stands in events.yaml")
        return (concept,) if concept else ()

    def _day(self, text: str, fault: Report) -> str:
        try:
            first, last = span(text)
        except ValueError as error:
            fault("literal", *halves(error))
            return ""
        if first != last:
            fault("literal", f"{text!r} is not one day", "write YYYY-MM-DD")
        return first

    def _side(self, row: StatementRow, fault: Report) -> str:
        post = self.ref("side", row.side, _POST, fault)
        if post and getattr(self.entities.by_id[row.side].record, "of", "") != row.subject:
            fault("side", f"{row.side!r} is not a post of {row.subject!r}", "name a post of the statement's crossing")
        return post

    def _time(self, row: StatementRow, fault: Report) -> tuple[Bounds, str, str, str]:
        key = (row.time, row.basis, row.decided_by)
        known = self._times.get(key)
        if known is None:
            try:
                known = self._times[key] = self._read_time(*key)
            except ValueError as error:
                known = self._times[key] = error
        if isinstance(known, ValueError):
            fault("time", *halves(known))
            return Bounds(), "", "", ""
        if row.kind == "event" and row.time == "when-said":
            fault("time", "an event needs a time of its own", "write 'time: {within: DATE}', 'by-then' or 'undated'")
        return known

    def _read_time(self, time: str, basis: str, decided_by: str) -> tuple[Bounds, str, str, str]:
        wordings: dict[str, str] = {}
        for part in time.split(";"):
            wording, _, text = part.strip().partition(" ")
            if wording in DATED_WORDINGS and not text:
                raise ValueError(f"{wording!r} needs a date: write '{wording} YYYY-MM-DD'")
            if wording in WORDINGS and (text or ";" in time):
                raise ValueError(f"{wording!r} stands alone: leave out the rest")
            wordings[wording] = text
        context = self.context
        decision = ""
        if decided_by:
            if decided_by not in context.decisions:
                raise ValueError(f"no decision {decided_by!r} that dates: add it to decisions.yaml")
            decision = context.decisions[decided_by]
        found = bounds(wordings, context.said)
        if not any(found):
            basis = "none"
        elif not decision and not basis:
            relative = any(w in {"when-said", "by-then", "future"} for w in wordings)
            decision, basis = (context.decision, context.basis) if relative else ("", "stated")
        if decision:
            basis = "inferred-across-documents"
        edtf = "; ".join(text for text in wordings.values() if text)
        return found, edtf, self.entities.concepts["date-basis"][basis], decision

    def _voice(self, voice: tuple[str, ...], fault: Report) -> tuple[tuple[Attribution, ...], tuple[str, ...]]:
        known = self._voices.get(voice)
        if known is None:
            try:
                known = self._voices[voice] = self._read_voice(voice)
            except ValueError as error:
                known = self._voices[voice] = error
        if isinstance(known, ValueError):
            fault("voice", *halves(known))
            return (), ()
        return known

    def _read_voice(self, voice: tuple[str, ...]) -> tuple[tuple[Attribution, ...], tuple[str, ...]]:
        context = self.context
        steps = [self._step(0, context.publisher_id, context.publisher, "")]
        speakers: tuple[str, ...] = (context.publisher,)
        for position, step in enumerate(voice, start=1):
            joint, _, said = step.partition("@")
            speakers = ()
            for agent in joint.split("+"):
                iri = self._agent(agent)
                speakers += (iri,)
                steps.append(self._step(position, agent, iri, said))
        return tuple(steps), speakers

    def _agent(self, agent: str) -> str:
        if agent == UNSPECIFIED:
            return expand("cx:unspecified")
        problems: list[str] = []
        iri = self.entities.iri(agent, _AGENT, lambda what, mend: problems.append(f"{what}: {mend}"))
        if problems:
            raise ValueError(problems[0])
        return iri

    def _step(self, position: int, agent: str, iri: str, said: str) -> Attribution:
        context = self.context
        earliest, latest = span(said) if said else ("", "")
        node = iris.attribution(context.base, context.id, position, agent, said)
        return Attribution(node, str(position), iri, earliest, latest)

    def _qualifiers(self, row: StatementRow, fault: Report) -> dict[str, str | tuple[str, ...]]:
        found: dict[str, str | tuple[str, ...]] = {}
        for qualifier in QUALIFIERS:
            column = qualifier.column
            value = getattr(row, column)
            if not value:
                continue
            if qualifier.kinds and row.kind not in qualifier.kinds:
                fault(column, f"a {row.kind} statement has no {qualifier.key!r}", "leave it out, or change the kind")
            elif qualifier.range.literal:
                found[column] = self._decimal(column, value, fault)
            elif qualifier.many:
                found[column] = tuple(self.ref(column, ref, qualifier.range, fault) for ref in value)
            else:
                found[column] = self.ref(column, value, qualifier.range, fault)
        return found

    def _decimal(self, column: str, text: str, fault: Report) -> str:
        try:
            return canonical_decimal(text)
        except ValueError as error:
            fault(column, *halves(error))
            return ""

    def _evidence(self, row: StatementRow, line: int, fault: Report) -> tuple[Evidence, ...]:
        context = self.context
        base, document = context.base, context.id
        first = iris.evidence(base, document, row.id, 1)
        if row.at:
            found = []
            for number, text in enumerate(row.at, start=1):
                anchor = self._anchor(text, fault)
                found.append(
                    Evidence(
                        iris.evidence(base, document, row.id, number),
                        context.iri,
                        iris.selector(base, document, row.id, number),
                        anchor.paragraph,
                        str(anchor.start),
                        str(anchor.end),
                    )
                )
            return tuple(found)
        if context.table:
            node = iris.selector(base, document, row.id, 1)
            return (Evidence(first, context.iri, node, row=f"row={line}", file=context.table.rpartition("/")[2]),)
        if context.text_length is not None:
            fault("at", "no passage", "write 'at: PARAGRAPH START-END'; 'kg locate' prints it")
        return (Evidence(first, context.iri, ""),)

    def _anchor(self, text: str, fault: Report) -> Anchor:
        try:
            anchor = parse_anchor(text)
        except ValueError as error:
            fault("at", *halves(error))
            return Anchor("", 0, 1)
        length = self.context.text_length
        if length is None:
            fault("at", "a passage of a document whose text is not described", "add 'text: {sha256, length}'")
        elif anchor.end > length:
            fault("at", f"the passage {text!r} ends after the text ({length} code points)", "run 'kg locate'")
        return anchor

    def _check_texts(self, row: StatementRow, fault: Report) -> None:
        for column in _TEXT_COLUMNS:
            text = getattr(row, column)
            if text and (refused := refused_character(text)):
                fault(column, f"character {refused} is not allowed", "delete it")
        for text in row.object_named:
            if refused := refused_character(text):
                fault("object_named", f"character {refused} is not allowed", "delete it")


_POST = Range(classes=frozenset({"BorderPost"}))
_AGENT = Range(classes=frozenset({"Agent"}))
_SCOPE_BASIS = Range(scheme="scope-basis")


def canonical_decimal(text: str) -> str:
    """The canonical lexical form of an xsd:decimal (XML Schema 1.1 part 2, section 3.3.3).

    :raises ValueError: when `text` is not a decimal number of at most 40 characters.

    >>> canonical_decimal("0.50"), canonical_decimal("19"), canonical_decimal("-0.0")
    ('0.5', '19', '0')
    """
    digits = text.removeprefix("-")
    whole, dot, fraction = digits.partition(".")
    plain = text.isascii() and whole.isdigit() and (not dot or fraction.isdigit()) and len(text) <= 40
    if not plain:
        raise ValueError(f"{text!r} is not a decimal number: write digits, with a point for fractions")
    number = whole.lstrip("0") or "0"
    if fraction := fraction.rstrip("0"):
        number += "." + fraction
    return "-" + number if text.startswith("-") and number != "0" else number
