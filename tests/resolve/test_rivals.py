"""Disagreements on one place, against all pairs of its statements, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement, united
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.rivals import rivals
from kg.resolve.states import AFTER, BEFORE, Days, Spell, State, day

Several = Callable[[tuple[str, ...], tuple[str, ...]], st.SearchStrategy[list[Resolved]]]
Incompatible = Callable[[State, State, Hierarchy], bool]
Stated = Callable[..., State]
Found = set[tuple[str, Days | None, tuple[str, ...]]]

SURELY = {"incompatible-values", "affirmed-and-denied", "same-wire"}
PLANS = {"expected", "intended", "urged"}
ORIGINS = [{}, {"d0": "d0", "d1": "d0"}, {"d0": "d0", "d1": "d0", "d2": "d0"}]
HIERARCHY = Hierarchy({"army": ["government"], "closed": ["not-open"]})


# --- the oracle ---


def definite(one: Resolved) -> set[int]:
    """The days on which a state surely was; none is without bounds on both sides."""
    _, begun, seen, _ = one.spell
    return {*range(begun, seen + 1)} if one.sure and one.firm and begun < AFTER and seen > BEFORE else set()


def told(one: Resolved) -> Days:
    """The days that a statement tells of (see `test_meetings`)."""
    _, begun, seen, _ = one.spell
    return (begun, seen) if begun <= seen else (seen, begun)


def possible(one: Resolved) -> Days:
    return one.spell.begin_earliest, one.spell.end_latest


def overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


class Oracle:
    """What is to be found in the statements of one predicate on one scope."""

    def __init__(
        self,
        states: Iterable[Resolved],
        hierarchy: Hierarchy,
        origins: Mapping[str, str],
        incompatible: Incompatible,
        comparable: Callable[[Resolved, Resolved], bool],
    ) -> None:
        self._origins, self._hierarchy = origins, hierarchy
        self._excludes, self._comparable = incompatible, comparable
        self.pairs = list(combinations([one for one in states if one.state.polarity != "undetermined"], 2))

    def _incompatible(self, one: Resolved, other: Resolved) -> bool:
        return self._excludes(one.state, other.state, self._hierarchy)

    def conflicts(self) -> Found:
        """For each attitude the runs of days on which there is a pair, with all that are in a pair then."""
        found: Found = set()
        for modality in {one.state.modality for pair in self.pairs for one in pair}:
            meeting: defaultdict[int, list[tuple[Resolved, Resolved]]] = defaultdict(list)
            for one, other in self.pairs:
                if one.state.modality == other.state.modality == modality and self._incompatible(one, other):
                    for on in definite(one) & definite(other):
                        meeting[on].append((one, other))
            for first in [on for on in meeting if on - 1 not in meeting]:
                last = next(on for on in range(first, AFTER) if on + 1 not in meeting)
                pairs = [pair for on in range(first, last + 1) for pair in meeting[on]]
                members = {one.state.statement for pair in pairs for one in pair}
                found.add((self._reason(pairs), (first, last), tuple(sorted(members))))
        return found

    def _reason(self, pairs: list[tuple[Resolved, Resolved]]) -> str:
        documents = {one.state.document for pair in pairs for one in pair}
        if len(documents) > 1 and len({self._origins.get(document, document) for document in documents}) == 1:
            return "same-wire"
        both_affirmed = any({one.state.polarity, other.state.polarity} == {"affirmed"} for one, other in pairs)
        return "incompatible-values" if both_affirmed else "affirmed-and-denied"

    def others(self) -> dict[str, set[str]]:
        """For each other reason the statements of the pairs that it is true of."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in self.pairs:
            for reason in self._reasons(one, other):
                found[reason] |= {one.state.statement, other.state.statement}
        return dict(found)

    def _reasons(self, one: Resolved, other: Resolved) -> Iterable[str]:
        apart = not overlap(possible(one), possible(other))
        texts = {self._origins.get(two.state.document, two.state.document) for two in (one, other)}
        presupposed = one.state.rests_on or other.state.rests_on
        if self._other_plans(one.state, other.state) and not overlap(one.spell[:2], other.spell[:2]):
            yield "different-dates"
        comparable, meet = self._comparable(one, other), overlap(told(one), told(other))
        if comparable and meet and self._finer(one.state, other.state):
            yield "different-granularity"
        if not self._incompatible(one, other):
            return
        if apart and len(texts) == 2 and not presupposed and not {one.state.modality, other.state.modality} & PLANS:
            yield "time-does-not-overlap"
        if not comparable:
            return
        if one.state.modality != other.state.modality:
            if meet:
                yield "different-modality"
        elif not apart and len(texts) == 2 and not definite(one) & definite(other):
            yield "time-may-not-overlap"

    @staticmethod
    def _other_plans(one: State, other: State) -> bool:
        """Whether both plan one thing, and each says between which days it begins."""
        if one.objects != other.objects or one.users != other.users:
            return False
        planned = {one.polarity, other.polarity} == {"affirmed"} and {one.modality, other.modality} <= PLANS
        begins = (one.spell.begin_earliest, other.spell.begin_earliest, BEFORE)
        return planned and begins.count(BEFORE) == 1 and AFTER not in {one.spell[1], other.spell[1]}

    def _finer(self, one: State, other: State) -> bool:
        """Whether both affirm, and one is what the other is, told more finely."""

        def below(narrow: State, wide: State) -> bool:
            return all(any(w in self._hierarchy.covering(n) for w in wide.objects) for n in narrow.objects)

        affirmed = {one.polarity, other.polarity} == {"affirmed"}
        return affirmed and one.objects != other.objects and (below(one, other) or below(other, one))


