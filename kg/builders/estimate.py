"""How large a dataset will be, told from the sizes of its files and from the first rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from kg.builders.parts import graphs_of, statement_lines
from kg.errors import Faults
from kg.facts.corpus import Corpus, Document
from kg.facts.reading import table_of, table_rows
from kg.facts.tables import Cells, read_cells

SAMPLED = 200
"""So many rows of a table are built to tell what the others come to."""
_OF_A_FILE = 20  # bytes of N-Quads for one of YAML, in the shipped corpora


def size_of_documents(corpus: Corpus) -> int:
    """About how many bytes of N-Quads the documents of a corpus come to."""
    files = _OF_A_FILE * sum(_size(document.path) for document in corpus.documents)
    return files + sum(_size_of_table(document, corpus) for document in corpus.documents if document.header.table)


def _size_of_table(document: Document, corpus: Corpus) -> int:
    path, name = table_of(document)
    cells = list(islice(read_cells(path, name, Faults()), SAMPLED))
    graph, _ = graphs_of(document)
    rows = table_rows(document, corpus, cells, Faults())
    built = sum(len(statement_lines(statement, graph)) for statement, _, _ in rows if statement is not None)
    return built * _size(path) // max(_written(cells), 1)


def _written(rows: Iterable[Cells]) -> int:
    """About how many bytes of a table these rows are."""
    return sum(sum(len(str(cell).encode()) + 1 for cell in row.cells.values()) for row in rows)


def _size(path: Path) -> int:
    with suppress(OSError):  # which is told when it is read
        return path.stat().st_size
    return 0
