"""What a store has on record of a place: the values that `kg.resolve` answers from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.namespaces import expand
from kg.query.sources import Node
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.order import Order
from kg.resolve.record import Place, Record
from kg.resolve.states import AFTER, BEFORE, Days, Spell, State, day

_PREDICATES = {
    "cx:ControlStatement": "control",
    "cx:StatusStatement": "status",
    "cx:PresenceStatement": "presence",
}
_SPELL = ("cx:beginEarliest", "cx:beginLatest", "cx:endEarliest", "cx:endLatest")
_SAID = ("cx:assertedEarliest", "cx:assertedLatest")
PRESUPPOSED = "#presupposed"
"""What is added to a statement's IRI to name what it presupposes."""


def record_of(store: ox.Store, iri: str) -> Record:
    """What is on record of the place with this IRI, its posts, and what order facts tie to them."""
    reader = _Reader(store)
    place = Place(
        iri, tuple((post, reader.node(post).text("cx:country")) for post in reader.subjects("cx:postOf", iri))
    )
    states = {state.statement: state for scope in place.scopes for state in reader.states_on(scope)}
    states |= {
        state.statement: state
        for known in list(states)
        for property_ in ("cx:retracts", "cx:corrects")
        for other in reader.subjects(property_, known)
        for state in reader.states_of(other)
    }
    orders, events, documents = reader.orders(states)
    return Record(place, list(states.values()), reader.hierarchy(states.values()), orders, events, documents)


def withdrawals(store: ox.Store) -> dict[str, int]:
    """The documents that are withdrawn, each with the day from which it is."""
    reader = _Reader(store)
    found: dict[str, int] = {}
    for withdrawal in reader.subjects("rdf:type", expand("cx:Withdrawal")):
        node = reader.node(withdrawal)
        from_ = day(node.text("cx:withdrawnOn"))
        for document in node.iris("cx:document"):
            found[document] = min(from_, found.get(document, AFTER))
    return found


