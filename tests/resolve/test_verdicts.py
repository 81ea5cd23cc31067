"""One answer for every day there is, step by step of the design; `test_record` has every case by rule."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.record import Record, resolve
from kg.resolve.states import AFTER, BEFORE, Spell, State
from kg.resolve.verdicts import FIRST, LAST, Verdict, on_day, stretches

HIERARCHY = Hierarchy({"army": ["government"]})
# Days are plain numbers here.
SURE = Spell(begin_latest=50, end_earliest=60)
HELD = Spell(begin_latest=55, end_earliest=55)


def held(name: str, by: str, spell: Spell, modality: str = "asserted", /, **more: object) -> Resolved:
    """A statement that somebody holds a place."""
    flags = {name: more.pop(name) for name in ("sure", "firm", "holes") if name in more}
    fields: dict[str, object] = {
        "document": "d",
        "predicate": "control",
        "scope": "x",
        "polarity": "affirmed",
        "modality": modality,
        "said": (BEFORE, BEFORE),
    }
    state = State(statement=name, objects=tuple(by.split()), spell=spell, **fields | more)  # type: ignore[arg-type]
    return Resolved(state, spell, **flags)  # type: ignore[arg-type]


def denied(name: str, by: str, spell: Spell, modality: str = "asserted") -> Resolved:
    return held(name, by, spell, modality, polarity="denied")


def verdict(on: int, *states: Resolved) -> Verdict:
    """The answer of a day, whatever the order of the statements."""
    found = on_day(stretches(states, HIERARCHY), on)
    assert on_day(stretches(states[::-1], HIERARCHY), on) == found
    return found


def told(on: int, *states: Resolved) -> tuple[str, str, str, str]:
    """Answer, values, the statements for it and those against."""
    found = verdict(on, *states)
    return (
        found.answer,
        " | ".join(" ".join(value) for value in found.values),
        "".join(found.for_),
        "".join(found.against),
    )


# --- definite and disputed ---


def test_what_surely_was_is_definite_on_its_days_alone() -> None:
    holder = held("s", "army", SURE)
    assert [verdict(on, holder).answer for on in (49, 50, 60, 61)] == [
        "candidates",
        "definite",
        "definite",
        "last-known",
    ]


def test_those_that_agree_are_definite_together() -> None:
    states = held("s", "army", SURE), held("t", "government", HELD)
    assert told(55, *states) == ("definite", "army | government", "st", "")
    assert told(50, *states) == ("definite", "army", "s", "")


def test_joint_holders_are_one_value() -> None:
    states = held("s", "army rebels", SURE), held("t", "rebels", SURE)
    assert verdict(55, *states).values == (("army", "rebels"), ("rebels",))
    assert verdict(55, *states).answer == "definite"


def test_those_that_do_not_agree_are_disputed() -> None:
    states = held("s", "army", SURE), held("t", "rebels", SURE), held("u", "government", HELD)
    assert told(55, *states) == ("disputed", "army | government | rebels", "stu", "")


def test_a_lower_modality_contradicts_no_higher() -> None:
    states = held("s", "army", SURE, "reported"), held("t", "rebels", SURE, "presupposed")
    assert told(55, *states) == ("definite", "army", "s", "t")
    assert verdict(55, *states).modality == "reported"
    assert told(55, *states, held("u", "front", HELD)) == ("definite", "front", "u", "st")


@pytest.mark.parametrize(
    ("modality", "answer"), [("asserted", "disputed"), ("reported", "disputed"), ("presupposed", "definite")]
)
def test_a_sure_denial_no_lower_disputes(modality: str, answer: str) -> None:
    holder = held("s", "army", SURE, "reported")
    assert told(55, holder, denied("t", "government", SURE, modality)) == (answer, "army", "s", "t")
    assert told(55, holder, denied("t", "rebels", SURE, modality)) == ("definite", "army", "s", "")


def test_a_denial_that_is_only_possible_stands_against() -> None:
    assert told(55, held("s", "army", SURE), denied("t", "army", Spell())) == ("definite", "army", "s", "t")


def test_what_is_not_sure_is_never_definite() -> None:
    for flag in ("sure", "firm"):
        assert told(55, held("s", "army", SURE, **{flag: False})) == ("candidates", "army", "s", "")
        assert told(99, held("s", "army", SURE, **{flag: False})) == ("candidates", "army", "s", "")
        rival = held("t", "rebels", SURE, **{flag: False})
        assert told(55, held("s", "army", SURE), rival) == ("definite", "army", "s", "t")


# --- last known ---


def test_the_latest_day_on_which_it_surely_was_is_told() -> None:
    states = held("s", "army", SURE), held("t", "government", HELD, "presupposed")
    assert told(99, *states) == ("last-known", "army", "s", "")
    assert verdict(99, *states).last_seen == 60
    assert verdict(99, *states).modality == "asserted"


def test_all_that_saw_it_last_are_used_and_the_weakest_of_them_is_named() -> None:
    states = held("s", "army", SURE), held("t", "government", SURE, "presupposed"), held("u", "army", HELD)
    assert told(99, *states) == ("last-known", "army | government", "st", "")
    assert verdict(99, *states).modality == "presupposed"


def test_a_possible_rival_makes_the_last_known_a_candidate() -> None:
    rival = held("t", "rebels", Spell(begin_earliest=70))
    assert told(69, held("s", "army", SURE), rival)[0] == "last-known"
    assert told(70, held("s", "army", SURE), rival) == ("candidates", "army | rebels", "st", "")


def test_what_surely_began_but_is_seen_nowhere_is_not_last_known() -> None:
    assert told(99, held("s", "army", Spell(begin_latest=50)))[0] == "candidates"
    assert told(99, held("s", "army", Spell(end_earliest=50)))[0] == "candidates"
    assert told(99, held("s", "army", Spell(50, 60, 50, AFTER)))[0] == "last-known"


def test_a_beginning_within_a_year_is_last_seen_when_it_was_over_at_the_latest() -> None:
    spell = Spell(50, 60, 50, AFTER)
    assert [told(on, held("s", "army", spell))[0] for on in (49, 50, 59, 60)] == [
        "unknown",
        "candidates",
        "candidates",
        "last-known",
    ]


def test_what_surely_ended_is_not_last_known() -> None:
    assert told(71, held("s", "army", Spell(50, 50, 60, 70)))[0] == "unknown"


# --- candidates and unknown ---


@pytest.mark.parametrize(
    ("spell", "on", "reason"),
    [
        (Spell(), 50, "undated"),
        (Spell(begin_latest=50), 49, "open-begin"),
        (Spell(begin_latest=50), 50, "open-end"),
        (Spell(begin_earliest=40, begin_latest=50), 49, "within-bounds"),
        (Spell(begin_latest=50, end_latest=80), 50, "within-bounds"),
        (Spell(begin_earliest=40, end_earliest=40), 99, "within-bounds"),
        (Spell(end_latest=80, begin_latest=80), 50, "open-begin"),
    ],
)
def test_a_candidate_has_its_reason(spell: Spell, on: int, reason: str) -> None:
    assert verdict(on, held("s", "army", spell)).reasons == (("s", reason),)


def test_a_reason_changes_on_the_day_on_which_it_surely_had_begun() -> None:
    """Even where the answer does not."""
    found = stretches([held("s", "army", Spell(begin_latest=50, end_latest=80))], HIERARCHY)
    assert [(stretch.first, stretch.last, *(code for _, code in stretch.verdict.reasons)) for stretch in found] == [
        (FIRST, 49, "open-begin"),
        (50, 80, "within-bounds"),
        (81, LAST),
    ]


def test_what_is_not_sure_has_that_as_its_reason() -> None:
    assert verdict(55, held("s", "army", SURE, sure=False, firm=False)).reasons == (("s", "perhaps-not-yet-said"),)
    assert verdict(55, held("s", "army", SURE, firm=False)).reasons == (("s", "contradicted-order"),)


def test_an_undated_statement_that_an_order_fact_bounds_is_no_longer_undated() -> None:
    one = held("s", "army", Spell())
    bounded = Resolved(one.state, Spell(end_latest=80, begin_latest=80))
    assert verdict(55, bounded).reasons == (("s", "open-begin"),)


def test_a_denial_never_yields_a_holder() -> None:
    found = verdict(55, denied("s", "army", SURE))
    assert (found.answer, found.values, found.reason, found.against) == ("unknown", (), "only-denied", ("s",))
    assert verdict(55, held("s", "army", SURE, polarity="undetermined")).reason == "no-statement"


def test_days_that_are_cut_out_are_unknown() -> None:
    one = held("s", "army", Spell(), holes=((50, 60),))
    assert [verdict(on, one).answer for on in (49, 50, 60, 61)] == ["candidates", "unknown", "unknown", "candidates"]


def test_nothing_said_is_one_stretch() -> None:
    assert stretches([], HIERARCHY) == [(FIRST, LAST, Verdict("unknown", reason="no-statement"))]


# --- stretches ---


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_stretches_are_all_days_and_as_few_as_can_be(
    data: st.DataObject, worlds: st.SearchStrategy[tuple[Record, Knowledge, str]]
) -> None:
    record, knowledge, predicate = data.draw(worlds)
    for found in resolve(record, predicate, knowledge).stretches.values():
        assert (found[0].first, found[-1].last) == (FIRST, LAST)
        for one, next_ in pairwise(found):
            assert one.last + 1 == next_.first
            assert one.verdict != next_.verdict
        for stretch in found:
            assert on_day(found, stretch.first) is on_day(found, stretch.last) is stretch.verdict


@pytest.mark.parametrize("spell", [Spell(FIRST, FIRST, LAST, LAST), Spell(LAST, LAST, LAST, LAST), Spell(1, 1, 1, 1)])
def test_the_first_and_the_last_day_there_are_have_an_answer(spell: Spell) -> None:
    found = stretches([held("s", "army", spell)], HIERARCHY)
    answers = [on_day(found, on).answer for on in (spell.begin_earliest, spell.end_latest)]
    assert answers == ["definite", "definite"]
