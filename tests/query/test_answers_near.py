"""What happened near a crossing: the articles and a slice of UCDP's events in one dataset.

Every answer is worked out again from UCDP's file, without the importer, the builders and SPARQL.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import QueryError
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.shipped import shipped
from tests.query.distances import metres, point, teach_rdflib

Rows = Callable[..., list[tuple[Any, ...]]]
Cells = dict[str, str]

SLICE = shipped("facts") / "examples" / "ucdp-slice"
NEAR = {"1.0", "2.0"}
ACTORS = {
    "Government of Iraq": "government-of-iraq",
    "Government of Syria": "government-of-syria",
    "IS": "islamic-state",
    "SDF": "sdf",
    "Civilians": "ucdp-actor-1",
}


@pytest.fixture(scope="module")
def told() -> Dataset:
    """The two articles and the slice."""
    return build_dataset(read_corpus(shipped("facts") / "syria-iraq-2018", SLICE))


@pytest.fixture(scope="module")
def ged() -> list[Cells]:
    """The rows of the slice."""
    with (SLICE / "ged.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points(dataset: Dataset, crossing: str) -> list[tuple[float, float]]:
    """The points of a crossing and of its posts."""
    found = dataset.sparql(
        f"SELECT ?wkt {{ ?scope cx:postOf? <https://w3id.org/crossings/id/place/{crossing}> ; "
        "geo:hasGeometry/geo:asWKT ?wkt }"
    )
    assert isinstance(found, ox.QuerySolutions)
    return [point(solution["wkt"].value) for solution in found]


def kilometres(row: Cells, of: list[tuple[float, float]]) -> float:
    """How far the point of a row is from the nearest of these."""
    return min(metres((float(row["latitude"]), float(row["longitude"])), one) for one in of) / 1000


def near(rows: list[Cells], of: list[tuple[float, float]], month: str = "", within: float = 25) -> list[Cells]:
    """The rows whose place is known well enough, and near."""
    return [
        row
        for row in rows
        if row["where_prec"] in NEAR
        and kilometres(row, of) <= within
        and (not month or row["date_start"][:7] <= month <= row["date_end"][:7])
    ]


def event(row: Cells) -> str:
    return f"ucdp-{int(float(row['id']))}"


@pytest.mark.parametrize("within", ["25", "5", "14.3", "0"])
def test_events_of_a_month_near_a_crossing(told: Dataset, ged: list[Cells], rows: Rows, within: str) -> None:
    here = points(told, "albu-kamal")
    assert here
    expected = {
        (ACTORS[row[side]], event(row), Decimal(row["best"]), round(kilometres(row, here), 1))
        for row in near(ged, here, "2018-10", float(within))
        for side in ("side_a", "side_b")
    }
    columns = "actor_said event deaths distance"
    found = rows(told, "events-near", columns, crossing="albu-kamal", at="2018-10", within=within)
    assert {(*row[:3], float(row[3])) for row in found} == expected
    assert len(found) == len(expected)
    assert bool(expected) == (within != "0")


def test_events_of_an_actor(told: Dataset, ged: list[Cells], rows: Rows) -> None:
    here = points(told, "albu-kamal")
    expected = {event(row) for row in near(ged, here, "2018-10") if "SDF" in {row["side_a"], row["side_b"]}}
    found = rows(told, "events-near", "event", crossing="albu-kamal", at="2018-10", actor="SDF")
    assert {row[0] for row in found} == expected
    assert len(expected) > 30


def test_another_crossing_and_all_of_time(told: Dataset, ged: list[Cells], rows: Rows) -> None:
    here = points(told, "al-tanf")
    expected = {event(row) for row in near(ged, here, within=30)}
    assert {row[0] for row in rows(told, "events-near", "event", crossing="al-tanf", within="30")} == expected
    assert len(expected) == 7


def test_what_is_only_known_to_be_in_an_area_has_no_distance(told: Dataset, ged: list[Cells], rows: Rows) -> None:
    vague = {event(row) for row in ged if row["where_prec"] not in NEAR}
    assert vague
    assert not vague & {row[0] for row in rows(told, "events-near", "event", crossing="albu-kamal", within="1000")}


def test_events_and_deaths_by_actor(told: Dataset, ged: list[Cells], rows: Rows) -> None:
    events: Counter[str] = Counter()
    deaths: Counter[str] = Counter()
    for row in near(ged, points(told, "albu-kamal"), "2018-10"):
        for side in {row["side_a"], row["side_b"]}:
            events[ACTORS[side]] += 1
            deaths[ACTORS[side]] += int(float(row["best"]))
    found = rows(told, "violence-near", "actor events deaths", crossing="albu-kamal", at="2018-10")
    assert found == [
        (actor, count, Decimal(deaths[actor]))
        for actor, count in sorted(events.items(), key=lambda one: (-one[1], one[0]))
    ]
    assert found[0][0] == "islamic-state"


def test_sources_of_events_near_a_crossing(told: Dataset, ged: list[Cells], rows: Rows) -> None:
    known = {
        "sohr": "ucdp-sohr",
        "sohra": "ucdp-sohr",
        "airwars": "ucdp-airwars",
        "syria.liveuamap.com": "ucdp-live-universal-awareness-map",
        "vdc": "ucdp-vdc",
        "reuters news": "ucdp-reuters",
        "bbc monitoring middle east": "ucdp-bbc-monitoring",
        "agence france presse": "ucdp-afp",
        "head of the guards' aerospace division": "ucdp-head-of-the-guards-aerospace-division",
    }
    events: Counter[str] = Counter()
    origins: Counter[str] = Counter()
    for row in near(ged, points(told, "albu-kamal")):
        offices = {known[name.casefold()] for name in row["source_office"].split(";")}
        originals = {known[name.strip().casefold()] for name in row["source_original"].split(",")}
        events.update({"uppsala-conflict-data-program"} | offices | originals)
        origins.update(originals)
    found = rows(told, "sources-near", "source events as_origin", crossing="albu-kamal")
    assert found == [
        (source, count, origins[source]) for source, count in sorted(events.items(), key=lambda one: (-one[1], one[0]))
    ]
    assert found[1][0] == "ucdp-sohr"


@pytest.mark.parametrize("within", ["1.5.0", "near", "٣", "9" * 200])
def test_a_number_that_is_none(told: Dataset, within: str) -> None:
    with pytest.raises(QueryError, match=r"within: .* is not a decimal number"):
        told.query("events-near", crossing="albu-kamal", within=within)


@pytest.mark.parametrize("name", ["events-near", "violence-near", "sources-near"])
def test_both_engines_give_the_same_rows(told: Dataset, name: str) -> None:
    teach_rdflib()
    graphs = rdflib.Dataset(default_union=True)
    graphs.parse(data=told.store.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    asked = told.query(name, crossing="albu-kamal", at="2018-10", within="15").text
    found: Iterable[Any] = graphs.query(asked)
    theirs = [tuple(None if term is None else str(term) for term in row) for row in found]
    solutions = told.store.query(asked, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    ours = [tuple(None if term is None else term.value for term in solution) for solution in solutions]
    assert len(ours) > 3
    assert ours == theirs


HEARSAY = """
document: hearsay
publisher: uppsala-conflict-data-program
published: 2018-11-01
voice: [ucdp-sohr]
statements:
  event:
    {event: ucdp-265358, participant: islamic-state, place: PLACE, time: {within: 2018-10-02}, no-mention: a test}
  twelve: {quantity: ucdp-265358, says: twelve, amount: 12, FIGURE}
  eleven: {quantity: ucdp-265358, says: eleven, amount: 11, FIGURE}
  denied: {quantity: ucdp-265358, says: a hundred, amount: 100, polarity: denied, FIGURE}
  narrower: {quantity: ucdp-265358, says: fifty, amount: 50, theme: sdf, FIGURE}
"""


def test_only_figures_for_the_whole_event_that_are_affirmed_count_and_once(
    told: Dataset, rows: Rows, tmp_path: Path
) -> None:
    corpus = shutil.copytree(SLICE, tmp_path / "ucdp-slice")
    figure = "unit: count, quantity-kind: deaths, time: undated, no-mention: a test"
    text = HEARSAY.replace("PLACE", "ucdp-as-susah-village-n34-53366-e40-95819").replace("FIGURE", figure)
    (corpus / "documents" / "hearsay.yaml").write_text(text, encoding="utf-8")
    more = build_dataset(read_corpus(shipped("facts") / "syria-iraq-2018", corpus))
    asked = {"crossing": "albu-kamal", "at": "2018-10"}
    before, after = (rows(dataset, "violence-near", "actor events deaths", **asked) for dataset in (told, more))
    two_more = {"islamic-state": 2}  # twelve dead, of an event that has ten in the other document
    assert after == [(actor, events, deaths + two_more.get(actor, 0)) for actor, events, deaths in before]
    heard = [
        row for row in rows(more, "events-near", "document actor_said event deaths", **asked) if row[0] == "hearsay"
    ]
    assert heard == [("hearsay", "islamic-state", "ucdp-265358", Decimal(12))]
