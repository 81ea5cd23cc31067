"""Tables of every format: the same rows from each, what is wrong with a file, and how much memory it may take."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from kg.errors import Faults
from kg.facts.cells import LONGEST_CELL
from kg.facts.statements import StatementRow
from kg.facts.tablefiles import LEAST_UNPACKED, LONGEST_ROW
from kg.facts.tables import read_table

NAMES = ("t.csv", "t.csv.gz", "t.csv.zst", "t.tsv", "t.tsv.gz", "t.jsonl", "t.jsonl.gz", "t.jsonl.zst", "t.parquet")
HEAD = "id,kind,subject,object\n"

ROWS: list[dict[str, Any]] = [
    {"id": "s1", "kind": "control", "subject": "gate", "object": ["guard", "brigade"], "scope_uncertain": True},
    {"id": "s2", "kind": "quantity", "subject": "gate", "literal": 'some, "40"', "amount": "40", "note": "حاجز"},
]


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows to a table, in the format and packing that its name tells."""
    if path.suffix == ".parquet":
        listed = list(rows)
        columns = list(dict.fromkeys(column for row in listed for column in row))
        pq.write_table(pa.table({column: [row.get(column) for row in listed] for column in columns}), path)
        return
    text = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.writer(text, delimiter="\t" if ".tsv" in path.name else ",")
    if ".jsonl" in path.name:
        text.writelines(json.dumps(row) + "\n" for row in rows)
    else:
        writer.writerow(columns)
        writer.writerows(["|".join(v) if isinstance(v := row.get(c, ""), list) else v for c in columns] for row in rows)
    path.write_bytes(packed(path.suffix, text.getvalue().encode()))


def packed(suffix: str, data: bytes) -> bytes:
    if suffix == ".gz":
        return gzip.compress(data)
    return zstandard.compress(data) if suffix == ".zst" else data


def read(path: Path) -> tuple[dict[int, StatementRow], list[str]]:
    """The rows of a table by number, and its faults."""
    faults = Faults()
    found = {number: row for number, _, row in read_table(path, path.name, faults)}
    return found, [str(fault) for fault in faults.found]


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str, bytes | str], tuple[dict[int, StatementRow], list[str]]]:
    """A function: the rows and faults of a table of this name and content."""

    def read_content(name: str, content: bytes | str) -> tuple[dict[int, StatementRow], list[str]]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path)

    return read_content


Table = Callable[[str, bytes | str], tuple[dict[int, StatementRow], list[str]]]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_from_every_format(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, ROWS)
    found, faults = read(tmp_path / name)
    assert not faults
    first = 1 if "jsonl" in name else 2
    assert list(found) == [first, first + 1]
    assert found[first] == StatementRow(
        id="s1", kind="control", subject="gate", object=("guard", "brigade"), scope_uncertain=True
    )
    assert found[first + 1] == StatementRow(
        id="s2", kind="quantity", subject="gate", literal='some, "40"', amount="40", note="حاجز"
    )


