"""Which values agree: forces under governments, narrower under broader statuses, denials, users."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import pytest

from kg.resolve.hierarchy import Hierarchy

HIERARCHY = Hierarchy({"army": ["government"], "brigade": ["army", "front"], "closed": ["not-open"]})


class Said(NamedTuple):
    """A value as a statement has it."""

    objects: tuple[str, ...]
    polarity: str = "affirmed"
    predicate: str = "control"
    users: tuple[str, ...] = ()


def denied(*objects: str) -> Said:
    return Said(objects, "denied")


def agree(one: Said, other: Said) -> bool:
    """Whether two values agree, either way round."""
    assert HIERARCHY.compatible(one, other) == HIERARCHY.compatible(other, one)
    return HIERARCHY.compatible(one, other)


@pytest.mark.parametrize(
    ("one", "other", "agreeing"),
    [
        (("army",), ("army",), True),
        (("army",), ("government",), True),
        (("brigade",), ("government",), True),
        (("brigade",), ("front",), True),
        (("army",), ("front",), False),
        (("army",), ("rebels",), False),
        (("army", "rebels"), ("rebels",), True),
        (("army", "rebels"), ("government",), False),
        (("army", "rebels"), ("government", "rebels"), True),
        (("army", "rebels"), ("brigade", "government"), False),
    ],
)
def test_holders_agree_if_one_covers_the_other(one: tuple[str, ...], other: tuple[str, ...], agreeing: bool) -> None:
    assert agree(Said(one), Said(other)) is agreeing


@pytest.mark.parametrize(
    ("holders", "not_holders", "agreeing"),
    [
        (("army",), ("army",), False),
        (("army",), ("government",), False),
        (("brigade",), ("government",), False),
        (("government",), ("army",), True),
        (("army",), ("rebels",), True),
        (("army", "rebels"), ("army",), True),
        (("army", "rebels"), ("government", "rebels"), False),
    ],
)
def test_a_denial_is_met_by_whoever_it_does_not_cover(
    holders: tuple[str, ...], not_holders: tuple[str, ...], agreeing: bool
) -> None:
    assert agree(Said(holders), denied(*not_holders)) is agreeing


def test_two_denials_agree_and_who_does_not_know_agrees_with_all() -> None:
    assert agree(denied("army"), denied("rebels"))
    for polarity in ("affirmed", "denied", "undetermined"):
        assert agree(Said(("army",), "undetermined"), Said(("rebels",), polarity))


def test_only_control_and_status_are_of_one_at_a_time() -> None:
    for polarity in ("affirmed", "denied"):
        assert agree(Said(("army",), predicate="presence"), Said(("rebels",), polarity, "presence"))
    assert agree(Said(("army",)), Said(("open",), predicate="status"))


def test_a_broader_status_agrees_with_a_narrower() -> None:
    def status(concept: str, polarity: str = "affirmed") -> Said:
        return Said((concept,), polarity, "status")

    assert agree(status("closed"), status("not-open"))
    assert not agree(status("open"), status("closed"))
    assert agree(status("not-open"), status("closed", "denied"))
    assert not agree(status("closed"), status("not-open", "denied"))


def test_statuses_for_different_users_agree() -> None:
    def status(concept: str, *users: str) -> Said:
        return Said((concept,), predicate="status", users=users)

    assert agree(status("open", "goods"), status("closed", "travel"))
    assert not agree(status("open", "goods"), status("closed", "goods", "travel"))
    assert not agree(status("open"), status("closed", "travel"))


def test_a_circle_in_the_hierarchy_ends() -> None:
    circle = Hierarchy({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert circle.covering("a") == {"a", "b", "c"}
    assert all(circle.covers([one], [other]) for one, other in product("abc", "abc"))
