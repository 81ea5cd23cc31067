"""What tests of exports share: the shipped dataset, its views, and a graph of all that is hostile."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from kg.export.property_graph import Edge, Node, PropertyGraph
from kg.export.told import Selection
from kg.export.views import view
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.resolve.states import Spell

HOSTILE = [
    "</node><node id='x'/>",
    '"&<>\'',
    '=HYPERLINK("https://example.org","x")',
    "+1", "-1", "@SUM(A1)", "\t=1", "\r=1",
    "a\x00b\x07\x1b[31m\x7f",
    "\ud800 half", "\ufffe\uffff",
    "\u202eright to left\u202c \u200f",
    "عبور البوكمال", "👩‍👩‍👧 emoji", "two\nlines\u2028three",
    "]]>", "<!--", "", " ",
]  # fmt: skip


def graph_of(nodes: Iterable[Node], edges: Iterable[Edge] = ()) -> PropertyGraph:
    """A property graph of these nodes and edges."""
    held, ties = list(nodes), list(edges)
    return PropertyGraph(
        "Made for a test",
        ("class", "latitude", "longitude"),
        ("predicate", "statement"),
        lambda: iter(held),
        lambda: iter(ties),
    )


def hostile() -> PropertyGraph:
    """A graph whose ids, labels and attributes are all hostile; ids differ."""
    nodes = [Node(f"{n} {text}", text, {"class": text}) for n, text in enumerate(HOSTILE)]
    edges = [
        Edge(f"{n} {text}", nodes[0].id, node.id, text, {"predicate": text}, Spell())
        for n, (text, node) in enumerate(zip(HOSTILE, nodes, strict=True))
    ]
    return graph_of(nodes, edges)


def bytes_of(write: Callable[..., None], graph: Any, **options: Any) -> bytes:
    """What an exporter writes."""
    out = io.BytesIO()
    write(graph, out, **options)
    return out.getvalue()


@pytest.fixture(scope="package")
def dataset() -> Dataset:
    """The shipped dataset."""
    return build_dataset(read_corpus())


@pytest.fixture(scope="package")
def shown(dataset: Dataset) -> Callable[..., PropertyGraph]:
    """A function: a view of the shipped dataset, by name, with the options of a selection."""

    def found(name: str, **options: Any) -> PropertyGraph:
        return view(name, Selection(dataset.store, dataset.names, **options))

    return found


def endless(edges: int) -> Iterator[Edge]:
    """Parallel edges between two nodes."""
    return (Edge(str(n), "a", "b", "says", {}) for n in range(edges))
