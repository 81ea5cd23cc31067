"""The gate: a dataset in a file is validated by the engine that its size asks for, whole or part by part."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import MOST_FAULTS
from kg.validate.bulk import Bulk, shapes_text
from kg.validate.choice import Engine
from kg.validate.context import Context
from kg.validate.outline import outline
from kg.validate.reads import Reads, reads
from kg.validate.report import Report, Violation
from kg.validate.targets import homely

WHOLE, PART = 32 << 20, 8 << 20
"""Bytes: a dataset up to so many is validated whole, a larger one in parts of so many."""


def validate_file(dataset: Path, engine: Engine) -> Report:
    """Validate the N-Quads file `dataset`, all its graphs as one, against the shipped shapes.

    :raises GateError: when the engine failed, so that nothing is known of the data.
    :raises OSError: when what the parts of a large dataset tell of each other cannot be kept beside it.
    :raises WorkerError: when the engine's process ended or hung.
    """
    if engine == "bulk":
        return validate_in_parts(dataset, WHOLE if dataset.stat().st_size <= WHOLE else PART)
    from kg.validate.reference import data_graph, shapes_graph, validate

    return validate(data_graph(ox.parse(path=str(dataset), format=ox.RdfFormat.N_QUADS)), shapes_graph())


def validate_in_parts(dataset: Path, size: int) -> Report:
    """Validate the N-Quads file `dataset` with the bulk engine, in parts of about `size` bytes if it is longer.

    Memory is that of a part, however long the file.

    :raises GateError: when the engine failed.
    :raises OSError: when what the parts tell of each other cannot be kept beside the file.
    :raises WorkerError: when the engine's process ended or hung.
    """
    violations: list[Violation] = []
    count = 0
    for found in _whole(dataset) if dataset.stat().st_size <= size else _in_parts(dataset, size):
        count += len(found)
        violations += found[: MOST_FAULTS - len(violations)]
    return report_of(sorted(violations), count)


def report_of(violations: list[Violation], count: int) -> Report:
    """The report of violations, sorted, the first of `count`."""
    if not violations:
        return Report((), "", 0)
    from kg.validate.as_rdf import report_turtle
    from kg.validate.reference import shapes_graph

    return Report(tuple(violations), report_turtle(violations, shapes_graph()), count)


def _whole(dataset: Path) -> Iterator[list[Violation]]:
    with Bulk(shapes_text()) as engine:
        yield engine.validate_file(dataset)


def _in_parts(dataset: Path, size: int) -> Iterator[list[Violation]]:
    shapes, read = shapes_in_parts()
    with (
        TemporaryDirectory(dir=dataset.parent) as folder,
        Bulk(shapes) as engine,
        Context.create(Path(folder) / "context", read) as context,
    ):
        for part, lines in enumerate(cut(dataset, size)):
            context.add(part, outline(lines, read))
        context.settle()
        for part, lines in enumerate(cut(dataset, size)):
            if context.strays(part):
                context.send_home(part, lines)
        for part, lines in enumerate(cut(dataset, size)):
            whole = context.complete(part, lines)
            yield [one for one in engine.validate(whole.lines) if one.focus.encode() in whole.homes]


class ShapesInParts(NamedTuple):
    """The shipped shapes as parts are validated with them, and what they read beyond a node's own quads."""

    shapes: str
    reads: Reads


@cache
def shapes_in_parts() -> ShapesInParts:
    """The shipped shapes, for validation part by part."""
    shapes = ox.Store()
    shapes.load(shapes_text().encode(), format=ox.RdfFormat.TURTLE)
    return ShapesInParts(homely(shapes), reads(shapes))


def cut(dataset: Path, size: int) -> Iterator[bytes]:
    """The lines of a file in parts of about `size` bytes, cut where another subject begins."""
    with dataset.open("rb") as file:
        line = b""
        while lines := line + file.read(size) + file.readline():
            last = lines[lines.rfind(b"\n", 0, -1) + 1 :]
            subject = last[: last.find(b" ") + 1]
            more = []
            while (line := file.readline()).startswith(subject) and line:
                more.append(line)
            yield b"".join([lines, *more])
