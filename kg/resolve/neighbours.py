"""What is said of different things and only seems to disagree: of the sides of a crossing, of a place and what
lies in it, of who holds a place and who is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy, Value, value
from kg.resolve.meetings import comparable, meeting, pairs, told

Group = tuple[str, Value]
"""A scope, and what is said of it."""


class Neighbours:
    """The places of a build and what is said of them.

    `posts` gives for a crossing its posts, `within` for a place those that it directly lies in, `states`
    for each scope its states of control, status and presence.
    """

    def __init__(
        self,
        posts: Mapping[str, Sequence[tuple[str, str]]],
        within: Mapping[str, Iterable[str]],
        states: Mapping[str, Sequence[Resolved]],
        hierarchy: Hierarchy,
    ) -> None:
        self._posts = {crossing: sorted(post for post, _ in sides) for crossing, sides in posts.items()}
        self._within = {place: sorted(wider) for place, wider in within.items()}
        self._states = states
        self._hierarchy = hierarchy
        self._around = cache(self._reached)

    def disagreements(self, place: str) -> Iterator[Disagreement]:
        """What only seems to disagree on a place and its posts, among them or with what they lie in."""
        posts = self._posts.get(place, [])
        here = self._said((place, *posts))
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
        around = self._around(place)
        if control := [member for member in held if member[0][1][0] == "control"]:
            wider = [member for member in self._said(around) if member[0][1][0] == "control"]
            if wider:
                apart = self._meeting([*control, *wider], lambda one, other: (one in around) != (other in around))
                yield from found("different-granularity", "control", apart)
        near = [*here, *self._said(self._within.get(place, ()))]
        if any(group[1][0] == "presence" for group, _ in near):
            scopes = {place, *posts}
            rivals = pairs((group for group, _ in near), lambda g, h: _presence(g, h, scopes))
            yield from found("presence-versus-control", "control", meeting(near, rivals, told))

    def _said(self, scopes: Iterable[str]) -> list[tuple[Group, Resolved]]:
        return [((scope, value(one.state)), one) for scope in scopes for one in self._states.get(scope, ())]

    def _meeting(self, members: Sequence[tuple[Group, Resolved]], scopes: Callable[[str, str], bool]) -> list[Resolved]:
        """Those said of one scope of which a rival is said of another; said of one they would exclude each other."""
        if len({group[0] for group, _ in members}) < 2:
            return []
        agree = self._hierarchy.values_compatible
        rivals = pairs((group for group, _ in members), lambda g, h: scopes(g[0], h[0]) and not agree(g[1], h[1]))
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


def _presence(one: Group, other: Group, scopes: set[str]) -> bool:
    """Whether one tells of who is there and the other of who holds it, of these scopes or around them."""
    (scope, (predicate, objects, polarity, _)), (other_scope, (other_predicate, others, other_polarity, _)) = one, other
    return (
        {predicate, other_predicate} == {"presence", "control"}
        and polarity == other_polarity == "affirmed"
        and objects != others
        and not scopes.isdisjoint({scope, other_scope})
    )
