"""Everything on record that the rules work from: statements of a whole build, and what relates their things."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kg.namespaces import expand
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.order import Order
from kg.resolve.record import Place, Settled, settle
from kg.resolve.states import State

STATES = ("control", "status", "presence")
PREDICATES = {
    expand(curie): word
    for curie, word in {
        "cx:controlledBy": "control",
        "cx:status": "status",
        "cx:presenceOf": "presence",
        "cx:eventType": "event",
        "cx:quantity": "quantity",
        "cx:lies": "lies",
        "cx:locatedIn": "located-in",
        "cx:before": "before",
        "cx:during": "during",
    }.items()
}
"""The predicates of statements that the rules work from, each with the word for it."""
DETAILS = {
    "event": ("agent", "participant", "theme", "counterpart", "place"),
    "quantity": ("quantity_kind", "unit", "of_whole", "agent", "theme", "amount", "lower", "upper", "approximation"),
    "lies": ("direction", "direction_from"),
    "located-in": (),
}
"""For each predicate that gives particulars, its qualifiers."""


class Account(Struct, frozen=True, gc=False):
    """A statement that gives particulars: of an event, a quantity, or where a thing lies.

    `details` are its qualifiers by the names of their columns.
    """

    state: State
    details: Mapping[str, tuple[str, ...]]


class Identity(Struct, frozen=True):
    """A curator's decision on whether some things are one; `outcome` is positive, negative or undecided.

    `documents` are those whose words for the things it is about.
    """

    decision: str
    things: tuple[str, ...]
    outcome: str
    documents: tuple[str, ...] = ()


@dataclass(slots=True)
class Material:
    """What is on record.

    `states` are those of the predicates `STATES`, `others` what order facts and retractions name
    beside them. `posts` gives for a crossing its posts with their countries, `within` for a thing what
    it directly lies in by a reference source, `members` for a group its members, `copies` for a
    document those that it is known to share a text with.
    """

    states: list[State] = field(default_factory=list)
    others: list[State] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    order_documents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hierarchy: Hierarchy = field(default_factory=lambda: Hierarchy({}))
    posts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    within: dict[str, set[str]] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    copies: dict[str, set[str]] = field(default_factory=dict)
    identities: list[Identity] = field(default_factory=list)
    withdrawn: dict[str, int] = field(default_factory=dict)

    def settle(self, knowledge: Knowledge) -> Settled:
        """What counts on a day of knowledge, and when it was so."""
        ordered = {thing for order in self.orders for thing in (order.earlier, order.later)}
        events: dict[str, list[State]] = {}
        for account in self.accounts:
            if account.state.predicate == "event" and account.state.scope in ordered:
                events.setdefault(account.state.scope, []).append(account.state)
        accounts = (account.state for account in self.accounts)
        states = [*self.states, *self.others, *accounts]
        return settle(states, self.hierarchy, self.orders, events, self.order_documents, knowledge)

    def copies_left(self, knowledge: Knowledge) -> dict[str, list[str]]:
        """The copies of documents that count, among these."""
        # Nor does a document that is gone link those that copy it: had it never been, none could name it.
        return {
            document: [other for other in others if not knowledge.gone(other)]
            for document, others in self.copies.items()
            if not knowledge.gone(document)
        }

    def around(self, known: Container[str]) -> dict[str, set[str]]:
        """For each thing what it directly lies in, by references and by those statements that count."""
        found = {thing: set(wider) for thing, wider in self.within.items()}
        for account in self.accounts:
            state = account.state
            told = state.predicate == "located-in" and state.statement in known
            if told and state.polarity == "affirmed" and state.modality == "asserted":
                found.setdefault(state.scope, set()).update(state.objects)
        return found

    def places(self) -> Iterator[tuple[Place, Mapping[str, Sequence[State]]]]:
        """Each place that a state is said of, a crossing with its posts, with its states by predicate.

        In the order of the IRIs of the places, then of `STATES`.
        """
        crossing_of = {post: crossing for crossing, posts in self.posts.items() for post, _ in posts}
        found: dict[str, dict[str, list[State]]] = {}
        for state in self.states:
            place = crossing_of.get(state.scope, state.scope)
            if place not in found:
                found[place] = {predicate: [] for predicate in STATES}
            found[place][state.predicate].append(state)
        for iri in sorted(found):
            told = {predicate: states for predicate, states in found[iri].items() if states}
            yield Place(iri, tuple(sorted(self.posts.get(iri, ())))), told
