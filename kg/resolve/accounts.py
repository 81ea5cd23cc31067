"""Disagreements of accounts: of one event, of one quantity, of where a thing lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from kg.namespaces import CONCEPTS
from kg.resolve.components import components
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.material import Account, Identity
from kg.resolve.states import AFTER, BEFORE, Days, Spell

NEAR = 7
"""Events told of as at most so many days apart are compared; those further apart nobody takes for one."""

_WHO_AND_WHERE = ("agent", "participant", "theme", "counterpart", "place")
_AT_LEAST, _AT_MOST = (f"{CONCEPTS}approximation/{slug}" for slug in ("at-least", "at-most"))
_ROUGH = frozenset(f"{CONCEPTS}approximation/{slug}" for slug in ("about", "order-of-magnitude"))


def of_events(
    accounts: Sequence[Account], spells: Mapping[str, Spell], identities: Sequence[Identity], hierarchy: Hierarchy
) -> Iterator[Disagreement]:
    """Where tellings of one event differ, and events that look like one and are two.

    Events are one where a curator says so; `spells` gives for a statement when it has its event.
    """
    told_of: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        told_of[account.state.scope].append(account)
    one = decided(identities, "positive", told_of)
    root = components(one)
    tellings: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        tellings[root.get(account.state.scope, account.state.scope)].append(account)
    for event in sorted(tellings):
        found: defaultdict[Reason, set[str]] = defaultdict(set)
        for pair in combinations(tellings[event], 2):
            if reason := _disagreeing(*pair, spells, hierarchy):
                found[reason] |= {account.state.statement for account in pair}
        by = {decision for pair, decision in one.items() if root[pair[0]] == event}
        for reason, statements in sorted(found.items()):
            yield _set(event, "event", reason, statements, by)
    yield from _of_two_events(accounts, told_of, spells, identities, root, hierarchy)


def _of_two_events(
    accounts: Sequence[Account],
    told_of: Mapping[str, Sequence[Account]],
    spells: Mapping[str, Spell],
    identities: Sequence[Identity],
    root: Mapping[str, str],
    hierarchy: Hierarchy,
) -> Iterator[Disagreement]:
    two = decided(identities, "negative", told_of)
    pairs = {*two, *alike(accounts, spells, hierarchy)}
    together = components(pair for pair in pairs if root.get(pair[0], pair[0]) != root.get(pair[1], pair[1]))
    events: defaultdict[str, set[str]] = defaultdict(set)
    for event, first in together.items():
        events[first].add(event)
    for first in sorted(events):
        statements = {told.state.statement for event in events[first] for told in told_of[event]}
        by = {decision for pair, decision in two.items() if pair[0] in events[first]}
        yield _set(first, "event", "two-events", statements, by)


def _set(
    subject: str, predicate: str, reason: Reason, statements: Iterable[str], decisions: Iterable[str] = ()
) -> Disagreement:
    return Disagreement(subject, predicate, reason, None, tuple(sorted(statements)), tuple(sorted(decisions)))


def decided(identities: Iterable[Identity], outcome: str, events: Container[str]) -> dict[tuple[str, str], str]:
    """The pairs of events that a curator decided on in this way, with the decision, of several the first by IRI."""
    return {
        pair: identity.decision
        for identity in sorted(identities, key=lambda identity: identity.decision, reverse=True)
        if identity.outcome == outcome
        for pair in combinations([thing for thing in identity.things if thing in events], 2)
    }


def _disagreeing(one: Account, other: Account, spells: Mapping[str, Spell], hierarchy: Hierarchy) -> Reason | None:
    """Why two tellings of one event disagree; what is planned or claimed does not contradict what was."""
    reason = _differing(one, other, spells, hierarchy)
    return "different-modality" if reason and one.state.modality != other.state.modality else reason


def _differing(one: Account, other: Account, spells: Mapping[str, Spell], hierarchy: Hierarchy) -> Reason | None:
    """In what two tellings of one event differ; nothing where one only says more."""
    polarities = {one.state.polarity, other.state.polarity}
    if polarities == {"affirmed", "denied"}:
        return "affirmed-and-denied"
    if polarities != {"affirmed"}:
        return None
    if _apart(spells[one.state.statement], spells[other.state.statement]):
        return "different-dates"
    for name in _WHO_AND_WHERE:
        these, those = one.details[name], other.details[name]
        if these and those and not hierarchy.covers(these, those) and not hierarchy.covers(those, these):
            return "different-details"
    return None


def _apart(one: Spell, other: Spell) -> bool:
    """Whether two spells share no day and one of them had ended when the other began."""
    return one.end_latest < other.begin_earliest or other.end_latest < one.begin_earliest


def alike(accounts: Iterable[Account], spells: Mapping[str, Spell], hierarchy: Hierarchy) -> Iterator[tuple[str, str]]:
    """Events of different documents and one sort that share who and where, on days that are near and not the same."""
    by_who_and_where: defaultdict[tuple[str, str], list[tuple[Spell, Account]]] = defaultdict(list)
    for account in accounts:
        spell = spells[account.state.statement]
        if account.state.polarity != "affirmed" or spell.begin_earliest == BEFORE or spell.end_latest == AFTER:
            continue
        details = account.details
        for who in {*details["agent"], *details["participant"]}:
            for where in {*details["place"], *details["theme"]}:
                by_who_and_where[who, where].append((spell, account))
    for members in by_who_and_where.values():
        if len({account.state.document for _, account in members}) < 2:
            continue
        members.sort(key=lambda member: member[0])
        for number, (spell, one) in enumerate(members):
            for later, other in members[number + 1 :]:
                if later.begin_earliest > spell.end_latest + NEAR:
                    break
                if one.state.document == other.state.document or not _apart(spell, later):
                    continue
                if _sorts(one, hierarchy) & _sorts(other, hierarchy) and one.state.scope != other.state.scope:
                    first, second = sorted((one.state.scope, other.state.scope))
                    yield first, second


def _sorts(account: Account, hierarchy: Hierarchy) -> frozenset[str]:
    return frozenset[str]().union(*map(hierarchy.covering, account.state.objects))


class _Figure(NamedTuple):
    """What is compared of a figure: the numbers that it allows, and how and of when it is said."""

    lowest: Decimal
    highest: Decimal
    modality: str
    definite: Days | None
    rough: bool


def of_quantities(accounts: Iterable[Account], spells: Mapping[str, Spell]) -> Iterator[Disagreement]:
    """Where figures for one quantity cannot both be right."""
    of_what = ("quantity_kind", "unit", "of_whole", "agent", "theme")
    # Statements that give one figure are compared with others once.
    measured: defaultdict[tuple[str, ...], defaultdict[_Figure, set[str]]] = defaultdict(lambda: defaultdict(set))
    for account in accounts:
        if account.state.polarity == "affirmed" and (allowed := _range(account)):
            details, state = account.details, account.state
            quantity = (state.scope, *(value for name in of_what for value in ("", *details[name])))
            rough = not _ROUGH.isdisjoint(details["approximation"])
            figure = _Figure(*allowed, state.modality, spells[state.statement].definite, rough)
            measured[quantity][figure].add(state.statement)
    found: defaultdict[tuple[str, Reason], set[str]] = defaultdict(set)
    for (subject, *_), figures in measured.items():
        for one, other in combinations(figures, 2):
            if reason := _figures(one, other):
                found[subject, reason] |= figures[one] | figures[other]
    for (subject, reason), statements in sorted(found.items()):
        yield _set(subject, "quantity", reason, statements)


def _range(account: Account) -> tuple[Decimal, Decimal] | None:
    """The figures that a statement allows, or None where it gives none."""
    details = account.details
    amount, lower, upper = (details[name] for name in ("amount", "lower", "upper"))
    if amount:
        lower = () if _AT_MOST in details["approximation"] else amount
        upper = () if _AT_LEAST in details["approximation"] else amount
    if lower or upper:
        return Decimal(lower[0] if lower else "-Infinity"), Decimal(upper[0] if upper else "Infinity")
    return None


def _figures(one: _Figure, other: _Figure) -> Reason | None:
    if one.highest >= other.lowest and other.highest >= one.lowest:
        return None
    if one.modality != other.modality:
        return "different-modality"
    if not (one.definite and other.definite):
        return "time-may-not-overlap"
    if max(one.definite[0], other.definite[0]) > min(one.definite[1], other.definite[1]):
        return "time-does-not-overlap"
    return "different-granularity" if one.rough or other.rough else "different-figures"


def of_whereabouts(
    accounts: Iterable[Account], members: Mapping[str, Sequence[str]], hierarchy: Hierarchy
) -> Iterator[Disagreement]:
    """Where directions differ; `members` gives for a group of places those of which it is told too."""
    told: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        if account.state.polarity == "affirmed" and account.details["direction"]:
            for place in (account.state.scope, *members.get(account.state.scope, ())):
                told[place].append(account)
    for place in sorted(told):
        found: defaultdict[Reason, set[str]] = defaultdict(set)
        for one, other in combinations(told[place], 2):
            if one.state.scope == other.state.scope != place:
                continue  # found where they are told of
            if reason := _directions(one, other, hierarchy):
                found[reason] |= {one.state.statement, other.state.statement}
        for reason, statements in sorted(found.items()):
            yield _set(place, "lies", reason, statements)


def _directions(one: Account, other: Account, hierarchy: Hierarchy) -> Reason | None:
    """Why two directions of one place differ, the far east from the east only in how finely it is told."""
    if one.details["direction_from"] != other.details["direction_from"]:
        return None  # north of one thing may be south of another
    these, those = one.details["direction"], other.details["direction"]
    if these == those:
        return None
    if one.state.objects != other.state.objects:
        return "different-reference-region"
    finer = hierarchy.covers(these, those) or hierarchy.covers(those, these)
    return "different-granularity" if finer else "incompatible-values"
