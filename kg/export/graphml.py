"""GraphML, written piece by piece: keys declared first, then nodes, then edges.

After "The GraphML File Format" (graphml.graphdrawing.org, schema 1.1). The bounds of time are attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO

from kg.export.property_graph import ATTRIBUTES, Edge, Node, PropertyGraph, Scalar
from kg.export.xml import MEMORY, text, texts, write_lines

_TYPES = {str: "string", float: "double", int: "int"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
    ' http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd">\n'
)


def write(graph: PropertyGraph, out: BinaryIO) -> None:
    """Write a graph.

    :raises OSError: when it cannot be written.
    """
    write_lines(_lines(graph), out)


def _lines(graph: PropertyGraph) -> Iterator[str]:
    yield _HEAD
    yield '<key id="label" for="node" attr.name="label" attr.type="string"/>\n'
    yield '<key id="kind" for="edge" attr.name="kind" attr.type="string"/>\n'
    yield '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n'
    for of, names in (("node", graph.node_attributes), ("edge", graph.edge_attributes)):
        for name in names:
            type_ = _TYPES[ATTRIBUTES[name][0]]
            yield f'<key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '<graph edgedefault="directed">\n'
    yield from map(_node, graph.nodes())
    yield from map(_edge, graph.edges())
    yield "</graph>\n</graphml>\n"


def _node(node: Node) -> str:
    label = f'<data key="label">{text(node.label)}</data>'
    return f'<node id="{text(node.id)}">{label}{_data("node", node.attributes)}</node>\n'


def _edge(edge: Edge) -> str:
    name, source, target = texts(edge.id, edge.source, edge.target)
    return (
        f'<edge id="{name}" source="{source}" target="{target}">'
        f'<data key="kind">{text(edge.kind)}</data><data key="weight">{float(edge.weight)!r}</data>'
        f"{_data('edge', edge.attributes)}</edge>\n"
    )


def _data(of: str, told: Mapping[str, Scalar]) -> str:
    return "".join([_datum(of, name, value) for name, value in told.items()])


@lru_cache(MEMORY, typed=True)
def _datum(of: str, name: str, value: Scalar) -> str:
    return f'<data key="{of}-{name}">{text(value)}</data>'
