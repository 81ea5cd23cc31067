"""Disagreements of accounts: of one event and of two, of figures, of whereabouts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.facts.concepts import core_concepts
from kg.resolve.accounts import NEAR, decided, of_events, of_quantities, of_whereabouts
from kg.resolve.disagreements import Disagreement
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.material import DETAILS, Account, Identity
from kg.resolve.states import AFTER, BEFORE, Spell, State

Stated = Callable[..., State]

HIERARCHY = Hierarchy(
    {
        "army": ["government"],
        "brigade": ["army"],
        "seizure": ["attack"],
        "recapture": ["seizure"],
        "far-east": ["east"],
        "press-conference": ["communication"],
        "meeting": ["communication"],
    }
)
SUNDAY, MONDAY, TUESDAY = 1000, 1001, 1002


def within(first: int, last: int | None = None) -> Spell:
    last = first if last is None else last
    return Spell(first, last, first, last)


def account(stated: Stated, name: str, predicate: str, scope: str, /, **more: object) -> Account:
    """A statement that gives particulars; a text is one value, and what is no particular is of the statement."""
    words = {key: tuple(value.split()) for key, value in more.items() if isinstance(value, str)}
    details = {key: words.get(key, ()) for key in DETAILS[predicate]}
    changed = {key: value for key, value in more.items() if key not in details}
    return Account(stated(name, predicate=predicate, scope=scope, **changed), details)


def shown(found: list[Disagreement]) -> list[tuple[str, ...]]:
    """Subject, reason, statements, and decisions if there are any."""
    assert all(one.days is None for one in found)
    return [(one.subject, one.reason, " ".join(one.statements), *one.decisions) for one in found]


# --- one event ---

SAME = [Identity("decision", ("e1", "e2"), "positive")]


def told(stated: Stated, name: str, event: str, /, **more: object) -> Account:
    """A telling of an event, by default a seizure of the gate by the army on Monday."""
    default: dict[str, object] = {
        "objects": ("seizure",),
        "spell": within(MONDAY),
        "document": f"d-{name}",
        "agent": "army",
        "place": "gate",
    }
    return account(stated, name, "event", event, **default | more)


def events(accounts: list[Account], identities: list[Identity]) -> list[tuple[str, ...]]:
    spells = {account.state.statement: account.state.spell for account in accounts}
    found = list(of_events(accounts, spells, identities, HIERARCHY))
    assert sorted(shown(list(of_events(accounts[::-1], spells, identities, HIERARCHY)))) == sorted(shown(found))
    return shown(found)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({}, ""),
        ({"spell": within(TUESDAY)}, "different-dates"),
        ({"spell": within(SUNDAY)}, "different-dates"),
        ({"spell": within(SUNDAY, TUESDAY)}, ""),
        ({"spell": Spell()}, ""),
        ({"spell": Spell(begin_latest=SUNDAY)}, ""),  # it may have gone on
        ({"spell": Spell(end_latest=SUNDAY)}, "different-dates"),
        ({"agent": "rebels"}, "different-details"),
        ({"agent": "brigade"}, ""),
        ({"agent": "government"}, ""),
        ({"agent": "army rebels"}, ""),
        ({"agent": ""}, ""),
        ({"place": "ford"}, "different-details"),
        ({"theme": "ford"}, ""),  # only one names a theme
        ({"polarity": "denied"}, "affirmed-and-denied"),
        ({"polarity": "denied", "agent": "rebels"}, "affirmed-and-denied"),
        ({"polarity": "undetermined", "spell": within(TUESDAY)}, ""),
        ({"spell": within(TUESDAY), "modality": "expected"}, "different-modality"),
        ({"polarity": "denied", "modality": "claimed"}, "different-modality"),
        ({"modality": "expected"}, ""),
    ],
)
@pytest.mark.parametrize("event", ["e1", "e2"])
def test_tellings_of_one_event_differ_or_say_more(
    other: dict[str, object], reason: str, event: str, stated: Stated
) -> None:
    """By one event node, or by a curator's decision that two nodes are one event, which is then named."""
    tellings = [told(stated, "s", "e1"), told(stated, "t", event, **other)]
    expected = [("e1", reason, "s t")] if reason else []
    decided_by = SAME if event == "e2" else []
    assert events(tellings, decided_by) == [(*one, *(by.decision for by in decided_by)) for one in expected]


