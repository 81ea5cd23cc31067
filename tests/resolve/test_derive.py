"""All that is derived of some material, put together from the rules that tests beside this one examine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from kg.resolve.cuts import Resolved
from kg.resolve.derive import Derivation
from kg.resolve.disagreements import Disagreement
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import DETAILS, Account, Identity, Material
from kg.resolve.order import Order
from kg.resolve.states import Spell, State

Stated = Callable[..., State]

ON = Spell(begin_latest=50, end_earliest=50)
POSTS = {"x": [("x/e", "east"), ("x/w", "west")]}


def of_places(material: Material, knowledge: Knowledge | None = None) -> list[tuple[str, str, str, str]]:
    """Subject, predicate, reason and statements of all disagreements on places."""
    derivation = Derivation(material, knowledge or Knowledge())
    return [shown(one) for place in derivation.places() for one in place.disagreements]


def shown(one: Disagreement) -> tuple[str, str, str, str]:
    return one.subject, one.predicate, one.reason, " ".join(one.statements)


def test_each_place_has_what_is_said_of_it_of_its_posts_and_of_what_it_lies_in(stated: Stated) -> None:
    states = [
        stated("a", spell=ON, scope="x/e"),
        stated("b", spell=ON, scope="x/e", objects=("rebels",)),
        stated("c", spell=ON, scope="province", objects=("front",)),
        stated("d", spell=ON, scope="y", objects=("rebels",)),
    ]
    within = {"x": {"district"}, "district": {"province"}}
    found = of_places(Material(states=states, posts=POSTS, within=within))
    assert found == [
        ("x", "control", "different-granularity", "a b c"),
        ("x/e", "control", "incompatible-values", "a b"),
    ]


def test_what_only_plans_or_claims_is_compared_too(stated: Stated) -> None:
    states = [stated("a", spell=ON), stated("b", spell=ON, objects=("rebels",), modality="claimed")]
    assert of_places(Material(states=states)) == [("x", "control", "different-modality", "a b")]


def test_what_does_not_count_disagrees_with_nothing(stated: Stated) -> None:
    states = [stated("a", spell=ON), stated("b", spell=ON, objects=("rebels",), document="other", said=(60, 60))]
    material = Material(states=states)
    assert of_places(material) == [("x", "control", "incompatible-values", "a b")]
    assert of_places(material, Knowledge(by=59)) == []
    assert of_places(material, Knowledge(withdrawn={"other": 70})) == []
    states[1] = structs.replace(states[1], retracts=("a",))
    assert of_places(Material(states=states)) == []


def test_corroborations_are_of_places_and_of_events(stated: Stated) -> None:
    states = [stated(name, spell=ON, document=f"d-{name}") for name in "ab"]
    details = dict.fromkeys(DETAILS["event"], ())
    accounts = [
        Account(stated(name, predicate="event", scope=event, objects=("visit",), document=f"d-{name}"), details)
        for name, event in (("s", "e1"), ("t", "e2"))
    ]
    material = Material(states=states, accounts=accounts, copies={"d-s": {"d-t"}})
    (place,) = Derivation(material, Knowledge()).places()
    assert [(one.statements, one.origins) for one in place.corroborations] == [(("a", "b"), 2)]
    assert Derivation(material, Knowledge()).accounts()[1] == []
    material.identities.append(Identity("same", ("e1", "e2"), "positive"))
    (found,) = Derivation(material, Knowledge()).accounts()[1]
    assert (found.subject, found.statements, found.origins) == ("e1", ("s", "t"), 1)
    gone = Derivation(material, Knowledge(without=frozenset({"d-t"}))).accounts()
    assert gone == ([], [])


# --- order that cannot be ---


def test_order_facts_that_contradict_each_other_are_a_conflict_of_those_that_tell_them(stated: Stated) -> None:
    states = [stated("s"), stated("t", objects=("rebels",), spell=Spell(begin_earliest=60))]
    earlier = structs.replace(states[0], spell=Spell(begin_latest=50))
    told = stated("o", predicate="before", scope="t", objects=("s",), document="other")
    material = Material(
        states=[earlier, states[1]],
        others=[told],
        orders=[Order("t", "s", "o"), Order("s", "t", "decision")],
        order_documents={"o": ("other",), "decision": ("d",)},
    )
    found, _ = Derivation(material, Knowledge()).accounts()
    assert [(shown(one), one.decisions) for one in found] == [(("s", "order", "contradicted-order", "o s t"), ())]
    assert found[0].conflict
    assert Derivation(material, Knowledge(without=frozenset({"other"}))).accounts()[0] == []


def test_a_decision_on_order_that_cannot_be_is_named(stated: Stated) -> None:
    states = [
        stated("s", spell=Spell(begin_latest=50)),
        stated("t", objects=("rebels",), spell=Spell(begin_earliest=60)),
    ]
    material = Material(states=states, orders=[Order("t", "s", "decision")], order_documents={"decision": ("d",)})
    found, _ = Derivation(material, Knowledge()).accounts()
    assert [(shown(one), one.decisions) for one in found] == [
        (("s", "order", "contradicted-order", "s t"), ("decision",))
    ]
    (place,) = Derivation(material, Knowledge()).places()
    firm = {one.state.statement: one.firm for resolution in place.resolutions for one in resolution.states["x"]}
    assert firm == {"s": False, "t": False}


def test_the_tellings_of_an_event_whose_order_cannot_be_are_named(stated: Stated) -> None:
    details = dict.fromkeys(DETAILS["event"], ())
    spells = {"a": ("e1", 60), "b": ("e1", 60), "c": ("e2", 50)}
    accounts = [
        Account(stated(name, predicate="event", scope=event, spell=Spell(day, day, day, day)), details)
        for name, (event, day) in spells.items()
    ]
    counted = Account(stated("q", predicate="quantity", scope="e1"), dict.fromkeys(DETAILS["quantity"], ()))
    material = Material(accounts=[*accounts, counted], orders=[Order("e1", "e2", "decision")])
    found, _ = Derivation(material, Knowledge()).accounts()
    assert [(shown(one), one.decisions) for one in found] == [
        (("e1", "order", "contradicted-order", "a b c"), ("decision",))
    ]


# --- odd input ---


@pytest.mark.parametrize(
    "within", [{"x": {"x"}}, {"x": {"y"}, "y": {"x"}}, {"x": {"x/e"}, "x/e": {"x"}}, {"x": {"nowhere"}}]
)
def test_places_that_lie_in_themselves_or_in_each_other_are_borne(within: dict[str, set[str]], stated: Stated) -> None:
    states = [
        stated("a", spell=ON, scope="x"),
        stated("b", spell=ON, scope="y", objects=("rebels",)),
        stated("c", spell=ON, scope="x/e", objects=("front",)),
        stated("d", spell=ON, scope="x", predicate="presence", objects=("rebels",)),
    ]
    found = of_places(Material(states=states, posts=POSTS, within=within))
    assert ("x", "control", "different-granularity") in {one[:3] for one in found}
    assert len(found) == len({*found})


def test_undated_statements_and_spells_that_nothing_can_meet_are_borne(stated: Stated) -> None:
    impossible = Spell(begin_earliest=60, end_latest=50)
    states = [
        stated("a"),
        stated("b", objects=("rebels",), document="e"),
        stated("c", objects=("front",), spell=impossible),
    ]
    material = Material(states=states)
    assert ("x", "control", "time-may-not-overlap", "a b") in of_places(material)
    found, _ = Derivation(material, Knowledge()).accounts()
    assert [shown(one) for one in found] == [("c", "order", "contradicted-order", "c")]
    (place,) = Derivation(material, Knowledge()).places()
    resolved: list[Resolved] = [one for resolution in place.resolutions for one in resolution.states["x"]]
    assert [(one.state.statement, one.definite) for one in resolved] == [("a", None), ("b", None), ("c", None)]


def test_the_order_of_what_is_on_record_is_of_no_account(stated: Stated) -> None:
    states = [
        stated("a", spell=ON, scope="x/e"),
        stated("b", spell=ON, scope="x/w", objects=("rebels",)),
        stated("c", spell=ON, scope="x", objects=("front",)),
        stated("d", spell=ON, scope="province", objects=("rebels",)),
    ]
    material = Material(states=states, posts=POSTS, within={"x": {"province"}})
    turned = replace(material, states=states[::-1], posts={"x": POSTS["x"][::-1]})
    assert of_places(turned) == of_places(material)
    places = [list(Derivation(one, Knowledge()).places()) for one in (material, turned)]
    assert places[0] == places[1]
