"""The bulk engine of the gate: `shacl`, in a process of its own that is asked here and nowhere else.

A message, either way, is its length in four bytes (big-endian) and its bytes.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from kg.errors import Fault, GateError
from kg.shipped import shipped
from kg.validate.report import Violation

SECONDS = 300.0  # a part of 75,000 lines takes less than one


def shapes_text(folder: Path | None = None) -> str:
    """The shapes of `folder`, by default the shipped ones, as one Turtle document."""
    return "\n".join(path.read_text("utf-8") for path in sorted((folder or shipped("shapes")).glob("*.ttl")))


class Bulk:
    """The bulk engine with shapes compiled: `with Bulk(shapes_text()) as engine`."""

    def __init__(self, shapes: str, seconds: float = SECONDS) -> None:
        """Start it; each validation may take so many seconds.

        :raises GateError: when it does not start, or the shapes are not well-formed.
        """
        self._seconds = seconds
        command = [sys.executable, "-m", "kg.validate.worker"]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self._ask(shapes.encode())
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

        :raises GateError: when the engine fails, ends or takes too long.
        """
        return sorted(Violation(*fields) for fields in self._ask(lines).get("found", ()))

    def _ask(self, message: bytes) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(self._seconds, end)
        timer.start()
        try:
            send(self.process.stdin, message)
            answer = receive(self.process.stdout)
        except BrokenPipeError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            code = self.process.wait()
            raise _failed(
                f"gave no answer in {self._seconds:g} seconds" if late.is_set() else f"ended with code {code}"
            )
        told: dict[str, Any] = msgspec.msgpack.decode(answer)
        if "failed" in told:
            raise _failed(f"failed ({told['failed']})")
        return told


def _failed(what: str) -> GateError:
    mend = "run it again with '--validator pyshacl', which takes longer"
    return GateError(
        [Fault("dataset.nq", 0, 0, f"the bulk validator {what}, so that nothing is known of the data", mend)]
    )


def send(end: IO[bytes], message: bytes) -> None:
    """Write a message."""
    end.write(len(message).to_bytes(4, "big"))
    end.write(message)
    end.flush()


def receive(end: IO[bytes]) -> bytes | None:
    """Read a message, or nothing when the other end is gone."""
    head = end.read(4)
    message = end.read(int.from_bytes(head, "big"))
    return message if len(head) == 4 and len(message) == int.from_bytes(head, "big") else None
