"""Order facts tighten bounds: what is told to come before or during something else.

Interval constraint propagation to a fixpoint (Dechter, Meiri and Pearl, "Temporal constraint
networks", 1991): each fact is one or two inequalities between bounds, and bounds only ever move to
a bound that some node has, so it ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kg.resolve.components import components
from kg.resolve.states import AFTER, BEFORE, Spell


class Order(NamedTuple):
    """One thing told of as before, or during, another; `source` says by which statement or decision.

    `apart`: the two cannot both be so on one day, so the earlier ends when the later begins.
    """

    earlier: str
    later: str
    source: str
    relation: Literal["before", "during"] = "before"
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Order facts and bounds that no spells can meet; leave any one out, and some can.

    `bounds` names a node and one of its bounds, 0 to 3 in the order of `Spell`.
    """

    orders: tuple[Order, ...]
    bounds: tuple[tuple[str, int], ...]

    @property
    def nodes(self) -> frozenset[str]:
        """The things that it is about."""
        named = {node for order in self.orders for node in (order.earlier, order.later)}
        return frozenset(named | {node for node, _ in self.bounds})


@dataclass(slots=True)
class Ordered:
    """Tightened spells, and what could not be met."""

    spells: dict[str, Spell]
    contradictions: list[Contradiction] = field(default_factory=list)


def tighten(spells: Mapping[str, Spell], orders: Iterable[Order]) -> Ordered:
    """The spells as the order facts leave them.

    The order facts of a contradiction are left out, one contradiction after the other, until the rest
    can be met; which statements it names is for the caller to keep out of definite answers.
    """
    found = Ordered({node: spell.normal() for node, spell in spells.items()})
    empty = sorted(node for node, spell in found.spells.items() if spell.empty)
    found.contradictions += [_irreducible({node: spells[node]}, []) for node in empty]
    known = found.spells.keys() - empty
    left = sorted({order for order in orders if order.earlier in known and order.later in known})
    for component in _components(left):
        orders_here = component
        while True:
            nodes = {node for order in orders_here for node in (order.earlier, order.later)}
            start = {node: spells[node] for node in nodes}
            fixed = _fixpoint(start, orders_here)
            if fixed is not None:
                found.spells.update(fixed)
                break
            contradiction = _irreducible(start, orders_here)
            found.contradictions.append(contradiction)
            orders_here = [order for order in orders_here if order not in contradiction.orders]
    return found


def _components(orders: Sequence[Order]) -> list[list[Order]]:
    """Order facts that hang together."""
    of = components((order.earlier, order.later) for order in orders)
    groups: defaultdict[str, list[Order]] = defaultdict(list)
    for order in orders:
        groups[of[order.earlier]].append(order)
    return list(groups.values())


def _fixpoint(spells: Mapping[str, Spell], orders: Sequence[Order]) -> dict[str, Spell] | None:
    """The tightest spells that meet the order facts, or None where none do."""
    now = {node: spell.normal() for node, spell in spells.items()}
    if any(spell.empty for spell in now.values()):
        return None
    touching: defaultdict[str, list[Order]] = defaultdict(list)
    for order in orders:
        touching[order.earlier].append(order)
        touching[order.later].append(order)
    waiting = list(orders)
    while waiting:
        order = waiting.pop()
        for node, met in _met(order, now[order.earlier], now[order.later]):
            spell = met.both(now[node])  # an order fact may name one thing twice
            if spell.empty:
                return None
            if spell != now[node]:
                now[node] = spell
                waiting += touching[node]
    return now


def _met(order: Order, s: Spell, t: Spell) -> tuple[tuple[str, Spell], tuple[str, Spell]]:
    """The spells of both sides of an order fact, tightened by it alone."""
    if order.relation == "during":
        return (
            (order.earlier, Spell(max(s[0], t[0]), s[1], s[2], min(s[3], t[3])).normal()),
            (order.later, Spell(t[0], min(t[1], s[1]), max(t[2], s[2]), t[3]).normal()),
        )
    begin_latest, begin_earliest = min(s[1], t[1]), max(t[0], s[0])
    end_latest = s[3]
    if order.apart:
        end_latest, begin_earliest = min(end_latest, t[1]), max(begin_earliest, s[2])
    return (
        (order.earlier, Spell(s[0], begin_latest, s[2], end_latest).normal()),
        (order.later, Spell(begin_earliest, t[1], t[2], t[3]).normal()),
    )


def _irreducible(spells: Mapping[str, Spell], orders: Sequence[Order]) -> Contradiction:
    """A contradicting set of order facts and bounds of which nothing can be left out.

    One after the other is left out for good where the rest still contradict (a deletion filter:
    Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear programs", 1991).
    """
    kept = list(orders)
    for order in orders:
        fewer = [other for other in kept if other is not order]
        if _fixpoint(spells, fewer) is None:
            kept = fewer
    nodes = {node for order in kept for node in (order.earlier, order.later)}
    now = {node: spell for node, spell in spells.items() if node in nodes or not kept}
    bounds = []
    for node in sorted(now):
        for number in (1, 2, 0, 3):  # first those that may only follow from the other two
            open_ = BEFORE if number in {0, 2} else AFTER
            if now[node][number] == open_:
                continue
            values = list(now[node])
            values[number] = open_
            wider = now | {node: Spell(*values)}
            if _fixpoint(wider, kept) is None:
                now = wider
            else:
                bounds.append((node, number))
    return Contradiction(tuple(kept), tuple(sorted(bounds)))
