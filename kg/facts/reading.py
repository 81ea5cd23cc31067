"""Reading statements part by part: a document's file, or a batch of rows of its table, each by itself.

Nothing that is read of a part depends on another, so parts are read in any process. What must hold of
all of them together, `Whole` checks in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from kg import iris
from kg.errors import Fault, Faults
from kg.facts.cells import Cells, read_cells
from kg.facts.checker import Checker, Context, Report
from kg.facts.documents import read_rows, statement_ids
from kg.facts.entities import Where
from kg.facts.ledger import Ledger, hashed
from kg.facts.rejects import Intake, Rejects
from kg.facts.statements import Statement, StatementRow
from kg.facts.tables import STATEMENTS, statement_row
from kg.facts.yamltext import read_data, read_yaml_bytes

if TYPE_CHECKING:
    from kg.facts.corpus import Corpus, Document, Part

BATCH = 1000
"""Rows of a table that are one part: some 8 MB of N-Quads."""

At = Callable[[str], Where]
"""Where a column of a row was written."""

Checked = tuple[Statement | None, At, list[tuple[str, str, str]]]
"""A row: the statement that it is, if it has no fault; its place; its references as in `Checker.foreign`."""


class Tally(Struct):
    """What is to be known of a part when all are read.

    `ids` and `references` are the hashes of its statements' IRIs, and of those that it refers to, 8 bytes
    each, in order. `count` is the number of faults, of which `faults` holds the first; `kinds` are those of
    all. `intake` tells of the rows of a table, whose faults are their own.
    """

    statements: int
    exempt: int
    ids: bytes
    references: bytes
    faults: list[Fault]
    count: int
    kinds: dict[str, int]
    intake: Intake | None


@dataclass(slots=True)
class DocumentPart:
    """A part of a document: its file with batch 0, or a batch of rows of its tables, from 1 on.

    `number` is the document's place in its corpus. The part is read as its rows are taken, once; `written` is
    what it is read from, None where that is unreadable.
    """

    document: Document
    number: int
    batch: int
    rows: Iterator[Checked]
    faults: Faults
    written: bytes | Sequence[Cells] | None
    intake: Intake | None = None
    exempt: int = 0
    _ids: list[bytes] = field(default_factory=list)
    _references: set[bytes] = field(default_factory=set)

    def statements(self) -> Iterator[Statement]:
        """The statements without a fault."""
        for statement, _, references in self.rows:
            self._references.update(hashed(iri) for _, _, iri in references)
            if statement is not None:
                self._ids.append(hashed(statement.iri))
                self.exempt += bool(statement.no_mention)
                yield statement

    def tally(self) -> Tally:
        """What its statements come to, when all were taken."""
        ids, references = (b"".join(sorted(hashes)) for hashes in (self._ids, self._references))
        found = self.faults
        return Tally(
            statements=len(self._ids),
            exempt=self.exempt,
            ids=ids,
            references=references,
            faults=found.found,
            count=found.count,
            kinds=dict(found.kinds),
            intake=self.intake,
        )


Parts = Callable[[], Iterable[DocumentPart]]
"""Reads all parts of a corpus, in order."""


def document_parts(corpus: Corpus, first: int = 0, step: int = 1) -> Iterator[DocumentPart]:
    """Of all parts of the documents, in order, every `step`-th from `first` on.

    Each is to be read before the next is asked for.
    """
    turn = 0
    for number, document in enumerate(corpus.documents):
        if turn % step == first:
            yield file_part(document, number, corpus)
        turn += 1
        for batch, rows in enumerate(_batches(document), start=1):
            if turn % step == first:
                yield table_part(document, number, batch, corpus, rows)
            turn += 1


def file_part(document: Document, number: int, corpus: Corpus) -> DocumentPart:
    """The part that is a document's file."""
    faults = Faults()
    data = read_data(document.path, document.file, faults)
    return DocumentPart(document, number, 0, _file_rows(document, corpus, data, faults), faults, data)


