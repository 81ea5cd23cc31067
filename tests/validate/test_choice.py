"""Which engine `kg build` validates with, that it says so, and that a violation found in bulk leads back to its row."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.corpus import write_corpus
from kg.builders.joining import records
from kg.errors import Faults
from kg.pipeline import build_dataset, read_corpus
from kg.validate.blame import blame
from kg.validate.gate import validate_in_parts
from tests.validate.seeding import iri, with_faults

Run = Callable[..., subprocess.CompletedProcess[str]]

ROWS = 400  # which come to more quads than pySHACL is chosen for


@pytest.mark.parametrize(
    ("options", "engine", "why"),
    [
        ([], "pyshacl", "chosen for less than 20,000 quads"),
        (["--validator", "pyshacl"], "pyshacl", "as asked for"),
        (["--validator", "bulk"], "bulk", "as asked for"),
    ],
)
def test_a_small_dataset(options: list[str], engine: str, why: str, kg: Run, qasr: Path) -> None:
    built = kg("build", qasr, "--no-store", *options)
    assert (built.returncode, built.stderr) == (0, "")
    assert f"validated by {engine}: {why}\n" in built.stdout
    manifest = json.loads((qasr.parent / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["validator"] == engine
    assert {"pyshacl", "shacl"} <= {*manifest["versions"]}


def test_a_large_dataset(kg: Run, tmp_path: Path) -> None:
    write_corpus(tmp_path / "much", ROWS)
    built = kg("build", "much", "--no-store")
    assert (built.returncode, built.stderr) == (0, "")
    assert "validated by bulk: chosen for at least 20,000 quads\n" in built.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"dataset.nq", "dataset.trig", "kept.sqlite", "manifest.json"}


def test_either_engine_gives_the_same_bytes(kg: Run, qasr: Path, tmp_path: Path) -> None:
    for engine in ("pyshacl", "bulk"):
        assert kg("build", qasr, "--no-store", "--validator", engine, "--out", engine).returncode == 0
    one, other = (tmp_path / engine for engine in ("pyshacl", "bulk"))
    assert (one / "dataset.nq").read_bytes() == (other / "dataset.nq").read_bytes()


def test_an_unknown_engine_is_refused(kg: Run, qasr: Path) -> None:
    assert kg("build", qasr, "--validator", "guess").returncode == 2


def test_a_violation_of_a_row_leads_to_its_file_and_line(tmp_path: Path) -> None:
    write_corpus(tmp_path / "much", 60)
    corpus = read_corpus(tmp_path / "much")
    lines = [*build_dataset(corpus).lines()]
    # Record 21 is the 11th of the second table, whose heading is line 1.
    subject = next(line.split(b" ", 1)[0] for line in lines if b"/statement/records-1/s0000021> " in line)
    kept = [line for line in lines if not line.startswith(subject + b" " + iri("cx:modality"))]
    assert len(kept) == len(lines) - 1
    path = tmp_path / "dataset.nq"
    path.write_bytes(with_faults(kept, []))
    found = validate_in_parts(path, 20_000).violations
    places = {(Path(fault.file).name, fault.line) for fault in blame(found, records(corpus, Faults()))}
    assert places == {("records-1.csv", 12)}


def test_a_gate_shut_in_bulk_writes_a_report_and_nothing_else(kg: Run, qasr: Path, tmp_path: Path) -> None:
    post = "  qasr-gate/xx: {type: post, of: qasr-gate, country: sulmar, label: A third post}\n"
    with (qasr / "places.yaml").open("a", encoding="utf-8") as file:
        file.write(post)
    runs = [kg("build", qasr, "--validator", engine, "--report", f"{engine}.ttl") for engine in ("pyshacl", "bulk")]
    assert [run.returncode for run in runs] == [1, 1]
    assert runs[0].stderr == runs[1].stderr
    assert not (tmp_path / "out").exists()
    assert "ValidationReport" in (tmp_path / "bulk.ttl").read_text("utf-8")


_PEAK = """
import resource, sys
from pathlib import Path
from kg.validate.gate import validate_in_parts
assert validate_in_parts(Path(sys.argv[1]), 1 << 19).count == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_dataset(tmp_path: Path) -> None:
    write_corpus(tmp_path / "much", 300)
    text = with_faults([*build_dataset(read_corpus(tmp_path / "much")).lines()], [])
    peaks = []
    for copies in (1, 5):
        path = tmp_path / f"{copies}.nq"
        with path.open("wb") as file:
            for n in range(copies):
                file.write(text.replace(b"//example.org/bulk/", b"//example.org/bulk-%d/" % n))
        done = subprocess.run([sys.executable, "-c", _PEAK, path], capture_output=True, text=True, check=True)
        peaks.append([int(peak) / 1024 for peak in done.stdout.split()])
    size = len(text) / (1 << 20)
    # Four times as much again is read and validated, and a few megabytes more are taken.
    assert all(after - before < size for before, after in zip(*peaks, strict=True)), peaks
