"""The gate on Spark: parts are validated by executors in the context that the driver makes of their outlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import MOST_FAULTS
from kg.spark.parts import Made
from kg.validate.bulk import Bulk
from kg.validate.context import Context
from kg.validate.gate import PART, cut, report_of, shapes_in_parts
from kg.validate.outline import Outline, node_id, outline
from kg.validate.report import Report, Violation

if TYPE_CHECKING:
    from pyspark import RDD, Broadcast, SparkContext

_NAME = "context"

Numbered = tuple[int, bytes]
"""A part by its number: its lines."""
Strays = Mapping[int, frozenset[bytes]]
"""The ids of nodes that are at home in another part, by the number of the part."""


def validate(spark: SparkContext, records: Path, made: list[RDD[Made]], folder: Path) -> Report:
    """Validate the lines of a file and those that executors made; a context is made in `folder`.

    :raises OSError: when the context cannot be written.
    """
    folder.mkdir()
    read = shapes_in_parts().reads
    with Context.create(folder / _NAME, read) as context:
        places, first = list[tuple[int, int]](), 0
        for lines in cut(records, PART):
            context.add(len(places), outline(lines, read))
            places.append((first, len(lines)))
            first += len(lines)
        total = len(places)
        numbered = [spark.parallelize([*enumerate(places)], total or 1).map(partial(_from_file, records))]
        for one in made:
            begin = total
            for told in one.map(_outline).toLocalIterator():
                context.add(total, told)
                total += 1
            numbered.append(one.zipWithIndex().map(partial(_number, begin)))
        context.settle()
        parts = spark.union(numbered)
        strays = {part: frozenset(found) for part in range(total) if (found := context.strays(part))}
        for part, lines in parts.mapPartitions(partial(_leaving, spark.broadcast(strays))).toLocalIterator():
            context.send_home(part, lines)
    spark.addFile(str(folder / _NAME))
    count, violations = 0, list[Violation]()
    for number, found in parts.mapPartitions(_validated).collect():
        count += number
        violations += found
    return report_of(sorted(violations)[:MOST_FAULTS], count)


def _from_file(records: Path, numbered: tuple[int, tuple[int, int]]) -> Numbered:
    part, (first, size) = numbered
    with records.open("rb") as file:
        file.seek(first)
        return part, file.read(size)


def _outline(made: Made) -> Outline:
    return made.outline


def _number(begin: int, made: tuple[Made, int]) -> Numbered:
    return begin + made[1], made[0].lines


def _leaving(shared: Broadcast[Strays], parts: Iterable[Numbered]) -> Iterator[Numbered]:
    """Of each part the lines that may be of a node at home elsewhere."""
    for part, lines in parts:
        if strays := shared.value.get(part):
            ids: dict[bytes, bool] = {}

            def strayed(term: bytes, strays: frozenset[bytes] = strays, ids: dict[bytes, bool] = ids) -> bool:
                if term not in ids:
                    ids[term] = node_id(term) in strays
                return ids[term]

            found = []
            for line in lines.split(b"\n")[:-1]:
                subject, _, rest = line.split(b" ", 2)
                if strayed(subject) or strayed(rest.split(b" ", 1)[0]):
                    found.append(line + b"\n")
            yield part, b"".join(found)


def _validated(parts: Iterable[Numbered]) -> Iterator[tuple[int, list[Violation]]]:
    """How much is wrong with each part, and the first of it."""
    from pyspark import SparkFiles

    shapes = shapes_in_parts()
    with Bulk(shapes.shapes) as engine, Context.settled(Path(SparkFiles.get(_NAME)), shapes.reads) as context:
        for part, lines in parts:
            whole = context.complete(part, lines)
            found = [one for one in engine.validate(whole.lines) if one.focus.encode() in whole.homes]
            if found:
                yield len(found), found[:MOST_FAULTS]
