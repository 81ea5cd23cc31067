"""What counts on a day of knowledge: said by then, not withdrawn, not retracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from msgspec import structs

from kg.resolve.order import Order
from kg.resolve.states import AFTER, State

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
        spell, said = state.without_grounds
        if state.grounds and all(map(self.gone, state.grounds)):
            state = structs.replace(state, spell=spell, grounds=())
        if state.said_grounds and all(map(self.gone, state.said_grounds)):
            state = structs.replace(state, said=said, said_grounds=())
        return state

    def known(self, states: Iterable[State]) -> Known:
        """The states that count, dates as they are without the documents that are gone."""
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
        retracted = _retracted(said)
        for statement in [name for name, state in said.items() if name in retracted or state.rests_on in retracted]:
            del said[statement]
            dropped[statement] = "withdrawn"
        sure = frozenset(statement for statement, state in said.items() if state.said[1] <= self.by)
        return Known(said, sure, dropped)

    def orders(self, orders: Iterable[Order], documents: Mapping[str, Collection[str]]) -> list[Order]:
        """The order facts that count; `documents` gives for the source of one those that it rests on."""
        return [order for order in orders if not any(map(self.gone, documents.get(order.source, ())))]


def _retracted(said: Mapping[str, State]) -> set[str]:
    """The statements that one takes back which is not taken back itself.

    Of those that take back one another in a circle, the one said last is not.
    """
    takers: defaultdict[str, set[str]] = defaultdict(set)
    for state in said.values():
        for other in state.retracts:
            if other in said and other != state.statement:
                takers[other].add(state.statement)
    open_ = sorted(
        {*takers, *(taker for of in takers.values() for taker in of)},
        key=lambda statement: (said[statement].said[0], statement),
        reverse=True,
    )
    retracted = set[str]()
    while open_:
        circling = (statement for statement in open_ if any(other in open_ for other in said[statement].retracts))
        free = next((statement for statement in open_ if takers[statement] <= retracted), None) or next(circling)
        now = {other for other in said[free].retracts if other in open_ and other != free}
        retracted |= now
        open_ = [statement for statement in open_ if statement != free and statement not in now]
    return retracted
