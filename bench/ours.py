"""Crossings' own builder, as `python -m bench.ours CORPUS TARGET`: from a corpus on disk to its N-Quads file.

Every row goes through the reader of tables, the record, the checker and the templates; nothing is
derived, as no peer derives. The graphs of vocabulary and entities are written too, and paid for.
"""

from __future__ import annotations

from pathlib import Path

from bench.peers import run
from kg.builders.dataset import records
from kg.errors import Faults
from kg.facts.folder import read_folder


def write(corpus: Path, target: Path) -> None:
    """Write the quads of the corpus.

    :raises CorpusError: when it has faults.
    """
    faults = Faults()
    read = read_folder([corpus], faults)
    faults.raise_if_any()
    with target.open("wb", buffering=1 << 20) as file:
        for record in records(read, faults):
            file.write(record.lines)
    faults.raise_if_any()


if __name__ == "__main__":
    run(write)
