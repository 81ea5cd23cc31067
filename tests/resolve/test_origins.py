"""How many independent origins a thing has: documents, copies, speakers; and which statements say one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve.cuts import Resolved
from kg.resolve.material import Account
from kg.resolve.origins import Corroboration, Origins
from kg.resolve.states import BEFORE, Days, Spell, State

Stated = Callable[..., State]
Several = Callable[[tuple[str, ...], tuple[str, ...]], st.SearchStrategy[list[Resolved]]]

ON = Spell(begin_latest=50, end_earliest=50)


# --- independence ---


@pytest.mark.parametrize(
    ("said", "copies", "number"),
    [
        # (document, speakers) of each statement; by default a document speaks for itself
        ([("a", "a")], {}, 1),
        ([("a", "a"), ("a", "a")], {}, 1),
        ([("a", "minister"), ("a", "rebels")], {}, 1),  # one document, whoever speaks in it
        ([("a", "a"), ("b", "b")], {}, 2),
        ([("a", "sohr"), ("b", "sohr")], {}, 1),
        ([("a", "sohr"), ("b", "sana"), ("c", "sohr sana")], {}, 1),  # the third heard both
        ([("a", "sohr"), ("b", "sana"), ("c", "c")], {}, 3),
        ([("a", "a"), ("b", "a")], {}, 1),  # b quotes the publisher of a
        ([("a", "a"), ("b", "b")], {"a": ["b"]}, 1),
        ([("a", "a"), ("b", "b")], {"b": ["a"]}, 1),
        ([("a", "a"), ("c", "c")], {"a": ["wire"], "c": ["wire"]}, 1),  # a wire that says nothing of this itself
        ([("a", "a"), ("c", "c")], {"a": ["b"], "b": ["c"]}, 1),
        ([("a", "a"), ("c", "c"), ("d", "d")], {"a": ["b"], "b": ["c"]}, 2),
        ([("a", "sohr"), ("b", "b"), ("c", "sohr"), ("d", "d")], {"b": ["c"]}, 2),
    ],
)
def test_origins_are_counted_and_not_documents(
    said: list[tuple[str, str]], copies: Mapping[str, list[str]], number: int, stated: Stated
) -> None:
    states = [
        stated(f"s{place}", document=f"doc-{document}", speakers=tuple(speakers.split()))
        for place, (document, speakers) in enumerate(said)
    ]
    texts = {f"doc-{document}": [f"doc-{other}" for other in others] for document, others in copies.items()}
    assert Origins(texts).independent(states) == number
    assert Origins(texts).independent(states[::-1]) == number


def test_texts_have_one_name_for_all_that_share_them() -> None:
    assert Origins({"c": ["b"], "b": ["a"], "y": ["x"]}).texts == {"a": "a", "b": "a", "c": "a", "x": "x", "y": "x"}


_people = st.sampled_from(("p", "q", "r"))


@given(
    said=st.lists(st.tuples(st.sampled_from("abcd"), st.sets(_people, max_size=2)), min_size=1, max_size=6),
    copies=st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from("abcd"), max_size=2), max_size=3),
)
def test_what_shares_a_text_or_a_speaker_with_another_is_no_origin_more(
    said: list[tuple[str, set[str]]], copies: dict[str, list[str]], stated: Stated
) -> None:
    """Against joining all pairs, one after the other."""
    links = [{document, other} for document, others in copies.items() for other in others]
    groups = [{document} for document in "abcd"]
    for link in links:
        groups = [group for group in groups if not group & link] + [set[str]().union(*(g for g in groups if g & link))]
    joined: list[set[int]] = []
    for number, (document, speakers) in enumerate(said):
        text = next(group for group in groups if document in group)
        mine = {n for n, (other, theirs) in enumerate(said) if other in text or speakers & theirs}
        apart = [group for group in joined if not group & (mine | {number})]
        joined = [*apart, {number, *mine}.union(*(group for group in joined if group not in apart))]
    states = [stated(f"s{n}", document=document, speakers=tuple(sorted(who))) for n, (document, who) in enumerate(said)]
    assert Origins(copies).independent(states) == len(joined)


# --- statements of one state ---


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_statements_that_surely_say_one_thing_of_days_that_hang_together(data: st.DataObject, several: Several) -> None:
    """Against days: each run of days on which they say it, overlapping, has all that say it then."""
    states = data.draw(several(("x",), ("control", "status")))
    expected = set()
    document_of = {one.state.statement: one.state.document for one in states}
    alike: defaultdict[tuple[object, ...], list[Resolved]] = defaultdict(list)
    for one in states:
        state = one.state
        if state.polarity == "affirmed" and one.sure and one.firm:
            alike[state.predicate, state.objects, state.users].append(one)
    for (predicate, objects, _), ones in alike.items():
        groups: list[tuple[Days | None, set[str]]] = []
        for one in ones:
            days, names = one.spell.definite, {one.state.statement}
            if days is None:
                if change(one):
                    continue  # what is before or after an event, on no day for sure, says no more than the event
                names |= {other.state.statement for other in ones if other.spell == one.spell and not change(other)}
            else:
                for met, theirs in [group for group in groups if group[0] and _overlap(group[0], days)]:
                    assert met
                    days = min(met[0], days[0]), max(met[1], days[1])
                    names |= theirs
                groups = [group for group in groups if group[0] is None or not _overlap(group[0], days)]
            groups.append((days, names))
        for days, names in groups:
            if len({document_of[name] for name in names}) > 1:
                expected.add((predicate, objects, days, tuple(sorted(names))))
    found = list(Origins({}).of_states("x", states))
    assert {one.subject for one in found} <= {"x"}
    assert {(one.predicate, one.objects, one.days, one.statements) for one in found} == expected
    named = [name for one in found for name in one.statements]
    assert len(named) == len({*named})  # a record goes by its first statement
    assert found == list(Origins({}).of_states("x", sorted(states, key=lambda one: one.state.statement)))


def change(one: Resolved) -> bool:
    """Whether it is what somebody's word of an event presupposes."""
    return "#presupposed-before" in one.state.statement or "#presupposed-after" in one.state.statement


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def test_one_document_that_says_a_thing_twice_adds_nothing(stated: Stated) -> None:
    assert list(Origins({}).of_states("x", [Resolved(stated(name), ON) for name in "st"])) == []
    events = [stated(name, predicate="event", scope="e") for name in "st"]
    assert list(Origins({}).of_events([Account(state, {}) for state in events], {})) == []


