"""The answer to "who holds it" and "is it open": for a day or a span of days, side by side.

A crossing is answered for itself and for each of its posts. What is said at the top is the crossing's
own answer if there is one, else that of the only post that has one, else the posts' as candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from kg.resolve.cuts import merged
from kg.resolve.record import Resolution
from kg.resolve.states import BEFORE, RANKS, Days
from kg.resolve.verdicts import Stretch, Verdict, days_left, on_day

Certainty = Literal["throughout", "sometime", "possibly"]
_UNKNOWN_FIRST = ("only-denied", "withdrawn", "not-yet-said", "no-statement")


class Side(Struct, frozen=True):
    """The answer on one scope; `country` is that of a post.

    `certainty` tells for each value of a span of days whether it was so throughout, surely at some
    time, or possibly.
    """

    subject: str
    country: str
    verdict: Verdict
    certainty: tuple[tuple[tuple[str, ...], Certainty], ...] = ()


class Reply(Struct, frozen=True):
    """The answer on a place: of the scope `side`, with those of all its scopes in `sides`."""

    subject: str
    days: Days
    side: Side
    sides: tuple[Side, ...] = ()


def reply(resolution: Resolution, days: Days) -> Reply:
    """The answer for the days from the first to the last of `days`."""
    place = resolution.place
    own = _side(resolution, place.iri, "", days)
    sides = tuple(_side(resolution, post, country, days) for post, country in place.posts)
    answered = [side for side in sides if side.verdict.answer != "unknown"]
    if own.verdict.answer != "unknown" or not answered:
        return Reply(place.iri, days, own if not sides or own.verdict.answer != "unknown" else _none(own, sides), sides)
    if len(answered) == 1:
        return Reply(place.iri, days, answered[0], sides)
    verdicts = [side.verdict for side in answered]
    both = Verdict(
        "candidates",
        tuple(sorted({value for verdict in verdicts for value in verdict.values})),
        max((verdict.modality for verdict in verdicts), key=_weakness),
        for_=_all(verdict.for_ for verdict in verdicts),
        against=_all(verdict.against for verdict in verdicts),
        reason="different-side",
    )
    return Reply(place.iri, days, Side(place.iri, "", both), sides)


def _none(own: Side, sides: Sequence[Side]) -> Side:
    """Nothing is known of any scope: the most telling reason of all of them."""
    reasons = {own.verdict.reason, *(side.verdict.reason for side in sides)}
    reason = next(reason for reason in _UNKNOWN_FIRST if reason in reasons)
    against = _all([own.verdict.against, *(side.verdict.against for side in sides)])
    return Side(own.subject, "", Verdict("unknown", against=against, reason=reason))


def _side(resolution: Resolution, scope: str, country: str, days: Days) -> Side:
    found = resolution.stretches[scope]
    first, last = days
    if first == last:
        return Side(scope, country, _told(on_day(found, first), resolution, scope))
    during = [stretch for stretch in found if stretch.first <= last and stretch.last >= first]
    certainty = _certainties(resolution, scope, days, during)
    return Side(scope, country, _told(_over(during), resolution, scope), certainty)


def _told(verdict: Verdict, resolution: Resolution, scope: str) -> Verdict:
    """A verdict that nothing is known, with the reason that statements were left out, if they were."""
    if verdict.answer != "unknown" or verdict.reason != "no-statement":
        return verdict
    return Verdict("unknown", reason=resolution.nothing_told(scope))


def _over(during: Sequence[Stretch]) -> Verdict:
    """One answer for several stretches: theirs if it is one, else what may have been at some time.

    It is definite, or disputed, only where it is so on every day with the same values.
    """
    verdicts = [stretch.verdict for stretch in during]
    answers = {verdict.answer for verdict in verdicts}
    values = {verdict.values for verdict in verdicts}
    if answers == {"unknown"}:
        whole = next((verdict for verdict in verdicts if verdict.reason == "only-denied"), verdicts[0])
    elif len(answers) == len(values) == 1:
        whole = verdicts[0]
    else:
        whole = Verdict("candidates")
    known = [verdict for verdict in verdicts if verdict.answer != "unknown"]
    return Verdict(
        whole.answer,
        tuple(sorted({value for verdict in verdicts for value in verdict.values})),
        max((verdict.modality for verdict in known), key=_weakness, default=""),
        max((verdict.last_seen for verdict in verdicts), default=BEFORE) if whole.answer == "last-known" else BEFORE,
        _all(verdict.for_ for verdict in verdicts),
        _all(verdict.against for verdict in verdicts),
        tuple(sorted({pair for verdict in verdicts for pair in verdict.reasons}))
        if whole.answer == "candidates"
        else (),
        whole.reason,
    )


def _certainties(
    resolution: Resolution, scope: str, days: Days, during: Sequence[Stretch]
) -> tuple[tuple[tuple[str, ...], Certainty], ...]:
    """For each value whether it was so on all of the days, surely on one, or possibly on one."""
    first, last = days
    found: dict[tuple[str, ...], Certainty] = {
        value: "possibly" for stretch in during for value in stretch.verdict.values
    }
    definite: defaultdict[tuple[str, ...], list[Days]] = defaultdict(list)
    overruled = _overruled(during)
    for one in resolution.states[scope]:
        value, spell = one.state.objects, one.spell
        if value not in found or one.state.polarity != "affirmed" or not (one.sure and one.firm):
            continue
        lost = overruled.get(one.state.statement, ())
        if one.definite:
            definite[value] += days_left(one.definite, lost)
        if spell.begin_earliest >= first and spell.begin_latest <= last:
            begins = spell.begin_earliest, spell.begin_latest
            if any(days_left(begins, merged((*lost, *one.holes)))):
                found[value] = "sometime"
    for value, spans in definite.items():
        for begin, end in merged(spans):
            if begin <= first and last <= end:
                found[value] = "throughout"
            elif begin <= last and first <= end:
                found[value] = "sometime"
    return tuple(sorted(found.items()))


def _overruled(during: Iterable[Stretch]) -> dict[str, tuple[Days, ...]]:
    """For a statement the days on which a surer one that excludes it is the answer."""
    found: defaultdict[str, list[Days]] = defaultdict(list)
    for first, last, verdict in during:
        for statement in verdict.against if verdict.answer in {"definite", "disputed"} else ():
            found[statement].append((first, last))
    return {statement: merged(spans) for statement, spans in found.items()}


def _all(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({item for group in groups for item in group}))


def _weakness(modality: str) -> int:
    return RANKS.get(modality, -1)
