"""The manifest of a build: what it holds, counted and hashed; no clock, no machine."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert

from kg.builders.content import Content
from kg.errors import InputError, printable
from kg.namespaces import expand

NAME = "manifest.json"
FORMAT = "crossings-build/1"
KEPT = "kept.sqlite"  # for the next build, which can do without
FILES = {"dataset.nq", "dataset.trig"}

_CX = f"<{expand('cx:')}"


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


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(
    folder: Path,
    content: Content,
    corpora: dict[str, str],
    tables: dict[str, dict[str, dict[str, int]]],
    *,
    public: bool,
    store: bool,
    validator: str,
    partitions: str = "",
) -> dict[str, Any]:
    """Write the manifest of the build in `folder`, whose files are complete, and return it.

    `tables` are the counts of rows of each document's tables; `partitions` is the folder in it with the N-Quads
    files of a build in partitions.
    """
    from importlib.metadata import version  # takes longer to import than a manifest to read

    classes, derived = _ours(content.classes), _ours(content.derived)
    kinds = {name: n for name, n in classes.items() if name.endswith("Statement") and name != "Statement"}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "corpora": corpora,
        "public": public,
        "tables": tables,
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
        "validator": validator,
        "versions": {name: version(name) for name in ("crossings", "pyoxigraph", "pyshacl", "rdflib", "shacl")},
    }
    if partitions:
        files = (path for path in (folder / partitions).rglob("*.nq"))
        manifest["partitions"] = {str(path.relative_to(folder)): path.stat().st_size for path in sorted(files)}
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")
    return manifest


def _ours(classes: Mapping[str, int]) -> dict[str, int]:
    """The classes of our ontology by their names."""
    return {iri[len(_CX) : -1]: number for iri, number in classes.items() if iri.startswith(_CX)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the build in `folder`.

    :raises InputError: when there is none, or it is not ours, or that of another version.
    """
    manifest = _read(folder)
    if manifest["format"] != FORMAT:
        found = printable(manifest["format"])
        what = f"{folder}: built by another version of kg ({found}, and this one reads {FORMAT})"
        raise InputError(f"{what}: run 'kg build --out {folder}' again")
    if partitions := manifest.get("partitions"):
        where = folder / next(iter(partitions)).partition("/")[0]
        what = f"{folder}: a build in partitions, of which nothing can be asked here"
        raise InputError(f"{what}: load the files in {where} into a store (docs/scale.md)")
    try:
        told = convert(manifest, _Told)
    except ValidationError as error:
        raise InputError(f"{folder / NAME}: damaged ({error}): run 'kg build --out {folder}' again") from None
    if told.quads != sum(graph.quads for graph in told.graphs.values()) or not {*told.files} >= FILES:
        raise InputError(f"{folder / NAME}: damaged (it counts wrongly): run 'kg build --out {folder}' again")
    return manifest


def all_still_there(earlier: Path, corpora: Mapping[str, str], graphs: Container[str]) -> bool:
    """Whether there is a build in `earlier`, of these corpora, which has no other graphs than these."""
    try:
        manifest = read_manifest(earlier)
    except InputError:
        return False
    return manifest.get("corpora") == corpora and all(graph in graphs for graph in manifest["graphs"])


def is_build(folder: Path) -> bool:
    """Whether `folder` holds a build of ours, and nothing else that replacing it would lose."""
    try:
        manifest = _read(folder)
    except InputError:
        return False
    listed = (found for name in ("files", "partitions") if isinstance(found := manifest.get(name), dict))
    known = {NAME, "store", KEPT, *(str(path).partition("/")[0] for paths in listed for path in paths)}
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
