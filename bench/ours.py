"""Crossings' own builder, as `python -m bench.ours CORPUS TARGET [WORKERS]`: from a corpus on disk to N-Quads.

Every row goes through the reader of tables, the record, the checker and the templates; nothing is
derived, as no peer derives. The graphs of vocabulary and entities are written too, and paid for; into
a file, what it holds is counted and hashed for the manifest, by one process or by several.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from bench.peers import run
from kg.builders.dataset import before_documents
from kg.builders.joining import Writing, records
from kg.errors import Faults
from kg.facts.folder import read_folder
from kg.facts.rejects import Rejects
from kg.facts.statements import Statement
from kg.kept import Kept


class Nothing:
    """A reader that takes nothing from statements."""

    def depends(self) -> bytes:
        """On nothing."""
        return b""

    def add(self, statement: Statement) -> None:
        """Pass it over."""

    def taken(self) -> bytes:
        """Nothing."""
        return b""


def write(corpus: Path, target: Path, workers: int = 1) -> None:
    """Write the quads of the corpus.

    :raises CorpusError: when it has faults.
    """
    faults = Faults()
    read = read_folder([corpus], faults)
    faults.raise_if_any()
    with target.open("wb", buffering=1 << 20) as file:
        if stat.S_ISREG(target.stat().st_mode):
            writing = Writing(file)
            for record in before_documents(read):
                writing.add(record)
            writing.add_documents(read, faults, Rejects(), Nothing, lambda _: None, workers, lambda _: None, Kept())
        else:  # nothing can be put into its place in a pipe
            for record in records(read, faults):
                file.write(record.lines)
    faults.raise_if_any()


if __name__ == "__main__":
    WORKERS = int(sys.argv.pop()) if len(sys.argv) > 3 else 1
    run(lambda corpus, target: write(corpus, target, WORKERS))
