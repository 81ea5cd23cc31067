"""Loading: the contract of a store, and a build brought into one, what changed and no more.

A store holds a build when it holds its graphs. For each graph that we loaded it has a record with the
graph's digest: a graph with the build's digest is left alone, another is replaced, and one that the
build no longer has is removed. What the store holds besides, and we have no record of, is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kg.builders.content import graph_digest
from kg.errors import OutputError
from kg.load.source import Graph, Source


@dataclass(frozen=True, slots=True)
class Change:
    """What a store is to do: graphs to replace, graphs found there and to be recorded, IRIs of graphs to remove.

    `recorded` are the digests by graph from which this was worked out.
    """

    source: Source
    replaced: Sequence[Graph]
    found: Sequence[Graph]
    removed: Sequence[str]
    recorded: Mapping[str, str]


class Store(Protocol):
    """A store: each graph of it, for whoever reads, is wholly as before or wholly as after a change.

    That holds too where we or the store are killed in the middle, and a later load then goes on.
    """

    name: str

    def recorded(self) -> dict[str, str]:
        """The digest of each graph that we loaded, by its IRI.

        :raises InputError: when the store cannot be read, or is none.
        """

    def write(self, change: Change) -> Iterator[str]:
        """Make a change, as the only one who does; gives the IRIs of the graphs as they are done.

        :raises OutputError: when another load is running, or the store cannot be written.
        """

    def lines(self, graph: str) -> Iterator[bytes]:
        """What a graph holds, as canonical N-Quads lines without line breaks; nothing for no graph.

        :raises InputError: when it cannot be read.
        """

    def kept(self, line: bytes) -> bytes | None:
        """A line in the form that all that this product may make of it have in common; None where it is dropped."""


class Outcome(NamedTuple):
    """What a load came to, in graphs; `quads` is how many quads were read back.

    `mended` are graphs that had a record and yet were not as recorded; in the graphs `rewritten` the store keeps
    literals in a form of its own.
    """

    replaced: int
    removed: int
    unchanged: int
    mended: int
    quads: int
    rewritten: list[str]


def load(source: Source, store: Store, *, verify: bool = True, progress: Callable[[str], object] = str) -> Outcome:
    """Bring a build into a store, and with `verify` read back and compare every graph of it.

    :raises InputError: when the store cannot be read.
    :raises OutputError: when it cannot be written, or does not hold what was loaded.
    """
    recorded = store.recorded()
    current = [graph for iri, graph in source.graphs.items() if recorded.get(iri) == graph.digest]
    unknown = [graph for iri, graph in source.graphs.items() if iri not in recorded]
    there: dict[str, _Read] = {graph.iri: _Read(graph.iri) for graph in current}
    if verify:
        # A graph without a record may have come by the store's own loader: what is there is not sent again.
        for graph in (*current, *unknown):
            progress(f"reading {graph.iri}")
            there[graph.iri] = _read_back(source, store, graph)
    replaced = [graph for iri, graph in source.graphs.items() if iri not in there or there[iri].fault]
    found = [graph for graph in unknown if graph.iri in there and not there[graph.iri].fault]
    removed = sorted({*recorded} - {*source.graphs})
    if replaced or found or removed:
        for iri in store.write(Change(source, replaced, found, removed, recorded)):
            progress(f"loaded {iri}")
    read = [told for told in there.values() if not told.fault]
    if verify:
        for graph in replaced:
            progress(f"reading {graph.iri}")
            read.append(again := _read_back(source, store, graph))
            if again.fault:
                what = f"{store.name}: <{graph.iri}> is not as it was loaded ({again.fault})"
                raise OutputError(f"{what}: ask no question of it; report this, with the store's version")
        for iri in removed:
            if any(True for _ in store.lines(iri)):
                raise OutputError(f"{store.name}: <{iri}> was removed and is there: run the same command again")
    return Outcome(
        replaced=len(replaced),
        removed=len(removed),
        unchanged=len(source.graphs) - len(replaced),
        mended=sum(bool(there[graph.iri].fault) for graph in current),
        quads=sum(told.quads for told in read),
        rewritten=[told.graph for told in read if told.rewritten],
    )


class _Read(NamedTuple):
    """How a graph compares with the build; `fault` says what is wrong with it, if anything."""

    graph: str
    quads: int = 0
    rewritten: bool = False
    fault: str = ""


def _read_back(source: Source, store: Store, graph: Graph) -> _Read:
    quads, digest = graph_digest(store.lines(graph.iri))
    if (quads, digest) == (graph.quads, graph.digest):
        return _Read(graph.iri, quads)
    if not quads:
        return _Read(graph.iri, fault=f"nothing of {graph.quads:,} quads")
    dropped = 0

    def kept() -> Iterator[bytes]:
        nonlocal dropped
        for line in source.lines(graph):
            if (form := store.kept(line)) is None:
                dropped += 1
            else:
                yield form

    expected = graph_digest(_once(kept()))
    if dropped:
        return _Read(graph.iri, quads, fault=f"{dropped:,} of {graph.quads:,} quads are more than this store can hold")
    found = graph_digest(_once(form for line in store.lines(graph.iri) if (form := store.kept(line)) is not None))
    if found == expected:
        return _Read(graph.iri, quads, rewritten=True)
    if found[0] != expected[0]:
        return _Read(graph.iri, quads, fault=f"{quads:,} of {graph.quads:,} quads")
    return _Read(graph.iri, quads, fault=f"{quads:,} quads as there should be, of another digest")


def _once(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Lines without repetition: two literals of one value may have become one."""
    seen = set()
    for line in lines:
        if b'"^^<' in line:
            if (key := hash(line)) in seen:
                continue
            seen.add(key)
        yield line
