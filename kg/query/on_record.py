"""What a store has on record of a place: the values that `kg.resolve` answers from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.namespaces import expand
from kg.query.days import days_of
from kg.query.sources import Node, subjects
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import PREDICATES
from kg.resolve.order import Order
from kg.resolve.presuppositions import PRESUPPOSED, of_announcement, of_event, source
from kg.resolve.record import Place, Record
from kg.resolve.states import AFTER, BEFORE, RANKS, Spell, State, day

_SPELL = ("cx:beginEarliest", "cx:beginLatest", "cx:endEarliest", "cx:endLatest")
_SAID = ("cx:assertedEarliest", "cx:assertedLatest")


def record_of(store: ox.Store, iri: str) -> Record:
    """What is on record of the place with this IRI, its posts, and what order facts tie to them."""
    reader = Reader(store)
    place = Place(
        iri, tuple((post, reader.node(post).text("cx:country")) for post in reader.subjects("cx:postOf", iri))
    )
    states = {state.statement: state for scope in place.scopes for state in reader.states_on(scope)}
    return _record(reader, place, states, states)


def record_around(store: ox.Store, subject: str, statements: Iterable[str]) -> Record:
    """What is on record of some statements, and what order facts tie to them and to what they tell of."""
    reader = Reader(store)
    states = {statement: reader.telling(statement) for statement in statements}
    return _record(reader, Place(subject), states, [*states, *(state.scope for state in states.values())])


def _record(reader: Reader, place: Place, states: dict[str, State], things: Iterable[str]) -> Record:
    orders, tied, documents = reader.orders(things)
    events: dict[str, list[State]] = {}
    for thing in sorted(tied):
        if reader.is_statement(thing):
            states.setdefault(thing, reader.state(thing))
        else:
            events[thing] = reader.tellings(thing)
    waiting = [*states, *(telling.statement for told in events.values() for telling in told), *documents]
    while waiting:
        for other in reader.taking_back(waiting.pop()):
            if other not in states:
                states[other] = reader.state(other)
                waiting.append(other)
    for origin in documents:
        if reader.is_statement(origin):
            states.setdefault(origin, reader.state(origin))
    return Record(place, list(states.values()), reader.hierarchy(states.values()), orders, events, documents)


def withdrawals(store: ox.Store) -> dict[str, int]:
    """The documents that are withdrawn, each with the day from which it is."""
    reader = Reader(store)
    found: dict[str, int] = {}
    for withdrawal in reader.subjects("rdf:type", expand("cx:Withdrawal")):
        node = reader.node(withdrawal)
        from_ = day(node.text("cx:withdrawnOn"))
        for document in node.iris("cx:document"):
            found[document] = min(from_, found.get(document, AFTER))
    return found


def knowledge_of(store: ox.Store, known_by: str | None, without: frozenset[str] = frozenset()) -> Knowledge:
    """What counts in a store as it was known by the end of a day, month or year, None for all that it has.

    `without` are documents, by their IRIs, that are taken as never there.

    :raises QueryError: when `known_by` is no date.
    """
    by = AFTER if known_by is None else days_of(known_by, "--known-by")[1]
    return Knowledge(by, without, withdrawals(store))


_TYPE, _STATEMENT = ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("cx:Statement"))


class Reader:
    """Reads statements, and what relates them, from a store.

    `dated` has for documents what their dating rests on: readers of one store that are short-lived share it.
    """

    def __init__(self, store: ox.Store, dated: dict[str, tuple[str, ...]] | None = None) -> None:
        self._store = store
        self._dated: dict[str, tuple[str, ...]] = {} if dated is None else dated
        self._nodes: dict[str, Node] = {}
        self._states: dict[str, State] = {}

    def node(self, iri: str) -> Node:
        """The properties of a resource."""
        if iri not in self._nodes:
            self._nodes[iri] = Node(self._store, iri)
        return self._nodes[iri]

    def subjects(self, curie: str, iri: str) -> list[str]:
        """The resources that have a property with this value."""
        return subjects(self._store, curie, iri)

    def states_on(self, scope: str) -> Iterator[State]:
        """The states said of a place, and what is presupposed of it."""
        for statement in {*self.subjects("cx:subject", scope), *self.subjects("cx:appliesTo", scope)}:
            if PRESUPPOSED in statement or not self.is_statement(statement):
                continue
            if scope not in (self.node(statement).iris("cx:appliesTo") or [scope]):
                continue
            state = self.state(statement)
            yield state
            yield from self.presupposed(state)
        for statement in self.subjects("cx:theme", scope):
            told = self.state(statement)
            if left := list(self.presupposed(told)):
                yield told
                yield from (state for state in left if state.scope == scope)

    def is_statement(self, iri: str) -> bool:
        """Whether a node is a statement."""
        # Asked of the store alone: what is derived of a place may be a thousand nodes, not worth reading.
        return any(True for _ in self._store.quads_for_pattern(ox.NamedNode(iri), _TYPE, _STATEMENT))

    def taking_back(self, statement: str) -> set[str]:
        """The statements that take a statement back, or correct it."""
        return {*self.subjects("cx:retracts", statement), *self.subjects("cx:corrects", statement)}

    def telling(self, statement: str) -> State:
        """A statement, or what one presupposes, by the name that the rule gives it."""
        told = self.state(source(statement))
        return next((state for state in self.presupposed(told) if state.statement == statement), told)

    def presupposed(self, told: State) -> Iterator[State]:
        """What a statement presupposes: of its own status, or of those before and after an event."""
        node = self.node(told.statement)
        if told.predicate == "status":
            yield from of_announcement(told, node.iris("cx:presupposes"))
        if told.predicate == "event":
            types = [self.node(type_) for type_ in node.iris("cx:object")]
            before, after = (
                {status for type_ in types for status in type_.iris(property_)}
                for property_ in ("cx:priorStatus", "cx:resultingStatus")
            )
            yield from of_event(told, sorted(node.iris("cx:theme")), before, after)

    def state(self, statement: str) -> State:
        """A statement, as far as answers need it."""
        if statement not in self._states:
            self._states[statement] = self._state(statement)
        return self._states[statement]

    def _state(self, statement: str) -> State:
        node = self.node(statement)
        first, last = map(node.text, _SAID)
        grounds, document = self._grounds(node), node.text("cx:document")
        if document not in self._dated:
            self._dated[document] = self._grounds(self.node(document))
        return State(
            statement=statement,
            document=document,
            predicate=PREDICATES.get(node.text("cx:predicate"), ""),
            scope=node.text("cx:appliesTo") or node.text("cx:subject"),
            objects=tuple(sorted(node.iris("cx:object"))),
            polarity=_slug(node.text("cx:polarity")),
            modality=_slug(node.text("cx:modality")),
            spell=Spell.of(*map(node.text, _SPELL)),
            said=(day(first) if first else BEFORE, day(last) if last else AFTER),
            speakers=tuple(node.iris("cx:speaker")),
            users=tuple(node.iris("cx:userClass")),
            retracts=tuple(sorted({*node.iris("cx:retracts"), *node.iris("cx:corrects")})),
            grounds=grounds,
            said_grounds=self._dated[document],
            without_grounds=self._document_spell(statement) if grounds else Spell(),
        )

    def _grounds(self, dated: Node) -> tuple[str, ...]:
        """The documents that the decision which dates something rests on."""
        decided = dated.iris("cx:datedBy")
        return tuple(sorted({of for decision in decided for of in self.node(decision).iris("prov:wasDerivedFrom")}))

    def _document_spell(self, statement: str) -> Spell:
        """The spell of a statement by the graph of its document alone."""
        found = {
            quad.predicate.value: quad.object.value
            for quad in self._store.quads_for_pattern(ox.NamedNode(statement), None, None)
            if isinstance(quad.object, ox.Literal) and "/graph/document/" in str(quad.graph_name)
        }
        return Spell.of(*(found.get(expand(curie), "") for curie in _SPELL))

    def orders(self, things: Iterable[str]) -> tuple[list[Order], set[str], dict[str, tuple[str, ...]]]:
        """The order facts that tie something to these things, what they tie, and their documents."""
        found: set[Order] = set()
        documents: dict[str, tuple[str, ...]] = {}
        met, waiting = set[str](), list(things)
        while waiting:
            thing = waiting.pop()
            if thing in met or PRESUPPOSED in thing:
                continue
            met.add(thing)
            for order, of in (*self._told(thing), *self._decided(thing)):
                found.add(order)
                documents[order.source] = of
                waiting += [order.earlier, order.later]
        things = {thing for order in found for thing in (order.earlier, order.later)}
        return sorted(found), things, documents

    def _told(self, thing: str) -> Iterator[tuple[Order, tuple[str, ...]]]:
        for statement in {*self.subjects("cx:subject", thing), *self.subjects("cx:object", thing)}:
            if expand("cx:OrderStatement") in self.node(statement).iris("rdf:type"):
                yield from self.told_order(statement)

    def told_order(self, statement: str) -> Iterator[tuple[Order, tuple[str, ...]]]:
        """The order facts that a statement tells, if it tells them as facts, with its document."""
        node = self.node(statement)
        if _slug(node.text("cx:polarity")) == "affirmed" and _slug(node.text("cx:modality")) in RANKS:
            during = node.text("cx:predicate") == expand("cx:during")
            for later in node.iris("cx:object"):
                order = Order(node.text("cx:subject"), later, statement, "during" if during else "before")
                yield order, (node.text("cx:document"),)

    def _decided(self, thing: str) -> Iterator[tuple[Order, tuple[str, ...]]]:
        for decision in {*self.subjects("cx:earlier", thing), *self.subjects("cx:later", thing)}:
            yield self.decided_order(decision)

    def decided_order(self, decision: str) -> tuple[Order, tuple[str, ...]]:
        """The order fact that a decision is, with the documents that it rests on."""
        node = self.node(decision)
        earlier, later = node.text("cx:earlier"), node.text("cx:later")
        documents = (self.node(earlier).text("cx:document"), self.node(later).text("cx:document"))
        return Order(earlier, later, decision), documents

    def tellings(self, event: str) -> list[State]:
        """The statements that tell of an event."""
        tellings = map(self.state, filter(self.is_statement, self.subjects("cx:subject", event)))
        return [telling for telling in tellings if telling.predicate == "event"]

    def hierarchy(self, states: Iterable[State]) -> Hierarchy:
        """What stands above the actors and statuses that the states name, and above their speakers."""
        above: defaultdict[str, set[str]] = defaultdict(set)
        waiting = [thing for state in states for thing in (*state.objects, *state.speakers)]
        while waiting:
            thing = waiting.pop()
            if thing not in above:
                node = self.node(thing)
                above[thing] = {h for c in ("cx:forceOf", "cx:memberOf", "skos:broader") for h in node.iris(c)}
                waiting += above[thing]
        return Hierarchy(above)


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]
