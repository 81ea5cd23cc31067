"""What places are called and where they lie, according to whom: the answers, row by row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.pipeline import Dataset
from kg.query.terms import Value

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
ID = "https://w3id.org/crossings/id/"
Row = tuple[Value | None, ...]
Ask = Callable[..., list[Row]]


@pytest.fixture
def names(dataset: Dataset, rows: Ask) -> Ask:
    """A function: the names of a thing that are known in one way."""

    def ask(thing: str, how: str, columns: str) -> list[Row]:
        found = rows(dataset, "names-of", f"how {columns}", thing=thing)
        return [row[1:] for row in found if row[0] == how]

    return ask


def test_question_37_the_names_of_albu_kamal(names: Ask) -> None:
    stated = names("albu-kamal", "stated", "name language scope used_in source statement")
    assert stated == [("Al-Qaim", "en", "albu-kamal", "iraq", A, f"{A}/s023")]
    mentions = names("albu-kamal", "mention", "name scope publisher source")
    new_arab, kurdistan = ("the-new-arab", A), ("kurdistan-24", B)
    assert mentions == [
        ("Al-Qaim", "albu-kamal", *kurdistan),
        ("Albu Kamal frontier post", "albu-kamal/sy", *new_arab),
        ("It", "albu-kamal", *kurdistan),
        ("Joint Syria-Iraq border crossing", "albu-kamal", *new_arab),
        ("a border crossing", "albu-kamal", *new_arab),
        ("al-Qaim gate", "albu-kamal", *kurdistan),
        ("the Albu Kamal crossing", "albu-kamal", *new_arab),
        ("the crossing", "albu-kamal", *new_arab),
    ]


def test_question_37_which_side_bears_the_name(names: Ask) -> None:
    labels = names("albu-kamal", "label", "name scope source statement document")
    corpus = (f"{ID}corpus/syria-iraq-2018", None, None)
    assert {row for row in labels if row[0] in {"Albu Kamal", "Al-Qaim"}} == {
        ("Al-Qaim", "albu-kamal", *corpus),
        ("Al-Qaim", "albu-kamal/iq", *corpus),
        ("Albu Kamal", "albu-kamal", *corpus),
        ("Albu Kamal", "albu-kamal/sy", *corpus),
    }
    # What no article writes comes from its source.
    arabic = [row for row in names("albu-kamal", "label", "language source") if row[0] == "ar"]
    assert arabic == [("ar", f"{ID}reference/wikipedia-al-qaim-crossing")]


def test_question_38_the_names_of_yaarubiya(names: Ask) -> None:
    assert names("yaarubiya", "stated", "name used_in publisher statement") == [
        ("Rabia", "iraq", "the-new-arab", f"{A}/s033")
    ]
    assert names("yaarubiya", "mention", "name statement") == [
        ("Yaarubiya", f"{A}/s032"),
        ("two other border crossings", f"{A}/s031a"),
    ]
    assert ("Rabia", "yaarubiya/iq") in names("yaarubiya", "label", "name scope")


def test_question_39_the_names_of_al_tanf(names: Ask) -> None:
    assert names("al-tanf", "stated", "name used_in publisher statement") == [
        ("Al-Waleed", "iraq", "the-new-arab", f"{A}/s039")
    ]
    assert ("Al-Tanaf", "the-new-arab") in names("al-tanf", "mention", "name publisher")
    # The other article calls the place so, and the crossing only a gate.
    assert names("at-tanf", "mention", "name publisher") == [("al-Tanf", "kurdistan-24")]
    assert ("a key border gate", "kurdistan-24") in names("al-tanf", "mention", "name publisher")
    assert ("al-Tanf", "al-tanf", f"{ID}corpus/syria-iraq-2018") in names("al-tanf", "label", "name scope source")


def test_words_for_joint_objects_are_left_out(names: Ask) -> None:
    # S036 names two holders; which words are whose is not in the graph.
    assert names("rebel-factions-at-al-tanf", "mention", "name statement") == [
        ("rebel factions", f"{A}/s038"),
    ]
    assert names("us-led-coalition", "mention", "name statement") == [("it", f"{A}/s038")]
    assert names("husaybah-town", "mention", "name statement") == [("city of Husaybeh", f"{B}/s093")]


def test_question_40_what_the_gate_connects(dataset: Dataset, rows: Ask) -> None:
    expected = [
        (f"{B}/s091", "albu-kamal", "connects", "albu-kamal-town"),
        (f"{B}/s091", "albu-kamal", "connects", "husaybah-town"),
        (f"{B}/s092", "albu-kamal-town", "locatedIn", "syria"),
        (f"{B}/s093", "husaybah-town", "locatedIn", "al-qaim-district"),
        (f"{B}/s094", "al-qaim-district", "locatedIn", "anbar"),
        (f"{B}/s094b", "al-qaim-district", "locatedIn", "iraq"),
    ]
    for name in ("albu-kamal", "al-Qaim gate"):
        assert rows(dataset, "connects", "statement subject relation object", crossing=name) == expected
    assert rows(dataset, "connects", "statement", crossing="al-tanf") == []


def test_question_42_the_province_of_each_crossing(dataset: Dataset, rows: Ask) -> None:
    found = rows(dataset, "provinces-of", "crossing province statement publisher", group="crossings-syria-iraq")
    assert found == [
        # Neither article says it: Homs is a gazetteer's.
        ("al-tanf", None, None, None),
        ("albu-kamal", "deir-ez-zor", f"{B}/s089", "kurdistan-24"),
        ("yaarubiya", "al-hasakah", f"{A}/s034", "the-new-arab"),
    ]
    assert rows(dataset, "provinces-of", "crossing", group="crossings-syria-jordan") == []


def test_question_42_who_puts_al_tanf_where(dataset: Dataset, rows: Ask) -> None:
    assert rows(dataset, "location-of", "scope relation whole source statement", place="al-tanf") == [
        ("al-tanf", "lies", "syria-iraq-border", A, f"{A}/s040"),
        ("al-tanf", "locatedIn", "at-tanf", B, f"{B}/s086"),
        ("al-tanf/iq", "locatedIn", "anbar", f"{ID}reference/wikipedia-al-waleed-crossing", None),
        ("al-tanf/iq", "locatedIn", "ar-rutba-district", f"{ID}reference/wikipedia-al-waleed-crossing", None),
        ("al-tanf/sy", "locatedIn", "homs", f"{ID}reference/wikipedia-al-waleed-crossing", None),
        ("crossings-syria-iraq", "lies", "syria", A, f"{A}/s021"),
    ]
    assert rows(dataset, "location-of", "whole direction direction_from source", place="place:at-tanf") == [
        ("syria", "direction/southeast", None, B),
        ("syria", None, None, f"{ID}reference/whos-on-first"),
    ]


def test_question_43_two_wholes_and_no_clash(dataset: Dataset, rows: Ask) -> None:
    columns = "scope relation whole direction source publisher statement"
    assert rows(dataset, "location-of", columns, place="albu-kamal") == [
        ("albu-kamal", "lies", "deir-ez-zor", "direction/southeast", B, "kurdistan-24", f"{B}/s089b"),
        ("albu-kamal", "locatedIn", "deir-ez-zor", None, B, "kurdistan-24", f"{B}/s089"),
        ("crossings-syria-iraq", "lies", "syria", "direction/far-east", A, "the-new-arab", f"{A}/s021"),
    ]


def test_a_direction_is_taken_from_somewhere(dataset: Dataset, rows: Ask) -> None:
    found = rows(dataset, "location-of", "statement direction direction_from", place="yaarubiya")
    assert (f"{A}/s035", "direction/north", "albu-kamal") in found
    along = rows(dataset, "location-of", "statement direction_from", place="border-areas-northeast")
    assert along == [(f"{B}/s083a", "kurdistan-region"), (f"{B}/s083b", "iraq")]
