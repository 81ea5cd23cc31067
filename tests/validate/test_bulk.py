"""The bulk engine against pySHACL: the same results, whole and in parts, on shape cases, corpora and seeded faults."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from bench.corpus import write_corpus
from kg.errors import MOST_FAULTS, GateError, WorkerError
from kg.pipeline import build_dataset, read_corpus
from kg.validate.bulk import Bulk, shapes_text
from kg.validate.gate import cut, validate_in_parts
from kg.validate.reference import data_graph, shapes_graph, validate
from kg.validate.report import Report
from tests.validate.seeding import Quad, quad, seeded, with_faults

ROOT = Path(__file__).resolve().parents[2]
# Other corpora of much data, such as a slice of event records, belong here too.
CORPORA = ["syria-iraq-2018", "examples/qasr", "examples/second-ring", "examples/ucdp-slice", "bulk"]
SIZES = [1 << 30, 200_000, 20_000]  # bytes: all in one, in a few parts, in hundreds
EDITS = 80
FAULTS = 50  # of the edits, at least so many break a shape, each by itself


@pytest.fixture(scope="module")
def bulk() -> Iterator[Bulk]:
    with Bulk(shapes_text()) as engine:
        yield engine


@pytest.fixture(scope="module", params=CORPORA)
def lines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The lines of a corpus."""
    folder = ROOT / "facts" / request.param
    if request.param == "bulk":
        folder = tmp_path_factory.mktemp("corpus") / "bulk"
        write_corpus(folder, 200)
    return [*build_dataset(read_corpus(folder)).lines()]


def by_pyshacl(data: bytes) -> Report:
    return validate(data_graph(ox.parse(data, format=ox.RdfFormat.N_QUADS)), shapes_graph())


