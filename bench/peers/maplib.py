"""maplib: terms as columns of a frame, mapped by OTTR templates into a model, which is then written.

maplib writes a graph as N-Triples: the name of the graph, which the others write in every line, is not in its file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import maplib as ml  # type: ignore[import-not-found, unused-ignore] # in the environment of this peer alone
import polars as pl  # type: ignore[import-not-found, unused-ignore]

from bench.peers import run
from bench.peers.mapping import COLUMNS, GRAPH, NODES, WORDING, Iri, Node, Text, pieces

_LANG_STRING = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"


def _filled(template: str) -> Any:
    parts = []
    for fixed, column in pieces(template):
        parts += [pl.lit(fixed)] if fixed else []
        parts += [pl.col(column)] if column else []
    return pl.concat_str(parts)


def _column(value: Iri | Text) -> tuple[Any, Any]:
    """An object as a column of values, and the type of its terms."""
    filled = _filled(value.template)
    if isinstance(value, Iri):
        return filled, ml.RDFType.IRI
    if value.lang:
        return pl.struct(filled.alias(_LANG_STRING), pl.lit(value.lang).alias("l")), ml.RDFType.Literal(
            ml.rdf.langString
        )
    if value.datatype == ml.xsd.date.iri:
        return filled.str.to_date(), ml.RDFType.Literal(ml.xsd.date)
    return filled, ml.RDFType.Literal(ml.IRI(value.datatype) if value.datatype else ml.xsd.string)


def _fixed(value: Iri | Text) -> Any:
    if isinstance(value, Iri):
        return ml.IRI(value.template)
    return ml.Literal(value.template, ml.IRI(value.datatype) if value.datatype else None, value.lang or None)


def _map(model: Any, node: Node, name: str, table: Any) -> None:
    """Map the rows of the frame `table` by the properties of a node."""
    columns = {"s": _column(Iri(node.subject))}
    triples, subject = [], ml.Variable("s")
    for number, (predicate, value) in enumerate(node.properties):
        if "{" in value.template:
            columns[f"o{number}"] = _column(value)
            term = ml.Variable(f"o{number}")
        else:
            term = _fixed(value)
        triples.append(ml.Triple(subject, ml.IRI(predicate), term))
    model.add_template(ml.Template(ml.IRI(name), [ml.Parameter(ml.Variable(column)) for column in columns], triples))
    frame = table.select(**{column: values for column, (values, _) in columns.items()}).collect()
    model.map(name, ml.SolutionMappings(frame, {column: type_ for column, (_, type_) in columns.items()}), GRAPH)


def write(table: Path, target: Path) -> None:
    """Write the triples of the table."""
    scanned = pl.scan_csv(table, schema=dict.fromkeys(COLUMNS, pl.String))
    scanned = scanned.with_columns(day=pl.col("time").str.slice(len(WORDING)))
    model = ml.Model()
    for number, node in enumerate(NODES):
        if node.each == "id":
            rows = scanned
        else:
            rows = scanned.select(node.each).unique() if node.each else pl.LazyFrame({"one": [""]})
        _map(model, node, f"urn:bench:node{number}", rows)
    model.write(str(target), format="ntriples", graph=GRAPH)


if __name__ == "__main__":
    run(write)
