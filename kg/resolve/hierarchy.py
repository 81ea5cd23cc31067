"""Which values agree: an actor and those it is a force or member of, a status and a wider one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Protocol

EXCLUSIVE = frozenset({"control", "status"})


class Valued(Protocol):
    """What has a value: joint objects, affirmed or denied, perhaps for some users only."""

    @property
    def predicate(self) -> str:
        """The kind of state."""

    @property
    def objects(self) -> tuple[str, ...]:
        """The joint objects."""

    @property
    def polarity(self) -> str:
        """Affirmed or denied."""

    @property
    def users(self) -> tuple[str, ...]:
        """The classes of users that it is for, none for all."""


Value = tuple[str, tuple[str, ...], str, tuple[str, ...]]


class Hierarchy:
    """What stands above what: forces and members under actors, narrower under broader statuses.

    `above` maps a thing to those directly above it.
    """

    def __init__(self, above: Mapping[str, Iterable[str]]) -> None:
        self.above = {thing: tuple(higher) for thing, higher in above.items()}
        self.covering = cache(self._covering)
        self._values_agree = cache(self._agree)

    def _covering(self, thing: str) -> frozenset[str]:
        """A thing and everything above it."""
        found, waiting = {thing}, [thing]
        while waiting:
            for higher in self.above.get(waiting.pop(), ()):
                if higher not in found:
                    found.add(higher)
                    waiting.append(higher)
        return frozenset(found)

    def covers(self, wide: Iterable[str], narrow: Iterable[str]) -> bool:
        """Whether each of `narrow` is one of `wide` or below one of them."""
        above = set(wide)
        return all(self.covering(thing) & above for thing in narrow)

    def compatible(self, one: Valued, other: Valued) -> bool:
        """Whether two states on one scope may both be so on one day."""
        return self.values_compatible(value(one), value(other))

    def values_compatible(self, one: Value, other: Value) -> bool:
        """Whether two values of one scope may both be so on one day."""
        return self._values_agree(one, other) if one <= other else self._values_agree(other, one)

    def _agree(self, one: Value, other: Value) -> bool:
        if one[0] != other[0] or one[0] not in EXCLUSIVE:
            return True
        if one[3] and other[3] and not {*one[3]} & {*other[3]}:
            return True  # said of different users
        if one[2] == other[2] == "denied":
            return True
        if "undetermined" in {one[2], other[2]}:
            return True
        if one[2] == other[2]:
            return self.covers(one[1], other[1]) or self.covers(other[1], one[1])
        affirmed, denied = (one, other) if one[2] == "affirmed" else (other, one)
        return not self.covers(denied[1], affirmed[1])


def value(state: Valued) -> Value:
    """What a state says, without when and who."""
    return state.predicate, state.objects, state.polarity, state.users
