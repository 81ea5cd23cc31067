"""The formats that answers and graphs are written in, by the names that commands use."""

from __future__ import annotations

import pyoxigraph as ox

# Bindings and truth values (SPARQL 1.1 Query Results, in its four formats).
RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
# Triples, of CONSTRUCT and DESCRIBE.
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