# --- against the oracle ---


@settings(max_examples=300, deadline=None)
@given(data=st.data(), predicate=st.sampled_from(("control", "status", "presence")), origins=st.sampled_from(ORIGINS))
def test_all_pairs_that_disagree_are_in_a_set_and_no_others(
    data: st.DataObject,
    predicate: str,
    origins: dict[str, str],
    several: Several,
    hierarchies: st.SearchStrategy[Hierarchy],
    incompatible: Incompatible,
    comparable: Callable[[Resolved, Resolved], bool],
) -> None:
    states, hierarchy = data.draw(several(("x",), (predicate,))), data.draw(hierarchies)
    oracle = Oracle(states, hierarchy, origins, incompatible, comparable)
    found = list(rivals("x", predicate, states, hierarchy, origins))
    assert {(one.subject, one.predicate) for one in found} <= {("x", predicate)}
    sets = [(one.reason, one.days, one.statements) for one in found if one.reason in SURELY]
    assert len(sets) == len({*sets})
    if predicate == "presence":
        assert found == []
        return
    assert {*sets} == oracle.conflicts()
    others = [one for one in found if one.reason not in SURELY]
    assert {one.reason: {*one.statements} for one in others} == oracle.others()
    assert len(others) == len({one.reason for one in others})
    assert all(one.days is None and one.statements == tuple(sorted({*one.statements})) for one in others)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), predicate=st.sampled_from(("control", "status")))
def test_a_pair_lies_in_one_set_that_has_its_days(
    data: st.DataObject,
    predicate: str,
    several: Several,
    hierarchies: st.SearchStrategy[Hierarchy],
    incompatible: Incompatible,
    comparable: Callable[[Resolved, Resolved], bool],
) -> None:
    states, hierarchy = data.draw(several(("x",), (predicate,))), data.draw(hierarchies)
    sets = [one for one in united(rivals("x", predicate, states, hierarchy, {})) if one.reason in SURELY]
    days: set[int] = set()
    for one, other in Oracle(states, hierarchy, {}, incompatible, comparable).pairs:
        common = definite(one) & definite(other)
        if one.state.modality == other.state.modality and common and incompatible(one.state, other.state, hierarchy):
            days |= common
            names = {one.state.statement, other.state.statement}
            assert any(names <= {*s.statements} and common <= on_days(s) for s in sets)
    assert {on for found in sets for on in on_days(found)} == days
    for found, later in combinations(sets, 2):
        touch = on_days(found) & {on + by for on in on_days(later) for by in (-1, 0, 1)}
        assert found.reason != later.reason or not touch


def on_days(one: Disagreement) -> set[int]:
    assert one.days
    return {*range(one.days[0], one.days[1] + 1)}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), predicate=st.sampled_from(("control", "status")))
def test_the_order_of_the_statements_is_of_no_account(
    data: st.DataObject, predicate: str, several: Several, hierarchies: st.SearchStrategy[Hierarchy]
) -> None:
    states, hierarchy = data.draw(several(("x",), (predicate,))), data.draw(hierarchies)
    shuffled = data.draw(st.permutations(states))
    expected = united(rivals("x", predicate, states, hierarchy, ORIGINS[1]))
    assert united(rivals("x", predicate, shuffled, hierarchy, ORIGINS[1])) == expected


