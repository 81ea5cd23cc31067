"""Disagreements for a person: sentences that can be quoted, each statement with its source under them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.query.claims import Claims
from kg.query.conflicts import Conflicts, decisions_of
from kg.query.labels import Labels, short, span_text
from kg.query.sources import source_of
from kg.resolve.disagreements import Disagreement
from kg.resolve.order import Contradiction
from kg.resolve.origins import Corroboration
from kg.resolve.presuppositions import source
from kg.resolve.states import State, iso

_BOUNDS = ("did not begin before", "had begun by", "had not ended before", "had ended by")


def lines(found: Conflicts, lang: str = "en") -> Iterator[str]:
    """What was found for a person: what it comes to, conflicts, what only seems so, what several say."""
    labels = Labels(found.store, lang)
    claims = Claims(found.store, found.states, labels)
    yield _summary(found, labels)
    if found.conflicts:
        yield from ("", "Conflicts")
    for conflict in found.conflicts:
        yield f"  {found.head(conflict, labels)}."
        for statement in conflict.statements:
            yield f"    {found.voices.chain(statement, labels)}: {claims.words(statement, conflict.subject)}"
            yield from (f"      {line}" for line in _source(found, statement))
        yield from (f"    {line}" for line in _grounds(found, conflict, claims))
    if found.near_conflicts:
        yield from ("", "Near-conflicts, which only seem to be conflicts")
    for near in found.near_conflicts:
        yield f"  {found.head(near, labels)}."
        yield from (f"    {line}" for line in _short(found, near, claims, labels))
        yield from (f"    {line}" for line in _grounds(found, near, claims))
    if found.corroborations:
        yield from ("", "Said by several documents")
    for one in found.corroborations:
        yield f"  {found.corroborated(one, lang)}"
        yield from (f"    {line}" for line in _corroborating(found, one, labels))


def _summary(found: Conflicts, labels: Labels) -> str:
    on = f" on {labels.label(found.subject)}" if found.subject else ""
    known = f", as known by {found.known_by}" if found.known_by else ""
    if not found.disagreements and not found.corroborations:
        return f"No statements{on} disagree, seem to, or say the same{known}."
    conflicts, near, agreeing = (
        f"{len(of) or 'no'} {noun}{'s' * (len(of) != 1)}"
        for of, noun in (
            (found.conflicts, "conflict"),
            (found.near_conflicts, "near-conflict"),
            (found.corroborations, "corroboration"),
        )
    )
    return f"{conflicts.capitalize()}, {near} and {agreeing}{on}{known}."


def _source(found: Conflicts, statement: str) -> Iterator[str]:
    """The id, modality and passages of a statement, and the days between which it was so."""
    state = found.states[statement]
    anchors = "; ".join(map(str, filter(str, source_of(found.store, source(statement)).passages)))
    yield f"{short(source(statement))}, {state.modality}" + (f", at {anchors}" if anchors else "")
    b, c, d, e = state.spell.dates
    if span := span_text((b, c), (d, e)):
        yield span


def _short(found: Conflicts, near: Disagreement, claims: Claims, labels: Labels) -> Iterator[str]:
    """A line for each thing that is said, with all who say it; with its days, where these are the reason."""
    said: dict[str, list[str]] = {}
    for statement in near.statements:
        days = _days(found.states[statement]) if near.reason.startswith("time-") else ""
        where = ", ".join(filter(None, (short(source(statement)), days)))
        who = f"{found.voices.chain(statement, labels)} ({where})"
        said.setdefault(claims.words(statement, near.subject), []).append(who)
    for words, sources in said.items():
        yield f"{words}: {', '.join(sources)}"


def _days(state: State) -> str:
    """The days on which a state surely was, or between which it was."""
    if definite := state.spell.definite:
        first, last = map(iso, definite)
        return first if first == last else f"{first} to {last}"
    b, c, d, e = state.spell.dates
    return span_text((b, c), (d, e))


def _corroborating(found: Conflicts, one: Corroboration, labels: Labels) -> Iterator[str]:
    """A line for each who says it."""
    said: dict[str, list[str]] = {}
    for statement in dict.fromkeys(map(source, one.statements)):
        said.setdefault(found.voices.chain(statement, labels), []).append(short(statement))
    for who, statements in said.items():
        yield f"{who} ({', '.join(statements)})"


def _grounds(found: Conflicts, one: Disagreement, claims: Claims) -> Iterator[str]:
    """The curator's reasons that a disagreement rests on, and which order and bounds cannot be met."""
    yield from (f"as decided: {reason}" for reason in decisions_of(found.store, one))
    if contradiction := found.contradiction(one):
        yield "These cannot all be so; without any one of them, the others can:"
        yield from (f"- {line}" for line in _irreducible(contradiction, found, claims))


def _irreducible(contradiction: Contradiction, found: Conflicts, claims: Claims) -> Iterator[str]:
    for order in contradiction.orders:
        relation = "is within the time of" if order.relation == "during" else "begins no later than"
        ends = ", and ends before that begins" if order.apart else ""
        yield f"{claims.thing(order.earlier)} {relation} {claims.thing(order.later)}{ends} ({short(order.source)})"
    for node, bound in contradiction.bounds:
        told = [state.spell[bound] for state in found.states.values() if _tells_of(state, node)]
        tightest = max(told) if bound in {0, 2} else min(told)
        yield f"{claims.thing(node)} {_BOUNDS[bound]} {iso(tightest)}"


def _tells_of(state: State, node: str) -> bool:
    """Whether a statement bounds a node of the order of things: itself, or the event that it tells of."""
    return state.statement == node or (state.predicate == "event" and state.scope == node)