def _file_rows(document: Document, corpus: Corpus, data: bytes | None, faults: Faults) -> Iterator[Checked]:
    node = read_yaml_bytes(data, document.file, faults) if data is not None else None
    if node is None:
        return
    checker = Checker(corpus.entities, context(document, document.file, statement_ids(node), ""))
    written = read_rows(node, document.header, document.file, faults)
    for row in written:
        published = _published(row.row, document)
        if published is not None:
            statement = checker.check(published, row.line, _reporting(row.where, faults))
            yield statement, row.where, checker.foreign
            checker.foreign.clear()


class TableBatch(NamedTuple):
    """Rows of a table, and what is wrong with the table beside them."""

    table: str
    rows: list[Cells]
    faults: Faults


def table_part(document: Document, number: int, batch: int, corpus: Corpus, rows: TableBatch) -> DocumentPart:
    """The part that is a batch of rows."""
    intake = Intake(document.header.document, rows.table)
    checked = table_rows(document, corpus, rows.rows, intake)
    return DocumentPart(document, number, batch, checked, rows.faults, rows.rows, intake)


def _batches(document: Document) -> Iterator[TableBatch]:
    """The rows of each table in batches; what is wrong with a table as a whole is a fault of its last batch."""
    for table in document.header.tables:
        of_the_whole = Faults()
        cells = read_cells(*table_of(document, table), STATEMENTS, of_the_whole)
        while len(rows := list(islice(cells, BATCH))) == BATCH:
            yield TableBatch(table, rows, Faults())
        if rows or of_the_whole.count:
            yield TableBatch(table, rows, of_the_whole)


def table_of(document: Document, table: str) -> tuple[Path, str]:
    """A table of a document, and what it is called in faults."""
    return document.part.folder / table, str(Path(document.file).parent.parent / table)


def table_rows(document: Document, corpus: Corpus, rows: Iterable[Cells], intake: Intake) -> Iterator[Checked]:
    """The rows that are statements; the others, and all of them in number, are told to `intake`."""
    _, name = table_of(document, intake.table)
    checker = Checker(corpus.entities, context(document, name, None, intake.table))
    at = _At(name)
    for cells in rows:
        at.line = cells.line
        intake.rows += 1
        found = Faults()
        row = statement_row(cells, name, found)
        published = _published(row, document) if row is not None else None
        if row is not None and published is None:
            intake.withheld += 1
            continue
        statement = checker.check(published, cells.number, at.reporting(found)) if published is not None else None
        if statement is None:
            intake.reject(cells, name, found.found)
        else:
            intake.statements += 1
            yield statement, at, checker.foreign
        checker.foreign.clear()


@dataclass(slots=True)
class _At:
    """Where the columns of the row at hand were written: in its line."""

    name: str
    line: int = 0

    def __call__(self, _column: str) -> Where:
        return Where(self.name, self.line)

    def reporting(self, faults: Faults) -> Report:
        return _reporting(self, faults)


def _reporting(at: At, faults: Faults) -> Report:
    def report(column: str, what: str, mend: str) -> None:
        faults.add(at(column).fault(what, mend))

    return report


def _published(row: StatementRow, document: Document) -> StatementRow | None:
    """The row without a date that is withheld; None when the row itself is."""
    if row.id in document.withheld:
        return None
    if row.decided_by and row.decided_by in document.part.withheld:
        return replace(row, time="undated", basis="", decided_by="")
    return row


def context(document: Document, file: str, statements: frozenset[str] | None, table: str) -> Context:
    """What the statements of `document` share."""
    part, header = document.part, document.header
    stated = "stated" if any(document.said) else "none"
    return Context(
        id=header.document,
        iri=document.entity.iri,
        base=part.base,
        publisher_id=header.publisher,
        publisher=document.publisher,
        language=part.settings.language,
        said=document.said,
        basis="inferred-across-documents" if document.dated_by else stated,
        decision=document.dated_by,
        file=file,
        table=table,
        text_length=header.text.length if header.text else None,
        statements=statements,
        decisions={
            id_: iris.decision(part.base, part.id, id_)
            for id_, (decision, _) in part.decisions.items()
            if decision.dates
        },
    )


