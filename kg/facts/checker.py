"""The checker: rows of statements against the entities of the build, every fault of a row reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

from kg import iris
from kg.errors import halves
from kg.facts.entities import Entities
from kg.facts.evidence import Anchor, parse_anchor
from kg.facts.kinds import KINDS, QUALIFIERS, Kind, Predicate, Qualifier, Range
from kg.facts.scalars import LONGEST_NAME, LONGEST_TEXT
from kg.facts.statements import Attribution, Citation, Evidence, Passage, Statement, StatementRow, TableRow
from kg.facts.tablefiles import format_of
from kg.facts.time import DATED_WORDINGS, WORDINGS, Bounds, Span, bounds, one_day, span
from kg.facts.yamltext import refused_character
from kg.namespaces import expand

Report = Callable[[str, str, str], None]
"""Takes a column's name, what is wrong with it, and how to mend it."""

UNSPECIFIED = "unspecified"

# How a row of a table is named (W3C Web Annotation Data Model, section 4.2.1): the row of a heading and rows,
# or the line between two ends of lines, which are counted from 0.
_RFC_7111 = "http://tools.ietf.org/rfc/rfc7111"
_RFC_5147 = "http://tools.ietf.org/rfc/rfc5147"

_NUMBERED = re.compile(r"(s\d+)[a-z]?")


class _Time(NamedTuple):
    """A wording of time, understood."""

    bounds: Bounds
    edtf: str
    basis: str
    decision: str
    own: Bounds = Bounds()  # of the bounds, those that do not rest on the decision


class _Voice(NamedTuple):
    """A speaker chain, resolved: its steps, their IRIs, and the origin's speakers."""

    attributions: tuple[Attribution, ...]
    iris: tuple[str, ...]
    speakers: tuple[str, ...]


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


class _Frame(NamedTuple):
    """What statements of one kind and predicate have in common, resolved once."""

    kind: Kind
    class_: str
    predicate: Predicate
    predicate_iri: str
    subject_range: Range
    subjects: dict[str, str]
    objects: dict[str, str]


