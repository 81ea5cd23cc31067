"""CSV tables of nodes and edges: safe in a spreadsheet, with the headings of Gephi."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from kg.export import tables
from kg.export.property_graph import PropertyGraph
from kg.export.views import VIEWS
from tests.export.conftest import HOSTILE, bytes_of, graph_of, hostile

Shown = Callable[..., PropertyGraph]


def rows(written: bytes) -> list[list[str]]:
    """The rows of a table, its heading first."""
    return list(csv.reader(io.StringIO(written.decode(), newline=""), strict=True))


@pytest.mark.parametrize("name", VIEWS)
def test_a_row_for_each(name: str, shown: Shown) -> None:
    graph = shown(name)
    head, *nodes = rows(bytes_of(tables.write_nodes, graph))
    assert head[:3] == ["Id", "Label", "Timeset"]
    assert [row[0] for row in nodes] == [node.id for node in graph.nodes()]
    head, *edges = rows(bytes_of(tables.write_edges, graph))
    assert head[:8] == ["Source", "Target", "Type", "Id", "Label", "Kind", "Timeset", "Weight"]
    assert [tuple(row[:2]) for row in edges] == [(edge.source, edge.target) for edge in graph.edges()]
    assert {row[2] for row in edges} == {"Directed"}
    assert {len(row) for row in edges} == {len(head)}


def test_numbers_stay_numbers(shown: Shown) -> None:
    head, *nodes = rows(bytes_of(tables.write_nodes, shown("control")))
    latitudes = [row[head.index("latitude")] for row in nodes]
    assert 33.4332 in [float(latitude) for latitude in latitudes if latitude]


def test_no_cell_is_a_formula() -> None:
    for write in (tables.write_nodes, tables.write_edges):
        for row in rows(bytes_of(write, hostile()))[1:]:
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
                assert "\n" not in cell
    labels = [row[1] for row in rows(bytes_of(tables.write_nodes, hostile()))[1:]]
    assert '\'=HYPERLINK("https://example.org","x")' in labels
    assert len(labels) == len(HOSTILE)


def test_an_empty_graph() -> None:
    assert len(rows(bytes_of(tables.write_nodes, graph_of([])))) == 1
    assert len(rows(bytes_of(tables.write_edges, graph_of([])))) == 1