class Whole:
    """What must hold of a corpus as a whole: ids stand once, references lead somewhere, expectations are met."""

    def __init__(self, corpus: Corpus, faults: Faults, rejects: Rejects, parts: Parts | None = None) -> None:
        """`parts` reads all parts once more, by default from the files."""
        self._corpus = corpus
        self._faults = faults
        self._rejects = rejects
        self._parts = parts or partial(document_parts, corpus)
        self._ledger = Ledger()
        self._counts = {part.id: {"statements": 0, "exempt": 0} for part in corpus.parts}

    def close(self) -> None:
        """Give the room on disk back."""
        self._ledger.close()

    def take(self, number: int, tally: Tally) -> None:
        """Take in a part of the document at this place of the corpus."""
        counts = self._counts[self._corpus.documents[number].part.id]
        counts["statements"] += tally.statements
        counts["exempt"] += tally.exempt
        self._ledger.statements.add(tally.ids)
        self._ledger.references.add(tally.references)
        self._faults.add_all(tally.faults, tally.count, tally.kinds)
        if tally.intake is not None:
            self._rejects.take(tally.intake)

    def check(self) -> None:
        """Check it, when all parts were taken; of references and expectations only if nothing has a fault."""
        self._rejects.settle(self._faults)
        doubled = self._ledger.doubled()
        if self._faults.count:
            self._look(doubled.hashes, set())
            self._faults.count += doubled.more
            return
        ordered = list(self._ordered())
        self._ledger.references.add(b"".join(sorted({hashed(iri) for iri, _, _ in ordered})))
        missing = self._ledger.missing()
        self._look(doubled.hashes, missing.hashes)
        for iri, ref, where in ordered:
            if hashed(iri) in missing.hashes:
                self._faults.add(_no_statement(ref, where))
        self._faults.count += doubled.more + missing.more
        for part in self._corpus.parts:
            self._expectations(part)

    def _ordered(self) -> Iterator[tuple[str, str, Where]]:
        """The statements that decisions put in order, by IRI and as written."""
        bases = {document.header.document: document.part.base for document in self._corpus.documents}
        for part in self._corpus.parts:
            for decision, where in part.decisions.values():
                for ref in decision.order:
                    document, _, local = ref.partition("/")
                    yield iris.statement(bases[document], document, local), ref, where

    def _look(self, doubled: set[bytes], missing: set[bytes]) -> None:
        """Read all rows again for the ids that stand twice, and for the references that lead nowhere."""
        if not doubled and not missing:
            return
        seen: set[str] = set()
        for part in self._parts():
            for statement, at, references in part.rows:
                for column, ref, iri in references if missing else ():
                    if hashed(iri) in missing:
                        self._faults.add(_no_statement(ref, at(column)))
                if statement is not None and doubled and hashed(statement.iri) in doubled:
                    if statement.iri in seen:
                        local = statement.iri.rpartition("/")[2]
                        what = f"the id {local!r} stands twice"
                        self._faults.add(at("id").fault(what, "choose another id for one of the two"))
                    seen.add(statement.iri)

    def _expectations(self, part: Part) -> None:
        counts = self._counts[part.id] | {
            "documents": sum(document.part is part for document in self._corpus.documents),
            "entities": sum(entity.corpus == part.id for entity in self._corpus.entities.by_id.values()),
        }
        where = Where(part.file("corpus"), 0)
        for name, found in counts.items():
            expected = getattr(part.settings.expect, name)
            if expected is None:
                continue
            if found < expected.min or (expected.max and found > expected.max):
                bound = f"{expected.min} to {expected.max or 'any number'}"
                self._faults.add(where.fault(f"{found} {name}, expected {bound} ({expected.why})", "see what changed"))


def _no_statement(ref: str, where: Where) -> Fault:
    return where.fault(f"no statement {ref!r}", "correct the id")
