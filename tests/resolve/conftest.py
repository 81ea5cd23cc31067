"""Small worlds for the resolver: a crossing with two posts, few days, few actors, all kinds of statements."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import strategies as st
from msgspec import structs

from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import EXCLUSIVE, Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.order import Order
from kg.resolve.record import Place, Record
from kg.resolve.states import ADMITTED, AFTER, BEFORE, Spell, State, day

World = tuple[Record, Knowledge, str]

_DAYS = range(day("2014-01-01"), day("2014-01-08"))
_SAID = range(day("2018-01-01"), day("2018-01-05"))
_PLACE = Place("x", (("x/e", "east"), ("x/w", "west")))
_DOCUMENTS = ("d0", "d1", "d2")
_EVENTS = ("e0", "e1")

# Every choice is made from one list, the simplest first, so that many worlds are drawn in little time.
_SPELLS = [
    Spell(b, c, d, e)
    for b, c, d, e in product((BEFORE, *_DAYS), (AFTER, *_DAYS), (BEFORE, *_DAYS), (AFTER, *_DAYS))
    if Spell(b, c, d, e) == Spell(b, c, d, e).normal() and not Spell(b, c, d, e).empty
]
_DEFINITE = [spell for spell in _SPELLS if spell.definite]
spells = st.sampled_from(_SPELLS) | st.sampled_from(_DEFINITE)
_saids = st.sampled_from(
    [(_SAID[0], _SAID[0])] * 8
    + [(first, last) for first in (BEFORE, *_SAID) for last in (*_SAID, AFTER) if first <= last]
)
_tellings = st.sampled_from((0, 1, 1, 2))
_counts = st.sampled_from((1, 2, 3, 4, 5, 5, 6, 6, 7, 7))
_scopes = st.sampled_from(("x/e", "x/e", "x/e", "x", "x/w"))
_objects = {
    "control": (
        ("army",),
        ("rebels",),
        ("government",),
        ("brigade",),
        ("front",),
        ("army", "rebels"),
        ("brigade", "rebels"),
    ),
    "status": (("open",), ("closed",), ("not-open",)),
    "presence": (("army",), ("rebels",)),
    "event": (("seizure",),),
}
_polarities = st.sampled_from(["affirmed"] * 6 + ["denied"] * 3 + ["undetermined"])
_modalities = st.sampled_from(["asserted"] * 9 + [*ADMITTED, "expected"])
_users = st.sampled_from([(), (), ("goods",), ("travel",)])
# Of the spell and of when it was said: mostly of one decision, or else of two.
_both_grounds = st.sampled_from(
    [((), ())] * 12
    + [(("d0",), ("d0",)), (("d1", "d2"), ("d1", "d2"))]
    + [(("d0",), ()), ((), ("d0",)), (("d0",), ("d1", "d2")), (("d1", "d2"), ("d0",))]
)
_hierarchies = st.sampled_from(
    [
        Hierarchy({"army": ["government"], "brigade": ["army", "front"], "closed": ["not-open"]}),
        Hierarchy({"army": ["government"], "closed": ["not-open"]}),
        Hierarchy({}),
    ]
)
_hows = st.sampled_from([("asserted",), ("expected", "intended"), ("asserted", "reported", "claimed", "expected")])
_bounded = st.sampled_from([spell for spell in _SPELLS if BEFORE not in spell and AFTER not in spell])
_knowledges = st.builds(
    Knowledge,
    st.sampled_from([AFTER] * 6 + [*_SAID, _SAID[-1] + 1]),
    st.sampled_from([frozenset[str]()] * 8 + [frozenset({"d0"}), frozenset({"d1", "d2"})]),
    st.sampled_from([dict[str, int]()] * 30 + [{document: on} for document in _DOCUMENTS for on in _SAID]),
)


@st.composite
def states(draw: st.DrawFn, name: str, predicate: str, others: tuple[str, ...] = ()) -> State:
    """A statement; it may take back one of `others`."""
    grounds, said_grounds = draw(_both_grounds)
    return State(
        statement=name,
        document=draw(st.sampled_from(_DOCUMENTS)),
        predicate=predicate,
        scope=draw(_scopes),
        objects=draw(st.sampled_from(_objects[predicate])),
        polarity=draw(_polarities),
        modality=draw(_modalities),
        spell=draw(spells),
        said=draw(_saids),
        users=draw(_users) if predicate == "status" else (),
        retracts=draw(st.sampled_from([()] * (12 + len(others)) + [(other,) for other in others])),
        grounds=grounds,
        said_grounds=said_grounds,
        without_grounds=draw(spells) if grounds else Spell(),
    )


@st.composite
def _orders(draw: st.DrawFn, names: tuple[str, ...]) -> Order:
    nodes = st.sampled_from((*names, *names, *names, *_EVENTS))
    source = draw(st.sampled_from(("decision", *_EVENTS, *names)))
    return Order(draw(nodes), draw(nodes), source, draw(st.sampled_from(("before", "before", "during"))))


@st.composite
def _worlds(draw: st.DrawFn) -> World:
    asked = draw(st.sampled_from(("control", "control", "status")))
    names = draw(st.permutations([f"s{number}" for number in range(draw(_counts))]))
    record = Record(
        _PLACE,
        [
            draw(
                states(
                    name, draw(st.sampled_from([asked] * 9 + ["control", "status", "presence"])), tuple(names[:number])
                )
            )
            for number, name in enumerate(names)
        ],
        draw(_hierarchies),
        draw(st.lists(_orders(tuple(names)), max_size=4)) if draw(st.booleans()) else [],
        {event: [draw(states(f"{event}/{n}", "event")) for n in range(draw(_tellings))] for event in _EVENTS},
        {"decision": draw(st.sampled_from(((), (), ("d0",), ("d0", "d1"))))},
    )
    return record, draw(_knowledges), asked


@pytest.fixture(scope="session")
def worlds() -> st.SearchStrategy[World]:
    """Records of the crossing `x`, each with a day of knowledge and the predicate asked about."""
    return _worlds()


@pytest.fixture(scope="session")
def world_days() -> tuple[int, ...]:
    """Every day that a world may tell apart, and one long before and after."""
    return (BEFORE + 1, *range(_DAYS[0] - 2, _DAYS[-1] + 3), AFTER - 1)


@pytest.fixture(scope="session")
def another() -> Callable[[str, str], st.SearchStrategy[State]]:
    """A function: statements of a name and predicate, on a scope of the crossing `x`."""
    return states


@st.composite
def _several(draw: st.DrawFn, scopes: tuple[str, ...], predicates: tuple[str, ...]) -> list[Resolved]:
    found: list[Resolved] = []
    how, where = st.sampled_from(draw(_hows)), st.sampled_from(draw(st.lists(st.sampled_from(scopes), min_size=1)))
    few = {word: st.sampled_from(draw(st.lists(st.sampled_from(_objects[word]), min_size=1))) for word in predicates}
    for number in range(draw(_counts)):
        state = draw(states(f"s{number}", draw(st.sampled_from(predicates))))
        state = structs.replace(
            state,
            scope=draw(where),
            objects=draw(few[state.predicate]),
            modality=draw(how),
            spell=draw(spells | _bounded),
        )
        if number and draw(st.integers(0, 4)) == 0:  # what another presupposes
            other = f"s{draw(st.integers(0, number - 1))}"
            of = draw(st.sampled_from(("before", "after", "")))  # of an event, or of an announcement
            state = structs.replace(state, statement=f"{other}#presupposed-{of}-{number}", rests_on=other)
        sure, firm = draw(st.sampled_from([(True, True)] * 8 + [(False, True), (True, False)]))
        found.append(Resolved(state, state.spell, sure, firm))
    return found


@pytest.fixture(scope="session")
def several() -> Callable[[tuple[str, ...], tuple[str, ...]], st.SearchStrategy[list[Resolved]]]:
    """A function: lists of resolved statements on these scopes, of these predicates, in all attitudes."""
    return _several


@pytest.fixture(scope="session")
def hierarchies() -> st.SearchStrategy[Hierarchy]:
    """Hierarchies of the actors and statuses of small worlds."""
    return _hierarchies


def _incompatible(one: State, other: State, hierarchy: Hierarchy) -> bool:
    """Section 4 of the design, wherever the two are said; see `compatible` of the hierarchy."""

    def all_below(narrow: State, wide: State) -> bool:
        return all(any(broad in hierarchy.covering(thing) for broad in wide.objects) for thing in narrow.objects)

    if one.predicate != other.predicate or one.predicate not in EXCLUSIVE:
        return False
    if one.users and other.users and not {*one.users} & {*other.users}:
        return False
    match one.polarity, other.polarity:
        case "affirmed", "affirmed":
            return not all_below(one, other) and not all_below(other, one)
        case "affirmed", "denied":
            return all_below(one, other)
        case "denied", "affirmed":
            return all_below(other, one)
    return False


@pytest.fixture(scope="session")
def incompatible() -> Callable[[State, State, Hierarchy], bool]:
    """A function: whether two statements could not both be so, were they said of one scope and day."""
    return _incompatible


def _comparable(one: Resolved, other: Resolved) -> bool:
    """Whether nothing but an event's own before and after stands between two statements, or else a day."""
    if (one.state.rests_on or one.state.statement) == (other.state.rests_on or other.state.statement):
        return False
    if one.definite and other.definite:
        (first, last), (other_first, other_last) = one.definite, other.definite
        if first <= other_last and other_first <= last:
            return True
    return not any(word in two.state.statement for two in (one, other) for word in ("#presupposed-before", "-after"))


@pytest.fixture(scope="session")
def comparable() -> Callable[[Resolved, Resolved], bool]:
    """A function: whether two statements may be at odds at all."""
    return _comparable


@pytest.fixture(scope="session")
def stated() -> Callable[..., State]:
    """A function: a statement of a name, that the army holds `x` for all that is said of when; keywords change it."""

    def state(name: str, **changed: Any) -> State:
        fields: dict[str, Any] = {
            "document": "d",
            "predicate": "control",
            "scope": "x",
            "objects": ("army",),
            "polarity": "affirmed",
            "modality": "asserted",
            "spell": Spell(),
            "said": (_SAID[0], _SAID[0]),
        }
        return State(statement=name, **fields | changed)

    return state
