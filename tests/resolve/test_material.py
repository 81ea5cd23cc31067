"""What is on record: dealt to places, and settled together."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.knowledge import Knowledge
from kg.resolve.material import STATES, Account, Material
from kg.resolve.order import Order
from kg.resolve.states import BEFORE, Spell, State

Stated = Callable[..., State]
Another = Callable[[str, str], st.SearchStrategy[State]]

POSTS = {"x": [("x/w", "west"), ("x/e", "east")]}
SAID = (5, 5)


@given(data=st.data())
def test_every_state_is_dealt_to_its_place_a_posts_to_the_crossing(data: st.DataObject, another: Another) -> None:
    names = [f"s{number}" for number in range(data.draw(st.integers(0, 6)))]
    states = [data.draw(another(name, data.draw(st.sampled_from(STATES)))) for name in names]
    found = list(Material(states=states, posts=POSTS).places())
    assert [place.iri for place, _ in found] == (["x"] if states else [])
    for place, told in found:
        assert place.scopes == ("x", "x/e", "x/w")
        assert list(told) == [word for word in STATES if any(state.predicate == word for state in states)]
        for word, ones in told.items():
            assert ones == [state for state in states if state.predicate == word]


def test_places_come_in_the_order_of_their_names_whatever_is_said_of_them_first(stated: Stated) -> None:
    states = [stated("s", scope="y"), stated("t", scope="x/e"), stated("u", scope="a"), stated("v", scope="z/e")]
    found = [(place.iri, place.posts) for place, _ in Material(states=states, posts=POSTS).places()]
    assert found == [("a", ()), ("x", (("x/e", "east"), ("x/w", "west"))), ("y", ()), ("z/e", ())]


def told(stated: Stated, name: str, scope: str, first: int, last: int, predicate: str = "event") -> Account:
    return Account(stated(name, predicate=predicate, scope=scope, spell=Spell(first, last, first, last)), {})


def test_an_event_that_is_put_in_order_is_dated_by_all_its_tellings(stated: Stated) -> None:
    material = Material(
        states=[stated("s", spell=Spell(begin_earliest=1, begin_latest=9))],
        accounts=[told(stated, "t", "e", 1, 6), told(stated, "u", "e", 4, 9), told(stated, "v", "e", 5, 5, "quantity")],
        orders=[Order("e", "s", "o")],
    )
    settled = material.settle(Knowledge())
    assert settled.spells["e"] == Spell(4, 6, 4, 6)
    assert settled.spells["s"].begin_earliest == 4
    assert settled.contradictions == []
    assert {*settled.known.states} == {"s", "t", "u", "v"}


def test_what_is_in_no_order_has_no_spell_of_its_own(stated: Stated) -> None:
    material = Material(accounts=[told(stated, "t", "e", 1, 6)])
    assert material.settle(Knowledge()).spells == {"t": Spell(1, 6, 1, 6)}


def test_everything_on_record_counts_and_can_be_taken_back(stated: Stated) -> None:
    """States, accounts and the rest alike; an order fact goes with the statement that tells it."""
    states = [
        stated("s", spell=Spell(begin_earliest=1)),
        stated("t", spell=Spell(begin_earliest=5), objects=("rebels",)),
    ]
    order = stated("o", predicate="before", scope="t", objects=("s",))
    taking = stated("r", predicate="", retracts=("o",))
    material = Material(states=states, others=[order], orders=[Order("t", "s", "o")], order_documents={"o": ("d",)})
    assert material.settle(Knowledge()).spells["s"].begin_earliest == 5
    material.others.append(taking)
    settled = material.settle(Knowledge())
    assert settled.spells["s"].begin_earliest == 1
    assert settled.known.dropped == {"o": "withdrawn"}


def test_a_thing_lies_where_references_and_statements_that_count_put_it(stated: Stated) -> None:
    changes: dict[str, dict[str, str]] = {"a": {}, "b": {"polarity": "denied"}, "c": {"modality": "claimed"}, "d": {}}
    accounts = [
        Account(stated(name, predicate="located-in", objects=(f"in-{name}",), **changed), {})
        for name, changed in changes.items()
    ]
    accounts.append(Account(stated("e", predicate="lies", objects=("in-e",)), {}))
    material = Material(accounts=accounts, within={"x": {"province"}, "y": {"x"}})
    assert material.around({"a", "b", "c", "e"}) == {"x": {"province", "in-a"}, "y": {"x"}}
    assert material.within == {"x": {"province"}, "y": {"x"}}


def test_with_nothing_on_record_there_is_nothing_to_settle() -> None:
    material = Material()
    assert list(material.places()) == []
    settled = material.settle(Knowledge(withdrawn={"d": BEFORE + 1}))
    assert (settled.spells, settled.contradictions, settled.accused) == ({}, [], frozenset())
