"""Deriving in several processes: the same lines from any number, and nothing silent when one fails."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator

import pytest

from kg.errors import Faults
from kg.pipeline import read_corpus
from kg.resolve.graphs import derived_records
from kg.resolve.reading import Reader
from kg.shipped import shipped


@pytest.fixture
def little_disk() -> Iterator[None]:
    """Files of this process, and of those it makes, end after a kilobyte."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


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


@pytest.mark.usefixtures("little_disk")
def test_a_process_that_cannot_write_is_an_error_of_all() -> None:
    with pytest.raises(OSError, match="a process that derives answers failed: File too large") as raised:
        lines(2)
    assert raised.value.errno == errno.EFBIG
