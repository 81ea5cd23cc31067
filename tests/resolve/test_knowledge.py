"""What counts on a day of knowledge: said by then, not withdrawn, not taken back."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec import structs

from kg.resolve.knowledge import Knowledge
from kg.resolve.order import Order
from kg.resolve.states import AFTER, BEFORE, Spell, State, day

MONDAY, TUESDAY, FRIDAY = day("2018-10-15"), day("2018-10-16"), day("2018-10-19")
ON_MONDAY = Spell(begin_latest=MONDAY, end_earliest=MONDAY)


def said(name: str, first: int = MONDAY, last: int = 0, *, retracts: str = "", document: str = "") -> State:
    """A statement, said on a day or between two, in the document of its own name."""
    return State(
        statement=name,
        document=document or f"doc-{name}",
        predicate="control",
        scope="x",
        objects=("army",),
        polarity="affirmed",
        modality="asserted",
        spell=ON_MONDAY,
        said=(first, last or first),
        retracts=tuple(retracts),
    )


def known(*states: State, **knowledge: object) -> str:
    """The statements that count, in order, of whatever order they come in."""
    found = {
        "".join(sorted(Knowledge(**knowledge).known(order).states))  # type: ignore[arg-type]
        for order in permutations(states)
    }
    assert len(found) == 1
    return found.pop()


def test_what_is_said_later_does_not_count_yet() -> None:
    states = [said("a", MONDAY), said("b", TUESDAY), said("c", BEFORE, AFTER)]
    found = Knowledge(MONDAY).known(states)
    assert list(found.states) == ["a", "c"]
    assert found.sure == {"a"}
    assert found.dropped == {"b": "not-yet-said"}
    assert Knowledge().known(states).sure == {"a", "b", "c"}


def test_what_may_have_been_said_by_then_counts_but_is_not_sure() -> None:
    state = said("a", MONDAY, FRIDAY)
    for by, counts, sure in ((MONDAY - 1, 0, 0), (MONDAY, 1, 0), (FRIDAY - 1, 1, 0), (FRIDAY, 1, 1)):
        found = Knowledge(by).known([state])
        assert (len(found.states), len(found.sure)) == (counts, sure)


def test_a_withdrawn_document_counts_until_the_day_of_its_withdrawal() -> None:
    withdrawn = {"doc-a": TUESDAY}
    assert known(said("a"), said("b"), by=MONDAY, withdrawn=withdrawn) == "ab"
    assert known(said("a"), said("b"), by=TUESDAY, withdrawn=withdrawn) == "b"
    assert Knowledge(withdrawn=withdrawn).known([said("a")]).dropped == {"a": "withdrawn"}


def test_a_document_left_out_leaves_no_trace() -> None:
    found = Knowledge(without=frozenset({"doc-a"})).known([said("a")])
    assert (dict(found.states), found.dropped) == ({}, {})


@pytest.mark.parametrize("taken_back_on", [MONDAY, TUESDAY])
def test_a_retraction_counts_from_its_own_day_on_which_it_wins(taken_back_on: int) -> None:
    states = [said("a", MONDAY), said("b", taken_back_on, retracts="a")]
    assert known(*states, by=taken_back_on) == "b"
    assert known(*states, by=taken_back_on - 1) == ("a" if taken_back_on > MONDAY else "")
    assert Knowledge().known(states).dropped == {"a": "withdrawn"}


def test_a_retraction_that_is_withdrawn_takes_nothing_back() -> None:
    assert known(said("a"), said("b", retracts="a"), withdrawn={"doc-b": TUESDAY}) == "a"
    assert known(said("a"), said("b", retracts="a"), without=frozenset({"doc-b"})) == "a"


@pytest.mark.parametrize("first", [MONDAY, TUESDAY, FRIDAY])
@pytest.mark.parametrize("second", [MONDAY, TUESDAY, FRIDAY])
@pytest.mark.parametrize("names", list(permutations("abc")))
def test_what_a_retracted_retraction_took_back_counts(first: int, second: int, names: tuple[str, str, str]) -> None:
    """Whatever their names, and whichever was said first."""
    a, b, c = names
    states = [said(a, TUESDAY), said(b, first, retracts=a), said(c, second, retracts=b)]
    assert known(*states) == "".join(sorted((a, c)))


def test_of_two_that_take_back_each_other_the_later_counts() -> None:
    assert known(said("a", TUESDAY, retracts="b"), said("b", MONDAY, retracts="a")) == "a"
    assert known(said("a", MONDAY, retracts="b"), said("b", MONDAY, retracts="a"), said("c", FRIDAY)) == "bc"
    assert known(said("a", retracts="b"), said("b", TUESDAY, retracts="ac"), said("c", FRIDAY)) == "b"
    assert known(said("a", retracts="a")) == "a"


def dated_by(grounds: tuple[str, ...], said_grounds: tuple[str, ...]) -> State:
    """A statement that other documents date to Monday, and its own to that week; others tell when it was said."""
    week = Spell(begin_latest=FRIDAY, end_earliest=MONDAY)
    state = said("a")
    return structs.replace(state, grounds=grounds, said_grounds=said_grounds, without_grounds=week)


def test_a_date_falls_back_when_every_ground_of_it_is_gone() -> None:
    state = dated_by(("p", "q"), ("p", "q"))
    for gone, spell in (((), ON_MONDAY), ({"p": 1}, ON_MONDAY), ({"p": 1, "q": 1}, state.without_grounds)):
        found = Knowledge(FRIDAY, withdrawn=dict(gone)).known([state])
        assert [one.spell for one in found.states.values()] == [spell]
    found = Knowledge(TUESDAY, frozenset({"p", "q"})).known([state])
    assert found.states["a"].said == (BEFORE, AFTER)
    assert not found.sure
    assert Knowledge(TUESDAY, frozenset({"p"})).known([state]).sure == {"a"}


@pytest.mark.parametrize(
    ("gone", "spell_falls", "said_falls"),
    [("", 0, 0), ("p", 1, 0), ("q", 0, 0), ("qr", 0, 1), ("pq", 1, 0), ("pqr", 1, 1)],
)
def test_each_date_falls_back_with_the_grounds_of_its_own_decision(
    gone: str, spell_falls: int, said_falls: int
) -> None:
    state = dated_by(("p",), ("q", "r"))
    for knowledge in (Knowledge(without=frozenset(gone)), Knowledge(withdrawn=dict.fromkeys(gone, MONDAY))):
        dated = knowledge.dated(state)
        assert dated.spell == (state.without_grounds if spell_falls else ON_MONDAY)
        assert dated.said == ((BEFORE, AFTER) if said_falls else (MONDAY, MONDAY))
        assert (dated.grounds, dated.said_grounds) == (() if spell_falls else ("p",), () if said_falls else ("q", "r"))


def test_an_order_fact_goes_with_a_document_it_rests_on() -> None:
    orders = [Order("a", "b", "told"), Order("b", "c", "decided"), Order("c", "d", "known")]
    documents = {"told": ["p"], "decided": ("p", "q")}
    left = Knowledge(MONDAY, frozenset({"q"})).orders(orders, documents)
    assert [order.source for order in left] == ["told", "known"]
    assert Knowledge(MONDAY, withdrawn={"p": MONDAY}).orders(orders, documents) == orders[2:]
    assert Knowledge(MONDAY, withdrawn={"p": TUESDAY}).orders(orders, documents) == orders
