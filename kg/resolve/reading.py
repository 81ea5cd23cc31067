"""From checked statements, as they pass, to what the rules work from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from kg import iris
from kg.facts.concepts import core_relations
from kg.facts.corpus import Corpus
from kg.facts.records import Agent, Place
from kg.facts.statements import Statement
from kg.facts.time import Bounds, span
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.material import DETAILS, PREDICATES, Account, Identity, Material
from kg.resolve.order import Order
from kg.resolve.presuppositions import of_announcement, of_event
from kg.resolve.states import AFTER, BEFORE, Spell, State, day


class Taken(Struct):
    """What a reader took in."""

    states: list[State]
    others: list[State]
    accounts: list[Account]
    orders: list[Order]
    order_documents: dict[str, tuple[str, ...]]
    presupposed: list[tuple[State, Statement]]
    meant: dict[str, list[str]]


_encode = Encoder().encode
_decode = Decoder(Taken).decode


class Reader:
    """Takes in the statements of a corpus one by one; holds what the rules need of them, and no more."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._material = Material()
        self._days: dict[str, int] = {}
        self._objects: dict[tuple[str, ...], tuple[str, ...]] = {}
        concepts = corpus.entities.concepts
        self._slugs = {iri: slug for scheme in ("polarity", "modality") for slug, iri in concepts[scheme].items()}
        self._before, self._after = _statuses(corpus)
        self._mentions = _mentions(corpus)
        self._meant: defaultdict[str, set[str]] = defaultdict(set)
        self._grounds = _grounds(corpus)
        self.presupposed: list[tuple[State, Statement]] = []

    def add(self, statement: Statement) -> None:
        """Take in a statement."""
        if self._mentions:
            self._remember_mentions(statement)
        word = PREDICATES.get(statement.predicate)
        material = self._material
        if word is None:
            if statement.retracts or statement.corrects:
                material.others.append(self._state(statement, ""))
            return
        state = self._state(statement, word)
        if word in {"before", "during"}:
            material.others.append(state)
            if state.polarity == "affirmed":
                self._order(statement, "during" if word == "during" else "before")
            return
        if word in DETAILS:
            details = {name: _values(getattr(statement, name)) for name in DETAILS[word]}
            material.accounts.append(Account(state, details))
            if word == "event":
                self._left_behind(statement, state)
            return
        material.states.append(state)
        if statement.presupposes and word == "status":
            self._presuppose(of_announcement(state, [statement.presupposes]), statement)

    def taken(self) -> bytes:
        """What was taken in since it was last asked for, to be given to another reader; it is no longer here."""
        material = self._material
        meant = {decision: sorted(things) for decision, things in self._meant.items()}
        presupposed = {id(state) for state, _ in self.presupposed}
        states = [state for state in material.states if id(state) not in presupposed]
        told = (states, material.others, material.accounts)
        found = Taken(*told, material.orders, material.order_documents, self.presupposed, meant)
        self._material, self._meant, self.presupposed = Material(), defaultdict(set), []
        return _encode(found)

    def give(self, taken: bytes) -> None:
        """Take in what another reader has taken."""
        found, material = _decode(taken), self._material
        material.states += found.states
        material.states += (state for state, _ in found.presupposed)
        material.others += found.others
        material.accounts += found.accounts
        material.orders += found.orders
        material.order_documents |= found.order_documents
        self.presupposed += found.presupposed
        for decision, things in found.meant.items():
            self._meant[decision].update(things)

    def material(self) -> Material:
        """What all statements come to; to be asked for once, when all were taken in."""
        material, corpus = self._material, self._corpus
        material.hierarchy = _hierarchy(corpus)
        of = corpus.entities.by_id
        for entity in of.values():
            if isinstance(entity.record, Place):
                if entity.record.of:
                    posts = material.posts.setdefault(of[entity.record.of].iri, [])
                    posts.append((entity.iri, of[entity.record.country].iri))
                if entity.record.members:
                    material.members[entity.iri] = tuple(of[ref].iri for ref in entity.record.members)
        for part in corpus.parts:
            for source in part.sources:
                for thing, fact, _ in source.facts:
                    refs = [fact.in_] if isinstance(fact.in_, str) else fact.in_
                    if wider := {of[ref].iri for ref in refs if ref}:
                        material.within.setdefault(thing.iri, set()).update(wider)
            for id_, (decision, _) in part.decisions.items():
                iri = iris.decision(part.base, part.id, id_)
                if decision.order:
                    earlier, later = (_statement(ref, corpus) for ref in decision.order)
                    material.orders.append(Order(earlier, later, iri))
                    documents = {of[ref.partition("/")[0]].iri for ref in decision.order}
                    material.order_documents[iri] = tuple(sorted(documents))
                elif decision.same:
                    things = {of[ref].iri for ref in decision.candidates} | self._meant[iri]
                    if len(things) > 1:
                        told = tuple(of[ref].iri for ref in decision.documents)
                        material.identities.append(Identity(iri, tuple(sorted(things)), decision.outcome, told))
            for id_, (withdrawal, _) in part.withdrawals.items():
                from_ = day(span(withdrawal.withdrawn)[0])
                material.withdrawn[of[id_].iri] = min(from_, material.withdrawn.get(of[id_].iri, AFTER))
        for document in corpus.documents:
            header = document.header
            shared = {of[ref].iri for ref in (*header.same_wire_as, *header.derived_from)}
            if shared:
                material.copies[document.entity.iri] = shared
        return material

    def _state(self, statement: Statement, word: str) -> State:
        days = self._days
        for text in (*statement.time, statement.asserted_earliest, statement.asserted_latest):
            if text and text not in days:
                days[text] = day(text)
        spell = self._spell(statement.time)
        said = (days.get(statement.asserted_earliest, BEFORE), days.get(statement.asserted_latest, AFTER))
        objects = _values(statement.objects)
        grounds = self._grounds_of(statement)
        return State(
            statement=statement.iri,
            document=statement.document,
            predicate=word,
            scope=statement.applies_to or statement.subject,
            objects=self._objects.setdefault(objects, objects),
            polarity=self._slugs[statement.polarity],
            modality=self._slugs[statement.modality],
            spell=spell,
            said=said,
            speakers=_values(statement.speakers),
            users=_values(statement.users),
            retracts=(*statement.retracts, *statement.corrects),
            grounds=grounds,
            without_grounds=(
                self._spell(statement.own_time) if statement.time_decision else spell,
                (BEFORE, AFTER) if statement.asserted_decision else said,
            )
            if grounds
            else (Spell(), (BEFORE, AFTER)),
        )

    def _spell(self, bounds: Bounds) -> Spell:
        days, (b, c, d, e) = self._days, bounds
        return Spell(days.get(b, BEFORE), days.get(c, AFTER), days.get(d, BEFORE), days.get(e, AFTER)).normal()

    def _grounds_of(self, statement: Statement) -> tuple[str, ...]:
        if not (statement.time_decision or statement.asserted_decision):
            return ()
        decisions = {statement.time_decision, statement.asserted_decision} - {""}
        return tuple(sorted({ground for decision in decisions for ground in self._grounds[decision]}))

    def _order(self, statement: Statement, relation: str) -> None:
        for later in statement.objects:
            order = Order(statement.subject, later, statement.iri, "during" if relation == "during" else "before")
            self._material.orders.append(order)
        self._material.order_documents[statement.iri] = (statement.document,)

    def _left_behind(self, statement: Statement, state: State) -> None:
        before = {status for type_ in statement.objects for status in self._before.get(type_, ())}
        after = {status for type_ in statement.objects for status in self._after.get(type_, ())}
        if before or after:
            self._presuppose(of_event(state, sorted(statement.theme), before, after), statement)

    def _presuppose(self, found: Iterator[State], statement: Statement) -> None:
        for state in found:
            self._material.states.append(state)
            self.presupposed.append((state, statement))

    def _remember_mentions(self, statement: Statement) -> None:
        if statement.subject_named:
            self._meant_by(statement.document, statement.subject_named, statement.subject)
        if len(statement.objects) == len(statement.object_named) == 1:
            self._meant_by(statement.document, statement.object_named[0], statement.objects[0])

    def _meant_by(self, document: str, mention: str, thing: str) -> None:
        for decision in self._mentions.get((document, mention), ()):
            self._meant[decision].add(thing)


