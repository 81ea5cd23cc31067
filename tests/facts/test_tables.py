"""Tables: CSV rows, streamed, with the number of each row at fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kg.errors import Faults
from kg.facts.cells import LONGEST_CELL
from kg.facts.corpus import Corpus
from kg.facts.kinds import QUALIFIERS
from kg.facts.statements import Statement, StatementRow, TableRow
from kg.facts.tables import COLUMNS, read_table

Write = Callable[..., Path]
Read = Callable[..., tuple[Corpus, dict[str, Statement], list[str]]]

HEADER = "document: news\npublisher: gazette\npublished: 2031-05-04\ntable: rows.csv\n"


def table(tmp_path: Path, content: str | bytes) -> tuple[dict[int, StatementRow], list[str]]:
    """The rows of a table by number, and its faults."""
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    faults = Faults()
    return {line: row for _, line, row in read_table(path, "t.csv", faults)}, [str(fault) for fault in faults.found]


def test_rows(tmp_path: Path) -> None:
    found, faults = table(
        tmp_path,
        "id,kind,subject,object,scope_uncertain,note\r\n"
        's1,control,a,b | c,true,"x, ""y""\r\nz"\r\n\r\ns2,control,a,b,,\r\n',
    )
    assert not faults
    assert list(found) == [3, 5]
    assert found[3].object == ("b", "c")
    assert found[3].scope_uncertain is True
    assert found[3].note == 'x, "y"\r\nz'
    assert (found[5].note, found[5].polarity) == ("", "affirmed")


def test_every_column_is_one_of_a_row() -> None:
    assert sorted(field.name for field in msgspec.structs.fields(StatementRow)) == sorted(COLUMNS)
    assert COLUMNS[:4] == ("id", "kind", "subject", "predicate")
    assert COLUMNS[-1] == QUALIFIERS[-1].column


def test_a_byte_order_mark_and_the_order_of_columns_do_not_matter(tmp_path: Path) -> None:
    found, faults = table(tmp_path, "\ufeffsubject,id,kind\na,s1,control\n")
    assert not faults
    assert (found[2].id, found[2].kind, found[2].subject) == ("s1", "control", "a")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", ["t.csv:1: lacks the column 'id'", "lacks the column 'kind'", "lacks the column 'subject'"]),
        ("id,kind\n", ["t.csv:1: lacks the column 'subject'"]),
        ("id,kind,subject,subjct\n", ["t.csv:1: unknown column 'subjct': did you mean 'subject'?"]),
        ("id,kind,subject,zzzzz\n", ["t.csv:1: unknown column 'zzzzz': known: id, kind"]),
        ("id,kind,subject,id\n", ["t.csv:1: a column stands twice"]),
        ("id,kind,subject\ns1,control\n", ["t.csv:2: has 2 cells, the heading 3"]),
        ("id,kind,subject\ns1,control,a,b\n", ["t.csv:2: has 4 cells, the heading 3"]),
        ("id,kind,subject\n,control,a\n", ["t.csv:2: id is empty: write a value"]),
        ("id,kind,subject\n,,\n", ["t.csv:2: id is empty", "t.csv:2: kind is empty", "t.csv:2: subject is empty"]),
        ("id,kind,subject,polarity\ns1,control,a,no\n", ["t.csv:2: polarity: 'no' does not fit here"]),
        (
            "id,kind,subject,scope_uncertain\ns1,control,a,perhaps\n",
            ["t.csv:2: scope_uncertain: 'perhaps' does not fit here"],
        ),
        (
            "id,kind,subject,polarity,basis\ns1,c,a,no,x\n",
            ["t.csv:2: polarity: 'no' does not fit here", "t.csv:2: basis: 'x' does not fit here"],
        ),
        ('id,kind,subject\ns1,control,"a\n', ["t.csv:2: is not CSV here"]),
        ('id,kind,subject\ns1,control,a\ns2,control,"a"b\n', ["t.csv:3: is not CSV here"]),
        (f"id,kind,subject\ns1,control,{'a' * (LONGEST_CELL + 1)}\n", ["t.csv:2: is not CSV here"]),
        (b"id,kind,subject\ns1,control,\xff\n", ["t.csv:2: is not UTF-8: save the table as UTF-8"]),
    ],
)
def test_faults(content: str | bytes, says: list[str], tmp_path: Path) -> None:
    _, faults = table(tmp_path, content)
    assert len(faults) == len(says), faults
    for fault, words in zip(faults, says, strict=True):
        assert words in fault
        assert "msgspec" not in fault


def test_good_rows_beside_bad_ones(tmp_path: Path) -> None:
    found, faults = table(
        tmp_path, "id,kind,subject,polarity\ns1,control,a,\ns2,control,a,no\ns3,control\ns4,control,a,denied\n"
    )
    assert list(found) == [2, 5]
    assert [fault.split(":")[1] for fault in faults] == ["3", "4"]


def test_rows_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,kind,subject\ns1,control,a\ns2,control\n", encoding="utf-8")
    faults = Faults()
    stream = read_table(path, "t.csv", faults)
    assert next(stream)[2].id == "s1"
    assert not faults.found
    assert list(stream) == []
    assert len(faults.found) == 1


def test_a_row_is_its_own_evidence(write: Write, read: Read) -> None:
    rows = "id,kind,subject,object,time\ns1,control,gate,guard,\ns2,control,gate,brigade,began 2029; ended 2030\n"
    _, found, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows}))
    assert not faults
    assert [(e.row, e.file) for e in found["s2"].evidence if isinstance(e, TableRow)] == [("row=3", "rows.csv")]
    assert (found["s2"].time.begin_earliest, found["s2"].time.end_latest) == ("2029-01-01", "2030-12-31")
    assert (found["s1"].file, found["s1"].line) == ("c/rows.csv", 2)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("s1,contrl,gate,guard,,", "'contrl' is not a kind of statement"),
        ("s1,control,gat,guard,,", "no entity 'gat': did you mean 'gate'?"),
        ("s1,control,gate,guard|gard,,", "no entity 'gard': did you mean 'guard'?"),
        ("s1,control,gate,,,", "needs 'by'"),
        ("s1,control,gate,guard,began,", "'began' needs a date"),
        ("s1,control,gate,guard,began 2014-13-45,", "'2014-13-45' is not in the calendar"),
        ("s1,control,gate,guard,often,", "'often' is not a wording of time"),
        ("s1,control,gate,guard,future 2014,", "'future' stands alone"),
        ("s1,control,gate,guard,future; began 2014,", "'future' stands alone"),
        ("s1,control,gate,guard,began 2014; began 2015,", "'began'"),
        ("s1,control,gate,guard,,P1 0-5", "a passage of a document whose text is not described"),
        ("S 1,control,gate,guard,,", "lower-case letters, digits and single hyphens"),
        ("x> <y,control,gate,guard,,", "lower-case letters, digits and single hyphens"),
        ("../s1,control,gate,guard,,", "lower-case letters, digits and single hyphens"),
    ],
)
def test_faults_of_a_row_name_it(cells: str, says: str, write: Write, read: Read) -> None:
    rows = f"id,kind,subject,object,time,at\n{cells}\n"
    _, _, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows}))
    assert len(faults) == 1, faults
    assert faults[0].startswith("c/rows.csv:2: ")
    assert says in faults[0]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("lang", "en .\n<x>"), ("lang", "English"), ("row", "S1\x1b[31m"), ("row", "S 1>"), ("object", "B" * 1001),
     ("object_named", "a\u202eb"), ("note", "a\x00b"), ("subject", "gate\x1b")],
)  # fmt: skip
def test_what_a_yaml_file_may_not_hold_a_table_may_not_either(column: str, cell: str, write: Write, read: Read) -> None:
    values = {"id": "s1", "kind": "name", "subject": "gate", "literal": "X", column: cell}
    if column == "object":
        values = {"id": "s1", "kind": "name", "subject": "gate", "literal": cell}
    quoted = ",".join('"' + value + '"' for value in values.values())
    rows = f"{','.join(values)}\n{quoted}\n"
    _, found, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows}))
    assert not found
    assert faults
    assert all("\x1b" not in fault and "\x00" not in fault for fault in faults)


def test_a_row_takes_back_and_corrects_others(write: Write, read: Read) -> None:
    rows = "id,kind,subject,object,retracts,corrects\na,control,gate,guard,b|news/c,\nb,control,gate,brigade,,c\n"
    rows += "c,control,gate,brigade,,\n"
    _, found, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows}))
    assert not faults
    assert (found["a"].retracts, found["b"].corrects) == ((found["b"].iri, found["c"].iri), (found["c"].iri,))
    for wrong, says in (
        ("b|news/d", "no statement 'news/d': correct the id"),
        ("b|d", "no statement 'd': correct the id"),
        ("b|a", "the statement 'a' retracts itself: name the one that it takes back"),
    ):
        _, _, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows.replace("b|news/c", wrong)}))
        assert faults == [f"c/rows.csv:2: {says}"]


def test_rows_may_refer_to_rows_that_follow(write: Write, read: Read) -> None:
    rows = "id,kind,subject,predicate,object\na,order,seizure,before,b\nb,control,gate,by,guard\n"
    _, found, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows}))
    assert not faults
    assert found["a"].objects == (found["b"].iri,)
    rows = rows.replace("before,b", "before,c")
    _, _, faults = read(write({"documents/news.yaml": HEADER, "rows.csv": rows}))
    assert faults == ["c/rows.csv:2: no statement 'c': correct the id"]