# --- case by case ---

ON = Spell.of("", "2018-10-15", "2018-10-15", "")


def found(*states: State, origins: Mapping[str, str] | None = None) -> set[tuple[str, str]]:
    """Each reason with the statements of its set, of statements that count."""
    resolved = [Resolved(state, state.spell) for state in states]
    disagreements = rivals("x", states[0].predicate, resolved, HIERARCHY, origins or {})
    return {(one.reason, " ".join(one.statements)) for one in disagreements}


def test_that_a_force_and_its_government_are_both_denied_is_no_dispute_over_the_holder(stated: Stated) -> None:
    states = [
        stated("s", spell=ON),
        stated("t", spell=ON, objects=("government",)),
        stated("u", spell=ON, objects=("government",), polarity="denied"),
    ]
    assert found(*states) == {("affirmed-and-denied", "s t u"), ("different-granularity", "s t")}


def test_holders_of_days_that_follow_each_other_do_not_exclude_one_another(stated: Stated) -> None:
    """A run of days is one set; that it has two holders does not make them rivals."""
    next_day = Spell.of("", "2018-10-16", "2018-10-16", "")
    states = [
        stated("s", spell=ON),
        stated("t", spell=ON, polarity="denied"),
        stated("u", spell=next_day, objects=("rebels",)),
        stated("v", spell=next_day, objects=("rebels",), polarity="denied"),
    ]
    sets = {reason for reason, _ in found(*states)}
    assert "affirmed-and-denied" in sets
    assert "incompatible-values" not in sets


def test_a_day_between_on_which_nobody_disagrees_parts_two_conflicts(stated: Stated) -> None:
    days = [Spell(begin_latest=on, end_earliest=on) for on in (50, 51, 53)]
    states = [
        Resolved(stated(f"{by}-{spell.begin_latest}", objects=(by,)), spell)
        for spell in days
        for by in ("army", "rebels")
    ]
    sets = [one.days for one in rivals("x", "control", states, HIERARCHY, {}) if one.reason == "incompatible-values"]
    assert sets == [(50, 51), (53, 53)]


def test_copies_that_differ_are_bad_copies_as_long_as_nobody_else_joins_in(stated: Stated) -> None:
    states = [
        stated("s", spell=ON, document="d0"),
        stated("t", spell=ON, document="d1", objects=("rebels",)),
        stated("u", spell=ON, document="d2"),
    ]
    assert found(*states[:2], origins=ORIGINS[1]) == {("same-wire", "s t")}
    assert found(*states, origins=ORIGINS[1]) == {("incompatible-values", "s t u")}


def test_one_document_that_contradicts_itself_is_no_bad_copy(stated: Stated) -> None:
    states = [stated("s", spell=ON, document="d0"), stated("t", spell=ON, document="d0", objects=("rebels",))]
    assert found(*states, origins=ORIGINS[1]) == {("incompatible-values", "s t")}


@pytest.mark.parametrize(("polarity", "expected"), [("affirmed", {("different-dates", "s t")}), ("denied", set())])
def test_plans_for_other_days_differ_but_not_that_both_are_denied(
    polarity: str, expected: set[tuple[str, str]], stated: Stated
) -> None:
    """That it will open neither on the 15th nor on the 22nd is no contradiction."""
    plans = [
        stated(
            name,
            predicate="status",
            objects=("open",),
            polarity=polarity,
            modality=modality,
            spell=Spell.of(on, on, "", ""),
        )
        for name, modality, on in (("s", "intended", "2018-10-15"), ("t", "expected", "2018-10-22"))
    ]
    assert found(*plans) == expected


def test_odd_spells_are_borne(stated: Stated) -> None:
    """One that nothing can meet, and such as have no bound at all."""
    empty = Resolved(stated("s"), Spell(begin_earliest=day("2018-10-15"), end_latest=day("2018-10-14")), firm=False)
    undated = [Resolved(stated(name, objects=(name,), document=name), Spell()) for name in "tuv"]
    sets = list(rivals("x", "control", [empty, *undated], HIERARCHY, {}))
    assert [(one.reason, one.statements) for one in sets if one.reason != "time-does-not-overlap"] == [
        ("time-may-not-overlap", ("t", "u", "v"))
    ]
    assert list(rivals("x", "control", [], HIERARCHY, {})) == []
