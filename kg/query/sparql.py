"""SPARQL from outside, run in a process of its own that has no network and is ended at its deadline."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from kg.errors import QueryError


def run(store: Path, text: str, rows: str, triples: str, seconds: float, out: IO[bytes]) -> None:
    """Write the answer of a query over the store in the folder `store` to the file `out`.

    `rows` and `triples` name the formats (`kg.query.formats`) of bindings and of graphs. All graphs are
    one default graph.

    :raises QueryError: when it is no query, asks for another machine, or takes longer or more memory than it may.
    """
    command = [sys.executable, "-m", "kg.query.worker", str(store), rows, triples, str(os.getpid())]
    try:
        ran = subprocess.run(  # noqa: S603 - our own module; the query is its standard input
            command, input=text.encode(), stdout=out, stderr=subprocess.PIPE, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise QueryError(f"no answer in {seconds:g} seconds: ask for less, or give it more with --timeout") from None
    if ran.returncode == 2:
        raise QueryError(ran.stderr.decode(errors="replace"))
    if ran.returncode:
        raise QueryError(
            f"the query was ended by the system (code {ran.returncode}): ask for less, it ran out of memory"
        )
