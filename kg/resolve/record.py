"""From what is on record to what can be answered: what counts, when it was so, place by place.

`settle` reads all statements together, since order facts may tie those of different places;
`resolution` then cuts and answers one place and its posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

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

    `events` has, for what order facts name beside the states, the statements that tell of it;
    `order_documents` the documents that an order fact, by its source, rests on. What `states` has, be
    it a node or the source of an order fact, counts as it does there.
    """

    place: Place
    states: Sequence[State]
    hierarchy: Hierarchy
    orders: Sequence[Order] = ()
    events: Mapping[str, Sequence[State]] = field(default_factory=dict)
    order_documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def told(self) -> list[State]:
        """Every statement on record, once."""
        return list({state.statement: state for state in chain(*self.events.values(), self.states)}.values())


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a record comes to on a day of knowledge, for one predicate.

    `states` are the resolved ones by scope, `aside` those in an attitude that answers no plain question;
    `dropped` tells for a scope why statements on it do not count; `contradictions` are order facts that
    cannot all be met.
    """

    place: Place
    predicate: str
    states: Mapping[str, Sequence[Resolved]]
    stretches: Mapping[str, Sequence[Stretch]]
    dropped: Mapping[str, frozenset[Dropped]]
    contradictions: Sequence[Contradiction]
    aside: Mapping[str, Sequence[Resolved]]

    def nothing_told(self, scope: str) -> str:
        """The reason why nothing is told of a scope of which nothing counts."""
        dropped = self.dropped[scope]
        return "withdrawn" if "withdrawn" in dropped else "not-yet-said" if dropped else "no-statement"


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts on a day of knowledge: the statements, and the spells that order facts leave them.

    `known` has the states, and what tells of the events that order facts name; `accused` are the
    things that order facts which cannot all be met are about.
    """

    known: Known
    spells: Mapping[str, Spell]
    accused: frozenset[str]
    contradictions: Sequence[Contradiction]


def resolve(record: Record, predicate: str, knowledge: Knowledge) -> Resolution:
    """Tighten, cut and answer the states of one predicate of a place and its posts."""
    settled = settle(record.states, record.hierarchy, record.orders, record.events, record.order_documents, knowledge)
    asked = [state for state in record.states if state.predicate == predicate]
    return resolution(record.place, predicate, asked, settled, record.hierarchy)


def settle(
    states: Iterable[State],
    hierarchy: Hierarchy,
    orders: Sequence[Order],
    events: Mapping[str, Sequence[State]],
    order_documents: Mapping[str, tuple[str, ...]],
    knowledge: Knowledge,
) -> Settled:
    """What counts of some states, and when it was so; the rest is as in `Record`."""
    every = {state.statement: state for state in chain(*events.values(), states)}
    known = knowledge.known(every.values())
    ordered = _ordered(known, every.keys(), hierarchy, knowledge.orders(orders, order_documents), events)
    accused = frozenset[str]().union(*(contradiction.nodes for contradiction in ordered.contradictions))
    return Settled(known, ordered.spells, accused, ordered.contradictions)


def resolution(
    place: Place, predicate: str, states: Iterable[State], settled: Settled, hierarchy: Hierarchy
) -> Resolution:
    """What `states`, those of one predicate of a place and its posts, come to."""
    spells, known = settled.spells, settled.known
    mine: list[Resolved] = []
    aside: dict[str, list[Resolved]] = {scope: [] for scope in place.scopes}
    dropped: dict[str, set[Dropped]] = {scope: set() for scope in place.scopes}
    for state in sorted(states, key=lambda state: state.statement):
        name, answers = state.statement, state.modality in RANKS
        if state.scope not in dropped:
            continue
        if name in known.states:
            one = Resolved(known.states[name], spells[name], name in known.sure, name not in settled.accused)
            (mine if answers else aside[state.scope]).append(one)
        elif name in known.dropped and answers:
            dropped[state.scope].add(known.dropped[name])
    by_scope: dict[str, list[Resolved]] = {scope: [] for scope in place.scopes}
    for one in cut(mine, {post: place.iri for post, _ in place.posts}, hierarchy):
        by_scope[one.state.scope].append(one)
    return Resolution(
        place,
        predicate,
        by_scope,
        {scope: stretches(ones, hierarchy) for scope, ones in by_scope.items()},
        {scope: frozenset(why) for scope, why in dropped.items()},
        settled.contradictions,
        aside,
    )


def _ordered(
    known: Known,
    on_record: Iterable[str],
    hierarchy: Hierarchy,
    orders: Iterable[Order],
    events: Mapping[str, Sequence[State]],
) -> Ordered:
    """All spells that count, as the order facts that count leave them.

    What is perhaps not yet said bounds nothing that surely was said.
    """
    states = known.states
    uncounted = set(on_record) - states.keys()
    orders = [
        order._replace(apart=_apart(states, order, hierarchy)) for order in orders if order.source not in uncounted
    ]
    spells = {statement: state.spell for statement, state in states.items()}
    every = tighten(_told(events, states) | spells, orders)
    unsure = states.keys() - known.sure
    if not unsure:
        return every
    surely = {statement: state for statement, state in states.items() if statement in known.sure}
    sure = tighten(
        _told(events, surely) | {statement: spells[statement] for statement in surely},
        [order for order in orders if order.source not in unsure],
    )
    return Ordered(every.spells | sure.spells, sure.contradictions)


def _told(events: Mapping[str, Sequence[State]], counting: Mapping[str, State]) -> dict[str, Spell]:
    """The spells of events, each as the facts told of it that count bound it together where they agree."""
    spells: dict[str, Spell] = {}
    for event, tellings in events.items():
        spell = Spell()
        facts = [told for told in tellings if told.polarity == "affirmed" and told.modality in RANKS]
        for name in sorted(telling.statement for telling in facts if telling.statement in counting):
            tighter = spell.both(counting[name].spell)
            spell = spell if tighter.empty else tighter
        spells[event] = spell
    return spells


def _apart(states: Mapping[str, State], order: Order, hierarchy: Hierarchy) -> bool:
    earlier, later = states.get(order.earlier), states.get(order.later)
    if earlier is None or later is None or earlier.scope != later.scope:
        return False
    return not hierarchy.compatible(earlier, later)
