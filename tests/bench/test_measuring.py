"""The benchmarks that have no test of their own: each is registered, measures, and is as large as it is asked to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import events, targets
from bench.__main__ import BENCHMARKS
from bench.environments import MissingError, installed
from bench.options import Options
from bench.result import Figures, Table
from kg.shipped import shipped

RUNS = 2


def measured(name: str, folder: Path, rows: int) -> Figures:
    """The figures of a benchmark; every table tells of how many runs it has the medians."""
    figures = BENCHMARKS[name](Options(rows, RUNS, folder))
    for table in figures.tables:
        assert f"medians of {RUNS} runs" in table.title
        assert all(len(row) == len(table.heading) for row in table.rows)
    return figures


def column(table: Table, heading: str) -> Iterator[float]:
    """The figures in a column of a table."""
    place = list(table.heading).index(heading)
    return (float(row[place].replace(",", "")) for row in table.rows)


def test_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSINGS_GATE_PEERS", raising=False)
    figures = measured("gate", tmp_path, 4_000)
    (table,) = figures.tables
    assert [row[0] for row in table.rows] == ["bulk", "pyshacl", "bulk"]
    small, _, large = column(table, "quads")
    assert small < large < 20_000
    assert min(column(table, "CPU s")) > 0
    assert [(result.bound, result.unit) for result in figures.results] == [(20, "x"), (8, "s"), (300, "MB")]
    assert [note for note in figures.notes if "not measured" in note] == [
        f"{peer} is not measured: CROSSINGS_GATE_PEERS names no interpreter" for peer in ("shacl_rust", "shifty")
    ]


def test_derived(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    figures = measured("derived", tmp_path, 10_000)
    assert [row[0] for row in figures.tables[0].rows] == ["100", "1,000", "10,000"]
    assert [(result.bound, result.unit) for result in figures.results] == [(30, "s"), (1500, "MB"), (10, "x")]
    assert capfd.readouterr().out == ""


def test_answering(tmp_path: Path) -> None:
    figures = measured("answering", tmp_path, 500)
    assert [row[:2] for row in figures.tables[0].rows] == [["500", "10"]]
    assert (tmp_path / "out" / "manifest.json").is_file(), "by kg build, with its gate"


def test_incremental(tmp_path: Path) -> None:
    (table,) = measured("incremental", tmp_path, 1_000).tables
    assert "validating" in [row[0] for row in table.rows]


def test_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Path:
        raise MissingError(f"{name} is not there")

    if there := not installed("oxigraph"):
        monkeypatch.setattr(targets, "environment", missing)
    figures = measured("targets", tmp_path, 2_000)
    (table,) = figures.tables
    assert [row[0].startswith("kg load") for row in table.rows] == [True] * 3 + [False] * 2 * (not there)
    assert ("oxigraph load is not measured: oxigraph is not there" in figures.notes) == there


def test_viewing(tmp_path: Path) -> None:
    (table,) = measured("viewing", tmp_path, 5_000).tables
    assert table.title.startswith("50 statements")
    edges = dict(zip((row[0] for row in table.rows), column(table, "edges"), strict=True))
    assert edges["sources"] > 50 and edges["full"] > 0


def test_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSINGS_UCDP", str(shipped("facts") / "examples" / "ucdp-slice" / "ged.csv"))
    (table,) = measured("events", tmp_path, 1_200).tables
    assert table.title.startswith("20 events, ")
    assert [table.rows[0][0], table.rows[-1][0]] == ["kg import ucdp", "all"]
    assert "validating" in [row[0] for row in table.rows]


def test_events_that_are_not_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSINGS_UCDP", raising=False)
    monkeypatch.setattr(events, "_ROOT", tmp_path)
    figures = measured("events", tmp_path, 1_000)
    assert not figures.tables
    assert figures.notes[0].startswith("UCDP's events are not measured: CROSSINGS_UCDP names no file")