def test_two_denials_are_no_disagreement(stated: Stated) -> None:
    denials = [
        told(stated, name, "e1", polarity="denied", spell=within(day)) for name, day in zip("st", (1, 9), strict=True)
    ]
    assert events(denials, []) == []


def test_only_those_tellings_that_differ_are_in_the_set(stated: Stated) -> None:
    tellings = [
        told(stated, "s", "e1"),
        told(stated, "t", "e1", spell=within(TUESDAY)),
        told(stated, "u", "e1", spell=within(MONDAY, TUESDAY)),
        told(stated, "v", "e1", agent="rebels", spell=Spell()),
    ]
    assert events(tellings, []) == [("e1", "different-dates", "s t"), ("e1", "different-details", "s t u v")]


# --- two events ---


@pytest.mark.parametrize(
    ("other", "two"),
    [
        ({"spell": within(TUESDAY)}, True),
        ({"spell": within(SUNDAY)}, True),
        ({"spell": within(MONDAY + NEAR)}, True),
        ({"spell": within(MONDAY + NEAR + 1)}, False),
        ({}, False),  # the days are the same: nothing says that they are two
        ({"spell": within(SUNDAY, TUESDAY)}, False),
        ({"spell": within(TUESDAY), "objects": ("recapture",)}, True),
        ({"spell": within(TUESDAY), "objects": ("meeting",)}, False),
        ({"spell": within(TUESDAY), "agent": "rebels"}, False),
        ({"spell": within(TUESDAY), "agent": "", "participant": "army"}, True),
        ({"spell": within(TUESDAY), "place": "", "theme": "gate"}, True),
        ({"spell": within(TUESDAY), "place": "ford"}, False),
        ({"spell": within(TUESDAY), "document": "d-s"}, False),
        ({"spell": within(TUESDAY), "polarity": "denied"}, False),
        ({"spell": Spell(begin_earliest=TUESDAY)}, False),
        ({"spell": Spell(end_latest=SUNDAY)}, False),
    ],
)
def test_events_that_look_alike_on_near_days_are_two(other: dict[str, object], two: bool, stated: Stated) -> None:
    tellings = [told(stated, "s", "e1"), told(stated, "t", "e2", **other)]
    assert events(tellings, []) == ([("e1", "two-events", "s t")] if two else [])


def test_a_decision_says_of_two_events_that_they_are_two(stated: Stated) -> None:
    tellings = [
        told(stated, "s", "e1", objects=("meeting",), agent="minister"),
        told(stated, "t", "e2", objects=("press-conference",), place="capital"),
        told(stated, "u", "e2", polarity="denied"),
    ]
    no = Identity("no", ("e1", "e2", "not told of"), "negative")
    perhaps = Identity("perhaps", ("e1", "e2"), "undecided")
    assert [one for one in events(tellings, [no, perhaps]) if one[1] == "two-events"] == [
        ("e1", "two-events", "s t u", "no")
    ]
    assert [one[1] for one in events(tellings, [perhaps])] == ["affirmed-and-denied"]


def test_events_that_a_decision_makes_one_do_not_look_like_two(stated: Stated) -> None:
    tellings = [told(stated, "s", "e1"), told(stated, "t", "e2", spell=within(TUESDAY))]
    assert events(tellings, SAME) == [("e1", "different-dates", "s t", "decision")]