def test_a_corpus_conforms_whole_and_in_parts(lines: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "dataset.nq"
    path.write_bytes(with_faults(lines, []))
    assert [validate_in_parts(path, size).count for size in SIZES] == [0, 0, 0]


def test_seeded_faults_give_the_results_of_pyshacl(lines: list[bytes], bulk: Bulk, tmp_path: Path) -> None:
    edits = seeded(lines, EDITS, 5)
    assert len({edit.name for edit in edits}) >= 9
    faults = [edit for edit in edits if bulk.validate(with_faults(lines, [edit]))]
    assert len(faults) >= FAULTS
    path = tmp_path / "dataset.nq"
    path.write_bytes(with_faults(lines, edits))
    expected = by_pyshacl(path.read_bytes())
    assert expected.count >= FAULTS
    assert all(validate_in_parts(path, size).violations == expected.violations for size in SIZES)


def test_reports_as_rdf_are_the_same(tmp_path: Path) -> None:
    lines = [*build_dataset(read_corpus(ROOT / "facts" / "examples" / "qasr")).lines()]
    path = tmp_path / "dataset.nq"
    path.write_bytes(with_faults(lines, seeded(lines, 20, 1)))
    one, other = by_pyshacl(path.read_bytes()), validate_in_parts(path, 20_000)
    kept = [SH.focusNode, SH.resultPath, SH.sourceConstraintComponent, SH.resultSeverity, SH.value, SH.sourceShape]
    assert results(one.turtle, kept) == results(other.turtle, kept) != []
    written = Graph().parse(data=other.turtle, format="turtle")
    assert [str(value) for value in written.objects(None, SH.conforms)] == ["false"]
    assert len([*written.subjects(RDF.type, SH.ValidationResult)]) == other.count


def results(turtle: str, predicates: Sequence[Node]) -> list[str]:
    """Each result as Turtle of its own, a path described with it."""
    graph = Graph().parse(data=turtle, format="turtle")
    found = []
    for result in graph.objects(None, SH.result):
        alone = Graph()
        for triple in graph.cbd(result):
            if triple[0] != result or triple[1] in predicates:
                alone.add(triple)
        found.append("\n".join(sorted(alone.serialize(format="turtle").replace("^^xsd:string", "").splitlines())))
    return sorted(found)


# --- what lies in two parts ---


CX = "https://w3id.org/crossings/ontology#"
TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def test_nodes_and_references_may_lie_far_apart(tmp_path: Path) -> None:
    """Every quad is a part of its own, in an order that has nothing together."""
    lines = [*build_dataset(read_corpus(ROOT / "facts" / "examples" / "qasr")).lines()]
    scattered = [line for start in range(101) for line in lines[start::101]]
    path = tmp_path / "dataset.nq"
    for edits in ([], seeded(scattered, 40, 3)):
        path.write_bytes(with_faults(scattered, edits))
        assert validate_in_parts(path, 1).violations == by_pyshacl(path.read_bytes()).violations


def cross_faults(lines: list[bytes]) -> dict[str, list[bytes]]:
    """Lines to be added at the end, far from what they are about."""

    def first(predicate: str) -> Quad:
        wanted = f"<{CX}{predicate}>".encode()
        line = next(line for line in lines if line.split(b" ", 2)[1] == wanted)
        subject, _, rest = line.split(b" ", 2)
        value, graph, _ = rest.rsplit(b" ", 2)
        return Quad(subject, wanted, value, graph)

    post, subject, end = first("postOf"), first("appliesTo"), b"<https://example.org/graph/end>"
    more = [b"<https://example.org/post/%d>" % n for n in range(2)]
    return {
        "a dangling reference": [quad(subject.s, f"<{CX}place>".encode(), b"<https://example.org/nothing>", end)],
        "a wrong class": [quad(subject.s, f"<{CX}agent>".encode(), post.s, end)],
        "a doubled value": [quad(subject.s, f"<{CX}subject>".encode(), b"<https://example.org/other>", end)],
        "a second type": [quad(post.s, TYPE, f"<{CX}Office>".encode(), end)],
        "a second crossing of a post": [quad(post.s, post.p, b"<https://example.org/other>", end)],
        "a post too many": [quad(one, post.p, post.o, end) for one in more],
        "the same again": [quad(*post[:3], end), quad(*subject[:3], end)],
    }


FAR = ["a dangling reference", "a wrong class", "a doubled value", "a second type", "a second crossing of a post"]


@pytest.mark.parametrize("name", [*FAR, "a post too many", "the same again"])
def test_what_is_said_in_another_part(name: str, tmp_path: Path) -> None:
    lines = [*build_dataset(read_corpus(ROOT / "facts" / "examples" / "qasr")).lines()]
    added = cross_faults(lines)[name]
    path = tmp_path / "dataset.nq"
    path.write_bytes(with_faults([*lines, *added], []))
    expected = by_pyshacl(path.read_bytes()).violations
    assert bool(expected) == (name != "the same again")
    for size in (20_000, 2_000):
        assert validate_in_parts(path, size).violations == expected


def test_parts_are_the_file(tmp_path: Path) -> None:
    path = tmp_path / "dataset.nq"
    text = b"".join(b"<a:%d> <a:p> <a:o> <a:g> .\n" % (n // 7) for n in range(100))
    path.write_bytes(text)
    for size in (1, 50, 500, 5000):
        parts = [*cut(path, size)]
        assert b"".join(parts) == text
        firsts = [part.split(b" ", 1)[0] for part in parts]
        assert len(firsts) == len(set(firsts)), "a subject is cut through"


def test_a_long_report_is_counted_and_cut(tmp_path: Path) -> None:
    path = tmp_path / "dataset.nq"
    path.write_bytes(b"".join(b"<a:%d> %b <%bStatement> <a:g> .\n" % (n, TYPE, CX.encode()) for n in range(500)))
    report = validate_in_parts(path, 2000)
    assert report.count > 5000
    assert len(report.violations) == MOST_FAULTS
    assert not report.conforms


def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Whoever has a folder written tells of that in one line; SQLite's errors are none of the system's."""
    path = tmp_path / "dataset.nq"
    path.write_bytes(with_faults([*build_dataset(read_corpus(ROOT / "facts" / "examples" / "qasr")).lines()], []))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (0, 4096, 50_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            with pytest.raises(OSError, match=r"^what its parts tell of each other cannot be kept \(disk I/O error\)$"):
                validate_in_parts(path, 20_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert [one.name for one in tmp_path.iterdir()] == ["dataset.nq"]


# --- an engine that fails ---


def test_an_engine_that_ends_is_an_error_of_one_line() -> None:
    with Bulk(shapes_text()) as engine:
        os.kill(engine.process.pid, signal.SIGKILL)
        with pytest.raises(
            WorkerError, match=r"^the bulk validator ended with code -9, .*--validator pyshacl"
        ) as caught:
            engine.validate(b"<a:s> <a:p> <a:o> <a:g> .\n" * 10_000)
    assert "\n" not in str(caught.value)


def test_an_engine_that_hangs_is_ended() -> None:
    with Bulk(shapes_text(), seconds=5) as engine:
        os.kill(engine.process.pid, signal.SIGSTOP)
        with pytest.raises(WorkerError, match="gave no answer in 5 seconds") as caught:
            engine.validate(b"<a:s> <a:p> <a:o> <a:g> .\n" * 10_000)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"garbage\n", b"\xff <a:p> <a:o> <a:g> .\n"])
def test_what_is_no_rdf_is_an_error(data: bytes, bulk: Bulk) -> None:
    with pytest.raises(GateError, match=r"the bulk validator failed \("):
        bulk.validate(data)
    assert bulk.validate(b"") == []


def test_shapes_that_are_none_are_an_error() -> None:
    with pytest.raises(GateError, match=r"the bulk validator failed \("):
        Bulk("garbage")


def test_pyshacl_that_fails_is_an_error_of_one_line() -> None:
    """It cannot put a day that is none in order; the bulk engine can tell."""
    days = [b'"%b"^^<http://www.w3.org/2001/XMLSchema#date>' % day for day in (b"2018-13-45", b"2018-01-01")]
    names = [f"<{CX}{name}>".encode() for name in ("beginEarliest", "beginLatest")]
    data = b"".join(quad(b"<a:s>", *both, b"<a:g>") + b"\n" for both in zip(names, days, strict=True))
    with pytest.raises(GateError, match=r"pySHACL failed .*--validator bulk") as caught:
        by_pyshacl(data)
    assert "\n" not in str(caught.value)
    with Bulk(shapes_text()) as engine:
        assert any(one.component.endswith("#DatatypeConstraintComponent>") for one in engine.validate(data))
