"""The formats of `kg export`: one table, from which its help and the documentation are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, Literal, NamedTuple

Takes = Literal["dataset", "view", "crossings"]


class Format(NamedTuple):
    """A format: its name, the suffix of its files, what it takes and is for, and what it cannot carry."""

    name: str
    suffix: str
    takes: Takes
    summary: str
    cannot: str


FORMATS = {
    format_.name: format_
    for format_ in (
        Format("turtle", ".ttl", "dataset", "RDF without named graphs", "which graph a triple stands in"),
        Format("trig", ".trig", "dataset", "RDF with named graphs, to read", ""),
        Format("nquads", ".nq", "dataset", "RDF with named graphs, a quad a line", "prefixes"),
        Format("jsonld", ".jsonld", "dataset", "RDF for programs that read JSON", ""),
        Format(
            "gexf",
            ".gexf",
            "view",
            "for Gephi: colours, sizes, a map, a timeline that plays",
            "several bounds of a day as times: those are attributes, start and end the days to draw",
        ),
        Format(
            "graphml",
            ".graphml",
            "view",
            "for networkx and igraph, and what else reads it",
            "times that play, colours, positions; characters that XML has not",
        ),
        Format(
            "csv-nodes",
            ".csv",
            "view",
            "a table of nodes with the headings of Gephi",
            "edges; colours, positions; types of columns; line breaks; a first = + - @ without an apostrophe",
        ),
        Format(
            "csv-edges",
            ".csv",
            "view",
            "a table of edges with the headings of Gephi",
            "nodes without an edge, and their labels; types of columns; as for nodes",
        ),
        Format(
            "geojson",
            ".geojson",
            "crossings",
            "for QGIS and web maps: crossings with holder and status",
            "actors, sources, and all days but those asked about",
        ),
    )
}


def writer(format_: Format, *, static: bool) -> Callable[[Any, BinaryIO], None]:
    """The function that writes a property graph, or a selection, in a format that takes one."""
    if format_.name == "gexf":
        from kg.export import gexf

        return lambda graph, out: gexf.write(graph, out, static=static)
    if format_.name == "graphml":
        from kg.export import graphml

        return graphml.write
    if format_.name == "geojson":
        from kg.export import geojson

        return geojson.write
    from kg.export import tables

    return tables.write_nodes if format_.name == "csv-nodes" else tables.write_edges
