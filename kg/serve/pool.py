"""The processes that answer, and who may use them: a quick lane, a slow lane, and a queue for each.

Every job begins in the quick lane. One that takes longer goes on with what the others leave of the
processors, in a place of the slow lane; where that is full it is ended, and begins anew when a place
is free. So a few queries that run away do not hold up those that do not.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from socket import socketpair

from kg.serve.messages import LENGTH, Answer, Job, Limits, decode_answer, encode_job
from kg.serve.worker import NO_MEMORY, UNCONFINED, problem, serve

START_SECONDS = 60
_NICEST = 19

_context = get_context("forkserver")
_context.set_forkserver_preload(["kg.serve.worker"])


class UnconfinedError(Exception):
    """This machine cannot confine a process that answers queries."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A process that answers, of a generation of the dataset, and the way to it."""

    process: BaseProcess
    read: asyncio.StreamReader
    write: asyncio.StreamWriter
    generation: int

    async def ready(self) -> bool:
        """Whether it has opened its store."""
        with suppress(asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await self.read.readexactly(LENGTH)
                return True
        return False

    def ask(self, job: bytes) -> asyncio.Task[bytes]:
        """Give it a job; the task ends with the answer, or IncompleteReadError when the process ends."""
        self.write.write(len(job).to_bytes(LENGTH, "big") + job)
        return asyncio.create_task(self._answer())

    async def _answer(self) -> bytes:
        length = int.from_bytes(await self.read.readexactly(LENGTH), "big")
        return await self.read.readexactly(length)

    def yield_to_others(self) -> None:
        """Leave the processors to processes that have more of a hurry."""
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid or 0, _NICEST)

    async def end(self) -> int:
        """End the process; its exit code."""
        self.process.kill()
        self.write.close()
        await asyncio.to_thread(self.process.join)
        return self.process.exitcode or 0


