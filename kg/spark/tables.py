"""Tables as Spark reads them, from wherever it can, in batches of rows that are parts of their own.

A text is cut at its line breaks and nowhere else, so a cell that holds one is a fault here: Parquet has room for it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kg.errors import Fault, Faults
from kg.facts.cells import Cells, cells_of, check_heading
from kg.facts.corpus import Corpus
from kg.facts.entities import Where
from kg.facts.parquet import check_types, column_cells
from kg.facts.reading import BATCH, DocumentPart, TableBatch, file_part, table_of, table_part
from kg.facts.tablefiles import Lines, TableError, format_of
from kg.facts.tables import STATEMENTS
from kg.spark.cluster import reason

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

Batch = tuple[int, TableBatch]
"""The place of a document in the corpus, and rows of one of its tables."""

_ROW = "_row"  # no name of a column of ours


class Tables:
    """The tables of a corpus, below the folder `where` as Spark names it, "" for the corpus's own."""

    def __init__(self, session: SparkSession, corpus: Corpus, where: str) -> None:
        self._session = session
        self._corpus = corpus
        self._where = where

    def batches(self) -> RDD[Batch]:
        """All rows of all tables, in batches, in order."""
        context = self._session.sparkContext
        tables = [
            self._batches(number, table)
            for number, document in enumerate(self._corpus.documents)
            for table in document.header.tables
        ]
        return context.union(tables) if tables else context.parallelize([], 1)

    def parts(self) -> Iterator[DocumentPart]:
        """All parts of the corpus, read here and one after the other: to look again at what is at fault."""
        batches = groupby(self.batches().toLocalIterator(), itemgetter(0))
        following = next(batches, None)
        for number, document in enumerate(self._corpus.documents):
            yield file_part(document, number, self._corpus)
            if following is not None and following[0] == number:
                for batch, (_, rows) in enumerate(following[1], start=1):
                    yield table_part(document, number, batch, self._corpus, rows)
                following = next(batches, None)

    def _batches(self, number: int, table: str) -> RDD[Batch]:
        from pyspark.errors import PySparkException

        path, name = table_of(self._corpus.documents[number], table)
        uri = f"{self._where.rstrip('/')}/{table}" if self._where else path.resolve().as_uri()
        faults = Faults()
        try:
            form = format_of(table)
            if table.endswith(".zst"):
                raise TableError("is packed by Zstandard, which Spark may not read", "pack it as .gz", 0, True)
            read = self._parquet if form == "parquet" else partial(self._text, form=form)
            if (batches := read(number, table, name, uri, faults)) is not None:
                return batches
        except TableError as error:
            faults.add(Fault(name, error.line, 0, error.what, error.mend, error.unreadable))
        except PySparkException as error:
            what = f"cannot be read by Spark ({reason(error)})"
            faults.add(Fault(name, 0, 0, what, "check the file, and --tables", True))
        return self._session.sparkContext.parallelize([(number, TableBatch(table, [], faults))], 1)

    def _text(self, number: int, table: str, name: str, uri: str, faults: Faults, form: str) -> RDD[Batch] | None:
        from pyspark.sql.functions import col

        texts = self._session.read.option("lineSep", "\n").text(uri).select(col("value").cast("binary"))
        heading = b""
        if form != "jsonl":
            heading = bytes(first[0]) if (first := texts.first()) else b""
            for _ in cells_of(Lines(BytesIO(heading), None), form, name, STATEMENTS, faults):
                pass
            if faults.count:
                return None
        return texts.rdd.zipWithIndex().mapPartitions(partial(_cut, number, table, name, form, heading))

    def _parquet(self, number: int, table: str, name: str, uri: str, faults: Faults) -> RDD[Batch] | None:
        from pyspark.sql.functions import col
        from pyspark.sql.pandas.types import to_arrow_schema

        rows: DataFrame = self._session.read.parquet(uri)
        schema, where = to_arrow_schema(rows.schema), Where(name, 1)
        if not check_heading(schema.names, where, STATEMENTS, faults) or not check_types(
            schema, STATEMENTS, where, faults
        ):
            return None
        numbered = rows.select("*", col("_metadata.row_index").alias(_ROW))
        batches = numbered.mapInArrow(partial(_cut_arrow, number, table, name), "batch binary")
        return batches.rdd.map(_unpickled)


def _cut(
    number: int, table: str, name: str, form: str, heading: bytes, lines: Iterable[tuple[Any, int]]
) -> Iterator[Batch]:
    """Lines with their places in the file, cut into batches of rows."""
    passing = iter(lines)
    while some := list(islice(passing, BATCH)):
        texts, first = [bytes(row[0]) for row, _ in some], some[0][1]
        before = first  # lines of the file before those that are parsed
        if form != "jsonl":
            texts[:1] = [heading, *(texts[:1] if first else ())]
            before -= 1 if first else 0
        yield number, _batch(table, name, form, b"\n".join([*texts, b""]), before)


def _batch(table: str, name: str, form: str, text: bytes, before: int) -> TableBatch:
    faults, rows = Faults(), []
    try:
        for cells in cells_of(Lines(BytesIO(text), None), form, name, STATEMENTS, faults):
            if cells.line != cells.number:
                what = "holds a line break in a cell, at which Spark cuts the row"
                raise TableError(what, "write the table as Parquet", cells.line)
            rows.append(cells._replace(number=cells.number + before, line=cells.line + before))
    except TableError as error:
        mend = error.mend
        if "end of data" in error.what:  # which a quote also comes to that is closed in another line
            mend += "; if a cell holds a line break, write the table as Parquet"
        faults.add(Fault(name, error.line + before if error.line else 0, 0, error.what, mend, error.unreadable))
    return TableBatch(table, rows, faults)


def _cut_arrow(number: int, table: str, name: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches of rows as Spark has them, cut into ours, each pickled."""
    import pyarrow as pa

    for batch in batches:
        numbers = batch.column(_ROW).to_pylist()
        names = [one for one in batch.schema.names if one != _ROW]
        for start in range(0, len(numbers), BATCH):
            own, faults, rows = numbers[start : start + BATCH], Faults(), list[Cells]()
            try:
                columns = [column_cells(batch.column(one).slice(start, BATCH), own[0] + 1) for one in names]
                for row, *values in zip(own, *columns, strict=True):
                    rows.append(Cells(row + 2, row + 2, dict(zip(names, values, strict=True))))
            except TableError as error:
                faults.add(Fault(name, error.line, 0, error.what, error.mend, error.unreadable))
            pickled = pickle.dumps((number, TableBatch(table, rows, faults)))
            yield pa.RecordBatch.from_arrays([pa.array([pickled], pa.binary())], names=["batch"])


def _unpickled(row: Any) -> Batch:
    found: Batch = pickle.loads(row[0])  # noqa: S301 - made by `_cut_arrow`
    return found
