"""A build as it is loaded: its graphs, and the lines of each, wherever they stand in the dataset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, printable, shortened
from kg.load.records import BOOK
from kg.store.manifest import NAME, file_sha256, read_manifest

BLOCK = 1 << 20
_IRI = re.compile(r'[a-z][a-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')  # what may stand between < and > as it is
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph of a build: its number of quads and its digest, as the manifest tells them.

    `runs` are where its lines stand in the dataset, from one byte up to another.
    """

    iri: str
    quads: int
    digest: str
    runs: tuple[tuple[int, int], ...]

    @property
    def triples_bytes(self) -> int:
        """The size of its lines in N-Triples."""
        return sum(end - begin for begin, end in self.runs) - self.quads * len(f" <{self.iri}>".encode())


@dataclass(frozen=True, slots=True)
class Source:
    """A build: its dataset, and its graphs by their IRIs."""

    dataset: Path
    graphs: dict[str, Graph]

    @property
    def quads(self) -> int:
        """The number of all quads."""
        return sum(graph.quads for graph in self.graphs.values())

    def blocks(self, graph: Graph) -> Iterator[bytes]:
        """The lines of a graph in N-Quads, in blocks of some whole lines."""
        with self.dataset.open("rb") as file:
            for begin, end in graph.runs:
                file.seek(begin)
                while (left := end - file.tell()) > 0:
                    block = file.read(min(left, BLOCK))
                    if not block:
                        raise InputError(f"{self.dataset}: was changed while it was read: run the same command again")
                    yield block if block.endswith(b"\n") else block + file.readline()

    def triples(self, graph: Graph) -> Iterator[bytes]:
        """The lines of a graph in N-Triples, in blocks of some whole lines."""
        ending = f" <{graph.iri}> .\n".encode()  # a line break within a literal is written \n
        for block in self.blocks(graph):
            yield block.replace(ending, b" .\n")

    def lines(self, graph: Graph) -> Iterator[bytes]:
        """The lines of a graph in N-Quads, without their line breaks."""
        for block in self.blocks(graph):
            yield from block.removesuffix(b"\n").split(b"\n")


def read_source(folder: Path) -> Source:
    """The build in `folder`, after a look at whether its manifest tells of its dataset.

    :raises InputError: when there is no build, or one of another version, or the two do not match.
    """
    manifest = read_manifest(folder)
    dataset = folder / "dataset.nq"
    try:
        matches = file_sha256(dataset) == manifest["files"]["dataset.nq"]["sha256"]
        runs, quads = _runs(dataset) if matches else ({}, {})
    except OSError as error:
        raise InputError(f"{dataset}: cannot be read ({error.strerror}): run 'kg build --out {folder}' again") from None
    told = {graph: of["quads"] for graph, of in manifest["graphs"].items()}
    if not matches or told != quads:
        raise InputError(f"{dataset}: is not what {NAME} tells of: run 'kg build --out {folder}' again")
    for iri, of in manifest["graphs"].items():
        if not _IRI.fullmatch(iri) or iri.startswith(BOOK) or not _DIGEST.fullmatch(of["digest"]):
            what = f"{folder / NAME}: <{printable(shortened(iri))}> with its digest is no graph of a build"
            raise InputError(f"{what}: run 'kg build --out {folder}' again")
    graphs = {iri: Graph(iri, of["quads"], of["digest"], tuple(runs[iri])) for iri, of in manifest["graphs"].items()}
    return Source(dataset, graphs)


def _runs(dataset: Path) -> tuple[dict[str, list[tuple[int, int]]], dict[str, int]]:
    """Where the lines of each graph stand, and how many they are."""
    runs: dict[str, list[tuple[int, int]]] = {}
    quads: dict[str, int] = {}
    graph, ending, begin, place, number = "", b"", 0, 0, 0

    def end_run() -> None:
        if number:
            runs.setdefault(graph, []).append((begin, place))
            quads[graph] = quads.get(graph, 0) + number

    with dataset.open("rb") as file:
        for line in file:
            if not line.endswith(ending) or not ending:
                end_run()
                begin, number = place, 0
                ending = line[line.rfind(b" <") :]
                graph = ending[2:-4].decode(errors="replace")
            place += len(line)
            number += 1
    end_run()
    return runs, quads
