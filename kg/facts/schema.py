"""JSON Schemas of the facts files, made from their records, so that editors complete and check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from kg.facts.records import FILES, RECORDS

SUFFIX = ".schema.json"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema (2020-12) of each facts file, by the file's name.

    >>> sorted(schemas())[:3]
    ['agents', 'concepts', 'corpus']
    """
    made: dict[str, dict[str, Any]] = {}
    for name, record in FILES.items():
        schema = msgspec.json.schema(record)
        if name == "document":
            _add_statements(schema)
        _let_numbers_be(schema)
        made[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{name} file"} | schema
    return made


def _add_statements(schema: dict[str, Any]) -> None:
    """A document's statements: each by the record of the one kind whose key it has."""
    kinds, components = msgspec.json.schema_components(RECORDS.values(), ref_template="#/$defs/{name}")
    schema["$defs"] |= components
    document = schema["$defs"]["DocumentFile"]["properties"]
    document["statements"] = {
        "description": "what the document says, by id (s001, s002 ...)",
        "type": "object",
        "propertyNames": {"pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"},
        "additionalProperties": {"oneOf": list(kinds)},
    }


def _let_numbers_be(schema: Any) -> None:
    """Let every text also be a number or boolean: an editor types `2014` and `true`, the reader does not."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" and "enum" not in schema:
            schema["type"] = ["string", "number", "boolean"]
        for value in schema.values():
            _let_numbers_be(value)
    elif isinstance(schema, list):
        for value in schema:
            _let_numbers_be(value)


def write_schemas(folder: Path) -> None:
    """Write every schema to `folder` as NAME.schema.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}{SUFFIX}").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":  # python -m kg.facts.schema: renew the published copies
    write_schemas(Path(__file__).resolve().parents[2] / "facts" / "schema")
