"""The shipped dataset: its graphs, its order, its bytes, and the names that outsiders rely on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

import kg
from kg.facts.kinds import CLASSES, KINDS, QUALIFIERS
from kg.namespaces import HOME, PREFIXES, expand

ID = HOME + "id/"
GRAPH = HOME + "graph/"
CX = PREFIXES["cx"]


@pytest.fixture(scope="session")
def lines() -> list[str]:
    """The shipped dataset, line by line."""
    return [line.decode() for line in kg.build_dataset(kg.read_corpus()).lines()]


@pytest.fixture(scope="session")
def quads(lines: list[str]) -> list[ox.Quad]:
    """The shipped dataset, parsed."""
    return list(ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS))


def graph_of(line: str) -> str:
    """The graph of an N-Quads line."""
    return line.rsplit("<", 1)[1].rstrip("> .")


def test_each_quad_stands_once_and_in_canonical_form(lines: list[str], quads: list[ox.Quad]) -> None:
    assert len(lines) == len(set(lines)) == len(quads)
    # Language tags compare without regard to case (RDF 1.1 Concepts, section 3.3), and the parser lowers them.
    lowered = [re.sub(r'"@[\w-]+(?= <\S+> \.$)', lambda tag: tag[0].lower(), line) for line in lines]
    assert [f"{quad} ." for quad in quads] == lowered
    assert '"@ku-Latn <' in "\n".join(lines)


def test_no_blank_node(quads: list[ox.Quad]) -> None:
    assert [q for q in quads if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)] == []


def test_graphs_follow_each_other_whole(lines: list[str]) -> None:
    order = [graph for graph, _ in groupby(map(graph_of, lines))]
    assert len(order) == len(set(order))
    kinds = [graph.removeprefix(GRAPH).split("/")[0] for graph in order]
    assert [kind for kind, _ in groupby(kinds)] == [
        "vocabulary", "corpus", "reference", "document", "decisions", "derived", "meta",
    ]  # fmt: skip
    assert GRAPH + "document/new-arab-2018-10-15" in order
    assert GRAPH + "document/kurdistan24-2018-10" in order
    assert GRAPH + "corpus/syria-iraq-2018" in order


def test_every_row_of_the_inventory_is_found_by_its_number(quads: list[ox.Quad]) -> None:
    identifier = expand("dcterms:identifier")
    numbers = {q.object.value for q in quads if q.predicate.value == identifier and isinstance(q.object, ox.Literal)}
    assert numbers == {f"S{n:03}" for n in range(1, 97)}


def test_iris_are_of_the_contract_s_types(quads: list[ox.Quad]) -> None:
    subjects = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    types = Counter(iri.removeprefix(ID).split("/")[0] for iri in subjects if iri.startswith(ID))
    assert {"place", "agent", "event", "document", "office", "statement"} <= set(types)
    statements = {iri for iri in subjects if iri.startswith(ID + "statement/")}
    assert ID + "statement/new-arab-2018-10-15/s019" in statements
    assert ID + "statement/new-arab-2018-10-15/s020a" in statements


def test_superclasses_are_written_out(quads: list[ox.Quad]) -> None:
    types: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == expand("rdf:type") and quad.object.value.startswith(CX):  # type: ignore[union-attr]
            types.setdefault(str(quad.subject), set()).add(quad.object.value.removeprefix(CX))  # type: ignore[union-attr]
    for found in types.values():
        for name in found & set(CLASSES):
            assert set(CLASSES[name]) <= found


def test_classes_are_those_of_the_ontology(ontology: Graph) -> None:
    for name, above in CLASSES.items():
        node = URIRef(CX + name)
        assert (node, RDF.type, OWL.Class) in ontology
        parents = {str(p).removeprefix(CX) for p in ontology.transitive_objects(node, RDFS.subClassOf)} - {name}
        assert parents == set(above)


def test_kinds_and_qualifiers_are_those_of_the_ontology(ontology: Graph) -> None:
    for kind in KINDS.values():
        assert (URIRef(CX + kind.class_), RDFS.subClassOf, URIRef(CX + "Statement")) in ontology
    in_ontology = {
        str(c).removeprefix(CX)
        for c in ontology.subjects(RDFS.subClassOf, URIRef(CX + "Statement"))
        if str(c).startswith(CX)
    }
    assert in_ontology == {kind.class_ for kind in KINDS.values()}
    for curie in [q.curie for q in QUALIFIERS] + [p.curie for k in KINDS.values() for p in k.predicates]:
        node = URIRef(expand(curie))
        assert (node, RDF.type, OWL.ObjectProperty) in ontology or (node, RDF.type, OWL.DatatypeProperty) in ontology


@pytest.mark.parametrize("store", [True, False])
def test_same_facts_same_bytes_whatever_the_surroundings(tmp_path: Path, store: bool) -> None:
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Baghdad", "LC_ALL": "C.UTF-8", "LANG": "ar_IQ.UTF-8"},
    ]
    built = []
    for number, setting in enumerate(settings):
        out = tmp_path / str(number)
        command = [sys.executable, "-m", "kg", "build", "--out", str(out), *([] if store else ["--no-store"])]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | setting, cwd=tmp_path)
        built.append({p.name: p.read_bytes() for p in sorted(out.iterdir()) if p.is_file()})
        assert (out / "store").is_dir() == store
    assert built[0] == built[1]
    assert set(built[0]) == {"dataset.nq", "dataset.trig", "kept.sqlite", "manifest.json"}


def test_dates_from_other_documents_stand_with_the_decisions(quads: list[ox.Quad]) -> None:
    asserted = [q for q in quads if q.predicate.value == expand("cx:assertedEarliest") and "kurdistan24" in str(q)]
    assert asserted
    graphs = {q.graph_name.value for q in asserted if isinstance(q.graph_name, ox.NamedNode)}
    assert {graph for graph in graphs if "/derived/" not in graph} == {GRAPH + "decisions/syria-iraq-2018"}


def test_bounds_that_a_document_gives_by_itself_stand_in_its_own_graph(qasr: Path) -> None:
    (qasr / "documents" / "later.yaml").write_text(
        "document: later\npublisher: gate-gazette\ndated-by: its-day\nstatements:\n"
        "  a: {control: qasr-gate/su, by: river-brigade, time: {since: 2029}}\n",
        encoding="utf-8",
    )
    (qasr / "decisions.yaml").write_text(
        "decisions:\n  its-day: {dates: later, asserted: 2031-05-06, grounds: [gate-gazette-2031-05-04], by: The test, "
        "date: 2031-06-01, reason: A test.}\n",
        encoding="utf-8",
    )
    lines = [line.decode().split() for line in kg.build_dataset(kg.read_corpus(qasr)).lines()]
    found = {
        (line[1].strip("<>").removeprefix(CX), line[2][1:11], line[3].rpartition("/graph/")[2])
        for line in lines
        if line[0].endswith("/id/statement/later/a>") and line[1].strip("<>").startswith((f"{CX}begin", f"{CX}end"))
    }
    assert found == {
        ("beginEarliest", "2029-01-01", "document/later>"),
        ("beginLatest", "2029-12-31", "document/later>"),
        ("endEarliest", "2031-05-06", "decisions/qasr>"),
    }


def test_what_a_statement_takes_back_stands_in_its_own_document_s_graph(qasr: Path) -> None:
    told = "gate-gazette-2031-05-04"
    (qasr / "documents" / "later.yaml").write_text(
        "document: later\npublisher: gate-gazette\npublished: 2031-05-06\nstatements:\n"
        f"  a: {{control: qasr-gate/su, by: river-brigade, corrects: [{told}/s003, {told}/s002]}}\n"
        f"  b: {{status: qasr-gate, is: closed, retracts: a}}\n",
        encoding="utf-8",
    )
    lines = [line.decode() for line in kg.build_dataset(kg.read_corpus(qasr)).lines()]
    terms = [[term.strip("<>") for term in line.split()] for line in lines]
    found = [line for line in terms if line[1] in {f"{CX}retracts", f"{CX}corrects"}]
    ours, theirs = (found[0][0].rpartition("/")[0], found[0][2].rpartition("/")[0])
    assert (ours.rpartition("/")[2], theirs.rpartition("/")[2]) == ("later", told)
    graph = ours.replace("/id/statement/", "/graph/document/")
    assert found == [
        [f"{ours}/a", f"{CX}corrects", f"{theirs}/s003", graph, "."],
        [f"{ours}/a", f"{CX}corrects", f"{theirs}/s002", graph, "."],
        [f"{ours}/b", f"{CX}retracts", f"{ours}/a", graph, "."],
    ]
