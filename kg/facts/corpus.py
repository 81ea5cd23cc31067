"""A corpus: its settings, entities, decisions and sources at once, its documents one by one.

Every statement may refer to any entity, so entities are held; documents are read one at a time, so
a corpus of any number of documents needs the memory of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kg import iris
from kg.errors import Faults
from kg.facts.cells import Cells, read_cells
from kg.facts.checker import Checker, Context, Report, StatementReference
from kg.facts.documents import read_rows, statement_ids
from kg.facts.entities import Entities, Entity, Where
from kg.facts.records import CorpusFile, Decision, DocumentFile, ReferenceFact, SourceFile, Withdrawal
from kg.facts.rejects import Intake, Rejects
from kg.facts.statements import Statement, StatementRow
from kg.facts.tables import STATEMENTS, statement_row
from kg.facts.time import Span
from kg.facts.yamltext import read_yaml

BATCH = 1000
"""Rows of a table that are read at once."""


def shown(path: Path) -> str:
    """How a path is called in faults: relative to the working folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@dataclass(slots=True)
class Source:
    """A reference source, and where each of its facts was written."""

    record: SourceFile
    where: Where
    facts: list[tuple[Entity, ReferenceFact, Where]] = field(default_factory=list)


class Withheld(NamedTuple):
    """What a public build leaves out, counted.

    `statements` are those of other documents that refer to what is left out, `undated` those that
    lose a date which rested on it.
    """

    documents: int = 0
    statements: int = 0
    decisions: int = 0
    withdrawals: int = 0
    undated: int = 0


