"""What statements presuppose: what is to reopen is not open, what has reopened was not and is now.

Each is a status of its own, said by who said the statement and resting on it: its modality is
presupposed, and it goes when the statement goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.resolve.states import ADMITTED, AFTER, BEFORE, Days, Spell, State

PRESUPPOSED = "#presupposed"
"""What is added to a statement's IRI to name what it presupposes."""


def of_announcement(told: State, statuses: Sequence[str]) -> Iterator[State]:
    """The statuses that a statement on a status presupposes, so on the day on which it was said."""
    for number, status in enumerate(statuses, 1):
        spell = _when_said(told.said)
        yield _presupposed(told, part_name("", number), told.scope, status, spell, told.said_grounds, Spell())


def of_event(told: State, places: Sequence[str], before: Iterable[str], after: Iterable[str]) -> Iterator[State]:
    """The statuses of `places` before and after an event of which `told` tells, if it is told as a fact."""
    if told.polarity != "affirmed" or told.modality not in ADMITTED:
        return
    for word, statuses in (("-before", before), ("-after", after)):
        pairs = [(place, status) for place in places for status in sorted(statuses)]
        for number, (place, status) in enumerate(pairs, 1):
            beside, fallback = _beside(told.spell, word), _beside(told.without_grounds, word)
            yield _presupposed(told, part_name(word, number), place, status, beside, told.grounds, fallback)


def source(statement: str) -> str:
    """The statement that presupposes what is named so; any other as it is.

    >>> source("s1#presupposed-after"), source("s1")
    ('s1', 's1')
    """
    return statement.partition(PRESUPPOSED)[0]


def of_change(state: State) -> bool:
    """Whether a state is what the telling of an event presupposes: so before it, or after."""
    return state.statement.partition(PRESUPPOSED)[2].startswith(("-before", "-after"))


def part_name(word: str, number: int) -> str:
    """What is added to a statement's IRI for one of several things that it presupposes, from 1."""
    return PRESUPPOSED + word + (f"-{number}" if number > 1 else "")


def _presupposed(
    told: State,
    name: str,
    scope: str,
    status: str,
    spell: Spell,
    grounds: tuple[str, ...],
    without_grounds: Spell,
) -> State:
    return State(
        statement=told.statement + name,
        document=told.document,
        predicate="status",
        scope=scope,
        objects=(status,),
        polarity="affirmed",
        modality="presupposed",
        spell=spell,
        said=told.said,
        speakers=told.speakers,
        grounds=grounds,
        said_grounds=told.said_grounds,
        without_grounds=without_grounds,
        rests_on=told.statement,
    )


def _when_said(said: Days) -> Spell:
    return Spell(begin_latest=said[1], end_earliest=said[0])


def _beside(event: Spell, word: str) -> Spell:
    """The spell of what an event begins, on its day, or of what it ends, on the day before."""
    if word == "-after":
        return Spell(begin_earliest=event.begin_earliest, begin_latest=event.end_latest).normal()
    first, last = max(event.begin_earliest - 1, BEFORE), event.end_latest
    return Spell(end_earliest=first, end_latest=last - 1 if last < AFTER else AFTER).normal()
