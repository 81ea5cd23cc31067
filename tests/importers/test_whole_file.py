"""UCDP's whole file for Syria against the tables that it comes to, where it is at hand."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kg import read_corpus
from kg.importers.ucdp.corpus import Imported, import_ucdp

Cells = dict[str, str]


@pytest.fixture(scope="module")
def ged(whole: Path) -> list[Cells]:
    """The rows of the file."""
    with gzip.open(whole, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def corpus(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Imported]:
    """The corpus that it comes to."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, import_ucdp(whole, folder, "whole")


def read(path: Path) -> Iterator[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def total(rows: list[Cells], *columns: str) -> Decimal:
    return sum((Decimal(row[column] or "0") for row in rows for column in columns), Decimal(0))


def test_every_row_is_an_event(ged: list[Cells], corpus: tuple[Path, Imported]) -> None:
    folder, done = corpus
    events = {row["id"]: row["type"] for row in read(folder / "events.csv")}
    assert events.keys() == {f"ucdp-{int(float(row['id']))}" for row in ged}
    assert done.events == len(ged) == 16566
    types = {"1.0": "state-based-violence", "2.0": "non-state-violence", "3.0": "one-sided-violence"}
    assert Counter(events.values()) == Counter(types[row["type_of_violence"]] for row in ged)


def test_sums_are_those_of_the_file(ged: list[Cells], corpus: tuple[Path, Imported]) -> None:
    statements = list(read(corpus[0] / "incidents.csv"))
    assert len(statements) == corpus[1].statements
    of: dict[str, list[Cells]] = {}
    for row in statements:
        of.setdefault(row["id"].partition("-")[2], []).append(row)
    assert len(of[""]) == len(ged)
    assert all(row["kind"] == "event" for row in of[""])
    assert total(of["deaths"], "amount") == total(ged, "best")
    assert total([*of["deaths"], *of["low"]], "lower") == total(ged, "low")
    assert total([*of["deaths"], *of["high"]], "upper") == total(ged, "high")
    for column in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"):
        assert total(of[column.replace("_", "-")], "amount") == total(ged, column)
    apart = [row for row in ged if not float(row["low"]) <= float(row["best"]) <= float(row["high"])]
    assert corpus[1].estimates_apart == len(of["low"]) == len(of["high"]) == len(apart)


def test_places_and_precisions_are_those_of_the_file(ged: list[Cells], corpus: tuple[Path, Imported]) -> None:
    events = [row for row in read(corpus[0] / "incidents.csv") if row["kind"] == "event"]
    codes = ("exact", "near", "district", "province", "stretch", "country")
    coded = {f"{number}.0": name for number, name in enumerate(codes, start=1)}
    assert [row["place_precision"] for row in events] == [coded[row["where_prec"]] for row in ged]
    points = {row["id"]: row["point"] for row in read(corpus[0] / "sources" / "whole.csv")}
    for event, row in zip(events, ged, strict=True):
        assert points[event["place"]] == f"{row['latitude']} {row['longitude']}"
        assert event["time"].split()[1].split("/") == [*dict.fromkeys((row["date_start"], row["date_end"]))]


def test_ways_of_writing_a_source_are_nearly_all_listed(ged: list[Cells], corpus: tuple[Path, Imported]) -> None:
    assert sum(corpus[1].unlisted.values()) < len(ged) / 200
    agents = {row["id"] for row in read(corpus[0] / "agents.csv")}
    assert {"ucdp-sohr", "ucdp-airwars", "ucdp-waha-report"} <= agents


def test_no_publisher_s_text_lands(ged: list[Cells], corpus: tuple[Path, Imported]) -> None:
    """No headline of more than a few words stands in any name or text that was written."""
    written: set[str] = set()
    for path in corpus[0].rglob("*.csv"):
        for row in read(path):
            written |= {row[column] for column in ("label", "also", "literal") if row.get(column)}
    texts = "\n".join(sorted(written)).casefold()
    headlines = {part.strip().casefold() for row in ged for part in row["source_headline"].split(";")}
    long = {headline for headline in headlines if len(headline.split()) > 3}
    assert len(long) > 10_000
    assert [headline for headline in sorted(long) if headline in texts] == []


def test_it_is_a_corpus_without_fault(corpus: tuple[Path, Imported]) -> None:
    read_corpus(corpus[0])
