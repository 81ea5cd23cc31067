"""Deriving in several processes: the same lines from any number, and nothing silent when one fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator

import pytest

from kg.facts.corpus import Corpus
from kg.pipeline import read_corpus
from kg.resolve.curated import curated
from kg.resolve.gathered import Gathered
from kg.resolve.graphs import derived_records
from kg.resolve.groups import PIECE
from kg.resolve.shares import in_order
from kg.shipped import shipped


@pytest.fixture(scope="module")
def lines(gathered_from: Callable[[Corpus], Gathered]) -> Iterator[Callable[[int, int], bytes]]:
    """A function: the derived graphs of both corpora, made by so many processes, so many bytes of rows at once."""
    corpus = read_corpus(shipped("facts") / "syria-iraq-2018", shipped("facts") / "examples" / "second-ring")
    with gathered_from(corpus) as gathered:
        material = curated(corpus, gathered.meant)

        def derived(workers: int, piece: int) -> bytes:
            found = derived_records(gathered, material, "https://example.org/", workers, piece)
            return b"".join(record.lines for record in found)

        yield derived


def test_any_number_of_processes_and_pieces_gives_the_same_lines(lines: Callable[[int, int], bytes]) -> None:
    alone = lines(1, PIECE)
    assert alone
    for workers, piece in ((2, PIECE), (3, 100), (50, 1000), (1, 1)):  # 50 leaves some without a piece
        assert lines(workers, piece) == alone


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
