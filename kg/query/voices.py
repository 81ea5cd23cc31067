"""Who stands behind statements: who of them speaks of itself, and how many are independent."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import expand
from kg.query.labels import Labels
from kg.query.on_record import Reader
from kg.query.sources import source_of
from kg.resolve.knowledge import Knowledge
from kg.resolve.origins import Origins, of_themselves
from kg.resolve.presuppositions import source


class Voices:
    """The speakers of the statements in a store, as known by `knowledge`."""

    def __init__(self, store: ox.Store, knowledge: Knowledge) -> None:
        self._store = store
        self._reader = Reader(store)
        self._knowledge = knowledge

    def of_itself(self, statement: str) -> bool:
        """Whether a speaker of a statement is among those that it is about, or is a force or member of one."""
        state = self._reader.state(source(statement))
        return bool(of_themselves(state, self._reader.hierarchy([state])))

    def chain(self, statement: str, labels: Labels) -> str:
        """Who says a statement, the publisher first, and whether they speak of themselves."""
        said = labels.chain(source_of(self._store, source(statement)))
        return said + " (speaking of itself)" * self.of_itself(statement)

    def origins(self, statements: Iterable[str]) -> int:
        """The number of independent origins of statements, 0 of none."""
        states = [self._reader.state(statement) for statement in dict.fromkeys(map(source, statements))]
        return Origins(self._copies({state.document for state in states})).independent(states) if states else 0

    def one_origin(self, statements: Iterable[str], labels: Labels) -> str:
        """That statements of several documents go back to one origin, in words; "" where they do not."""
        states = [self._reader.state(statement) for statement in dict.fromkeys(map(source, statements))]
        documents = {state.document for state in states}
        if len(documents) < 2 or self.origins(state.statement for state in states) > 1:
            return ""
        shared = set[str](states[0].speakers).intersection(*(state.speakers for state in states))
        who = " and ".join(sorted(map(labels.label, shared)))
        return f"{len(documents)} documents, one origin" + (f": {who}" if who else "")

    def _copies(self, documents: Iterable[str]) -> dict[str, set[str]]:
        """For each of some documents, and of those that hang together with them, what it is recorded to share.

        A document that is gone tells of nothing, nor does it link those that copy it: had it never been,
        none could name it.
        """
        copies: dict[str, set[str]] = {}
        waiting = list(documents)
        while waiting:
            document = waiting.pop()
            node = self._reader.node(document)
            if document in copies or expand("cx:Document") not in node.iris("rdf:type"):
                continue  # a decision has its grounds by the same property as a copy its model
            if self._knowledge.gone(document):
                continue
            recorded = {*node.iris("cx:sameWireAs"), *node.iris("prov:wasDerivedFrom")}
            copies[document] = {other for other in recorded if not self._knowledge.gone(other)}
            recorders = (self._reader.subjects(curie, document) for curie in ("cx:sameWireAs", "prov:wasDerivedFrom"))
            waiting += [*copies[document], *(recorder for found in recorders for recorder in found)]
        return copies
