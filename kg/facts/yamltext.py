"""YAML as plain text with positions: scalars stay what was written, tricks are refused.

A facts file may come from anybody, so of YAML 1.1 only mappings, sequences and scalars are read:
no anchors, aliases, tags, merge keys, duplicate keys or second documents, bounded in size, depth
and number of nodes. Nothing is guessed from a scalar's look (`no`, `2014` and `22:22` are text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kg.errors import Fault, Faults

LARGEST_FILE = 8 << 20  # bytes
MOST_NODES = 1_000_000
DEEPEST = 20

# C0 and C1 controls, line separators, embeddings, overrides and isolates, non-characters.
# LRM, RLM and ZWNJ stay: Arabic and Kurdish need them.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(slots=True)
class Scalar:
    """A text, exactly as written; position of its first character, from 1."""

    text: str
    line: int
    column: int


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    """Keys with their own positions, and the nodes they stand for."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


class _StopError(Exception):
    """Reading this file cannot go on; the fault is already noted."""


def refused_character(text: str) -> str:
    """The first character of `text` that no fact may hold, as U+XXXX, or "".

    >>> refused_character("Al\u200c-Qaim"), refused_character("Al\u202eQaim")
    ('', 'U+202E')
    """
    hit = None if text.isprintable() else _REFUSED.search(text)
    return f"U+{ord(hit.group()):04X}" if hit else ""


def read_yaml(path: Path, name: str, faults: Faults) -> Node | None:
    """The one node of the YAML file at `path`, or None when faults make it unreadable.

    `name` is how the file is called in faults. Faults that leave the rest readable (a duplicate
    key, a refused character in a quoted scalar) are noted and reading goes on.
    """
    data = read_data(path, name, faults)
    return read_yaml_bytes(data, name, faults) if data is not None else None


def read_data(path: Path, name: str, faults: Faults) -> bytes | None:
    """What stands in a YAML file, no more than may be read of it; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        faults.add(Fault(name, 0, 0, f"cannot be read ({error.strerror})", "check the file and its permissions", True))
        return None


def read_yaml_bytes(data: bytes, name: str, faults: Faults) -> Node | None:
    """The one node of a YAML file's content, called `name` in faults; None when faults make it unreadable."""
    if len(data) > LARGEST_FILE:
        faults.add(Fault(name, 0, 0, f"is larger than {LARGEST_FILE >> 20} MiB", "split it, or use a CSV table", True))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(Fault(name, line, 0, "is not UTF-8", "save the file as UTF-8", True))
        return None
    return read_yaml_text(text, name, faults)


def read_yaml_text(text: str, name: str, faults: Faults) -> Node | None:
    """The one node of `text`, called `name` in faults; None when faults make it unreadable."""
    return None if _report_refused(text, name, faults) else _Reader(name, faults).read(text)


def _report_refused(text: str, name: str, faults: Faults) -> bool:
    found = False
    for hit in _REFUSED.finditer(text):
        found = True
        line = text.count("\n", 0, hit.start()) + 1
        column = hit.start() - text.rfind("\n", 0, hit.start())
        faults.add(Fault(name, line, column, f"character U+{ord(hit.group()):04X} is not allowed", "delete it", True))
    return found


class _Reader:
    """Turns the events of PyYAML's parser into nodes."""

    def __init__(self, name: str, faults: Faults) -> None:
        self.name = name
        self.faults = faults
        self.nodes = 0

    def fault(self, event: yaml.Event, what: str, mend: str, unreadable: bool = False) -> None:
        self.faults.add(Fault(self.name, *_position(event), what, mend, unreadable))

    def stop(self, event: yaml.Event, what: str, mend: str) -> _StopError:
        self.fault(event, what, mend, True)
        return _StopError()

    def read(self, text: str) -> Node | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return self.document(yaml.parse(text, Loader=loader))
        except _StopError:
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            what = f"is not YAML here ({error.problem})"
            self.faults.add(Fault(self.name, line, column, what, "check indentation, colons and quotes", True))
        except yaml.YAMLError as error:
            self.faults.add(Fault(self.name, 0, 0, f"is not YAML ({error})", "check indentation and quotes", True))
        return None

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent | yaml.StreamStartEvent | yaml.DocumentEndEvent):
                continue
            if isinstance(event, yaml.StreamEndEvent):
                break
            if node is not None:
                raise self.stop(event, "a second YAML document", "keep one document in a file")
            node = self.node(event, events, 1)
        if node is None:
            self.faults.add(Fault(self.name, 0, 0, "is empty", "write at least its first key, or delete the file"))
        return node

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.stop(event, f"more than {MOST_NODES} values", "split the file, or use a CSV table")
        if depth > DEEPEST:
            raise self.stop(event, f"nested more than {DEEPEST} deep", "flatten it; no record is that deep")
        if isinstance(event, yaml.AliasEvent):
            raise self.stop(event, f"alias *{event.anchor}", "write the value out; aliases are not read")
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            raise self.stop(event, f"anchor &{event.anchor}", "delete it; anchors are not read")
        if tag := getattr(event, "tag", None):
            raise self.stop(event, f"tag {tag}", "delete it; every value is text until its record types it")
        line, column = _position(event)
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and (refused := refused_character(event.value)):
                self.fault(event, f"character {refused} is not allowed", "delete the escape", True)
            return Scalar(event.value, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self.node(event, events, depth + 1))
            return Sequence(items, line, column)
        return Mapping(self.entries(events, depth), line, column)

    def entries(self, events: Iterator[yaml.Event], depth: int) -> dict[str, tuple[Scalar, Node]]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.fault(event, "a key that is not text", "write a plain word before the colon")
            elif key.text == "<<":
                self.fault(event, "merge key <<", "write the keys out; merge keys are not read")
            elif key.text in entries:
                first = entries[key.text][0].line
                self.fault(event, f"key {key.text!r} stands twice (first in line {first})", "keep one of the two")
            else:
                entries[key.text] = (key, value)
        return entries


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
