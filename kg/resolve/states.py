"""What a statement says of a state: who holds a place, whether it is open, who is there, and when.

Days are counted as `date.toordinal` does; a bound that is absent lies beyond every day.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

BEFORE = 0
AFTER = date.max.toordinal() + 1

# From the highest: a lower one never contradicts a higher. Others answer no plain question.
ADMITTED = ("asserted", "reported", "presupposed")
RANKS = {modality: rank for rank, modality in enumerate(ADMITTED)}

Days = tuple[int, int]
"""A span of days, first and last."""


class Spell(NamedTuple):
    """An unbroken spell of days, known by four bounds.

    >>> spell = Spell.of("", "2018-10-20", "2018-10-14", "")
    >>> spell.definite is None, spell.possible(day("2018-01-01"))
    (True, True)
    """

    begin_earliest: int = BEFORE
    begin_latest: int = AFTER
    end_earliest: int = BEFORE
    end_latest: int = AFTER

    @classmethod
    def of(cls, begin_earliest: str, begin_latest: str, end_earliest: str, end_latest: str) -> Spell:
        """The spell of four ISO dates, "" for absent.

        :raises ValueError: when a text is no date.
        """
        return cls(
            day(begin_earliest) if begin_earliest else BEFORE,
            day(begin_latest) if begin_latest else AFTER,
            day(end_earliest) if end_earliest else BEFORE,
            day(end_latest) if end_latest else AFTER,
        ).normal()

    def normal(self) -> Spell:
        """The same spell with what follows from its ending no earlier than it begins."""
        b, c, d, e = self
        return self if c <= e and d >= b else Spell(b, min(c, e), max(d, b), e)

    def both(self, other: Spell) -> Spell:
        """The spell that has the tighter of two spells' bounds."""
        begin = max(self[0], other[0]), min(self[1], other[1])
        return Spell(*begin, max(self[2], other[2]), min(self[3], other[3])).normal()

    @property
    def empty(self) -> bool:
        """Whether no spell has these bounds."""
        return self.begin_earliest > self.begin_latest or self.end_earliest > self.end_latest

    @property
    def definite(self) -> Days | None:
        """The days on which the state surely was, or None."""
        first, last = self.begin_latest, self.end_earliest
        return (first, last) if first <= last else None

    def possible(self, on: int) -> bool:
        """Whether the state may have been on a day."""
        return self.begin_earliest <= on <= self.end_latest

    @property
    def dates(self) -> tuple[str, str, str, str]:
        """The bounds as ISO dates, "" for absent."""
        return tuple(map(iso, self))  # type: ignore[return-value]  # four of four


class State(Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """A statement of a state, as far as answers need it.

    `scope` is the place that it is said of: the side where it applies to one. `objects` are held
    jointly. `said` are the first and last day on which it may have been said. `users` narrows a status
    to classes of users. `grounds` are the documents that a curator dated the spell by, and
    `without_grounds` is the spell without any of them; `said_grounds` are those that tell when it was
    said, which nothing tells without them. `rests_on` is the statement that presupposes it.
    """

    statement: str
    document: str
    predicate: str
    scope: str
    objects: tuple[str, ...]
    polarity: str
    modality: str
    spell: Spell
    said: Days
    speakers: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    retracts: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    said_grounds: tuple[str, ...] = ()
    without_grounds: Spell = Spell()
    rests_on: str = ""


def day(text: str) -> int:
    """The number of a day.

    :raises ValueError: when `text` is no ISO date.

    >>> iso(day("2018-10-15"))
    '2018-10-15'
    """
    return date.fromisoformat(text).toordinal()


def iso(number: int) -> str:
    """The ISO date of a day, "" where there is none."""
    return date.fromordinal(number).isoformat() if BEFORE < number < AFTER else ""
