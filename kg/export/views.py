"""Views: the dataset as one of several property graphs, each for a question that graphs are drawn for."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import combinations, pairwise
from typing import NamedTuple

from kg.errors import QueryError, nearest, shortened
from kg.export.property_graph import BOUNDS, PLACED, TOLD, Edge, Node, PropertyGraph, bounds
from kg.export.told import Selection, Told
from kg.namespaces import expand
from kg.query.conflicts import REASONS, conflicts
from kg.query.labels import short
from kg.query.on_record import record_of
from kg.query.sources import Node as Resource
from kg.query.sources import source_of, subjects
from kg.resolve import rows
from kg.resolve.answers import reply
from kg.resolve.presuppositions import source
from kg.resolve.record import resolve
from kg.resolve.states import Spell

_STATEMENT = "/id/statement/"
_CURATED = ("cx:postOf", "cx:country", "cx:locatedIn", "cx:member", "cx:forceOf", "cx:memberOf", "cx:officeOf")


class _View:
    """A view of a selection: edges first, and as nodes whatever they end at."""

    title: str
    node_attributes: tuple[str, ...] = PLACED
    edge_attributes: tuple[str, ...] = TOLD

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    def edges(self) -> Iterator[Edge]:
        """Every edge, each with an id of its own."""
        raise NotImplementedError

    @cached_property
    def things(self) -> list[str]:
        """The IRIs of all things that edges end at, in order."""
        return sorted({end for edge in self.edges() for end in (edge.source, edge.target)})

    def nodes(self) -> Iterator[Node]:
        """Every node, in the order of their IRIs."""
        return map(self.node, self.things)

    def node(self, iri: str) -> Node:
        """The node of a thing."""
        return self.selection.thing(iri)

    def graph(self) -> PropertyGraph:
        """The view as exports take it."""
        return PropertyGraph(self.title, self.node_attributes, self.edge_attributes, self.nodes, self.edges)

    def said(self, told: Told) -> Iterator[Edge]:
        """A statement as edges from what it is said of to each of its objects."""
        state = told.state
        if not self.counts(state.scope):
            return
        attributes = self.selection.source(told)
        for number, object_ in enumerate(state.objects, 1):
            if self.counts(object_):
                name = state.statement if number == 1 else f"{state.statement}#{number}"
                yield Edge(name, state.scope, object_, told.kind, attributes, state.spell)

    def counts(self, end: str) -> bool:
        """Whether an edge may end there: not at a statement that is left out itself."""
        return _STATEMENT not in end or self.selection.told(source(end)) is not None

    def curated(self, *curies: str, of: Callable[[str], bool] | None = None) -> Iterator[Edge]:
        """What a curator or a reference source relates, as edges; `of` chooses by the subject."""
        for subject, kind, object_ in self.selection.relations(*curies):
            if of is None or of(subject):
                yield curated(subject, kind, object_)


def curated(subject: str, kind: str, object_: str) -> Edge:
    """An edge that no statement stands for."""
    return Edge(f"{subject} {kind} {object_}", subject, object_, kind, {"predicate": kind})


class Full(_View):
    """Every statement of two things, and what a curator or a reference source relates."""

    title = "Everything that is said or recorded of two things"

    def edges(self) -> Iterator[Edge]:
        """An edge a statement and object, then the curated ones."""
        for told in self.selection.statements():
            yield from self.said(told)
        yield from self.curated(*_CURATED)


class Control(_View):
    """Who holds which post or place, over time: actors, posts, crossings, provinces, countries.

    A holding is a period, as order and cuts leave it, the answer to a question, not what one source says. With
    a date those are left that answer for it, and `answer` says how surely.
    """

    title = "Who held which side of which crossing"
    edge_attributes = ("predicate", "statement", "modality", *BOUNDS, "span", "answer")

    def edges(self) -> Iterator[Edge]:
        """Holdings, then posts, provinces and countries of the places that are told of."""
        selection = self.selection
        scopes = {told.state.scope for told in selection.statements("control")} if not selection.days else None
        if scopes is None:  # on a day, answers may rest on what was seen on another
            every = subjects(selection.store, "rdf:type", expand("cx:ControlStatement"))
            tellings = (Resource(selection.store, statement) for statement in every)
            scopes = {told.text("cx:appliesTo") or told.text("cx:subject") for told in tellings}
        crossing_of = {post: crossing for post, _, crossing in selection.relations("cx:postOf")}
        places = dict.fromkeys(sorted({crossing_of.get(scope, scope) for scope in scopes}))
        for place in places:
            yield from self._held(place)
        yield from self._around(places, crossing_of)

    def _held(self, place: str) -> Iterator[Edge]:
        selection = self.selection
        resolution = resolve(record_of(selection.store, place), "control", selection.knowledge)
        answers: dict[str, str] = {}
        if selection.days:
            found = reply(resolution, selection.days)
            for side in (found.side, *found.sides):
                answers |= dict.fromkeys(side.verdict.for_, side.verdict.answer)
        for scope, states in resolution.states.items():
            for row in rows.periods(scope, expand("cx:controlledBy"), states, {}):
                answer = next((answers[name] for name in row.statements if name in answers), "")
                if selection.days and not answer:
                    continue
                spell = Spell.of(*row.time)
                told = " ".join(map(source, row.statements))
                attributes = {"predicate": "controlledBy", "statement": told, "modality": short(row.modality)}
                attributes |= {**bounds(spell), **({"answer": answer} if answer else {})}
                for number, holder in enumerate(row.objects, 1):
                    name = row.iri if number == 1 else f"{row.iri}#{number}"
                    yield Edge(name, scope, holder, "controlledBy", attributes, spell)

    def _around(self, places: Mapping[str, None], crossing_of: dict[str, str]) -> Iterator[Edge]:
        waiting = deque((*places, *(post for post, crossing in crossing_of.items() if crossing in places)))
        met: set[str] = set()
        while waiting:
            place = waiting.popleft()
            if place in met:
                continue
            met.add(place)
            node = Resource(self.selection.store, place)
            for curie, kind in (("cx:postOf", "postOf"), ("cx:country", "country"), ("cx:locatedIn", "locatedIn")):
                for wider in node.iris(curie):
                    yield curated(place, kind, wider)
                    waiting.append(wider)


class Actors(_View):
    """Who backs, leads, works with or belongs to whom."""

    title = "Who backs, leads, works with or belongs to whom"

    def edges(self) -> Iterator[Edge]:
        """Relations that sources state, then what actors are forces, members and officers of."""
        for told in self.selection.statements("relation"):
            yield from self.said(told)
        yield from self.curated("cx:forceOf", "cx:memberOf", "cx:officeOf")
        yield from self.curated("cx:country", of=lambda iri: "/id/agent/" in iri)


class Places(_View):
    """Which place lies in which, and crossings as links between the towns and countries that they connect."""

    title = "Which place lies in which, and what crossings connect"

    def edges(self) -> Iterator[Edge]:
        """Where places lie, by sources and by reference; then the links."""
        links: dict[str, set[str]] = {}
        for told in self.selection.statements("location"):
            yield from self.said(told)
            if told.predicate == "connects" and told.state.polarity == "affirmed":
                links.setdefault(told.state.scope, set()).update(told.state.objects)
        yield from self.curated("cx:locatedIn", "cx:postOf", "cx:member")
        yield from self.curated("cx:country", of=lambda iri: "/id/place/" in iri)
        country = {post: land for post, _, land in self.selection.relations("cx:country")}
        lands: dict[str, set[str]] = {}
        for post, _, crossing in self.selection.relations("cx:postOf"):
            if post in country:
                lands.setdefault(crossing, set()).add(country[post])
        for crossing in sorted({*links, *lands}):
            for ends in (lands.get(crossing, set()), links.get(crossing, set()) - lands.get(crossing, set())):
                for one, other in combinations(sorted(ends), 2):
                    yield Edge(f"{crossing} {one} {other}", one, other, "crossing", {"predicate": "crossing"})


class _OfStatements(_View):
    """A view with statements as nodes, so that no two of them become one edge."""

    node_attributes: tuple[str, ...] = (*PLACED, *TOLD)

    def node(self, iri: str) -> Node:
        """The node of a thing or a statement."""
        if _STATEMENT not in iri:
            return self.selection.thing(iri)
        told = self.selection.told(source(iri))
        assert told is not None, "a statement that counts"
        state = told.state
        label = f"{self.selection.label(state.scope)}: {told.kind}"
        objects = self.selection.joined(state.objects)
        label = f"{label} {objects}" if objects else label
        return Node(iri, label, {"class": "statement"} | self.selection.source(told), state.spell)

    def about(self, told: Told) -> Iterator[Edge]:
        """What a statement is said of, and says."""
        state = told.state
        if self.counts(state.scope):
            yield Edge(f"{state.statement} about", state.statement, state.scope, "about", {}, state.spell)
        for object_ in state.objects:
            if object_ != state.scope and self.counts(object_):
                name = f"{state.statement} {object_}"
                yield Edge(name, state.statement, object_, told.kind, {"predicate": told.predicate}, state.spell)


class Sources(_OfStatements):
    """Who says what: publishers, whom they cite, down to the speaker; statements; what these are about."""

    title = "Who says what about what"
    edge_attributes = ("predicate",)

    def edges(self) -> Iterator[Edge]:
        """Of each statement its speakers and things; last who cites whom, weighted by how often."""
        cited: Counter[tuple[str, str]] = Counter()
        for told in self.selection.statements():
            chain = source_of(self.selection.store, told.state.statement).chain
            for outer, inner in pairwise(chain):
                cited.update((one, other) for one in outer for other in inner if one != other)
            for speaker in chain[-1] if chain else ():
                name = f"{told.state.statement} says {speaker}"
                yield Edge(name, speaker, told.state.statement, "says", {}, told.state.spell)
            yield from self.about(told)
        for (one, other), times in sorted(cited.items()):
            yield Edge(f"{one} cites {other}", one, other, "cites", {}, weight=times)


class Disagreements(_OfStatements):
    """Statements that disagree, or only seem to: a node for each disagreement, by its reason."""

    title = "Statements that disagree, or only seem to, by reason"
    node_attributes = (*PLACED, "reason", *TOLD)
    edge_attributes = ("predicate",)

    def __init__(self, selection: Selection) -> None:
        super().__init__(selection)
        self._nodes: dict[str, Node] = {}

    def edges(self) -> Iterator[Edge]:
        """What each disagreement is about and between which statements; then what these are about."""
        selection = self.selection
        found = conflicts(selection.store, selection.names, "", selection.known_by, selection.without)
        named: set[str] = set()
        for one in found.disagreements:
            kind = "conflict" if one.conflict else "near-conflict"
            told = {source(statement) for statement in one.statements}
            told = {statement for statement in told if selection.told(statement)}
            if len(told) < 2:
                continue
            iri = rows.disagreement_row(one).iri
            attributes = {"class": kind, "reason": one.reason}
            self._nodes[iri] = Node(iri, REASONS[one.reason], attributes)
            if self.counts(one.subject):
                yield Edge(f"{iri} about", iri, one.subject, "about", {})
            for statement in sorted(told):
                yield Edge(f"{iri} {statement}", iri, statement, one.reason, {"predicate": kind})
            named |= told
        for statement in sorted(named):
            if told_ := selection.told(statement):
                yield from self.about(told_)

    def node(self, iri: str) -> Node:
        """The node of a disagreement, a statement or a thing."""
        return self._nodes[iri] if iri in self._nodes else super().node(iri)


class View(NamedTuple):
    """A view: its name, and what makes it."""

    name: str
    make: type[_View]

    @property
    def description(self) -> str:
        """What it shows."""
        return " ".join((self.make.__doc__ or "").split())

    @property
    def attributes(self) -> tuple[str, ...]:
        """What its edges may have."""
        return self.make.edge_attributes


VIEWS = {
    name: View(name, make)
    for name, make in (
        ("control", Control),
        ("sources", Sources),
        ("actors", Actors),
        ("places", Places),
        ("conflicts", Disagreements),
        ("full", Full),
    )
}


def view(name: str, selection: Selection) -> PropertyGraph:
    """A view of a selection, by its name.

    :raises QueryError: when there is no such view.
    """
    if name not in VIEWS:
        near = nearest(name, VIEWS)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(VIEWS)}"
        raise QueryError(f"no view {shortened(name)!r}: {hint}")
    return VIEWS[name].make(selection).graph()