def test_numbers_of_json_are_read_as_they_are_written(table: Table) -> None:
    rows = (
        '{"id": "s1", "kind": "quantity", "subject": "a", "amount": 1.50, "lower": 19, "upper": 1e400, "note": null}\n'
    )
    found, faults = table("t.jsonl", rows + "\n" + rows.replace('"upper": 1e400', '"upper": "2", "theme": []'))
    assert not faults
    assert (found[1].amount, found[1].lower, found[1].upper) == ("1.50", "19", "1e400")  # the checker refuses 1e400
    assert (found[3].upper, found[3].theme) == ("2", ())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no json", "is not JSON at character 1 (Expecting value): write one flat object a line"),
        ('{"id": "s1"', "is not JSON at character 13"),
        ('["s1"]', "is no object: write one flat object a line"),
        ("17", "is no object"),
        ("[" * 20_000, "is not JSON (nested too deep)"),
        ('{"id": "s1", "kind": "c"}', "subject is empty: write a value"),
        ('{"id": "s1", "kind": "c", "subject": "a", "subjct": "b"}', "unknown column 'subjct': did you mean 'subj"),
        ('{"id": "s1", "kind": "c", "subject": "a", "id": "s2"}', "a column stands twice: keep one of the two"),
        ('{"id": "s1", "kind": "c", "subject": {"a": {"b": 1}}}', "subject: is an object: write one text"),
        ('{"id": "s1", "kind": "c", "subject": ["a"]}', "subject: is a list: write one text"),
        ('{"id": "s1", "kind": "c", "subject": "a", "object": ["b", null]}', "object: holds something else than texts"),
        ('{"id": "s1", "kind": "c", "subject": "a", "amount": NaN}', "NaN is no number of JSON"),
        ('{"id": "s1", "kind": "c", "subject": "a", "amount": -Infinity}', "-Infinity is no number of JSON"),
        ('{"id": "s1", "kind": "c", "subject": "a", "note": "\\ud800"}', "holds half a character"),
        ('{"id": "s1", "kind": "c", "subject": "a", "note": "\x01"}', "is not JSON at character"),
        ('{"id": "s1", "kind": "c", "subject": "a", "polarity": true}', "polarity: 'true' does not fit here"),
        (f'{{"id": "s1", "kind": "c", "subject": "a", "note": "{"x" * (LONGEST_CELL + 1)}"}}', "has a cell of more"),
    ],
)  # fmt: skip
def test_a_line_at_fault_is_one_of_its_own(line: str, says: str, table: Table) -> None:
    good = '{"id": "s0", "kind": "control", "subject": "a"}\n'
    found, faults = table("t.jsonl", good + line + "\n" + good)
    assert list(found) == [1, 3]
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"t.jsonl:2: {says}")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("kept", [0, 1, 10, 200, -1])
def test_packed_tables_cut_short(suffix: str, kept: int, table: Table) -> None:
    rows = HEAD + "".join(f"s{n * n},control,a{n * 7919 % 1000},b\n" for n in range(5000))
    whole = packed(suffix, rows.encode())
    found, faults = table("t.csv" + suffix, whole[: kept or 0])
    assert len(found) < 5000
    assert len(faults) == 1 if kept else faults[0].startswith("t.csv")
    if kept:
        assert "the file is damaged: get it again, or pack it again" in faults[0]
        assert "ends too early" in faults[0] or kept == 1


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_packed_tables_of_several_pieces(suffix: str, table: Table) -> None:
    parts = [packed(suffix, part.encode()) for part in (HEAD, "s1,control,a,b\n", "s2,control,a,b\n")]
    found, faults = table("t.csv" + suffix, b"".join(parts))
    assert (list(found), faults) == ([2, 3], [])
    _, faults = table("t.csv" + suffix, b"".join(parts)[:-3])
    assert "ends too early" in faults[0]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_what_is_not_packed_as_its_name_says(suffix: str, table: Table) -> None:
    for content in (HEAD.encode() + b"s1,control,a,b\n", packed(suffix, HEAD.encode())[:12] + b"\xff" * 40):
        found, faults = table("t.csv" + suffix, content)
        assert not found
        assert len(faults) == 1
        assert "the file is damaged" in faults[0]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_bomb_is_put_down(suffix: str, table: Table) -> None:
    line = b"s1,control,a," + b"b" * 5000 + b"\n"
    bomb = packed(suffix, HEAD.encode() + line * (2 * LEAST_UNPACKED // len(line)))
    assert len(bomb) * 250 < 2 * LEAST_UNPACKED
    _, faults = table("t.csv" + suffix, bomb)
    assert len(faults) == 1
    assert "unpacks to more than" in faults[0]
    assert "250 times its size: unpack it yourself, if you trust it" in faults[0]


def test_a_window_too_large_is_refused(table: Table) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27, enable_ldm=True)
    data = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    found, faults = table("t.csv.zst", data.compress(HEAD.encode() * 10) + data.flush())
    assert not found
    assert "cannot be unpacked" in faults[0]


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.csv.gz"])
def test_a_cell_of_100_mb_takes_no_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    start = b'{"id": "' if "jsonl" in name else HEAD.encode() + b'"'
    opener: Callable[..., Any] = gzip.open if name.endswith(".gz") else open
    with opener(path, "wb") as file:
        file.write(start)
        for _ in range(100):
            file.write(b"x" * (1 << 20))
    peak, faults = in_a_process(path)
    assert faults.count("\n") == 1
    assert f"a row of more than {LONGEST_ROW >> 10} KiB: look for a quote that is not closed" in faults
    assert peak < 60 << 10


def test_a_quote_that_is_not_closed_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + 's1,control,a,"\n",b\n' + '"x\n",\n' * 200_000, encoding="utf-8")
    _, faults = in_a_process(path)
    assert faults.startswith("t.csv:")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEAD.encode("utf-16"), "t.csv: is UTF-16, not UTF-8: save the table as UTF-8"),
        ((HEAD + "s1,control,a,b\n").encode("utf-16-be"), "t.csv:1: "),
        (b"id,kind,subject,n\xf6te\n", "t.csv:1: is not UTF-8: save the table as UTF-8"),
        (HEAD.encode() + b"s1,control,a,b\xe9\ns2,control,a,b\n", "t.csv:2: is not UTF-8: save the table as UTF-8"),
        (HEAD.encode() + b's1,control,a,"b\n\xe9"\ns2,control,a,b\n', "t.csv:3: is not UTF-8"),
        (HEAD.replace("\n", "\r").encode() + b"s1,control,a,b\r", "t.csv:1: is not CSV here"),
        (b"id,kind,subject\x00,object\n", "t.csv:1: unknown column 'subject\\x00': did you mean 'subject'?"),
        (HEAD.encode() + b"s1\x00,control,a,b\ns2,control,a,b\n", "t.csv:2: id: 's1\\x00' does not fit here"),
    ],
)
def test_encodings(content: bytes, says: str, table: Table) -> None:
    found, faults = table("t.csv", content)
    assert faults[0].startswith(says), faults
    assert [row.id for row in found.values()] == (["s2"] if b"s2" in content else [])
    assert "\x00" not in faults[0]


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.jsonl"])
def test_line_ends_and_a_mark_do_not_matter(name: str, tmp_path: Path, table: Table) -> None:
    write(tmp_path / name, ROWS)
    text = (tmp_path / name).read_bytes().replace(b"\r\n", b"\n")
    expected = table(name, text)
    assert not expected[1]
    assert table(name, b"\xef\xbb\xbf" + text) == expected
    assert table(name, text.replace(b"\n", b"\r\n")) == expected
    assert table(name, text.rstrip(b"\n")) == expected


