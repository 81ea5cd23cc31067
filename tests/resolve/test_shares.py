"""Deriving in several processes: the same lines from any number."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kg.facts.corpus import Corpus
from kg.pipeline import read_corpus
from kg.resolve.curated import curated
from kg.resolve.gathered import Gathered
from kg.resolve.graphs import derived_records
from kg.resolve.groups import PIECE
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