def test_decisions_are_of_pairs_that_somebody_tells_of() -> None:
    three = Identity("three", ("e1", "e2", "e3", "e4"), "positive")
    no = Identity("no", ("e1", "e2"), "negative")
    assert decided([three, no], "positive", {"e1", "e2", "e4"}) == dict.fromkeys(
        [("e1", "e2"), ("e1", "e4"), ("e2", "e4")], "three"
    )
    assert decided([three, no], "negative", {"e1", "e2"}) == {("e1", "e2"): "no"}
    also = Identity("also", ("e1", "e2"), "negative")
    assert decided([no, also], "negative", {"e1", "e2"}) == decided([also, no], "negative", {"e1", "e2"})


_whens = st.sampled_from([within(first, first + by) for first in range(1, 20, 2) for by in (0, 3)] + [Spell()])


@settings(max_examples=150, deadline=None)
@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(("e1", "e2", "e3", "e4", "e5")),
            st.sampled_from(("seizure", "recapture", "meeting")),
            _whens,
            st.sampled_from(("d0", "d1")),
            st.sampled_from(("army", "rebels", "army rebels")),
        ),
        max_size=7,
    )
)
def test_events_that_look_alike_hang_together(drawn: list[tuple[str, str, Spell, str, str]], stated: Stated) -> None:
    """Against all pairs: what is alike is joined, and each set has all tellings of its events."""
    tellings = [
        told(stated, f"s{number}", event, objects=(sort,), spell=spell, document=document, agent=who)
        for number, (event, sort, spell, document, who) in enumerate(drawn)
    ]
    joined: dict[str, set[str]] = {event: {event} for event, *_ in drawn}
    for (e, sort, (b, _, _, x), doc, who), (e2, sort2, (b2, _, _, x2), doc2, who2) in combinations(drawn, 2):
        bounded = BEFORE not in {b, b2} and AFTER not in {x, x2}
        near = bounded and (x < b2 <= x + NEAR or x2 < b <= x2 + NEAR)
        alike = doc != doc2 and {*who.split()} & {*who2.split()} and (sort == "meeting") == (sort2 == "meeting")
        if near and alike and e != e2:
            both = joined[e] | joined[e2]
            joined |= dict.fromkeys(both, both)
    expected = {
        (min(group), " ".join(sorted(f"s{n}" for n, (event, *_) in enumerate(drawn) if event in group)))
        for group in joined.values()
        if len(group) > 1
    }
    found = [(one[0], one[2]) for one in events(tellings, []) if one[1] == "two-events"]
    assert len(found) == len({*found})
    assert {*found} == expected


# --- figures ---

ON, LATER = Spell(begin_latest=50, end_earliest=60), Spell(begin_latest=70, end_earliest=80)


def figure(stated: Stated, name: str, /, **more: object) -> Account:
    """A figure for the deaths at the gate."""
    approximation = more.pop("approximation", "")
    concept = core_concepts()["approximation"][str(approximation)] if approximation else ""
    default: dict[str, object] = {"quantity_kind": "deaths", "unit": "count", "spell": ON, "approximation": concept}
    return account(stated, name, "quantity", "gate", **default | more)


