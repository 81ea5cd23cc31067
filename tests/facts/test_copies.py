"""`Copies`: texts that share runs of words, and how much of each stands in the other."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from kg.facts.copies import MOST_DOCUMENTS, RUN, Copies, Copy

# Invented, as every text of the tests.
OWN = "The ferry was late today\n\nPassengers waited for an hour on the quay at Jisr, and some of them went home early."
WIRE = "The harbour master of Jisr said on Monday that the ferry would run again once its old engine is repaired"


def copies(texts: Mapping[str, str], most: int = 1000, settled: frozenset[str] = frozenset()) -> list[Copy]:
    """What is proposed of some texts by name."""
    found = Copies(most)
    for name, text in texts.items():
        found.add(name, text)
    return found.proposals(lambda one, other: {one, other} == settled, texts.__getitem__)


def test_a_paragraph_that_two_texts_share() -> None:
    words = len(WIRE.split())
    (found,) = copies(
        {
            "echo": f"Ferry to run again\n\n{WIRE}.\n",
            "gazette": f"{OWN}\n\n\u201c{WIRE.upper()}\u201d\n\nNobody else spoke.",
            "courier": "Nothing of this kind stands in the third paper, which writes of the weather on that day alone.",
        }
    )
    assert [share.document for share in found] == ["echo", "gazette"]
    assert [share.words for share in found] == [words, words]
    assert found.one.part == words / (words + 4)
    assert found.other.part == words / (len(OWN.split()) + words + 3)
    assert [share.paragraphs for share in found] == [("P1",), ("P2",)]


def test_a_phrase_that_two_texts_share_is_no_copy() -> None:
    phrase = "the government of the free republic of Varda"
    assert len(phrase.split()) == RUN
    texts = {"a": f"Now {phrase} spoke of tolls.", "b": f"Yesterday {phrase} denied it."}
    (found,) = copies(texts)
    assert (found.one.words, found.other.words) == (RUN, RUN)
    assert copies({name: text.replace("free ", "") for name, text in texts.items()}) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a b c d e f g h", "A, B - c; (D) e\u2003f\n\ng h!", True),  # case, punctuation, spaces, lines
        ("caf\u00e9 b c d e f g h", "cafe\u0301 b c d e f g h", True),  # composed or not
        ("syria\u2019s b c d e f g h", "syria's b c d e f g h", True),
        ("\ufb01 b c d e f g h", "fi b c d e f g h", True),
        ("عبر تنف ب ج د ه و ز", "عبر تنف ب ج د ه و ز", True),
        ("a b c d e f g", "a b c d e f g", False),  # too short
        ("a b c d e f g h", "a b c d x e f g h", False),
        ("", "", False),
        ("\n \n", "a b c d e f g h", False),
    ],
)
def test_what_counts_as_the_same_words(one: str, other: str, same: bool) -> None:
    assert bool(copies({"one": one, "other": other})) is same


def test_what_a_curator_has_judged_is_not_proposed() -> None:
    texts = dict.fromkeys(("a", "b", "c"), WIRE)
    pairs = [(found.one.document, found.other.document) for found in copies(texts)]
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")]
    pairs = [(found.one.document, found.other.document) for found in copies(texts, settled=frozenset({"a", "c"}))]
    assert pairs == [("a", "b"), ("b", "c")]


def test_those_that_share_most_come_first_whatever_the_order() -> None:
    texts = {"z": WIRE, "y": WIRE + " " + OWN, "b": OWN + " " + WIRE + " " + OWN, "a": OWN}
    found = copies(texts)
    assert [max(copy.one.part, copy.other.part) for copy in found] == [1.0] * 5
    assert [(copy.one.document, copy.other.document) for copy in found] == [
        ("a", "b"), ("a", "y"), ("b", "y"), ("b", "z"), ("y", "z"),
    ]  # fmt: skip
    assert copies(dict(reversed(texts.items()))) == found


def test_runs_of_very_many_documents_are_not_followed() -> None:
    notice = "All rights reserved by whoever wrote this and nobody else"
    many = {f"d{n}": f"{notice} {n}" for n in range(MOST_DOCUMENTS + 1)}
    texts = many | {"echo": WIRE, "gazette": f"{WIRE} {notice}"}
    index = Copies()
    for name, text in texts.items():
        index.add(name, text)
    (found,) = index.proposals(lambda *_: False, texts.__getitem__)
    assert [share.document for share in found] == ["echo", "gazette"]
    assert index.common == len(notice.split()) - RUN + 1
    few = {name: text for name, text in many.items() if name != "d0"}
    assert len(copies(few)) == MOST_DOCUMENTS * (MOST_DOCUMENTS - 1) // 2


def test_the_index_has_a_bound_and_long_copies_are_found_nevertheless() -> None:
    draw = random.Random(4)  # noqa: S311 (no secret)
    words = [f"w{n}" for n in range(5000)]
    texts = {f"d{n}": " ".join(draw.choices(words, k=300)) for n in range(100)}
    texts |= {"d7": texts["d3"] + " " + texts["d7"], "d50": texts["d50"] + "\n" + texts["d3"]}
    bounded = Copies(most_runs=2000)
    for name, text in texts.items():
        bounded.add(name, text)
        assert len(bounded._index) <= 2000
    found = bounded.proposals(lambda *_: False, texts.__getitem__)
    assert {(copy.one.document, copy.other.document) for copy in found} == {("d3", "d50"), ("d3", "d7"), ("d50", "d7")}
    assert found == copies(texts, most=10**6)  # measured on the whole texts
