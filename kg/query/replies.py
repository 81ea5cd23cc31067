"""The answer to "who holds it" and "is it open", as JSON, as a sentence, and with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any, Literal

import pyoxigraph as ox

from kg.query.days import days_of
from kg.query.labels import Labels
from kg.query.names import Found, Names
from kg.query.on_record import knowledge_of, record_of
from kg.query.shown import about
from kg.query.sources import Source, source_of, written
from kg.query.voices import Voices
from kg.resolve.answers import Reply, Side, reply
from kg.resolve.presuppositions import source
from kg.resolve.record import resolve
from kg.resolve.states import AFTER, BEFORE, State, iso
from kg.resolve.verdicts import Verdict

Predicate = Literal["control", "status"]

WHY_UNKNOWN = {
    "withdrawn": "what was said of it has been withdrawn",
    "not-yet-said": "nothing had been said of it by then",
    "no-statement": "no statement answers this",
}

_WHY = {
    "open-begin": "it is not known since when",
    "open-end": "it is not known until when",
    "within-bounds": "its days are known only roughly",
    "undated": "it is not dated",
    "perhaps-not-yet-said": "it may not have been said by then",
    "contradicted-order": "what is told of the order of events contradicts itself",
}
_CERTAINTY = {"throughout": "throughout", "sometime": "surely at some time", "possibly": "possibly"}


@dataclass(frozen=True)
class Replied:
    """An answer, and the question it is to: of a place, on the day or days `at`, as known by `known_by`.

    `counting` are the statements that count for it, as they do.
    """

    store: ox.Store
    predicate: Predicate
    asked: str
    at: str
    known_by: str
    found: Found
    reply: Reply
    voices: Voices
    counting: Mapping[str, State]

    def as_json(self) -> dict[str, Any]:
        """The answer as values of JSON, as scripts rely on it."""
        sides = [self._side_json(side) | {"country": side.country or None} for side in self.reply.sides]
        whole = self.reply.subject
        side = self.reply.side.subject
        return self._side_json(self.reply.side) | {
            "subject": whole,
            "side": side if side != whole else None,
            "sides": sides,
        }

    def _side_json(self, side: Side) -> dict[str, Any]:
        verdict = side.verdict
        codes = {code for _, code in verdict.reasons}
        return {
            "subject": side.subject,
            "at": self.at,
            "known_by": self.known_by or None,
            "answer": verdict.answer,
            "values": verdict.values,
            "users": [self._users(value, verdict) for value in verdict.values],
            "modality": verdict.modality or None,
            "age_days": self._age(verdict),
            "origins": self.voices.origins(verdict.for_) or None,
            "self_interest": [one for one in written(verdict.for_) if self.voices.of_itself(one)],
            "for": written(verdict.for_),
            "against": written(verdict.against),
            "reason": verdict.reason or (codes.pop() if len(codes) == 1 else None),
            "candidates": [{"statement": source(statement), "reason": reason} for statement, reason in verdict.reasons],
            "during": [{"values": value, "certainty": certainty} for value, certainty in side.certainty],
            "text": self.sentence(side),
        }

    def _age(self, verdict: Verdict) -> int | None:
        return self.reply.days[1] - verdict.last_seen if verdict.answer == "last-known" else None

    def sentence(self, side: Side, lang: str = "en") -> str:
        """The answer as a sentence that can be quoted, in English with names in the language `lang`."""
        labels = Labels(self.store, lang)
        verdict, place = side.verdict, labels.label(side.subject)
        when = f"on {self.at}" if self.reply.days[0] == self.reply.days[1] else f"in {self.at}"
        known = f", as known by {self.known_by}" if self.known_by else ""
        held = "was held by" if self.predicate == "control" else "was"
        values = " or ".join(self._value(value, verdict, labels) for value in verdict.values)
        sources = self._according(verdict.for_, labels)
        match verdict.answer:
            case "definite":
                hedge = " (this is presupposed)" if verdict.modality == "presupposed" else ""
                return f"{place} {held} {values}{hedge} {when}{known}, according to {sources}."
            case "disputed":
                but = self._but(verdict, labels)
                return f"{place}: disputed {when}{known}. It {held} {values}, according to {sources}{but}."
            case "last-known":
                age = self._age(verdict)
                seen = f"last known on {iso(verdict.last_seen)}, {age} day{'s' * (age != 1)} before"
                return f"{place} {held} {values}: {seen}{known}, according to {sources}."
            case "candidates" if verdict.reason == "different-side":
                return f"{place} {when}{known}, side by side: {'; '.join(self._sides(labels))}."
            case "candidates" if side.certainty:
                told = (f"{self._value(value, verdict, labels)} ({_CERTAINTY[how]})" for value, how in side.certainty)
                return f"{place} {when}{known}: {'; '.join(told)}."
            case "candidates":
                doubt = "whether" if len(verdict.values) == 1 else "which or whether"
                return f"{place} {held} {values} {when}{known}: it is not certain {doubt}."
        denied = f"; it is only denied, by {self._according(verdict.against, labels)}" if verdict.against else ""
        why = WHY_UNKNOWN.get(verdict.reason, WHY_UNKNOWN["no-statement"])
        return f"{place} {when}{known}: unknown; {why}{denied}."

    def _sides(self, labels: Labels) -> Iterator[str]:
        """What is answered of each post that has an answer."""
        for side in self.reply.sides:
            verdict = side.verdict
            if verdict.answer != "unknown":
                values = " or ".join(self._value(value, verdict, labels) for value in verdict.values)
                yield f"{labels.label(side.subject)}: {values} ({verdict.answer})"

    def _value(self, value: tuple[str, ...], verdict: Verdict, labels: Labels) -> str:
        users = " and ".join(map(labels.label, self._users(value, verdict)))
        return " and ".join(sorted(map(labels.label, value))) + (f" (for {users})" if users else "")

    def _users(self, value: tuple[str, ...], verdict: Verdict) -> list[str]:
        """The classes of users for whom statements give a value."""
        states = (self.counting[statement] for statement in verdict.for_)
        return sorted({user for state in states if state.objects == value for user in state.users})

    def _but(self, verdict: Verdict, labels: Labels) -> str:
        rivals = [statement for statement in verdict.against if statement not in verdict.for_]
        return f"; against it stands {self._according(rivals, labels)}" if rivals else ""

    def _according(self, statements: Sequence[str], labels: Labels) -> str:
        chains = ", ".join(dict.fromkeys(self.voices.chain(statement, labels) for statement in statements))
        origin = self.voices.one_origin(statements, labels)
        return f"{chains} ({origin})" if origin else chains

    def lines(self, lang: str = "en") -> Iterator[str]:
        """The answer for a person: sentence, sides, and under them the sources."""
        labels = Labels(self.store, lang)
        yield self.sentence(self.reply.side, lang)
        for side in self.reply.sides:
            if side.subject != self.reply.side.subject:
                yield f"  {self.sentence(side, lang)}"
        shown = [side.verdict for side in (self.reply.side, *self.reply.sides)]
        values: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)  # one may presuppose several statuses
        for verdict in shown:
            for name in verdict.for_:
                values[source(name)].add(self.counting[name].objects)
        reasons: defaultdict[str, set[str]] = defaultdict(set)
        for name, code in self.reply.side.verdict.reasons:
            reasons[source(name)].add(_WHY.get(code, ""))
        several = len({*chain.from_iterable(values.values())}) > 1
        for title, groups in (("For", [v.for_ for v in shown]), ("Against", [v.against for v in shown])):
            statements = written(statement for group in groups for statement in group)
            if statements:
                yield ""
                yield title
            for statement in statements:
                _, *more = about(self.told_by(statement), labels)
                candidates = values[statement] if several and title == "For" else set()
                value = " or ".join(sorted(" and ".join(sorted(map(labels.label, one))) for one in candidates))
                told = "; ".join(filter(None, (value, *sorted(reasons[statement]))))
                yield f"  {self.voices.chain(statement, labels)}" + (f": {told}" if told else "")
                yield from (f"    {line}" for line in more)

    def told_by(self, statement: str) -> Source:
        """The source of a statement, with the bounds that count: no decision's that has no ground left."""
        begin_earliest, begin_latest, end_earliest, end_latest = map(_date, self.counting[statement].spell)
        begin, end = (begin_earliest, begin_latest), (end_earliest, end_latest)
        return replace(source_of(self.store, statement), begin=begin, end=end)


def _date(number: int) -> date | None:
    return date.fromordinal(number) if BEFORE < number < AFTER else None


def answer(
    store: ox.Store,
    names: Names,
    predicate: Predicate,
    name: str,
    at: str,
    known_by: str = "",
    without: Iterable[str] = (),
) -> Replied:
    """The answer on a place, by name, id or IRI, for a day, month or year.

    `known_by` leaves out what was said after it, `without` the documents named.

    :raises QueryError: when a name or date is wrong.
    """
    found = names.find(name, "crossing")
    first, last = days_of(at, "--at")
    gone = frozenset(names.find(document, "document").iri for document in without)
    knowledge = knowledge_of(store, known_by or None, gone)
    record = record_of(store, found.iri)
    replied = reply(resolve(record, predicate, knowledge), (first, last))
    counting = knowledge.known(record.told).states
    return Replied(store, predicate, name, at, known_by, found, replied, Voices(store, knowledge), counting)
