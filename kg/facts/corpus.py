"""A corpus: its settings, entities, decisions and sources at once, its documents one by one.

Every statement may refer to any entity, so entities are held; documents are read one at a time, so
a corpus of any number of documents needs the memory of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import combinations, groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from kg.errors import Faults
from kg.facts.entities import Entities, Entity, Where
from kg.facts.reading import DocumentPart, Whole, document_parts
from kg.facts.records import CorpusFile, Decision, DocumentFile, ReferenceFact, SourceFile, Withdrawal
from kg.facts.rejects import Rejects
from kg.facts.statements import Statement
from kg.facts.time import Span


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
        none, their faults go to `faults` in the end.
        When the iteration ends, ids, references between statements and the corpora's expectations
        have been checked too.
        """
        with closing(Whole(self, faults, rejects or Rejects())) as whole:
            for number, parts in groupby(document_parts(self), attrgetter("number")):
                yield self.documents[number], _read(parts, whole)
            whole.check()


def _read(parts: Iterable[DocumentPart], whole: Whole) -> Iterator[Statement]:
    for part in parts:
        yield from part.statements()
        whole.take(part.number, part.tally())


def independent(parts: Iterable[Part]) -> set[frozenset[str]]:
    """The pairs of documents that decisions call independent."""
    decisions = (decision for part in parts for decision, _ in part.decisions.values())
    return {frozenset(pair) for decision in decisions for pair in combinations(decision.independent, 2)}
