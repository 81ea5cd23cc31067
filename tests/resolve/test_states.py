"""Spells of days known by four bounds, as the table of wordings in the design writes them."""

from __future__ import annotations

from itertools import product

import pytest

from kg.resolve.states import AFTER, BEFORE, Spell, day, iso


def test_a_held_place_is_definite_on_the_day_it_was_said_only_if_that_is_known() -> None:
    on_a_day = Spell.of("", "2018-10-15", "2018-10-15", "")
    assert on_a_day.definite == (day("2018-10-15"), day("2018-10-15"))
    within_a_week = Spell.of("", "2018-10-20", "2018-10-14", "")
    assert within_a_week.definite is None
    assert within_a_week.possible(day("1999-01-01"))


def test_bounds_that_follow_from_the_others_are_filled_in() -> None:
    assert Spell.of("2014-01-01", "2014-12-31", "", "").dates == ("2014-01-01", "2014-12-31", "2014-01-01", "")
    assert Spell.of("", "", "", "2014-12-31").dates == ("", "2014-12-31", "", "2014-12-31")
    assert Spell.of("", "", "", "").dates == ("", "", "", "")


def test_a_spell_is_possible_from_its_first_beginning_to_its_last_end() -> None:
    spell = Spell.of("2014-02-01", "2014-02-03", "2014-02-05", "2014-02-07")
    days = [day(f"2014-02-0{number}") for number in range(1, 9)]
    assert [spell.possible(on) for on in days] == [True] * 7 + [False]
    assert spell.definite == (days[2], days[4])


@pytest.mark.parametrize("bounds", [("2014-01-02", "2014-01-01", "", ""), ("", "", "2014-01-02", "2014-01-01")])
def test_bounds_that_nothing_meets_are_empty(bounds: tuple[str, str, str, str]) -> None:
    assert Spell.of(*bounds).empty


def test_a_spell_that_ends_before_it_begins_is_empty_once_normal() -> None:
    assert Spell.of("2014-01-02", "", "", "2014-01-01").empty


def test_normal_bounds_keep_every_spell_and_are_normal_once() -> None:
    """Counted out: the beginnings and ends that four bounds allow are those that the normal ones do."""
    days = range(10, 13)
    for bounds in product((BEFORE, *days), (AFTER, *days), (BEFORE, *days), (AFTER, *days)):
        spell = Spell(*bounds)
        assert spell.normal().normal() == spell.normal()
        assert _meeting(spell) == _meeting(spell.normal())
        assert spell.normal().empty == (not _meeting(spell))


def _meeting(spell: Spell) -> set[tuple[int, int]]:
    b, c, d, e = spell
    days = range(8, 16)
    return {(begin, end) for begin, end in product(days, days) if begin <= end and b <= begin <= c and d <= end <= e}


def test_a_day_that_is_none_has_no_date() -> None:
    assert [iso(number) for number in (BEFORE, AFTER)] == ["", ""]
    assert [iso(number) for number in (BEFORE + 1, AFTER - 1)] == ["0001-01-01", "9999-12-31"]
    for text in ("2018-10", "2018-13-01", "soon", ""):
        with pytest.raises(ValueError, match=r"[Ii]nvalid|month"):
            day(text)