def figures(*accounts: Account) -> list[tuple[str, ...]]:
    spells = {account.state.statement: account.state.spell for account in accounts}
    assert shown(list(of_quantities(accounts[::-1], spells))) == shown(list(of_quantities(accounts, spells)))
    return shown(list(of_quantities(accounts, spells)))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"amount": "40"}, ""),
        ({"amount": "40.0"}, ""),
        ({"amount": "41"}, "different-figures"),
        ({"lower": "39", "upper": "41"}, ""),
        ({"lower": "41"}, "different-figures"),
        ({"lower": "40"}, ""),
        ({"upper": "39.5"}, "different-figures"),
        ({}, ""),  # words, no number
        ({"amount": "30", "approximation": "at-least"}, ""),
        ({"amount": "50", "approximation": "at-least"}, "different-figures"),
        ({"amount": "50", "approximation": "at-most"}, ""),
        ({"amount": "30", "approximation": "at-most"}, "different-figures"),
        ({"amount": "50", "approximation": "exact"}, "different-figures"),
        ({"amount": "50", "approximation": "about"}, "different-granularity"),
        ({"lower": "100", "upper": "1000", "approximation": "order-of-magnitude"}, "different-granularity"),
        ({"amount": "50", "modality": "claimed"}, "different-modality"),
        ({"amount": "50", "spell": LATER}, "time-does-not-overlap"),
        ({"amount": "50", "spell": Spell()}, "time-may-not-overlap"),
        ({"amount": "50", "unit": "percent"}, ""),
        ({"amount": "50", "quantity_kind": "displaced"}, ""),
        ({"amount": "50", "of_whole": "province"}, ""),
        ({"amount": "50", "agent": "army"}, ""),
        ({"amount": "50", "theme": "army"}, ""),
        ({"amount": "50", "polarity": "denied"}, ""),
    ],
)
def test_figures_for_one_quantity(other: dict[str, object], reason: str, stated: Stated) -> None:
    found = figures(figure(stated, "s", amount="40"), figure(stated, "t", **other))
    assert found == ([("gate", reason, "s t")] if reason else [])


def test_of_three_figures_those_are_named_that_cannot_both_be_right(stated: Stated) -> None:
    three = [figure(stated, name, amount=amount) for name, amount in (("s", "40"), ("t", "40"), ("u", "41"))]
    assert figures(*three, figure(stated, "v", lower="1")) == [("gate", "different-figures", "s t u")]


# --- whereabouts ---


def lies(stated: Stated, name: str, of: str, direction: str, scope: str = "gate", /, **more: object) -> Account:
    return account(stated, name, "lies", scope, objects=(of,), direction=direction, **more)


def whereabouts(*accounts: Account) -> list[tuple[str, ...]]:
    members = {"gates": ("gate", "ford"), "others": ("gate",)}
    return shown(list(of_whereabouts(accounts, members, HIERARCHY)))


@pytest.mark.parametrize(
    ("of", "direction", "more", "reason"),
    [
        ("country", "east", {}, ""),
        ("country", "north", {}, "incompatible-values"),
        ("country", "far-east", {}, "different-granularity"),
        ("other country", "north", {}, "different-reference-region"),
        ("other country", "east", {}, ""),
        ("country", "north", {"direction_from": "town"}, ""),
        ("country", "north", {"polarity": "denied"}, ""),
        ("country", "", {}, ""),
    ],
)
def test_directions(of: str, direction: str, more: dict[str, str], reason: str, stated: Stated) -> None:
    found = whereabouts(lies(stated, "s", "country", "east"), lies(stated, "t", of, direction, **more))
    assert found == ([("gate", reason, "s t")] if reason else [])


def test_what_is_said_of_a_group_is_told_of_its_members(stated: Stated) -> None:
    of_gate = lies(stated, "s", "country", "east")
    of_gates = lies(stated, "t", "country", "north", "gates")
    of_others = lies(stated, "u", "country", "south", "others")
    assert whereabouts(of_gate, of_gates) == [("gate", "incompatible-values", "s t")]
    assert whereabouts(of_gates, of_others) == [("gate", "incompatible-values", "t u")]


def test_what_differs_on_a_group_is_not_told_again_of_each_member(stated: Stated) -> None:
    of_gates = [lies(stated, name, "country", way, "gates") for name, way in (("s", "east"), ("t", "north"))]
    assert whereabouts(*of_gates) == [("gates", "incompatible-values", "s t")]


def test_every_reason_of_figures_may_stand_side_by_side(stated: Stated) -> None:
    found: defaultdict[str, str] = defaultdict(str)
    for _, reason, statements in figures(
        figure(stated, "s", amount="40"),
        figure(stated, "t", amount="50"),
        figure(stated, "u", amount="60", spell=LATER),
    ):
        found[reason] += statements
    assert found == {"different-figures": "s t", "time-does-not-overlap": "s t u"}
