"""Building on a cluster: the same quads as here, whole or not at all, whatever ends an executor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.corpus import write_corpus

if TYPE_CHECKING:
    from tests.spark.conftest import Standalone

Run = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[[Path, str, str], str]
COUNT = 1600


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with statements in a CSV table, a Parquet table and YAML."""
    import pyarrow.csv
    import pyarrow.parquet

    folder = tmp_path / "bulk"
    write_corpus(folder, COUNT)
    texts = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(_columns(folder), pyarrow.string()))
    table = pyarrow.csv.read_csv(folder / "records-1.csv", convert_options=texts)
    pyarrow.parquet.write_table(table, folder / "records-1.parquet", row_group_size=300)
    (folder / "records-1.csv").unlink()
    for number, end in enumerate(("csv", "parquet")):
        path = folder / "documents" / f"records-{number}.yaml"
        text = path.read_text("utf-8").replace(f"records-{number}.csv", f"records-{number}.{end}")
        more = "{control: crossing-1, by: actor-1, time: {began: 2018-03}, at: P1 3-9}"
        path.write_text(f"{text}statements:\n  written: {more}\n", encoding="utf-8")
    return folder


def _columns(folder: Path) -> list[str]:
    return (folder / "records-1.csv").read_text("utf-8").partition("\n")[0].split(",")


@pytest.fixture
def spark(kg: Run, standalone: Standalone) -> Run:
    """`kg build` on the cluster."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        options = ("--engine", "spark", "--master", standalone.master)
        return kg("build", *arguments, *options, env=standalone.env, timeout=180)

    return run


def manifest(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "manifest.json").read_text("utf-8"))
    return found


def test_the_quads_are_those_of_a_build_here(corpus: Path, kg: Run, standalone: Standalone, tmp_path: Path) -> None:
    """Tables may lie elsewhere; and an executor is killed while it writes, so that another does its work."""
    here = kg("build", corpus, "--out", "here", "--no-store")
    assert here.returncode == 0, here.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("records-0.csv", "records-1.parquet"):
        (corpus / name).rename(elsewhere / name)
    options = ("--out", "there", "--engine", "spark", "--master", standalone.master, "--tables", elsewhere.as_uri())
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", str(corpus), *options],
        cwd=tmp_path,
        env=os.environ | standalone.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    killed = None
    waiting = threading.Event()
    while process.poll() is None and killed is None:
        if [*tmp_path.glob(".there.building/new/nquads/tables/_temporary")]:
            assert not (tmp_path / "there").exists()
            killed = next(iter(executors(standalone)), None)
            if killed is not None:
                os.kill(killed, signal.SIGKILL)
        waiting.wait(0.02)
    printed, errors = process.communicate(timeout=180)
    assert killed is not None, errors
    assert (process.returncode, errors) == (0, "")
    assert f"{COUNT + 2} statements of 2 documents, valid:" in printed
    files = sorted((tmp_path / "there" / "nquads").rglob("*.nq"))
    assert len(files) > 4
    lines = sorted(line for file in files for line in file.read_bytes().splitlines())
    assert lines == sorted((tmp_path / "here" / "dataset.nq").read_bytes().splitlines())
    one, other = manifest(tmp_path / "here"), manifest(tmp_path / "there")
    assert [*other["partitions"]] == [str(file.relative_to(tmp_path / "there")) for file in files]
    same = one.keys() - {"files"}
    assert {key: one[key] for key in same} == {key: other[key] for key in same}
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["manifest.json", "nquads"]
    assert not (tmp_path / ".there.building").exists()
    refused = kg("query", "contents", "--data", "there")
    assert refused.returncode == 3
    assert "a build in partitions" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def executors(standalone: Standalone) -> list[int]:
    """The processes that the workers have begun."""
    found = []
    for worker in standalone.workers:
        children = Path(f"/proc/{worker}/task").glob("*/children")
        found += [int(child) for path in children for child in path.read_text().split()]
    return found


def test_rows_at_fault_are_told_as_here(corpus: Path, kg: Run, spark: Run, edit: Edit) -> None:
    table = corpus / "records-0.csv"
    edit(table, "s0000900,control,crossing-0,", "s0000900,control,crosing-0,")
    edit(table, "s0000800,control,", "s0000000,control,")
    here, there = kg("build", corpus), spark(corpus)
    assert here.returncode == 1
    assert "records-0.csv:452: no entity 'crosing-0'" in here.stderr
    assert "records-0.csv:402: the id 's0000000' stands twice" in here.stderr
    assert (there.returncode, there.stderr) == (1, here.stderr)
    assert sorted(path.name for path in corpus.parent.iterdir()) == ["bulk"]


def test_the_gate_leads_back_to_the_record(corpus: Path, kg: Run, spark: Run, edit: Edit) -> None:
    post = "  crossing-3/xx: {type: post, of: crossing-3, country: aa, label: A third post}\n  town-3: {"
    edit(corpus / "places.yaml", "  town-3: {", post)
    here, there = kg("build", corpus, "--validator", "bulk"), spark(corpus, "--report", "report.ttl")
    assert here.returncode == 1
    assert "bulk/places.yaml:" in here.stderr
    assert (there.returncode, there.stderr) == (1, here.stderr)
    assert sorted(path.name for path in corpus.parent.iterdir()) == ["bulk", "report.ttl"]


@pytest.mark.usefixtures("spark_is_here")
def test_a_master_that_is_not_there_is_one_line(corpus: Path, kg: Run) -> None:
    done = kg("build", corpus, "--engine", "spark", "--master", "spark://127.0.0.1:1")
    assert done.returncode == 3
    assert done.stderr == ("--master spark://127.0.0.1:1: no master answers there: start it, or correct the URL\n")


@pytest.mark.usefixtures("spark_is_here")
@pytest.mark.parametrize("missing", ["pyspark", "java"])
def test_what_is_not_installed_is_named(missing: str, corpus: Path, kg: Run, tmp_path: Path) -> None:
    env = {"PATH": "", "JAVA_HOME": ""}
    if missing == "pyspark":
        (tmp_path / "none" / "pyspark").mkdir(parents=True)
        (tmp_path / "none" / "pyspark" / "__init__.py").write_text("raise ImportError\n")
        env = {"PYTHONPATH": str(tmp_path / "none")}
    done = kg("build", corpus, "--engine", "spark", env=env)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert ("crossings[spark]" if missing == "pyspark" else "Java 17") in done.stderr


@pytest.mark.parametrize("options", [("--master", "local"), ("--engine", "spark", "--workers", "2")])
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...], kg: Run) -> None:
    assert kg("build", *options).returncode == 2
