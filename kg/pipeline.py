"""The way of the data, in its one order: facts, builders, dataset, gate, store, query.

This is the only module that knows all stages; each stage knows only those before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.builders.dataset import records
from kg.errors import Fault, Faults, GateError
from kg.facts.corpus import Corpus
from kg.facts.folder import default_corpus, read_folder
from kg.namespaces import PREFIXES
from kg.query.ask import Table, ask
from kg.store.folder import whole_folder
from kg.store.manifest import Content, is_build, read_manifest, write_manifest
from kg.store.oxigraph import FOLDER, fill, open_store, quad_lines

if TYPE_CHECKING:
    from kg.validate.report import Report

# The gate is imported where it is used: pySHACL takes longer to import than a question to answer.


def read_corpus(path: Path | str | None = None, *more: Path | str) -> Corpus:
    """Read and check the corpora in these folders, by default the one that ships with Crossings.

    :raises CorpusError: listing every fault of every file.
    :raises InputError: when a folder is missing or no corpus.

    >>> corpus = read_corpus()
    >>> len(corpus.documents)
    2
    """
    faults = Faults()
    folders = [Path(folder) for folder in (path, *more) if folder is not None] or [default_corpus()]
    corpus = read_folder(folders, faults)
    _check(corpus, faults)
    return corpus


def build_dataset(corpus: Corpus) -> Dataset:
    """The dataset of a corpus that was read; quads are made when they are asked for.

    >>> dataset = build_dataset(read_corpus())
    >>> dataset.query("who-controls", crossing="Albu Kamal", at="2018-10-15").rows[0]["answer"]
    'definite'
    """
    return Dataset(corpus)


class Dataset:
    """Linked data of a corpus, or of a build folder: validate, query, or take it elsewhere."""

    def __init__(self, corpus: Corpus | None, store: ox.Store | None = None) -> None:
        self.corpus = corpus
        self._store = store

    @classmethod
    def open(cls, folder: Path | str) -> Dataset:
        """The dataset in a build folder, read-only.

        :raises InputError: when there is no build.
        """
        read_manifest(Path(folder))
        return cls(None, open_store(Path(folder)))

    def lines(self) -> Iterator[bytes]:
        """The quads as canonical N-Quads lines (UTF-8, no line breaks), in the order of the builders.

        :raises CorpusError: when the facts have faults.
        """
        if self.corpus is None:
            yield from quad_lines(self.store)
            return
        faults = Faults()
        for record in records(self.corpus, faults):
            yield from record.lines.split(b"\n")[:-1]
        faults.raise_if_any()

    @property
    def store(self) -> ox.Store:
        """The dataset as a pyoxigraph store."""
        if self._store is None:
            self._store = ox.Store()
            self._store.bulk_load(b"\n".join(self.lines()), format=ox.RdfFormat.N_QUADS)
        return self._store

    def validate(self) -> Report:
        """Put the dataset through the gate: SHACL over the union of its graphs."""
        from kg.validate.reference import data_graph, shapes_graph, validate

        return validate(data_graph(self.store), shapes_graph())

    def query(self, name: str, **parameters: str) -> Table:
        """Answer a query of the collection; `kg query` lists names and parameters.

        :raises QueryError: when the query or a parameter is not known or wrong.
        """
        return ask(self.store, name, parameters)


def build(folders: list[Path], out: Path, *, store: bool = True, report: Path | None = None) -> Mapping[str, Any]:
    """Build the corpora in `folders` into the folder `out`, whole or not at all; return its manifest.

    `report` names a file for the SHACL report (Turtle) when the gate stays shut.

    :raises CorpusError: when the facts have faults.
    :raises GateError: when the dataset breaks a shape.
    :raises InputError: when something cannot be read.
    :raises OutputError: when `out` cannot be written.
    """
    faults = Faults()
    corpus = read_folder(folders or [default_corpus()], faults)
    if faults.found:
        _check(corpus, faults)
    with whole_folder(out, is_build) as staging:
        dataset = staging / "dataset.nq"
        content = _write(corpus, dataset)
        _gate(corpus, dataset, report)
        _write_trig(dataset, staging / "dataset.trig")
        if store:
            fill(staging / FOLDER, dataset)
        corpora = {part.id: part.settings.title for part in corpus.parts}
        return write_manifest(staging, content, corpora, store)


def _check(corpus: Corpus, faults: Faults) -> None:
    """Read every statement for its faults, and raise all that were found."""
    for _, statements in corpus.statements(faults):
        for _ in statements:
            pass
    faults.raise_if_any()


def _write(corpus: Corpus, path: Path) -> Content:
    faults = Faults()
    content = Content()
    with path.open("wb", buffering=1 << 20) as file:
        for record in records(corpus, faults):
            content.add(record.lines.split(b"\n")[:-1])
            file.write(record.lines)
    faults.raise_if_any()
    return content


def _gate(corpus: Corpus, dataset: Path, report: Path | None) -> None:
    from kg.validate.blame import blame
    from kg.validate.reference import data_graph, shapes_graph, validate

    found = validate(data_graph(ox.parse(path=str(dataset), format=ox.RdfFormat.N_QUADS)), shapes_graph())
    if found.conforms:
        return
    faults = blame(found.violations, records(corpus, Faults()))
    if report is not None:
        try:
            report.write_text(found.turtle, encoding="utf-8", newline="\n")
        except OSError as error:
            what = f"the report cannot be written ({error.strerror})"
            faults.append(Fault(str(report), 0, 0, what, "name another file"))
    raise GateError(faults)


def _write_trig(dataset: Path, path: Path) -> None:
    quads = ox.parse(path=str(dataset), format=ox.RdfFormat.N_QUADS)
    ox.serialize(quads, str(path), format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))
