"""The peers of the builder: each reads the table and writes the quads of `mapping`, and checks nothing.

A peer is run as `python -m bench.peers.NAME TABLE TARGET` by the Python of its own environment, in which
neither Crossings nor its libraries are; it prints the seconds that it took once its imports were done.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path


def run(write: Callable[[Path, Path], None]) -> None:
    """Call `write` with the two paths of the command line, and print how many seconds it took."""
    table, target = map(Path, sys.argv[1:])
    began = time.perf_counter()
    write(table, target)
    print(time.perf_counter() - began)
