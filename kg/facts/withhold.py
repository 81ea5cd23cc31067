"""Making a corpus fit to be published: without its internal documents and all that rests on them.

It is done when the corpus has been read, once, so that no later stage knows of it: what is built is
what would be built had the internal documents never been.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from kg import iris
from kg.errors import Faults
from kg.facts.corpus import Corpus, Part, Withheld
from kg.facts.kinds import QUALIFIERS
from kg.facts.records import Decision, Expectations
from kg.facts.rejects import Rejects
from kg.facts.statements import Statement

_COLUMNS = tuple(qualifier.column for qualifier in QUALIFIERS if qualifier.range.classes)


def withhold(corpus: Corpus, faults: Faults, max_errors: int = 0) -> None:
    """Leave out of `corpus` its internal documents, with what they alone carry; count it in `corpus.withheld`.

    Out go their statements and withdrawals, decisions that name them or rest on nothing else, and statements
    of other documents that refer to a statement or document that is out. Dates that a decision gave which is
    out are not given. The whole corpus is checked before, at most `max_errors` rows of its tables being at fault,
    and met its expectations.

    :raises CorpusError: when the corpus has faults, or a text that stays names an internal document.
    """
    internal = frozenset(d.header.document for d in corpus.documents if d.header.access == "internal")
    corpus.withheld = Withheld()
    if not internal:
        return
    found = _Dependents(corpus, internal)
    undated = found.read(faults, Rejects(max_errors))
    faults.raise_if_any()
    statements = found.withheld()
    decisions = sum(_decisions(part, internal, statements, faults) for part in corpus.parts)
    faults.raise_if_any()
    withdrawals = sum(len(internal & part.withdrawals.keys()) for part in corpus.parts)
    for part in corpus.parts:
        part.withdrawals = {id_: record for id_, record in part.withdrawals.items() if id_ not in internal}
        part.settings = replace(part.settings, expect=Expectations())  # which are of the whole corpus
    _documents(corpus, internal, statements)
    corpus.withheld = Withheld(len(internal), len(statements), decisions, withdrawals, len(undated - statements))


class _Dependents:
    """Which statements refer to which, read in one pass; a statement is called DOCUMENT/ID."""

    def __init__(self, corpus: Corpus, internal: frozenset[str]) -> None:
        self.corpus = corpus
        self.internal = internal
        self._documents = {d.entity.iri: d.header.document for d in corpus.documents}
        self._statements = {
            iris.statement(d.part.base, d.header.document, ""): d.header.document for d in corpus.documents
        }
        self._out: set[str] = set()
        self._referring: defaultdict[str, set[str]] = defaultdict(set)

    def read(self, faults: Faults, rejects: Rejects) -> set[str]:
        """Read every statement; return those whose dates rest on a decision that cannot be published."""
        withheld = {
            iris.decision(part.base, part.id, id_)
            for part in self.corpus.parts
            for id_, (decision, _) in part.decisions.items()
            if _names(decision, self.internal)
        }
        undated = set()
        for document, statements in self.corpus.statements(faults, rejects):
            own = document.header.document
            for statement in statements:
                name = f"{own}/{statement.iri.rpartition('/')[2]}"
                if own not in self.internal:
                    self._note(name, statement)
                    if withheld.intersection((statement.time_decision, statement.asserted_decision)):
                        undated.add(name)
        return undated

    def _note(self, name: str, statement: Statement) -> None:
        for iri in _things(statement):
            document = self._documents.get(iri)
            if document is None:
                whole, slash, local = iri.rpartition("/")
                document = self._statements.get(whole + slash)
                if document is not None:
                    self._referring[f"{document}/{local}"].add(name)
            if document in self.internal:
                self._out.add(name)

    def withheld(self) -> frozenset[str]:
        """The statements of public documents that refer to what is left out, or to one of these."""
        waiting = list(self._out)
        while waiting:
            more = self._referring[waiting.pop()] - self._out
            self._out |= more
            waiting += more
        return frozenset(self._out)


def _things(statement: Statement) -> Iterator[str]:
    """What a statement refers to, by IRI."""
    yield statement.subject
    yield from statement.objects
    for column in _COLUMNS:
        value: str | tuple[str, ...] = getattr(statement, column)
        yield from (value,) if isinstance(value, str) else value


def _names(decision: Decision, internal: frozenset[str]) -> bool:
    """Whether a decision is about one of these documents, or rests on nothing else."""
    about = {*decision.candidates, decision.dates, *decision.documents, *decision.independent}
    about |= {ref.partition("/")[0] for ref in decision.order}
    return not internal.isdisjoint(about) or (bool(decision.grounds) and internal.issuperset(decision.grounds))


def _decisions(part: Part, internal: frozenset[str], statements: frozenset[str], faults: Faults) -> int:
    """Keep of the decisions of `part` what can be published; return how many are left out."""
    kept = {}
    for id_, (decision, where) in part.decisions.items():
        if _names(decision, internal) or not statements.isdisjoint(decision.order):
            continue
        grounds = _public(decision.grounds, internal)
        for document in sorted(set(decision.grounds) - set(grounds)):
            if re.search(rf"(?<![\w-]){re.escape(document)}(?![\w-])", decision.reason):
                what = f"the reason of {id_!r} names the internal document {document!r}"
                faults.add(where.fault(what, "give the reason without it, or build without --public"))
        kept[id_] = (replace(decision, grounds=grounds), where)
    part.withheld = frozenset(part.decisions.keys() - kept.keys())
    part.decisions = kept
    return len(part.withheld)


def _public(documents: list[str], internal: frozenset[str]) -> list[str]:
    return [document for document in documents if document not in internal]


def _documents(corpus: Corpus, internal: frozenset[str], statements: frozenset[str]) -> None:
    """Keep of the documents those that can be published, each without what is withheld."""
    of: defaultdict[str, set[str]] = defaultdict(set)
    for name in statements:
        id_, _, local = name.partition("/")
        of[id_].add(local)
    corpus.documents = [document for document in corpus.documents if document.header.document not in internal]
    for id_ in internal:
        del corpus.entities.by_id[id_]
    for document in corpus.documents:
        header = document.header
        if header.dated_by in document.part.withheld:
            document.said, document.dated_by = ("", ""), ""
        document.withheld = frozenset(of[header.document])
        document.header = replace(
            header,
            same_wire_as=_public(header.same_wire_as, internal),
            derived_from=_public(header.derived_from, internal),
        )
