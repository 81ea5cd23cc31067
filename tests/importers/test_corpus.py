"""UCDP's rows as a corpus: statements, chains of speakers, and a folder that builds."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import Dataset, build_dataset, read_corpus
from kg.errors import CorpusError
from kg.importers.ucdp.corpus import import_ucdp
from kg.shipped import shipped

Cells = dict[str, str]
Make = Callable[..., Path]
Import = Callable[..., list[Cells]]

EXAMPLE = shipped("facts") / "examples" / "ucdp-slice"


def read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def imported(make: Make, tmp_path: Path) -> Import:
    """A function: the statements that rows with these cells come to, without what is empty."""

    def read_back(*changes: Cells) -> list[Cells]:
        folder = tmp_path / "made"
        folder.mkdir()
        import_ucdp(make(*changes), folder, "made")
        read_corpus(folder)
        return [{key: cell for key, cell in row.items() if cell} for row in read(folder / "incidents.csv")]

    return read_back


def contents(folder: Path) -> dict[str, str]:
    """The texts of a corpus by name, but for what was imported and the lines that name a schema to editors."""
    texts = {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*.*") if path.is_file()}
    return {
        name: text[text.startswith("# yaml") and text.index("\n") + 1 :]
        for name, text in texts.items()
        if name != "ged.csv"
    }


def test_the_shipped_example_is_what_its_slice_comes_to(tmp_path: Path) -> None:
    done = import_ucdp(EXAMPLE / "ged.csv", tmp_path, "ucdp-slice")
    assert contents(tmp_path) == contents(EXAMPLE)
    assert (done.events, done.statements, done.places, done.agents) == (79, 273, 18, 19)


def test_the_example_holds_no_publisher_s_text() -> None:
    assert not {"source_article", "source_headline"} & read(EXAMPLE / "ged.csv")[0].keys()


@pytest.fixture(scope="module")
def example() -> Dataset:
    """The shipped slice as a dataset."""
    return build_dataset(read_corpus(EXAMPLE))


def test_the_example_passes_the_gate(example: Dataset) -> None:
    assert example.validate().violations == ()


def test_sums_are_those_of_the_file(example: Dataset, rows: list[Cells]) -> None:
    found = example.sparql("""
        PREFIX quantity-kind: <https://w3id.org/crossings/concept/quantity-kind/>
        SELECT ?kind (SUM(?amount) AS ?best) (SUM(?lower) AS ?low) (SUM(?upper) AS ?high)
        WHERE {
          ?statement a cx:QuantityStatement ; cx:subject ?event ; cx:quantityKind ?kind ; cx:amount ?amount .
          OPTIONAL { ?statement cx:lower ?lower ; cx:upper ?upper }
        }
        GROUP BY ?kind
    """)
    assert isinstance(found, ox.QuerySolutions)
    sums = {
        str(s["kind"].value).rpartition("/")[2]: [Decimal(s[n].value) for n in ("best", "low", "high") if s[n]]
        for s in found
    }

    def total(*columns: str) -> Decimal:
        return sum((Decimal(row[column]) for row in rows for column in columns), Decimal(0))

    assert sums["deaths"] == [total("best"), total("low"), total("high")]
    assert sums["members-killed"][0] == total("deaths_a", "deaths_b")
    assert sums["civilians-killed"][0] == total("deaths_civilians")
    assert sums["unidentified-killed"][0] == total("deaths_unknown")


def test_licence_and_credit_travel_into_the_dataset(example: Dataset) -> None:
    found = example.sparql("""
        SELECT ?licence ?credit ?url WHERE {
          <https://w3id.org/crossings/id/reference/ucdp-slice> dcterms:license ?licence ;
            dcterms:bibliographicCitation ?credit ; dcterms:source ?url
        }
    """)
    assert isinstance(found, ox.QuerySolutions)
    ((licence, credit, url),) = [tuple(term.value for term in solution) for solution in found]
    assert licence == "https://creativecommons.org/licenses/by/4.0/"
    assert "Sundberg" in credit
    assert "Högbladh" in credit
    assert url == "https://ucdp.uu.se/downloads/"


def test_a_battle(imported: Import) -> None:
    event, deaths, of_b = imported({})
    common = {"row": "1000", "subject": "ucdp-1000", "voice": "ucdp-sohr@2018-10-01", "modality": "reported"}
    common["time"] = "within 2018-10-01"
    assert event == {
        **common,
        "id": "1000",
        "kind": "event",
        "participant": "islamic-state|sdf",
        "counterpart": "sdf",
        "place": "ucdp-baghuz-fawqani-village-n34-458611-e40-950556",
        "place_precision": "near",
        "clarity": "single",
    }
    figure = {**common, "kind": "quantity", "predicate": "says", "unit": "count"}
    assert deaths == {
        **figure,
        "id": "1000-deaths",
        "literal": "2 deaths, from 2 to 2",
        "amount": "2",
        "lower": "2",
        "upper": "2",
        "quantity_kind": "deaths",
    }
    assert of_b == {
        **figure,
        "id": "1000-deaths-b",
        "literal": "2 deaths of side B",
        "theme": "sdf",
        "amount": "2",
        "quantity_kind": "members-killed",
    }


def test_one_sided_violence_has_a_doer(imported: Import) -> None:
    change = {"type_of_violence": "3", "side_b": "Civilians", "side_b_new_id": "1"}
    event, *_ = imported(change | {"deaths_b": "0", "deaths_civilians": "1", "deaths_unknown": "1"})
    assert (event["agent"], event["theme"]) == ("islamic-state", "ucdp-actor-1")
    assert not {"participant", "counterpart"} & event.keys()


def test_a_side_of_several(imported: Import) -> None:
    event, _, of_b = imported({"side_b": "HTS, Southern Front", "side_b_new_id": "7036"})
    assert event["counterpart"] == of_b["theme"] == "ucdp-actor-hts|ucdp-actor-southern-front"


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        ("3", "3", {"deaths": ("2", "", ""), "low": ("", "3", ""), "high": ("", "", "3")}),
        ("1", "1", {"deaths": ("2", "", ""), "low": ("", "1", ""), "high": ("", "", "1")}),
        ("5", "1", {"deaths": ("2", "", ""), "low": ("", "5", ""), "high": ("", "", "1")}),
        ("0", "9", {"deaths": ("2", "0", "9")}),
    ],
)
def test_estimates_out_of_order_are_apart(imported: Import, low: str, high: str, written: dict[str, Any]) -> None:
    rows = imported({"low": low, "high": high})
    assert {
        row["id"].removeprefix("1000-"): tuple(row.get(column, "") for column in ("amount", "lower", "upper"))
        for row in rows
        if row.get("quantity_kind") == "deaths"
    } == written


@pytest.mark.parametrize(
    ("offices", "days", "originals", "voice"),
    [
        ("SOHR", "2018-10-02", "SOHR", "ucdp-sohr@2018-10-02"),
        ("SOHR", "2018-10-02", "", "ucdp-sohr@2018-10-02"),
        ("", "", "", None),
        (
            "SOHR;SOHR;Airwars",
            "2018-10-03;2018-10-01;2018-10-02",
            "airwars, sohr",
            "ucdp-sohr+ucdp-airwars@2018-10-01/2018-10-03",
        ),
        ("Reuters", "2018-10-02", "SOHR/SDF", "ucdp-reuters@2018-10-02|ucdp-sohr+sdf"),
        ("SOHR;Airwars", "2018-10-02", "SOHR", "ucdp-sohr+ucdp-airwars@2018-10-02|ucdp-sohr"),
        # What cannot be the day of a report on this: before it, and long after.
        ("SOHR", "1753-01-01", "SOHR", "ucdp-sohr"),
        ("SOHR", "2018-09-30", "SOHR", "ucdp-sohr"),
        ("SOHR", "2109-10-28;2018-10-05", "SOHR", "ucdp-sohr@2018-10-05"),
    ],
)
def test_the_chain_of_speakers(imported: Import, offices: str, days: str, originals: str, voice: str | None) -> None:
    (event, *_) = imported({"source_office": offices, "source_date": days, "source_original": originals})
    assert event.get("voice") == voice


def test_what_needed_a_rule_is_counted(make: Make, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    file = make({"source_date": "1753-01-01", "low": "9", "source_original": "Tarn Courier"}, {})
    done = import_ucdp(file, tmp_path / "made", "made")
    assert (done.estimates_apart, done.days_unused, dict(done.unlisted)) == (1, 1, {"Tarn Courier": 1})


def test_an_id_that_stands_twice(make: Make, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"ged.csv:3: id: 7 is that of line 2 too: keep one of the two"):
        import_ucdp(make({"id": "7"}, {"id": "7.0"}), tmp_path, "made")


def test_files_are_joined_and_not_their_corpora(make: Make, tmp_path: Path) -> None:
    """As docs/ucdp.md says: ids of one thing are the same, but of a member of an alliance that is a side elsewhere."""
    alliance = {"id": "7", "side_b": "HTS, Southern Front", "side_b_new_id": "7036"}
    alone = {"id": "8", "side_b": "HTS", "side_b_new_id": "6815"}
    files = {"one": (alliance,), "other": (alone,), "joined": (alliance, alone)}
    for name, changes in files.items():
        (tmp_path / name).mkdir()
        import_ucdp(make(*changes), tmp_path / name, name)
    with pytest.raises(CorpusError, match=r"the id 'ucdp-sohr' is taken by \S+/one/agents.csv:"):
        read_corpus(tmp_path / "one", tmp_path / "other")
    assert build_dataset(read_corpus(tmp_path / "joined")).validate().violations == ()

    def ids(name: str, table: str) -> set[str]:
        return {row["id"] for row in read(tmp_path / name / f"{table}.csv")}

    for table in ("events", "places"):
        assert ids("one", table) | ids("other", table) == ids("joined", table)
    assert (ids("one", "agents") | ids("other", "agents")) - ids("joined", "agents") == {"ucdp-actor-hts"}
    assert "ucdp-actor-6815" in ids("joined", "agents")


def test_a_file_without_rows(make: Make, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no incident"):
        import_ucdp(make(), tmp_path, "made")


def test_names_of_any_kind_are_only_names(imported: Import) -> None:
    hostile = {
        "where_coordinates": "A: \"b\" {c} #d, 'e'",
        "side_a": '=HYPERLINK("x")',
        "source_original": "*&!%@`",
        "adm_1": "- x: y",
    }
    assert len(imported(hostile)) == 3
