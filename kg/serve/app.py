"""The endpoint: the dataset that is served, its replacement by a newer build, and the application around it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from kg.errors import InputError
from kg.serve.guard import Guard
from kg.serve.messages import Answer, Job
from kg.serve.pool import Pool, UnconfinedError
from kg.serve.routes import refused, routes
from kg.store.manifest import NAME
from kg.store.opening import open_build
from kg.store.oxigraph import FOLDER

LOOK_SECONDS = 1.0


@dataclass(slots=True)
class Served:
    """A build folder that is served, and looked at for a newer build in its place.

    `say` tells the log.
    """

    data: Path
    pool: Pool
    say: Callable[[str], None]
    failed: str = ""  # why it could not begin
    _seen: tuple[int, int, int] = (0, 0, 0)
    _renewing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Its processes run within."""
        self._seen = self._look()
        try:
            await self.pool.start()
        except UnconfinedError:
            self.failed = "queries cannot be confined on this machine (no seccomp): --unsafe serves all the same"
            raise
        except OSError as error:
            self.failed = str(error)
            raise
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await self.pool.close()

    async def ask(self, job: Job) -> Answer:
        """The answer to a job; one that fails because the build was replaced under it is answered from the new one."""
        answer = await self.pool.ask(job)
        if answer.status == 500 and await self.renew():
            return await self.pool.ask(job)
        return answer

    async def renew(self) -> bool:
        """Serve a newer build, if there is one; whether there was."""
        async with self._renewing:
            found = self._look()
            if found in {self._seen, (0, 0, 0)}:
                return False
            try:
                await asyncio.to_thread(open_build, self.data)
                await self.pool.swap(str(self.data / FOLDER))
            except (InputError, OSError) as error:
                self.say(f"the new build cannot be served, the old one still is: {error}")
                self._seen = found
                return False
            self._seen = found
            self.say("a newer build is served")
            return True

    def _look(self) -> tuple[int, int, int]:
        try:
            found = (self.data / NAME).stat()
        except OSError:
            return 0, 0, 0
        return found.st_ino, found.st_mtime_ns, found.st_size

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.renew()


def endpoint(
    served: Served,
    hosts: Collection[str],
    origins: Collection[str] = (),
    *,
    quiet: bool = False,
    log_queries: bool = False,
) -> Starlette:
    """The application (ASGI 3) that answers for `hosts`; web pages of `origins` may read its answers."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with served.running():
            yield

    middleware = [Middleware(Guard, hosts=hosts, quiet=quiet)]
    if origins:
        middleware.append(Middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"]))
    return Starlette(
        routes=routes(served, log_queries),
        middleware=middleware,
        lifespan=lifespan,
        exception_handlers={HTTPException: refused},
    )
