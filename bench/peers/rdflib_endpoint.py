"""Serve an N-Quads file by rdflib-endpoint: `python -m bench.peers.rdflib_endpoint FILE PORT`.

All graphs together are the default graph.
"""

from __future__ import annotations

import sys
from importlib import import_module

import rdflib
import uvicorn

if __name__ == "__main__":
    graph = rdflib.Dataset(default_union=True)
    graph.parse(sys.argv[1], format="nquads")
    app = import_module("rdflib_endpoint").SparqlEndpoint(graph=graph)
    uvicorn.run(app, port=int(sys.argv[2]), log_level="error")