class Checker:
    """Checks the rows of one document against the entities of the build.

    What rows share (times, speaker chains, references) is looked up once and remembered, in tables
    no larger than the entities and the distinct wordings of the document.
    """

    def __init__(self, entities: Entities, context: Context) -> None:
        self.entities = entities
        self.context = context
        self.foreign: list[tuple[str, str, str]] = []  # column, reference, IRI
        self._known: dict[Range, dict[str, str]] = {}
        self._frames: dict[tuple[str, str], _Frame] = {}
        self._sides: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._times: dict[tuple[str, str, str], _Time | ValueError] = {}
        self._voices: dict[tuple[str, ...], _Voice | ValueError] = {}
        self._modality, self._polarity = entities.concepts["modality"], entities.concepts["polarity"]
        self._qualifier_tables = tuple((q.column, self._table(q.range), q) for q in QUALIFIERS)
        # An IRI of these types ends in a name of the row's own, so that its beginning is made once.
        minted = (iris.statement, iris.evidence, iris.selector)
        self._iris = tuple(mint(context.base, context.id, "") for mint in minted)
        self._of_lines = format_of(context.table) == "jsonl"

    def _table(self, range_: Range) -> dict[str, str]:
        """The references of this range that were looked up already, with their IRIs."""
        return self._known.setdefault(range_, {})

    def check(self, row: StatementRow, line: int, report: Report) -> Statement | None:
        """`row` as a statement, or None after reporting everything that is wrong with it."""
        wrong = False

        def fault(column: str, what: str, mend: str) -> None:
            nonlocal wrong
            wrong = True
            report(column, what, mend)

        self._check_texts(row, fault)
        frame = self._frames.get((row.kind, row.predicate)) or self._frame(row, fault)
        if frame is None:
            return None
        context = self.context
        subject = frame.subjects.get(row.subject) or self.ref("subject", row.subject, frame.subject_range, fault)
        objects, text, day = self._object(row, frame, fault)
        time = self._times.get((row.time, row.basis, row.decided_by))
        if time is None or isinstance(time, ValueError) or row.kind == "event":
            time = self._time(row, fault)
        voice = self._voices.get(row.voice)
        if voice is None or isinstance(voice, ValueError):
            voice = self._voice(row.voice, fault)
        qualifiers = self._qualifiers(row, frame, fault)
        if row.side:
            side = (row.subject, row.side, row.side_basis)
            applies_to = self._sides.get(side) or self._side(side, fault)
            qualifiers["applies_to"], qualifiers["scope_basis"] = applies_to
        evidence = self._evidence(row, line, fault)
        modality = self._modality.get(row.modality, "")
        if not modality:
            fault("modality", f"{row.modality!r} is not a modality", f"write one of {', '.join(self._modality)}")
        if wrong:
            return None
        return Statement(
            iri=self._iris[0] + row.id,
            class_=frame.class_,
            document=context.iri,
            publisher=context.publisher,
            subject=subject,
            predicate=frame.predicate_iri,
            modality=modality,
            polarity=self._polarity[row.polarity],
            speakers=voice.speakers,
            attributions=voice.attributions,
            attribution_iris=voice.iris,
            evidence=evidence,
            numbers=row.row or inventory_numbers(row.id),
            language=context.language,
            time=time.bounds,
            edtf=time.edtf,
            date_basis=time.basis,
            time_decision=time.decision,
            asserted_earliest=context.said[0],
            asserted_latest=context.said[1],
            asserted_decision=context.decision,
            own_time=time.own,
            objects=objects,
            text=text,
            lang=row.lang or context.language,
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

    def _frame(self, row: StatementRow, fault: Report) -> _Frame | None:
        kind = KINDS.get(row.kind)
        if kind is None:
            fault("kind", f"{row.kind!r} is not a kind of statement", f"write one of {', '.join(KINDS)}")
            return None
        predicate = kind.predicate(row.predicate)
        if predicate is None:
            keys = ", ".join(p.key for p in kind.predicates)
            fault("predicate", f"a {row.kind} statement needs one of the keys {keys}", "write one of them")
            return None
        subjects = predicate.subjects or kind.subjects
        frame = _Frame(
            kind,
            expand("cx:" + kind.class_),
            predicate,
            expand(predicate.curie),
            subjects,
            self._table(subjects),
            self._table(predicate.objects),
        )
        self._frames[row.kind, row.predicate] = frame
        return frame

    def _object(self, row: StatementRow, frame: _Frame, fault: Report) -> tuple[tuple[str, ...], str, str]:
        """The objects, or the text, or the day that the statement gives."""
        predicate = frame.predicate
        if row.kind == "event":
            return self._event_type(row, fault), "", ""
        if predicate.objects.literal and row.literal and not row.object:
            if predicate.objects.literal == "date":
                return (), "", self._day(row.literal, fault)
            return (), row.literal, ""
        if not predicate.objects.literal and row.object and not row.literal:
            if len(row.object) > 1 and not predicate.many:
                fault("object", f"{predicate.key!r} takes one object", "write a statement for each")
            known, range_ = frame.objects, predicate.objects
            return tuple([known.get(ref) or self.ref("object", ref, range_, fault) for ref in row.object]), "", ""
        column = "literal" if predicate.objects.literal else "object"
        what = f"a {row.kind} statement needs {predicate.key!r} and no other object"
        fault(column, what, f"write '{predicate.key}: ...'")
        return (), "", ""

    def ref(self, column: str, ref: str, range_: Range, fault: Report) -> str:
        """The IRI of what `ref` names, or "" after a fault; statements are looked up too."""
        found = self.entities.by_id.get(ref)
        own = range_.classes == {"Statement"} and ref in (self.context.statements or ())
        if "Statement" in range_.classes and (found is None or own):
            return self._statement(column, ref, range_, fault)
        iri = self.entities.iri(ref, range_, lambda what, mend: fault(column, what, mend))
        if iri:
            self._table(range_)[ref] = iri
        return iri

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
        if self.entities.perhaps_unread(ref, range_) or document in self.entities.broken:
            return ""
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
            return one_day(text)
        except ValueError as error:
            fault("literal", *halves(error))
            return ""

    def _side(self, side: tuple[str, str, str], fault: Report) -> tuple[str, str]:
        crossing, post, basis = side
        found = self.ref("side", post, _POST, fault), self.ref("side", basis, _SCOPE_BASIS, fault)
        if found[0] and getattr(self.entities.by_id[post].record, "of", "") != crossing:
            fault("side", f"{post!r} is not a post of {crossing!r}", "name a post of the statement's crossing")
        elif all(found):
            self._sides[side] = found
        return found

    def _time(self, row: StatementRow, fault: Report) -> _Time:
        key = (row.time, row.basis, row.decided_by)
        if key not in self._times:
            try:
                self._times[key] = self._read_time(*key)
            except ValueError as error:
                self._times[key] = error
        known = self._times[key]
        if row.kind == "event" and row.time == "when-said":
            fault("time", "an event needs a time of its own", "write 'time: {within: DATE}', 'by-then' or 'undated'")
        if isinstance(known, ValueError):
            fault("time", *halves(known))
            return _NO_TIME
        return known

    def _read_time(self, time: str, basis: str, decided_by: str) -> _Time:
        wordings: dict[str, str] = {}
        for part in time.split(";"):
            wording, _, text = part.strip().partition(" ")
            if wording in DATED_WORDINGS and not text:
                raise ValueError(f"{wording!r} needs a date: write '{wording} YYYY-MM-DD'")
            if wording in WORDINGS and (text or ";" in time):
                raise ValueError(f"{wording!r} stands alone: leave out the rest")
            if wording in wordings:
                raise ValueError(f"{wording!r} stands twice: give one span for it")
            wordings[wording] = text
        context = self.context
        decision = ""
        if decided_by:
            if decided_by not in context.decisions:
                raise ValueError(f"no decision {decided_by!r} that dates: add it to decisions.yaml")
            decision = context.decisions[decided_by]
        found, own = bounds(wordings, context.said), Bounds()
        if not any(found):
            basis = "none"
        elif not decision:
            alone = bounds(wordings, ("", ""))
            relative = found != alone  # hangs on the day on which it was said
            decision = context.decision if relative else ""
            basis = basis or (context.basis if relative else "stated")
            if decision:
                own = Bounds(*(bound if bound == there else "" for bound, there in zip(alone, found, strict=True)))
        if decision:
            basis = "inferred-across-documents"
        edtf = "; ".join(text for text in wordings.values() if text)
        return _Time(found, edtf, self.entities.concepts["date-basis"][basis], decision, own)

    def _voice(self, voice: tuple[str, ...], fault: Report) -> _Voice:
        if voice not in self._voices:
            try:
                self._voices[voice] = self._read_voice(voice)
            except ValueError as error:
                self._voices[voice] = error
        known = self._voices[voice]
        if isinstance(known, ValueError):
            fault("voice", *halves(known))
            return _NO_VOICE
        return known

    def _read_voice(self, voice: tuple[str, ...]) -> _Voice:
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
        return _Voice(tuple(steps), tuple(step.iri for step in steps), speakers)

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

    def _qualifiers(self, row: StatementRow, frame: _Frame, fault: Report) -> dict[str, str | tuple[str, ...]]:
        found: dict[str, str | tuple[str, ...]] = {}
        values = _qualifier_values(row)
        for column, known, qualifier in compress(self._qualifier_tables, values):
            value = getattr(row, column)
            if not isinstance(value, tuple):
                found[column] = known.get(value) or self._qualifier(qualifier, value, fault)
            elif len(value) == 1:  # the common case, spared a loop
                found[column] = (known.get(value[0]) or self._qualifier(qualifier, value[0], fault),)
            else:
                found[column] = tuple([known.get(ref) or self._qualifier(qualifier, ref, fault) for ref in value])
            if qualifier.kinds and frame.kind.key not in qualifier.kinds:
                what = f"a {row.kind} statement has no {qualifier.key!r}"
                fault(column, what, "leave it out, or change the kind")
        if row.kind == "quantity":
            _check_numbers(row, fault)
        if row.direction_from and not row.direction:
            fault("direction_from", "'direction-from' without 'direction'", "say in which direction it lies")
        for column in ("retracts", "corrects"):
            if column in found and self._iris[0] + row.id in found[column]:
                fault(column, f"the statement {row.id!r} {column} itself", "name the one that it takes back")
        return found

    def _qualifier(self, qualifier: Qualifier, value: str, fault: Report) -> str:
        if qualifier.range.literal:
            return self._decimal(qualifier.column, value, fault)
        return self.ref(qualifier.column, value, qualifier.range, fault)

    def _decimal(self, column: str, text: str, fault: Report) -> str:
        try:
            return canonical_decimal(text)
        except ValueError as error:
            fault(column, *halves(error))
            return ""

    def _evidence(self, row: StatementRow, line: int, fault: Report) -> tuple[Evidence, ...]:
        context = self.context
        _, evidence, selector = self._iris
        if len(row.at) == 1:  # the common case, spared a loop
            return (self._passage(row.at[0], row.id + "/1", fault),)
        if row.at:
            return tuple([self._passage(text, f"{row.id}/{n}", fault) for n, text in enumerate(row.at, start=1)])
        name = f"{row.id}/1"
        if context.table:
            file = context.table.rpartition("/")[2]
            scheme, fragment = (_RFC_5147, f"line={line - 1},{line}") if self._of_lines else (_RFC_7111, f"row={line}")
            return (TableRow(evidence + name, context.iri, selector + name, scheme, fragment, file),)
        if context.text_length is not None:
            fault("at", "no passage", "write 'at: PARAGRAPH START-END'; 'kg locate' prints it")
        return (Citation(evidence + name, context.iri),)

    def _passage(self, text: str, name: str, fault: Report) -> Passage:
        try:
            paragraph, start, end = parse_anchor(text)
        except ValueError as error:
            fault("at", *halves(error))
            paragraph, start, end = Anchor("", 0, 1)
        length = self.context.text_length
        if length is None:
            fault("at", "a passage of a document whose text is not described", "add 'text: {sha256, length}'")
        elif end > length:
            fault("at", f"the passage {text!r} ends after the text ({length} code points)", "run 'kg locate'")
        _, evidence, selector = self._iris
        return Passage(evidence + name, self.context.iri, selector + name, paragraph, str(start), str(end))

    def _check_texts(self, row: StatementRow, fault: Report) -> None:
        together = "".join((row.literal, row.subject_named, row.note, row.no_mention, *row.object_named))
        if len(together) <= LONGEST_NAME and not refused_character(together):
            return
        for column, longest in _LONGEST.items():
            value = getattr(row, column)
            for text in (value,) if isinstance(value, str) else value:
                if refused := refused_character(text):
                    fault(column, f"character {refused} is not allowed", "delete it")
                if len(text) > longest:
                    fault(column, f"is longer than {longest} characters", "shorten it")


_LONGEST = {
    "literal": LONGEST_TEXT,
    "note": LONGEST_TEXT,
    "no_mention": LONGEST_TEXT,
    "subject_named": LONGEST_NAME,
    "object_named": LONGEST_NAME,
}
_NO_TIME = _Time(Bounds(), "", "", "")
_NO_VOICE = _Voice((), (), ())
_qualifier_values = attrgetter(*(q.column for q in QUALIFIERS))
_POST = Range(classes=frozenset({"BorderPost"}))
_AGENT = Range(classes=frozenset({"Agent"}))
_SCOPE_BASIS = Range(scheme="scope-basis")


def inventory_numbers(id_: str) -> tuple[str, ...]:
    """The inventory number that an id such as s019 or s020a carries; the id itself for others.

    >>> inventory_numbers("s020a"), inventory_numbers("gate-open")
    (('S020',), ('gate-open',))
    """
    match = _NUMBERED.fullmatch(id_)
    return (match[1].upper(),) if match else (id_,)


def _check_numbers(row: StatementRow, fault: Report) -> None:
    try:
        numbers = [float(text) for text in (row.lower, row.amount, row.upper) if text]
    except ValueError:
        return  # reported as a decimal already
    if numbers != sorted(numbers):
        fault("amount", "lower, amount and upper are not in this order", "write the smaller numbers first")
    if numbers and not row.unit:
        fault("unit", "a number without a unit", "write 'unit: count', 'share', 'percent' or 'years'")


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
