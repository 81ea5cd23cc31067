"""The dataset as a file: what another library reads is what the build holds."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg.export.rdf import FORMATS, write
from kg.pipeline import Dataset

Quads = set[tuple[Any, ...]]

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def exported(shipped_out: Path) -> Callable[[str], bytes]:
    """A function: the shipped dataset in a format."""
    found: dict[str, bytes] = {}

    def export(form: str) -> bytes:
        if form not in found:
            file = BytesIO()
            write(shipped_out, form, file)
            found[form] = file.getvalue()
        return found[form]

    return export


@pytest.fixture(scope="module")
def quads(shipped_out: Path) -> Quads:
    """The quads of the build as rdflib reads its N-Quads."""
    return by_rdflib((shipped_out / "dataset.nq").read_bytes(), "nquads")


def by_rdflib(data: bytes, form: str) -> Quads:
    """The quads that rdflib reads; no literal is rewritten."""
    dataset = rdflib.Dataset()
    normal, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        dataset.parse(BytesIO(data), format=form)
    finally:
        rdflib.NORMALIZE_LITERALS = normal
    assert not any(isinstance(term, rdflib.BNode) for quad in dataset.quads() for term in quad[:3])
    return set(dataset.quads())  # in which language tags are equal whatever their case, as in RDF


@pytest.mark.parametrize(("form", "parser"), [("trig", "trig"), ("nquads", "nquads"), ("jsonld", "json-ld")])
def test_quads_are_read_back(form: str, parser: str, exported: Callable[[str], bytes], quads: Quads) -> None:
    assert len(quads) > 5000
    assert by_rdflib(exported(form), parser) == quads


def test_turtle_is_every_triple_once(exported: Callable[[str], bytes], quads: Quads) -> None:
    triples = {quad[:3] for quad in quads}
    assert len(triples) < len(quads), "some stand in two graphs, or this shows nothing"
    assert {quad[:3] for quad in by_rdflib(exported("turtle"), "turtle")} == triples
    written = list(ox.parse(exported("turtle"), format=ox.RdfFormat.TURTLE))
    assert len(written) == len(triples)


@pytest.mark.parametrize("form", FORMATS)
def test_oxigraph_reads_it_back_too(form: str, exported: Callable[[str], bytes], shipped_out: Path) -> None:
    rdf = {"turtle": "TURTLE", "trig": "TRIG", "nquads": "N_QUADS", "jsonld": "JSON_LD"}[form]
    read = set(ox.parse(exported(form), format=getattr(ox.RdfFormat, rdf)))
    whole = set(Dataset.open(shipped_out).store)
    if form == "turtle":
        assert {quad.triple for quad in read} == {quad.triple for quad in whole}
    else:
        assert read == whole


@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_prefixes_make_it_readable(form: str, exported: Callable[[str], bytes]) -> None:
    text = exported(form).decode()
    assert "@prefix cx: <https://w3id.org/crossings/ontology#> ." in text
    assert " a cx:" in text
    assert "<https://w3id.org/crossings/ontology#" not in text.partition("\n\n")[2].replace(
        "@prefix cx: <https://w3id.org/crossings/ontology#>", ""
    )


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_build_gives_the_same_bytes(form: str, exported: Callable[[str], bytes], shipped_out: Path) -> None:
    again = BytesIO()
    write(shipped_out, form, again)
    assert again.getvalue() == exported(form)


def test_nquads_are_those_of_the_build(exported: Callable[[str], bytes], shipped_out: Path) -> None:
    assert exported("nquads") == (shipped_out / "dataset.nq").read_bytes()


def test_trig_is_that_of_the_build(exported: Callable[[str], bytes], shipped_out: Path) -> None:
    assert exported("trig") == (shipped_out / "dataset.trig").read_bytes()


def test_a_triple_of_two_documents_and_of_the_corpus_stands_once(tmp_path: Path) -> None:
    graphs = ("graph/document/a", "graph/corpus/x", "graph/derived/r", "graph/reference/g")
    line = "<https://e.org/s> <https://e.org/p> <https://e.org/o> <https://e.org/{}> .\n"
    (tmp_path / "dataset.nq").write_text("".join(line.format(graph) for graph in graphs[1:]))
    file = BytesIO()
    write(tmp_path, "turtle", file)
    assert len(list(ox.parse(file.getvalue(), format=ox.RdfFormat.TURTLE))) == 1
