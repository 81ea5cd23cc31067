"""The bulk engine of the gate: `shacl`, in a process of its own that is asked here and nowhere else.

A message, either way, is its length in four bytes (big-endian) and its bytes, the first of which tells what
it is: shapes in Turtle, the path of an N-Quads file, N-Quads lines, or an answer in MessagePack.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from kg.errors import Fault, GateError, WorkerError
from kg.shipped import shipped
from kg.validate.report import Violation

SHAPES, FILE, LINES, ANSWER = b"SFLA"

_UNKNOWN = ", so that nothing is known of the data"
_MEND = "run it again with '--validator pyshacl', which takes longer"

SECONDS = 300.0  # a part of 75,000 lines takes less than one


def shapes_text(folder: Path | None = None) -> str:
    """The shapes of `folder`, by default the shipped ones, as one Turtle document."""
    return "\n".join(path.read_text("utf-8") for path in sorted((folder or shipped("shapes")).glob("*.ttl")))


class Bulk:
    """The bulk engine with shapes compiled: `with Bulk(shapes_text()) as engine`."""

    def __init__(self, shapes: str, seconds: float = SECONDS) -> None:
        """Start it; each validation may take so many seconds.

        :raises GateError: when the shapes are not well-formed.
        :raises WorkerError: when it does not start.
        """
        self._seconds = seconds
        command = [sys.executable, "-m", "kg.validate.worker"]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self._ask(SHAPES, shapes.encode())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its process."""
        self.process.kill()
        for end in (self.process.stdin, self.process.stdout):
            assert end is not None
            with suppress(BrokenPipeError):  # what it was sent and never read
                end.close()
        self.process.wait()

    def validate(self, lines: bytes) -> list[Violation]:
        """What `lines` (N-Quads, all graphs as one) violate, in the order of `Violation`.

        :raises GateError: when the engine fails.
        :raises WorkerError: when its process ends or takes too long.
        """
        return self._found(LINES, lines)

    def validate_file(self, dataset: Path) -> list[Violation]:
        """The same for a whole N-Quads file, which is not read here.

        :raises GateError: when the engine fails.
        :raises WorkerError: when its process ends or takes too long.
        """
        return self._found(FILE, os.fsencode(dataset))

    def _found(self, kind: int, message: bytes) -> list[Violation]:
        return sorted(Violation(*fields) for fields in self._ask(kind, message)["found"])

    def _ask(self, kind: int, message: bytes) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(self._seconds, end)
        timer.start()
        try:
            send(self.process.stdin, kind, message)
            answer = receive(self.process.stdout)
        except BrokenPipeError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            code = self.process.wait()
            how = f"gave no answer in {self._seconds:g} seconds" if late.is_set() else f"ended with code {code}"
            raise WorkerError(f"the bulk validator {how}{_UNKNOWN}: {_MEND}")
        told: dict[str, Any] = msgspec.msgpack.decode(answer[1])
        if "failed" in told:
            what = f"the bulk validator failed ({told['failed']}){_UNKNOWN}"
            raise GateError([Fault("dataset.nq", 0, 0, what, _MEND)])
        return told


def send(end: IO[bytes], kind: int, message: bytes) -> None:
    """Write a message."""
    end.write((len(message) + 1).to_bytes(4, "big") + bytes([kind]))
    end.write(message)
    end.flush()


def receive(end: IO[bytes]) -> tuple[int, bytes] | None:
    """Read what a message is, and the message; or nothing when the other end is gone."""
    head = end.read(5)
    length = int.from_bytes(head[:4], "big") - 1
    message = end.read(length) if len(head) == 5 else b""
    return (head[4], message) if len(head) == 5 and len(message) == length else None
