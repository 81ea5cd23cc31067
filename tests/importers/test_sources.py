"""Sources as UCDP writes them: the two tables, and what they lack."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.facts.records import AGENT_TYPES
from kg.importers.ucdp import sources
from kg.importers.ucdp.shared import read_shared
from kg.importers.ucdp.sources import Sources, agents, folded, written

HERE = Path(sources.__file__).parent


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_agree() -> None:
    ids = [row["id"] for row in table("agents.csv")]
    assert ids == sorted(set(ids))
    assert {row["type"] for row in table("agents.csv")} <= AGENT_TYPES.keys()
    ways = [row["written"] for row in table("sources.csv")]
    assert ways == sorted(set(ways))
    assert [way for way in ways if folded(way) != way] == []
    meant = {id_ for ids in written().values() for id_ in ids}
    others = meant - agents().keys()
    # Who is not in agents.csv is in the shipped corpus of reference facts.
    assert others == {"sana", "sdf", "islamic-state"}
    assert {"sdf", "islamic-state"} <= set(read_shared().actors.values())
    assert agents().keys() <= meant


@pytest.mark.parametrize(
    "cell", ["SOHR", "sohr", " SOHR ", "OHR", "S_OHR", "SOHRa", "The Syrian Observatory for Human Rights"]
)
def test_one_source_in_its_spellings(cell: str) -> None:
    read = Sources()
    assert [source.id for source in (*read.offices(cell), *read.originals(cell))] == ["ucdp-sohr"] * 2
    assert not read.unlisted


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("", ()),
        (" ; ", ()),
        ("SOHR;SOHR;Airwars", ("ucdp-sohr", "ucdp-airwars")),
        ("Reuters News;Agence France Presse", ("ucdp-reuters", "ucdp-afp")),
        ("daily star/AFP", ("ucdp-daily-star", "ucdp-afp")),
    ],
)
def test_several_offices_in_a_cell(cell: str, ids: tuple[str, ...]) -> None:
    assert tuple(source.id for source in Sources().offices(cell)) == ids


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("SOHR/Waha Report", ("ucdp-sohr", "ucdp-waha-report")),
        ("SOHR, airwars", ("ucdp-sohr", "ucdp-airwars")),
        ("SOHR and airwars", ("ucdp-sohr", "ucdp-airwars")),
        ("SOHR, SDF", ("ucdp-sohr", "sdf")),
        ("Turkish authorities\nTurkey's military", ("ucdp-source-turkish-authorities", "ucdp-turkish-armed-forces")),
    ],
)
def test_several_originals_in_a_cell(cell: str, ids: tuple[str, ...]) -> None:
    assert tuple(source.id for source in Sources().originals(cell)) == ids


def test_what_the_table_lacks_goes_through_and_is_counted() -> None:
    read = Sources()
    (one,) = read.offices("The  Tarn Courier")
    (other,) = read.originals("tarn courier")
    assert one == ("ucdp-source-tarn-courier", "agent", "The Tarn Courier")
    assert other.id == one.id
    assert dict(read.unlisted) == {"The Tarn Courier": 1, "tarn courier": 1}
    (long,) = read.offices("x" * 500)
    assert len(long.label) == 60
    assert len(long.id) < 60
