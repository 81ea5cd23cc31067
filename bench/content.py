"""The content of a file of quads, to be compared with another's whatever the order of their lines."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple


class Content(NamedTuple):
    """How many quads there are, and the sum modulo 2^256 of the SHA-256 of their lines (`kg/store/manifest.py`)."""

    quads: int
    digest: int


def content(path: Path, graph: str, *, without: str = "", triples: bool = False) -> Content:
    """The content of one graph in a file of canonical N-Quads, or of N-Triples if `triples`.

    Quads on the subject `without` are left out. Blank lines do not count.
    """
    end, begin = f"<{graph}> .\n".encode(), f"<{without}> ".encode()
    quads, total = 0, 0
    with path.open("rb") as file:
        for line in file:
            whole = line[:-2] + end if triples and line.strip() else line
            if whole.endswith(end) and not whole.startswith(begin):
                quads += 1
                total += int.from_bytes(sha256(whole).digest(), "big")
    return Content(quads, total % (1 << 256))
