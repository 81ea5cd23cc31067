"""What a document alone grounds goes with it: where a thing lies, what two events are, which texts are one."""

from __future__ import annotations

from kg.resolve.derive import Derivation
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import DETAILS, Account, Identity, Material
from kg.resolve.states import Spell, State

DAY = 700_000


def state(statement: str, predicate: str, scope: str, *objects: str) -> State:
    """A statement of the document before the stroke, surely so on one day."""
    return State(
        statement=statement,
        document=statement.partition("/")[0],
        predicate=predicate,
        scope=scope,
        objects=objects,
        polarity="affirmed",
        modality="asserted",
        spell=Spell(DAY, DAY, DAY, DAY),
        said=(DAY, DAY),
    )


def account(statement: str, predicate: str, scope: str, *objects: str) -> Account:
    """A statement without particulars."""
    return Account(state(statement, predicate, scope, *objects), dict.fromkeys(DETAILS[predicate], ()))


def reasons(material: Material, *without: str) -> set[str]:
    """The reasons of all disagreements, without some documents."""
    derivation = Derivation(material, Knowledge(without=frozenset(without)))
    found = [one for place in derivation.places() for one in place.disagreements]
    return {one.reason for one in (*found, *derivation.accounts()[0])}


def test_where_a_thing_lies() -> None:
    # Who holds the crossing and who is in the town are compared as long as somebody says that one lies in the other.
    material = Material(
        states=[state("a/1", "control", "gate", "guard"), state("b/1", "presence", "town", "corps")],
        accounts=[account("c/1", "located-in", "gate", "town")],
    )
    assert reasons(material) == {"presence-versus-control"}
    assert reasons(material, "c") == set()


def test_a_decision_on_words_of_a_document() -> None:
    # Two events, told by a and b; that they look alike and are two is decided on words of c and d.
    material = Material(
        accounts=[account("a/1", "event", "talk", "meeting"), account("b/1", "event", "visit", "meeting")],
        identities=[Identity("decision", ("talk", "visit"), "negative", ("c", "d"))],
    )
    assert reasons(material) == reasons(material, "c") == {"two-events"}
    assert reasons(material, "c", "d") == set()


def test_a_copy_that_only_the_document_itself_tells_of() -> None:
    # b tells that it and c have one wire with a; without b nobody says so of c.
    held = [state(f"{document}/1", "control", "gate", "guard") for document in "ac"]
    material = Material(states=held, copies={"b": {"a", "c"}})

    def origins(*without: str) -> int:
        (place,) = Derivation(material, Knowledge(without=frozenset(without))).places()
        (found,) = place.corroborations
        return found.origins

    assert (origins(), origins("b")) == (1, 2)


def test_a_document_that_others_copy() -> None:
    # a and c are recorded to copy b; had b never been, neither could name it.
    held = [state(f"{document}/1", "control", "gate", "guard") for document in "ac"]

    def origins(copies: dict[str, set[str]], knowledge: Knowledge) -> int:
        (place,) = Derivation(Material(states=held, copies=copies), knowledge).places()
        (found,) = place.corroborations
        return found.origins

    model = {"a": {"b"}, "c": {"b"}}
    for gone in (Knowledge(without=frozenset("b")), Knowledge(withdrawn={"b": DAY})):
        assert (origins(model, Knowledge()), origins(model, gone)) == (1, 2)
        # Who knows that c copies a too says so.
        assert origins(model | {"c": {"a", "b"}}, gone) == 1
