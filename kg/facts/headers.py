"""The headers of documents, read from their files or taken from what an earlier build kept of the same file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kg.errors import Faults
from kg.facts.documents import read_header
from kg.facts.entities import Where
from kg.facts.records import DocumentFile
from kg.facts.yamltext import Mapping, read_data, read_yaml_bytes
from kg.kept import Kept, key_of, packed, unpacked


class _Value(msgspec.Struct):
    """A header as it was written, the line it begins in, and the line and column of the value of each key."""

    header: dict[str, Any]
    line: int
    at: dict[str, tuple[int, int]]


class Found(NamedTuple):
    """A header, the line it begins in, and where the value of each key of the file was written."""

    header: DocumentFile
    line: int
    places: dict[str, Where]


_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(_Value).decode


class Headers:
    """Reads headers, and keeps those that have no fault."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def read(self, path: Path, file: str, faults: Faults) -> Found | None:
        """The header of the document at `path`, which is called `file` in faults; None when it cannot be read."""
        data = read_data(path, file, faults)
        if data is None:
            return None
        if not self._kept.keeps:
            return _read(data, file, faults)
        key = key_of("header", data)
        if (value := self._kept.get(key)) is not None and (whole := unpacked(value)) is not None:
            self._kept.again(key)
            return _taken(_decode(whole), file)
        before = faults.count
        found = _read(data, file, faults)
        if found is not None and faults.count == before:
            at = {name: (place.line, place.column) for name, place in found.places.items()}
            self._kept.put(key, packed(_encode(_Value(_written(found.header), found.line, at))))
        return found


def _read(data: bytes, file: str, faults: Faults) -> Found | None:
    node = read_yaml_bytes(data, file, faults)
    header = read_header(node, file, faults) if node is not None else None
    if header is None or not isinstance(node, Mapping):
        return None
    places = {key: Where(file, value.line, value.column) for key, (_, value) in node.entries.items()}
    return Found(header, node.line, places)


def _taken(value: _Value, file: str) -> Found:
    places = {key: Where(file, *at) for key, at in value.at.items()}
    return Found(msgspec.convert(value.header, DocumentFile), value.line, places)


def _written(value: Any) -> Any:
    """A record as a mapping of what it has that is not its default: a default need not be what may be written."""
    if isinstance(value, list):
        return [_written(one) for one in value]
    if not isinstance(value, msgspec.Struct):
        return value
    had = {field.encode_name: getattr(value, field.name) for field in msgspec.structs.fields(value)}
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(value)}
    return {name: _written(one) for name, one in had.items() if one != defaults[name] and one != []}
