"""A load or its store killed at any moment: every graph is wholly old or new, and the next load finishes.

Three moments for each store, from a seed; `make kill` tries 20 (KG_KILLS).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.load.loading import load
from kg.load.source import Source, read_source
from tests.load.conftest import Embedded, Running, changed_build, contents, told

KILLS = int(os.environ.get("KG_KILLS", "3"))


@pytest.fixture(scope="module")
def builds(shipped_out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Source]:
    """A build, and the same after a change in several graphs."""
    folder = tmp_path_factory.mktemp("changed")
    changed_build(shipped_out, folder)
    return read_source(shipped_out), read_source(folder)


def start(arguments: list[str], source: Source) -> subprocess.Popen[bytes]:
    """The command, as it begins to load."""
    command = [sys.executable, "-m", "kg", "load", *arguments, "--data", str(source.dataset.parent), "--no-verify"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_kill_leaves_every_graph_whole(running: Running, builds: tuple[Source, Source]) -> None:
    began = time.monotonic()
    assert start(running.arguments(), builds[0]).wait(60) == 0
    took = time.monotonic() - began
    old, new = builds
    with running.opened() as store:
        holds = {source.dataset: told(store, source) for source in builds}
    for kill in range(KILLS):
        chance = random.Random(kill)  # noqa: S311  # the moment of a test
        kills_server = kill % 2 == 0 and not isinstance(running, Embedded)
        if kill % 3 == 2:
            running.empty()  # the first load of all has moments of its own
        client = start(running.arguments(), new)
        time.sleep(chance.uniform(0.3, 1) * took)
        if kills_server:
            running.stop(signal.SIGKILL)
            client.wait(60)
            running.start()
        else:
            client.kill()
            client.wait(60)
        with running.opened() as store:
            found, before, after = contents(store, old, new), holds[old.dataset], holds[new.dataset]
            for graph in {*before, *after}:
                states = {before.get(graph), after.get(graph), *([None] if kill % 3 == 2 else [])}
                assert found.get(graph) in states, f"kill {kill}: {graph} is neither old nor new"
            recorded = store.recorded()
            assert all(graph in {*before, *after} for graph in recorded)
            load(new, store)
            assert contents(store, old, new) == after, f"kill {kill}"
            assert load(new, store).replaced == 0
        old, new = new, old
