"""YAML as plain text: what is read, what is refused, and where a fault is said to be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import Fault, Faults
from kg.facts.convert import plain
from kg.facts.yamltext import (
    DEEPEST,
    LARGEST_FILE,
    MOST_NODES,
    Mapping,
    Node,
    Scalar,
    read_yaml,
    read_yaml_text,
    refused_character,
)


def read(text: str) -> tuple[Node | None, list[Fault]]:
    """The node of a text, and the faults found in it."""
    faults = Faults()
    return read_yaml_text(text, "x.yaml", faults), faults.found


def fault(text: str) -> Fault:
    """The one fault of a text."""
    _, found = read(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "off", "true", "~", "null", "2014", "22:22", "00123", "0x1f", "1e3", "1_000", ".5", "+1",
     "2014-10-15", "2014-13-45", ".inf", "=", "<", "!", "-1", "0o17", "12e03", "a: b", "a # b", "<<", ""],
)  # fmt: skip
def test_a_scalar_is_the_text_that_was_written(text: str) -> None:
    node, faults = read(f'key: "{text}"')
    assert not faults
    assert plain(node) == {"key": text}  # type: ignore[arg-type]
    if ": " not in text and " #" not in text and text[:1] not in {"!", "=", "~", "<"}:
        node, faults = read(f"key: {text}")
        assert not faults
        assert plain(node) == {"key": text}  # type: ignore[arg-type]


def test_positions_count_from_one_in_code_points() -> None:
    node, faults = read("القصر: {a: \U0001f6a7b, c: d}\nsecond:\n  - x\n  -   y\n")
    assert not faults
    assert isinstance(node, Mapping)
    assert (node.line, node.column) == (1, 1)
    key, value = node.entries["القصر"]
    assert (key.line, key.column) == (1, 1)
    assert (value.line, value.column) == (1, 8)
    assert isinstance(value, Mapping)
    inner, text = value.entries["c"]
    assert (inner.column, text.column) == (16, 19)
    assert isinstance(text, Scalar)
    assert plain(node)["second"] == ["x", "y"]
    assert [item.column for item in node.entries["second"][1].items] == [5, 7]  # type: ignore[union-attr]


def test_the_forms_of_text() -> None:
    node, faults = read("a: >-\n  folded\n  text\nb: |\n  two\n  lines\nc: 'it''s'\nd: \"\\u0041\\n\"\n")
    assert not faults
    assert plain(node) == {"a": "folded text", "b": "two\nlines\n", "c": "it's", "d": "A\n"}  # type: ignore[arg-type]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("\ufeffkey: text\n".encode())
    faults = Faults()
    node = read_yaml(path, "x.yaml", faults)
    assert not faults.found
    assert node is not None
    assert plain(node) == {"key": "text"}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system(ends: str) -> None:
    node, faults = read(ends.join(["a: b", "c: d", "e: [f", "]", ""]))
    assert not faults
    assert plain(node) == {"a": "b", "c": "d", "e": ["f"]}  # type: ignore[arg-type]
    if ends != "\r":
        _, found = read(ends.join(["a: b", "c: \x01d", ""]))
        assert [(f.line, f.column) for f in found] == [(2, 4)]


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ("a: &x b", "anchor &x", 1, 4),
        ("a: *x", "alias *x", 1, 4),
        ("a: !t b", "tag ", 1, 4),
        ("a: !!str b", "tag ", 1, 4),
        ("a: !<tag:x> b", "tag ", 1, 4),
        ("a: !!python/object/apply:os.system [x]", "tag ", 1, 4),
        ("!!map {a: b}", "tag ", 1, 1),
        ("? [a]\n: b", "a key that is not text", 1, 3),
        ("? {a: b}\n: c", "a key that is not text", 1, 3),
        ("a: b\n<<: {c: d}", "merge key <<", 2, 1),
        ("a: b\nc: {d: e, d: f}", "key 'd' stands twice (first in line 2)", 2, 11),
        ("a: b\n--- \nc: d", "a second YAML document", 3, 1),
        ("a: [b", "is not YAML here", 0, 0),
        ("a: b: c", "is not YAML here", 1, 5),
        ("a:\n\t- b", "is not YAML here", 2, 1),
        ("a: 'b", "is not YAML here", 0, 0),
        ('a: "\\q"', "is not YAML here", 1, 0),
        ("%TAG ! tag:x:\n--- !y z", "", 0, 0),
        ("", "is empty", 0, 0),
        ("# words\n", "is empty", 0, 0),
    ],
)
def test_what_is_refused_and_where(text: str, what: str, line: int, column: int) -> None:
    found = fault(text)
    assert found.what.startswith(what)
    if line:
        assert found.line == line
    if column:
        assert found.column == column


def test_one_duplicate_key_does_not_hide_the_next() -> None:
    node, found = read("a: b\na: c\nd: {e: f, e: g}\n")
    assert [f.line for f in found] == [2, 3]
    assert node is not None
    assert plain(node)["a"] == "b"


def test_depth_is_bounded() -> None:
    fits = "[" * (DEEPEST - 1) + "x" + "]" * (DEEPEST - 1)
    assert not read(fits)[1]
    assert fault(f"[{fits}]").what == f"nested more than {DEEPEST} deep"
    for opening, closing in (("[", "]"), ("{a: ", "}")):
        deep = opening * 5000 + closing * 5000
        assert "nested more than" in fault(deep).what
    assert "nested more than" in fault("".join(f"{' ' * n}a:\n" for n in range(5000))).what
    assert "nested more than" in fault("- " * 5000 + "x").what


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.facts.yamltext.MOST_NODES", 100)
    assert not read("[" + "x, " * 99 + "]")[1]
    assert fault("[" + "x, " * 100 + "]").what == "more than 100 values"
    assert MOST_NODES > 100_000


def test_the_size_of_a_file_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    faults = Faults()
    assert read_yaml(path, "x.yaml", faults) is None
    assert [f.what for f in faults.found] == ["is larger than 8 MiB"]
    assert faults.found[0].unreadable


REFUSED = [
    *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029,
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF,
]  # fmt: skip


def test_control_and_direction_characters_are_refused_raw_and_escaped() -> None:
    for code in REFUSED:
        assert refused_character(f"a{chr(code)}b") == f"U+{code:04X}"
        for text in (f"key: a{chr(code)}b", f'key: "a\\u{code:04x}b"', f'"a\\u{code:04x}b": x'):
            _, found = read(text)
            assert [f.what for f in found] == [f"character U+{code:04X} is not allowed"], hex(code)
            assert found[0].line == 1
            assert chr(code) not in str(found[0])


@pytest.mark.parametrize("code", [0x09, 0x0A, 0x0D, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0xFEFF, 0x1F6A7])
def test_characters_that_names_need_pass(code: int) -> None:
    assert refused_character(chr(code)) == ""


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\ud83d\\ude00"])
def test_half_characters_are_refused(escape: str) -> None:
    """A lone surrogate is no text: it could not be written as UTF-8 later."""
    node, found = read(f'key: "{escape}"')
    if not found:
        assert node is not None
        plain(node)["key"].encode("utf-8")


@given(st.text())
def test_any_text_gives_a_node_or_a_fault(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    node, found = read(text)
    assert (node is None) <= bool(found)
    for one in found:
        assert one.line >= 0
        assert one.what
        assert one.mend
        assert not refused_character(str(one))


@given(st.text(alphabet="ab:-?,[]{}#&*!|>'\"%@` \n\t\\<=~", max_size=60))
def test_any_text_of_yamls_own_characters_gives_a_node_or_a_fault(text: str) -> None:
    node, found = read(text)
    assert (node is None) <= bool(found)


values = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=8).filter(
        lambda text: not refused_character(text)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=12,
)


@given(values)
def test_what_json_writes_is_read_as_it_is(value: object) -> None:
    node, found = read(json.dumps(value, ensure_ascii=False))
    assert not found
    assert node is not None
    assert plain(node) == value
