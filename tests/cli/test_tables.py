"""Tables in bulk through the command: rows at fault and where they go, and files that cannot be read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]

HEAD = "id,kind,subject,object,time,note\n"
DOCUMENT = "document: bulk\npublisher: gate-gazette\npublished: 2031-06-01\ntable: rows.csv\n"


@pytest.fixture
def corpus(qasr: Path) -> Path:
    """The invented corpus with a second document, whose statements are in a table that tests write."""
    settings = (qasr / "corpus.yaml").read_text("utf-8")
    (qasr / "corpus.yaml").write_text(settings.partition("expect:")[0], encoding="utf-8")
    (qasr / "documents" / "bulk.yaml").write_text(DOCUMENT, encoding="utf-8")
    return qasr


def good(number: int, first: int = 1) -> list[str]:
    """So many rows without a fault."""
    return [
        f"s{n},presence,qasr-gate/su,border-guard,since 2030-{n % 12 + 1:02},\n" for n in range(first, first + number)
    ]


BAD = [
    "s901,presence,qasr-gate/su,border-gard,undated,=1+1\n",
    "s902,presense,qasr-gate/su,border-guard,often,+44\n",
    "s903,presence,qasr-gate/su\n",
]


def write(corpus: Path, *rows: str, name: str = "rows.csv") -> None:
    (corpus / name).write_text(HEAD + "".join(rows), encoding="utf-8", newline="")


def told(folder: Path) -> dict[str, int]:
    """What the manifest of a build tells of the table."""
    counts: dict[str, int] = json.loads((folder / "manifest.json").read_bytes())["tables"]["bulk"]["rows.csv"]
    return counts


def records(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_no_row_may_be_at_fault_unless_so_many_may(kg: Run, corpus: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    write(corpus, *good(5), *BAD)
    ran = kg("build", corpus, "--rejects", "bad.csv")
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        "qasr/rows.csv:7: no entity 'border-gard': did you mean 'border-guard'?",
        f"qasr/rows.csv:8: 'presense' is not a kind of statement: write one of {KINDS}",
        "qasr/rows.csv:9: has 3 cells, the heading 6: quote cells that hold commas",
        "3 faults",
    ]
    assert tree(out) == before
    assert len(records(out.parent / "bad.csv")) == 3
    ran = kg("build", corpus, "--max-errors", 2)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[0] == "3 rows at fault, 2 may be (--max-errors):"
    assert tree(out) == before
    ran = kg("build", corpus, "--max-errors", 3)
    assert ran.returncode == 0
    assert "rows.csv of bulk: 8 rows, 5 statements, 3 rejected" in ran.stdout.splitlines()
    assert [line.partition(": no")[0].partition(": '")[0] for line in ran.stderr.splitlines()[:2]] == [
        "left out: qasr/rows.csv:7",
        "left out: qasr/rows.csv:8",
    ]
    assert told(out) == {"rows": 8, "statements": 5, "rejected": 3}


KINDS = (
    "control, status, presence, location, name, classified, relation, event, order, purpose, speech, quantity, "
    "assessment, document"
)


def test_a_build_with_rejects_is_that_of_the_other_rows(kg: Run, corpus: Path, out: Path) -> None:
    write(corpus, *good(1200), *BAD, *good(1500, first=2200), BAD[0].replace("s901", "s904"), *good(7, first=8000))
    for workers in (1, 3):
        name = f"some-{workers}"
        ran = kg(
            "build",
            corpus,
            "--max-errors",
            4,
            "--rejects",
            f"{name}.csv",
            "--workers",
            workers,
            "--out",
            name,
            "--no-store",
        )
        assert ran.returncode == 0, ran.stderr
    one, three = out.parent / "some-1", out.parent / "some-3"
    for file in ("dataset.nq", "manifest.json"):
        assert (one / file).read_bytes() == (three / file).read_bytes()
    assert (out.parent / "some-1.csv").read_bytes() == (out.parent / "some-3.csv").read_bytes()
    assert told(one) == {"rows": 2711, "statements": 2707, "rejected": 4}
    assert [row["rejected_row"] for row in records(out.parent / "some-1.csv")] == ["1202", "1203", "1204", "2705"]
    # Without the rows at fault nothing else is another: blank lines keep the others in their places.
    write(corpus, *good(1200), "\n" * 3, *good(1500, first=2200), "\n", *good(7, first=8000))
    assert kg("build", corpus, "--out", "none", "--no-store").returncode == 0
    assert (out.parent / "none" / "dataset.nq").read_bytes() == (one / "dataset.nq").read_bytes()


def test_rejects_can_be_mended_and_read_again(kg: Run, corpus: Path, out: Path) -> None:
    write(corpus, *good(5), *BAD[:2])
    assert kg("build", corpus, "--max-errors", 2, "--rejects", "bad.csv", "--no-store").returncode == 0
    text = (out.parent / "bad.csv").read_text("utf-8")
    assert text.splitlines()[0] == "rejected_from,rejected_row,rejected_why,id,kind,subject,object,time,note"
    first, second = records(out.parent / "bad.csv")
    assert (first["rejected_from"], first["rejected_row"]) == ("qasr/rows.csv", "7")
    assert first["rejected_why"] == "no entity 'border-gard': did you mean 'border-guard'?"
    # No cell is a formula to a spreadsheet.
    assert (first["note"], second["note"]) == ("'=1+1", "'+44")
    kept = [[row[column] for column in HEAD.strip().split(",")] for row in (first, second)]
    mended = [",".join(row).replace("border-gard", "border-guard").replace("presense", "presence") for row in kept]
    write(corpus, *good(5), *(row.replace("often", "undated") + "\n" for row in mended))
    ran = kg("build", corpus, "--rejects", "bad.csv", "--no-store")
    assert ran.returncode == 0, ran.stderr
    assert told(out) == {"rows": 7, "statements": 7, "rejected": 0}
    assert (out.parent / "bad.csv").read_text("utf-8") == "rejected_from,rejected_row,rejected_why\n"


def test_rejects_hold_what_the_table_held(kg: Run, corpus: Path, out: Path) -> None:
    (corpus / "documents" / "bulk.yaml").write_text(DOCUMENT.replace("rows.csv", "rows.jsonl"), encoding="utf-8")
    rows: list[Any] = [
        {"id": "s1", "kind": "presence", "subject": "nowhere", "object": ["border-guard", "ferrymen"], "amount": -5},
        {"id": "s2", "kind": "presence", "subject": "qasr-gate/su", "object": "border-guard", "note": "a\x1b[31mb"},
        {"id": "s3", "kind": "presence", "subject": "qasr-gate/su", "object": {"a": 1}, "scope_uncertain": True},
        {"id": "s4", "kind": "presence", "subject": "nowhere", "object": "border-guard", "note": "\u00a0 =1+1"},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (corpus / "rows.jsonl").write_bytes(text.encode() + b'{"id": "\xe9", "kind": "presence", "subject": "x"}\n{"id\n')
    ran = kg("build", corpus, "--max-errors", 6, "--rejects", "bad.csv", "--no-store")
    assert ran.returncode == 0, ran.stderr
    found = records(out.parent / "bad.csv")
    assert [row["rejected_row"] for row in found] == ["1", "2", "3", "4", "5", "6"]
    assert (found[0]["object"], found[0]["amount"]) == ("border-guard|ferrymen", "-5")
    assert found[1]["note"] == "a\\x1b[31mb"
    assert found[2]["scope_uncertain"] == "true"
    assert found[3]["note"] == "'\u00a0 =1+1", "a spreadsheet may trim it"
    assert found[4]["id"] == "\\xe9"
    assert found[5]["rejected_why"].startswith("is not JSON at character")


def test_ten_thousand_faults_are_no_flood(kg: Run, corpus: Path, out: Path) -> None:
    rows = [row.replace("border-guard", f"border-gard-{n}") for n, row in enumerate(good(9_000))]
    rows += [row.replace("presence", "presense").replace("since", "sinse") for row in good(1_000, first=20_000)]
    write(corpus, *good(10, first=50_000), *rows)
    ran = kg("build", corpus, "--rejects", "bad.csv")
    assert ran.returncode == 1
    lines = ran.stderr.splitlines()
    assert len(lines) == 100 + 1 + 2 + 1
    assert lines[0].startswith("qasr/rows.csv:12: no entity 'border-gard-0'")
    assert lines[100:] == [
        "... and 9,900 more; all by kind:",
        "    9,000  qasr/rows.csv: no entity '...'",
        "    1,000  qasr/rows.csv: '...' is not a kind of statement",
        "10000 faults",
    ]
    assert len(records(out.parent / "bad.csv")) == 10_000
    ran = kg("build", corpus, "--max-errors", 20_000, "--no-store")
    assert ran.returncode == 0
    assert len(ran.stderr.splitlines()) == 101
    assert told(out) == {"rows": 10_010, "statements": 10, "rejected": 10_000}


def test_what_is_wrong_with_the_whole_is_never_let_pass(kg: Run, corpus: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    document = corpus / "documents" / "bulk.yaml"

    def faults(*rows: str) -> list[str]:
        write(corpus, *rows)
        ran = kg("build", corpus, "--max-errors", 100)
        assert ran.returncode == 1
        assert tree(out) == before
        return [line.partition("qasr/")[2] for line in ran.stderr.splitlines() if not line.startswith("left out")][:-1]

    twice = "the id 's2' stands twice: choose another id for one of the two"
    assert faults(*good(2), *good(1, first=2), *BAD) == [f"rows.csv:4: {twice}"]
    document.write_text(DOCUMENT.replace("rows.csv", "[rows.csv, more.csv]"), encoding="utf-8")
    write(corpus, *good(1, first=2), name="more.csv")
    assert faults(*good(2), *BAD) == [f"more.csv:2: {twice}"]
    document.write_text(DOCUMENT + "statements:\n  s2: {presence: qasr-gate/su, of: border-guard}\n", encoding="utf-8")
    assert faults(*good(2)) == [f"rows.csv:3: {twice}"]
    document.write_text(DOCUMENT, encoding="utf-8")
    # A row that tells of one that is rejected stands on nothing.
    text = HEAD.replace("note", "retracts") + "".join(
        [*good(2), "s3,presence,qasr-gate/su,border-guard,undated,s901\n"]
    )
    (corpus / "rows.csv").write_text(text + BAD[0].replace("=1+1", ""), encoding="utf-8")
    ran = kg("build", corpus, "--max-errors", 100)
    assert (ran.returncode, ran.stderr) == (1, "qasr/rows.csv:4: no statement 's901': correct the id\n1 fault\n")


def damaged(whole: bytes) -> dict[str, bytes]:
    return {
        "cut short": whole[: len(whole) // 2],
        "of its head alone": whole[:5],
        "of something else": b"<html>" * 100,
    }


@pytest.mark.parametrize("suffix", ["csv.gz", "csv.zst", "parquet"])
@pytest.mark.parametrize("what", ["cut short", "of its head alone", "of something else"])
def test_damaged_files(suffix: str, what: str, kg: Run, corpus: Path, out: Path, tree: Tree) -> None:
    before = tree(out)
    name = f"rows.{suffix}"
    (corpus / "documents" / "bulk.yaml").write_text(DOCUMENT.replace("rows.csv", name), encoding="utf-8")
    (corpus / name).write_bytes(damaged(packed(suffix, good(3000)))[what])
    for command in (("build", corpus, "--max-errors", 9), ("check", corpus)):
        ran = kg(*command)
        assert ran.returncode == 3
        (line, count) = ran.stderr.splitlines()
        assert line.startswith(f"qasr/{name}:")
        assert "the file is damaged" in line
        assert count == "1 fault"
    assert tree(out) == before


def packed(suffix: str, rows: list[str]) -> bytes:
    """Rows as a table of this kind."""
    text = (HEAD + "".join(rows)).encode()
    if suffix == "parquet":
        cells = list(csv.DictReader(io.StringIO(text.decode())))
        file = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(cells), file)
        return file.getvalue()
    return gzip.compress(text) if suffix == "csv.gz" else zstandard.compress(text)


@pytest.mark.parametrize("suffix", ["csv.gz", "csv.zst", "parquet"])
def test_every_packing_builds_the_same(suffix: str, kg: Run, corpus: Path, out: Path) -> None:
    write(corpus, *good(50))
    assert kg("build", corpus, "--out", "plain", "--no-store").returncode == 0
    name = f"rows.{suffix}"
    (corpus / "documents" / "bulk.yaml").write_text(DOCUMENT.replace("rows.csv", name), encoding="utf-8")
    (corpus / name).write_bytes(packed(suffix, good(50)))
    ran = kg("build", corpus, "--out", "packed", "--no-store")
    assert ran.returncode == 0, ran.stderr
    plain, found = ((out.parent / folder / "dataset.nq").read_bytes() for folder in ("plain", "packed"))
    assert found == plain.replace(b'"rows.csv"', f'"{name}"'.encode())


def test_a_line_of_json_is_evidence_by_its_own_standard(kg: Run, corpus: Path, out: Path) -> None:
    (corpus / "documents" / "bulk.yaml").write_text(DOCUMENT.replace("rows.csv", "rows.jsonl"), encoding="utf-8")
    row = {"kind": "presence", "subject": "qasr-gate/su", "object": ["border-guard"]}
    (corpus / "rows.jsonl").write_text("".join(json.dumps({"id": f"s{n}", **row}) + "\n" for n in range(3)), "utf-8")
    assert kg("build", corpus, "--no-store").returncode == 0
    lines = [line for line in (out / "dataset.nq").read_text("utf-8").splitlines() if "/selector/bulk/s2/1>" in line]
    assert any('"line=2,3"' in line for line in lines)
    assert any("http://tools.ietf.org/rfc/rfc5147" in line for line in lines)
    assert any('"rows.jsonl"' in line for line in lines)


@pytest.mark.parametrize(
    ("content", "says", "code"),
    [
        (HEAD.encode("utf-16"), "rows.csv: is UTF-16, not UTF-8: save the table as UTF-8", 3),
        (HEAD.encode() + b'"' + b"x" * 5_000_000, "rows.csv:2: a row of more than 64 KiB", 1),
        (b"id,kind,subjct\n", "rows.csv:1: unknown column 'subjct': did you mean 'subject'?", 1),
        (b"id,kind,subject,id\n", "rows.csv:1: a column stands twice: keep one of the two", 1),
        (HEAD.replace("note", "amount").encode() + b"s1,quantity,qasr-gate,x,undated,1e400\n", "rows.csv:2: ", 1),
    ],
)
def test_tables_that_cannot_be_read(content: bytes, says: str, code: int, kg: Run, corpus: Path) -> None:
    (corpus / "rows.csv").write_bytes(content)
    ran = kg("build", corpus)
    assert ran.returncode == code
    assert any(line.startswith(f"qasr/{says}") for line in ran.stderr.splitlines()), ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_table_outside_the_corpus_is_not_read(kg: Run, corpus: Path) -> None:
    (corpus.parent / "rows.csv").write_text(HEAD + "".join(good(3)), encoding="utf-8")
    (corpus / "rows.csv").symlink_to(corpus.parent / "rows.csv")
    ran = kg("build", corpus, "--max-errors", 9)
    assert ran.returncode == 1
    line = "qasr/documents/bulk.yaml:4:8: the table 'rows.csv' leaves the corpus: keep it inside its folder"
    assert ran.stderr.splitlines() == [line, "1 fault"]


def test_check_tells_of_rows_too(kg: Run, corpus: Path, out: Path) -> None:
    write(corpus, *good(5), *BAD)
    assert kg("check", corpus).returncode == 1
    ran = kg("check", corpus, "--max-errors", 3, "--rejects", "bad.csv", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["tables"] == {"bulk": {"rows.csv": {"rows": 8, "statements": 5, "rejected": 3}}}
    assert len(records(out.parent / "bad.csv")) == 3
    ran = kg("check", corpus, "--max-errors", 3)
    assert "rows.csv of bulk: 8 rows, 5 statements, 3 rejected" in ran.stdout.splitlines()
    assert kg("check", corpus, "--max-errors", -1).returncode == 2


def test_rejects_that_cannot_be_written(kg: Run, corpus: Path) -> None:
    write(corpus, *good(5), *BAD)
    ran = kg("build", corpus, "--max-errors", 3, "--rejects", "nowhere/bad.csv")
    assert ran.returncode == 4
    assert "nowhere/bad.csv: cannot be written" in ran.stderr
