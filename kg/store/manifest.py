"""The manifest of a build: what it holds, counted and hashed; no clock, no machine.

The digest of a graph is the sum, modulo 2^256, of the SHA-256 of its N-Quads lines: independent of
their order, so that a store's content can be compared with a file's (Bellare and Micciancio, "A
new paradigm for collision-free hashing", 1997). Language tags count in lower case, as stores may
keep them so (RDF 1.1 Concepts, section 3.3).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert

from kg.errors import InputError, printable
from kg.namespaces import expand

NAME = "manifest.json"
FORMAT = "crossings-build/1"
FILES = {"dataset.nq", "dataset.trig"}

_TAG = re.compile(rb'"@[A-Za-z0-9-]+(?= <[^ ]*> \.$)')
_TYPE = f"<{expand('rdf:type')}>".encode()
_DERIVED = "/graph/derived/"
_CX = f"<{expand('cx:')}".encode()


class _File(Struct):
    bytes: int
    sha256: str


class _Graph(Struct):
    quads: int
    digest: str


class _Told(Struct):
    """What readers rely on in a manifest."""

    quads: int
    graphs: dict[str, _Graph]
    files: dict[str, _File]
    store: bool


@dataclass(slots=True)
class Content:
    """Counts and digests of N-Quads lines, taken as they pass.

    `classes` and `derived`, those of derived graphs, count the instances of a class, and `properties`
    the quads of a property, by its IRI as it is written; `entities` counts the nodes to which a
    graph gives a class. The classes of a node are lines that follow each other.
    """

    quads: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    classes: Counter[bytes] = field(default_factory=Counter)
    derived: Counter[bytes] = field(default_factory=Counter)
    properties: Counter[bytes] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    _typed: tuple[bytes, str] = (b"", "")

    def add(self, lines: Iterable[bytes]) -> None:
        """Take in lines in canonical N-Quads (UTF-8), each with its graph and without its line break."""
        quads, sums, properties, typed = self.quads, self.sums, self.properties, self._typed
        for line in lines:
            graph = line[line.rindex(b" <") + 2 : -3].decode()
            quads[graph] += 1
            if b'"@' in line:
                line = _TAG.sub(lambda match: match[0].lower(), line)  # noqa: PLW2901
            sums[graph] += int.from_bytes(sha256(line).digest(), "big")
            subject, predicate, rest = line.split(b" ", 2)
            properties[predicate] += 1
            if predicate == _TYPE:
                (self.derived if _DERIVED in graph else self.classes)[rest.split(b" ", 1)[0]] += 1
                if typed != (typed := (subject, graph)):
                    self.entities[graph] += 1
        self._typed = typed

    def digest(self, graph: str) -> str:
        """The digest of a graph, in hexadecimal."""
        return f"{self.sums[graph] % (1 << 256):064x}"

    def graphs(self) -> dict[str, dict[str, Any]]:
        """For each graph its number of quads and its digest."""
        return {g: {"quads": n, "digest": self.digest(g)} for g, n in sorted(self.quads.items())}


def graph_digest(lines: Iterable[bytes]) -> tuple[int, str]:
    """The number of N-Quads lines of one graph, and their digest, as `Content` takes them."""
    number = total = 0
    for line in lines:
        if b'"@' in line:
            line = _TAG.sub(lambda match: match[0].lower(), line)  # noqa: PLW2901
        total += int.from_bytes(sha256(line).digest(), "big")
        number += 1
    return number, f"{total % (1 << 256):064x}"


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(
    folder: Path, content: Content, corpora: dict[str, str], *, public: bool, store: bool
) -> dict[str, Any]:
    """Write the manifest of the build in `folder`, whose files are complete, and return it."""
    from importlib.metadata import version  # takes longer to import than a manifest to read

    classes, derived = _ours(content.classes), _ours(content.derived)
    kinds = {name: n for name, n in classes.items() if name.endswith("Statement") and name != "Statement"}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "corpora": corpora,
        "public": public,
        "quads": sum(content.quads.values()),
        "statements": classes.get("Statement", 0),
        "kinds": dict(sorted(kinds.items())),
        "classes": dict(sorted((n, c) for n, c in classes.items() if n not in kinds)),
        "derived": dict(sorted(derived.items())),
        "graphs": content.graphs(),
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": file_sha256(path)}
            for path in sorted(folder.glob("dataset.*"))
        },
        "store": store,
        "versions": {name: version(name) for name in ("crossings", "pyoxigraph", "pyshacl", "rdflib")},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")
    return manifest


def _ours(classes: Mapping[bytes, int]) -> dict[str, int]:
    """The classes of our ontology by their names."""
    return {iri[len(_CX) : -1].decode(): number for iri, number in classes.items() if iri.startswith(_CX)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the build in `folder`.

    :raises InputError: when there is none, or it is not ours, or that of another version.
    """
    manifest = _read(folder)
    if manifest["format"] != FORMAT:
        found = printable(manifest["format"])
        what = f"{folder}: built by another version of kg ({found}, and this one reads {FORMAT})"
        raise InputError(f"{what}: run 'kg build --out {folder}' again")
    try:
        told = convert(manifest, _Told)
    except ValidationError as error:
        raise InputError(f"{folder / NAME}: damaged ({error}): run 'kg build --out {folder}' again") from None
    if told.quads != sum(graph.quads for graph in told.graphs.values()) or not {*told.files} >= FILES:
        raise InputError(f"{folder / NAME}: damaged (it counts wrongly): run 'kg build --out {folder}' again")
    return manifest


def is_build(folder: Path) -> bool:
    """Whether `folder` holds a build of ours, and nothing else that replacing it would lose."""
    try:
        files = _read(folder).get("files", {})
    except InputError:
        return False
    known = {NAME, "store", *(files if isinstance(files, dict) else ())}
    return {path.name for path in folder.iterdir()} <= known


def _read(folder: Path) -> dict[str, Any]:
    """The manifest of a build of ours, of whatever version."""
    try:
        manifest: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        if not manifest["format"].startswith(FORMAT.partition("/")[0] + "/"):
            raise ValueError(manifest["format"])
    except OSError:
        mend = f"run 'kg build --out {folder}' first, or name another with --data"
        raise InputError(f"{folder}: no build here: {mend}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(f"{folder}: its {NAME} is not one of ours: run 'kg build' into another folder") from None
    return manifest
