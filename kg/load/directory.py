"""Oxigraph, embedded: a directory of its own, exchanged in one step for one that holds the build.

The new directory is filled by the bulk loader beside the old one, which nobody writes meanwhile: we hold
the lock that RocksDB, the engine below, takes on it. What is kept is not copied but linked, as RocksDB
never changes a table of its.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

import pyoxigraph as ox

from kg.errors import InputError, OutputError
from kg.load.blocks import as_file
from kg.load.loading import Change
from kg.load.records import BOOK, DIGEST, record
from kg.load.rewrites import by_value
from kg.store.folder import whole_folder
from kg.store.oxigraph import SUMS

_BOOK, _DIGEST = ox.NamedNode(BOOK), ox.NamedNode(DIGEST)


class Directory:
    """The Oxigraph store in a directory, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)
        self._read: ox.Store | None = None  # as it was when it was last opened to read: opening takes long

    def recorded(self) -> dict[str, str]:
        """The digest of each graph that we loaded, by its IRI.

        :raises InputError: when the directory cannot be opened.
        """
        self._read = self._open()
        return _recorded(self._read) if self._read else {}

    def write(self, change: Change) -> Iterator[str]:
        """Fill a new directory and put it in place; then gives the IRIs of the graphs.

        :raises OutputError: when another process has the store open, or it cannot be written.
        """
        if (self.folder / SUMS).exists():
            raise OutputError(f"{self.folder}: is the store of a build: name another directory")
        self._read = None
        with self._locked():
            try:
                with whole_folder(self.folder, is_store) as staging:
                    self._fill(staging, change)
            except (RuntimeError, SyntaxError) as error:  # its files are corrupt; a dataset of no build of ours
                raise OutputError(f"{self.folder}: cannot be written ({error}): nothing was changed") from None
        yield from (graph.iri for graph in (*change.replaced, *change.found))
        yield from change.removed

    def lines(self, graph: str) -> Iterator[bytes]:
        """What a graph holds, as canonical N-Quads lines without line breaks; as when the records were last read."""
        if self._read is None:
            self._read = self._open()
        if self._read is not None:
            ending = f"<{graph}> .".encode()
            try:
                with NamedTemporaryFile() as file:  # in Rust, faster than one quad after another
                    self._read.dump(file.name, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
                    for line in file:
                        yield line[:-2] + ending
            except OSError as error:
                mend = f"make room in {gettempdir()}, or name another folder with TMPDIR"
                raise InputError(f"{self.folder}: <{graph}> cannot be read back ({error}): {mend}") from None

    def kept(self, line: bytes) -> bytes | None:
        """The line with its literal by its value."""
        return by_value(line)

    def _open(self) -> ox.Store | None:
        if not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir())):
            return None
        if not is_store(self.folder):
            raise InputError(f"{self.folder}: is no Oxigraph store: name another directory")
        try:
            return ox.Store.read_only(str(self.folder))
        except (OSError, RuntimeError) as error:
            raise InputError(f"{self.folder}: cannot be opened ({error}): name another directory") from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold RocksDB's lock on the directory, where there is one, with all that it holds in its tables.

        What was written last may stand in a log alone, which a copy would not have: opening brings it into a table.
        """
        if not is_store(self.folder):
            yield
            return
        try:
            for _ in range(3):
                with (self.folder / "LOCK").open("r+b") as lock:
                    fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if not any(log.stat().st_size for log in self.folder.glob("*.log")):
                        yield
                        return
                store = ox.Store(str(self.folder))
                store.flush()
                del store
            raise OutputError(f"{self.folder}: somebody goes on writing to this store: run the same command again")
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            if isinstance(error, BlockingIOError) or "lock" in str(error).lower():
                what = f"{self.folder}: another process has this store open"
                raise OutputError(f"{what}: stop it, or load through the server that it is") from None
            raise OutputError(f"{self.folder}: cannot be opened ({error}): nothing was changed") from None

    def _fill(self, staging: Path, change: Change) -> None:
        before = self._open()
        recorded = _recorded(before) if before else {}
        if recorded != change.recorded:
            raise OutputError(f"{self.folder}: another load was here just now: run the same command again")
        ours = {BOOK, *recorded, *change.source.graphs}
        untouched = {*change.source.graphs} - {graph.iri for graph in change.replaced}
        new = staging.with_name("store")
        if before and (untouched or _holds_more_than(before, ours)):
            before.backup(str(new))
            store = ox.Store(str(new))
            for iri in (BOOK, *change.removed, *(graph.iri for graph in change.replaced)):
                store.remove_graph(ox.NamedNode(iri))
            for graph in change.replaced:
                store.bulk_load(input=as_file(change.source.blocks(graph)), format=ox.RdfFormat.N_QUADS)
        else:
            store = ox.Store(str(new))
            store.bulk_load(path=str(change.source.dataset), format=ox.RdfFormat.N_QUADS)
        records = "\n".join(record(graph.iri, graph.digest) for graph in change.source.graphs.values())
        store.load(input=records.encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=_BOOK)
        store.flush()
        del store  # closes the files, so that the folder can be moved
        staging.rmdir()
        new.rename(staging)


def is_store(folder: Path) -> bool:
    """Whether a folder is an Oxigraph store: RocksDB's file CURRENT names its list of tables."""
    return (folder / "CURRENT").is_file() and (folder / "IDENTITY").is_file()


def _recorded(store: ox.Store) -> dict[str, str]:
    quads = store.quads_for_pattern(None, _DIGEST, None, _BOOK)
    return {str(quad.subject)[1:-1]: quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}


def _holds_more_than(store: ox.Store, graphs: set[str]) -> bool:
    """Whether a store has content that is in none of these graphs."""
    others = any(graph.value not in graphs for graph in store.named_graphs())
    return others or any(True for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
