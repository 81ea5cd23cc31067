"""Files of documents that an earlier build built: taken from there where all that they depend on is the same.

Rows of tables are built each time. A file depends on what is written in it, its document's header, what a
build as a whole settles, and those entities that were asked for when it was built: their ids are kept with
it, and a hash of what they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder
from msgspec.structs import replace

from kg.builders.parts import Built, Lines, Reader, build_part
from kg.facts.corpus import Corpus
from kg.facts.reading import DocumentPart
from kg.kept import Kept, key_of, packed, unpacked


class _Value(Struct):
    asked: list[str]
    entities: bytes
    built: Built
    lines: bytes
    waiting: bytes


_encode = Encoder().encode
_decode = Decoder(_Value).decode


class Keeping:
    """Builds parts of documents with a reader, or takes them from what is kept."""

    def __init__(self, kept: Kept, corpus: Corpus, reader: Reader) -> None:
        self._kept = kept
        self._corpus = corpus
        self._reader = reader
        self._hashes: dict[str, bytes] = {}

    @cached_property
    def _shared(self) -> bytes:
        """A hash of what a build as a whole settles."""
        corpus = self._corpus
        dating = [[id_ for id_, (decision, _) in part.decisions.items() if decision.dates] for part in corpus.parts]
        of_parts = [(part.id, part.base, part.settings.language, sorted(part.withheld)) for part in corpus.parts]
        return key_of("shared", of_parts, dating, corpus.entities.concepts, self._reader.depends())

    def part(self, part: DocumentPart) -> tuple[Built, Lines, bytes, bytes]:
        """A part, built or taken; the key that it is kept by and as what it is kept.

        The key is b"" where it is not kept, and the value where it stays as it was kept.
        """
        if part.batch or not self._kept.keeps:  # a table has any number of rows
            return *build_part(part, self._corpus, self._reader), b"", b""
        key = self._key(part)
        if (kept := self._kept.get(key)) is not None and (whole := unpacked(kept)) is not None:
            value = _decode(whole)
            if value.entities == self._entities(value.asked):
                value.built.document = part.number
                return value.built, Lines(value.lines, value.waiting), key, b""
        known = self._corpus.entities.by_id
        known.forget()
        built, lines = build_part(part, self._corpus, self._reader)
        asked = sorted(known.asked)
        if known.listed or built.tally.count or part.written is None:
            return built, lines, b"", b""  # what is said of faults depends on more
        value = _Value(asked, self._entities(asked), replace(built, document=0), *lines)
        return built, lines, key, packed(_encode(value))

    def _key(self, part: DocumentPart) -> bytes:
        document = part.document
        of_document = (document.header, document.publisher, document.said, document.dated_by, sorted(document.withheld))
        named = (document.part.id, document.file)
        return key_of("part", self._shared, named, of_document, part.written)

    def _entities(self, ids: Iterable[str]) -> bytes:
        """A hash of what stands for these ids."""
        return key_of([self._hash(id_) for id_ in ids])

    def _hash(self, id_: str) -> bytes:
        if id_ not in self._hashes:
            one = self._corpus.entities.by_id.get(id_)
            told = one and (one.type, one.class_, one.iri, one.corpus, one.record, one.labels, one.spellings)
            self._hashes[id_] = key_of(id_, told)
        return self._hashes[id_]
