"""What counts on a day of knowledge: said by then, not withdrawn, not retracted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from msgspec import structs

from kg.resolve.order import Order
from kg.resolve.states import AFTER, BEFORE, State

Dropped = Literal["not-yet-said", "withdrawn"]


class Known(NamedTuple):
    """The states that count, by statement, those of them that surely were said, and why others do not count."""

    states: Mapping[str, State]
    sure: frozenset[str]
    dropped: dict[str, Dropped]


class Knowledge(NamedTuple):
    """A day of knowledge (`AFTER` for all there is), and documents taken as never there.

    `withdrawn` gives for a document the day from which it is withdrawn.
    """

    by: int = AFTER
    without: frozenset[str] = frozenset()
    withdrawn: Mapping[str, int] = {}

    def gone(self, document: str) -> bool:
        """Whether a document does not count."""
        return document in self.without or self.withdrawn.get(document, AFTER + 1) <= self.by

    def dated(self, state: State) -> State:
        """A state with its dates as they are without the documents that are gone.

        The spell and when it was said may rest on two decisions, and each falls back with the grounds of its own.
        """
        if state.grounds and all(map(self.gone, state.grounds)):
            state = structs.replace(state, spell=state.without_grounds, grounds=())
        if state.said_grounds and all(map(self.gone, state.said_grounds)):
            state = structs.replace(state, said=(BEFORE, AFTER), said_grounds=())
        return state

    def known(self, states: Iterable[State], retracted: Collection[str] | None = None) -> Known:
        """The states that count, dates as they are without the documents that are gone.

        `retracted` are those taken back, where it was worked out already by `retracted`.
        """
        said, dropped = self._said(states)
        if retracted is None:
            retracted = _retracted(said)
        if retracted:
            for name in [one for one, state in said.items() if one in retracted or state.rests_on in retracted]:
                del said[name]
                dropped[name] = "withdrawn"
        sure = frozenset([statement for statement, state in said.items() if state.said[1] <= self.by])
        return Known(said, sure, dropped)

    def retracted(self, states: Iterable[State]) -> frozenset[str]:
        """The statements that are taken back, given those that take back any."""
        return frozenset(_retracted(self._said(states)[0]))

    def _said(self, states: Iterable[State]) -> tuple[dict[str, State], dict[str, Dropped]]:
        """The states that were said by then in documents that are there, and why others were not."""
        dropped: dict[str, Dropped] = {}
        said: dict[str, State] = {}
        for state in states:
            if state.document in self.without:
                continue
            if self.gone(state.document):
                dropped[state.statement] = "withdrawn"
                continue
            dated = self.dated(state)
            if dated.said[0] > self.by:
                dropped[state.statement] = "not-yet-said"
            else:
                said[state.statement] = dated
        return said, dropped

    def orders(self, orders: Iterable[Order], documents: Mapping[str, Collection[str]]) -> list[Order]:
        """The order facts that count; `documents` gives for the source of one those that it rests on."""
        return [order for order in orders if not any(map(self.gone, documents.get(order.source, ())))]


def _retracted(said: Mapping[str, State]) -> set[str]:
    """The statements that one takes back which is not taken back itself.

    Of those that take back one another in a circle, the one said last is not.
    """
    takes = {
        name: taken for name, state in said.items() if (taken := [other for other in state.retracts if other != name])
    }
    left = dict.fromkeys(takes, 0)  # how many take it back that are not taken back themselves
    for taken in takes.values():
        for other in {*taken} & left.keys():
            left[other] += 1
    last_first = sorted(takes, key=lambda statement: (said[statement].said[0], statement), reverse=True)
    free = [taker for taker in last_first if not left[taker]]
    open_, retracted, circling = set(takes), set[str](), iter(last_first)
    while open_:
        taker = free.pop() if free else next(one for one in circling if not open_.isdisjoint(takes[one]))
        if taker not in open_:
            continue
        open_.discard(taker)
        for other in takes[taker]:
            if other in retracted or (other in takes and other not in open_):
                continue
            retracted.add(other)
            open_.discard(other)
            for third in {*takes.get(other, ())} & left.keys():
                left[third] -= 1
                if not left[third]:
                    free.append(third)
    return retracted
