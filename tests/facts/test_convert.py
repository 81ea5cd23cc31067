"""From nodes to records: every fault of a record, each at its own place."""

from __future__ import annotations

from typing import Any

import pytest

from kg.errors import Fault, Faults
from kg.facts.convert import convert
from kg.facts.records import FILES, RECORDS, AgentsFile, CorpusFile, DocumentFile, PlacesFile, Record, SourceFile
from kg.facts.yamltext import read_yaml_text

CORPUS = "corpus: x\ntitle: T\ncreator: C\nlicence: https://example.org/l\nbase: https://example.org/\n"


def read(text: str, type_: type[Any]) -> tuple[Any, list[Fault]]:
    """The record in a text, and what is wrong with it."""
    faults = Faults()
    node = read_yaml_text(text, "x.yaml", faults)
    assert node is not None
    assert not faults.found
    return convert(node, type_, "x.yaml", faults), faults.found


def wrong(text: str, type_: type[Any]) -> list[tuple[int, int, str, str]]:
    """Line, column, what and how of everything wrong in a text."""
    record, found = read(text, type_)
    assert record is None
    return [(fault.line, fault.column, fault.what, fault.mend) for fault in found]


def test_a_record() -> None:
    record, found = read(CORPUS + "expect: {statements: {min: 3, why: 007}}\n", CorpusFile)
    assert not found
    assert record.title == "T"
    assert record.expect.statements is not None
    assert record.expect.statements.min == 3
    assert record.expect.statements.why == "007"


@pytest.mark.parametrize("text", ["no", "2014", "22:22", "00123", "~", "null", "1e3"])
def test_a_name_is_what_was_written(text: str) -> None:
    record, found = read(f"places: {{x: {{type: town, label: {text}}}}}", PlacesFile)
    assert not found
    assert record.places["x"].label == text


@pytest.mark.parametrize(
    ("line", "column", "what", "mend"),
    [
        ("titel: x", 1, "unknown key 'titel'", "did you mean 'title'?"),
        ("zzzzzz: x", 1, "unknown key 'zzzzzz'", "known here: corpus, title, creator"),
        ("language: English", 11, "'English' does not fit here", "write a language tag such as en, ar or ku-Latn"),
        ("uses: reference", 7, "is not a list", "write [first, second]"),
        ("uses: {a: b}", 7, "is not a list", "write [first, second]"),
        ("uses: [../x]", 8, "'../x' does not fit here", "write a slug"),
        ("uses: [[a]]", 8, "is a list or mapping where one value belongs", "write a slug"),
        ("description: [a]", 14, "is a list or mapping where one value belongs", "write a text"),
        ("description: ''", 14, "is empty", "write a value, or leave the key out"),
        ("description: ' '", 14, "is empty", "write a value"),
        ("expect: {statments: {why: x}}", 10, "unknown key 'statments'", "did you mean 'statements'?"),
        ("expect: {statements: {min: ten, why: x}}", 28, "'ten' does not fit here", "write"),
        ("expect: {statements: {min: 1.5, why: x}}", 28, "'1.5' does not fit here", "write"),
        ("expect: {statements: {min: 1}}", 22, "lacks the key 'why'", "add 'why:'"),
        ("expect: {statements: 5}", 22, "is not a mapping", "write keys: why, min, max"),
        ("expect: [statements]", 9, "is not a mapping", "write keys: statements, documents, entities, exempt"),
    ],
)
def test_one_fault(line: str, column: int, what: str, mend: str) -> None:
    (found,) = wrong(CORPUS + line + "\n", CorpusFile)
    assert found[:2] == (6, column)
    assert found[2].startswith(what)
    assert found[3].startswith(mend)


def test_every_fault_of_a_record() -> None:
    found = wrong("corpus: X Y\ntitel: T\ncreator:\nlicence: ftp://x\nbase: y\nuses: [a b, c, D]\n", CorpusFile)
    assert [place[0] for place in found] == [1, 2, 3, 4, 5, 6, 6, 1]
    assert found[-1][2] == "lacks the key 'title'"


