"""The dataset of a build as a file of RDF: N-Quads, TriG, JSON-LD, or Turtle without the graphs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.namespaces import PREFIXES

FORMATS = ("turtle", "trig", "nquads", "jsonld")
DATASET = "dataset.nq"


def write(build: Path, form: str, out: BinaryIO) -> None:
    """Write the dataset in the folder `build` to `out` in one of `FORMATS`, in the order of the dataset.

    :raises OSError: when something cannot be read or written.
    """
    if form == "nquads":
        with (build / DATASET).open("rb") as dataset:
            shutil.copyfileobj(dataset, out)
        return
    quads = ox.parse(path=str(build / DATASET), format=ox.RdfFormat.N_QUADS)
    if form == "turtle":
        ox.serialize(_triples(quads), out, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    else:
        rdf = ox.RdfFormat.TRIG if form == "trig" else ox.RdfFormat.JSON_LD
        ox.serialize(quads, out, format=rdf, prefixes=dict(PREFIXES))


def _triples(quads: Iterator[ox.Quad]) -> Iterator[ox.Triple]:
    """Each triple once, whatever graphs it stands in.

    A document's triples are of nodes of its own, so that only the others, which do not grow with the
    statements, have to be remembered.
    """
    seen: set[ox.Triple] = set()
    for quad in quads:
        triple = ox.Triple(quad.subject, quad.predicate, quad.object)
        if "/graph/document/" not in str(quad.graph_name):
            if triple in seen:
                continue
            seen.add(triple)
        yield triple
