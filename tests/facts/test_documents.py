"""A document's file: header, statements as rows, and the place of each value."""

from __future__ import annotations

import pytest

from kg.errors import Faults
from kg.facts.documents import WrittenRow, read_header, read_rows, statement_ids
from kg.facts.kinds import KINDS, QUALIFIERS
from kg.facts.records import DocumentFile
from kg.facts.statements import StatementRow
from kg.facts.yamltext import read_yaml_text

HEADER = "document: d\npublisher: p\n"


def rows(text: str) -> tuple[list[WrittenRow], list[str]]:
    """The rows of a document file and its faults."""
    faults = Faults()
    node = read_yaml_text(HEADER + text, "d.yaml", faults)
    assert node is not None
    header = read_header(node, "d.yaml", faults)
    assert header is not None
    return list(read_rows(node, header, "d.yaml", faults)), [str(fault) for fault in faults.found]


def row(text: str) -> StatementRow:
    """The one row of a document."""
    found, faults = rows(f"statements:\n  s1: {text}\n")
    assert not faults
    return found[0].row


def test_sugar_is_taken_out() -> None:
    found = row(
        "{control: a, denied: b, at: P1 1-2, voice: [c, [d, e], {agent: [f, g], said: 2014}], named: {object: x}}"
    )
    assert (found.kind, found.subject, found.predicate) == ("control", "a", "by")
    assert (found.object, found.polarity) == (("b",), "denied")
    assert found.at == ("P1 1-2",)
    assert found.voice == ("c", "d+e", "f+g@2014")
    assert (found.subject_named, found.object_named) == ("", ("x",))
    assert found.row == ()


def test_literals_and_objects() -> None:
    assert row("{name: a, as: X}").literal == "X"
    assert row("{name: a, as: X}").object == ()
    assert row("{classified: a, as: x}").object == ("x",)
    assert row("{status: a, is: open}").object == ("open",)
    assert row("{purpose: a, is: words}").literal == "words"
    assert row("{location: a, connects: [b, c]}").object == ("b", "c")
    assert row("{document: self, editor: x}").subject == "d"
    assert row("{order: self, before: x}").subject == "self"


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("future", ("future", "", "")),
        ("{began: 2014}", ("began 2014", "", "")),
        ("{began: 2014, ended: 2015, basis: stated, decided-by: x}", ("began 2014; ended 2015", "stated", "x")),
    ],
)
def test_times_as_wordings(time: str, found: tuple[str, str, str]) -> None:
    made = row(f"{{control: a, by: b, time: {time}}}")
    assert (made.time, made.basis, made.decided_by) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("statements: [a]", "d.yaml:3:1: 'statements' is not a mapping"),
        ("statements:\n  S 1: {control: a, by: b}", "d.yaml:4:3: 'S 1' does not fit here: write a slug"),
        ("statements:\n  s1: words", "d.yaml:4:7: s1 names no kind of statement"),
        ("statements:\n  s1: {}", "d.yaml:4:7: s1 names no kind of statement"),
        ("statements:\n  s1: {contrl: a}", "d.yaml:4:7: s1 names no kind of statement: did you mean 'control'?"),
        ("statements:\n  s1: {control: a, status: b}",
         "d.yaml:4:7: s1 names two kinds of statement: write one of control, status"),
        ("statements:\n  s1: {control: a, by: b, is: c}", "d.yaml:4:27: unknown key 'is'"),
        ("statements:\n  s1: {control: a}", "d.yaml:4:7: s1 needs exactly one of by, denied"),
        ("statements:\n  s1: {control: a, by: b, time: {}}", "d.yaml:4:7: s1 has an empty time"),
        ("statements:\n  s1: {control: a, by: b, lang: en}", "d.yaml:4:27: unknown key 'lang'"),
    ],
)  # fmt: skip
def test_faults(text: str, fault: str) -> None:
    found, faults = rows(text + "\n")
    assert len(faults) == 1
    assert faults[0].startswith(fault)
    assert not found


def test_each_fault_of_several_statements() -> None:
    found, faults = rows(
        "statements:\n  a: {control: x}\n  b: {contrl: x}\n  c: {control: x, by: y}\n  d: {status: x, s: y}\n"
    )
    assert [written.row.id for written in found] == ["c"]
    assert [fault.split(":")[1] for fault in faults] == ["4", "5", "7"]


@pytest.mark.parametrize("text", ["- a", "words", "publisher: p", "document: d", "document: D\npublisher: p"])
def test_headers_at_fault(text: str) -> None:
    faults = Faults()
    node = read_yaml_text(text, "d.yaml", faults)
    assert node is not None
    assert read_header(node, "d.yaml", faults) is None
    assert len(faults.found) == 1


def test_a_header_is_not_hindered_by_its_statements() -> None:
    faults = Faults()
    node = read_yaml_text(f"{HEADER}statements: {{s1: {{x: [y]}}, s2: z}}", "d.yaml", faults)
    assert node is not None
    header = read_header(node, "d.yaml", faults)
    assert isinstance(header, DocumentFile)
    assert not faults.found
    assert statement_ids(node) == {"s1", "s2"}


def test_a_fault_stands_where_its_value_was_written() -> None:
    text = """statements:
  s1:
    control: a
    by: b
    side: {of: c, basis: stated}
    named: {subject: d}
    time: {began: 2014}
    at: P1 1-2
    voice: [e]
"""
    (written,), faults = rows(text)
    assert not faults
    places = {
        "subject": (5, 14),
        "object": (6, 9),
        "literal": (6, 9),
        "predicate": (6, 9),
        "side": (7, 11),
        "side_basis": (7, 11),
        "subject_named": (8, 12),
        "object_named": (8, 12),
        "time": (9, 11),
        "basis": (9, 11),
        "decided_by": (9, 11),
        "at": (10, 9),
        "voice": (11, 12),
    }
    for column, place in places.items():
        where = written.where(column)
        assert (where.line, where.column) == place, column
    assert written.where("note").line == 4


def test_no_key_is_on_or_no() -> None:
    keys = {*KINDS, *(p.key for kind in KINDS.values() for p in kind.predicates), *(q.key for q in QUALIFIERS)}
    assert not keys & {"on", "off", "yes", "no", "y", "n", "true", "false", "null"}
