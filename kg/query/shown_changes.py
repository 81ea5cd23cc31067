"""What changed from one view to another, in sentences that can be quoted, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox

from kg.query.causes import Cause
from kg.query.changes import Change, Changes, View
from kg.query.labels import Labels, short, span_text
from kg.query.replies import Predicate
from kg.query.sources import source_of
from kg.resolve.presuppositions import source
from kg.resolve.states import Spell, iso
from kg.resolve.verdicts import FIRST, LAST, Verdict

_WHY = {
    "document-absent": "its document is not {lacking}",
    "statement-absent": "not {lacking}",
    "not-yet-said": "not said {lacking}",
    "withdrawn": "withdrawn {lacking}",
    "retracted": "taken back {lacking}",
    "perhaps-not-yet-said": "perhaps not said by one of the two days",
    "other-dates": "its dates are others",
    "other-reading": "it is read otherwise",
}
_UNTOLD = "~ no statement is another, but what stands above an actor or a status"


def lines(changes: Changes, lang: str = "en") -> Iterator[str]:
    """What changed for a person: what it comes to, and place by place a sentence for each change.

    Under a sentence, `+` is what counts in the new view only, `-` in the old one only, `~` in both.
    """
    yield _summary(changes)
    if changes.strangers:
        yield "No place is in both: places are compared by their IRIs, and these may have different bases."
    old, new = _Words(changes.old, changes.new, "old", lang), _Words(changes.new, changes.old, "new", lang)
    every = sorted([*changes.answers, *changes.grounds], key=lambda change: (change.place, not change.of_answer))
    for place, found in groupby(every, key=lambda change: change.place):
        yield ""
        yield new.label(place)
        for change in found:
            if change.of_answer:
                yield f"  {_sentence(change, old, new)}"
                yield from (f"    {line}" for line in _because(change, old, new))
            else:
                yield f"  {_quietly(change, old, new)}"


def _summary(changes: Changes) -> str:
    answers, grounds, places = len(changes.answers), len(changes.grounds), len(changes.places)
    if not answers and not grounds:
        compared = f"{places} place{'s' * (places != 1)}"
        return f"Nothing changed: the answers on {compared} are the same on every day, and rest on the same."
    on = len({change.place for change in changes.answers})
    changed = f"{answers} answer{'s' * (answers != 1)} changed on {on} place{'s' * (on != 1)}"
    kept = f"; {grounds}{' more' * (answers > 0)} {'is' if grounds == 1 else 'are'} the same on other grounds"
    return f"{changed if answers else 'No answer changed'}{kept if grounds else ''}."


class _Words:
    """One of two views in words; what it has no label of has that of the other."""

    def __init__(self, view: View, other: View, name: str, lang: str) -> None:
        by = view.known_by
        self.says, self.at = (
            (f"as known by {by}", f"by {by}") if by else (f"by the {name} build", f"in the {name} build")
        )
        self._store = view.store
        self._labels, self._others = Labels(view.store, lang), Labels(other.store, lang)

    def label(self, iri: str) -> str:
        """What a thing is called."""
        known = next(self._store.quads_for_pattern(ox.NamedNode(iri), None, None), None)
        return (self._labels if known else self._others).label(iri)

    def who(self, iri: str) -> str:
        """Who says a statement; what else it is, if it is none."""
        return self._labels.chain(source_of(self._store, iri)) or self.label(iri)

    def clause(self, predicate: Predicate, verdict: Verdict) -> str:
        """What a place was, as known in this view: the sentence without its subject."""
        held = "held by " if predicate == "control" else ""
        values = held + " or ".join(" and ".join(sorted(map(self.label, value))) for value in verdict.values)
        sources = ", ".join(dict.fromkeys(self.who(statement) for statement in map(source, verdict.for_)))
        match verdict.answer:
            case "definite":
                presupposed = " (this is presupposed)" if verdict.modality == "presupposed" else ""
                return f"was {values}{presupposed}, according to {sources}"
            case "disputed":
                return f"was {values}, according to {sources}, which is disputed"
            case "last-known":
                return f"was {values}, last known on {iso(verdict.last_seen)}, according to {sources}"
            case "candidates":
                return f"may have been {values}"
        return f"had no known {'holder' if predicate == 'control' else 'status'}"


def _sentence(change: Change, old: _Words, new: _Words) -> str:
    was, now = old.clause(change.predicate, change.old), new.clause(change.predicate, change.new)
    return f"{_when(change)}, {old.says}, {new.label(change.subject)} {was}; {new.says}, it {now}."


def _quietly(change: Change, old: _Words, new: _Words) -> str:
    aged = change.old.last_seen != change.new.last_seen
    then = f", {old.says} last known on {iso(change.old.last_seen)}" if aged else ""
    grounds = ", ".join(f"{_mark(cause)} {short(cause.iri)}" for cause in change.because)
    now = new.clause(change.predicate, change.new)
    return (
        f"({_when(change)}, {new.label(change.subject)} {now}: the same{then}, on other grounds: {grounds or _UNTOLD})"
    )


def _when(change: Change) -> str:
    first, last = iso(change.first), iso(change.last)
    if change.first == FIRST:
        return "On all days" if change.last == LAST else f"Until {last}"
    if change.last == LAST:
        return f"From {first} on"
    return f"On {first}" if first == last else f"From {first} to {last}"


def _because(change: Change, old: _Words, new: _Words) -> Iterator[str]:
    for cause in change.because:
        having, lacking = (new, old) if cause.in_new else (old, new)
        why = _WHY[cause.reason].format(lacking=lacking.at)
        if cause.spells:
            why += ": " + ", and not ".join(span_text(*_ends(spell)) or "none" for spell in reversed(cause.spells))
        said = ", ".join(dict.fromkeys((having.who(cause.iri), short(cause.iri))))
        yield f"{_mark(cause)} {said}: {why}"
    if not change.because:
        yield _UNTOLD


def _mark(cause: Cause) -> str:
    return "~" if cause.in_old and cause.in_new else "+" if cause.in_new else "-"


def _ends(spell: Spell) -> tuple[tuple[str, str], tuple[str, str]]:
    b, c, d, e = spell.dates
    return (b, c), (d, e)
