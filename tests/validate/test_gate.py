"""The gate from both ends: what it reports, and where it sends the reader."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from kg.pipeline import build_dataset, read_corpus
from kg.validate.reference import data_graph, shapes_graph, validate

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_shipped_corpus_conforms() -> None:
    assert build_dataset(read_corpus()).validate().conforms


def test_a_report_holds_each_result_once_and_as_rdf() -> None:
    data = data_graph(
        ox.parse(
            b"<http://x/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            b"<https://w3id.org/crossings/ontology#Statement> <http://x/g> .",
            format=ox.RdfFormat.N_QUADS,
        )
    )
    report = validate(data, shapes_graph())
    assert not report.conforms
    assert len(report.violations) == len(set(report.violations)) > 5
    assert {violation.focus for violation in report.violations} == {"<http://x/s>"}
    assert all(": " in violation.message for violation in report.violations)
    written = Graph().parse(data=report.turtle, format="turtle")
    assert len(list(written.subjects(RDF.type, SH.ValidationReport))) == 1


@pytest.fixture
def third_post(qasr: Path) -> tuple[Path, int]:
    """The invented corpus with a third post at one crossing, which only the gate can know is wrong."""
    places = qasr / "places.yaml"
    text = places.read_text("utf-8")
    post = "  qasr-gate/xx: {type: post, of: qasr-gate, country: sulmar, label: A third post}\n"
    places.write_text(text + ("" if text.endswith("\n") else "\n") + post, encoding="utf-8")
    line = next(n for n, row in enumerate(places.read_text("utf-8").splitlines(), 1) if row.startswith("  qasr-gate:"))
    return qasr, line


def test_a_violation_leads_to_its_record_and_nothing_is_written(third_post: tuple[Path, int], kg: Run) -> None:
    corpus, line = third_post
    done = kg("build", corpus, "--report", "report.ttl")
    assert done.returncode == 1
    assert f"qasr/places.yaml:{line}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (corpus.parent / "out").exists()
    report = Graph().parse(corpus.parent / "report.ttl")
    assert [str(value) for value in report.objects(None, SH.conforms)] == ["false"]


def test_a_shut_gate_leaves_the_previous_output(third_post: tuple[Path, int], kg: Run) -> None:
    corpus, _ = third_post
    places = corpus / "places.yaml"
    broken = places.read_text("utf-8")
    places.write_text("\n".join(r for r in broken.splitlines() if "third post" not in r) + "\n", encoding="utf-8")
    assert kg("build", corpus).returncode == 0
    before = {path.name: path.read_bytes() for path in (corpus.parent / "out").iterdir() if path.is_file()}
    places.write_text(broken, encoding="utf-8")
    assert kg("build", corpus).returncode == 1
    assert {path.name: path.read_bytes() for path in (corpus.parent / "out").iterdir() if path.is_file()} == before
