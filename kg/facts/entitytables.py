"""Tables of entities and of reference facts: each row a record of `kg.facts.records`, each column a key of it.

Columns are named as the keys are, with "_" for "-"; `label@ar` and `also@ar` are names in another
language than the corpus's. The identifiers of a reference fact have a column each: `wikidata`
among its `ids`, `see_wikidata` among its `see`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from kg.errors import Faults
from kg.facts.cells import Columns, read_cells, texts
from kg.facts.entities import Where
from kg.facts.records import Agent, Event, Identifiers, Office, Place, Record, ReferenceFact
from kg.facts.scalars import Id, Name, Slug
from kg.facts.tables import as_record

R = TypeVar("R", bound=Record)

NAMED: dict[str, Any] = {"label": Name, "also": list[Name]}


_ID: dict[type[Record], Any] = {Place: Id, Agent: Slug, Office: Slug, Event: Slug, ReferenceFact: Id}

# A record of each type, with the id under which its file would hold it.
_ROWS = {
    type_: msgspec.defstruct(type_.__name__, [("id", id_)], bases=(type_,), kw_only=True, frozen=True)
    for type_, id_ in _ID.items()
}


def _columns(type_: type[Record]) -> Columns:
    types: dict[str, Any] = {"id": _ID[type_]}
    fields = msgspec.structs.fields(type_)
    for field in fields:
        if field.type is Identifiers:
            prefix = "" if field.name == "ids" else field.name + "_"
            types |= {prefix + one.name: one.type for one in msgspec.structs.fields(Identifiers)}
        else:
            types[field.name.rstrip("_")] = NAMED.get(field.name, field.type)
    required = ("id", *(field.name for field in fields if field.required))
    many = frozenset(column for column, one in types.items() if list in {get_origin(t) for t in (one, *get_args(one))})
    return Columns(types, required, many, NAMED)


COLUMNS = {type_: _columns(type_) for type_ in _ID}


def read_records(
    path: Path, name: str, type_: type[R], language: str, faults: Faults
) -> Iterator[tuple[str, R | None, Where]]:
    """The id of every row of the table at `path`, its record and its place; None for a record at fault.

    Names without a tag are in `language`. What is wrong is noted under `name`; rows that cannot be
    read for it come last, as one without id and record.
    """
    columns = COLUMNS[type_]
    of_table = Faults()
    for row in read_cells(path, name, columns, of_table):
        where = Where(name, row.line)
        cells = texts(row, columns, name, faults)
        record = None
        twice = [column for column in NAMED if cells and column in cells and f"{column}@{language}" in cells]
        for column in twice:
            faults.add(where.fault(f"{column!r} stands twice, once as '{column}@{language}'", "keep one of the two"))
        if cells is not None and not twice:
            found = as_record(_nested(cells, type_, language), cells, _ROWS[type_], columns, where, faults)
            record = found if isinstance(found, type_) else None
        yield str(row.cells.get("id", "")), record, where
    for fault in of_table.found:
        faults.add(fault)
    if of_table.found:
        yield "", None, Where(name, 0)


def _nested(cells: dict[str, Any], type_: type[Record], language: str) -> dict[str, Any]:
    """The cells of a row under the keys of its record."""
    made: dict[str, Any] = {}
    for column, value in cells.items():
        key, at, tag = column.partition("@")
        if key in NAMED:
            made.setdefault(key, {})[tag if at else language] = value
        else:
            made[column] = value
    if type_ is ReferenceFact:
        for ids, prefix in (("ids", ""), ("see", "see_")):
            made[ids] = {key: made.pop(prefix + name) for name, key in _IDENTIFIERS if prefix + name in made}
    names = _KEYS[type_]
    return {names.get(key, key): value for key, value in made.items()}


_IDENTIFIERS = tuple((field.name, field.encode_name) for field in msgspec.structs.fields(Identifiers))
_KEYS = {type_: {field.name.rstrip("_"): field.encode_name for field in msgspec.structs.fields(type_)} for type_ in _ID}