def test_every_fault_of_several_records() -> None:
    found = wrong("agents:\n  a: {type: persn, label: A}\n  B: {type: person}\n  c: {label: C, x: y}\n", AgentsFile)
    assert [(line, what) for line, _, what, _ in found] == [
        (2, "'persn' does not fit here"),
        (3, "'B' does not fit here"),
        (3, "lacks the key 'label'"),
        (4, "unknown key 'x'"),
        (4, "lacks the key 'type'"),
    ]


@pytest.mark.parametrize("label", ["[a, b]", "{en: [a]}", "{english: a}", "{en: }", "''", '"a\\nb"', "x" * 201])
def test_labels_that_do_not_fit(label: str) -> None:
    (found,) = wrong(f"places: {{x: {{type: town, label: {label}}}}}", PlacesFile)
    assert found[0] == 1
    assert found[3]


@pytest.mark.parametrize("label", ["a", "{en: a, ar: ب, ku-Latn: c}", '"a: b"'])
def test_labels_that_fit(label: str) -> None:
    assert not read(f"places: {{x: {{type: town, label: {label}}}}}", PlacesFile)[1]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("text: {sha256: abc, length: 5}", 16),
        ("text: {sha256: '" + "0" * 64 + "', length: -1}", 92),
        ("text: words", 7),
        ("access: secret", 9),
        ("voice: officials", 8),
        ("voice: [{agent: a, said: 2014, x: y}]", 32),
        ("voice: [{said: 2014}]", 9),
        ("voice: [[a, [b]]]", 13),
        ("same-wire-as: ''", 15),
        ("url: javascript:alert(1)", 6),
        ("url: https://x y", 6),
        ("archive: https://x<y", 10),
        ("url: https://x.org/%zz", 6),
        ("url: https://x.org:port/", 6),
        ("url: 'https://[x/'", 6),
    ],
)
def test_headers_that_do_not_fit(text: str, column: int) -> None:
    (found,) = wrong(f"document: d\npublisher: p\n{text}\n", DocumentFile)
    assert found[:2] == (3, column)


@pytest.mark.parametrize(
    "point",
    [
        "1",
        "1,2",
        "1 2 3",
        "x y",
        "1  2",
        "1 2 ",
        "+1 2",
        "1e1 2",
        "٣٤ ٤٥",
        "３４ ４５",
        "1. 2",
        ".5 1",
        "nan nan",
        "1 2\\n",
    ],
)
def test_points_that_do_not_fit(point: str) -> None:
    text = f'source: s\ntitle: T\ncredit: C\nlicence: https://x.org/\nfacts: {{a: {{point: "{point}"}}}}\n'
    (found,) = wrong(text, SourceFile)
    assert found[:2] == (5, 20)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("control", "{control: a, by: b, side: a/b}"),
        ("control", "{control: a, by: b, time: yesterday}"),
        ("control", "{control: a, by: b, time: [2014]}"),
        ("control", "{control: a, by: b, time: {on: 2014}}"),
        ("control", "{control: a, by: b, polarity: no}"),
        ("control", "{control: a, by: b, scope-uncertain: perhaps}"),
        ("control", "{control: a, by: b, at: P3}"),
        ("control", "{control: a, by: b, at: [P3 1-2, P3]}"),
        ("control", "{control: a, by: {b: c}}"),
        ("control", "{control: a, by: b, named: the post}"),
        ("control", "{control: [a, b], by: c}"),
        ("quantity", "{quantity: a, says: b, amount: 1.}"),
        ("quantity", "{quantity: a, says: b, amount: 1e3}"),
        ("quantity", "{quantity: a, says: b, amount: '1,000'}"),
        ("name", "{name: a, as: b, lang: English}"),
    ],
)
def test_statements_that_do_not_fit(kind: str, text: str) -> None:
    (found,) = wrong(text, RECORDS[kind])
    assert found[0] == 1
    assert found[1] > 1
    assert found[3]


@pytest.mark.parametrize("type_", [*FILES.values(), *RECORDS.values()], ids=lambda type_: type_.__name__)
@pytest.mark.parametrize("text", ["x", "[x]", "{x: y}", "[]", "''", "[[{x: [y]}]]"])
def test_no_record_takes_what_it_does_not_know(type_: type[Record], text: str) -> None:
    assert wrong(text, type_)
