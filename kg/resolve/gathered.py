"""What all statements of a build come to, gathered from readers: what is large on disk, what is shared in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from kg.resolve.material import Material
from kg.resolve.order import Order
from kg.resolve.spill import Spill
from kg.resolve.told import BUCKETS, Told, taken


class Gathered:
    """Takes in what readers have taken from statements; a context manager, for it keeps files.

    `told` are all rows by what they are about, `alike` those of events by who and where, `shared` those
    that others depend on, `orders` the order facts told, each with the document that tells it. `meant`
    gives for a curator's decision what the mentions in it stand for.
    """

    def __init__(self) -> None:
        self.told = Spill(BUCKETS)
        self.alike = Spill(BUCKETS)
        self.shared: list[Told] = []
        self.orders: list[tuple[Order, str]] = []
        self.meant: defaultdict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, *_: object) -> None:
        self.told.close()
        self.alike.close()

    def add(self, part: bytes) -> None:
        """Take in what a reader has taken; the order of parts is of no account."""
        found = taken(part)
        for bucket, rows in found.told.items():
            self.told.add(bucket, rows)
        for bucket, rows in found.alike.items():
            self.alike.add(bucket, rows)
        self.shared += found.shared
        documents = {one.state.statement: one.state.document for one in found.shared}
        self.orders += [(order, documents[order.source]) for order in found.orders]
        for decision, thing in found.meant:
            self.meant[decision].add(thing)

    def ordered(self, curated: Material) -> Material:
        """What is on record beside statements, with the order facts that they tell."""
        told = {order.source: (document,) for order, document in self.orders}
        orders = [*curated.orders, *(order for order, _ in self.orders)]
        return replace(curated, orders=orders, order_documents=curated.order_documents | told)
