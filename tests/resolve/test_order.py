"""Order facts tighten bounds, and those that cannot all be met are told with no word too many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.resolve.order import Contradiction, Order, tighten
from kg.resolve.states import AFTER, BEFORE, Spell, day

OPEN = (BEFORE, AFTER, BEFORE, AFTER)
WAR = Spell.of("2011-01-01", "2018-10-15", "", "")
IN_2014 = Spell.of("2014-01-01", "2014-12-31", "", "")


# --- examples ---


def test_takeovers_told_in_a_row_are_bounded_by_the_only_dated_one() -> None:
    """Albu Kamal: rebels, then a former affiliate, then in 2014 the Islamic State."""
    spells = {"rebels": WAR, "affiliate": WAR, "is": IN_2014}
    orders = [Order("rebels", "affiliate", "s027", apart=True), Order("affiliate", "is", "decided", apart=True)]
    found = tighten(spells, orders)
    assert not found.contradictions
    assert {name: spell.dates for name, spell in found.spells.items()} == {
        "rebels": ("2011-01-01", "2014-12-31", "2011-01-01", "2014-12-31"),
        "affiliate": ("2011-01-01", "2014-12-31", "2011-01-01", "2014-12-31"),
        "is": ("2014-01-01", "2014-12-31", "2014-01-01", ""),
    }


def test_what_may_be_so_together_only_begins_in_order() -> None:
    spells = {"s": Spell.of("2013-01-01", "", "2015-01-01", ""), "t": Spell.of("", "2016-01-01", "", "")}
    together = tighten(spells, [Order("s", "t", "o")]).spells
    assert together["s"].dates == ("2013-01-01", "2016-01-01", "2015-01-01", "")
    assert together["t"].dates == ("2013-01-01", "2016-01-01", "2013-01-01", "")
    apart = tighten(spells, [Order("s", "t", "o", apart=True)]).spells
    assert apart["s"].dates == ("2013-01-01", "2016-01-01", "2015-01-01", "2016-01-01")
    assert apart["t"].dates == ("2015-01-01", "2016-01-01", "2015-01-01", "")


def test_during_holds_one_spell_within_another() -> None:
    spells = {"raid": Spell.of("", "2014-06-01", "2014-06-05", ""), "war": Spell.of("2011-01-01", "", "", "2018-10-15")}
    found = tighten(spells, [Order("raid", "war", "o", "during")]).spells
    assert found["raid"].dates == ("2011-01-01", "2014-06-01", "2014-06-05", "2018-10-15")
    assert found["war"].dates == ("2011-01-01", "2014-06-01", "2014-06-05", "2018-10-15")


def test_order_facts_about_what_is_not_on_record_bind_nothing() -> None:
    spells = {"s": IN_2014}
    assert tighten(spells, [Order("s", "gone", "o"), Order("gone", "s", "p")]).spells == spells


def test_an_order_that_cannot_be_is_told_with_the_two_bounds_that_forbid_it() -> None:
    spells = {"s": Spell.of("2015-01-01", "2015-12-31", "", ""), "t": IN_2014, "u": IN_2014}
    wrong, harmless = Order("s", "t", "wrong", apart=True), Order("t", "u", "harmless")
    found = tighten(spells, [harmless, wrong])
    assert found.contradictions == [Contradiction((wrong,), (("s", 0), ("t", 1)))]
    assert found.contradictions[0].nodes == {"s", "t"}
    assert found.spells == spells


def test_a_circle_of_order_facts_is_no_contradiction_until_something_must_end_in_it() -> None:
    circle = [Order("s", "t", "o"), Order("t", "u", "p"), Order("u", "s", "q")]
    spells = {"s": IN_2014, "t": Spell(), "u": Spell()}
    found = tighten(spells, circle)
    assert not found.contradictions
    assert {spell[:2] for spell in found.spells.values()} == {IN_2014[:2]}
    lasting = spells | {"s": Spell.of("", "2014-01-01", "2014-01-02", "")}
    (contradiction,) = tighten(lasting, [order._replace(apart=True) for order in circle]).contradictions
    assert len(contradiction.orders) == 3
    assert contradiction.bounds == (("s", 1), ("s", 2))


def test_bounds_that_contradict_themselves_are_told_without_an_order_fact() -> None:
    spells = {"s": Spell.of("2015-01-01", "", "", "2014-01-01"), "t": IN_2014}
    found = tighten(spells, [Order("s", "t", "o")])
    assert found.contradictions == [Contradiction((), (("s", 0), ("s", 3)))]
    assert found.spells["t"] == IN_2014


def test_bounds_that_only_follow_from_others_are_not_blamed() -> None:
    """That it began by its end, and ended after its beginning, nobody wrote."""
    spells = {"s": Spell.of("", "", "", "2013-01-01"), "t": IN_2014}
    (contradiction,) = tighten(spells, [Order("t", "s", "o")]).contradictions
    assert contradiction.bounds == (("s", 3), ("t", 0))
    spells = {"s": IN_2014, "t": Spell.of("", "", "", "2013-01-01")}
    (contradiction,) = tighten(spells, [Order("s", "t", "o", "during")]).contradictions
    assert contradiction.bounds == (("s", 0), ("t", 3))


def test_what_is_told_to_end_before_itself_is_of_one_day() -> None:
    found = tighten({"s": Spell(5, 20, 7, 30)}, [Order("s", "s", "o", apart=True)])
    assert found.spells == {"s": Spell(7, 20, 7, 20)}


def test_contradictions_of_one_part_leave_the_others_alone() -> None:
    late, early = Spell.of("2015-01-01", "", "", ""), Spell.of("", "2013-12-31", "", "")
    spells = {"a": late, "b": early, "c": late, "d": early, "e": IN_2014, "f": Spell()}
    orders = [Order("a", "b", "o"), Order("c", "d", "p"), Order("a", "d", "q"), Order("e", "f", "r")]
    found = tighten(spells, orders)
    assert {contradiction.orders for contradiction in found.contradictions} == {(order,) for order in orders[:3]}
    assert found.spells["f"].dates == ("2014-01-01", "", "2014-01-01", "")


# --- all orders of some spells ---


DAYS = range(day("2014-01-01"), day("2014-01-05"))
NAMES = ("a", "b", "c", "d", "e")
SPELLS = [
    spell
    for bounds in product((BEFORE, *DAYS), (AFTER, *DAYS), (BEFORE, *DAYS), (AFTER, *DAYS))
    if not (spell := Spell(*bounds).normal()).empty
]
WORLDS = st.fixed_dictionaries({name: st.just(Spell()) | st.sampled_from(SPELLS) for name in NAMES})
ORDERS = st.lists(
    st.builds(
        Order,
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(("o", "p", "q")),
        st.sampled_from(("before", "before", "during")),
        st.booleans(),
    ),
    max_size=8,
)


def bounded(spells: Mapping[str, Spell], orders: Iterable[Order]) -> dict[str, Spell] | None:
    """The bounds that order facts leave, by who comes no later than whom; None where nothing meets them.

    The earliest that an end of a spell may be is the latest of all "earliest" of the ends before it.
    """
    ends = [(name, end) for name in spells for end in (0, 1)]
    no_later = {(one, one) for one in ends} | {((name, 0), (name, 1)) for name in spells}
    for order in orders:
        s, t = order.earlier, order.later
        if order.relation == "during":
            no_later |= {((t, 0), (s, 0)), ((s, 1), (t, 1))}
        else:
            no_later |= {((s, 0), (t, 0))} | ({((s, 1), (t, 0))} if order.apart else set())
    for through, one, other in product(ends, ends, ends):
        if (one, through) in no_later and (through, other) in no_later:
            no_later.add((one, other))
    low = {end: max(spells[n][2 * e] for (n, e), other in no_later if other == end) for end in ends}
    high = {end: min(spells[n][2 * e + 1] for one, (n, e) in no_later if one == end) for end in ends}
    if any(low[end] > high[end] for end in ends):
        return None
    return {name: Spell(low[name, 0], high[name, 0], low[name, 1], high[name, 1]) for name in spells}


@settings(max_examples=200, deadline=None)
@given(spells=WORLDS, orders=ORDERS)
def test_bounds_are_those_of_all_paths_of_order_facts(spells: dict[str, Spell], orders: list[Order]) -> None:
    found = tighten(spells, orders)
    expected = bounded(spells, orders)
    assert bool(found.contradictions) == (expected is None)
    if expected is not None:
        assert found.spells == expected
        assert tighten(found.spells, orders).spells == expected


@settings(max_examples=200, deadline=None)
@given(spells=WORLDS, orders=ORDERS)
def test_of_a_contradiction_nothing_can_be_left_out(spells: dict[str, Spell], orders: list[Order]) -> None:
    found = tighten(spells, orders)
    for contradiction in found.contradictions:
        only = _only(spells, contradiction.bounds)
        assert {*contradiction.orders} <= {*orders}
        assert bounded(only, contradiction.orders) is None
        for order in contradiction.orders:
            assert bounded(spells, [other for other in contradiction.orders if other != order]) is not None
        for bound in contradiction.bounds:
            fewer = _only(spells, [other for other in contradiction.bounds if other != bound])
            assert bounded(fewer, contradiction.orders) is not None
    named = [order for contradiction in found.contradictions for order in contradiction.orders]
    assert len(named) == len({*named})
    assert found.spells == bounded(spells, {*orders} - {*named})


def _only(spells: Mapping[str, Spell], bounds: Iterable[tuple[str, int]]) -> dict[str, Spell]:
    """Spells of which only some bounds are known."""
    kept = {*bounds}
    return {
        name: Spell(*(bound if (name, n) in kept else OPEN[n] for n, bound in enumerate(spell)))
        for name, spell in spells.items()
    }


@settings(max_examples=60, deadline=None)
@given(spells=WORLDS, orders=ORDERS, data=st.data())
def test_the_order_in_which_order_facts_come_is_of_no_account(
    spells: dict[str, Spell], orders: list[Order], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(orders))
    backwards = dict(reversed(list(spells.items())))
    assert tighten(backwards, shuffled + orders[:1]) == tighten(spells, orders)


@settings(max_examples=60, deadline=None)
@given(spells=WORLDS, orders=ORDERS)
def test_one_more_order_fact_never_widens_bounds(spells: dict[str, Spell], orders: list[Order]) -> None:
    assume(orders)
    more, fewer = tighten(spells, orders), tighten(spells, orders[1:])
    assume(not more.contradictions)
    assert not fewer.contradictions
    for name in spells:
        wide, tight = fewer.spells[name], more.spells[name]
        assert wide[0] <= tight[0] <= tight[1] <= wide[1]
        assert wide[2] <= tight[2] <= tight[3] <= wide[3]
