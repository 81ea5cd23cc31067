"""A timeline drawn in letters: what stands in which column, in any width, script and encoding."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from rich.cells import cell_len

from kg.namespaces import expand
from kg.pipeline import Dataset
from kg.query.shown_timeline import BLOCKS, Letters, timeline_lines
from kg.query.timelines import Timeline

Run = Callable[..., subprocess.CompletedProcess[str]]
News = Callable[[str], Dataset]


def drawn(timeline: Timeline, width: int = 80, letters: Letters = BLOCKS, lang: str = "en") -> list[str]:
    """The lines of the drawing of the first scope: rows, axis, dates."""
    lines = list(timeline_lines(timeline, lang, width, letters))
    begin = lines.index("") + 1
    return lines[begin : lines.index("", begin)]


def rows(lines: list[str]) -> dict[str, str]:
    """What is drawn beside each name, from the first column of the bars."""
    left = next(len(line) - len(line.lstrip()) for line in lines if set(line.strip()) <= {"─", "┴", "_", "|"})
    return {line[:left].strip(): line[left:] for line in lines if line[:left].strip()}


def test_a_day_that_is_sure_is_seen_among_years(news: News) -> None:
    timeline = news(
        "  s1: {control: gate, by: guard, time: {began: 2021-05-05, ended: 2031-05-04}}\n"
        "  s2: {control: gate, by: corps, time: {throughout: 2026-12-25}}\n"
    ).timeline("control", "gate")
    found = rows(drawn(timeline, len("contested") + 4 + 61))
    # Ten years and a sixteenth more on both sides are 4,108 days in 61 columns; Christmas is day 2,288 of them.
    begin = date(2021, 5, 5) - timedelta(days=3652 // 16)
    count = 3652 + 2 * (3652 // 16)
    column = (date(2026, 12, 25) - begin).days * 61 // count
    assert found["Corps"].index("█") == column
    assert found["Corps"].count("█") == 1


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # 31 days of January and 7 days on both sides, one column each.
        ("{throughout: 2031-01}", "·" * 4 + "░" * 3 + "█" * 31 + "░" * 3 + "·" * 4),
        ("{began: 2031-01}", " " * 7 + "▒" * 31 + "░" * 3 + "·" * 4),
        ("{ended: 2031-01}", "·" * 4 + "░" * 3 + "▒" * 31),
        ("{seen: 2031-01}", "·" * 4 + "░" * 3 + "▒" * 31 + "░" * 3 + "·" * 4),
        ("{began: 2031-01-01, ended: 2031-01-31}", " " * 7 + "█" * 31),
    ],
)
def test_each_column_shows_what_is_known_of_its_days(news: News, statement: str, expected: str) -> None:
    timeline = news(f"  s1: {{control: gate, by: guard, time: {statement}}}\n").timeline("control", "gate")
    name, gaps, days = len("Guard"), 4, 45
    assert rows(drawn(timeline, name + gaps + days))["Guard"] == expected.rstrip()


def test_a_denied_value_and_a_contested_day_are_told_apart(news: News) -> None:
    timeline = news(
        "  s1: {control: gate, by: guard}\n  s2: {control: gate, by: corps}\n  s3: {control: gate, denied: league}\n"
    ).timeline("control", "gate")
    found = rows(drawn(timeline))
    assert found["Guard"].count("█") >= 1 and "X" not in found["Guard"]
    assert "X" in found["League (denied)"] and "█" not in found["League (denied)"]
    assert found["contested"].index("!") == found["Guard"].index("█") == found["League (denied)"].index("X")
    assert list(timeline_lines(timeline, "en", 80, BLOCKS))[-1] == (
        "  █ surely, ░· open, fading out, X surely not, ! contested"
    )


def test_what_is_used_is_explained_and_nothing_else(news: News) -> None:
    timeline = news("  s1: {control: gate, by: guard, time: {throughout: 2031-01}}\n").timeline("control", "gate")
    assert list(timeline_lines(timeline, "en", 80, BLOCKS))[-1] == "  █ surely, ░· open, fading out"


@pytest.mark.parametrize("statement", ["{control: gate, by: guard, time: undated}", "{control: ford, by: guard}"])
def test_nothing_to_draw(news: News, statement: str) -> None:
    timeline = news(f"  s1: {statement}\n").timeline("control", "gate")
    lines = list(timeline_lines(timeline, "en", 80, BLOCKS))
    assert lines[0] == "Gate"
    assert not {*"".join(lines)} & {*"█▒░·─!?"}


@pytest.mark.parametrize("width", [1, 24, 40, 80, 200])
def test_no_line_of_a_drawing_is_wider_than_the_terminal(dataset: Dataset, width: int) -> None:
    timeline = dataset.timeline("control", "albu-kamal/sy")
    lines = drawn(timeline, width)
    assert max(map(cell_len, lines)) <= max(width, 24)
    assert max(map(cell_len, lines)) >= min(width, 60)


def test_scopes_stand_under_one_another(dataset: Dataset) -> None:
    lines = list(timeline_lines(dataset.timeline("control", "al-tanf"), "en", 80, BLOCKS))
    axes = [line for line in lines if "┴" in line]
    assert len(axes) == 2 and len(set(axes)) == 1


@pytest.mark.parametrize(
    "label", ["حرس الحدود", "边防军", "🚩 Guard", "a" * 200, "Guard\u202egnp.exe", "\x1b[31mred", "G\u0300\u0301\u0302"]
)
def test_a_name_of_any_script_stands_left_of_its_bar(news: News, label: str) -> None:
    found = news("  s1: {control: gate, by: guard}\n  s2: {control: gate, by: corps}\n")
    guard, property_ = ox.NamedNode("https://example.org/id/agent/guard"), ox.NamedNode(expand("skos:prefLabel"))
    for quad in list(found.store.quads_for_pattern(guard, property_, None)):
        found.store.remove(quad)
    found.store.add(ox.Quad(guard, property_, ox.Literal(label, language="en")))  # the facts format refuses some
    lines = drawn(found.timeline("control", "gate"))
    assert not {"\x1b", "\u202e"} & {*"".join(lines)}
    bars = [line for line in lines if "█" in line]
    assert len(bars) == 2
    assert len({cell_len(line[: line.index("█")]) for line in bars}) == 1
    assert any(line.startswith("  \u200eحرس الحدود\u200e") for line in bars) == (label == "حرس الحدود")


# --- through the command ---


def test_a_pipe_has_80_columns_and_blocks_whatever_the_locale(ask: Run) -> None:
    printed = {
        ask("timeline", "albu-kamal", env=settings).stdout
        for settings in ({"COLUMNS": "200"}, {"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {"PYTHONHASHSEED": "7"})
    }
    (text,) = printed
    assert "█" in text
    axes = [line for line in text.splitlines() if "┴" in line]
    assert {len(line) for line in axes} == {80}


def test_a_terminal_has_its_own_width_and_blocks(in_terminal: Callable[..., str], shipped_out: object) -> None:
    printed = in_terminal(100, "timeline", "albu-kamal", "--data", shipped_out, LC_ALL="C.UTF-8")
    assert {len(line) for line in printed.splitlines() if "┴" in line} == {100}


def test_a_terminal_of_another_encoding_has_plain_letters(in_terminal: Callable[..., str], shipped_out: object) -> None:
    printed = in_terminal(80, "timeline", "albu-kamal", "--data", shipped_out, LC_ALL="C", PYTHONCOERCECLOCALE="0")
    assert printed.isascii()
    assert "# surely, = between known bounds, -. open, fading out" in printed


def test_presence_is_no_control_and_several_may_be_there(news: News) -> None:
    found = news(
        "  s1: {presence: town, of: guard}\n  s2: {presence: town, of: corps}\n"
        "  s3: {presence: town, of: league, time: {began: 2031-05}}\n  s4: {control: town, by: brigade}\n"
    )
    timeline = found.timeline("presence", "town")
    lines = list(timeline_lines(timeline, "en", 80, BLOCKS))
    assert "  2031-05-04 2031-05-04  definite    Corps and Guard" in lines
    assert "disputed" not in "".join(lines) and "Brigade" not in "".join(lines)
    assert set(rows(drawn(timeline))) == {"Corps", "Guard", "League"}


def test_presence_through_the_command(ask: Run) -> None:
    ran = ask("timeline", "town:at-tanf", "--of", "presence")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "candidates  US forces" in ran.stdout
    assert '"predicate": "presence"' in ask("timeline", "town:at-tanf", "--of", "presence", "--json").stdout
