"""Everything on record of some places: states, order facts, withdrawals, and what stands above what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.resolve.cuts import Resolved, cut
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Dropped, Knowledge, Known
from kg.resolve.order import Contradiction, Order, Ordered, tighten
from kg.resolve.states import RANKS, Spell, State
from kg.resolve.verdicts import Stretch, stretches


@dataclass(frozen=True, slots=True)
class Place:
    """A place that answers are given of; a crossing has `posts`, each with its country."""

    iri: str
    posts: tuple[tuple[str, str], ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The place and its posts."""
        return (self.iri, *(post for post, _ in self.posts))


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of a place.

    `events` are the spells of events and statements that order facts name beside the states;
    `order_documents` the documents that an order fact, by its source, rests on. What `states` has, be
    it a node or the source of an order fact, counts as it does there.
    """

    place: Place
    states: Sequence[State]
    hierarchy: Hierarchy
    orders: Sequence[Order] = ()
    events: Mapping[str, Spell] = field(default_factory=dict)
    order_documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a record comes to on a day of knowledge, for one predicate.

    `states` are the resolved ones by scope; `dropped` tells for a scope why statements on it do not
    count; `contradictions` are order facts that cannot all be met.
    """

    place: Place
    predicate: str
    states: Mapping[str, Sequence[Resolved]]
    stretches: Mapping[str, Sequence[Stretch]]
    dropped: Mapping[str, frozenset[Dropped]]
    contradictions: Sequence[Contradiction]


def resolve(record: Record, predicate: str, knowledge: Knowledge) -> Resolution:
    """Tighten, cut and answer the states of one predicate of a place and its posts."""
    known = knowledge.known(record.states)
    ordered = _ordered(record, knowledge, known)
    accused = frozenset[str]().union(*(contradiction.nodes for contradiction in ordered.contradictions))
    mine = {
        state.statement: state
        for state in record.states
        if state.predicate == predicate and state.scope in record.place.scopes and state.modality in RANKS
    }
    resolved = [
        Resolved(state, ordered.spells[state.statement], state.statement in known.sure, state.statement not in accused)
        for state in sorted(known.states, key=lambda state: state.statement)
        if state.statement in mine
    ]
    crossing_of = {post: record.place.iri for post, _ in record.place.posts}
    cut_ = cut(resolved, crossing_of, record.hierarchy)
    states = {scope: [one for one in cut_ if one.state.scope == scope] for scope in record.place.scopes}
    return Resolution(
        record.place,
        predicate,
        states,
        {scope: stretches(ones, record.hierarchy) for scope, ones in states.items()},
        {
            scope: frozenset(
                why for statement, why in known.dropped.items() if statement in mine and mine[statement].scope == scope
            )
            for scope in record.place.scopes
        },
        ordered.contradictions,
    )


def _ordered(record: Record, knowledge: Knowledge, known: Known) -> Ordered:
    """All spells that count, as the order facts that count leave them.

    What is perhaps not yet said bounds nothing that surely was said.
    """
    states = {state.statement: state for state in known.states}
    uncounted = {state.statement for state in record.states} - states.keys()
    orders = [
        order._replace(apart=_apart(states, order, record.hierarchy))
        for order in knowledge.orders(record.orders, record.order_documents)
        if order.source not in uncounted
    ]
    unsure = states.keys() - known.sure
    spells = dict(record.events) | {statement: state.spell for statement, state in states.items()}
    for statement in uncounted:
        spells.pop(statement, None)
    every = tighten(spells, orders)
    if not unsure:
        return every
    sure = tighten(
        {node: spell for node, spell in spells.items() if node not in unsure},
        [order for order in orders if order.source not in unsure],
    )
    return Ordered(every.spells | sure.spells, sure.contradictions)


def _apart(states: Mapping[str, State], order: Order, hierarchy: Hierarchy) -> bool:
    earlier, later = states.get(order.earlier), states.get(order.later)
    if earlier is None or later is None or earlier.scope != later.scope:
        return False
    return not hierarchy.compatible(earlier, later)
