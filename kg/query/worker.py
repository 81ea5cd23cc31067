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

from kg.errors import printable
from kg.namespaces import PREFIXES
from kg.query.confine import confined, with_its_parent, with_little_memory
from kg.query.dataset_clause import names_its_graphs
from kg.query.formats import GRAPHS, RESULTS

_PROLOGUE = r"(?:\s|#[^\n]*\n|PREFIX\s+[^\s<]*\s*<[^>]*>|BASE\s*<[^>]*>)*"
_UPDATE = re.compile(_PROLOGUE + r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
# Among the tokens that the engine would have taken, what it knows to be wrong is a phrase.
_PHRASE = re.compile(r"\b[A-Z][A-Za-z]* [A-Za-z ]*[a-z]{2}[A-Za-z ]*")


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
        _fail(
            "an update: the store is read-only; ask a SELECT, ASK, CONSTRUCT or DESCRIBE"
            if _UPDATE.match(text)
            else _explained(str(error), text)
        )
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        _fail(f"the query failed ({error}): it may not reach other machines (SERVICE)")


def _explained(error: str, text: str) -> str:
    """A syntax error with the line it is in and a mark under the column."""
    match = _PLACE.fullmatch(error)
    if match is None:
        return f"{error}: see the grammar of SPARQL 1.1"
    from rich.cells import cell_len

    line, column = int(match[1]), int(match[2])
    phrase = _PHRASE.search(match[3])
    what = phrase[0] if phrase else "this is not allowed here, or something before it is missing"
    if what == "Prefix not found":
        what += f": write PREFIX, as in PREFIX cx: <{PREFIXES['cx']}>"
    lines = text.rstrip().split("\n")  # as the engine counts them
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    shown = lines[line - 1].expandtabs(1).rstrip("\r")
    begin = max(0, column - 60)
    before, after = printable(shown[begin : column - 1]), printable(shown[column - 1 : begin + 100])
    return f"{line}:{column}: syntax error: {what}\n{before}{after}\n{' ' * cell_len(before)}^"


def _fail(message: str) -> None:
    sys.stderr.write(message)
    sys.exit(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
