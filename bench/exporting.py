"""Exporting: a graph as a file, against networkx, and how many statements a second each format takes.

What is measured of formats is their writing, from a view's edges to a file; reading a view from a store
is measured apart, since it takes far longer.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.measuring import Runs, measured
from bench.options import Options, progress
from bench.result import Figures, Result, Table, at_least, at_most

NODES, EDGES = 100_000, 500_000
FORMATS = ("gexf", "graphml", "csv-edges", "geojson")
BOUND = ("gexf", "graphml", "geojson")
FEWEST = 100_000
"""Statements a second."""
NETWORKX = "networkx.write_gexf"
MAKING = "making the graph, without writing it"


def exporting(options: Options) -> Figures:
    """Write a large graph as GEXF, against networkx, and in every format."""
    share = min(1.0, options.rows / 1_000_000)
    nodes, edges = max(10, int(NODES * share)), max(50, int(EDGES * share))
    names = (*FORMATS, NETWORKX, MAKING)
    runs = {name: Runs() for name in names}
    for turn in range(options.runs):
        for name in names:
            progress(f"exporting, turn {turn + 1} of {options.runs}: {name}")
            command: list[str | Path] = [
                sys.executable,
                "-m",
                "bench.exporting",
                name,
                str(nodes),
                str(edges),
                options.folder / "file",
            ]
            runs[name].append(measured(command, prints=True))
    making = runs[MAKING].seconds
    written = {name: runs[name].seconds - (0 if name in {NETWORKX, MAKING, "geojson"} else making) for name in names}
    done = {name: nodes if name == "geojson" else edges for name in names}
    rows = [
        [name, f"{done[name] / written[name]:,.0f}", f"{of.seconds:.2f}", f"{of.megabytes:.0f}"]
        for name, of in runs.items()
    ]
    results: list[Result] = [
        at_least("GEXF: over networkx.write_gexf", written[NETWORKX] / written["gexf"], 8, "x"),
        at_most("GEXF: MB", runs["gexf"].megabytes, 40, "MB"),
    ]
    results += [
        at_least(f"{name}: thousand statements a second", done[name] / written[name] / 1000, FEWEST / 1000, "k/s")
        for name in BOUND
    ]
    title = f"{nodes:,} nodes and {edges:,} edges, medians of {options.runs} runs"
    heading = ("written as", "edges (geojson: features) a second", "CPU s", "MB")
    notes = (
        "Seconds are those of the processor: each program has one thread.",
        "Ours make nodes and edges as they write them; rates and ratio are of writing, without the seconds of making.",
        "networkx is given the graph in memory, and only its writing is timed; its MB are those of the graph too.",
        "Every edge is a statement with its source and bounds. Reading them from a store is not in these seconds.",
    )
    return Figures(results, [Table(title, heading, rows)], notes)


def _main(name: str, nodes: int, edges: int, target: Path) -> None:
    from time import process_time

    from kg.export.formats import FORMATS as KNOWN
    from kg.export.formats import writer
    from kg.export.property_graph import PLACED, TOLD, Edge, Node, PropertyGraph, Scalar, bounds
    from kg.resolve.states import Spell, day

    home, first = "https://w3id.org/crossings/id", day("2011-01-01")

    def every_node() -> Iterator[Node]:
        for number in range(nodes):
            latitude, longitude = number % 170 - 85 + 0.25, number % 360 - 180 + 0.5
            told: dict[str, Scalar] = {
                "class": "crossing",
                "latitude": latitude,
                "longitude": longitude,
                "coordinates_from": "made",
            }
            yield Node(f"{home}/place/{number}", f"Crossing {number}", told, point=(latitude, longitude))

    def every_edge() -> Iterator[Edge]:
        for number in range(edges):
            begin = first + number % 3000
            spell = Spell(begin - 9, begin, begin + 30, begin + 99)
            statement = f"{home}/statement/made/{number}"
            told = {
                "predicate": "controlledBy",
                "statement": statement,
                "polarity": "affirmed",
                "modality": "asserted",
                "document": "made",
                "publisher": "A publisher",
                "speaker": "A speaker",
                **bounds(spell),
            }
            ends = f"{home}/place/{number % nodes}", f"{home}/place/{number * 7 % nodes}"
            yield Edge(statement, *ends, "controlledBy", told, spell)

    if name == MAKING:
        start = process_time()
        deque(chain(every_node(), every_node(), every_edge()), maxlen=0)  # nodes twice, as GEXF asks for them
        print(process_time() - start)
        return
    graph = PropertyGraph("Made for a benchmark", PLACED, TOLD, every_node, every_edge)
    if name == NETWORKX:
        import networkx

        from kg.export.graphs import to_networkx

        held = to_networkx(graph)
        start = process_time()
        networkx.write_gexf(held, target, version="1.2draft")
    elif name == "geojson":
        from kg.export.geojson import collection
        from kg.export.xml import write_lines

        features = ({"name": node.label, **node.attributes} for node in every_node())
        start = process_time()
        with target.open("wb") as out:
            made = ((f"{home}/place/{number}", (1.5, 2.5), told) for number, told in enumerate(features))
            write_lines(collection(made), out)
    else:
        start = process_time()
        with target.open("wb") as out:
            writer(KNOWN[name], static=False)(graph, out)
    print(process_time() - start)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
