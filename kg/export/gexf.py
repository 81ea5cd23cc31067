"""GEXF 1.3 for Gephi, written piece by piece: what its importer reads, in the order in which it reads it.

Attributes are declared before nodes; latitude and longitude are numbers, for the GeoLayout plugin;
positions are those of a map, so that the first sight is one. Of edges of one `kind` between the same two
nodes Gephi makes one, with their weights summed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import cos, log, pi, radians, sin, tan
from typing import BinaryIO, NamedTuple
from zlib import crc32

from kg.export.appearance import colour, size
from kg.export.property_graph import ATTRIBUTES, Edge, Node, PropertyGraph, Scalar, interval
from kg.export.xml import MEMORY, text, texts, write_lines
from kg.resolve.states import Spell

_TYPES = {str: "string", float: "double", int: "integer"}
UNITS_PER_DEGREE = 80
_MOST_NORTHERN = 85.0  # where the projection of Mercator is as high as it is wide
_NOWHERE = Spell()


def write(graph: PropertyGraph, out: BinaryIO, *, static: bool = False) -> None:
    """Write a graph; `static` without times, for readers that choke on them.

    :raises OSError: when it cannot be written.
    """
    write_lines(_lines(graph, static), out)


def _lines(graph: PropertyGraph, static: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f"<meta><creator>Crossings</creator><description>{text(graph.title)}</description></meta>\n"
    times = 'mode="static"' if static else 'mode="dynamic" timeformat="date" timerepresentation="interval"'
    yield f'<graph defaultedgetype="directed" {times}>\n'
    yield from _declared("node", graph.node_attributes)
    yield from _declared("edge", graph.edge_attributes)
    ring = _ring(graph)
    yield "<nodes>\n"
    for node in graph.nodes():
        yield _node(node, ring, static)
    yield "</nodes>\n<edges>\n"
    for edge in graph.edges():
        yield _edge(edge, static)
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(of: str, names: tuple[str, ...]) -> Iterator[str]:
    yield f'<attributes class="{of}" mode="static">\n'
    for name in names:
        yield f'<attribute id="{name}" title="{name}" type="{_TYPES[ATTRIBUTES[name][0]]}"/>\n'
    yield "</attributes>\n"


def _node(node: Node, ring: _Ring | None, static: bool) -> str:
    told = node.attributes
    values = "".join([_value(name, value) for name, value in told.items()])
    class_ = str(told.get("class", ""))
    red, green, blue = colour(class_)
    x, y = ring.place(node) if ring else (0.0, 0.0)
    position = f'<viz:position x="{x:.3f}" y="{y:.3f}" z="0.0"/>' if ring else ""
    return (
        f'<node id="{text(node.id)}" label="{text(node.label)}"{_times(node.spell, static)}>'
        f"<attvalues>{values}</attvalues>"
        f'<viz:color r="{red}" g="{green}" b="{blue}"/>{position}<viz:size value="{size(class_)}"/></node>\n'
    )


def _edge(edge: Edge, static: bool) -> str:
    told = edge.attributes
    values = "".join([_value(name, value) for name, value in told.items()])
    kind = text(edge.kind)
    name, source, target = texts(edge.id, edge.source, edge.target)
    return (
        f'<edge id="{name}" source="{source}" target="{target}" label="{kind}"'
        f' kind="{kind}" weight="{float(edge.weight)!r}"{_times(edge.spell, static)}>'
        f"<attvalues>{values}</attvalues></edge>\n"
    )


@lru_cache(MEMORY, typed=True)
def _value(name: str, value: Scalar) -> str:
    return f'<attvalue for="{name}" value="{text(value)}"/>'


@lru_cache(MEMORY // 4)
def _times(spell: Spell, static: bool) -> str:
    if static or spell == _NOWHERE:
        return ""
    start, end, _ = interval(spell)
    return (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a point lies on a map (the projection of Mercator on a sphere), in the units of Gephi.

    >>> projected(0, 1)[0] == UNITS_PER_DEGREE
    True
    """
    north = max(-_MOST_NORTHERN, min(_MOST_NORTHERN, latitude))
    y = log(tan(pi / 4 + radians(north) / 2)) * 180 / pi
    return longitude * UNITS_PER_DEGREE, y * UNITS_PER_DEGREE


class _Ring(NamedTuple):
    """A map about its middle, and where what has no coordinates stands: on a ring around it."""

    x: float
    y: float
    radius: float

    def place(self, node: Node) -> tuple[float, float]:
        if node.point:
            x, y = projected(*node.point)
            return x - self.x, y - self.y
        angle = crc32(node.id.encode("utf-8", "replace")) / 2**32 * 2 * pi
        return self.radius * cos(angle), self.radius * sin(angle)


def _ring(graph: PropertyGraph) -> _Ring | None:
    """The ring around all nodes that have coordinates; None where none has."""
    west = south = float("inf")
    east = north = float("-inf")
    for node in graph.nodes():
        if node.point:
            x, y = projected(*node.point)
            west, east, south, north = min(west, x), max(east, x), min(south, y), max(north, y)
    if west > east:
        return None
    return _Ring((west + east) / 2, (south + north) / 2, 0.6 * max(east - west, north - south) + UNITS_PER_DEGREE / 2)
