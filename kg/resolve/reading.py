"""From checked statements, as they pass, to the rows that the rules work from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg import iris
from kg.facts.concepts import core_relations
from kg.facts.corpus import Corpus
from kg.facts.statements import Statement
from kg.facts.time import Bounds
from kg.kept import key_of
from kg.namespaces import expand
from kg.resolve.curated import members_of, posts_of
from kg.resolve.material import DETAILS, PREDICATES
from kg.resolve.order import Order
from kg.resolve.presuppositions import of_announcement, of_event
from kg.resolve.states import AFTER, BEFORE, RANKS, Spell, State, day
from kg.resolve.taking import Rows
from kg.resolve.told import Source

_EVENT_STATEMENT = expand("cx:EventStatement")
AT_ONCE = 2000
"""So many rows are worth being taken."""


class Reader:
    """Takes in the statements of a corpus one by one; holds what the rules need of them until that is taken.

    What it comes to is plain bytes, from as many readers as there are processes.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._days: dict[str, int] = {}
        concepts = corpus.entities.concepts
        self._slugs = {iri: slug for scheme in ("polarity", "modality") for slug, iri in concepts[scheme].items()}
        self._before, self._after = _statuses(corpus)
        self._mentions = _mentions(corpus)
        self._grounds = _grounds(corpus)
        self._posts, self._members = posts_of(corpus), members_of(corpus)
        self._rows = Rows(self._posts, self._members)

    def __len__(self) -> int:
        """The number of rows that wait to be taken."""
        return len(self._rows)

    def depends(self) -> bytes:
        """A hash of all but the statements that what is taken depends on."""
        mentions = sorted(self._mentions.items())
        statuses = self._before, self._after
        return key_of(self._posts, self._members, self._slugs, *statuses, mentions, self._grounds)

    def add(self, statement: Statement) -> None:
        """Take in a statement."""
        if self._mentions:
            self._remember_mentions(statement)
        word = PREDICATES.get(statement.predicate)
        if word is None:
            if statement.retracts or statement.corrects:
                self._rows.tell(self._state(statement, ""))
            return
        state = self._state(statement, word)
        if word not in DETAILS:
            self._rows.tell(state)
            if word in {"before", "during"}:
                if state.polarity == "affirmed" and state.modality in RANKS:
                    self._order(statement, "during" if word == "during" else "before")
            elif statement.presupposes and word == "status":
                self._presuppose(of_announcement(state, [statement.presupposes]), statement)
            return
        self._rows.tell(state, tuple([_values(getattr(statement, name)) for name in DETAILS[word]]))
        if word == "event":
            self._left_behind(statement, state)

    def taken(self) -> bytes:
        """What all statements since the last time come to, to be read by `kg.resolve.told.taken`."""
        return self._rows.taken()

    def _state(self, statement: Statement, word: str) -> State:
        days = self._days
        for text in (*statement.time, statement.asserted_earliest, statement.asserted_latest):
            if text and text not in days:
                days[text] = day(text)
        spell = self._spell(statement.time)
        said = (days.get(statement.asserted_earliest, BEFORE), days.get(statement.asserted_latest, AFTER))
        return State(
            statement=statement.iri,
            document=statement.document,
            predicate=word,
            scope=statement.applies_to or statement.subject,
            objects=_values(statement.objects),
            polarity=self._slugs[statement.polarity],
            modality=self._slugs[statement.modality],
            spell=spell,
            said=said,
            speakers=_values(statement.speakers),
            users=_values(statement.users),
            retracts=(*statement.retracts, *statement.corrects),
            grounds=self._grounds.get(statement.time_decision, ()),
            said_grounds=self._grounds.get(statement.asserted_decision, ()),
            without_grounds=self._spell(statement.own_time),
        )

    def _spell(self, bounds: Bounds) -> Spell:
        days, (b, c, d, e) = self._days, bounds
        return Spell(days.get(b, BEFORE), days.get(c, AFTER), days.get(d, BEFORE), days.get(e, AFTER)).normal()

    def _order(self, statement: Statement, relation: str) -> None:
        for later in statement.objects:
            order = Order(statement.subject, later, statement.iri, "during" if relation == "during" else "before")
            self._rows.order(order)

    def _left_behind(self, statement: Statement, state: State) -> None:
        before = {status for type_ in statement.objects for status in self._before.get(type_, ())}
        after = {status for type_ in statement.objects for status in self._after.get(type_, ())}
        if before or after:
            self._presuppose(of_event(state, sorted(statement.theme), before, after), statement)

    def _presuppose(self, found: Iterator[State], statement: Statement) -> None:
        announced = statement.class_ != _EVENT_STATEMENT  # dated by when it was made, not by when the event was
        for state in found:
            source = Source(
                statement.publisher,
                statement.speakers,
                statement.attribution_iris,
                tuple(evidence.iri for evidence in statement.evidence),
                announced,
                statement.date_basis,
                statement.asserted_decision if announced else statement.time_decision,
                statement.file,
                statement.line,
            )
            self._rows.tell(state, source=source)

    def _remember_mentions(self, statement: Statement) -> None:
        if statement.subject_named:
            self._meant_by(statement.document, statement.subject_named, statement.subject)
        if len(statement.objects) == len(statement.object_named) == 1:
            self._meant_by(statement.document, statement.object_named[0], statement.objects[0])

    def _meant_by(self, document: str, mention: str, thing: str) -> None:
        for decision in self._mentions.get((document, mention), ()):
            self._rows.mean(decision, thing)


def _values(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """The values of a column, in an order that is of no account."""
    if isinstance(value, tuple):
        return tuple(sorted(value)) if len(value) > 1 else value
    return (value,) if value else ()


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
        iris.decision(part.base, part.id, id_): tuple(sorted({of[ground].iri for ground in decision.grounds}))
        for part in corpus.parts
        for id_, (decision, _) in part.decisions.items()
    }
