"""Parts of tables, and groups of statements, worked on by Spark's executors; what they come to, and their lines.

What an executor makes is kept on its disk until the build ends, and made again if that is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.msgpack import Decoder, Encoder

from kg.builders.content import Held, held
from kg.builders.parts import Built, Lines, build_part
from kg.facts.corpus import Corpus
from kg.facts.reading import file_part, table_part
from kg.resolve.deriving import Deriving, Group
from kg.resolve.graphs import RULES, Writer, placed
from kg.resolve.groups import Groups
from kg.resolve.reading import Reader
from kg.spark.tables import Batch
from kg.validate.gate import shapes_in_parts
from kg.validate.outline import Outline, outline

if TYPE_CHECKING:
    from pyspark import RDD, Broadcast, SparkContext

_AT_ONCE = 3  # pieces of work for each core

_encode = Encoder().encode
_decode = Decoder(Built).decode
_groups = Decoder(list[bytes]).decode


class Made(NamedTuple):
    """What an executor made: what it comes to, its N-Quads lines, and what the gate needs to know of them.

    `told` is a `Built` of rows, and of groups what their lines hold, by rule.
    """

    told: bytes
    lines: bytes
    outline: Outline


def build_tables(batches: RDD[Batch], corpus: Corpus) -> RDD[Made]:
    """Each batch of rows, built."""
    shared = batches.context.broadcast(corpus)
    return _kept(batches.mapPartitions(partial(_built, shared)))


def _built(shared: Broadcast[Corpus], batches: Iterable[Batch]) -> Iterator[Made]:
    corpus = shared.value
    reader = Reader(corpus)
    for number, rows in batches:
        built, lines = build_part(table_part(corpus.documents[number], number, 1, corpus, rows), corpus, reader)
        yield _made(_encode(built), lines.document + lines.waiting)


def _made(told: bytes, lines: bytes) -> Made:
    return Made(told, lines, outline(lines, shapes_in_parts().reads))


def _kept(made: RDD[Made]) -> RDD[Made]:
    from pyspark import StorageLevel

    return made.persist(StorageLevel.DISK_ONLY)


def joined(corpus: Corpus, made: RDD[Made]) -> Iterator[tuple[Built, Lines]]:
    """The parts of a corpus in order: its files, which are built here, and its tables, whose lines are elsewhere."""
    reader = Reader(corpus)
    of_tables = groupby(map(_decode, made.map(_told).toLocalIterator()), lambda built: built.document)
    following = next(of_tables, None)
    for number, document in enumerate(corpus.documents):
        yield build_part(file_part(document, number, corpus), corpus, reader)
        if following is not None and following[0] == number:
            for batch, built in enumerate(following[1], start=1):
                built.batch = batch
                yield built, Lines(b"", b"")
            following = next(of_tables, None)


def _told(made: Made) -> bytes:
    return made.told


def derive(context: SparkContext, groups: Groups, base: str, folder: Path) -> RDD[Made]:
    """What is derived of groups, which are put down in `folder` for the executors to read."""
    folder.mkdir()
    pieces = 0
    for piece in groups.pieces():
        if found := [groups.alone(about, told).encoded() for about, told in groups.of(piece)]:
            (folder / str(pieces)).write_bytes(_encode(found))
            pieces += 1
    slices = min(pieces, _AT_ONCE * context.defaultParallelism) or 1
    return _kept(context.parallelize(range(pieces), slices).map(partial(_derived, base, folder)))


def _derived(base: str, folder: Path, piece: int) -> Made:
    lines: list[list[bytes]] = [[] for _ in RULES]
    for encoded in _groups((folder / str(piece)).read_bytes()):
        group = Group.of(encoded)
        written = Writer(Deriving(group.context, group.around), base).written([(group.about, group.told)])
        for of_rule, found in zip(lines, written, strict=True):
            of_rule.append(found)
    by_rule = dict(zip(RULES, map(b"".join, lines), strict=True))
    by_rule["presuppositions"] = b"".join(record.lines for record in placed(BytesIO(by_rule["presuppositions"])))
    return _made(_encode({rule: held(found) for rule, found in by_rule.items()}), b"".join(by_rule.values()))


def held_by_rule(made: RDD[Made]) -> Iterator[dict[str, Held]]:
    """What was derived holds, by rule, piece by piece."""
    return map(Decoder(dict[str, Held]).decode, made.map(_told).toLocalIterator())


def save(made: RDD[Made], folder: Path) -> None:
    """Write the lines into a new folder, a file a partition, each whole or not at all (Hadoop's committer)."""
    made.map(_text).filter(bool).saveAsTextFile(folder.as_uri())
    for path in folder.iterdir():
        if path.name.startswith("part-"):
            path.rename(path.with_suffix(".nq"))
        else:  # sums of files under the names that they had, and the mark that the committer was done
            path.unlink()


def _text(made: Made) -> bytes:
    return made.lines[:-1]  # a line break is added to each
