"""Work in several processes: the same results from any number, and nothing silent when one fails."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import Faults, WorkerError
from kg.pipeline import read_corpus
from kg.resolve.graphs import derived_records
from kg.resolve.reading import Reader
from kg.shares import Replies, in_order, in_turns
from kg.shipped import shipped


def lines(workers: int) -> bytes:
    """The derived graphs of both corpora, made by so many processes."""
    corpus = read_corpus(shipped("facts") / "syria-iraq-2018", shipped("facts") / "examples" / "second-ring")
    reader = Reader(corpus)
    for _, statements in corpus.statements(Faults()):
        for statement in statements:
            reader.add(statement)
    found = derived_records(reader.material(), reader.presupposed, "https://example.org/", workers)
    return b"".join(record.lines for record in found)


def test_any_number_of_processes_gives_the_same_lines() -> None:
    alone = lines(1)
    assert alone
    for workers in (2, 3, 50):  # the last leaves some without a place
        assert lines(workers) == alone


def test_a_process_that_is_ended_is_an_error_and_leaves_none_behind() -> None:
    def work(piece: int) -> list[bytes]:
        if piece == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return [b"done"]

    taken = in_order(work, 10, workers=2)
    assert [next(taken) for _ in range(3)] == [[b"done"]] * 3
    with pytest.raises(WorkerError, match="a process that shared the work was ended by SIGKILL: nothing was changed"):
        list(taken)
    assert not multiprocessing.active_children()


def test_who_takes_no_more_ends_the_processes() -> None:
    taken = in_order(lambda piece: [b"x" * (1_000_000 + piece)], 1000, workers=2)
    assert next(taken) == [b"x" * 1_000_000]
    assert len(multiprocessing.active_children()) == 2
    taken.close()  # type: ignore[attr-defined]  # a generator
    assert not multiprocessing.active_children()


class TwoArgumentsError(Exception):
    """An error that cannot be pickled: it is made of two values and keeps one."""

    def __init__(self, what: str, _mend: str) -> None:
        super().__init__(what)


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), OSError),
        (ValueError("a bug"), ValueError),
        (TwoArgumentsError("a", "b"), RuntimeError),
    ],
)
def test_what_goes_wrong_in_a_process_is_raised_here_and_printed_nowhere(
    error: Exception, raised: type[Exception], capfd: pytest.CaptureFixture[str]
) -> None:
    def work(piece: int) -> list[bytes]:
        if piece == 5:
            raise error
        return [b"done"]

    with pytest.raises(raised) as found:
        list(in_order(work, 10, workers=2))
    assert str(error) in str(found.value)
    if isinstance(error, OSError):
        assert (found.value.errno, found.value.strerror) == (error.errno, error.strerror)  # type: ignore[attr-defined]
    assert capfd.readouterr() == ("", "")
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_process_is_answered_in_the_order_of_its_results(workers: int) -> None:
    def work(first: int, replies: Replies) -> Iterator[list[bytes]]:
        pieces = range(first, 20, workers)
        for piece in pieces:
            yield [b"%d" % piece]
        assert [replies() for _ in pieces] == [b"to %d" % piece for piece in pieces]

    taken = []
    for (result,), answer in in_turns(work, workers):
        answer(b"to " + result)
        taken.append(int(result))
    assert taken == list(range(20))


def runs(number: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_ends_when_the_one_that_began_it_is_killed(tmp_path: Path) -> None:
    script = """
import os, sys, time
from kg.shares import in_turns

def work(first, replies):
    open(f"{sys.argv[1]}/{os.getpid()}", "w").close()
    yield [b"x"]
    replies()

for result, answer in in_turns(work, 2):
    while len(os.listdir(sys.argv[1])) < 2:
        time.sleep(0.01)
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, capture_output=True, timeout=30)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
    numbers = [int(path.name) for path in tmp_path.iterdir()]
    assert len(numbers) == 2
    deadline = time.monotonic() + 20
    while any(map(runs, numbers)):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.02)