def test_what_is_no_table(table: Table) -> None:
    for name in ("t.txt", "t", "t.csv.bz2", "t.gz", "t.parquet.gz"):
        found, faults = table(name, HEAD)
        assert not found
        assert len(faults) == 1
        assert "is no table" in faults[0]
        assert "name a file that ends in .csv, .tsv, .jsonl, .parquet" in faults[0]


def parquet(path: Path, **columns: Any) -> tuple[dict[int, StatementRow], list[str]]:
    """The rows and faults of a Parquet table of one row, with these columns beside those that are needed."""
    pq.write_table(pa.table({"id": ["s1"], "kind": ["control"], "subject": ["gate"], **columns}), path)
    return read(path)


def test_types_of_parquet(tmp_path: Path) -> None:
    found, faults = parquet(
        tmp_path / "t.parquet",
        object=pa.array(["a|b"]).dictionary_encode(),
        voice=pa.array([["x", "y"]], pa.large_list(pa.large_string())),
        amount=[0.1],
        lower=[Decimal("-1.50")],
        upper=pa.array([2**63], pa.uint64()),
        literal=[date(2031, 5, 4)],
        scope_uncertain=[True],
        note=pa.array([None], pa.null()),
        theme=pa.array([None], pa.list_(pa.string())),
    )
    assert not faults
    assert found[2] == StatementRow(
        id="s1",
        kind="control",
        subject="gate",
        object=("a", "b"),
        voice=("x", "y"),
        amount="0.1",
        lower="-1.50",
        upper="9223372036854775808",
        literal="2031-05-04",
        scope_uncertain=True,
    )


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"object": [{"a": "b"}]}, "1: the column 'object' is of the type struct<a: string>: write texts, or lists"),
        ({"object": [[["a"]]]}, "1: the column 'object' is of the type list<element: list<"),
        ({"note": [["a"]]}, "1: the column 'note' is of the type list<element: string>: write texts, numbers"),
        ({"note": [b"a"]}, "1: the column 'note' is of the type binary"),
        ({"literal": pa.array([0], pa.timestamp("s"))}, "1: the column 'literal' is of the type timestamp"),
        ({"notes": ["a"]}, "1: unknown column 'notes': did you mean 'note'?"),
        ({"polarity": ["no"]}, "2: polarity: 'no' does not fit here"),
        ({"object": [["a", None]]}, "2: object: holds something else than texts"),
        ({"note": ["x" * (LONGEST_CELL + 1)]}, " has a cell of more than 10,000 characters after row 1: shorten it"),
        ({"note": ["x" * 100_000_000]}, " has a cell of more than 10,000 characters after row 1: shorten it"),
        ({"object": [["x" * (LONGEST_CELL + 1)]]}, " has a cell of more than 10,000 characters"),
        ({"note": pa.array([b"\xff\xfe"]).view(pa.string())}, "1: is not UTF-8: write its texts as UTF-8"),
    ],
)
def test_parquet_of_wrong_types(columns: dict[str, Any], says: str, tmp_path: Path) -> None:
    found, faults = parquet(tmp_path / "t.parquet", **columns)
    assert not found
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"t.parquet:{says}")


