"""Files for those who load by hand: the dataset in parts, and a script for each product that loads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from urllib.parse import quote as in_url

import pyoxigraph as ox

from kg.load.blocks import as_file
from kg.load.source import Source
from kg.namespaces import PREFIXES
from kg.store.folder import whole_folder
from kg.store.manifest import file_sha256

QUADS = 1_000_000  # in a file; some 200 MB
SUMS = "SHA256SUMS"
_OURS = re.compile(r"quads-\d+\.nq|graph-\d+\.ttl(\.graph)?|load-[a-z0-9]+\.(?:sh|sql)|" + SUMS)
_HEAD = '#!/bin/sh\n# {what}\nset -eu\n{asked}\ncd "$(dirname "$0")"\nsha256sum --check --quiet ' + SUMS + "\n"

_VIRTUOSO = """\
-- Load with the bulk loader: isql HOST:PORT USER PASSWORD load-virtuoso.sql -i DIRECTORY
-- DIRECTORY is where these files are for the server, absolute, and one of its DirsAllowed.
log_enable (2);
ld_dir ('$ARGV[$I]', 'quads-%.nq', 'http://www.openlinksw.com/unnamed');
ld_dir ('$ARGV[$I]', 'graph-%.ttl', NULL);
rdf_loader_run ();
checkpoint;
-- What was not loaded, and why. A literal over 10 MB is dropped without a word here: kg load URL tells.
SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;
"""


def write_shards(source: Source, folder: Path, *, turtle: bool = False, quads: int = QUADS) -> list[str]:
    """Write the dataset into `folder`, N-Quads of at most so many quads a file; gives the names of the files.

    With `turtle` it is a Turtle file for each graph, and beside it one that names the graph.

    :raises OutputError: when `folder` holds other files, or cannot be written.
    """
    with whole_folder(folder, is_ours) as staging:
        parts = _turtle(source, staging) if turtle else _nquads(source, staging, quads)
        for name, script in _scripts(parts).items():
            path = staging / name
            path.write_text(script, encoding="utf-8")
            path.chmod(0o755)
        sums = (f"{file_sha256(staging / name)}  {name}\n" for name, _ in parts)
        (staging / SUMS).write_text("".join(sums), encoding="utf-8")
        return sorted(path.name for path in staging.iterdir())


def is_ours(folder: Path) -> bool:
    """Whether a folder holds files of ours and no others."""
    return all(_OURS.fullmatch(path.name) for path in folder.iterdir())


def _nquads(source: Source, folder: Path, quads: int) -> list[tuple[str, str]]:
    """Write the dataset's lines in parts; gives the name of each, and no graph."""
    parts: list[tuple[str, str]] = []
    with source.dataset.open("rb") as dataset:
        line = dataset.readline()
        while line:
            name = f"quads-{len(parts) + 1:04}.nq"
            parts.append((name, ""))
            with (folder / name).open("wb") as file:
                for _ in range(quads):
                    file.write(line)
                    if not (line := dataset.readline()):
                        break
    return parts


def _turtle(source: Source, folder: Path) -> list[tuple[str, str]]:
    """Write each graph; gives the name of each file, and its graph."""
    parts = []
    for number, graph in enumerate(source.graphs.values(), 1):
        name = f"graph-{number:04}.ttl"
        with (folder / name).open("wb") as file:
            quads = ox.parse(input=as_file(source.blocks(graph)), format=ox.RdfFormat.N_QUADS)
            triples = (quad.triple for quad in quads)
            ox.serialize(triples, output=file, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
        (folder / f"{name}.graph").write_text(f"{graph.iri}\n", encoding="utf-8")  # as Virtuoso wants it
        parts.append((name, graph.iri))
    return parts


def _scripts(parts: list[tuple[str, str]]) -> dict[str, str]:
    """The scripts that load these files, by their names."""

    def script(what: str, asked: str, each: Callable[[str, str], str]) -> str:
        lines = (f"{line}\n" for name, graph in parts if (line := each(name, graph)))
        return _HEAD.format(what=what, asked=asked) + "".join(lines)

    directory = 'store=$(realpath -m "${1:?name the directory of the store}")'
    return {
        "load-oxigraph.sh": script(
            "Load into a directory that no server has open: load-oxigraph.sh DIRECTORY",
            directory,
            lambda name, graph: (
                f'oxigraph load --location "$store" --file {name}' + (f" --graph {quote(graph)}" if graph else "")
            ),
        ),
        "load-fuseki.sh": script(
            "Load into a TDB2 database that no server has open: load-fuseki.sh DIRECTORY",
            directory,
            lambda name, graph: f'tdb2.tdbloader --loc "$store" --graph {quote(graph)} {name}' if graph else "",
        )
        + ("" if parts[0][1] else 'tdb2.tdbloader --loc "$store" quads-*.nq\n'),
        "load-http.sh": script(
            "Load over HTTP, with the password of ~/.netrc: load-http.sh GRAPH-STORE-URL",
            'store="${1:?name the URL of the Graph Store Protocol}"',
            lambda name, graph: (
                "curl --fail-with-body --netrc-optional --anyauth --request POST --header 'Content-Type: "
                + ("text/turtle" if graph else "application/n-quads")
                + f"' --upload-file {name} \"$store"
                + (f"?graph={in_url(graph, safe='')}" if graph else "")
                + '"'
            ),
        ),
        "load-virtuoso.sql": _VIRTUOSO,
    }
