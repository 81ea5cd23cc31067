"""The headers of documents, read from their files or taken from what an earlier build kept of the same file."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kg.errors import Faults
from kg.facts.documents import read_header
from kg.facts.entities import Where
from kg.facts.records import DocumentFile
from kg.facts.yamltext import Mapping, read_data, read_yaml_bytes
from kg.kept import Kept, key_of, packed, unpacked


class Found(msgspec.Struct):
    """A header, the line it begins in, and the line and column of the value of each key of the file."""

    header: DocumentFile
    line: int
    at: dict[str, tuple[int, int]]

    def places(self, file: str) -> dict[str, Where]:
        """Where the values of the keys were written."""
        return {key: Where(file, *at) for key, at in self.at.items()}


_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(Found).decode


class Headers:
    """Reads headers, and keeps those that have no fault."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def read(self, path: Path, file: str, faults: Faults) -> Found | None:
        """The header of the document at `path`, which is called `file` in faults; None when it cannot be read."""
        data = read_data(path, file, faults)
        if data is None:
            return None
        key = key_of("header", data)
        if (value := self._kept.get(key)) is not None and (whole := unpacked(value)) is not None:
            self._kept.put(key, value)
            return _decode(whole)
        before = faults.count
        node = read_yaml_bytes(data, file, faults)
        header = read_header(node, file, faults) if node is not None else None
        if header is None or not isinstance(node, Mapping):
            return None
        at = {name: (value.line, value.column) for name, (_, value) in node.entries.items()}
        found = Found(header, node.line, at)
        if faults.count == before:
            self._kept.put(key, packed(_encode(found)))
        return found
