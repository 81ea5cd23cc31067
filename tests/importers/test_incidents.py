"""Rows of UCDP's file: what is read, and every kind of fault with its file and line."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import Faults, InputError
from kg.facts.cells import LONGEST_CELL
from kg.importers.ucdp.incidents import IGNORED, USED, Incident, Side, Spot, read_incidents

Cells = dict[str, str]
Make = Callable[..., Path]

# The columns of GED 19.1, of which UCDP's file for Syria has all but gwnoa.
COLUMNS_OF_19_1 = """
id year active_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id gwnoa side_a
side_b_new_id gwnob side_b number_of_sources source_article source_office source_date source_headline source_original
where_prec where_coordinates adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region
event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown low best high
""".split()


def incidents(path: Path) -> tuple[list[Incident], list[str]]:
    """The incidents of a file, and its faults, each without the path of the file's folder."""
    faults = Faults()
    found = list(read_incidents(path, faults))
    return found, [str(fault).removeprefix(f"{path.parent}/") for fault in faults.found]


def test_every_column_is_used_or_ignored_by_name() -> None:
    assert not USED.keys() & IGNORED.keys()
    assert set(COLUMNS_OF_19_1) == USED.keys() | IGNORED.keys()
    assert all({**USED, **IGNORED}.values())


def test_a_row(make: Make) -> None:
    (one,), faults = incidents(
        make(
            {
                "id": "273024.0",
                "where_coordinates": "Ar Rastan  town",
                "source_date": "2018-10-01;2018-10-02",
                "deaths_a": "1.0",
                "deaths_b": "2",
                "deaths_civilians": "3.0",
                "deaths_unknown": "4.0",
                "low": "9.0",
                "best": "10.0",
                "high": "11.0",
            }
        )
    )
    assert not faults
    assert one.id == "273024"
    assert one.type == "non-state-violence"
    assert one.sides == (Side("234", "IS"), Side("6288", "SDF"))
    assert one.spot == Spot(
        "Ar Rastan town",
        "34.458611",
        "40.950556",
        "Syria",
        "Deir ez Zor Governorate",
        "Albu Kamal district",
        "near",
    )
    assert (one.first, one.last) == ("2018-10-01", "2018-10-01")
    assert one.said == ("2018-10-01", "2018-10-02")
    assert (one.deaths, one.low, one.best, one.high) == ((1, 2, 3, 4), 9, 10, 11)
    assert one.in_order
    assert one.where.line == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": ""}, "id: '' is no whole number: write digits"),
        ({"id": "7.5"}, "id: '7.5' is no whole number: write digits"),
        ({"id": "٣"}, "id: '٣' is no whole number: write digits"),
        ({"id": "9" * 13}, "id: '9999999999999' is no whole number: write digits"),
        ({"year": "2017.0"}, "year: is not that of date_start, 2018-10-01: correct one of the two"),
        ({"type_of_violence": "4"}, "type_of_violence: '4' is no code of this column: write one of 1, 2, 3"),
        ({"where_prec": "0"}, "where_prec: '0' is no code of this column: write one of 1, 2, 3, 4, 5, 6, 7"),
        ({"event_clarity": "3"}, "event_clarity: '3' is no code of this column: write one of 1, 2"),
        ({"date_prec": "6"}, "date_prec: '6' is no code of this column: write one of 1, 2, 3, 4, 5"),
        ({"date_start": "2018-02-30"}, "date_start: '2018-02-30' is no day: write YYYY-MM-DD"),
        ({"date_start": "20181001"}, "date_start: '20181001' is no day: write YYYY-MM-DD"),
        ({"date_end": "2018-09-30"}, "date_end: 2018-09-30 is before date_start, 2018-10-01: correct the dates"),
        (
            {"source_date": "2018-10-01;soon"},
            "source_date: 'soon' is no day: write YYYY-MM-DD, several joined by ';'",
        ),
        ({"latitude": "90.5"}, "latitude: '90.5' is no latitude: write degrees from -90 to 90"),
        ({"longitude": "1e2"}, "longitude: '1e2' is no longitude: write degrees from -180 to 180"),
        ({"longitude": "nan"}, "longitude: 'nan' is no longitude: write degrees from -180 to 180"),
        ({"side_a": " "}, "side_a: is empty: write a name"),
        ({"side_b_new_id": "SDF"}, "side_b_new_id: 'SDF' is no whole number: write digits"),
        ({"where_coordinates": ""}, "where_coordinates: is empty: write a name"),
        ({"country": ""}, "country: is empty: write a name"),
        ({"side_a": "x" * 201}, "side_a: is longer than 200 characters: shorten it"),
        ({"side_a": "A|B"}, "side_a: holds '|', which parts names: write another character"),
        ({"adm_1": "a\x1bb"}, "adm_1: character U+001B is not allowed: delete it"),
        ({"source_original": "a\u202eb"}, "source_original: character U+202E is not allowed: delete it"),
        ({"best": "3"}, "best: 3 is not the sum of deaths_a, deaths_b, deaths_civilians, deaths_unknown, 2"),
        ({"high": "-1"}, "high: '-1' is no whole number: write digits"),
    ],
)
def test_a_fault_is_named_with_file_line_and_column(make: Make, change: Cells, says: str) -> None:
    found, faults = incidents(make({}, change, {}))
    assert [one.id for one in found] == ["1000", "1002"]
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"ged.csv:3: {says}")