def test_an_earlier_day_and_a_later_one_are_two_things_to_say(stated: Stated) -> None:
    apart = [
        Resolved(stated(name, document=name, spell=spell), spell)
        for name, spell in (("s", ON), ("t", Spell(51, 51, 51, 51)))
    ]
    assert list(Origins({}).of_states("x", apart)) == []
    both = Resolved(stated("u", document="other"), Spell(BEFORE, 50, 51, 60))
    assert list(Origins({}).of_states("x", [*apart, both])) == [
        Corroboration("x", "control", ("army",), (50, 51), ("s", "t", "u"), 3)
    ]


def test_a_long_time_holds_together_what_is_told_of_parts_of_it(stated: Stated) -> None:
    spells = {"s": (50, 59), "t": (52, 53), "u": (55, 56), "v": (61, 62)}
    states = [
        Resolved(stated(name, document=name), Spell(begin_latest=first, end_earliest=last))
        for name, (first, last) in spells.items()
    ]
    (found,) = Origins({}).of_states("x", states)
    assert (found.days, found.statements) == ((50, 59), ("s", "t", "u"))


@pytest.mark.parametrize(("sure", "firm"), [(False, True), (True, False)])
def test_what_perhaps_was_not_said_or_cannot_be_bears_nothing_out(sure: bool, firm: bool, stated: Stated) -> None:
    states = [Resolved(stated(name, document=name), ON, sure, firm) for name in "st"]
    assert list(Origins({}).of_states("x", states)) == []


# --- tellings of one event ---


def events(*states: State, root: Mapping[str, str] | None = None) -> list[Corroboration]:
    accounts = [Account(state, {}) for state in states]
    origins = Origins({"d1": ["d0"]})
    assert list(origins.of_events(accounts[::-1], root or {})) == list(origins.of_events(accounts, root or {}))
    return list(origins.of_events(accounts, root or {}))


def told(stated: Stated, name: str, event: str, **more: object) -> State:
    default: dict[str, object] = {"predicate": "event", "scope": event, "objects": ("seizure",), "document": name}
    return stated(name, **default | more)


def test_tellings_of_one_event_have_no_days(stated: Stated) -> None:
    one, other = told(stated, "d0", "e1"), told(stated, "d2", "e1", spell=ON)
    assert events(one, other) == [Corroboration("e1", "event", ("seizure",), None, ("d0", "d2"), 2)]
    assert events(one, told(stated, "d1", "e1")) == [Corroboration("e1", "event", ("seizure",), None, ("d0", "d1"), 1)]
    assert events(one) == []


def test_a_curator_makes_events_one(stated: Stated) -> None:
    one, other = told(stated, "s", "e1"), told(stated, "t", "e2")
    assert events(one, other) == []
    assert events(one, other, root={"e1": "e1", "e2": "e1"}) == [
        Corroboration("e1", "event", ("seizure",), None, ("s", "t"), 2)
    ]


@pytest.mark.parametrize("changed", [{"polarity": "denied"}, {"modality": "expected"}, {"modality": "claimed"}])
def test_who_denies_or_only_expects_a_thing_does_not_bear_it_out(changed: dict[str, str], stated: Stated) -> None:
    assert events(told(stated, "s", "e1"), told(stated, "t", "e1", **changed)) == []
