"""What a part of a document comes to, whichever process builds it: its lines, and what others need to know of it.

Statements of a document share attributions, so no part writes them: it tells which it met, and they are
written when the document ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from msgspec import Struct

from kg import iris
from kg.builders import templates
from kg.builders.content import Held, held
from kg.builders.dataset import Record, document_lines, encoded
from kg.builders.template import compiled
from kg.facts.corpus import Corpus, Document
from kg.facts.entities import Where
from kg.facts.reading import DocumentPart, Tally
from kg.facts.statements import Attribution, Citation, Passage, Statement, TableRow

_statement = compiled(templates.STATEMENT)
_dated_statement = compiled(templates.DATED_STATEMENT)
_time = compiled(templates.TIME)
_own_time = compiled(templates.OWN_TIME)
_decided_time = compiled(templates.DECIDED_TIME)
_asserted = compiled(templates.ASSERTED)
_attribution = compiled(templates.ATTRIBUTION)
_evidence = {
    Passage: compiled(templates.PASSAGE),
    TableRow: compiled(templates.TABLE_ROW),
    Citation: compiled(templates.CITATION),
}


class Reader(Protocol):
    """What rules read from statements, to be taken part by part."""

    def depends(self) -> bytes:
        """A hash of all but the statements that what it takes depends on."""

    def add(self, statement: Statement) -> None:
        """Read a statement."""

    def taken(self) -> bytes:
        """What was read since it was last taken."""


class Built(Struct):
    """What a part comes to, beside its lines.

    `document` is the place of its document in the corpus. `lines` and `waiting` are what its lines hold, in the
    document's graph and in that of decisions; `attributions` are all that its statements have; `read` is what a
    `Reader` took.
    """

    document: int
    batch: int
    tally: Tally
    lines: Held
    waiting: Held
    attributions: list[Attribution]
    read: bytes


class Lines(NamedTuple):
    """The lines of a part: those of its document's graph, and those that wait for the graph of decisions."""

    document: bytes
    waiting: bytes


class PartRecords:
    """The records of a part, made as they are taken; with what there is to say of all of them when they were."""

    def __init__(self, part: DocumentPart, corpus: Corpus) -> None:
        self._part = part
        self._corpus = corpus
        self._voices: dict[tuple[str, ...], tuple[Attribution, ...]] = {}
        self.waiting: list[bytes] = []

    def __iter__(self) -> Iterator[Record]:
        document = self._part.document
        graph, decisions = graphs_of(document)
        if not self._part.batch:
            lines, waiting = document_lines(document, self._corpus)
            self.waiting.append(waiting)
            yield Record(document.entity.where, lines)
        for statement in self._part.statements():
            if statement.time_decision or statement.asserted_decision:
                self.waiting.append(decided_lines(statement, decisions))
            if statement.attribution_iris not in self._voices:
                self._voices[statement.attribution_iris] = statement.attributions
            yield Record(Where(statement.file, statement.line), statement_lines(statement, graph), statement)

    def attributions(self) -> list[Attribution]:
        """All attributions that its statements have."""
        met = {one.iri: one for voice in self._voices.values() for one in voice}
        return [met[iri] for iri in sorted(met)]


def build_part(part: DocumentPart, corpus: Corpus, reader: Reader) -> tuple[Built, Lines]:
    """A part, built: what it comes to, and its lines."""
    records = PartRecords(part, corpus)
    written: list[bytes] = []
    for record in records:
        written.append(record.lines)
        if record.statement is not None:
            reader.add(record.statement)
    lines = Lines(b"".join(written), b"".join(records.waiting))
    built = Built(
        document=part.number,
        batch=part.batch,
        tally=part.tally(),
        lines=held(lines.document),
        waiting=held(lines.waiting),
        attributions=records.attributions(),
        read=reader.taken(),
    )
    return built, lines


def graphs_of(document: Document) -> tuple[str, str]:
    """The graph of a document, and that of its corpus's decisions."""
    part = document.part
    return iris.graph(part.base, "document", document.header.document), iris.graph(part.base, "decisions", part.id)


def statement_lines(statement: Statement, graph: str) -> bytes:
    """All quads of a statement that belong into its document's graph, without its attributions."""
    out: list[str] = []
    write = out.append
    if not statement.time_decision and not statement.asserted_decision:
        _dated_statement(statement, graph, write)
    else:
        _statement(statement, graph, write)
        (_own_time if statement.time_decision else _time)(statement, graph, write)
        if not statement.asserted_decision:
            _asserted(statement, graph, write)
    for evidence in statement.evidence:
        _evidence[type(evidence)](evidence, graph, write)
    return encoded(out)


def decided_lines(statement: Statement, graph: str) -> bytes:
    """The dates of a statement that a decision gives, for the graph of decisions."""
    out: list[str] = []
    if statement.time_decision:
        _decided_time(statement, graph, out.append)
    if statement.asserted_decision:
        _asserted(statement, graph, out.append)
    return encoded(out)


def attribution_lines(attributions: Iterable[Attribution], graph: str) -> bytes:
    """The attributions of a document's statements."""
    out: list[str] = []
    for attribution in attributions:
        _attribution(attribution, graph, out.append)
    return encoded(out)
