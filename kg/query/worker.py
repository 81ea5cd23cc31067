"""A process that runs one query from outside and writes its answer: `python -m kg.query.worker`.

The query comes on standard input, the answer goes to standard output; arguments are the store's folder,
the names of two formats, for rows and for triples, and the number of the parent's process. It has no
network, little memory, and a parent that ends it in time (`kg/query/sparql.py`). An error is a line on
standard error, and exit code 2.
"""

from __future__ import annotations

import re
import sys

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.query.confine import confined, with_its_parent, with_little_memory
from kg.query.dataset_clause import names_its_graphs
from kg.query.explained import explained
from kg.query.formats import GRAPHS, RESULTS


def main(store: str, rows: str, triples: str, parent: str) -> None:
    """Answer the query on standard input."""
    with_its_parent(int(parent))
    text = sys.stdin.buffer.read().decode()
    opened = ox.Store.read_only(store)
    with_little_memory()
    if not confined() and re.search(r"service|\\u", text, re.IGNORECASE):
        _fail("a SERVICE asks another machine, and this system cannot forbid that: take SERVICE and \\u out")
    try:
        # A query that names its graphs gets those: the engine would take the union instead.
        answer = opened.query(text, use_default_graph_as_union=not names_its_graphs(text))
        if isinstance(answer, ox.QueryTriples):
            if triples not in GRAPHS:
                _fail(f"the query gives triples: write --format {', '.join(GRAPHS)}")
            ox.serialize(answer, sys.stdout.buffer, format=GRAPHS[triples], prefixes=dict(PREFIXES))
        elif rows not in RESULTS:
            _fail(f"the query gives no triples: write --format table, {', '.join(RESULTS)}")
        elif isinstance(answer, ox.QueryBoolean) and rows in {"csv", "tsv"}:
            # SPARQL 1.1 gives these formats to rows only; one word is what other engines write.
            sys.stdout.buffer.write(f"{str(bool(answer)).lower()}\n".encode())
        else:
            answer.serialize(sys.stdout.buffer, format=RESULTS[rows])
    except SyntaxError as error:
        _fail(explained(error, text))
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        _fail(f"the query failed ({error}): it may not reach other machines (SERVICE)")


def _fail(message: str) -> None:
    sys.stderr.write(message)
    sys.exit(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
