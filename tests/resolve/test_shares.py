"""Deriving in several processes: the same lines from any number, and nothing silent when one fails."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from kg.errors import Faults
from kg.pipeline import read_corpus
from kg.resolve.graphs import derived_records
from kg.resolve.reading import Reader
from kg.resolve.shares import in_order
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
    def work(piece: int) -> tuple[bytes, ...]:
        if piece == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return (b"done",)

    taken = in_order(work, 10, 1, workers=2)
    assert [next(taken) for _ in range(3)] == [(b"done",)] * 3
    with pytest.raises(OSError, match="a process that shared the work ended too early, with code -9"):
        list(taken)
    assert not multiprocessing.active_children()


def test_who_takes_no_more_ends_the_processes() -> None:
    taken = in_order(lambda piece: (b"x" * (1_000_000 + piece),), 1000, 1, workers=2)
    assert next(taken) == (b"x" * 1_000_000,)
    assert len(multiprocessing.active_children()) == 2
    taken.close()  # type: ignore[attr-defined]  # a generator
    assert not multiprocessing.active_children()