def _values(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """The values of a column, in an order that is of no account."""
    if isinstance(value, tuple):
        return tuple(sorted(value)) if len(value) > 1 else value
    return (value,) if value else ()


def _statement(ref: str, corpus: Corpus) -> str:
    document, _, local = ref.partition("/")
    told = corpus.entities.by_id[document]
    return iris.statement(told.iri.removesuffix(f"id/document/{document}"), document, local)


def _statuses(corpus: Corpus) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """For each type of event the status that it ends and the one that it begins."""
    before, after = (dict(core_relations()[curie]) for curie in ("cx:priorStatus", "cx:resultingStatus"))
    statuses = corpus.entities.concepts["status"]
    for entry in corpus.entities.added_concepts:
        if entry.record.prior_status:
            before[entry.iri] = (statuses[entry.record.prior_status],)
        if entry.record.resulting_status:
            after[entry.iri] = (statuses[entry.record.resulting_status],)
    return before, after


def _mentions(corpus: Corpus) -> dict[tuple[str, str], list[str]]:
    """The decisions on identity that a document's words for a thing are part of."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for part in corpus.parts:
        for id_, (decision, _) in part.decisions.items():
            for document in decision.documents if decision.same else ():
                for mention in decision.mentions:
                    iri = corpus.entities.by_id[document].iri
                    found[iri, mention].append(iris.decision(part.base, part.id, id_))
    return dict(found)


def _grounds(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    of = corpus.entities.by_id
    return {
        iris.decision(part.base, part.id, id_): tuple(of[ground].iri for ground in decision.grounds)
        for part in corpus.parts
        for id_, (decision, _) in part.decisions.items()
    }


def _hierarchy(corpus: Corpus) -> Hierarchy:
    of = corpus.entities.by_id
    above: dict[str, tuple[str, ...]] = dict(core_relations()["skos:broader"])
    for entity in of.values():
        if isinstance(entity.record, Agent):
            refs = [entity.record.force_of, *entity.record.member_of]
            above[entity.iri] = tuple(of[ref].iri for ref in refs if ref)
    for entry in corpus.entities.added_concepts:
        if entry.record.broader:
            above[entry.iri] = (corpus.entities.concepts[entry.scheme][entry.record.broader],)
    return Hierarchy(above)
