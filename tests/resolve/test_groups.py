"""What is derived group by group is what is derived of all at once, whatever ties the groups together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from kg.resolve.context import Context
from kg.resolve.derive import Derivation, OfPlace
from kg.resolve.deriving import Deriving, Group, taken_in
from kg.resolve.gathered import Gathered
from kg.resolve.groups import PIECE, Groups
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import DETAILS, STATES, Identity, Material
from kg.resolve.order import Order
from kg.resolve.states import AFTER, BEFORE, Spell, State, day
from kg.resolve.taking import Rows
from kg.resolve.told import Told

Another = Callable[[str, str], st.SearchStrategy[State]]
Stated = Callable[..., State]

POSTS = {"x": [("x/e", "east"), ("x/w", "west")], "v": [("v/e", "east")]}
MEMBERS = {"group": ("x/e", "y", "group"), "more": ("y", "z")}
PLACES = ("x", "x/e", "x/e", "x/w", "y", "y", "z", "v/e", "group", "more")
EVENTS = ("e0", "e1", "e2", "e3")
THINGS = {"army": ["government"], "brigade": ["front"], "closed": ["not-open"]}
PREDICATES = (
    ("control",) * 4 + ("status", "status", "presence", "event", "event", "event", "lies", "lies", "quantity"),
    ("event",),
    ("lies",),
)
DAYS = range(day("2014-01-01"), day("2014-01-05"))


@dataclass
class World:
    """What is on record beside statements, and these: each with its qualifiers, if it gives particulars."""

    curated: Material
    told: list[tuple[State, tuple[tuple[str, ...], ...]]] = field(default_factory=list)
    orders: list[tuple[Order, str]] = field(default_factory=list)


def details(draw: st.DrawFn, predicate: str) -> tuple[tuple[str, ...], ...]:
    """Qualifiers of a statement of this predicate."""
    few: dict[str, list[tuple[str, ...]]] = {
        "agent": [("army",), ("army",), ("rebels",)],
        "place": [("y",), ("y",), ("x",), ()],
        "direction": [("east",), ("far-east",), ("north",)],
        "amount": [("1",), ("2",), ("3.5",)],
    }
    return tuple(draw(st.sampled_from(few.get(name, [()]))) for name in DETAILS[predicate])


@st.composite
def worlds(draw: st.DrawFn, another: Callable[..., st.SearchStrategy[State]]) -> World:
    """Places within each other, a crossing or two, events alike, and what ties them together."""
    names = [f"s{number}" for number in range(draw(st.integers(2, 12)))]
    within = st.sampled_from([{}, {"x": {"y"}, "y": {"z"}}, {"x": {"v/e"}, "z": {"y", "z"}}])
    things = st.sampled_from(EVENTS)
    world = World(
        Material(
            hierarchy=Hierarchy(THINGS),
            posts=POSTS,
            members=MEMBERS,
            within=draw(within),
            copies=draw(st.sampled_from([{}, {"d0": {"d1"}}, {"d0": {"d2"}, "d1": {"d2"}}])),
            withdrawn=draw(st.sampled_from([{}, {}, {}, {"d0": 700_000}, {"d2": 700_000}])),
            identities=[
                Identity(
                    f"decision-{number}",
                    (draw(things), draw(things), draw(st.sampled_from(("x", "e0")))),
                    draw(st.sampled_from(("positive", "negative", "undecided"))),
                    draw(st.sampled_from([(), ("d0",)])),
                )
                for number in range(draw(st.integers(0, 2)))
            ],
        )
    )
    nodes = st.sampled_from((*names, *names, *EVENTS))
    words = draw(st.sampled_from(PREDICATES))
    for number, name in enumerate(names):
        word = draw(st.sampled_from(words))
        kind = word if word in {*STATES, "event"} else "control"
        state = draw(another(name, kind, (*names[:number], *names[number + 1 :])))
        if len(words) == 1:  # told alike, on days that are near
            on = draw(st.sampled_from(DAYS))
            state = structs.replace(state, polarity="affirmed", spell=Spell(on, on, on, on))
        elif draw(st.integers(0, 9)) == 0:  # no spell has these bounds
            state = structs.replace(state, spell=Spell(DAYS[2], DAYS[1], BEFORE, AFTER))
        scope = draw(things if word == "event" else st.sampled_from(PLACES))
        objects = ("y",) if word == "lies" else state.objects
        world.told.append(
            (
                structs.replace(state, predicate=word, scope=scope, objects=objects),
                details(draw, word) if word in DETAILS else (),
            )
        )
        if word == "event" and draw(st.booleans()):
            presupposed = {"predicate": "status", "scope": "x/e", "objects": ("open",), "modality": "presupposed"}
            rests: dict[str, Any] = {**presupposed, "statement": f"{name}#presupposed-after", "rests_on": name}
            world.told.append((structs.replace(state, retracts=(), **rests), ()))
    for number in range(draw(st.sampled_from((0, 0, 1, 2, 4)))):
        relations: tuple[Literal["before", "during"], ...] = ("before", "before", "during")
        relation = draw(st.sampled_from(relations))
        teller = draw(another(f"o{number}", "presence", tuple(names)))
        earlier, later = draw(nodes), draw(nodes)
        if draw(st.booleans()):
            world.told.append((structs.replace(teller, predicate=relation, scope=earlier, objects=(later,)), ()))
            world.orders.append((Order(earlier, later, f"o{number}", relation), teller.document))
        else:
            source = f"order-{number}"
            world.curated.orders.append(Order(earlier, later, source))
            world.curated.order_documents[source] = draw(st.sampled_from([(), ("d0",)]))
    if draw(st.booleans()):
        lies = draw(another("l", "presence", tuple(names)))
        world.told.append((structs.replace(lies, predicate="located-in", scope="x", objects=("z",)), ()))
    return world


def whole(world: World) -> Material:
    """All that is on record."""
    told = [Told("", state, details=details) for state, details in world.told]
    with gathered(world) as found:
        return taken_in(told, found.ordered(world.curated))


def gathered(world: World, at_once: int = 5) -> Gathered:
    """All that is on record, taken some at a time."""
    found, rows = Gathered(), Rows(world.curated.posts, world.curated.members)
    for state, details in world.told:
        rows.tell(state, details)
        for order, _ in world.orders:
            if order.source == state.statement:
                rows.order(order)
        if len(rows) >= at_once:
            found.add(rows.taken())
    found.add(rows.taken())
    return found


def shown(place: OfPlace) -> object:
    """What is derived of a place, without the orders that it has in common with others."""
    resolutions = [
        (one.place, one.predicate, one.states, one.stretches, one.dropped, one.aside) for one in place.resolutions
    ]
    return resolutions, place.disagreements, place.corroborations


@dataclass
class Derived:
    """What is derived, in an order that is of no account."""

    places: list[object]
    disagreements: list[object]
    corroborations: list[object]
    counting: dict[str, State]


def at_once(world: World) -> Derived:
    """What is derived of all of it together."""
    derivation = Derivation(whole(world), Knowledge(withdrawn=world.curated.withdrawn))
    disagreements, corroborations = derivation.accounts()
    return Derived(
        sorted(map(shown, derivation.places()), key=str),
        sorted(disagreements, key=str),
        sorted(corroborations, key=str),
        dict(derivation.settled.known.states),
    )


def by_groups(world: World, piece: int, alone: bool = False) -> Derived:
    """What is derived group by group; `alone`: each from nothing but the part of the context that it depends on."""
    found = Derived([], [], [], {})
    with gathered(world) as everything, Groups(everything, world.curated, piece) as groups:
        deriving = Deriving(groups.context, groups.around)
        for part in groups.pieces():
            for about, told in groups.of(part):
                group = deriving.group(about, told)
                if alone:
                    one = Group.of(groups.alone(about, told).encoded())
                    group = Deriving(one.context, one.around).group(one.about, one.told)
                found.places += map(shown, group.places)
                found.disagreements += group.disagreements
                found.corroborations += group.corroborations
                mine = [one.state.statement for one in told if not one.beside]
                assert not found.counting.keys() & mine
                found.counting |= {name: group.counting[name] for name in mine if name in group.counting}
        found.disagreements += groups.contradictions
    found.places.sort(key=str)
    found.disagreements.sort(key=str)
    found.corroborations.sort(key=str)
    return found


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_group_by_group_is_all_at_once(data: st.DataObject, another: Any) -> None:
    world = data.draw(worlds(another))
    assert by_groups(world, PIECE) == at_once(world)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_group_is_derived_from_what_it_depends_on_and_no_more(data: st.DataObject, another: Any) -> None:
    world = data.draw(worlds(another))
    assert by_groups(world, 1, alone=True) == by_groups(world, PIECE)


def test_a_group_is_the_same_whatever_others_there_are(stated: Stated) -> None:
    states = [stated("a", scope="x/e"), stated("b", scope="y"), stated("c", scope="z")]

    def alone(*told: State) -> Group:
        world = World(Material(posts=POSTS, within={"x": {"y"}}), [(state, ()) for state in told])
        with gathered(world, 1) as found, Groups(found, world.curated) as groups:
            of = {about: rows for part in groups.pieces() for about, rows in groups.of(part)}
            return groups.alone("x", of["x"])

    assert alone(*states[:2]) == alone(*states) == alone(*states[::-1])
    assert alone(states[0]) != alone(*states)  # it lies in y


def test_decisions_are_looked_up_by_what_they_are_on() -> None:
    """A build has as many groups as things, so none may go through the decisions on all of them."""

    class Counted(tuple[Identity, ...]):
        times = 0

        def __iter__(self) -> Iterator[Identity]:
            Counted.times += 1
            return super().__iter__()

    decisions = Counted(Identity(f"d{n}", (f"e{n}", f"e{n + 1}"), "positive", ("a",)) for n in range(50))
    names = ("above", "posts", "within", "members", "withdrawn", "texts", "spells")
    nothing: dict[str, Any] = {name: {} for name in names}
    context = Context(identities=decisions, retracted=frozenset(), accused=frozenset(), **nothing)
    for n in range(1, 50):
        of = context.part(f"e{n}", [], {}).identities
        assert {one.decision for one in of} == {f"d{n - 1}", f"d{n}"}
    assert context.part("f", [], {}).identities == ()
    assert Counted.times == 1
