"""How much is done for a load, in calls of functions: it grows with the build, and nothing is done twice."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from kg.load.directory import Directory
from kg.load.loading import load
from kg.load.shards import write_shards
from kg.load.source import Source, read_source
from tests.load.conftest import write_build


def calls(run: Callable[[], object]) -> Counter[str]:
    """How often each function is called, or a generator asked for its next, by the function's name."""
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, function: Any) -> None:
        if event == "call":
            counted[frame.f_code.co_name] += 1
        elif event == "c_call":
            counted[function.__name__] += 1

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return counted


def build_of(folder: Path, lines: list[str], like: Source) -> Source:
    """A build of these lines."""
    folder.mkdir()
    write_build(folder, [line.encode() for line in lines], like.dataset.parent)
    return read_source(folder)


def of_graphs(number: int, folder: Path, like: Source) -> Source:
    """A build of so many graphs, of one quad each."""
    lines = [f"<http://e/s> <http://e/p> <http://e/o> <http://e/{n}> ." for n in range(number)]
    return build_of(folder / str(number), lines, like)


def test_a_load_of_more_graphs_is_more_work_in_proportion(first: Source, tmp_path: Path) -> None:
    few, many = (of_graphs(number, tmp_path, first) for number in (100, 400))
    one = calls(lambda: load(few, Directory(tmp_path / "few"), verify=False)).total()
    other = calls(lambda: load(many, Directory(tmp_path / "many"), verify=False)).total()
    assert other < 5 * one


def test_a_store_is_opened_as_often_for_many_graphs_as_for_few(first: Source, tmp_path: Path) -> None:
    few, many = (of_graphs(number, tmp_path, first) for number in (10, 40))
    one = calls(lambda: load(few, Directory(tmp_path / "few")))
    other = calls(lambda: load(many, Directory(tmp_path / "many")))
    assert one["read_only"] == other["read_only"] > 0


def test_a_line_is_brought_into_its_form_once(first: Source, tmp_path: Path) -> None:
    """Once as it is in the build and once as it is in the store, where the store has forms of its own."""
    decimal = "<http://www.w3.org/2001/XMLSchema#decimal>"
    lines = [f'<http://e/s> <http://e/p> "{n}.0"^^{decimal} <http://e/g> .' for n in range(50)]
    source, store = build_of(tmp_path / "decimals", lines, first), Directory(tmp_path / "store")
    assert load(source, store).rewritten == ["http://e/g"]
    assert calls(lambda: load(source, store))["by_value"] == 50 + 50


def test_a_graph_is_written_as_turtle_by_one_parser(second: Source, tmp_path: Path) -> None:
    assert calls(lambda: write_shards(second, tmp_path / "files", turtle=True))["parse"] == len(second.graphs)
