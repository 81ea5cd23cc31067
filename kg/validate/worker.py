"""A process that validates lines with the bulk engine, `shacl`: `python -m kg.validate.worker`.

It reads messages from standard input (`kg/validate/bulk.py` says how they are framed): first the shapes as
Turtle, then N-Quads lines, as often as wanted, and answers each with a message: what the engine found, or
why it found nothing. The engine is compiled code that reads what people wrote: if it ends or hangs, this
process does so and not the build.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import msgspec
import shacl

from kg.validate.bulk import ANSWER, FILE, SHAPES, receive, send

_encode = msgspec.msgpack.encode


def main() -> None:
    """Compile the shapes, then validate until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends this one
    shapes = shacl.Shapes.from_turtle("")
    while (received := receive(sys.stdin.buffer)) is not None:
        kind, message = received
        answer: dict[str, Any] = {}
        try:
            if kind == SHAPES:
                shapes = shacl.Shapes.from_turtle(message.decode())
            else:
                report = _validated(shapes, kind, message)
                answer["found"] = [_plain(result) for result in report.results]
        except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
            answer["failed"] = f"{type(error).__name__}: {error}"
        send(sys.stdout.buffer, ANSWER, _encode(answer))


def _validated(shapes: shacl.Shapes, kind: int, message: bytes) -> shacl.Report:
    """All graphs are validated as one, of a file as of lines."""
    if kind == FILE:
        return shapes.validate_file(os.fsdecode(message))
    return shapes.validate_text(message.decode(), "nquads")


def _plain(result: shacl.Result) -> tuple[str, ...]:
    """The fields of a `kg.validate.report.Violation`."""
    return (
        result.focus_node,
        result.path or "",
        f"<{result.component_iri}>",
        f"<{result.severity_iri}>",
        result.value or "",
        result.source_shape or "",
        min(result.messages, default=""),
    )


if __name__ == "__main__":
    main()
