"""The dataset as N-Quads lines: graph by graph, in each graph record by record, no blank nodes.

The order is that of the graphs (meta, vocabulary, corpora, reference sources, documents,
decisions), of the records in their files, and of the triples in their templates; so the same facts
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

import pyoxigraph as ox

from kg import iris
from kg.builders import rows, templates
from kg.builders.template import RowFunction, compiled
from kg.errors import Faults
from kg.facts.corpus import Corpus, Document, Part
from kg.facts.entities import Where
from kg.facts.records import Label, Names
from kg.facts.rejects import Rejects
from kg.facts.statements import Citation, Passage, Statement, TableRow
from kg.shipped import shipped

SPOOL_IN_MEMORY = 1 << 20  # bytes

_entity = compiled(templates.ENTITY)
_label = compiled(templates.LABEL)
_spelling = compiled(templates.SPELLING)
_concept = compiled(templates.CONCEPT)
_description = compiled(templates.DESCRIPTION)
_fact = compiled(templates.FACT)
_geometry = compiled(templates.GEOMETRY)
_code = compiled(templates.CODE)
_document = compiled(templates.DOCUMENT)
_said = compiled(templates.SAID)
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
_decision = compiled(templates.DECISION)
_withdrawal = compiled(templates.WITHDRAWAL)


class Record(NamedTuple):
    """The N-Quads lines of one record, where the record was written, and the statement if it is one."""

    where: Where
    lines: bytes
    statement: Statement | None = None


def encoded(pieces: list[str]) -> bytes:
    """Lines of a record, written piece by piece, as bytes."""
    # Piece by piece: one name in another script would make the whole record a wide string.
    return b"".join(map(str.encode, pieces))


def _lines(write: RowFunction, row: object, graph: str) -> bytes:
    out: list[str] = []
    write(row, graph, out.append)
    return encoded(out)


def records(corpus: Corpus, faults: Faults, rejects: Rejects | None = None) -> Iterator[Record]:
    """All records of the dataset in its order; faults go to `faults`, rows at fault to `rejects`."""
    yield from _meta(corpus)
    yield from _vocabulary(corpus)
    for part in corpus.parts:
        yield from _entities(part, corpus)
    for part in corpus.parts:
        yield from _reference(part, corpus)
    with ExitStack() as stack:
        # What a decision says of a document's statements belongs after the decisions, in their
        # graph, but is known while the document is read: it waits on disk.
        waiting = {part.id: stack.enter_context(_spool()) for part in corpus.parts}
        for document, statements in corpus.statements(faults, rejects):
            yield from _document_records(document, statements, corpus, waiting[document.part.id])
        for part in corpus.parts:
            yield from _decisions(part, corpus)
            yield from waited(waiting[part.id], Where(part.file("decisions"), 0))
            yield from _withdrawals(part, corpus)


def _spool() -> SpooledTemporaryFile[bytes]:
    return SpooledTemporaryFile(SPOOL_IN_MEMORY)


def waited(spool: IO[bytes], where: Where) -> Iterator[Record]:
    """The lines that waited in a temporary file, in records of a bounded size."""
    spool.seek(0)
    while lines := spool.read(SPOOL_IN_MEMORY):
        yield Record(where, lines + spool.readline())


def _meta(corpus: Corpus) -> Iterator[Record]:
    graph = iris.graph(corpus.base, "meta")
    for part in corpus.parts:
        where = Where(part.file("corpus"), 1)
        yield Record(where, _lines(_description, rows.corpus_row(part, corpus), graph))
        for source in part.sources:
            yield Record(source.where, _lines(_description, rows.source_row(source, part), graph))


def _vocabulary(corpus: Corpus) -> Iterator[Record]:
    graph = ox.NamedNode(iris.graph(corpus.base, "vocabulary"))
    folder = shipped("ontology")
    seen: set[ox.Triple] = set()
    for path in sorted([*folder.glob("*.ttl"), *folder.glob("schemes/*.ttl")]):
        triples = sorted({quad.triple for quad in ox.parse(path=path)} - seen, key=str)
        seen.update(triples)
        lines = [f"{ox.Quad(t.subject, t.predicate, t.object, graph)} .\n" for t in triples]
        yield Record(Where(f"ontology/{path.relative_to(folder)}", 0), encoded(lines))


def _entities(part: Part, corpus: Corpus) -> Iterator[Record]:
    graph, language = iris.graph(part.base, "corpus", part.id), part.settings.language
    for entity in corpus.entities.by_id.values():
        if entity.corpus == part.id and entity.record is not None:
            names = _names(entity.iri, entity.record.label, entity.record.also, language, graph)
            yield Record(entity.where, _lines(_entity, rows.entity_row(entity, corpus), graph) + names)
    for entry in corpus.entities.added_concepts:
        if entry.corpus == part.id:
            names = _names(entry.iri, entry.record.label, entry.record.also, language, graph)
            yield Record(entry.where, _lines(_concept, rows.concept_row(entry, corpus, language), graph) + names)
    for entity, spellings, where in part.spellings:
        yield Record(where, _names(entity.iri, "", spellings, language, graph))


def _names(iri: str, label: Label, also: Names, language: str, graph: str) -> bytes:
    labels = b"".join(_lines(_label, row, graph) for row in rows.name_rows(iri, label, language))
    return labels + b"".join(_lines(_spelling, row, graph) for row in rows.name_rows(iri, also, language))


def _reference(part: Part, corpus: Corpus) -> Iterator[Record]:
    for source in part.sources:
        graph = iris.graph(part.base, "reference", source.record.source)
        for entity, fact, where in source.facts:
            row = rows.fact_row(entity, fact, source, part, corpus)
            lines = _lines(_fact, row, graph) + (_lines(_geometry, row, graph) if row.geometry else b"")
            lines += b"".join(_lines(_code, code, graph) for code in rows.code_rows(entity, fact))
            lines += _names(entity.iri, fact.label, fact.also, part.settings.language, graph)
            yield Record(where, lines)


def _document_records(
    document: Document, statements: Iterator[Statement], corpus: Corpus, waiting: SpooledTemporaryFile[bytes]
) -> Iterator[Record]:
    """A document, then its statements, each with its passages and the speakers not met before."""
    part = document.part
    graph = iris.graph(part.base, "document", document.header.document)
    decisions = iris.graph(part.base, "decisions", part.id)
    row, said = rows.document_row(document, corpus), rows.said_row(document, corpus)
    where = document.entity.where
    label = rows.document_label(document, corpus)
    lines = _lines(_document, row, graph) + _names(row.iri, label, [], part.settings.language, graph)
    if document.dated_by:
        waiting.write(_lines(_said, said, decisions))
    else:
        lines += _lines(_said, said, graph)
    yield Record(where, lines)
    met: set[str] = set()
    for statement in statements:
        if statement.time_decision or statement.asserted_decision:
            waiting.write(decided_lines(statement, decisions))
        yield Record(Where(statement.file, statement.line), statement_lines(statement, graph, met), statement)


def decided_lines(statement: Statement, graph: str) -> bytes:
    """The dates of a statement that a decision gives, for the graph of decisions."""
    out: list[str] = []
    if statement.time_decision:
        _decided_time(statement, graph, out.append)
    if statement.asserted_decision:
        _asserted(statement, graph, out.append)
    return encoded(out)


def statement_lines(statement: Statement, graph: str, met: set[str]) -> bytes:
    """All quads of a statement that belong into its document's graph.

    `met` holds the IRIs of the attributions that were written already, which statements share.
    """
    out: list[str] = []
    write = out.append
    if not statement.time_decision and not statement.asserted_decision:
        _dated_statement(statement, graph, write)
    else:
        _statement(statement, graph, write)
        (_own_time if statement.time_decision else _time)(statement, graph, write)
        if not statement.asserted_decision:
            _asserted(statement, graph, write)
    for attribution in statement.attributions:
        if attribution.iri not in met:
            met.add(attribution.iri)
            _attribution(attribution, graph, write)
    for evidence in statement.evidence:
        _evidence[type(evidence)](evidence, graph, write)
    return encoded(out)


def _decisions(part: Part, corpus: Corpus) -> Iterator[Record]:
    graph = iris.graph(part.base, "decisions", part.id)
    for id_, (record, where) in part.decisions.items():
        yield Record(where, _lines(_decision, rows.decision_row(id_, record, part, corpus), graph))


def _withdrawals(part: Part, corpus: Corpus) -> Iterator[Record]:
    graph = iris.graph(part.base, "decisions", part.id)
    for document, (record, where) in part.withdrawals.items():
        yield Record(where, _lines(_withdrawal, rows.withdrawal_row(document, record, part, corpus), graph))
