"""Everything on record of some places: states, order facts, withdrawals, and what stands above what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.resolve.cuts import Resolved, cut
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Dropped, Knowledge
from kg.resolve.order import Contradiction, Order, tighten
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
    `order_documents` the documents that an order fact, by its source, rests on.
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
    mine = [state for state in record.states if state.modality in RANKS]
    known = knowledge.known(mine)
    spells = dict(record.events) | {state.statement: state.spell for state in known.states}
    by_id = {state.statement: state for state in known.states}
    orders = [
        order._replace(apart=_apart(by_id, order, record.hierarchy))
        for order in knowledge.orders(record.orders, record.order_documents)
    ]
    ordered = tighten(spells, orders)
    accused = frozenset[str]().union(*(contradiction.nodes for contradiction in ordered.contradictions))
    resolved = [
        Resolved(state, ordered.spells[state.statement], state.statement in known.sure, state.statement not in accused)
        for state in known.states
        if state.predicate == predicate and state.scope in record.place.scopes
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
                known.dropped[state.statement]
                for state in mine
                if state.scope == scope and state.predicate == predicate and state.statement in known.dropped
            )
            for scope in record.place.scopes
        },
        ordered.contradictions,
    )


def _apart(states: Mapping[str, State], order: Order, hierarchy: Hierarchy) -> bool:
    earlier, later = states.get(order.earlier), states.get(order.later)
    if earlier is None or later is None or earlier.scope != later.scope:
        return False
    return not hierarchy.compatible(earlier, later)
