"""GeoJSON: crossings with the answers of `kg`, by RFC 7946, as GDAL reads it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.export import geojson
from kg.export.told import Selection
from kg.pipeline import Dataset
from kg.query.sources import written
from kg.resolve.answers import Side
from tests.export.conftest import bytes_of

PLACES = "https://w3id.org/crossings/id/place/"


def features(dataset: Dataset, **options: Any) -> dict[str, dict[str, Any]]:
    """The features of the crossings, by id."""
    told = json.loads(bytes_of(geojson.write, Selection(dataset.store, dataset.names, **options)))
    assert told.keys() == {"type", "features"}
    assert told["type"] == "FeatureCollection"
    found = {feature["id"]: feature for feature in told["features"]}
    assert len(found) == len(told["features"])
    return found


def test_every_feature_is_by_the_rfc(dataset: Dataset) -> None:
    found = features(dataset, at="2018-10-15")
    assert len(found) > 6
    for feature in found.values():
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        if feature["geometry"] is not None:
            longitude, latitude = feature["geometry"]["coordinates"]
            assert 38 < longitude < 43 and 33 < latitude < 38, "longitude first (section 3.1.1)"


@pytest.mark.parametrize("at", ["2018-10-15", "2018-12-01", "2016-06-01", "2014"])
def test_the_same_answers_as_kg(at: str, dataset: Dataset) -> None:
    found = features(dataset, at=at)
    for crossing in ("albu-kamal", "al-tanf", "yaarubiya"):
        for word, predicate in (("holder", "control"), ("status", "status")):
            replied = dataset.answer(predicate, f"crossing:{crossing}", at)  # type: ignore[arg-type]
            whole = Side(replied.reply.subject, "", replied.reply.side.verdict)
            for side in (whole, *replied.reply.sides):
                told = found[side.subject]["properties"]
                assert told[f"{word}_answer"] == side.verdict.answer
                values = [" and ".join(sorted(map(dataset.label, value))) for value in side.verdict.values]
                assert (told[word] or "") == " or ".join(values)
                assert (told[f"{word}_statements"] or "") == " ".join(written(side.verdict.for_))


def test_without_a_day_what_is_known_last(dataset: Dataset) -> None:
    told = features(dataset)[f"{PLACES}albu-kamal/sy"]["properties"]
    assert (told["holder"], told["holder_answer"]) == ("Syrian regime forces", "last-known")
    assert (told["holder_last_seen"], told["at"]) == ("2018-10-15", None)
    assert told["holder_statements"].endswith("/new-arab-2018-10-15/s019")


def test_filters(dataset: Dataset) -> None:
    gone = features(dataset, at="2018-10-15", without=["new-arab-2018-10-15"])[f"{PLACES}albu-kamal/sy"]
    assert gone["properties"]["holder"] is None
    named = features(dataset, lang="ar")[f"{PLACES}albu-kamal"]
    assert named["properties"]["name"] == "معبر القائم الحدودي"


def test_no_coordinates(dataset: Dataset) -> None:
    store = ox.Store()
    lines = [line for line in dataset.lines() if b"hasGeometry" not in line]
    store.bulk_load(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)
    found = features(Dataset(None, store), at="2018-10-15")
    assert found.keys() == features(dataset).keys()
    assert {str(feature["geometry"]) for feature in found.values()} == {"None"}
    assert found[f"{PLACES}albu-kamal/sy"]["properties"]["holder"] == "Syrian regime forces"


def test_an_empty_dataset() -> None:
    assert features(Dataset(None, ox.Store())) == {}


def test_gdal_reads_it(dataset: Dataset, tmp_path: Path) -> None:
    """As QGIS does."""
    if not shutil.which("ogrinfo") and not os.environ.get("CI"):
        pytest.skip("GDAL is not here")
    path = tmp_path / "crossings.geojson"
    path.write_bytes(bytes_of(geojson.write, Selection(dataset.store, dataset.names, "2018-10-15")))
    ran = subprocess.run(
        ["ogrinfo", "-ro", "-al", str(path)], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    count = len(features(dataset, at="2018-10-15"))
    assert f"Feature Count: {count}" in ran.stdout
    assert "Geometry: Point" in ran.stdout
    assert "at: Date" in ran.stdout
    assert "holder (String) = Syrian regime forces" in ran.stdout
