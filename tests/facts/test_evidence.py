"""Evidence: positions in code points, labels of lines, and what counts as a mention."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.facts.evidence import LARGEST_TEXT, Anchor, folded, lines, locate, mentions, parse_anchor, read_text

TEXT = "Title\r\n\r\nFirst \U0001f6a7 one’s line.\r\n  \r\nSecond\xa0line,  here\nThird"


@pytest.mark.parametrize("text", ["P3 842-888", "H 0-1", "S 5-6", "P12 000-001", "F 0-999999999"])
def test_anchors(text: str) -> None:
    anchor = parse_anchor(text)
    assert anchor.start < anchor.end
    assert text.startswith(anchor.paragraph + " ")


@pytest.mark.parametrize(
    "text",
    ["", "P3", "P3 5", "842-888", "P3 842 - 888", "P3  842-888", "p3 1-2", "P3 -1-2", "P3 1-2 ", "P3 1-2\n", "P٣ 1-2",
     "P3 ١-٢", "P3 1-9999999999", "P3 5-5", "P3 6-5", "P3 0-0", "3 1-2", "PP 1-2", "P3 1–2"],
)  # fmt: skip
def test_what_is_no_anchor_says_how_to_mend_it(text: str) -> None:
    with pytest.raises(ValueError, match=r": write (PARAGRAPH START-END|the smaller number first)"):
        parse_anchor(text)


@given(st.from_regex(r"[A-Z][0-9]{0,3}", fullmatch=True), st.integers(0, 10**8), st.integers(1, 10**8))
def test_an_anchor_is_read_as_it_is_printed(paragraph: str, start: int, length: int) -> None:
    anchor = Anchor(paragraph, start, start + length)
    assert parse_anchor(f"{anchor.paragraph} {anchor.start}-{anchor.end}") == anchor


def test_lines_and_their_labels() -> None:
    found = list(lines(TEXT))
    assert [line.paragraph for line in found] == ["H", "P1", "P2", "P3"]
    assert [TEXT[line.start : line.end] for line in found] == [
        "Title", "First \U0001f6a7 one’s line.", "Second\xa0line,  here", "Third",
    ]  # fmt: skip


@given(st.text(alphabet="ab \xa0\r\n\t"))
def test_every_character_but_blanks_stands_on_one_line(text: str) -> None:
    found = list(lines(text))
    assert "\n".join(text[line.start : line.end] for line in found).split() == text.split()
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_line_ends_where_editors_end_it() -> None:
    """Only line feed and carriage return end a line; a form feed or U+2028 is a character of it."""
    text = "Head\none\x0ctwo\x85three\u2028four\nfoot"
    assert [text[line.start : line.end] for line in lines(text)] == ["Head", "one\x0ctwo\x85three\u2028four", "foot"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Title", [("H", 0, 5)]),
        ("First", [("P1", 9, 14)]),
        ("one's line", [("P1", 17, 27)]),
        ("one’s line", [("P1", 17, 27)]),
        ("Second line", [("P2", 34, 45)]),
        ("line", [("P1", 23, 27), ("P2", 41, 45)]),
        ("line, here", []),
        ("title", []),
        ("", []),
    ],
)
def test_locate(words: str, found: list[tuple[str, int, int]]) -> None:
    assert locate(TEXT, words) == found


@given(st.text(alphabet="ab \n\xa0’'\U0001f6a7", max_size=30), st.integers(0, 29), st.integers(1, 8))
def test_what_is_cut_out_of_a_line_is_found_there(text: str, start: int, length: int) -> None:
    words = text[start : start + length]
    if words.strip() and "\n" not in words:
        found = locate(text, words)
        assert any((anchor.start, anchor.end) == (start, start + len(words)) for anchor in found)
        for anchor in found:
            assert folded(text[anchor.start : anchor.end]) == folded(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Syria’s army", "SYRIA'S ARMY"),
        ("a\xa0b", "a b"),
        ("a\u202fb", "a  b"),
        ("a\n b", "a b"),
        ("Straße", "STRASSE"),
        ("ﬁle", "file"),
        ("e\u0301", "\xe9"),
    ],
)
def test_what_counts_as_the_same_mention(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert mentions([f"before {one} after"], [other])


def test_what_does_not() -> None:
    assert folded("Al-Tanf") != folded("Al-Tanaf")
    assert not mentions(["Al-Tanf"], ["Al-Tanaf"])
    assert not mentions(["Al-Tanf"], [])
    assert not mentions([], ["Al-Tanf"])
    assert not mentions(["one", "two"], ["one two"])


def test_a_name_is_no_part_of_another_word() -> None:
    assert not mentions(["this is his"], ["IS"])


@given(st.text(), st.text(min_size=1), st.text())
def test_a_name_is_mentioned_where_it_stands(before: str, name: str, after: str) -> None:
    if folded(name).strip() == folded(name):
        assert mentions([f"{before} {name} {after}"], [name])


def test_the_text_is_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    data = "\ufeffa\r\nb\u0301\xa0\U0001f6a7\r".encode()
    path.write_bytes(data)
    text = read_text(path)
    assert text.content.encode() == data
    assert text.length == 9
    assert text.sha256 == sha256(data).hexdigest()


@pytest.mark.parametrize("case", ["missing", "folder", "latin", "large"])
def test_texts_that_cannot_be_read(case: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    if case == "folder":
        path.mkdir()
    elif case == "latin":
        path.write_bytes(b"caf\xe9")
    elif case == "large":
        with path.open("wb") as file:
            file.truncate(LARGEST_TEXT + 1)
    with pytest.raises(InputError, match=r"a\.txt: .+: .+"):
        read_text(path)