@dataclass(slots=True)
class Part:
    """One corpus of a build: a folder, and what was read from it.

    `withheld` are the ids of decisions that a public build leaves out.
    """

    folder: Path
    settings: CorpusFile
    decisions: dict[str, tuple[Decision, Where]] = field(default_factory=dict)
    withdrawals: dict[str, tuple[Withdrawal, Where]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    spellings: list[tuple[Entity, dict[str, list[str]], Where]] = field(default_factory=list)
    withheld: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The id of the corpus."""
        return self.settings.corpus

    @property
    def base(self) -> str:
        """Where the IRIs of this corpus live; ends in "/"."""
        return self.settings.base

    def file(self, name: str) -> str:
        """What the file NAME.yaml is called in faults."""
        return shown(self.folder / f"{name}.yaml")

    @property
    def texts(self) -> Path | None:
        """The corpus's own folder of published texts, if it has one."""
        return self.folder / self.settings.texts if self.settings.texts else None


@dataclass(slots=True)
class Document:
    """A document: what its file says of it as a whole, and the file.

    `said` is the span of days on which it may have been said, `dated_by` the IRI of the decision
    that says so where the document itself does not; `withheld` are the ids of statements that a
    public build leaves out.
    """

    header: DocumentFile
    entity: Entity
    part: Part
    path: Path
    places: dict[str, Where] = field(default_factory=dict)
    publisher: str = ""
    said: Span = ("", "")
    dated_by: str = ""
    withheld: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The name of its file in faults."""
        return self.entity.where.file

    def where(self, key: str) -> Where:
        """Where the value of a key of its header was written."""
        return self.places.get(key, self.entity.where)


@dataclass(slots=True)
class Corpus:
    """Source facts: a corpus with the corpora that it uses, in the order of dependence.

    `withheld` counts what was left out of a corpus that was read to be published; None for a whole one.
    """

    parts: list[Part]
    entities: Entities
    documents: list[Document]
    withheld: Withheld | None = None

    @property
    def base(self) -> str:
        """Where the graphs of the dataset as a whole live: the base of the corpus asked for."""
        return self.parts[-1].base

    def statements(
        self, faults: Faults, rejects: Rejects | None = None
    ) -> Iterator[tuple[Document, Iterator[Statement]]]:
        """Each document with its statements, checked as they are taken; faults go to `faults`.

        Rows of tables that are at fault go to `rejects`; where they are more than may be, by default
        one, their faults go to `faults` in the end.
        When the iteration ends, references between documents and the corpora's expectations
        have been checked too.
        """
        reading = _Reading(self, faults, rejects or Rejects())
        for document in self.documents:
            yield document, reading.statements(document)
        reading.finish()


class _Reading:
    """One pass over all documents of a corpus."""

    def __init__(self, corpus: Corpus, faults: Faults, rejects: Rejects) -> None:
        self.corpus = corpus
        self.faults = faults
        self.rejects = rejects
        self.seen: dict[str, set[str]] = {}
        self.foreign: list[StatementReference] = []
        self.counts: dict[str, dict[str, int]] = {part.id: {"statements": 0, "exempt": 0} for part in corpus.parts}

    def statements(self, document: Document) -> Iterator[Statement]:
        seen = self.seen.setdefault(document.header.document, set())
        counts = self.counts[document.part.id]
        for statement, where in self._written(document):
            local = statement.iri.rpartition("/")[2]
            if local in seen:
                self.faults.add(where.fault(f"the id {local!r} stands twice", "choose another id for one of the two"))
                continue
            seen.add(local)
            counts["statements"] += 1
            counts["exempt"] += bool(statement.no_mention)
            yield statement

    def _written(self, document: Document) -> Iterator[tuple[Statement, Where]]:
        yield from self._yaml(document)
        for table in document.header.tables:
            yield from self._table(document, table)

    def _yaml(self, document: Document) -> Iterator[tuple[Statement, Where]]:
        node = read_yaml(document.path, document.file, self.faults)
        if node is None:
            return
        checker = Checker(self.corpus.entities, context(document, document.file, statement_ids(node), ""))
        for written in read_rows(node, document.header, document.file, self.faults):
            if (row := _published(written.row, document)) is None:
                continue
            statement = checker.check(row, written.line, _reporter(written.where, self.faults))
            self._remember(checker, written.where)
            if statement is not None:
                yield statement, written.where("id")

    def _table(self, document: Document, table: str) -> Iterator[tuple[Statement, Where]]:
        path = document.part.folder / table
        name = str(Path(document.file).parent.parent / table)
        checker = Checker(self.corpus.entities, context(document, name, None, table))
        rows = read_cells(path, name, STATEMENTS, self.faults)
        while batch := list(islice(rows, BATCH)):
            intake = Intake(document.header.document, table)
            for cells in batch:
                where = partial(_row_place, Where(name, cells.line))
                statement = _statement(cells, name, document, checker, intake)
                if statement is None:
                    checker.foreign.clear()
                else:
                    self._remember(checker, where)
                    yield statement, where("id")
            self.rejects.take(intake)

    def _remember(self, checker: Checker, where: Callable[[str], Where]) -> None:
        for column, ref, iri in checker.foreign:
            self.foreign.append(StatementReference(iri, ref, where(column)))
        checker.foreign.clear()

    def finish(self) -> None:
        """What can be said of the corpus as a whole, if nothing of it was left out for its faults."""
        self.rejects.settle(self.faults)
        if self.faults.count:
            return
        bases = {document.header.document: document.part.base for document in self.corpus.documents}
        for part in self.corpus.parts:
            for decision, where in part.decisions.values():
                for ref in decision.order:
                    document, _, local = ref.partition("/")
                    iri = iris.statement(bases[document], document, local)
                    self.foreign.append(StatementReference(iri, ref, where))
        known: set[str] = set()
        if self.foreign:
            for document, ids in self.seen.items():
                known.update(iris.statement(bases[document], document, local) for local in ids)
        for reference in self.foreign:
            if reference.iri not in known:
                self.faults.add(reference.where.fault(f"no statement {reference.ref!r}", "correct the id"))
        for part in self.corpus.parts:
            self._expectations(part)

    def _expectations(self, part: Part) -> None:
        counts = self.counts[part.id] | {
            "documents": sum(document.part is part for document in self.corpus.documents),
            "entities": sum(entity.corpus == part.id for entity in self.corpus.entities.by_id.values()),
        }
        where = Where(part.file("corpus"), 0)
        for name, found in counts.items():
            expected = getattr(part.settings.expect, name)
            if expected is None:
                continue
            if found < expected.min or (expected.max and found > expected.max):
                bound = f"{expected.min} to {expected.max or 'any number'}"
                self.faults.add(where.fault(f"{found} {name}, expected {bound} ({expected.why})", "see what changed"))


def _statement(cells: Cells, name: str, document: Document, checker: Checker, intake: Intake) -> Statement | None:
    """The statement of a row of the table called `name`, or None where it is withheld or rejected."""
    intake.rows += 1
    found = Faults()
    row = statement_row(cells, name, found)
    if row is not None:
        row = _published(row, document)
        if row is None:
            intake.withheld += 1
            return None
        where = partial(_row_place, Where(name, cells.line))
        statement = checker.check(row, cells.number, _reporter(where, found))
        if statement is not None:
            intake.statements += 1
            return statement
    intake.reject(cells, name, found.found)
    return None


def _row_place(where: Where, _column: str) -> Where:
    return where


def _reporter(where: Callable[[str], Where], faults: Faults) -> Report:
    def report(column: str, what: str, mend: str) -> None:
        faults.add(where(column).fault(what, mend))

    return report


def _published(row: StatementRow, document: Document) -> StatementRow | None:
    """The row without a date that is withheld; None when the row itself is."""
    if row.id in document.withheld:
        return None
    if row.decided_by and row.decided_by in document.part.withheld:
        return replace(row, time="undated", basis="", decided_by="")
    return row


def independent(parts: Iterable[Part]) -> set[frozenset[str]]:
    """The pairs of documents that decisions call independent."""
    decisions = (decision for part in parts for decision, _ in part.decisions.values())
    return {frozenset(pair) for decision in decisions for pair in combinations(decision.independent, 2)}


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
