"""What all statements of a build come to, gathered from readers: what is large on disk, what is shared in memory."""

from __future__ import annotations

from collections import defaultdict

from kg.facts.corpus import Corpus
from kg.resolve.curated import curated
from kg.resolve.material import Material
from kg.resolve.spill import Spill
from kg.resolve.told import BUCKETS, Told, taken


class Gathered:
    """Takes in what readers have taken from the statements of a corpus; a context manager, for it keeps files.

    `told` are all rows by what they are about, `alike` those of events by who and where, `shared` those
    that others depend on.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.told = Spill(BUCKETS)
        self.alike = Spill(BUCKETS)
        self.shared: list[Told] = []
        self.events = frozenset(one.iri for one in corpus.entities.by_id.values() if one.type == "event")
        self._material = Material()
        self._meant: defaultdict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, *_: object) -> None:
        self.told.close()
        self.alike.close()

    def add(self, part: bytes) -> None:
        """Take in what a reader has taken; parts in the same order give the same, but their order is of no account."""
        found = taken(part)
        for bucket, rows in found.told.items():
            self.told.add(bucket, rows)
        for bucket, rows in found.alike.items():
            self.alike.add(bucket, rows)
        self.shared += found.shared
        documents = {one.state.statement: one.state.document for one in found.shared}
        for order in found.orders:
            self._material.orders.append(order)
            self._material.order_documents[order.source] = (documents[order.source],)
        for decision, thing in found.meant:
            self._meant[decision].add(thing)

    def material(self) -> Material:
        """What is on record beside the rows: all that curators and reference sources record, and orders."""
        material = curated(self._corpus, self._meant)
        material.orders += self._material.orders
        material.order_documents |= self._material.order_documents
        return material
