"""Distances by another way than the engine's: haversine in plain Python."""

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt

from rdflib import XSD, Literal, URIRef
from rdflib.plugins.sparql.operators import register_custom_function

RADIUS = 6_371_008.8  # metres, the mean radius of the Earth (IUGG)
_POINT = re.compile(r"POINT\((\S+) (\S+)\)")


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two points, each a latitude and a longitude in degrees.

    >>> round(metres((0, 0), (0, 1)))
    111195
    """
    (a, b), (c, d) = (tuple(map(radians, point)) for point in (one, other))
    return 2 * RADIUS * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def point(wkt: str) -> tuple[float, float]:
    """The latitude and longitude of a point in WKT."""
    match = _POINT.fullmatch(wkt)
    assert match is not None
    return float(match[2]), float(match[1])


def _distance(one: Literal, other: Literal, unit: URIRef) -> Literal:
    assert unit == URIRef("http://www.opengis.net/def/uom/OGC/1.0/metre")
    return Literal(metres(point(str(one)), point(str(other))), datatype=XSD.double)


def teach_rdflib() -> None:
    """Give rdflib GeoSPARQL's distance, which it lacks."""
    name = URIRef("http://www.opengis.net/def/function/geosparql/distance")
    register_custom_function(name, _distance, override=True)  # type: ignore[arg-type]  # it calls with the arguments
