"""How large a dataset will be, told from the sizes of its files and from the first rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from zlib import compress

from kg.builders.parts import graphs_of, statement_lines
from kg.errors import Faults
from kg.facts.cells import Cells, read_cells
from kg.facts.corpus import Corpus, Document
from kg.facts.reading import table_of, table_rows
from kg.facts.rejects import Intake
from kg.facts.tablefiles import PACKED, format_of
from kg.facts.tables import STATEMENTS

SAMPLED = 200
"""So many rows of a table are built to tell what the others come to."""
_OF_A_FILE = 20  # bytes of N-Quads for one of YAML, in the shipped corpora


def size_of_documents(corpus: Corpus) -> int:
    """About how many bytes of N-Quads the documents of a corpus come to."""
    files = _OF_A_FILE * sum(_size(document.path) for document in corpus.documents)
    tables = [(document, table) for document in corpus.documents for table in document.header.tables]
    return files + sum(_size_of_table(document, table, corpus) for document, table in tables)


def _size_of_table(document: Document, table: str, corpus: Corpus) -> int:
    path, name = table_of(document, table)
    cells = list(islice(read_cells(path, name, STATEMENTS, Faults()), SAMPLED))
    graph, _ = graphs_of(document)
    rows = table_rows(document, corpus, cells, Intake(document.header.document, table))
    built = sum(len(statement_lines(statement, graph)) for statement, _, _ in rows if statement is not None)
    written = _written(cells, format_of(table) == "jsonl")
    packed = path.suffix in PACKED or format_of(table) == "parquet"
    return built * _size(path) // max(len(compress(written) if packed else written), 1)


def _written(rows: Iterable[Cells], named: bool) -> bytes:
    """About the bytes of a table that these rows are; `named`: with the names of their columns."""
    lines = (str(row.cells) if named else ",".join(map(str, row.cells.values())) for row in rows)
    return "\n".join(lines).encode("utf-8", "replace")


def _size(path: Path) -> int:
    with suppress(OSError):  # which is told when it is read
        return path.stat().st_size
    return 0
