"""A timeline for a person: its answers a line each, and a drawing in letters under them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kg.errors import printable
from kg.query.chart import Panel, Row, Zone, days_drawn, panels, ticks
from kg.query.labels import Labels
from kg.query.timelines import Timeline
from kg.resolve.states import Days

Letters = Mapping[str, str]

# What is known best comes first: of the days and bars of a column, it is shown.
BLOCKS: Letters = {"sure": "█", "within": "▒", "near": "░", "far": "·", "undated": "?", "axis": "─", "tick": "┴"}
ASCII: Letters = {"sure": "#", "within": "=", "near": "-", "far": ".", "undated": "?", "axis": "_", "tick": "|"}
_DENIED = {"sure": "X", "within": "x"}
_BEST_FIRST = tuple(BLOCKS)
_CONTESTED, _CONTESTED_ROW = "!", "contested"
_INDENT = "  "
_LEAST_COLUMNS = 10


def timeline_lines(timeline: Timeline, lang: str, width: int, letters: Letters) -> Iterator[str]:
    """The lines of a timeline in so many columns, drawn in `BLOCKS` or `ASCII`."""
    labels = Labels(timeline.store, lang)
    drawn = panels(timeline)
    days = days_drawn(drawn)
    width -= 2 * len(_INDENT)
    beside = _beside(drawn, labels, width)
    for number, panel in enumerate(drawn):
        if number:
            yield ""
        yield labels.label(panel.scope)
        yield from (f"{_INDENT}{line}" for line in timeline.told(panel.scope, labels))
        if panel.rows and days:
            spans = _spans(days, max(width - beside, _LEAST_COLUMNS))
            yield ""
            yield from (f"{_INDENT}{line}".rstrip() for line in _drawing(panel, labels, days, beside, spans, letters))
    meanings = list(_meanings(drawn, letters)) if days else []
    if meanings:
        yield ""
        yield f"{_INDENT}{', '.join(meanings)}"


def _beside(drawn: Iterable[Panel], labels: Labels, width: int) -> int:
    """The columns for names, the same for all scopes, so that their days stand under one another."""
    from rich.cells import cell_len

    names = [printable(row.name(labels)) for panel in drawn for row in panel.rows]
    names += [_CONTESTED_ROW for panel in drawn if panel.contested]
    return min(max(map(cell_len, names), default=0), max(width * 2 // 5, _LEAST_COLUMNS))


def _drawing(
    panel: Panel, labels: Labels, days: Days, beside: int, spans: Sequence[Days], letters: Letters
) -> Iterator[str]:
    """The rows of a scope and the axis under them, names on the left."""
    from rich.cells import cell_len

    named = [(printable(row.name(labels)), _bar(row, spans, days, letters)) for row in panel.rows]
    if panel.contested:
        marks = (_CONTESTED if _meet(span, panel.contested) else " " for span in spans)
        named.append((_CONTESTED_ROW, "".join(marks)))
    for name, bar in named:
        first, *more = _wrapped(name, beside)
        yield f"{_left_to_right(first)}{' ' * (beside - cell_len(first))}{_INDENT}{bar}"
        yield from map(_left_to_right, more)
    for line in _axis(days, spans, letters):
        yield f"{' ' * beside}{_INDENT}{line}"


def _spans(days: Days, columns: int) -> list[Days]:
    """The days that each column stands for, at least one."""
    first, last = days
    count = last - first + 1
    begins = [first + column * count // columns for column in range(columns + 1)]
    return [(begin, max(begin, after - 1)) for begin, after in pairwise(begins)]


def _bar(row: Row, spans: Sequence[Days], days: Days, letters: Letters) -> str:
    zones = [zone for bar in row.bars for zone in bar.zones]
    shown = {**letters, **_DENIED} if row.denied else letters
    drawn = []
    for span in spans:
        known = {_known(zone, span, days) for zone in zones if _meet(span, zone.parts)}
        drawn.append(shown[min(known, key=_BEST_FIRST.index)] if known else " ")
    return "".join(drawn)


def _known(zone: Zone, span: Days, days: Days) -> str:
    """How well a column of a zone is known: an open end fades half way to where the drawing ends."""
    first, last = zone.days
    if zone.kind == "open-begin":
        return "near" if sum(span) > max(first, days[0]) + last else "far"
    if zone.kind == "open-end":
        return "near" if sum(span) < first + min(last, days[1]) else "far"
    return zone.kind


def _meet(span: Days, parts: Iterable[Days]) -> bool:
    return any(first <= span[1] and last >= span[0] for first, last in parts)


def _axis(days: Days, spans: Sequence[Days], letters: Letters) -> tuple[str, str]:
    """The line under the bars with its ticks, and their labels, as far as these have room."""
    line, dates = [letters["axis"]] * len(spans), ""
    for number, label in ticks(days, len(spans)):
        column = next(n for n, (first, last) in enumerate(spans) if first <= number <= last)
        line[column] = letters["tick"]
        start = min(max(column - len(label) // 2, 0), len(spans) - len(label))
        if start >= len(dates) + bool(dates):
            dates = dates.ljust(start) + label
    return "".join(line), dates


def _meanings(drawn: Iterable[Panel], letters: Letters) -> Iterator[str]:
    """What the letters of a drawing mean, as far as they are used."""
    rows = [row for panel in drawn for row in panel.rows]
    kinds = {zone.kind for row in rows if not row.denied for bar in row.bars for zone in bar.zones}
    if "sure" in kinds:
        yield f"{letters['sure']} surely"
    if "within" in kinds:
        yield f"{letters['within']} between known bounds"
    if {"open-begin", "open-end"} & kinds:
        yield f"{letters['near']}{letters['far']} open, fading out"
    if "undated" in kinds:
        yield f"{letters['undated']} undated"
    if any(row.denied for row in rows):
        yield f"{_DENIED['sure']} surely not"
    if any(panel.contested for panel in drawn):
        yield f"{_CONTESTED} contested"


def _wrapped(name: str, columns: int) -> list[str]:
    from rich.console import Console
    from rich.text import Text

    console = Console(width=columns, color_system=None)
    return [line.plain.rstrip() for line in Text(name).wrap(console, columns, overflow="fold")] or [""]


def _left_to_right(name: str) -> str:
    """A name that stands left of its bar, whatever the direction of its script (UAX 9)."""
    marked = any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in name)
    return f"\u200e{name}\u200e" if marked else name
