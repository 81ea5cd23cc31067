"""Parquet tables cut into cells, a batch of rows at a time; pyarrow is asked for only here.

A column's dictionary is looked at before its rows are read: a long text in it would be met once in
the file and written out at every row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import Faults, shortened
from kg.facts.cells import LONGEST_CELL, Cells, Columns, check_heading
from kg.facts.entities import Where
from kg.facts.tablefiles import LEAST_UNPACKED, MOST_UNPACKED, TableError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH = 2_000  # rows
_BUFFER = 1 << 16  # bytes


def parquet_cells(path: Path, name: str, columns: Columns, faults: Faults) -> Iterator[Cells]:
    """Every row of the Parquet table at `path`; its names of columns are row 1, as a heading would be.

    :raises TableError: when it cannot be read, is damaged, or outgrows a limit.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        what = "is Parquet, and pyarrow is not installed"
        raise TableError(what, "pip install 'crossings[parquet]', or write another format", 0, True) from None
    try:
        with path.open("rb") as file, pq.ParquetFile(file) as parquet:
            _check_size(parquet.metadata, path.stat().st_size)
            schema = parquet.schema_arrow
            heading = check_heading(schema.names, Where(name, 1), columns, faults)
            if not heading or not check_types(schema, columns, Where(name, 1), faults):
                return
            leaves = (parquet.schema.column(i) for i in range(len(parquet.schema)))
            texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        number = 1
        dictionaries = pq.ParquetFile(path, read_dictionary=texts, buffer_size=_BUFFER, pre_buffer=False)
        rows = pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
        with dictionaries, rows:
            for group in range(rows.num_row_groups):
                for array in next(dictionaries.iter_batches(1, [group], use_threads=False), ()):
                    _check_length(array, number)  # one row brings the whole dictionary with it
                for batch in rows.iter_batches(_BATCH, [group], use_threads=False):
                    names = batch.schema.names
                    cells = [column_cells(array, number) for array in batch]
                    for values in zip(*cells, strict=True):
                        number += 1
                        yield Cells(number, number, dict(zip(names, values, strict=True)))
    except UnicodeDecodeError:
        raise TableError("is not UTF-8", "write its texts as UTF-8", number, True) from None
    except (pa.ArrowException, OSError) as error:
        if getattr(error, "strerror", None):
            raise TableError(
                f"cannot be read ({error.strerror})", "check the file and its permissions", 0, True
            ) from None
        said = str(error).partition("\n")[0].rstrip(".")
        raise TableError(f"is not Parquet ({said[:200]})", "the file is damaged: write it again", 0, True) from None


def _check_size(metadata: pq.FileMetaData, size: int) -> None:
    most = max(LEAST_UNPACKED, MOST_UNPACKED * size)
    groups = (metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if max(sum(groups), metadata.num_rows) > most:
        what = f"unpacks to more than {most >> 20} MiB, {MOST_UNPACKED} times its size"
        raise TableError(what, "write it as CSV, if you trust it", 0, True)


def check_types(schema: pa.Schema, columns: Columns, where: Where, faults: Faults) -> bool:
    """Whether the columns are of types that can be read; what is wrong with them is noted."""
    import pyarrow as pa

    def is_one(type_: pa.DataType) -> bool:
        if pa.types.is_dictionary(type_):
            type_ = type_.value_type
        is_text = pa.types.is_string(type_) or pa.types.is_large_string(type_)
        return is_text or str(type_) in _SIMPLE or is_number(type_)

    def is_number(type_: pa.DataType) -> bool:
        return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_))

    before = faults.count
    for field in schema:
        many = columns.holds_many(field.name)
        is_list = pa.types.is_list(field.type) or pa.types.is_large_list(field.type)
        if is_list and many and is_one(field.type.value_type):
            continue
        if is_list or not is_one(field.type):
            mend = "write texts, or lists of texts" if many else "write texts, numbers, dates or booleans"
            faults.add(where.fault(f"the column {field.name!r} is of the type {shortened(str(field.type))}", mend))
    return faults.count == before


_SIMPLE = ("bool", "date32[day]", "date64[ms]", "null")


def column_cells(array: pa.Array, row: int) -> list[Any]:
    """The cells of a column of a batch that follows this row.

    :raises TableError: when a text is too long.
    """
    import pyarrow as pa

    _check_length(array, row)
    cells: list[Any] = array.to_pylist()
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        return [None if items is None else [_text(item) for item in items] for items in cells]
    if pa.types.is_string(array.type) or pa.types.is_boolean(array.type):
        return cells
    return [_text(cell) for cell in cells]


def _check_length(array: pa.Array, row: int) -> None:
    """Check the texts of an array, or of its dictionary.

    :raises TableError: when one is too long.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        array = array.values
    if pa.types.is_dictionary(array.type):
        array = array.dictionary
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        longest = pc.max(pc.utf8_length(array)).as_py() or 0
        if longest > LONGEST_CELL:
            raise TableError(f"has a cell of more than {LONGEST_CELL:,} characters after row {row}", "shorten it")


def _text(cell: Any) -> Any:
    """A number or date as a text; nothing is rounded."""
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, float):
        cell = Decimal(repr(cell))
    if isinstance(cell, Decimal):
        # A number of more digits than a decimal of ours may have is left as it is, to be refused.
        return format(cell, "f") if cell.is_finite() and abs(cell.adjusted()) < _MOST_DIGITS else str(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


_MOST_DIGITS = 40
