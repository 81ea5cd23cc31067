"""A standalone cluster of Spark on loopback: a master and two workers, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

SECONDS = 60
_SETTINGS = """
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.executor.memory 512m
"""


class Standalone(NamedTuple):
    """A cluster: its master's URL, the ids of its workers' processes, and the settings of who uses it."""

    master: str
    workers: list[int]
    env: dict[str, str]


@pytest.fixture(scope="session")
def spark_is_here() -> None:
    """What Spark needs is here; on a laptop it may be missing, in CI not."""
    missing = [what for what, found in (("pyspark", find_spec("pyspark")), ("Java", shutil.which("java"))) if not found]
    if missing and "CI" not in os.environ:
        pytest.skip(f"{' and '.join(missing)} not installed: pip install -r requirements-spark.txt")
    assert not missing


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Standalone]:
    """A cluster for all tests."""
    request.getfixturevalue("spark_is_here")
    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(_SETTINGS, encoding="utf-8")
    env = {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder / "local")}
    with ExitStack() as stack:
        log = folder / "master.log"
        stack.enter_context(_running("master.Master", log, env, "--host", "127.0.0.1", "--port", "0"))
        master = _awaited(log, "Starting Spark master at ")
        workers = []
        for number in range(2):
            log = folder / f"worker-{number}.log"
            place = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "-d", str(folder / f"worker-{number}"))
            workers.append(stack.enter_context(_running("worker.Worker", log, env, *place, master)))
            _awaited(log, "Successfully registered with master ")
        yield Standalone(master, workers, env)


@contextmanager
def _running(class_: str, log: Path, env: dict[str, str], *arguments: str) -> Iterator[int]:
    """One of Spark's own programs; ended by its id, for the script that starts it becomes it."""
    found = find_spec("pyspark")
    assert found is not None and found.origin is not None
    script = Path(found.origin).parent / "bin" / "spark-class"
    command = [str(script), f"org.apache.spark.deploy.{class_}", "--webui-port", "0", *arguments]
    with log.open("wb") as file:
        settings = os.environ | env | {"PYSPARK_PYTHON": sys.executable}
        process = subprocess.Popen(command, env=settings, stdout=file, stderr=subprocess.STDOUT)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(SECONDS)


def _awaited(log: Path, words: str) -> str:
    """What follows these words in a log, once they are there."""
    waiting = threading.Event()
    for _ in range(SECONDS * 10):
        _, found, after = log.read_text("utf-8").partition(words)
        if found and "\n" in after:
            return after.partition("\n")[0].strip()
        waiting.wait(0.1)
    raise AssertionError(log.read_text("utf-8"))