class _Reader:
    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._nodes: dict[str, Node] = {}

    def node(self, iri: str) -> Node:
        if iri not in self._nodes:
            self._nodes[iri] = Node(self._store, iri)
        return self._nodes[iri]

    def subjects(self, curie: str, iri: str) -> list[str]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(expand(curie)), ox.NamedNode(iri))
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})

    def states_on(self, scope: str) -> Iterator[State]:
        """The states said of a place, and what events at it leave behind."""
        for statement in {*self.subjects("cx:subject", scope), *self.subjects("cx:appliesTo", scope)}:
            if scope in (self.node(statement).iris("cx:appliesTo") or [scope]):
                yield from self.states_of(statement, scope)
        for statement in self.subjects("cx:theme", scope):
            yield from self._left_behind(statement, scope)

    def states_of(self, statement: str, scope: str = "") -> Iterator[State]:
        """The state that a statement tells of, and the status that it presupposes."""
        node = self.node(statement)
        types = node.iris("rdf:type")
        predicate = next((word for class_, word in _PREDICATES.items() if expand(class_) in types), "")
        scope = scope or node.text("cx:appliesTo") or node.text("cx:subject")
        state = self._state(statement, predicate, scope, node.iris("cx:object"), _slug(node.text("cx:modality")))
        yield state
        for status in node.iris("cx:presupposes") if predicate == "status" else ():
            spell, fallback = _when_said(state.said), _when_said(state.without_grounds[1])
            yield State(
                statement=statement + PRESUPPOSED,
                document=state.document,
                predicate="status",
                scope=scope,
                objects=(status,),
                polarity="affirmed",
                modality="presupposed",
                spell=spell,
                said=state.said,
                speakers=state.speakers,
                grounds=state.grounds,
                without_grounds=(fallback, state.without_grounds[1]),
            )

    def _left_behind(self, statement: str, scope: str) -> Iterator[State]:
        """The status before and after an event that an affirmed statement tells of, both presupposed."""
        node = self.node(statement)
        if expand("cx:EventStatement") not in node.iris("rdf:type"):
            return
        told = self._state(statement, "status", scope, (), _slug(node.text("cx:modality")))
        if told.polarity != "affirmed" or told.modality not in {"asserted", "reported", "presupposed"}:
            return
        types = node.iris("cx:object")
        for property_, after in (("cx:resultingStatus", True), ("cx:priorStatus", False)):
            for status in {status for type_ in types for status in self.node(type_).iris(property_)}:
                yield State(
                    statement=f"{statement}{PRESUPPOSED}-{'after' if after else 'before'}",
                    document=told.document,
                    predicate="status",
                    scope=scope,
                    objects=(status,),
                    polarity="affirmed",
                    modality="presupposed",
                    spell=_beside(told.spell, after),
                    said=told.said,
                    speakers=told.speakers,
                    grounds=told.grounds,
                    without_grounds=(_beside(told.without_grounds[0], after), told.without_grounds[1]),
                )

    def _state(self, statement: str, predicate: str, scope: str, objects: Iterable[str], modality: str) -> State:
        node = self.node(statement)
        decided = node.iris("cx:datedBy")
        grounds = tuple(ground for decision in decided for ground in self.node(decision).iris("prov:wasDerivedFrom"))
        spell, said = self._bounds(statement, None)
        return State(
            statement=statement,
            document=node.text("cx:document"),
            predicate=predicate,
            scope=scope,
            objects=tuple(sorted(objects)),
            polarity=_slug(node.text("cx:polarity")),
            modality=modality,
            spell=spell,
            said=said,
            speakers=tuple(node.iris("cx:speaker")),
            users=tuple(node.iris("cx:userClass")),
            retracts=tuple(sorted({*node.iris("cx:retracts"), *node.iris("cx:corrects")})),
            grounds=grounds,
            without_grounds=self._bounds(statement, "/graph/document/") if grounds else (Spell(), (BEFORE, AFTER)),
        )

    def _bounds(self, statement: str, graph: str | None) -> tuple[Spell, Days]:
        """The spell of a statement and when it was said, by all graphs or by those of one kind."""
        found = {
            quad.predicate.value: quad.object.value
            for quad in self._store.quads_for_pattern(ox.NamedNode(statement), None, None)
            if isinstance(quad.object, ox.Literal) and (graph is None or graph in str(quad.graph_name))
        }
        b, c, d, e = (found.get(expand(curie), "") for curie in _SPELL)
        first, last = (found.get(expand(curie), "") for curie in _SAID)
        return Spell.of(b, c, d, e), (day(first) if first else BEFORE, day(last) if last else AFTER)

    def orders(self, states: Iterable[str]) -> tuple[list[Order], dict[str, Spell], dict[str, tuple[str, ...]]]:
        """The order facts that tie something to the states, the spells of what they tie, and their documents."""
        found: set[Order] = set()
        documents: dict[str, tuple[str, ...]] = {}
        met, waiting = set[str](), list(states)
        while waiting:
            thing = waiting.pop()
            if thing in met or PRESUPPOSED in thing:
                continue
            met.add(thing)
            for order, of in (*self._told(thing), *self._decided(thing)):
                found.add(order)
                documents[order.source] = of
                waiting += [order.earlier, order.later]
        spells = {thing: self._spell(thing) for order in found for thing in (order.earlier, order.later)}
        return sorted(found), spells, documents

    def _told(self, thing: str) -> Iterator[tuple[Order, tuple[str, ...]]]:
        for statement in {*self.subjects("cx:subject", thing), *self.subjects("cx:object", thing)}:
            node = self.node(statement)
            if expand("cx:OrderStatement") in node.iris("rdf:type") and _slug(node.text("cx:polarity")) == "affirmed":
                during = node.text("cx:predicate") == expand("cx:during")
                for later in node.iris("cx:object"):
                    order = Order(node.text("cx:subject"), later, statement, "during" if during else "before")
                    yield order, (node.text("cx:document"),)

    def _decided(self, thing: str) -> Iterator[tuple[Order, tuple[str, ...]]]:
        for decision in {*self.subjects("cx:earlier", thing), *self.subjects("cx:later", thing)}:
            node = self.node(decision)
            earlier, later = node.text("cx:earlier"), node.text("cx:later")
            documents = (self.node(earlier).text("cx:document"), self.node(later).text("cx:document"))
            yield Order(earlier, later, decision), documents

    def _spell(self, thing: str) -> Spell:
        """The spell of a statement, or of an event as its statements bound it together."""
        tellings = self.subjects("cx:subject", thing)
        told = [t for t in tellings if expand("cx:EventStatement") in self.node(t).iris("rdf:type")] or [thing]
        spell = Spell()
        for telling in told:
            b, c, d, e = self._bounds(telling, None)[0]
            tighter = Spell(max(spell[0], b), min(spell[1], c), max(spell[2], d), min(spell[3], e)).normal()
            spell = spell if tighter.empty else tighter
        return spell

    def hierarchy(self, states: Iterable[State]) -> Hierarchy:
        """What stands above the actors and statuses that the states name."""
        above: defaultdict[str, set[str]] = defaultdict(set)
        waiting = [thing for state in states for thing in state.objects]
        while waiting:
            thing = waiting.pop()
            if thing not in above:
                node = self.node(thing)
                above[thing] = {h for c in ("cx:forceOf", "cx:memberOf", "skos:broader") for h in node.iris(c)}
                waiting += above[thing]
        return Hierarchy(above)


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _when_said(said: Days) -> Spell:
    return Spell(begin_latest=said[1], end_earliest=said[0])


def _beside(event: Spell, after: bool) -> Spell:
    """The spell of what an event begins, on its day, or of what it ends, on the day before."""
    if after:
        return Spell(begin_earliest=event.begin_earliest, begin_latest=event.end_latest).normal()
    first, last = max(event.begin_earliest - 1, BEFORE), event.end_latest
    return Spell(end_earliest=first, end_latest=last - 1 if last < AFTER else AFTER).normal()
