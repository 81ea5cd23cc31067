"""A process that answers jobs from the store: it has no network, writes no file, and may be ended at any time."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from socket import socket
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError, UnknownError
from kg.query.confine import confined, with_its_parent, with_little_memory, without_interfaces
from kg.serve.api import answer_question
from kg.serve.data import answer_data
from kg.serve.messages import LENGTH, Answer, Data, Job, Limits, Page, Question, Sparql, decode_job, encode_answer
from kg.serve.opened import Opened
from kg.serve.pages import answer_page
from kg.serve.sparql import answer_sparql

UNCONFINED = 3
"""The exit code of a process that could not be confined."""
NO_MEMORY = 4

_ANSWERS: dict[type[Any], Callable[[Opened, Any], Answer]] = {
    Sparql: answer_sparql,
    Page: answer_page,
    Data: answer_data,
    Question: answer_question,
}


def serve(link: socket, data: str, limits: Limits, unsafe: bool) -> None:
    """Answer the jobs that come over `link` from the store in the folder `data`, until it is closed."""
    with_its_parent(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the endpoint ends this process when it is done
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    without_interfaces()  # where it may; the filter alone refuses every socket
    if not confined() and not unsafe:
        sys.exit(UNCONFINED)
    store = ox.Store.read_only(data)
    with_little_memory(limits.memory)
    opened = Opened(store, limits)
    end = link.detach()
    with suppress(BrokenPipeError, EOFError):
        _write(end, b"")  # ready
        while True:
            length = int.from_bytes(_read(end, LENGTH), "big")
            _write(end, encode_answer(_answer(opened, decode_job(_read(end, length)))))


def _answer(opened: Opened, job: Job) -> Answer:
    try:
        return _ANSWERS[type(job)](opened, job)
    except UnknownError as error:
        return problem(404, str(error))
    except QueryError as error:
        return problem(400, str(error))
    except MemoryError:
        os._exit(NO_MEMORY)  # what is left of this process is not worth keeping
    except Exception as error:  # noqa: BLE001 - whatever a query brings about, the next one is answered
        return problem(500, f"{type(error).__name__}: {error}")


def problem(status: int, text: str) -> Answer:
    """An error as a response, in plain text."""
    return Answer(status, "text/plain; charset=utf-8", f"{text}\n".encode(errors="replace"))


def _read(end: int, length: int) -> bytes:
    read = io.BytesIO()
    while read.tell() < length:
        block = os.read(end, length - read.tell())
        if not block:
            raise EOFError
        read.write(block)
    return read.getvalue()


def _write(end: int, message: bytes) -> None:
    left = memoryview(len(message).to_bytes(LENGTH, "big") + message)
    while left:
        left = left[os.write(end, left) :]
