"""Where statements disagree, where they only seem to, and what several of them say.

What is known by now is in the derived graphs of a build; what was known by another day, or without a
document, is worked out from all statements anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import pyoxigraph as ox

from kg.namespaces import CONCEPTS, expand
from kg.query.claims import Claims
from kg.query.labels import Labels
from kg.query.names import Names
from kg.query.on_record import Reader, knowledge_of, record_around
from kg.query.sources import source_of
from kg.query.voices import Voices
from kg.query.whole_record import material_of
from kg.resolve.derive import Derivation
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import PREDICATES
from kg.resolve.order import Contradiction
from kg.resolve.origins import Corroboration
from kg.resolve.presuppositions import source
from kg.resolve.record import settle
from kg.resolve.states import AFTER, Days, State, day, iso

REASONS: dict[Reason, str] = {
    "incompatible-values": "these cannot all be true",
    "affirmed-and-denied": "what some say, others deny",
    "different-dates": "the days differ, and at most one can be right",
    "different-figures": "the figures differ, and at most one can be right",
    "different-details": "one event is told with other people or other places",
    "contradicted-order": "what is told of the order and of the days cannot all be true",
    "two-events": "these look like one event and are not",
    "presence-versus-control": "being there is not holding it",
    "different-side": "each tells of another side of the crossing",
    "different-granularity": "one tells of a part, the other of the whole",
    "different-reference-region": "each gives the direction within another region",
    "different-modality": "what is relayed, expected, wanted or presupposed is not told as a fact",
    "time-does-not-overlap": "each tells of another time",
    "time-may-not-overlap": "nobody says that they are of the same time",
    "same-wire": "they go back to one text, which a copy changed",
}
"""What each reason means, as it ends a sentence."""
_MORE_EXACTLY = "one says more exactly what the other says"  # of one place, what is granular is the value

_TOPICS = {
    "control": "who held it",
    "status": "whether it was open",
    "event": "",
    "quantity": "how many",
    "lies": "where it lies",
    "order": "what came first",
}
_WORDS = {iri: word for iri, word in PREDICATES.items() if word in _TOPICS} | {expand("cx:before"): "order"}


@dataclass(frozen=True)
class Conflicts:
    """Disagreements and corroborations, as known on a day.

    `states` has every statement that they name, what is presupposed too. `contradictions` are the
    order facts and bounds that cannot all be met.
    """

    store: ox.Store
    known_by: str
    subject: str
    voices: Voices
    disagreements: list[Disagreement]
    corroborations: list[Corroboration]
    contradictions: list[Contradiction]
    states: Mapping[str, State]

    @property
    def conflicts(self) -> list[Disagreement]:
        """What cannot all be true."""
        return [one for one in self.disagreements if one.conflict]

    @property
    def near_conflicts(self) -> list[Disagreement]:
        """What only seems to be a conflict."""
        return [one for one in self.disagreements if not one.conflict]

    def as_json(self) -> dict[str, Any]:
        """All of it as values of JSON, as scripts rely on it."""
        return {
            "conflicts": [self._disagreement_json(one) for one in self.conflicts],
            "near_conflicts": [self._disagreement_json(one) for one in self.near_conflicts],
            "corroborations": [
                {
                    "subject": one.subject,
                    "predicate": one.predicate,
                    "objects": one.objects,
                    **_days_json(one.days),
                    "origins": one.origins,
                    "statements": [self._statement_json(statement) for statement in one.statements],
                    "text": self.corroborated(one, "en"),
                }
                for one in self.corroborations
            ],
        }

    def _disagreement_json(self, one: Disagreement) -> dict[str, Any]:
        return {
            "subject": one.subject,
            "predicate": one.predicate,
            "reason": one.reason,
            **_days_json(one.days),
            "statements": [self._statement_json(statement) for statement in one.statements],
            "decisions": one.decisions,
            "text": self.sentence(one, "en"),
        }

    def _statement_json(self, statement: str) -> dict[str, Any]:
        state = self.states[statement]
        b, c, d, e = (text or None for text in state.spell.dates)
        told = source_of(self.store, source(statement)).as_json()
        return told | {
            "modality": f"{CONCEPTS}modality/{state.modality}",
            "polarity": f"{CONCEPTS}polarity/{state.polarity}",
            "begin": [b, c],
            "end": [d, e],
            "presupposed": bool(state.rests_on),
            "says": Claims(self.store, self.states, Labels(self.store)).words(statement),
            "self_interest": self.voices.of_itself(statement),
        }

    def sentence(self, one: Disagreement, lang: str) -> str:
        """A disagreement as a sentence that can be quoted, names in the language `lang`."""
        labels = Labels(self.store, lang)
        claims = Claims(self.store, self.states, labels)
        said: dict[str, dict[str, None]] = {}
        for statement in one.statements:
            words = claims.words(statement, one.subject)
            said.setdefault(words, {})[self.voices.chain(statement, labels)] = None
        told = "; ".join(f"{words}, according to {', '.join(chains)}" for words, chains in said.items())
        return f"{self.head(one, labels)}. {told[:1].upper()}{told[1:]}."

    def head(self, one: Disagreement, labels: Labels) -> str:
        """What a disagreement is about, and why it is one or none."""
        state = self.states.get(one.subject)
        subject = Claims(self.store, self.states, labels).thing(one.subject) if state else labels.label(one.subject)
        one_place = len({self.states[statement].scope for statement in one.statements}) == 1
        exactly = one.reason == "different-granularity" and one_place
        reason = _MORE_EXACTLY if exactly else REASONS[one.reason]
        return f"{_topic(subject, one)}: {reason}"

    def corroborated(self, one: Corroboration, lang: str) -> str:
        """What several statements say, as a sentence that can be quoted."""
        labels = Labels(self.store, lang)
        words = Claims(self.store, self.states, labels).words(min(one.statements, key=self._plainest), one.subject)
        documents = len({self.states[statement].document for statement in one.statements})
        origin = self.voices.one_origin(one.statements, labels) or (
            f"{documents} documents, {one.origins} independent origins"
        )
        return f"{_topic(labels.label(one.subject), one)}: {words} ({origin})."

    def _plainest(self, statement: str) -> tuple[bool, str]:
        return bool(self.states[statement].rests_on), statement

    def contradiction(self, one: Disagreement) -> Contradiction | None:
        """The order facts and bounds of a contradicted order."""
        return next((found for found in self.contradictions if min(found.nodes) == one.subject), None)


def conflicts(
    store: ox.Store, names: Names, name: str = "", known_by: str = "", without: Iterable[str] = ()
) -> Conflicts:
    """The disagreements and corroborations on a thing, by name, id or IRI; without one, all.

    They are on it, or have a statement on it, that names it, by it, or in it if it is a document. A crossing
    stands for its posts too.

    :raises QueryError: when a name or date is wrong.
    """
    subject = names.find(name, "thing").iri if name else ""
    gone = frozenset(names.find(document, "document").iri for document in without)
    knowledge = knowledge_of(store, known_by or None, gone)
    reader = Reader(store)
    scopes = {subject, *reader.subjects("cx:postOf", subject)} if subject else set[str]()
    if known_by or gone:
        return _worked_out(store, subject, scopes, knowledge, known_by)
    disagreements, corroborations = _derived(reader, scopes)
    named = {statement for one in disagreements for statement in one.statements}
    named |= {statement for one in corroborations for statement in one.statements}
    contradictions: list[Contradiction] = []
    for one in disagreements:
        if one.reason == "contradicted-order":
            record = record_around(store, one.subject, one.statements)
            contradictions += settle(
                record.states, record.hierarchy, record.orders, record.events, record.order_documents, knowledge
            ).contradictions
    states = {statement: knowledge.dated(reader.telling(statement)) for statement in named}
    voices = Voices(store, knowledge)
    return Conflicts(store, known_by, subject, voices, disagreements, corroborations, contradictions, states)


def _worked_out(store: ox.Store, subject: str, scopes: set[str], knowledge: Knowledge, known_by: str) -> Conflicts:
    """What is derived of a whole store on a day of knowledge, as far as it is of `scopes`."""
    derivation = Derivation(material_of(store), knowledge)
    disagreements, corroborations = derivation.accounts()
    for place in derivation.places():
        disagreements += place.disagreements
        corroborations += place.corroborations
    states = derivation.settled.known.states

    def of(one: Disagreement | Corroboration) -> bool:
        told = (states[statement] for statement in one.statements)
        return (
            not scopes
            or one.subject in scopes
            or any(not scopes.isdisjoint({by.scope, by.document, *by.objects, *by.speakers}) for by in told)
        )

    return Conflicts(
        store,
        known_by,
        subject,
        Voices(store, knowledge),
        sorted(filter(of, disagreements), key=_order),
        sorted(filter(of, corroborations), key=_order),
        list(derivation.settled.contradictions),
        states,
    )


def _derived(reader: Reader, scopes: set[str]) -> tuple[list[Disagreement], list[Corroboration]]:
    """What the derived graphs have on some scopes, or on everything."""
    classes = [expand(f"cx:{name}") for name in ("ConflictSet", "NearConflict", "Corroboration")]
    if scopes:
        found = {
            record
            for scope in scopes
            for about in ("cx:subject", "cx:appliesTo", "cx:object", "cx:speaker", "cx:document")
            for told in reader.subjects(about, scope)
            for record in (told, *reader.subjects("prov:wasDerivedFrom", told))
        }
    else:
        found = {record for class_ in classes for record in reader.subjects("rdf:type", class_)}
    disagreements, corroborations = [], []
    for record in sorted(found):
        node = reader.node(record)
        types = node.iris("rdf:type")
        first, last = node.text("cx:firstDay"), node.text("cx:lastDay")
        days = (day(first), day(last)) if first and last else None
        statements = tuple(node.iris("prov:wasDerivedFrom"))
        subject, predicate = node.text("cx:subject"), _WORDS.get(node.text("cx:predicate"), "")
        if classes[2] in types:
            objects, origins = tuple(node.iris("cx:object")), int(node.text("cx:independentOrigins"))
            corroborations.append(Corroboration(subject, predicate, objects, days, statements, origins))
        elif types and types[0] in classes:
            reason = node.text("cx:reason").rpartition("/")[2]
            (known,) = (code for code in get_args(Reason) if code == reason)
            decisions = tuple(node.iris("cx:restsOn"))
            disagreements.append(Disagreement(subject, predicate, known, days, statements, decisions))
    return sorted(disagreements, key=_order), sorted(corroborations, key=_order)


def _order(one: Disagreement | Corroboration) -> tuple[str, str, Days, tuple[str, ...]]:
    return one.subject, one.predicate, one.days or (AFTER, AFTER), one.statements


def _topic(subject: str, one: Disagreement | Corroboration) -> str:
    """What is told of a subject, and on which days; of an event, that it happened."""
    first, last = map(iso, one.days) if one.days else ("", "")
    when = f"on {first}" if first == last else f"from {first} to {last}"
    return ", ".join(filter(None, (subject, _TOPICS[one.predicate], when if first else "")))


def _days_json(days: Days | None) -> dict[str, str | None]:
    return {"from": iso(days[0]) if days else None, "to": iso(days[1]) if days else None}


def decisions_of(store: ox.Store, one: Disagreement) -> Iterator[str]:
    """The reasons that a curator gave for the decisions that a disagreement rests on."""
    reader = Reader(store)
    for decision in one.decisions:
        yield reader.node(decision).text("cx:rationale")
