"""The places of incidents: a place for each name and point, and the divisions it lies in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.importers.slugs import slug
from kg.importers.ucdp.incidents import Spot

# The last word of a name that is of a settlement; other names are of areas.
SETTLEMENTS = frozenset({"village", "town", "city", "suburb", "locality"})


@dataclass(slots=True)
class Place:
    """A place: its type and names, its point ("" for none), and the narrowest division it lies in ("" for none)."""

    type: str
    label: str
    also: set[str] = field(default_factory=set)
    point: str = ""
    within: str = ""


class Places:
    """The places met so far, by id; `countries` are those that another corpus has, by name."""

    def __init__(self, countries: Mapping[str, str]) -> None:
        self.met: dict[str, Place] = {}
        self._countries = countries

    def add(self, spot: Spot) -> None:
        """Take in where an incident was, and what that lies in."""
        country, province, district = _divisions(spot, self._countries)
        self._meet(country, Place("country", spot.country))
        if spot.adm_1:
            self._meet(province, Place("province", spot.adm_1, within=country))
        if spot.adm_2:
            self._meet(district, Place("district", spot.adm_2, within=province))
        type_ = "town" if spot.name.split()[-1].casefold() in SETTLEMENTS else "area"
        place = self._meet(
            self.id_of(spot), Place(type_, spot.name, within="" if spot.name == spot.country else district)
        )
        place.point = place.point or f"{spot.latitude} {spot.longitude}"

    def id_of(self, spot: Spot) -> str:
        """The id of where an incident was: a division where the incident is placed no nearer, or a place of its own.

        It is made of name and point (of name and wider divisions), and so is the same in every file.
        """
        country, province, district = _divisions(spot, self._countries)
        own = {
            "district": (spot.adm_2, district),
            "province": (spot.adm_1, province),
            "country": (spot.country, country),
        }
        if spot.precision in own and own[spot.precision][0] == spot.name:
            return own[spot.precision][1]
        return f"ucdp-{slug(spot.name)}-{_degrees(spot.latitude, 'n', 's')}-{_degrees(spot.longitude, 'e', 'w')}"

    def _meet(self, id_: str, place: Place) -> Place:
        known = self.met.setdefault(id_, place)
        if known.label != place.label:
            known.also.add(place.label)
        return known


def _divisions(spot: Spot, countries: Mapping[str, str]) -> tuple[str, str, str]:
    """The ids of the country, province and district of a spot; of what is not given, that of the wider one."""
    country = countries.get(spot.country) or f"ucdp-country-{slug(spot.country)}"
    province = f"ucdp-adm1-{slug(spot.country, 25)}-{slug(spot.adm_1, 25)}" if spot.adm_1 else country
    names = (slug(spot.country, 25), slug(spot.adm_1, 25) if spot.adm_1 else "", slug(spot.adm_2, 25))
    district = f"ucdp-adm2-{'-'.join(filter(None, names))}" if spot.adm_2 else province
    return country, province, district


def _degrees(text: str, positive: str, negative: str) -> str:
    """Degrees as a part of an id, without what a number does not need.

    >>> _degrees("35.0", "n", "s"), _degrees("-4.50", "n", "s")
    ('n35', 's4-5')
    """
    whole, _, fraction = text.removeprefix("-").partition(".")
    fraction = fraction.rstrip("0")
    number = f"{int(whole)}-{fraction}" if fraction else str(int(whole))
    return (negative if text.startswith("-") and number != "0" else positive) + number
