"""The dataset as N-Quads lines: graph by graph, in each graph record by record, no blank nodes.

The order is that of the graphs (meta, vocabulary, corpora, reference sources, documents,
decisions), of the records in their files, and of the triples in their templates; so the same facts
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

import pyoxigraph as ox

from kg import iris
from kg.builders import rows, templates
from kg.builders.template import RowFunction, compiled
from kg.facts.corpus import Corpus, Document, Part
from kg.facts.entities import Where
from kg.facts.records import Label, Names
from kg.facts.statements import Statement
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


def before_documents(corpus: Corpus) -> Iterator[Record]:
    """The records that stand before the documents: descriptions, vocabulary, entities, reference facts."""
    yield from _meta(corpus)
    yield from _vocabulary(corpus)
    for part in corpus.parts:
        yield from _entities(part, corpus)
    for part in corpus.parts:
        yield from _reference(part, corpus)


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


def document_lines(document: Document, corpus: Corpus) -> tuple[bytes, bytes]:
    """The lines of a document as a whole, and those that wait for the graph of decisions."""
    part = document.part
    graph = iris.graph(part.base, "document", document.header.document)
    row, said = rows.document_row(document, corpus), rows.said_row(document, corpus)
    label = rows.document_label(document, corpus)
    lines = _lines(_document, row, graph) + _names(row.iri, label, [], part.settings.language, graph)
    if document.dated_by:
        return lines, _lines(_said, said, iris.graph(part.base, "decisions", part.id))
    return lines + _lines(_said, said, graph), b""


def decision_records(part: Part, corpus: Corpus) -> Iterator[Record]:
    """The decisions of a corpus; what they say of documents and statements follows them."""
    graph = iris.graph(part.base, "decisions", part.id)
    for id_, (record, where) in part.decisions.items():
        yield Record(where, _lines(_decision, rows.decision_row(id_, record, part, corpus), graph))


def withdrawal_records(part: Part, corpus: Corpus) -> Iterator[Record]:
    """The withdrawals of documents that a corpus records."""
    graph = iris.graph(part.base, "decisions", part.id)
    for document, (record, where) in part.withdrawals.items():
        yield Record(where, _lines(_withdrawal, rows.withdrawal_row(document, record, part, corpus), graph))
