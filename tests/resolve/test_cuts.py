"""What surely was so cuts what is only possible, by hand; `test_record` has every case by rule."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec import structs

from kg.resolve.cuts import Resolved, cut, merged
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.states import AFTER, BEFORE, Spell, State

HIERARCHY = Hierarchy({"army": ["government"]})
CROSSING_OF = {"x/e": "x", "x/w": "x"}
# Days are plain numbers here: what they are the dates of is of no account.
SURE = Spell(begin_latest=50, end_earliest=60)


def held(name: str, by: str, spell: Spell, **more: object) -> Resolved:
    """A statement that somebody holds the eastern post."""
    fields: dict[str, object] = {
        "document": "d",
        "predicate": "control",
        "scope": "x/e",
        "polarity": "affirmed",
        "modality": "asserted",
        "said": (BEFORE, BEFORE),
    }
    sure, firm = bool(more.pop("sure", True)), bool(more.pop("firm", True))
    state = State(statement=name, objects=(by,), spell=spell, **fields | more)  # type: ignore[arg-type]
    return Resolved(state, spell, sure, firm)


HOLDER = held("t", "rebels", SURE)


def after_cuts(one: Resolved, *others: Resolved) -> Resolved:
    """A state as the others cut it, in whatever order they come."""
    found = {cut(states, CROSSING_OF, HIERARCHY)[states.index(one)] for states in permutations((one, *others))}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    ("spell", "left"),
    [
        (Spell(begin_latest=49), Spell(begin_latest=49, end_latest=49)),
        (Spell(20, 30, 20, 40), Spell(20, 30, 20, 40)),
        (Spell(20, 30, 25, 55), Spell(20, 30, 25, 49)),
        (Spell(begin_latest=40, end_earliest=45), Spell(begin_latest=40, end_earliest=45, end_latest=49)),
    ],
)
def test_what_had_begun_before_ends_the_day_before(spell: Spell, left: Spell) -> None:
    found = after_cuts(held("s", "army", spell), HOLDER)
    assert found.spell == left
    assert found.holes == ()
    assert found.superseded_by == (("t",) if left.end_latest < spell.end_latest else ())


@pytest.mark.parametrize(
    ("spell", "left"),
    [
        (Spell(end_earliest=61), Spell(begin_earliest=61, end_earliest=61)),
        (Spell(70, 80, 70, 90), Spell(70, 80, 70, 90)),
        (Spell(begin_latest=80, end_earliest=80), Spell(begin_earliest=61, begin_latest=80, end_earliest=80)),
    ],
)
def test_what_was_there_after_begins_the_day_after(spell: Spell, left: Spell) -> None:
    found = after_cuts(held("s", "army", spell), HOLDER)
    assert (found.spell, found.holes, found.superseded_by) == (left, (), ())


@pytest.mark.parametrize(
    "spell",
    [
        Spell(),
        Spell(begin_latest=50),
        Spell(end_earliest=60),
        Spell(30, 70, 30, 80),
        Spell(begin_latest=58, end_earliest=52),
    ],
)
def test_what_is_on_neither_side_is_impossible_on_those_days_only(spell: Spell) -> None:
    found = after_cuts(held("s", "army", spell), HOLDER)
    assert (found.spell, found.holes, found.superseded_by) == (spell, ((50, 60),), ())
    assert [found.possible(on) for on in (49, 50, 60, 61)] == [True, False, False, True]


@pytest.mark.parametrize(
    "spell", [Spell(begin_latest=60, end_earliest=60), Spell(40, 45, 55, 90), Spell(40, 45, 70, 90)]
)
def test_what_surely_was_on_one_of_those_days_is_not_cut(spell: Spell) -> None:
    one = held("s", "army", spell)
    assert after_cuts(one, HOLDER) == one


def test_a_beginning_known_to_a_year_cuts_nothing() -> None:
    one = held("s", "army", Spell(end_earliest=10))
    assert after_cuts(one, held("t", "rebels", Spell(50, 60, 50, AFTER))) == one


@pytest.mark.parametrize(
    "other",
    [
        held("t", "government", SURE),
        held("t", "rebels", SURE, sure=False),
        held("t", "rebels", SURE, firm=False),
        held("t", "rebels", SURE, scope="x/w"),
        held("t", "rebels", SURE, scope="x"),
        held("t", "rebels", SURE, modality="reported"),
        held("t", "rebels", SURE, predicate="presence"),
        held("t", "open", SURE, predicate="status"),
        held("t", "rebels", SURE, polarity="denied"),
        held("t", "army", SURE, polarity="undetermined"),
    ],
)
def test_only_what_is_incompatible_sure_and_no_lower_cuts(other: Resolved) -> None:
    one = held("s", "army", Spell(begin_latest=10))
    assert after_cuts(one, other) == one


def test_a_denial_cuts_what_it_denies_and_is_cut_by_it() -> None:
    one = held("s", "army", Spell(begin_latest=10))
    assert after_cuts(one, held("t", "government", SURE, polarity="denied")).spell.end_latest == 49
    denial = held("s", "army", Spell(begin_latest=10), polarity="denied")
    assert after_cuts(denial, held("t", "army", SURE)).spell.end_latest == 49
    assert after_cuts(denial, held("t", "government", SURE)) == denial


def test_a_lower_one_is_cut_by_a_higher() -> None:
    one = held("s", "army", Spell(begin_latest=10), modality="presupposed")
    for modality in ("presupposed", "reported", "asserted"):
        assert after_cuts(one, held("t", "rebels", SURE, modality=modality)).superseded_by == ("t",)


def test_the_whole_crossing_is_cut_by_its_posts() -> None:
    whole = held("s", "army", Spell(begin_latest=10), scope="x")
    assert after_cuts(whole, held("t", "rebels", SURE, scope="x/w")).spell.end_latest == 49
    assert after_cuts(whole, held("t", "rebels", SURE, scope="y")) == whole


def test_of_several_cuts_the_nearest_counts_and_is_named() -> None:
    one = held("s", "army", Spell(begin_latest=40, end_earliest=30))
    found = after_cuts(
        one,
        held("t", "rebels", Spell(begin_latest=70, end_earliest=75)),
        held("u", "rebels", Spell(begin_latest=50, end_earliest=90)),
        held("v", "front", Spell(begin_latest=50, end_earliest=50)),
        held("w", "front", Spell(begin_latest=10, end_earliest=12)),
    )
    assert found.spell == Spell(13, 40, 30, 49)
    assert found.superseded_by == ("u", "v")


def test_a_day_is_cut_out_once() -> None:
    holders = [
        held("t", "rebels", Spell(begin_latest=50, end_earliest=55)),
        held("u", "front", Spell(begin_latest=56, end_earliest=60)),
        held("v", "front", Spell(begin_latest=70, end_earliest=70)),
    ]
    assert after_cuts(held("s", "army", Spell()), *holders).holes == ((50, 60), (70, 70))
    assert merged([(5, 9), (1, 2), (6, 7), (3, 3)]) == ((1, 3), (5, 9))


def test_what_is_only_possible_is_cut_whoever_says_it() -> None:
    """That it was perhaps not yet said, or is in a contradiction, keeps it from cutting, not from being cut."""
    for flags in ({"sure": False}, {"firm": False}):
        one = held("s", "army", Spell(begin_latest=10), **flags)
        found = after_cuts(one, HOLDER)
        assert found.spell.end_latest == 49
        assert structs.replace(found, spell=one.spell, superseded_by=()) == one