@dataclass(slots=True)
class Pool:
    """Processes that answer jobs from the store in the folder `data`.

    `quick` processes take new jobs, up to `slow` more go on with jobs that take long; up to `queue`
    jobs wait in each lane. `unsafe` goes on where a process cannot be confined.
    """

    data: str
    limits: Limits
    quick: int = 2
    slow: int = 2
    queue: int = 256
    unsafe: bool = False
    _idle: asyncio.Queue[_Worker] = field(default_factory=asyncio.Queue)
    _all: set[_Worker] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _generation: int = 0
    _waiting: int = 0
    _slow_waiting: int = 0
    _slow_places: asyncio.Semaphore = field(init=False)
    _closed: bool = False

    def __post_init__(self) -> None:
        self._slow_places = asyncio.Semaphore(self.slow)

    async def start(self) -> None:
        """Start the processes of the quick lane.

        :raises UnconfinedError: when this machine cannot confine them.
        :raises OSError: when the store cannot be opened.
        """
        for worker in await self._some(self.data, self._generation):
            self._idle.put_nowait(worker)

    async def swap(self, data: str) -> None:
        """Answer from the store in another folder from now on; jobs that have begun are answered from the old one.

        :raises OSError: when it cannot be opened: the old one is then kept.
        """
        fresh = await self._some(data, self._generation + 1)
        self.data = data
        self._generation += 1
        for worker in fresh:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        await asyncio.gather(*self._tasks, *(worker.end() for worker in set(self._all)), return_exceptions=True)
        self._all.clear()

    async def ask(self, job: Job) -> Answer:
        """The answer to a job, which may be that there is none: 503 when too many wait, 504 at the deadline."""
        if self._waiting >= self.queue:
            return _busy()
        message = encode_job(job)
        began = time.monotonic()
        return await self._quick(message, began)

    async def _quick(self, message: bytes, began: float) -> Answer:
        worker = await self._next(began)
        if worker is None:
            return _late(self.limits)
        task = worker.ask(message)
        here = True  # in the quick lane
        try:
            done, _ = await asyncio.wait({task}, timeout=self.limits.quick)
            if done:
                here = False
                return await self._done(worker, task)
            self._soon(self._replaced())
            here = False
            if not self._slow_places.locked():
                async with self._slow_places:
                    return await self._slowly(worker, task, began)
            self._soon(self._ended(worker, task))
            return await self._again(message, began)
        except asyncio.CancelledError:  # the client has gone
            if here:
                self._soon(self._replaced())
            self._soon(self._ended(worker, task))
            raise

    async def _again(self, message: bytes, began: float) -> Answer:
        """Answer a job that was ended for want of a place in the slow lane, from its beginning."""
        if self._slow_waiting >= self.queue:
            return _busy()
        self._slow_waiting += 1
        try:
            async with asyncio.timeout(self._left(began)):
                await self._slow_places.acquire()
        except TimeoutError:
            return _late(self.limits)
        finally:
            self._slow_waiting -= 1
        try:
            try:
                worker = await self._started()
            except OSError:
                return problem(500, "no process could be started to answer")
            return await self._slowly(worker, worker.ask(message), began)
        finally:
            self._slow_places.release()

    async def _slowly(self, worker: _Worker, task: asyncio.Task[bytes], began: float) -> Answer:
        """What comes of a job in the slow lane; its process ends with it."""
        worker.yield_to_others()
        try:
            done, _ = await asyncio.wait({task}, timeout=self._left(began))
            if not done:
                return _late(self.limits)
            try:
                return decode_answer(task.result())
            except (asyncio.IncompleteReadError, ConnectionError):
                return await self._died(worker)
        finally:
            await self._ended(worker, task)

    async def _done(self, worker: _Worker, task: asyncio.Task[bytes]) -> Answer:
        try:
            answer = decode_answer(task.result())
        except (asyncio.IncompleteReadError, ConnectionError):
            self._soon(self._replaced())
            return await self._died(worker)
        if worker.generation == self._generation:
            self._idle.put_nowait(worker)
        else:
            self._soon(self._ended(worker, task))
        return answer

    async def _died(self, worker: _Worker) -> Answer:
        await asyncio.to_thread(worker.process.join)
        self._all.discard(worker)
        worker.write.close()
        memory = f"{self.limits.memory >> 20:,} MiB"
        if worker.process.exitcode in {NO_MEMORY, -6, -11, 255}:  # by SIGABRT or SIGSEGV; 255: nobody saw how
            return problem(503, f"the query needs more memory than there is for one ({memory}): ask for less")
        return problem(500, f"the process that answered ended with code {worker.process.exitcode}")

    async def _next(self, began: float) -> _Worker | None:
        """A process of the present generation, when one is free; None when that takes too long."""
        self._waiting += 1
        try:
            async with asyncio.timeout(self._left(began)):
                while True:
                    worker = await self._idle.get()
                    if worker.generation == self._generation:
                        return worker
                    self._soon(self._ended(worker, None))
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1

    def _left(self, began: float) -> float:
        return max(0.0, began + self.limits.seconds - time.monotonic())

    async def _some(self, data: str, generation: int) -> list[_Worker]:
        return await asyncio.gather(*(self._started(data, generation) for _ in range(self.quick)))

    async def _started(self, data: str = "", generation: int = -1) -> _Worker:
        """A new process, of the present generation if none is named, that has opened its store."""
        data, generation = (data, generation) if data else (self.data, self._generation)
        ours, theirs = socketpair()
        with theirs:
            process = _context.Process(target=serve, args=(theirs, data, self.limits, self.unsafe), daemon=True)
            await asyncio.to_thread(process.start)
        read, write = await asyncio.open_connection(sock=ours)
        worker = _Worker(process, read, write, generation)
        self._all.add(worker)
        if await worker.ready():
            return worker
        code = await worker.end()
        self._all.discard(worker)
        if code == UNCONFINED:
            raise UnconfinedError
        raise OSError(f"the store in {data} cannot be opened")

    async def _replaced(self) -> None:
        """Put a new process into the quick lane, for one that left it."""
        with suppress(OSError):
            self._idle.put_nowait(await self._started())

    async def _ended(self, worker: _Worker, task: asyncio.Task[bytes] | None) -> None:
        if task is not None:
            task.cancel()
        if worker in self._all:
            self._all.discard(worker)
            await worker.end()

    def _soon(self, coroutine: Coroutine[None, None, None]) -> None:
        if self._closed:
            coroutine.close()
            return
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _busy() -> Answer:
    answer = problem(503, "too many queries wait already: ask again in a while")
    return Answer(answer.status, answer.media, answer.body, (("Retry-After", "5"),))


def _late(limits: Limits) -> Answer:
    return problem(504, f"no answer in {limits.seconds:g} seconds: ask for less")
