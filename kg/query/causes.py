"""Why two views of a place answer differently: the statements that count in one and not so in the other.

They are compared as they count before order and cuts. What answers differ by is looked for first among
the statements that the two answers name, then among those that may have cut what they name, then among
what order facts tie to the place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

from kg.namespaces import expand
from kg.resolve.knowledge import Knowledge, Known
from kg.resolve.presuppositions import source
from kg.resolve.record import Record, Resolution, resolve
from kg.resolve.states import Spell, State

Reason = Literal[
    "document-absent",
    "statement-absent",
    "not-yet-said",
    "withdrawn",
    "retracted",
    "perhaps-not-yet-said",
    "other-dates",
    "other-reading",
]


@dataclass(frozen=True, slots=True)
class Cause:
    """A statement or order fact that counts in one view and not in the other, or otherwise there.

    `reason` tells why it does not count in the view that lacks it, or what is another about it where
    both have it; `spells` are then those of the old view and the new, if it is these. `document` is
    empty for a curator's decision.
    """

    iri: str
    document: str
    reason: Reason
    in_old: bool
    in_new: bool
    spells: tuple[Spell, Spell] | None = None

    def as_json(self) -> dict[str, str | None]:
        """The cause as values of JSON."""
        return {"statement": self.iri, "document": self.document or None, "reason": self.reason}


@dataclass(frozen=True)
class Side:
    """A place in one of two views: what is on record of it, and the day of knowledge."""

    store: ox.Store
    record: Record
    knowledge: Knowledge
    _resolutions: dict[str, Resolution] = field(default_factory=dict, init=False)

    @cached_property
    def _known(self) -> Known:
        return self.knowledge.known(self.record.told)

    @property
    def states(self) -> Mapping[str, State]:
        """The states that count, by the statements that tell of them."""
        return self._known.states

    @cached_property
    def orders(self) -> dict[str, set[tuple[str, str]]]:
        """What the order facts that count tie together, by the source of each."""
        uncounted = {state.statement for state in self.record.told} - self.states.keys()
        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for order in self.knowledge.orders(self.record.orders, self.record.order_documents):
            if order.source not in uncounted:
                found[order.source].add((order.earlier, order.later))
        return dict(found)

    def sure(self, statement: str) -> bool:
        """Whether a statement had surely been said."""
        return statement in self._known.sure

    def lacks(self, node: str, documents: Sequence[str]) -> Reason:
        """Why a statement or order fact, which rests on these documents, does not count here."""
        dropped = self._known.dropped.get(node, "")
        if dropped == "not-yet-said":
            return "not-yet-said"
        if any(map(self.knowledge.gone, documents)):
            return "withdrawn"
        if dropped:
            return "retracted"
        if self._has(source(node)):
            return "other-reading"
        return "statement-absent" if all(map(self._has, documents)) else "document-absent"

    def _has(self, iri: str) -> bool:
        return (
            next(self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand("rdf:type")), None), None)
            is not None
        )

    def resolution(self, predicate: str) -> Resolution:
        """The answers of a predicate on all days, on the place and its posts."""
        if predicate not in self._resolutions:
            self._resolutions[predicate] = resolve(self.record, predicate, self.knowledge)
        return self._resolutions[predicate]

    def cutting(self, named: Iterable[str], predicate: str, scopes: Iterable[str]) -> set[str]:
        """The states on these scopes that surely were so on some day, on which one of those named was not."""
        rivals = [self.states[node] for node in named if node in self.states]
        return {
            one.state.statement
            for scope in scopes
            for one in self.resolution(predicate).states.get(scope, ())
            if one.definite and any(not self.record.hierarchy.compatible(one.state, rival) for rival in rivals)
        }


class Causes:
    """What counts of a place in one of two views and not, or not so, in the other."""

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new
        self._states = {node: cause for node in old.states.keys() | new.states.keys() if (cause := self._state(node))}

    def of(self, named: set[str], predicate: str, scopes: Sequence[str]) -> tuple[Cause, ...]:
        """Why two answers of a predicate differ that name these statements; `scopes` may cut them.

        A statement that takes back one of the causes is one too. There are none where only what
        stands above an actor or status differs.
        """
        sides = self._old, self._new
        found = self._states.keys() & named
        if not found:
            found = {node for side in sides for node in side.cutting(named, predicate, scopes) if node in self._states}
        if found:
            found |= {
                node
                for node in self._states
                for side in sides
                if node in side.states and found & {*side.states[node].retracts}
            }
            return tuple(dict.fromkeys(self._states[node] for node in sorted(found)))
        tied = {thing for side in sides for pairs in side.orders.values() for pair in pairs for thing in pair}
        found = {
            node
            for node in self._states
            for side in sides
            if node in tied or (node in side.states and side.states[node].scope in tied)
        }
        return tuple(dict.fromkeys((*(self._states[node] for node in sorted(found)), *self._orders)))

    def _state(self, node: str) -> Cause | None:
        old, new = self._old.states.get(node), self._new.states.get(node)
        state = new or old
        assert state is not None
        iri, document = source(node), state.document
        if old is None:
            return Cause(iri, document, self._old.lacks(node, [document]), False, True)
        if new is None:
            return Cause(iri, document, self._new.lacks(node, [document]), True, False)
        if _reading(old) != _reading(new):
            return Cause(iri, document, "other-reading", True, True)
        if old.spell != new.spell:
            return Cause(iri, document, "other-dates", True, True, (old.spell, new.spell))
        if self._old.sure(node) != self._new.sure(node):
            return Cause(iri, document, "perhaps-not-yet-said", True, True)
        return None

    @cached_property
    def _orders(self) -> tuple[Cause, ...]:
        return tuple(
            self._order(by)
            for by in sorted(self._old.orders.keys() | self._new.orders.keys())
            if self._old.orders.get(by) != self._new.orders.get(by)
        )

    def _order(self, by: str) -> Cause:
        in_old, in_new = by in self._old.orders, by in self._new.orders
        having, other = (self._new, self._old) if in_new else (self._old, self._new)
        documents = having.record.order_documents.get(by, ())
        reason = "other-reading" if in_old and in_new else other.lacks(by, documents)
        return Cause(by, documents[0] if len(documents) == 1 else "", reason, in_old, in_new)


def _reading(state: State) -> tuple[object, ...]:
    """What a statement says, without when."""
    return state.predicate, state.scope, state.objects, state.polarity, state.modality, state.users, state.retracts
