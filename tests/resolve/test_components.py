"""What hangs together, against walking from thing to thing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.components import components

things = st.sampled_from("abcdefgh")


@given(pairs=st.lists(st.tuples(things, things), max_size=10))
def test_each_thing_goes_by_the_smallest_that_can_be_reached_from_it(pairs: list[tuple[str, str]]) -> None:
    expected = {}
    for thing in {thing for pair in pairs for thing in pair}:
        reached = {thing}
        while more := {thing for pair in pairs if reached & {*pair} for thing in pair} - reached:
            reached |= more
        expected[thing] = min(reached)
    found = components(pairs)
    assert found == expected
    assert list(found) == sorted(found)


@given(data=st.data(), pairs=st.lists(st.tuples(things, things), max_size=10))
def test_neither_the_order_of_pairs_nor_that_of_their_sides_matters(
    data: st.DataObject, pairs: list[tuple[str, str]]
) -> None:
    turned = [pair[::-1] if data.draw(st.booleans()) else pair for pair in data.draw(st.permutations(pairs))]
    assert components(turned) == components(pairs)
