"""Serve a plain store at /sparql on a free port: `python tests/serve/plain_store.py FOLDER`."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from kg.serve.app import Served, endpoint
from kg.serve.http import TimelyProtocol
from kg.serve.messages import Limits
from kg.serve.pool import Pool

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    served = Served(folder, Pool(str(folder), Limits()), lambda text: print(text, file=sys.stderr, flush=True))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served.say(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        app = endpoint(served, ["127.0.0.1"])
        uvicorn.Server(uvicorn.Config(app, http=TimelyProtocol, lifespan="on", log_config=None)).run([listening])
