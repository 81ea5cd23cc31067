"""Parts joined in their order: record by record, or into a file that several processes write.

A process keeps the lines of a part until it is told where they go, and writes them there itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from shutil import copyfileobj
from struct import Struct as Packed
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, BinaryIO

from msgspec.msgpack import Decoder, Encoder

from kg.builders.content import Content
from kg.builders.dataset import (
    SPOOL_IN_MEMORY,
    Record,
    before_documents,
    decision_records,
    waited,
    withdrawal_records,
)
from kg.builders.keeping import Keeping
from kg.builders.parts import Built, Lines, PartRecords, Reader, attribution_lines, graphs_of
from kg.errors import Faults, InputError
from kg.facts.corpus import Corpus
from kg.facts.entities import Where
from kg.facts.reading import Parts, Tally, Whole, document_parts
from kg.facts.rejects import Rejects
from kg.facts.statements import Attribution
from kg.kept import Kept
from kg.namespaces import expand
from kg.shares import Replies, in_turns

_PLACES = Packed(">QQ")  # where the lines of a part go: in the dataset, and in the file where others wait

_STATEMENT = f"<{expand('cx:Statement')}>"

_encode = Encoder().encode
_decode = Decoder(Built).decode


class _Joining:
    """Takes in parts in their order, for what must be written or checked when a document or all of them end."""

    def __init__(self, corpus: Corpus, faults: Faults, rejects: Rejects, parts: Parts | None = None) -> None:
        """`parts` reads all parts once more, by default from the files."""
        self._corpus = corpus
        self._whole = Whole(corpus, faults, rejects, parts)
        self._met: dict[str, Attribution] = {}
        self._last = (-1, 0)

    def close(self) -> None:
        """Give the room on disk back."""
        self._whole.close()

    def begin(self, number: int, batch: int) -> list[Record]:
        """The records to be written before a part: the attributions of the document before, if that ended.

        :raises InputError: when it is not the next part.
        """
        document, last = self._last
        if (number, batch) not in {(document, last + 1), (document + 1, 0)}:
            name = self._corpus.documents[max(document, 0)].file
            raise InputError(f"{name}: its table changed while it was read: build again")
        before = [] if batch else self._ended()
        self._last = (number, batch)
        return before

    def take(self, tally: Tally, attributions: Sequence[Attribution]) -> None:
        """Take in what the part comes to."""
        self._whole.take(self._last[0], tally)
        self._met.update((one.iri, one) for one in attributions)

    def finish(self) -> list[Record]:
        """The records to be written after the last part, when the corpus was checked as a whole."""
        self._whole.check()
        return self._ended()

    def _ended(self) -> list[Record]:
        if not self._met:
            return []
        document = self._corpus.documents[self._last[0]]
        met = [self._met[iri] for iri in sorted(self._met)]
        self._met.clear()
        return [Record(document.entity.where, attribution_lines(met, graphs_of(document)[0]))]


def records(
    corpus: Corpus, faults: Faults, rejects: Rejects | None = None, parts: Parts | None = None
) -> Iterator[Record]:
    """All records of the dataset in its order; faults go to `faults`, rows of tables at fault to `rejects`.

    `parts` reads the parts of the documents, by default from the files.
    """
    yield from before_documents(corpus)
    with ExitStack() as stack:
        # What a decision says of a document's statements belongs after the decisions, in their
        # graph, but is known while the document is read: it waits on disk.
        waiting = {part.id: stack.enter_context(_spool()) for part in corpus.parts}
        joining = stack.enter_context(closing(_Joining(corpus, faults, rejects or Rejects(), parts)))
        for part in (parts or partial(document_parts, corpus))():
            yield from joining.begin(part.number, part.batch)
            made = PartRecords(part, corpus)
            yield from made
            waiting[part.document.part.id].write(b"".join(made.waiting))
            joining.take(part.tally(), made.attributions())
        yield from joining.finish()
        for one in corpus.parts:
            yield from decision_records(one, corpus)
            yield from waited(waiting[one.id], Where(one.file("decisions"), 0))
            yield from withdrawal_records(one, corpus)


def _spool() -> SpooledTemporaryFile[bytes]:
    return SpooledTemporaryFile(SPOOL_IN_MEMORY)


class Writing:
    """Writes the dataset into a file, and counts and hashes what it writes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.content = Content()

    def add(self, record: Record) -> None:
        """Write a record after what was written."""
        self._count(record.lines)
        self._file.write(record.lines)

    def _count(self, lines: bytes) -> None:
        self.content.add(lines.split(b"\n")[:-1])

    def add_documents(
        self,
        corpus: Corpus,
        faults: Faults,
        rejects: Rejects,
        reader: Callable[[], Reader],
        gather: Callable[[bytes], None],
        workers: int,
        advance: Callable[[int], None],
        kept: Kept,
    ) -> None:
        """Write the documents and what stands after them, built by so many processes or taken from what is kept.

        Each process has a reader, and `gather` is given what it took from each part, in order; `advance`
        the number of bytes written since it was last called.

        :raises OSError: when there is no room.
        :raises WorkerError: when a process was ended.
        """
        with ExitStack() as stack:
            waiting = {part.id: stack.enter_context(TemporaryFile()) for part in corpus.parts}
            joining = stack.enter_context(closing(_Joining(corpus, faults, rejects)))
            self._file.flush()
            self._file.seek(self._write_documents(corpus, joining, waiting, reader, gather, workers, advance, kept))
            self._end_documents(corpus, waiting)

    def add_built(
        self,
        corpus: Corpus,
        faults: Faults,
        rejects: Rejects,
        built: Iterable[tuple[Built, Lines]],
        gather: Callable[[bytes], None],
        parts: Parts,
    ) -> None:
        """Write what parts come to that were built, in their order, and what stands after the documents.

        Lines that are written elsewhere are empty here. `parts` reads all parts once more.

        :raises OSError: when there is no room.
        """
        with ExitStack() as stack:
            waiting = {part.id: stack.enter_context(TemporaryFile()) for part in corpus.parts}
            joining = stack.enter_context(closing(_Joining(corpus, faults, rejects, parts)))
            for part, lines in built:
                for record in joining.begin(part.document, part.batch):
                    self.add(record)
                self._file.write(lines.document)
                waiting[corpus.documents[part.document].part.id].write(lines.waiting)
                self._take(part, corpus, joining, gather)
            for record in joining.finish():
                self.add(record)
            self._end_documents(corpus, waiting)

    def _end_documents(self, corpus: Corpus, waiting: Mapping[str, IO[bytes]]) -> None:
        for part in corpus.parts:
            for record in decision_records(part, corpus):
                self.add(record)
            waiting[part.id].seek(0)
            copyfileobj(waiting[part.id], self._file)  # was counted when it was built
            for record in withdrawal_records(part, corpus):
                self.add(record)

    def _take(self, built: Built, corpus: Corpus, joining: _Joining, gather: Callable[[bytes], None]) -> None:
        """Take in what a part comes to."""
        document = corpus.documents[built.document]
        for graph, found in zip(graphs_of(document), (built.lines, built.waiting), strict=True):
            self.content.add_held(graph, found)
        gather(built.read)
        if built.lines.classes.get(_STATEMENT, 0) != built.tally.statements:
            raise RuntimeError(f"a statement of {document.file} was lost: {built.tally}, {built.lines}")
        joining.take(built.tally, built.attributions)

    def _write_documents(
        self,
        corpus: Corpus,
        joining: _Joining,
        waiting: Mapping[str, IO[bytes]],
        reader: Callable[[], Reader],
        gather: Callable[[bytes], None],
        workers: int,
        advance: Callable[[int], None],
        kept: Kept,
    ) -> int:
        """Write the documents; return where the file ends."""
        target, end = self._file.fileno(), self._file.tell()
        ends = dict.fromkeys(waiting, 0)

        def work(first: int, replies: Replies) -> Iterator[Sequence[bytes]]:
            own = reader()
            keeping = Keeping(kept, corpus, own)
            unplaced: tuple[Lines, int] | None = None
            for part in document_parts(corpus, first, workers):
                built, lines, *keep = keeping.part(part)
                if unplaced is not None:
                    place(*unplaced, replies())
                yield [_encode(built), *keep]
                unplaced = lines, waiting[part.document.part.id].fileno()
            if unplaced is not None:
                place(*unplaced, replies())

        def place(lines: Lines, others: int, places: bytes) -> None:
            for file, written, start in zip((target, others), lines, _PLACES.unpack(places), strict=True):
                _write_at(file, written, start)

        def write(records: list[Record]) -> int:
            for record in records:
                self._count(record.lines)
                _write_at(target, record.lines, end)
            return sum(len(record.lines) for record in records)

        for (message, key, value), answer in in_turns(work, workers):
            built = _decode(message)
            if value:
                kept.put(key, value)
            elif key:
                kept.again(key)
            end += write(joining.begin(built.document, built.batch))
            document = corpus.documents[built.document]
            answer(_PLACES.pack(end, ends[document.part.id]))
            end += built.lines.size
            ends[document.part.id] += built.waiting.size
            self._take(built, corpus, joining, gather)
            advance(built.lines.size)
        return end + write(joining.finish())


def _write_at(file: int, lines: bytes, start: int) -> None:
    left = memoryview(lines)
    while left:
        written = os.pwrite(file, left, start)
        left, start = left[written:], start + written
