"""Running the endpoint: listening, until it is told to stop."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import uvicorn

from kg.errors import InputError, OutputError, printable
from kg.serve.app import Served, endpoint
from kg.serve.http import MOST_HEAD, TimelyProtocol
from kg.serve.messages import Limits
from kg.serve.pool import Pool
from kg.store.opening import open_build
from kg.store.oxigraph import FOLDER

MOST_CONNECTIONS = 1_000
IDLE_SECONDS = 15
STOP_SECONDS = 10
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def run(
    data: Path,
    *,
    host: str,
    port: int,
    limits: Limits,
    names: Collection[str] = (),
    origins: Collection[str] = (),
    log_queries: bool = False,
    unsafe: bool = False,
    quiet: bool = False,
) -> None:
    """Serve the build in the folder `data` at `host`:`port` until SIGINT or SIGTERM.

    :raises InputError: when there is no build, or queries cannot be confined here.
    :raises OutputError: when the address cannot be listened on.
    """
    open_build(data)
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    pool = Pool(str(data / FOLDER), limits, quick=2 * cores, slow=cores, unsafe=unsafe)
    served = Served(data, pool, lambda text: print(printable(text), file=sys.stderr, flush=True))
    hosts = {*LOOPBACK, host, f"[{host}]", *names}
    app = endpoint(served, hosts, origins, quiet=quiet, log_queries=log_queries)
    config = uvicorn.Config(
        app,
        http=TimelyProtocol,
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        h11_max_incomplete_event_size=MOST_HEAD,
    )
    with _listening(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        served.say(f"serving {data} at http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order, and then says why
            server.run([listening])
        if served.failed:
            raise InputError(served.failed)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        what = f"{printable(host)}:{port}: cannot be listened on ({error.strerror or error})"
        raise OutputError(f"{what}: choose another --port or --host") from None
