"""Disagreements on one subject are one where their days hang together."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from kg.facts.concepts import core_concepts
from kg.resolve.disagreements import CONFLICTS, Disagreement, Reason, united

spans = st.tuples(st.integers(1, 12), st.integers(0, 3)).map(lambda at: (at[0], at[0] + at[1]))
names = st.sets(st.sampled_from("stuvw"), min_size=1).map(lambda drawn: tuple(sorted(drawn)))
found = st.builds(
    Disagreement,
    subject=st.sampled_from(("x", "x", "y")),
    predicate=st.sampled_from(("control", "control", "status")),
    reason=st.sampled_from(("incompatible-values", "incompatible-values", "same-wire")),
    days=spans,
    statements=names,
    decisions=st.sampled_from(((), ("d",), ("d", "e"))),
)


def thing(one: Disagreement) -> tuple[str, str, Reason]:
    return one.subject, one.predicate, one.reason


@given(told=st.lists(found, max_size=8))
def test_those_that_touch_are_one_with_all_their_days_and_statements(told: list[Disagreement]) -> None:
    together = united(told)
    keys = [(*thing(one), one.days) for one in together]
    assert keys == sorted(keys)
    for one in together:
        assert one.days is not None
        for other in together:
            apart = other.days is not None and (one.days[1] + 1 < other.days[0] or other.days[1] + 1 < one.days[0])
            assert one is other or thing(one) != thing(other) or apart
        within = [part for part in told if thing(part) == thing(one) and part.days and one.days[0] <= part.days[0]]
        within = [part for part in within if part.days and part.days[1] <= one.days[1]]
        days = {day for part in within if part.days for day in range(part.days[0], part.days[1] + 1)}
        assert days == {*range(one.days[0], one.days[1] + 1)}
        assert one.statements == tuple(sorted({name for part in within for name in part.statements}))
        assert one.decisions == tuple(sorted({name for part in within for name in part.decisions}))
    for part in told:  # none is lost
        assert part.days is not None
        assert any(
            thing(one) == thing(part) and one.days and one.days[0] <= part.days[0] and part.days[1] <= one.days[1]
            for one in together
        )


@given(data=st.data(), told=st.lists(found, max_size=8))
def test_the_order_in_which_they_are_found_is_of_no_account(data: st.DataObject, told: list[Disagreement]) -> None:
    assert united(data.draw(st.permutations(told))) == united(told)
    assert united(united(told)) == united(told)


def test_the_last_day_is_that_of_the_longest() -> None:
    days = [(1, 9), (2, 3), (10, 12), (14, 14)]
    told = [Disagreement("x", "control", "incompatible-values", span, ("s", "t")) for span in days]
    assert [one.days for one in united(told)] == [(1, 12), (14, 14)]


def test_without_days_all_on_one_subject_are_one() -> None:
    one = Disagreement("x", "control", "time-may-not-overlap", None, ("s", "t"))
    other = Disagreement("x", "control", "time-may-not-overlap", None, ("t", "u"), ("d",))
    both = Disagreement("x", "control", "time-may-not-overlap", None, ("s", "t", "u"), ("d",))
    assert united([one, other]) == [both]


def test_every_reason_is_a_concept_and_some_are_of_conflicts() -> None:
    reasons = {*get_args(Reason)}
    assert reasons <= {*core_concepts()["reason"]}
    assert reasons > CONFLICTS
    told = [Disagreement("x", "control", reason, None, ("s", "t")) for reason in sorted(reasons)]
    assert {one.reason for one in told if one.conflict} == CONFLICTS