def test_all_faults_of_a_row_are_named(make: Make) -> None:
    _, faults = incidents(make({"latitude": "x", "side_a": "", "high": "y"}))
    assert {fault.split(": ")[1] for fault in faults} == {"latitude", "side_a", "high"}


@pytest.mark.parametrize("column", USED)
def test_a_column_that_is_needed(make: Make, rows: list[Cells], column: str) -> None:
    found, faults = incidents(make({}, columns=[name for name in rows[0] if name != column]))
    assert not found
    assert faults == [f"ged.csv:1: lacks the column {column!r}: add it"]


def test_a_column_that_is_ignored_may_be_missing(make: Make) -> None:
    found, faults = incidents(make({}, columns=list(USED)))
    assert len(found) == 1
    assert not faults


def test_an_unknown_column(make: Make, rows: list[Cells]) -> None:
    found, faults = incidents(make({}, columns=[*rows[0], "date_ending"]))
    assert not found
    assert faults == ["ged.csv:1: unknown column 'date_ending': did you mean 'date_end'?"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace(b"SDF", b"\xff\xfe", 1), "is not UTF-8"),
        (lambda text: text + b'1,"open', "is not CSV here"),
        (lambda text: text + b"1,2\n", "has 2 cells, the heading 39"),
        (lambda text: text.replace(b"Syria", b"x" * (LONGEST_CELL + 1), 1), "is not CSV here (field larger"),
        (lambda text: text + b"x" * (2 << 20), "a row of more than "),
        (lambda _: b"", "lacks the column 'id'"),
    ],
)
def test_a_file_that_is_none(make: Make, spoil: Callable[[bytes], bytes], says: str) -> None:
    path = make({}, {})
    path.write_bytes(spoil(path.read_bytes()))
    _, faults = incidents(path)
    assert says in faults[0]
    assert all("\n" not in fault for fault in faults)


def test_a_packed_file(make: Make, tmp_path: Path) -> None:
    plain = make({}, {})
    packed = tmp_path / "ged.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert [one.id for one in incidents(packed)[0]] == [one.id for one in incidents(plain)[0]] == ["1000", "1001"]


def test_a_packed_file_that_is_cut_short(make: Make, tmp_path: Path) -> None:
    packed = tmp_path / "ged.csv.gz"
    packed.write_bytes(gzip.compress(make(*[{}] * 500).read_bytes())[:-30])
    _, faults = incidents(packed)
    assert len(faults) == 1
    assert "ends too early" in faults[0]
    packed.write_bytes(b"id,year\n")
    _, (fault,) = incidents(packed)
    assert "cannot be unpacked" in fault


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    for name in ("ged.xlsx", "ged.jsonl", "ged"):
        with pytest.raises(InputError, match="is no table of UCDP"):
            incidents(tmp_path / name)
    _, (fault,) = incidents(tmp_path / "missing.csv")
    assert "cannot be read" in fault
