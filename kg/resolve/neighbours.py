"""What is said of different things and only seems to disagree: of the sides of a crossing, of a place and what
lies in it, of who holds a place and who is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy, Value, value
from kg.resolve.meetings import comparable, meeting, told

Group = tuple[str, Value]
"""A scope, and what is said of it."""


class Neighbours:
    """The places of a build: `posts` gives for a crossing its posts, `within` for a place those it directly lies in."""

    def __init__(
        self,
        posts: Mapping[str, Sequence[tuple[str, str]]],
        within: Mapping[str, Iterable[str]],
        hierarchy: Hierarchy,
    ) -> None:
        self._posts = {crossing: sorted(post for post, _ in sides) for crossing, sides in posts.items()}
        self._within = {place: sorted(wider) for place, wider in within.items()}
        self._hierarchy = hierarchy
        self.around = cache(self._reached)

    def disagreements(self, place: str, states: Mapping[str, Sequence[Resolved]]) -> Iterator[Disagreement]:
        """What only seems to disagree on a place and its posts, among them or with what they lie in.

        `states` gives for each of these its states of control, status and presence.
        """
        posts = self._posts.get(place, [])
        here = _said((place, *posts), states)
        held = [member for member in here if member[0][1][0] in EXCLUSIVE]

        def found(reason: Reason, predicate: str, members: Iterable[Resolved]) -> Iterator[Disagreement]:
            if statements := tuple(sorted({one.state.statement for one in members})):
                yield Disagreement(place, predicate, reason, None, statements)

        for predicate in sorted(EXCLUSIVE) if posts else ():
            of = [member for member in held if member[0][1][0] == predicate]
            sides = self._meeting(of, lambda one, other: place not in {one, other} and one != other)
            yield from found("different-side", predicate, sides)
            whole = self._meeting(of, lambda one, other: (one == place) != (other == place))
            yield from found("different-granularity", predicate, whole)
        around = self.around(place)
        if control := [member for member in held if member[0][1][0] == "control"]:
            wider = [member for member in _said(around, states) if member[0][1][0] == "control"]
            if wider:
                apart = self._meeting([*control, *wider], lambda one, other: (one in around) != (other in around))
                yield from found("different-granularity", "control", apart)
        near = [*here, *_said(self._within.get(place, ()), states)]
        present = list(dict.fromkeys(group for group, _ in near if _tells(group, "presence")))
        if present:
            scopes = {place, *posts}
            holding = list(dict.fromkeys(group for group, _ in near if _tells(group, "control")))
            rivals = {g: [h for h in holding if _others(g, h) and {g[0], h[0]} & scopes] for g in present}
            rivals |= {h: [g for g in present if h in rivals[g]] for h in holding}
            yield from found("presence-versus-control", "control", meeting(near, rivals, told))

    def _meeting(self, members: Sequence[tuple[Group, Resolved]], scopes: Callable[[str, str], bool]) -> list[Resolved]:
        """Those said of one scope of which a rival is said of another; said of one they would exclude each other."""
        if len({group[0] for group, _ in members}) < 2:
            return []
        groups = list(dict.fromkeys(group for group, _ in members))
        values = {said for _, said in groups}
        agree = self._hierarchy.values_compatible
        excluded = {said: {other for other in values if not agree(said, other)} for said in values}
        rivals = {g: [h for h in groups if h[1] in excluded[g[1]] and scopes(g[0], h[0])] for g in groups}
        return meeting(members, rivals, told, comparable)

    def _reached(self, place: str) -> tuple[str, ...]:
        """The places that a place lies in, near and far."""
        found, waiting = dict.fromkeys([place]), [place]
        while waiting:
            for wider in self._within.get(waiting.pop(), ()):
                if wider not in found:
                    found[wider] = None
                    waiting.append(wider)
        return tuple(sorted(found.keys() - {place}))


def _said(scopes: Iterable[str], states: Mapping[str, Sequence[Resolved]]) -> list[tuple[Group, Resolved]]:
    return [((scope, value(one.state)), one) for scope in scopes for one in states.get(scope, ())]


def _tells(group: Group, predicate: str) -> bool:
    return group[1][0] == predicate and group[1][2] == "affirmed"


def _others(one: Group, other: Group) -> bool:
    """Whether those who are there are not just those who hold it."""
    return one[1][1] != other[1][1]
