"""Work shared among processes that are forked from this one, its results taken in order as they come.

A process is at most one result ahead of what is taken from it, so memory does not grow with the work.
What goes wrong in one is raised here; a process that was ended from outside is an error of its own.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from kg.errors import WorkerError

Reply = Callable[[bytes], object]
"""Answers the process that a result came from."""

Replies = Callable[[], bytes]
"""Waits for the answer to the first result that none was taken for."""

_RESULT, _END, _ERROR = b"r", b"e", b"x"


def cores() -> int:
    """The number of processes that work is worth sharing among: the processor's cores that this one may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def in_turns(
    work: Callable[[int, Replies], Iterator[Sequence[bytes]]], workers: int
) -> Iterator[tuple[Sequence[bytes], Reply]]:
    """Results of `workers` processes, of which number n gives those from n on, one in so many as they are.

    `work` takes that number, and what waits for the answer to a result; each result is to be answered if
    it waits for that. With one worker there is no other process.

    :raises WorkerError: when a process was ended from outside.

    >>> def work(first, replies):
    ...     for number in range(first, 5, 2):
    ...         yield [b"%d" % number]
    >>> [result for result, _ in in_turns(work, 2)]
    [[b'0'], [b'1'], [b'2'], [b'3'], [b'4']]
    """
    if workers == 1:
        answers: deque[bytes] = deque()
        for result in work(0, answers.popleft):
            yield result, answers.append
        return
    crew: list[_Worker] = []
    gc.freeze()  # what is there already is not looked through by each process, and so stays shared
    try:
        for number in range(workers):
            crew.append(_Worker(work, number, crew))
        going = deque(crew)
        while going:
            worker = going.popleft()
            found = worker.result()
            if found is not None:
                going.append(worker)
                yield found, worker.answer
    finally:
        gc.unfreeze()
        for worker in crew:
            worker.end()


def in_order(work: Callable[[int], Sequence[bytes]], pieces: int, workers: int) -> Iterator[Sequence[bytes]]:
    """What `work` gives for each piece from 0 on; `workers` processes take turns.

    :raises WorkerError: when a process was ended from outside.

    >>> list(in_order(lambda number: [b"%d" % number, b""], 3, workers=2))
    [[b'0', b''], [b'1', b''], [b'2', b'']]
    """

    def turns(first: int, _replies: Replies) -> Iterator[Sequence[bytes]]:
        return map(work, range(first, pieces, workers))

    for result, _ in in_turns(turns, workers):
        yield result


class _Worker:
    """A process that works, seen from the one that began it."""

    def __init__(
        self, work: Callable[[int, Replies], Iterator[Sequence[bytes]]], number: int, others: Sequence[_Worker]
    ) -> None:
        fork = get_context("fork")
        self.taking, giving = fork.Pipe(duplex=False)
        answers, self.replying = fork.Pipe(duplex=False)
        # A pipe is at its end when every process has closed it, so none may keep what is another's.
        ours = [self.taking, self.replying, *(end for one in others for end in (one.taking, one.replying))]
        self._process = fork.Process(target=_serve, args=(work, number, giving, answers, ours))
        self._process.start()
        giving.close()
        answers.close()

    def result(self) -> Sequence[bytes] | None:
        """Its next result, None when there is no other."""
        try:
            kind, *found = (self.taking.recv_bytes() for _ in range(int.from_bytes(self.taking.recv_bytes(), "big")))
        except (EOFError, OSError):
            raise self._ended() from None
        if kind == _ERROR:
            raise pickle.loads(found[0])  # noqa: S301 - from a process of our own
        return None if kind == _END else found

    def answer(self, reply: bytes) -> None:
        """Answer the first of its results that was not answered."""
        try:
            self.replying.send_bytes(reply)
        except OSError:
            raise self._ended() from None

    def _ended(self) -> WorkerError:
        self._process.join()
        code = self._process.exitcode or 0
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        what = f"a process that shared the work {how}"
        return WorkerError(f"{what}: nothing was changed; try again, or with fewer --workers if memory is short")

    def end(self) -> None:
        """End it, whatever it does."""
        self.taking.close()
        self.replying.close()
        self._process.terminate()
        self._process.join()


def _serve(
    work: Callable[[int, Replies], Iterator[Sequence[bytes]]],
    number: int,
    giving: Connection,
    answers: Connection,
    theirs: Sequence[Connection],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends this one
    for end in theirs:
        end.close()

    def send(*messages: bytes) -> None:
        for message in (len(messages).to_bytes(4, "big"), *messages):
            giving.send_bytes(message)

    with suppress(BrokenPipeError, EOFError):  # nobody takes it any more
        try:
            for result in work(number, answers.recv_bytes):
                send(_RESULT, *result)
            send(_END)
        except (BrokenPipeError, EOFError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the work was asked for
            send(_ERROR, _pickled(error))


def _pickled(error: Exception) -> bytes:
    try:
        found = pickle.dumps(error)
        pickle.loads(found)  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - an error may hold anything
        found = pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return found
