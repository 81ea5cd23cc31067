"""Work shared among processes that are forked from this one, its results taken in order as they come.

A process is at most one result ahead of what is taken from it, so memory does not grow with the work.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

Work = Callable[[int], tuple[bytes, ...]]
"""Takes the number of a piece of work and does it; each gives as many results."""


def in_order(work: Work, pieces: int, results: int, workers: int) -> Iterator[tuple[bytes, ...]]:
    """What `work` gives for each piece from 0 on, `results` of them a piece; `workers` processes take turns.

    :raises OSError: when a process was ended.

    >>> list(in_order(lambda number: (b"%d" % number, b""), 3, 2, workers=2))
    [(b'0', b''), (b'1', b''), (b'2', b'')]
    """
    if workers == 1:
        yield from map(work, range(pieces))
        return
    fork = get_context("fork")
    processes, ends = [], []
    gc.freeze()  # what is there already is not looked through by each process, and so stays shared
    try:
        for number in range(workers):
            taking, giving = fork.Pipe(duplex=False)
            process = fork.Process(target=_serve, args=(work, range(number, pieces, workers), taking, giving))
            process.start()
            giving.close()
            processes.append(process)
            ends.append(taking)
        for piece in range(pieces):
            try:
                yield tuple(ends[piece % workers].recv_bytes() for _ in range(results))
            except EOFError:
                process = processes[piece % workers]
                process.join()
                raise OSError(f"a process that shared the work ended too early, with code {process.exitcode}") from None
    finally:
        gc.unfreeze()
        for process, end in zip(processes, ends, strict=True):
            end.close()
            process.terminate()
            process.join()


def _serve(work: Work, pieces: range, taking: Connection, giving: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends this one
    taking.close()
    with suppress(BrokenPipeError):  # nobody takes it any more
        for piece in pieces:
            for result in work(piece):
                giving.send_bytes(result)
