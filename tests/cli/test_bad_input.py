"""Bad input, through the real command: a clear message, the documented exit code, and nothing lost.

Each test runs `python -m kg` on a copy of the invented corpus beside an earlier build of it, and
looks afterwards at every byte of that build.
"""

from __future__ import annotations

import csv
import ctypes
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.builders.content import Content
from kg.store.oxigraph import quad_lines, write_sums

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]
Edit = Callable[[Path, str, str], str]

DOCUMENT = "documents/gate-gazette-2031-05-04.yaml"
TEXT = "texts/gate-gazette-2031-05-04.txt"
TOWN = "qasr-town: {type: town, label: Qasr}"
GUARD = "    control: qasr-gate/va\n    by: border-guard\n"
S005 = "s005: {status: qasr-gate, is: restricted, users: humanitarian, at: P2 287-322}"

FAULT = re.compile(r"[^:\n]+(?::[1-9]\d*){0,2}: [^:].*: .+")
PR_CAPBSET_DROP = 24  # linux/prctl.h
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2  # linux/capability.h


def complains(ran: subprocess.CompletedProcess[str], exit_code: int) -> list[str]:
    """The lines of an error that is as an error should be: PLACE: WHAT: HOW, no traceback."""
    assert "Traceback" not in ran.stderr, ran.stderr
    assert ran.returncode == exit_code, (ran.returncode, ran.stderr)
    lines = ran.stderr.splitlines()
    assert lines
    assert not ran.stdout
    if re.fullmatch(r"\d+ faults?(; nothing was built)?", lines[-1]):
        lines.pop()
    for line in lines:
        assert FAULT.fullmatch(line), line
    return lines


def unchanged(before: dict[str, str], out: Path, tree: Tree) -> None:
    """The earlier build is what it was, and nothing half-written stands beside it."""
    assert tree(out) == before
    assert not (out.parent / f".{out.name}.building").exists()


def matches_its_manifest(out: Path) -> dict[str, object]:
    """The manifest of a build whose files are those that it names."""
    manifest: dict[str, object] = json.loads((out / "manifest.json").read_text("utf-8"))
    files = manifest["files"]
    assert isinstance(files, dict)
    assert sorted(files) == ["dataset.nq", "dataset.trig"]
    for name, described in files.items():
        data = (out / name).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (described["bytes"], described["sha256"]), name
    return manifest


# --- faults in one place of one file ---


class Case(NamedTuple):
    """An edit of one file, the text at whose first character the fault should be, and its words."""

    file: str
    old: str
    new: str
    at: str
    says: str
    exit_code: int = 1


DEEP = "[" * 5000 + "]" * 5000
BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"

