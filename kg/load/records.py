"""What we record in a store: the digest of each graph that we loaded, and who is loading.

It stands in a graph of its own, `https://w3id.org/crossings/load`, so that it is never part of an answer
about the data, and so that what others keep in the store is never taken for ours.
"""

from __future__ import annotations

from kg.namespaces import HOME

BOOK = HOME + "load"
DIGEST = BOOK + "#digest"
HOLDER = BOOK + "#holder"
STAGING = BOOK + "/staging/"


def record(graph: str, digest: str) -> str:
    """The triple that a graph was loaded with this digest, in N-Triples."""
    return f'<{graph}> <{DIGEST}> "{digest}" .'
