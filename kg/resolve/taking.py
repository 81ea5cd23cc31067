"""The rows of some statements, sorted by what they are about, as they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kg.resolve.order import Order
from kg.resolve.states import State
from kg.resolve.told import Source, Taken, Told, bucket, encoded


class Rows:
    """Takes in what is read from statements; holds it until it is taken.

    `posts` gives for a crossing its posts, `members` for a group of places those.
    """

    def __init__(self, posts: Mapping[str, Sequence[tuple[str, str]]], members: Mapping[str, Sequence[str]]) -> None:
        self._crossing_of = {post: crossing for crossing, sides in posts.items() for post, _ in sides}
        self._members = members
        self._told: list[Told] = []
        self._alike: list[Told] = []
        self._shared: list[Told] = []
        self._orders: list[Order] = []
        self._meant: dict[tuple[str, str], None] = {}

    def __len__(self) -> int:
        """The number of rows that wait to be taken."""
        return len(self._told)

    def tell(self, state: State, details: tuple[tuple[str, ...], ...] = (), source: Source | None = None) -> None:
        """Take in a state, with its qualifiers if it gives particulars, and its source if it is presupposed."""
        told = Told(self._crossing_of.get(state.scope, state.scope), state, False, details, source)
        self._told.append(told)
        if state.retracts or state.predicate in {"before", "during", "located-in"}:
            self._shared.append(told)
        if state.predicate == "lies" and state.scope in self._members:
            places = {self._crossing_of.get(member, member) for member in self._members[state.scope]}
            self._told += [Told(place, state, True, details) for place in sorted(places - {told.about})]
        elif state.predicate == "event" and state.polarity == "affirmed":
            agent, participant, theme, _, place = details
            self._alike += [
                Told(f"{who} {where}", state, True, details)
                for who in sorted({*agent, *participant})
                for where in sorted({*place, *theme})
            ]

    def order(self, order: Order) -> None:
        """Take in an order fact that a statement tells."""
        self._orders.append(order)

    def mean(self, decision: str, thing: str) -> None:
        """Take in that a mention in a curator's decision stands for a thing."""
        self._meant[decision, thing] = None

    def taken(self) -> bytes:
        """All since the last time, to be read by `kg.resolve.told.taken`."""
        meant = sorted(self._meant)
        taken = Taken(_in_buckets(self._told), _in_buckets(self._alike), self._shared, self._orders, meant)
        self._told, self._alike, self._shared, self._orders, self._meant = [], [], [], [], {}
        return encoded(taken)


def _in_buckets(told: list[Told]) -> dict[int, bytes]:
    """Rows by the bucket of what they are about, encoded."""
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for one in told:
        found[bucket(one.about)].append(one)
    return {number: encoded(ones) for number, ones in found.items()}
