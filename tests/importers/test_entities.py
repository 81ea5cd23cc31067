"""Places and actors of incidents, and their ids."""

from __future__ import annotations

import re

import pytest

from kg.importers.slugs import slug
from kg.importers.ucdp.actors import Actors
from kg.importers.ucdp.incidents import Side, Spot
from kg.importers.ucdp.places import Place, Places

HAJIN = Spot("Hajin town", "34.689", "40.83", "Syria", "Deir ez Zor Governorate", "Albu Kamal district", "exact")
DISTRICT = "ucdp-adm2-syria-deir-ez-zor-governorate-albu-kamal-district"
PROVINCE = "ucdp-adm1-syria-deir-ez-zor-governorate"


@pytest.mark.parametrize("name", ["x" * 300, "البوكمال" * 20, "!", "a b", "Ḩamāh", "a--b"])
def test_a_slug_is_one(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(name))
    assert len(slug(name)) <= 40
    assert slug(name) == slug(name)


def test_long_names_and_other_scripts_stay_apart() -> None:
    names = ["x" * 100, "x" * 101, "البوكمال", "التنف", "!", "?"]
    assert len({slug(name) for name in names}) == len(names)


def test_a_place_lies_in_its_district() -> None:
    places = Places({"Syria": "syria"})
    places.add(HAJIN)
    assert places.id_of(HAJIN) == "ucdp-hajin-town-n34-689-e40-83"
    assert places.met == {
        "syria": Place("country", "Syria"),
        PROVINCE: Place("province", "Deir ez Zor Governorate", within="syria"),
        DISTRICT: Place("district", "Albu Kamal district", within=PROVINCE),
        "ucdp-hajin-town-n34-689-e40-83": Place("town", "Hajin town", point="34.689 40.83", within=DISTRICT),
    }


@pytest.mark.parametrize(
    ("spot", "id_"),
    [
        (HAJIN._replace(name="Albu Kamal district", precision="district"), DISTRICT),
        (HAJIN._replace(name="Deir ez Zor Governorate", adm_2="", precision="province"), PROVINCE),
        (HAJIN._replace(name="Syria", adm_1="", adm_2="", precision="country"), "syria"),
        # A part of a province is no province, and what is near to a district is not the district.
        (HAJIN._replace(name="Albu Kamal district", precision="near"), "ucdp-albu-kamal-district-n34-689-e40-83"),
        (
            HAJIN._replace(name="Northern Syria", adm_1="", adm_2="", precision="stretch"),
            "ucdp-northern-syria-n34-689-e40-83",
        ),
    ],
)
def test_where_no_more_is_known_than_a_division_it_is_the_place(spot: Spot, id_: str) -> None:
    places = Places({"Syria": "syria"})
    places.add(spot)
    assert places.id_of(spot) == id_
    assert places.met[id_].point == "34.689 40.83"
    assert places.met[id_].within != id_


def test_one_name_at_two_points_is_two_places_and_one_point_under_two_names_too() -> None:
    spots = [HAJIN, HAJIN._replace(latitude="-34.689"), HAJIN._replace(name="Hajin area")]
    assert len({Places({}).id_of(spot) for spot in spots}) == 3
    assert Places({}).id_of(HAJIN._replace(latitude="34.6890")) == Places({}).id_of(HAJIN)


def test_a_country_that_nobody_shares() -> None:
    places = Places({})
    places.add(HAJIN._replace(country="Varda"))
    assert places.met["ucdp-country-varda"] == Place("country", "Varda")
    assert places.met["ucdp-adm1-varda-deir-ez-zor-governorate"].within == "ucdp-country-varda"


def test_two_spellings_of_a_place() -> None:
    places = Places({})
    places.add(HAJIN)
    places.add(HAJIN._replace(name="Hājin Town"))
    assert places.met["ucdp-hajin-town-n34-689-e40-83"].also == {"Hājin Town"}


def test_sides() -> None:
    alliance, turkey = Side("7", "HTS, Southern Front"), Side("115", "Government of Turkey")
    actors = Actors({"234": "islamic-state"})
    sides = [alliance, Side("6815", "HTS"), turkey, Side("234", "IS"), Side("1", "Civilians")]
    for side in sides:
        actors.add(side)
    found = actors.close()
    # HTS is a side by itself below, so its number is known; what is shared is not made again.
    assert actors.members(alliance) == ("ucdp-actor-6815", "ucdp-actor-southern-front")
    assert [actors.members(side) for side in sides[1:]] == [
        ("ucdp-actor-6815",),
        ("ucdp-actor-115",),
        ("islamic-state",),
        ("ucdp-actor-1",),
    ]
    assert {id_: (actor.type, actor.number, actor.alliances) for id_, actor in found.items()} == {
        "ucdp-actor-7": ("coalition", "7", set()),
        "ucdp-actor-6815": ("non-state-force", "6815", {"ucdp-actor-7"}),
        "ucdp-actor-southern-front": ("non-state-force", "", {"ucdp-actor-7"}),
        "ucdp-actor-115": ("government", "115", set()),
        "ucdp-actor-1": ("agent", "1", set()),
    }


def test_a_government_that_fights_only_in_an_alliance_is_one() -> None:
    actors = Actors({})
    actors.add(Side("8", "Government of Varda, Tarn Front"))
    found = actors.close()
    assert {id_: (actor.type, actor.label) for id_, actor in found.items()} == {
        "ucdp-actor-8": ("coalition", "Government of Varda, Tarn Front"),
        "ucdp-actor-government-of-varda": ("government", "Government of Varda"),
        "ucdp-actor-tarn-front": ("non-state-force", "Tarn Front"),
    }


def test_a_number_with_two_names_is_one_actor() -> None:
    actors = Actors({})
    for name in ("Jabhat al-Nusra", "Jabhat Fateh al-Sham"):
        actors.add(Side("1170", name))
    found = actors.close()
    assert found["ucdp-actor-1170"].label == "Jabhat al-Nusra"
    assert found["ucdp-actor-1170"].also == {"Jabhat Fateh al-Sham"}