@pytest.mark.parametrize(("number", "text"), [(float("nan"), "NaN"), (float("inf"), "Infinity"), (1e300, "1E+300")])
def test_numbers_of_parquet_that_are_none(number: float, text: str, tmp_path: Path) -> None:
    found, _ = parquet(tmp_path / "t.parquet", amount=[number])
    assert found[2].amount == text  # which the checker refuses as no decimal


def test_parquet_with_a_column_missing_or_doubled(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": ["s1"], "kind": ["control"]}), path)
    assert read(path) == ({}, ["t.parquet:1: lacks the column 'subject': add it"])
    names = ["id", "kind", "subject", "id"]
    pq.write_table(pa.Table.from_arrays([pa.array(["s1"])] * 4, names=names), path)
    assert read(path) == ({}, ["t.parquet:1: a column stands twice: keep one of the two"])


def test_damaged_parquet(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write(path, ({**ROWS[0], "id": f"s{n}"} for n in range(20_000)))
    whole = path.read_bytes()
    broken = whole[:5000] + b"\xff" * 500 + whole[5500:]
    for content in (b"", whole[:4], whole[:1000], whole[:-1], whole[: len(whole) // 2], whole[::-1], broken):
        path.write_bytes(content)
        _, faults = read(path)
        assert len(faults) == 1
        assert faults[0].startswith("t.parquet: is not Parquet (")
        assert faults[0].endswith(": the file is damaged: write it again")


def test_a_bomb_of_parquet_is_put_down(tmp_path: Path) -> None:
    note = "x" * 60_000_000  # once in the file, and a thousand times in its rows
    path = tmp_path / "t.parquet"
    pq.write_table(
        pa.table({"id": ["s1"] * 1000, "kind": ["c"] * 1000, "subject": ["a"] * 1000,
                  "note": pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), [note])}),
        path,
        compression="zstd",
        dictionary_pagesize_limit=1 << 30,
    )  # fmt: skip
    assert path.stat().st_size < 100_000
    peak, faults = in_a_process(path)
    assert faults == "t.parquet: has a cell of more than 10,000 characters after row 1: shorten it\n"
    assert peak < 600 << 10
    pq.write_table(pa.table({"id": ["s1", "s2"], "note": ["y" + note, "z" + note]}), path, compression="zstd")
    _, faults = in_a_process(path)
    assert faults == "t.parquet: unpacks to more than 64 MiB, 250 times its size: write it as CSV, if you trust it\n"


def test_without_pyarrow_the_extra_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write(path, ROWS)
    script = f"import sys; sys.modules['pyarrow'] = None\n{READ}"
    ran = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert ran.stderr == (
        "t.parquet: is Parquet, and pyarrow is not installed: "
        "pip install 'crossings[parquet]', or write another format\n"
    )
    write(tmp_path / "t.csv", ROWS)
    ran = subprocess.run([sys.executable, "-c", script, tmp_path / "t.csv"], capture_output=True, text=True, check=True)
    assert ran.stderr == ""


# Reads a table; prints the peak of memory in KiB, and faults to standard error.
READ = """
import re, sys
from pathlib import Path
from kg.errors import Faults
from kg.facts.tables import read_table
faults, path = Faults(), Path(sys.argv[1])
rows = sum(1 for _ in read_table(path, path.name, faults))
sys.stderr.write("".join(f"{fault}\\n" for fault in faults.found))
print(rows, *re.findall(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text()))
"""


def in_a_process(path: Path) -> tuple[int, str]:
    """The peak of memory (KiB) of a process that reads a table, and the faults."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process is asked of Linux")
    ran = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True)
    return int(ran.stdout.split()[1]), ran.stderr


def many(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {"id": f"s{n}", "kind": "control", "subject": "gate", "object": ["guard"], "note": f"note {n % 977}"}


@pytest.mark.parametrize("name", ["t.csv", "t.tsv.gz", "t.csv.zst", "t.jsonl", "t.parquet"])
def test_memory_is_flat(name: str, tmp_path: Path) -> None:
    peaks = []
    for number in (30_000, 300_000):
        write(tmp_path / name, list(many(number)))
        peak, faults = in_a_process(tmp_path / name)
        assert faults == ""
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 12 << 10, peaks
