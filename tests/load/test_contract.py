"""What `kg.load.loading.Store` promises, of every real store: one contract, one suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.load.loading import Change, Store, load
from kg.load.records import BOOK
from kg.load.source import Source, read_source
from tests.load.conftest import Running, contents, told, write_build

OTHERS = "http://example.org/others"
OTHER_LINE = f"<{OTHERS}> <{OTHERS}> <{OTHERS}>"


@pytest.fixture
def store(running: Running) -> Iterator[Store]:
    """A store without content, as `kg load` has it."""
    with running.opened() as store:
        yield store


def is_same(iri: str, first: Source, second: Source) -> bool:
    """Whether two builds have the same graph under a name."""
    return first.graphs[iri].digest == second.graphs[iri].digest


def test_a_build_is_loaded_and_read_back(store: Store, first: Source) -> None:
    outcome = load(first, store)
    assert (outcome.replaced, outcome.removed, outcome.unchanged) == (len(first.graphs), 0, 0)
    assert outcome.quads == first.quads
    assert contents(store, first) == told(store, first)
    assert store.recorded() == {iri: graph.digest for iri, graph in first.graphs.items()}


def test_a_second_load_writes_nothing(store: Store, first: Source) -> None:
    load(first, store)

    class NeverWritten:
        """The same store, which must not be asked to write."""

        def __init__(self, store: Store) -> None:
            self.name, self.recorded, self.lines, self.kept = store.name, store.recorded, store.lines, store.kept

        def write(self, change: Change) -> Iterator[str]:
            raise AssertionError(change)

    again = load(first, NeverWritten(store))
    assert (again.replaced, again.removed, again.unchanged) == (0, 0, len(first.graphs))
    assert again.quads == first.quads


def test_what_changed_is_replaced_and_what_is_gone_removed(
    running: Running, store: Store, first: Source, second: Source
) -> None:
    load(first, store)
    running.update(f"INSERT DATA {{ GRAPH <{OTHERS}> {{ {OTHER_LINE} }} }}")
    same = {iri for iri in first.graphs if iri in second.graphs and is_same(iri, first, second)}
    gone = {*first.graphs} - {*second.graphs}
    assert same and gone and {*second.graphs} - {*first.graphs} and len(same | gone) < len(first.graphs)
    outcome = load(second, store)
    assert outcome.unchanged == len(same)
    assert outcome.replaced == len(second.graphs) - len(same)
    assert outcome.removed == len(gone)
    assert contents(store, first, second) == told(store, second)
    assert store.recorded() == {iri: graph.digest for iri, graph in second.graphs.items()}
    assert list(store.lines(OTHERS)) == [f"{OTHER_LINE} <{OTHERS}> .".encode()], "what others keep is left alone"


def test_a_graph_that_others_changed_is_loaded_again(running: Running, store: Store, first: Source) -> None:
    load(first, store)
    largest = max(first.graphs.values(), key=lambda graph: graph.quads)
    running.update(f"INSERT DATA {{ GRAPH <{largest.iri}> {{ {OTHER_LINE} }} }}")
    assert load(first, store, verify=False).replaced == 0
    outcome = load(first, store)
    assert (outcome.replaced, outcome.mended) == (1, 1)
    assert contents(store, first) == told(store, first)


def test_what_is_there_without_a_record_is_recorded_and_not_sent_again(
    running: Running, store: Store, first: Source
) -> None:
    """So a build can come by the store's own loader; a graph that differs is replaced."""
    iri = next(iter(first.graphs))
    load(first, store)
    running.update(f"CLEAR GRAPH <{BOOK}> ; INSERT DATA {{ GRAPH <{iri}> {{ {OTHER_LINE} }} }}")
    outcome = load(first, store)
    assert (outcome.replaced, outcome.unchanged, outcome.mended) == (1, len(first.graphs) - 1, 0)
    assert contents(store, first) == told(store, first)
    assert store.recorded() == {iri: graph.digest for iri, graph in first.graphs.items()}


def test_another_load_between_plan_and_writing_is_noticed(store: Store, first: Source, second: Source) -> None:
    stale = Change(first, list(first.graphs.values()), [], [], store.recorded())
    load(second, store)
    with pytest.raises(OutputError, match="another load was here just now: run the same command again"):
        list(store.write(stale))
    assert contents(store, first, second) == told(store, second)
    assert load(first, store).replaced


def test_the_outcome_counts_every_graph_once(store: Store, first: Source) -> None:
    outcome = load(first, store, verify=False)
    assert outcome.replaced + outcome.unchanged == len(first.graphs)
    assert outcome.quads == 0


def test_a_graph_of_more_triples_than_a_store_may_give_at_once(store: Store, first: Source, tmp_path: Path) -> None:
    """Virtuoso cuts what it gives at its ResultSetMaxRows, 10,000, without a word."""
    for turn in ("one", "two"):  # the second replaces the first
        lines = (f'<http://example.org/{n}> <http://example.org/p> "{turn} {n}" <{OTHERS}> .' for n in range(12_000))
        (folder := tmp_path / turn).mkdir()
        write_build(folder, [line.encode() for line in lines], first.dataset.parent)
        source = read_source(folder)
        assert load(source, store).quads == 12_000
