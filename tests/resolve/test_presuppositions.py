"""What is to reopen is not open; what has reopened was not and is."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from kg.resolve.knowledge import Knowledge
from kg.resolve.presuppositions import of_announcement, of_event, source
from kg.resolve.states import AFTER, BEFORE, Spell, State, day

MONDAY, TUESDAY = day("2018-10-15"), day("2018-10-16")


def told(predicate: str = "event", **changed: Any) -> State:
    """A statement of Monday."""
    state = State(
        statement="s",
        document="d",
        predicate=predicate,
        scope="gate",
        objects=("reopening",),
        polarity="affirmed",
        modality="asserted",
        spell=Spell(),
        said=(MONDAY, TUESDAY),
        speakers=("minister",),
    )
    return structs.replace(state, **changed)


def test_an_announcement_presupposes_what_is_so_when_it_is_made() -> None:
    (state,) = of_announcement(told("status", modality="expected", polarity="denied"), ["not-open"])
    assert (state.statement, state.rests_on, state.scope) == ("s#presupposed", "s", "gate")
    assert (state.modality, state.polarity, state.objects) == ("presupposed", "affirmed", ("not-open",))
    assert (state.spell, state.said) == (Spell(BEFORE, TUESDAY, MONDAY, AFTER), (MONDAY, TUESDAY))
    assert state.speakers == ("minister",)


@pytest.mark.parametrize(
    ("event", "before", "after"),
    [
        # Within Monday and Tuesday: until Sunday at least and Monday at most; from Monday at the earliest.
        (Spell(MONDAY, TUESDAY, MONDAY, TUESDAY), (MONDAY - 1, MONDAY), (MONDAY, TUESDAY)),
        (Spell(BEFORE, MONDAY, BEFORE, MONDAY), (BEFORE, MONDAY - 1), (BEFORE, MONDAY)),
        (Spell(), (BEFORE, AFTER), (BEFORE, AFTER)),
    ],
)
def test_an_event_ends_one_status_the_day_before_and_begins_another(
    event: Spell, before: tuple[int, int], after: tuple[int, int]
) -> None:
    one, other = of_event(told(spell=event), ["gate"], ["not-open"], ["open"])
    assert (one.statement, one.objects) == ("s#presupposed-before", ("not-open",))
    assert one.spell == Spell(end_earliest=before[0], end_latest=before[1]).normal()
    assert (other.statement, other.objects) == ("s#presupposed-after", ("open",))
    assert other.spell == Spell(begin_earliest=after[0], begin_latest=after[1]).normal()


def test_of_several_places_each_has_a_status_of_its_own() -> None:
    found = list(of_event(told(), ["east", "west"], [], ["open"]))
    assert [(state.statement, state.scope) for state in found] == [
        ("s#presupposed-after", "east"),
        ("s#presupposed-after-2", "west"),
    ]


@pytest.mark.parametrize("changed", [{"polarity": "denied"}, {"polarity": "undetermined"}, {"modality": "expected"}])
def test_what_is_not_told_as_a_fact_leaves_nothing_behind(changed: dict[str, Any]) -> None:
    assert list(of_event(told(**changed), ["gate"], ["not-open"], ["open"])) == []


def test_dates_that_a_curator_inferred_are_inferred_for_what_is_presupposed_too() -> None:
    alone = Spell(TUESDAY, TUESDAY, TUESDAY, TUESDAY)
    state = told("status", grounds=("its own",), said_grounds=("other",), without_grounds=alone)
    (presupposed,) = of_announcement(state, ["not-open"])
    assert (presupposed.grounds, presupposed.said_grounds) == (("other",), ("other",))
    assert presupposed.without_grounds == Spell(), "without the other nobody tells when it was said"
    (left,) = of_event(state, ["gate"], [], ["open"])
    assert (left.grounds, left.said_grounds) == (("its own",), ("other",))
    assert left.without_grounds == Spell(TUESDAY, TUESDAY, TUESDAY)


def test_what_a_statement_presupposes_is_taken_back_with_it() -> None:
    event = told(spell=Spell(MONDAY, MONDAY, MONDAY, MONDAY))
    left = of_event(event, ["gate"], ["not-open"], ["open"])
    taking = told(statement="t", retracts=("s",))
    known = Knowledge().known([event, *left, taking])
    assert set(known.states) == {"t"}
    assert known.dropped == dict.fromkeys(("s", "s#presupposed-before", "s#presupposed-after"), "withdrawn")


def test_the_source_of_a_presupposition_is_the_statement() -> None:
    assert [source(state.statement) for state in of_event(told(), ["gate"], ["closed"], ["open"])] == ["s", "s"]