CASES = {
    "unknown key, nearest offered": Case(
        "places.yaml",
        TOWN,
        "qasr-town: {type: town, lable: Qasr}",
        "lable",
        "unknown key 'lable': did you mean 'label'?",
    ),
    "unknown key of a statement": Case(
        DOCUMENT, S005, S005.replace("users", "user"), "user:", "unknown key 'user': did you mean 'users'?"
    ),
    "unknown key of a header": Case(
        DOCUMENT, "published:", "publishd:", "publishd", "unknown key 'publishd': did you mean 'published'?"
    ),
    "unknown key of corpus.yaml": Case(
        "corpus.yaml", "texts: texts", "text: texts", "text: texts", "unknown key 'text': did you mean 'texts'?"
    ),
    "unknown kind of statement": Case(
        DOCUMENT,
        S005,
        S005.replace("{status", "{statsu"),
        "{statsu",
        "s005 names no kind of statement: did you mean 'status'?",
    ),
    "two kinds of statement": Case(
        DOCUMENT, S005, S005.replace("is:", "control: qasr-gate, is:"), "{status: qasr-gate, control", "names two kinds"
    ),
    "unknown value, nearest offered": Case(
        "places.yaml",
        TOWN,
        "qasr-town: {type: twon, label: Qasr}",
        "twon",
        "'twon' does not fit here: did you mean 'town'?",
    ),
    "unknown concept, nearest offered": Case(
        DOCUMENT, "is: restricted", "is: restrictd", "restrictd", "scheme status: did you mean 'restricted'?"
    ),
    "key without a value": Case("places.yaml", TOWN, "qasr-town: {type: town, label: }", "}\n  jisr", "is empty"),
    "list where one value belongs": Case(
        "places.yaml",
        TOWN,
        "qasr-town: {type: [town], label: Qasr}",
        "[town]",
        "is a list or mapping where one value belongs",
    ),
    "one value where a mapping belongs": Case(
        DOCUMENT,
        "side: {of: qasr-gate/su, basis: inferred-in-document}",
        "side: qasr-gate/su",
        "qasr-gate/su\n    by: river",
        "is not a mapping",
    ),
    "not YAML": Case(
        "places.yaml", TOWN, "qasr-town: {type: town, label: Qasr", ": {type: town, label: Jisr", "is not YAML here", 3
    ),
    "duplicate key": Case(
        "places.yaml", TOWN, "qasr-town: {type: town, label: Qasr, type: area}", "type: area", "key 'type' stands twice"
    ),
    "alias bomb": Case("events.yaml", "events:", f"{BOMB}events:", "&a", "anchor &a: ", 3),
    "anchor": Case("places.yaml", TOWN, "qasr-town: &q {type: town, label: Qasr}", "&q", "anchor &q: delete it", 3),
    "alias": Case("places.yaml", TOWN, "qasr-town: *q", "*q", "alias *q: write the value out", 3),
    "tag": Case("places.yaml", TOWN, "qasr-town: {type: town, label: !!str Qasr}", "!!str", "tag ", 3),
    "tag that would run code": Case(
        "places.yaml", TOWN, 'qasr-town: !!python/object/apply:os.system ["touch pwned"]', "!!python", "tag ", 3
    ),
    "merge key": Case("places.yaml", TOWN, "qasr-town: {<<: {type: town}, label: Qasr}", "<<", "merge key <<"),
    "5,000-deep nesting": Case("places.yaml", TOWN, f"qasr-town: {DEEP}", "", "nested more than 20 deep", 3),
    "NUL": Case(
        "places.yaml", TOWN, "qasr-town: {type: town, label: Qa\0sr}", "\0", "character U+0000 is not allowed", 3
    ),
    "escape sequence, raw": Case(
        "places.yaml",
        TOWN,
        "qasr-town: {type: town, label: \x1b[31mQasr}",
        "\x1b",
        "character U+001B is not allowed",
        3,
    ),
    "escape sequence, written as an escape": Case(
        "places.yaml",
        TOWN,
        r'qasr-town: {type: town, label: "\u001b[31mQasr"}',
        r'"\u001b',
        "character U+001B is not allowed",
        3,
    ),
    "escape sequence of eight bits": Case(
        "places.yaml",
        TOWN,
        r'qasr-town: {type: town, label: "\u009b31mQasr"}',
        r'"\u009b',
        "character U+009B is not allowed",
        3,
    ),
    "second YAML document": Case(
        "events.yaml", "events:", "x: y\n---\nevents:", "events:", "a second YAML document", 3
    ),
    "no such day": Case(
        DOCUMENT,
        "time: {within: 2029}",
        "time: {within: 2014-13-45}",
        "{within: 2014-13-45",
        "'2014-13-45' is not in the calendar",
    ),
    "no such day of publication": Case(
        DOCUMENT, "published: 2031-05-04", "published: 2014-13-45", "2014-13-45", "'2014-13-45' is not in the calendar"
    ),
    "bounds in the wrong order": Case(
        DOCUMENT,
        "time: {within: 2029}",
        "time: {within: 2029, ended: 2028}",
        "{within: 2029, e",
        "write the dates in order",
    ),
    "end before beginning": Case(
        DOCUMENT,
        "time: {within: 2029}",
        "time: {within: 2030/2029}",
        "{within: 2030/",
        "'2030/2029' ends before it begins",
    ),
    "no such entity, nearest offered": Case(
        DOCUMENT,
        GUARD,
        GUARD.replace("border-guard", "bordr-guard"),
        "bordr-guard",
        "no entity 'bordr-guard': did you mean 'border-guard'?",
    ),
    "no such entity, nearest by name": Case(
        DOCUMENT, GUARD, GUARD.replace("border-guard", "the brigad"), "the brigad", "did you mean 'river-brigade'?"
    ),
    "no such publisher": Case(
        DOCUMENT,
        "publisher: gate-gazette",
        "publisher: gate-gazete",
        "gate-gazete\n",
        "no entity 'gate-gazete': did you mean 'gate-gazette'?",
    ),
    "no such country": Case(
        "places.yaml",
        "of: qasr-gate, country: varda",
        "of: qasr-gate, country: vardo",
        "qasr-gate/va",
        "no entity 'vardo': did you mean 'varda'?",
    ),
    "no such statement": Case(
        DOCUMENT, S005, "s005: {order: s010a, before: s999, at: P2 287-322}", "s999", "no statement 's999'"
    ),
    "one id for two places": Case(
        "places.yaml",
        "jisr-town: {",
        "qasr-town: {",
        "qasr-town: {type: town, label: Jisr}",
        "key 'qasr-town' stands twice",
    ),
    "one id for two statements": Case(DOCUMENT, "  s005: {", "  s004: {", "s004: {", "key 's004' stands twice"),
    "an actor with the id of a place": Case(
        "agents.yaml",
        "  lantern-front: {",
        "  varda: {",
        "varda: {type: non",
        "the id 'varda' is taken by qasr/places.yaml:3",
    ),
    "a town that controls": Case(
        DOCUMENT, GUARD, GUARD.replace("border-guard", "qasr-town"), "qasr-town\n", "'qasr-town' is a Town"
    ),
    "a person who is controlled": Case(
        DOCUMENT,
        GUARD,
        GUARD.replace("qasr-gate/va", "river-brigade"),
        "river-brigade\n",
        "'river-brigade' is a NonStateForce",
    ),
    "a side of another crossing": Case(
        DOCUMENT,
        "side: {of: qasr-gate/su, basis",
        "side: {of: qasr-town, basis",
        "{of: qasr-town",
        "'qasr-town' is a Town",
    ),
    "a qualifier of another kind": Case(
        DOCUMENT, S005, S005.replace("users: humanitarian", "amount: 5"), "amount", "unknown key 'amount'"
    ),
    "address that is no IRI": Case(
        DOCUMENT,
        "language: en\n",
        "language: en\nurl: https://x.org/%zz\n",
        "https://x.org/%zz",
        "'https://x.org/%zz' does not fit here",
    ),
    "evidence out of bounds": Case(
        DOCUMENT, "at: P2 287-322", "at: P2 287-626", "P2 287-626", "ends after the text (625 code points)"
    ),
    "evidence backwards": Case(
        DOCUMENT, "at: P2 287-322", "at: P2 322-287", "P2 322-287", "the passage 'P2 322-287' is empty"
    ),
    "evidence that is no passage": Case(
        DOCUMENT, "at: P2 287-322", "at: 287-322", "287-322", "'287-322' does not fit here"
    ),
    "texts outside the corpus": Case(
        "corpus.yaml", "texts: texts", "texts: ../..", "../..", "'../..' leaves the corpus"
    ),
    "texts elsewhere": Case("corpus.yaml", "texts: texts", "texts: /etc", "/etc", "'/etc' leaves the corpus"),
    "uses a folder elsewhere": Case("corpus.yaml", "texts: texts", "uses: [../x]", "../x", "'../x' does not fit here"),
    "uses a corpus that is not there": Case(
        "corpus.yaml", "texts: texts", "uses: [nowhere]", "[nowhere]", "no corpus 'nowhere'"
    ),
    "a table elsewhere": Case(
        DOCUMENT, "language: en", "table: ../../x.csv", "../../x.csv", "the table '../../x.csv' leaves the corpus"
    ),
    "base without a slash": Case(
        "corpus.yaml",
        "base: https://example.org/qasr/",
        "base: https://example.org/qasr",
        "https://example.org/qasr ",
        "does not end in '/'",
    ),
    "base that is no address": Case(
        "corpus.yaml",
        "base: https://example.org/qasr/",
        "base: https://ex ample/<>/",
        "https://ex ample",
        "does not fit here",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_fault_is_named_where_it_stands(case: Case, kg: Run, qasr: Path, out: Path, tree: Tree, edit: Edit) -> None:
    before = tree(out)
    text = edit(qasr / case.file, case.old, case.new)
    at = text.index(case.at or "[" * 30) + (0 if case.at else 18)  # the record is two deep already
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    lines = complains(kg("build", "qasr"), case.exit_code)
    wanted = [found for found in lines if case.says in found]
    assert wanted, lines
    assert wanted[0].startswith(f"qasr/{case.file}:{line}:{column}: ")
    unchanged(before, out, tree)
    assert not (qasr.parent / "pwned").exists()


@pytest.mark.parametrize("written", ["{}", "\\u{:04x}"], ids=["raw", "escaped"])
def test_direction_overrides_are_refused(written: str, kg: Run, qasr: Path, edit: Edit) -> None:
    codes = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    characters = [written.format(code if "x" in written else chr(code)) for code in codes]
    edit(
        qasr / "places.yaml",
        TOWN,
        "\n  ".join(f'town-{c:x}: {{type: town, label: "Qa{x}sr"}}' for c, x in zip(codes, characters, strict=True)),
    )
    ran = kg("check", "qasr")
    lines = complains(ran, 3)
    for number, code in enumerate(codes):
        wanted = f"qasr/places.yaml:{13 + number}:"
        assert any(line.startswith(wanted) and f"character U+{code:04X} is not allowed" in line for line in lines)
        assert chr(code) not in ran.stderr


@pytest.mark.parametrize("name", ["LRM \u200e", "RLM \u200f", "ZWNJ \u200c"], ids=lambda name: name[:4].strip())
def test_marks_that_arabic_and_kurdish_need_pass(name: str, kg: Run, qasr: Path, edit: Edit) -> None:
    spelling = f"قصر{name[-1]}ها"
    edit(qasr / "places.yaml", TOWN, f"qasr-town: {{type: town, label: {{en: Qasr, ar: {spelling}}}}}")
    built = kg("build", "qasr", "--no-store")
    assert built.returncode == 0, built.stderr
    assert f'"{spelling}"@ar' in (qasr.parent / "out" / "dataset.nq").read_text("utf-8")


def test_dates_we_do_not_support_are_refused(kg: Run, qasr: Path, edit: Edit) -> None:
    dates = ["2014~", "2014?", "2018-2X", "201X", "2018-21", "Y17000", "2014-01-01T00:00", "14", "2014-1", "٢٠١٤"]
    extra = "".join(
        f"  x{n}: {{status: qasr-gate, is: open, time: {{within: '{d}'}}, at: P2 287-322}}\n"
        for n, d in enumerate(dates)
    )
    text = edit(qasr / DOCUMENT, f"  {S005}\n", f"  {S005}\n{extra}")
    lines = complains(kg("check", "qasr"), 1)
    first = text[: text.index("  x0:")].count("\n") + 1
    for number, date in enumerate(dates):
        (line,) = [line for line in lines if line.startswith(f"qasr/{DOCUMENT}:{first + number}:")]
        assert f" {date!r} is not " in line
        assert "write YYYY, YYYY-MM, YYYY-MM-DD" in line


# --- faults in several places ---


def test_all_faults_of_a_corpus_are_reported_in_one_run(kg: Run, qasr: Path, out: Path, tree: Tree, edit: Edit) -> None:
    before = tree(out)
    edit(qasr / "corpus.yaml", "texts: texts", "texts: ../..")
    edit(qasr / "agents.yaml", "country: varda", "country: vrda")
    edit(qasr / "decisions.yaml", "date: 2031-06-01", "date: 2031-06-31")
    edit(qasr / DOCUMENT, GUARD, GUARD.replace("border-guard", "bordr-guard"))
    edit(qasr / DOCUMENT, "at: P2 287-322", "at: P2 287-999")
    edit(qasr / DOCUMENT, "time: {within: 2029}", "time: {within: 2029~}")
    wanted = ["leaves the corpus", "'vrda'", "'2031-06-31'", "'bordr-guard'", "287-999", "'2029~'"]
    for command in ("check", "build"):
        ran = kg(command, "qasr")
        lines = complains(ran, 1)
        assert [word for word in wanted if not any(word in line for line in lines)] == [], command
        assert len(lines) == len(wanted), lines
        assert "6 faults" in ran.stderr
    unchanged(before, out, tree)


def test_all_faults_of_one_record_are_reported(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(
        qasr / DOCUMENT,
        S005,
        "s005: {status: qasr-town, is: opn, users: [humanitarian, nobody], modality: surely, at: P2 287-999, x: y}",
    )
    lines = complains(kg("build", "qasr"), 1)
    # the form of the record first: what does not fit its model cannot be looked up
    assert [line.partition(": ")[2] for line in lines if "surely" in line or "'x'" in line]
    assert len(lines) == 2, lines
    edit(
        qasr / DOCUMENT, "modality: surely, at: P2 287-999, x: y}", "time: {began: 2032, ended: 2030}, at: P2 287-999}"
    )
    lines = complains(kg("build", "qasr"), 1)
    for word in (
        "'qasr-town' is a Town",
        "'opn' is not a concept",
        "'nobody' is not a concept",
        "287-999",
        "ends before it begins",
    ):
        assert any(word in line for line in lines), word
    assert len(lines) == 5, lines


@pytest.mark.parametrize("wrong", ["{type: town, lable: Qasr}", "&anchor {type: town, label: Qasr}"])
def test_a_fault_of_one_entity_brings_no_false_faults_elsewhere(wrong: str, kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / "places.yaml", TOWN, f"qasr-town: {wrong}")
    ran = kg("check", "qasr")
    assert [line for line in ran.stderr.splitlines()[:-1] if not line.startswith("qasr/places.yaml:13:")] == []


def test_faults_come_in_the_order_of_files_and_lines(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / DOCUMENT, "at: P2 287-322", "at: P2 287-999")
    edit(qasr / DOCUMENT, GUARD, GUARD.replace("border-guard", "bordr-guard"))
    edit(qasr / "agents.yaml", "country: varda", "country: vrda")
    lines = complains(kg("check", "qasr"), 1)
    found = [re.match(r"([^:]+):(\d+):", line) for line in lines]
    places = [(match[1], int(match[2])) for match in found if match]
    assert places == sorted(places)
    assert len(places) == 3


# --- two records with one id ---


@pytest.fixture(scope="module")
def table_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus with its statements in a table; never to be changed."""
    folder = tmp_path_factory.mktemp("table") / "tab"
    subprocess.run([sys.executable, "-m", "kg", "init", "--quiet", "--csv", folder], check=True)
    return folder


@pytest.fixture
def table(table_once: Path, tmp_path: Path) -> Path:
    """That corpus as `tab` in the test's own folder."""
    return Path(shutil.copytree(table_once, tmp_path / "tab"))


def read_rows(folder: Path) -> list[dict[str, str]]:
    """The rows of the corpus's table."""
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)


def test_one_id_in_yaml_and_in_the_table(kg: Run, table: Path) -> None:
    document = table / DOCUMENT
    document.write_text(document.read_text("utf-8") + f"statements:\n  {S005}\n", encoding="utf-8")
    (line,) = complains(kg("build", "tab"), 1)
    assert line.startswith("tab/statements.csv:6: the id 's005' stands twice: ")


def test_one_id_twice_in_the_table(kg: Run, table: Path) -> None:
    rows = read_rows(table)
    write_table(table, [*rows, rows[0]])
    (line,) = complains(kg("build", "tab"), 1)
    assert line.startswith(f"tab/statements.csv:{len(rows) + 2}: the id 's001' stands twice: ")


def test_one_id_for_two_corpora(kg: Run, qasr: Path, tmp_path: Path) -> None:
    shutil.copytree(qasr, tmp_path / "again")
    (line,) = complains(kg("build", "qasr", "again"), 1)
    assert "'qasr'" in line


@pytest.mark.usefixtures("qasr")
def test_the_same_corpus_named_twice_is_read_once(kg: Run) -> None:
    built = kg("build", "qasr", "./qasr", "--json", "--no-store")
    assert built.returncode == 0, built.stderr
    assert json.loads(built.stdout)["statements"] == 11


# --- hostile tables ---

ESCAPES = {
    "id": "x> <http://evil.example/p> <http://evil.example/o> <http://evil.example/g",
    "lang": "en .\n<http://evil.example/s>",
    "row": "S001\x1b[31m",
    "subject_named": "\x1b]0;pwned\x07",
    "voice": "ministry-spokeswoman@2031/\x1b",
    "note": "a\u202eb",
}


@pytest.mark.parametrize("column", ESCAPES)
def test_hostile_cells_are_refused(column: str, kg: Run, table: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    rows = read_rows(table)
    name = next(row for row in rows if row["kind"] == "name")
    name[column] = ESCAPES[column]
    write_table(table, rows)
    ran = kg("build", "tab")
    lines = complains(ran, 1)
    assert any(line.startswith("tab/statements.csv:") for line in lines)
    assert "\x1b" not in ran.stderr
    assert "\u202e" not in ran.stderr
    unchanged(before, out, tree)


def test_faults_of_a_table_name_the_row(kg: Run, table: Path) -> None:
    rows = read_rows(table)
    rows[0] |= {"object": "bordr-guard", "at": "P1 69-999"}
    rows[2] |= {"kind": "contrl"}
    rows[4] |= {"polarity": "maybe"}
    write_table(table, rows)
    lines = complains(kg("build", "tab"), 1)
    for start in (
        "2: no entity 'bordr-guard': did you mean",
        "2: the passage",
        "4: 'contrl' is not a kind",
        "6: polarity: 'maybe'",
    ):
        assert any(line.startswith(f"tab/statements.csv:{start}") for line in lines), (start, lines)
    assert len(lines) == 4


def test_unknown_column_of_a_table(kg: Run, table: Path) -> None:
    rows = read_rows(table)
    write_table(table, [{("subjet" if key == "subject" else key): row[key] for key in row} for row in rows])
    lines = complains(kg("build", "tab"), 1)
    assert any(line == "tab/statements.csv:1: unknown column 'subjet': did you mean 'subject'?" for line in lines)


# --- folders and files ---


def test_the_text_is_not_the_one_that_was_read(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / TEXT, "year of the great flood.", "year of the great drought.")
    lines = complains(kg("check", "qasr"), 1)
    assert len(lines) == 2
    assert all(line.startswith(f"qasr/{DOCUMENT}:") for line in lines)
    assert any("another SHA-256 (" in line for line in lines)
    assert any("has 627 code points, not 625" in line for line in lines)


def test_empty_corpus(kg: Run, qasr: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    settings = (qasr / "corpus.yaml").read_text("utf-8").partition("expect:")[0]
    shutil.rmtree(qasr)
    qasr.mkdir()
    (qasr / "corpus.yaml").write_text(settings.replace("texts: texts", ""), encoding="utf-8")
    (line,) = complains(kg("build", "qasr"), 1)
    assert line.startswith("qasr: the corpus is empty: ")
    unchanged(before, out, tree)


def test_fewer_statements_than_expected(kg: Run, qasr: Path, edit: Edit) -> None:
    edit(qasr / "corpus.yaml", "{min: 10, max: 20,", "{min: 12, max: 20,")
    (line,) = complains(kg("build", "qasr"), 1)
    assert line.startswith("qasr/corpus.yaml: 11 statements, expected 12 to 20")


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "words\n"])
@pytest.mark.parametrize("file", ["corpus.yaml", "places.yaml", DOCUMENT])
def test_files_without_a_record(content: str, file: str, kg: Run, qasr: Path) -> None:
    (qasr / file).write_text(content, encoding="utf-8")
    ran = kg("build", "qasr")
    lines = complains(ran, ran.returncode)
    assert ran.returncode in {1, 3}
    assert any(line.startswith(f"qasr/{file}:") for line in lines)


@pytest.mark.parametrize("folder", ["qasr/places.yaml", "nowhere", "empty", "qasr/corpus.yaml/x"])
def test_folders_that_are_no_corpus(folder: str, kg: Run, qasr: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    (qasr.parent / "empty").mkdir()
    for command in ("build", "check"):
        (line,) = complains(kg(command, folder), 3)
        assert line.startswith(f"{folder}: ")
    unchanged(before, out, tree)


def test_a_folder_where_a_file_belongs(kg: Run, qasr: Path) -> None:
    (qasr / "events.yaml").unlink()
    (qasr / "events.yaml").mkdir()
    lines = complains(kg("build", "qasr"), 3)
    assert any(line.startswith("qasr/events.yaml: cannot be read (Is a directory): ") for line in lines)


def test_files_that_are_not_utf8(kg: Run, qasr: Path) -> None:
    (qasr / "events.yaml").write_bytes(b"events:\n  e: {type: seizure, label: \xff}\n")
    lines = complains(kg("build", "qasr"), 3)
    assert any(line.startswith("qasr/events.yaml:2: is not UTF-8: ") for line in lines)


def test_files_that_would_not_be_read_are_named(kg: Run, qasr: Path) -> None:
    shutil.move(qasr / "agents.yaml", qasr / "agent.yaml")
    shutil.move(qasr / DOCUMENT, (qasr / DOCUMENT).with_suffix(".yml"))
    lines = complains(kg("build", "qasr"), 1)
    assert "qasr/agent.yaml: is not a file of a corpus: did you mean 'agents.yaml'?" in lines
    assert any(line.startswith(f"qasr/{DOCUMENT[:-5]}.yml: ends in .yml: ") for line in lines)


@pytest.mark.parametrize("name", ["agents.yaml", DOCUMENT, "documents", "statements.csv"])
def test_links_that_leave_the_corpus(name: str, kg: Run, table: Path, tmp_path: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = table / name
    shutil.move(path, elsewhere / path.name)
    path.symlink_to(elsewhere / path.name)
    lines = complains(kg("build", "tab"), 1)
    assert any("leaves the corpus" in line for line in lines), lines
    unchanged(before, out, tree)


def test_a_missing_table(kg: Run, table: Path) -> None:
    (table / "statements.csv").unlink()
    lines = complains(kg("build", "tab"), 3)
    assert any(line.startswith("tab/statements.csv: cannot be read (No such file or directory): ") for line in lines)


def test_output_folders_that_are_not_ours(kg: Run, qasr: Path, tree: Tree) -> None:
    for name in ("full", "pretender"):
        (qasr.parent / name).mkdir()
        (qasr.parent / name / "thesis.txt").write_text("years of work")
    (qasr.parent / "pretender" / "manifest.json").write_text('{"format": "other/1"}')
    (qasr.parent / "a-file").write_text("mine")
    for name in ("full", "pretender", "a-file"):
        before = tree(qasr.parent)
        (line,) = complains(kg("build", "qasr", "--out", name), 4)
        assert f"/{name}: is a file" in line or f"/{name}: holds files that are not a build of ours" in line
        assert tree(qasr.parent) == before


# --- writing that fails ---


@pytest.mark.parametrize("place", ["/proc/out", "/sys/kg-out", "/dev/null"])
@pytest.mark.usefixtures("qasr")
def test_places_that_refuse_even_root(place: str, kg: Run) -> None:
    (line,) = complains(kg("build", "qasr", "--out", place), 4)
    assert line.startswith(f"{place}: ")
    if place != "/dev/null":  # which is a place for init to make a corpus no more than for a build
        assert complains(kg("init", f"{place}/new"), 4)[0].startswith(f"{place}/new: ")


def without_powers() -> None:
    """Take from this process the power of root to disregard permissions, for good."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if libc.prctl(PR_CAPBSET_DROP, power, 0, 0, 0):
                os._exit(99)


@pytest.fixture
def bounded(kg: Run) -> Run:
    """The command for whom a folder without the right to write is one."""
    if os.geteuid() == 0 and not sys.platform.startswith("linux"):
        pytest.skip("root may write anywhere here")

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        ran = kg(*arguments, preexec_fn=without_powers)
        if ran.returncode == 99:
            pytest.skip("root may write anywhere here, and may not give that up")
        return ran

    return run


def test_no_permission_to_write(bounded: Run, qasr: Path, out: Path, tree: Tree) -> None:
    before = tree(qasr.parent)
    qasr.parent.chmod(0o555)
    try:
        for arguments in (("build", "qasr"), ("build", "qasr", "--out", "new"), ("init", "new")):
            (line,) = complains(bounded(*arguments), 4)
            assert "Permission denied" in line
    finally:
        qasr.parent.chmod(0o755)
    assert tree(qasr.parent) == before
    unchanged(tree(out), out, tree)


def test_no_permission_to_look_for_an_earlier_build(bounded: Run, qasr: Path, tree: Tree) -> None:
    locked = qasr.parent / "locked"
    locked.mkdir(mode=0)
    try:
        (line,) = complains(bounded("build", "qasr", "--out", "locked/new"), 4)
    finally:
        locked.chmod(0o755)
    assert line == f"{locked}/new: cannot be written (Permission denied): nothing was changed"
    assert not tree(locked)


def test_no_permission_to_record_a_withdrawal(bounded: Run, qasr: Path, tree: Tree) -> None:
    before = tree(qasr)
    qasr.chmod(0o555)
    try:
        options = ("--corpus", "qasr", "--reason", "x", "--on", "2031-06-01")
        (line,) = complains(bounded("withdraw", Path(DOCUMENT).stem, *options), 4)
    finally:
        qasr.chmod(0o755)
    assert line.startswith("qasr/withdrawals.yaml: cannot be written (Permission denied): nothing was changed")
    assert tree(qasr) == before


def test_no_permission_to_read(bounded: Run, qasr: Path) -> None:
    (qasr / "agents.yaml").chmod(0)
    lines = complains(bounded("check", "qasr"), 3)
    assert any(line.startswith("qasr/agents.yaml: cannot be read (Permission denied): ") for line in lines)


def test_no_permission_to_look(bounded: Run, qasr: Path) -> None:
    (qasr / "documents").chmod(0)
    try:
        lines = complains(bounded("check", "qasr"), 3)
    finally:
        (qasr / "documents").chmod(0o755)
    assert any(line.startswith("qasr/documents: cannot be read (Permission denied): ") for line in lines)


@pytest.mark.parametrize("limit", [0, 4096, 300_000])
@pytest.mark.usefixtures("qasr")
def test_files_that_may_not_grow(limit: int, kg: Run, out: Path, tree: Tree) -> None:
    before = tree(out)
    ran = kg("build", "qasr", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    (line,) = complains(ran, 4)
    # With no byte at all, it is the search for a folder for temporary files that fails first.
    assert ("File too large" if limit else "No usable temporary directory") in line
    assert "nothing was changed" in line
    unchanged(before, out, tree)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A function that mounts a disk of so many bytes; the test is skipped where that is not allowed."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        folder = tmp_path / f"disk-{size}"
        folder.mkdir()
        try:
            done = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
            )
        except OSError:
            pytest.skip("there is no command to mount a small disk")
        if done.returncode:
            pytest.skip("mounting a small disk is not allowed here")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


# The dataset takes 0.5 MB, the TriG 0.15, the store about as much as both: each limit ends another step.
@pytest.mark.parametrize("room", [0, 200_000, 560_000, 700_000, 900_000])
@pytest.mark.usefixtures("qasr")
def test_the_disk_is_full(room: int, kg: Run, out_once: Path, tree: Tree, small_disk: Callable[[int], Path]) -> None:
    used = sum((path.stat().st_size + 8191) // 4096 * 4096 for path in out_once.rglob("*"))
    disk = small_disk(used + room)
    out = Path(shutil.copytree(out_once, disk / "out"))
    before = tree(out)
    ran = kg("build", "qasr", "--out", out)
    if ran.returncode != 4:
        pytest.fail(f"exit {ran.returncode} with {room} bytes free: {ran.stderr[-2000:]}")
    (line,) = complains(ran, 4)
    assert "No space left on device" in line
    unchanged(before, out, tree)


@pytest.mark.parametrize("command", [["query"], ["build", "qasr"], ["check", "qasr", "--json"], ["--help"]])
@pytest.mark.usefixtures("qasr")
def test_the_answer_cannot_be_written(command: list[str], kg: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("w") as full:
        ran = kg(*command, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert "Traceback" not in ran.stderr, ran.stderr
    assert ran.returncode == 4
    assert "No space left on device" in ran.stderr


@pytest.mark.usefixtures("qasr")
def test_nobody_reads_the_answer() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "kg", "query"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr


def out_of_order(corpus: Path) -> None:
    """Put a decision into a corpus that the reader lets pass and the gate does not: s001 before itself."""
    decisions = corpus / "decisions.yaml"
    start, _, rest = decisions.read_text("utf-8").partition("    same: river-brigade\n")
    order = "    order: [gate-gazette-2031-05-04/s001, gate-gazette-2031-05-04/s001]\n"
    decisions.write_text(start + order + rest[rest.index("    by:") :], encoding="utf-8")


def test_the_gate_names_the_record(kg: Run, qasr: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    out_of_order(qasr)
    (found,) = complains(kg("build", "qasr", "--report", "report.ttl"), 1)
    assert found.startswith("qasr/decisions.yaml:4:3: decision/qasr/the-brigade: ")
    assert found.endswith(": write 'order: [DOCUMENT/ID, DOCUMENT/ID]' with two different statements")
    unchanged(before, out, tree)
    report = list(ox.parse(path=str(qasr.parent / "report.ttl"), format=ox.RdfFormat.TURTLE))
    assert any(quad.predicate.value == "http://www.w3.org/ns/shacl#conforms" for quad in report)


@pytest.mark.parametrize("place", ["/proc/report.ttl", "/dev/full", "out"])
def test_a_report_that_cannot_be_written(place: str, kg: Run, qasr: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    out_of_order(qasr)
    fault, *others = complains(kg("build", "qasr", "--report", place), 1)
    assert any(line.startswith(f"{place}: the report cannot be written (") for line in (fault, *others))
    assert any("/decisions.yaml:" in line for line in (fault, *others)), "what the report would have said is said"
    unchanged(before, out, tree)


def test_a_file_of_the_user_s_in_a_build_is_not_lost(kg: Run, qasr: Path, out: Path) -> None:
    (out / "notes.txt").write_text("mine")
    (line,) = complains(kg("build", qasr), 4)
    assert "holds files that are not a build of ours" in line
    assert (out / "notes.txt").read_text() == "mine"


# --- runs that end early, or at once ---


def start(*arguments: object, cwd: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def test_killed_at_any_moment(kg: Run, qasr: Path, out: Path, edit: Edit) -> None:
    began = time.monotonic()
    assert kg("build", "qasr", "--out", "timed").returncode == 0
    whole = time.monotonic() - began
    old = (out / "dataset.nq").read_bytes()
    edit(qasr / "places.yaml", "label: Jisr}", "label: Jisr al-Jadid}")
    for step in range(15):
        # from the first moments of the work to beyond its end
        process = start("build", "qasr", cwd=qasr.parent)
        time.sleep(whole * (0.25 + 0.06 * step))
        process.kill()
        _, _ = process.communicate()
        matches_its_manifest(out)
        found = (out / "dataset.nq").read_bytes()
        assert found == old or b"Jisr al-Jadid" in found
    asked = kg("query", "who-controls", "--param", "crossing=qasr-gate", "--at", "2031-05-04", "--json")
    assert asked.returncode == 0, asked.stderr
    assert kg("build", "qasr").returncode == 0
    matches_its_manifest(out)
    assert b"Jisr al-Jadid" in (out / "dataset.nq").read_bytes()
    assert sorted(path.name for path in qasr.parent.iterdir()) == ["out", "qasr", "timed"]


def test_a_first_build_that_is_killed_leaves_no_folder(kg: Run, qasr: Path) -> None:
    process = start("build", "qasr", "--out", "new", cwd=qasr.parent)
    while not (qasr.parent / ".new.building").exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (qasr.parent / "new").exists()
    assert kg("build", "qasr", "--out", "new").returncode == 0
    assert not (qasr.parent / ".new.building").exists()


def test_interrupted(qasr: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    process = start("build", "qasr", cwd=qasr.parent)
    while not (qasr.parent / ".out.building").exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert errors.decode().strip() == "interrupted: nothing was changed"
    unchanged(before, out, tree)


def test_two_builds_into_one_folder(qasr: Path, out: Path) -> None:
    busy = ""
    for _ in range(3):
        processes = [start("build", "qasr", cwd=qasr.parent) for _ in range(2)]
        ends = [process.communicate(timeout=60)[1].decode() for process in processes]
        codes = sorted(process.returncode for process in processes)
        assert codes in ([0, 0], [0, 4]), ends
        for process, error in zip(processes, ends, strict=True):
            if process.returncode:
                assert "another build is writing here" in error
                busy = error
        matches_its_manifest(out)
        assert not (qasr.parent / ".out.building").exists()
    assert busy, "the builds never met, so this test has shown nothing"
    assert FAULT.fullmatch(busy.strip())


# --- names that a terminal might obey ---


def test_markup_in_names_is_printed_as_it_is(kg: Run, qasr: Path, edit: Edit) -> None:
    name = "[bold]x[/bold] [link=https://evil.example]y[/link] :skull:"
    edit(qasr / "agents.yaml", "label: River Brigade,", f'label: "{name}",')
    built = kg("build", "qasr")
    assert built.returncode == 0, built.stderr
    asked = kg("query", "who-controls", "--param", "crossing=qasr-gate", "--at", "2031-05-04")
    assert asked.returncode == 0, asked.stderr
    printed = " ".join(asked.stdout.split())
    for part in ("[bold]x[/bold]", "[/link]", ":skull:"):
        assert part in printed


HOSTILE = "Red\x1b[31m \x9b31m\x07 \u202eRLO\x7f"


@pytest.fixture
def hostile_out(out: Path) -> Path:
    """A build into whose store somebody else has put a hostile name."""
    store = ox.Store(str(out / "store"))
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    agent = ox.NamedNode("https://example.org/qasr/id/agent/border-guard")
    for quad in list(store.quads_for_pattern(agent, label, None)):
        store.remove(quad)
        store.add(ox.Quad(agent, label, ox.Literal(HOSTILE, language="en"), quad.graph_name))
    literal = ox.NamedNode("https://w3id.org/crossings/ontology#subjectNamedAs")
    for quad in list(store.quads_for_pattern(None, literal, None)):
        store.add(ox.Quad(quad.subject, literal, ox.Literal(HOSTILE), quad.graph_name))
    store.flush()
    content = Content()
    content.add(quad_lines(store))
    del store
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["graphs"], manifest["quads"] = content.graphs(), sum(content.quads.values())
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_sums(out / "store", out / "dataset.nq")
    return out


@pytest.mark.usefixtures("hostile_out")
def test_control_characters_from_a_dataset_are_spelt_out(kg: Run) -> None:
    asked = kg("query", "who-controls", "--param", "crossing=qasr-gate", "--at", "2031-05-04")
    assert asked.returncode == 0, asked.stderr
    for character in "\x1b\x9b\x07\u202e\x7f":
        assert character not in asked.stdout
    assert r"\x1b[31m" in asked.stdout
    assert r"\u202e" in asked.stdout


@pytest.mark.usefixtures("hostile_out")
def test_json_holds_no_control_characters_either(kg: Run) -> None:
    asked = kg("query", "relations-of", "--param", f"actor={HOSTILE}", "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["parameters"]["actor"] == HOSTILE
    for character in "\x1b\x9b\x07\u202e\x7f":
        assert character not in asked.stdout


@pytest.mark.usefixtures("out")
def test_hostile_arguments_are_spelt_out(kg: Run) -> None:
    for arguments, code in (
        (("build", "no\x1b[31mwhere"), 3),
        (("check", "--texts", "no\x1b[31mwhere"), 3),
        (("locate", "no\x1b[31mwhere", "x"), 3),
        (("query", "\x1b[31m"), 2),
        (("query", "who-controls", "--param", "\x1b[31m=x"), 2),
        (("query", "who-controls", "--param", "\x1b[31m"), 2),
        (("query", "who-controls", "--param", "crossing=\x1b[31m", "--at", "2031"), 2),
        (("query", "who-controls", "--param", "crossing=qasr-gate", "--at", "\x1b[31m"), 2),
        (("\x1b[31m",), 2),
        (("build", "--\x1b[31m"), 2),
    ):
        ran = kg(*arguments)
        assert ran.returncode == code, (arguments, ran.stderr)
        assert "\x1b" not in ran.stderr, arguments
        assert "Traceback" not in ran.stderr
