"""The nodes, or the edges, of a graph as a CSV table (RFC 4180) with the headings that Gephi knows.

A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import BinaryIO

from kg.export.property_graph import PropertyGraph, clean, interval
from kg.export.xml import MEMORY, write_lines
from kg.resolve.states import Spell
from kg.spreadsheets import as_text


def write_nodes(graph: PropertyGraph, out: BinaryIO) -> None:
    """Write a table of the nodes: `Id`, `Label`, `Timeset`, and a column for each attribute.

    :raises OSError: when it cannot be written.
    """
    names = graph.node_attributes
    head = ["Id", "Label", "Timeset", *names]
    rows = (
        [node.id, node.label, timeset(node.spell), *(node.attributes.get(name, "") for name in names)]
        for node in graph.nodes()
    )
    _write(head, rows, out)


def write_edges(graph: PropertyGraph, out: BinaryIO) -> None:
    """Write a table of the edges: `Source`, `Target`, `Type`, `Id`, `Label`, `Kind`, `Timeset`, `Weight`, attributes.

    :raises OSError: when it cannot be written.
    """
    names = graph.edge_attributes
    head = ["Source", "Target", "Type", "Id", "Label", "Kind", "Timeset", "Weight", *names]
    rows = (
        [edge.source, edge.target, "Directed", edge.id, edge.kind, edge.kind, timeset(edge.spell), edge.weight]
        + [edge.attributes.get(name, "") for name in names]
        for edge in graph.edges()
    )
    _write(head, rows, out)


@lru_cache(MEMORY // 4)
def timeset(spell: Spell) -> str:
    """The days to draw a spell on, as Gephi writes an interval; "" where nothing is known.

    >>> timeset(Spell.of("", "2018-10-15", "2018-10-15", ""))
    '<[2018-10-15, 2018-10-15]>'
    """
    start, end, word = interval(spell)
    return f"<[{start or '-Infinity'}, {end or 'Infinity'}]>" if word else ""


@lru_cache(MEMORY, typed=True)
def safe(cell: object) -> object:
    """A cell as no spreadsheet runs it: text that begins as a formula, after an apostrophe.

    >>> safe('=HYPERLINK("https://e.org")'), safe(-2.5)
    ('\\'=HYPERLINK("https://e.org")', -2.5)
    """
    if not isinstance(cell, str):
        return cell
    return as_text(clean(cell))


class _Line:
    """What a `csv.writer` writes to that is to give the line back."""

    def write(self, line: str) -> str:
        """The line; `writerow` returns it."""
        return line


def _write(head: Sequence[str], rows: Iterator[Sequence[object]], out: BinaryIO) -> None:
    writer = csv.writer(_Line(), lineterminator="\r\n")
    write_lines((writer.writerow(map(safe, row)) for row in chain((head,), rows)), out)
