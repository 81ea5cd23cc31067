"""The sides of incidents: actors by UCDP's numbers, and alliances that UCDP names by their members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.importers.slugs import slug
from kg.importers.ucdp.incidents import Side

CIVILIANS = "1"
BETWEEN = ", "
"""Between the members of a side that are not one actor."""


@dataclass(slots=True)
class Actor:
    """An actor: its type and names, UCDP's number ("" where UCDP gives it none alone), its alliances."""

    type: str
    label: str
    number: str
    also: set[str] = field(default_factory=set)
    alliances: set[str] = field(default_factory=set)


class Actors:
    """The actors met; `shared` are those that another corpus has, by UCDP's number.

    Who the members of a side are is known when all sides have been taken in: a member has a number
    if it is a side by itself anywhere in the file.
    """

    def __init__(self, shared: Mapping[str, str]) -> None:
        self._shared = shared
        self._sides: dict[Side, None] = {}

    def add(self, side: Side) -> None:
        """Take in a side."""
        self._sides[side] = None

    def close(self) -> dict[str, Actor]:
        """The actors of this corpus, by id; no side may follow."""
        self._ids = {side.name: self._id(side) for side in reversed(self._sides) if BETWEEN not in side.name}
        found: dict[str, Actor] = {}
        for side in self._sides:
            members = self.members(side)
            if len(members) == 1:
                actor = found.setdefault(self._id(side), Actor(_type(side), side.name, side.number))
                if actor.label != side.name:
                    actor.also.add(side.name)
                continue
            found.setdefault(self._id(side), Actor("coalition", side.name, side.number))
            for member, name in zip(members, side.name.split(BETWEEN), strict=True):
                found.setdefault(member, Actor(_type(Side("", name)), name, "")).alliances.add(self._id(side))
        for side in self._sides:  # what an alliance named before its own row did
            if BETWEEN not in side.name:
                actor = found[self._id(side)]
                actor.type, actor.number = _type(side), side.number
        return {id_: actor for id_, actor in found.items() if id_ not in self._shared.values()}

    def members(self, side: Side) -> tuple[str, ...]:
        """The ids of the actors that a side is made of, when all were taken in."""
        if BETWEEN not in side.name:
            return (self._id(side),)
        return tuple(self._ids.get(name) or f"ucdp-actor-{slug(name)}" for name in side.name.split(BETWEEN))

    def _id(self, side: Side) -> str:
        return self._shared.get(side.number) or f"ucdp-actor-{side.number}"


def _type(side: Side) -> str:
    if side.number == CIVILIANS:
        return "agent"
    return "government" if side.name.startswith("Government of ") else "non-state-force"
