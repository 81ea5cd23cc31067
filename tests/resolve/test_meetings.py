"""What is so at one time, against all pairs and all days."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.cuts import Resolved
from kg.resolve.meetings import meeting, possible, runs, told
from kg.resolve.states import AFTER, BEFORE, Days, Spell, State

GROUPS = "abc"
spans = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda ends: (min(ends), max(ends)))


def state(name: str, spell: Spell) -> Resolved:
    """A statement of which nothing but its spell matters."""
    state = State(
        statement=name,
        document="d",
        predicate="control",
        scope="x",
        objects=("army",),
        polarity="affirmed",
        modality="asserted",
        spell=spell,
        said=(1, 1),
    )
    return Resolved(state, spell)


def on(days: Days) -> Spell:
    """The spell of a state that was on these days and no others."""
    return Spell(days[0], days[0], days[1], days[1])


@given(told=st.lists(st.tuples(spans, st.sampled_from("abcd")), max_size=6))
def test_runs_are_the_longest_on_which_the_same_items_are_so(told: list[tuple[Days, str]]) -> None:
    found = list(runs(told))
    here = {day: [item for (first, last), item in told if first <= day <= last] for day in range(11)}
    assert {day: items for (first, last), items in found for day in range(first, last + 1)} == {
        day: items for day, items in here.items() if items
    }
    assert [days for days, _ in found] == sorted(days for days, _ in found)
    for (before, after), _ in found:  # a run begins and ends where a span does
        assert before in {first for (first, _), _ in told} | {last + 1 for (_, last), _ in told}
        assert after in {last for (_, last), _ in told} | {first - 1 for (first, _), _ in told}


@given(data=st.data(), told=st.lists(st.tuples(st.sampled_from(GROUPS), spans), max_size=7))
def test_those_that_meet_a_rival_are_found_and_no_others(data: st.DataObject, told: list[tuple[str, Days]]) -> None:
    opposed = data.draw(st.sets(st.sampled_from(list(product(GROUPS, GROUPS)))))
    rivals = {one: [other for other in GROUPS if {(one, other), (other, one)} & opposed] for one in GROUPS}
    numbers = list(combinations(range(len(told)), 2))
    unmeant = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    for given_, asked in ((set[tuple[int, int]](), None), (unmeant, _meant(unmeant))):
        expected = set()
        for one, other in numbers:
            (group, (first, last)), (other_group, (other_first, other_last)) = told[one], told[other]
            if {(group, other_group), (other_group, group)} & opposed and (one, other) not in given_:
                expected |= {one, other} if first <= other_last and other_first <= last else set()
        members = [(group, state(str(number), on(days))) for number, (group, days) in enumerate(told)]
        found = meeting(members, rivals, possible, asked)
        assert [one.state.statement for one in found] == [str(number) for number in sorted(expected)]


def _meant(not_these: set[tuple[int, int]]) -> Callable[[Resolved, Resolved], bool]:
    def meant(one: Resolved, other: Resolved) -> bool:
        return tuple(sorted((int(one.state.statement), int(other.state.statement)))) not in not_these

    return meant


def test_what_no_spell_is_meets_nothing() -> None:
    members = [("a", state("s", Spell(begin_earliest=5, end_latest=3))), ("b", state("t", Spell()))]
    assert meeting(members, {"a": ["b"], "b": ["a"]}, possible) == []


def test_a_statement_tells_of_the_days_that_it_needs() -> None:
    """Those on which it surely was; else each day which may have been its only one."""
    days = range(1, 5)
    bounds = product((BEFORE, *days), (AFTER, *days), (BEFORE, *days), (AFTER, *days))
    spells = [spell for spell in (Spell(*four).normal() for four in bounds) if not spell.empty]
    assert len(spells) > 200
    for spell in spells:
        b, c, d, e = spell
        first, last = told(state("s", spell))
        if spell.definite:
            assert (first, last) == spell.definite
            continue
        for day in (BEFORE, *days, AFTER):
            assert (first <= day <= last) == (b <= day <= c and d <= day <= e)
