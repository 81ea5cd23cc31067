"""What is said of different things, against all pairs of statements on a place, its posts and what it lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.neighbours import Neighbours
from kg.resolve.states import AFTER, BEFORE, Spell, State

Several = Callable[[tuple[str, ...], tuple[str, ...]], st.SearchStrategy[list[Resolved]]]
Incompatible = Callable[[State, State, Hierarchy], bool]
Stated = Callable[..., State]
Posts = Mapping[str, Sequence[tuple[str, str]]]

# The crossing x, its posts, what it lies in (the last two lie in each other), and what is far away.
SCOPES = ("x", "x", "x/e", "x/e", "x/w", "district", "province", "far")
POSTS: Posts = {"x": [("x/w", "west"), ("x/e", "east")]}
WITHINS: list[dict[str, set[str]]] = [
    {},
    {"x": {"district"}, "district": {"province"}},
    {"x": {"x", "district"}, "district": {"province"}, "province": {"district"}, "far": {"x"}},
]


def around(place: str, within: Mapping[str, set[str]]) -> set[str]:
    """The places that a place lies in, near and far, itself left out."""
    found = {place}
    while more := {wider for thing in found for wider in within.get(thing, ())} - found:
        found |= more
    return found - {place}


def meet(one: Resolved, other: Resolved) -> bool:
    """Whether the days that they tell of have one in common (`test_meetings` says which these are)."""
    (_, c, d, _), (_, c2, d2, _) = one.spell, other.spell
    return max(min(c, d), min(c2, d2)) <= min(max(c, d), max(c2, d2))


def expected(
    states: list[Resolved],
    within: Mapping[str, set[str]],
    excludes: Callable[[State, State], bool],
    comparable: Callable[[Resolved, Resolved], bool],
) -> dict[tuple[str, str], set[str]]:
    """The statements on `x` and around it that seem to disagree, by predicate and reason."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    wide = around("x", within)
    for one, other in combinations(states, 2):
        s, t = one.state, other.state
        scopes, words = {s.scope, t.scope}, {s.predicate, t.predicate}
        reasons = []
        if excludes(s, t) and comparable(one, other):
            if scopes == {"x/e", "x/w"}:
                reasons.append((s.predicate, "different-side"))
            if "x" in scopes and scopes & {"x/e", "x/w"}:
                reasons.append((s.predicate, "different-granularity"))
            if words == {"control"} and scopes & {"x", "x/e", "x/w"} and scopes & wide:
                reasons.append(("control", "different-granularity"))
        near = {"x", "x/e", "x/w"} | within.get("x", set())
        if words == {"control", "presence"} and scopes <= near and scopes & {"x", "x/e", "x/w"}:
            affirmed = s.polarity == t.polarity == "affirmed"
            reasons += [("control", "presence-versus-control")] if affirmed and s.objects != t.objects else []
        for reason in reasons if meet(one, other) else ():
            found[reason] |= {s.statement, t.statement}
    return dict(found)


@settings(max_examples=250, deadline=None)
@given(data=st.data(), within=st.sampled_from(WITHINS))
def test_all_pairs_that_seem_to_disagree_are_in_a_set_and_no_others(
    data: st.DataObject,
    within: dict[str, set[str]],
    several: Several,
    hierarchies: st.SearchStrategy[Hierarchy],
    incompatible: Incompatible,
    comparable: Callable[[Resolved, Resolved], bool],
) -> None:
    states = data.draw(several(SCOPES, ("control", "control", "presence", "status")))
    hierarchy = data.draw(hierarchies)
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in found_on("x", states, within, hierarchy):
        assert (one.subject, one.days, one.conflict) == ("x", None, False)
        assert one.statements == tuple(sorted({*one.statements}))
        found[one.predicate, one.reason] |= {*one.statements}
    assert found == expected(states, within, lambda one, other: incompatible(one, other, hierarchy), comparable)


def found_on(
    place: str, states: list[Resolved], within: Mapping[str, set[str]], hierarchy: Hierarchy
) -> list[Disagreement]:
    by_scope: defaultdict[str, list[Resolved]] = defaultdict(list)
    for one in states:
        by_scope[one.state.scope].append(one)
    return list(Neighbours(POSTS, within, hierarchy).disagreements(place, by_scope))


ON = Spell(begin_latest=50, end_earliest=50)
LATER = Spell(begin_latest=60, end_earliest=60)
HIERARCHY = Hierarchy({"army": ["government"]})


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"scope": "x/e"}, {"scope": "x/w", "objects": ("rebels",)}, "different-side"),
        ({"scope": "x/e"}, {"scope": "x/w", "objects": ("government",)}, ""),
        ({"scope": "x/e"}, {"scope": "x/w", "objects": ("rebels",), "spell": LATER}, ""),
        ({"scope": "x/e"}, {"scope": "x", "objects": ("rebels",)}, "different-granularity"),
        ({"scope": "x/e"}, {"scope": "x", "polarity": "denied"}, "different-granularity"),
        ({"scope": "x/e"}, {"scope": "province", "objects": ("rebels",)}, "different-granularity"),
        ({"scope": "x/e"}, {"scope": "far", "objects": ("rebels",)}, ""),
        ({"scope": "x"}, {"scope": "district", "predicate": "presence", "objects": ("rebels",)}, "presence"),
        ({"scope": "x"}, {"scope": "province", "predicate": "presence", "objects": ("rebels",)}, ""),
        ({"scope": "x"}, {"scope": "x", "predicate": "presence"}, ""),
        ({"scope": "x"}, {"scope": "x", "predicate": "presence", "objects": ("rebels",), "polarity": "denied"}, ""),
    ],
)
def test_case_by_case(one: dict[str, str], other: dict[str, str], reason: str, stated: Stated) -> None:
    states = [stated("s", **{"spell": ON, **one}), stated("t", **{"spell": ON, **other})]
    resolved = [Resolved(state, state.spell) for state in states]
    found = found_on("x", resolved, WITHINS[1], HIERARCHY)
    assert [one.reason.partition("-versus")[0] for one in found] == ([reason] if reason else [])
    assert all(one.statements == ("s", "t") for one in found)


def test_a_place_that_nothing_is_said_of_and_one_that_lies_in_itself_are_borne(stated: Stated) -> None:
    held = Resolved(stated("s", scope="x"), Spell(BEFORE, AFTER, BEFORE, AFTER))
    there = Resolved(stated("t", scope="x", predicate="presence", objects=("rebels",)), Spell())
    found = found_on("x", [held, there], {"x": {"x"}}, HIERARCHY)
    assert [one.reason for one in found] == ["presence-versus-control"]
    assert found_on("nowhere", [held, there], {}, HIERARCHY) == []
