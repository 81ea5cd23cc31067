"""rdflib: terms added to a Dataset, which is then serialised."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rdflib import Dataset, Literal, URIRef

from bench.peers import run
from bench.peers.mapping import COLUMNS, GRAPH, NODES, WORDING, Iri, Text


def _term(value: Iri | Text) -> Callable[[dict[str, str]], URIRef | Literal]:
    """A function from the cells of a row to a term; what is the same for all rows is made once."""
    template = value.template
    if isinstance(value, Iri):
        make: Callable[[str], URIRef | Literal] = URIRef
    else:
        make = partial(Literal, lang=value.lang or None, datatype=URIRef(value.datatype) if value.datatype else None)
    if "{" in template:
        return lambda cells: make(template.format_map(cells))
    fixed = make(template)
    return lambda _: fixed


def write(table: Path, target: Path) -> None:
    """Write the quads of the table."""
    mapping = [
        (node.subject, [(URIRef(predicate), _term(value)) for predicate, value in node.properties]) for node in NODES
    ]
    dataset = Dataset()
    add = dataset.graph(URIRef(GRAPH)).add
    with table.open(encoding="utf-8", newline="") as source:
        reader = csv.reader(source)
        assert tuple(next(reader)) == COLUMNS
        for row in reader:
            cells = dict(zip(COLUMNS, row, strict=True))
            cells["day"] = cells["time"][len(WORDING) :]
            for template, properties in mapping:
                subject = URIRef(template.format_map(cells))
                for predicate, term in properties:
                    add((subject, predicate, term(cells)))
    dataset.serialize(str(target), format="nquads")


if __name__ == "__main__":
    run(write)
