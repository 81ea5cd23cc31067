"""An answer for a person: a table of names, and under it who says so and in which passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.errors import printable
from kg.query.ask import Result, Row
from kg.query.catalogue import TAIL
from kg.query.labels import Labels, short, span_text
from kg.query.names import typed_id
from kg.query.sources import Source
from kg.query.terms import Value

# These columns stand under the table, as its sources.
_SOURCE = frozenset({*TAIL, *(f"other_{column}" for column in TAIL)})
_STATEMENTS = ("statement", "other_statement")
UNKNOWN = "unknown: no statement answers this"

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in names: the question, notes on it, a grid of cells, and numbered sources."""

    question: str
    asked: str
    notes: list[str]
    head: list[str]
    rows: Grid
    sources: list[list[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """An answer as a table of values: columns, and for each row its cells and the numbers of its sources.

    A cell has several values where they are so jointly; sources count from 1, as in `Result.sources`.
    """

    columns: list[str]
    rows: list[tuple[list[list[Value | None]], list[int]]]


def in_names(result: Result, lang: str) -> Answer:
    """The answer with every thing called by its name in the language `lang`."""
    labels, layout = Labels(result.store, lang), laid_out(result)
    given = {key: value for key, value in result.asked.items() if value != result.query.parameters[key].default}
    cited = [] if not result.sources else [""] if "source" in layout.columns else ["source"]
    rows = []
    for values, numbers in layout.rows:
        cells = [" and ".join(dict.fromkeys(map(labels.of, cell))) for cell in values]
        rows.append([*cells, *(" ".join(f"[{number}]" for number in numbers) for _ in cited)])
    return Answer(
        result.query.summary,
        ", ".join(f"{key} {value}" for key, value in given.items()),
        list(notes(result)),
        [*(column.replace("_", " ") for column in layout.columns), *cited],
        rows,
        [about(source, labels) for source in result.sources.values()],
    )


def laid_out(result: Result) -> Layout:
    """The columns that a person needs, and the rows with what is joint in one."""
    numbers = {statement: number for number, statement in enumerate(result.sources, start=1)}
    under = _SOURCE if "statement" in result.columns else frozenset()
    shown = [c for c in result.columns if c not in under and any(row[c] is not None for row in result)]
    if "predicate" in shown and "kind" in shown:  # a predicate tells the kind
        shown.remove("kind")
    if not {"answer", "denied"} & {*shown} and any(
        short(str(row.get("polarity") or "affirmed")) != "affirmed" for row in result
    ):
        shown.append("polarity")
    if any(
        row.get("modality") != source.modality
        for row in result
        if (source := result.sources.get(str(row.get("statement"))))
    ):
        shown.append("modality")  # of what a statement presupposes, not of the statement
    rows = []
    for row in _joint(result):
        named = dict.fromkeys(value for column in _STATEMENTS for value in row.get(column, ()) if value is not None)
        rows.append(([list(dict.fromkeys(row[c])) for c in shown], [numbers[str(value)] for value in named]))
    return Layout(shown, rows)


def table_lines(answer: Answer, width: int) -> Iterator[str]:
    """The lines of an answer as a table of so many columns, its sources under it."""
    yield answer.question
    if answer.asked:
        yield f"({answer.asked})"
    yield from answer.notes
    yield ""
    if not answer.rows:
        yield UNKNOWN
        return
    yield from grid_lines(answer.head, answer.rows, width)
    yield ""
    for number, (first, *more) in enumerate(answer.sources, start=1):
        yield f"[{number}] {first}"
        yield from (f"    {line}" for line in more)


def markdown_lines(answer: Answer) -> Iterator[str]:
    """The lines of an answer as Markdown: a table, and its sources as paragraphs."""
    yield f"**{_escaped(answer.question)}**" + (f" ({_escaped(answer.asked)})" if answer.asked else "")
    yield ""
    for note in answer.notes:
        yield _escaped(note)
        yield ""
    if not answer.rows:
        yield UNKNOWN
        return
    yield f"| {' | '.join(map(_escaped, answer.head))} |"
    yield f"| {' | '.join('---' for _ in answer.head)} |"
    yield from (f"| {' | '.join(map(_escaped, row))} |" for row in answer.rows)
    for number, lines in enumerate(answer.sources, start=1):
        yield ""
        yield _escaped(f"[{number}] {'; '.join(lines)}")


def grid_lines(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The lines of a grid of cells, or one cell a line where `width` is too narrow for their words."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    widths = _widths(list(zip(head, *rows, strict=True)), width)
    if widths is None:
        for number, row in enumerate(rows):
            if number:
                yield ""
            yield from (f"{column}: {cell}" for column, cell in zip(head, row, strict=True) if cell)
        return
    grid = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column, cells in zip(head, widths, strict=True):
        grid.add_column(column, overflow="fold", width=cells)
    for row in rows:
        grid.add_row(*(Text(printable(cell)) for cell in row))
    console = Console(width=width, highlight=False, markup=False, emoji=False, color_system=None)
    with console.capture() as captured:
        console.print(grid)
    yield from (line.rstrip() for line in captured.get().splitlines())


def _widths(columns: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """For each column a width that breaks none of its words, or None where there is no room for that.

    What room is left goes to the columns that lack most.
    """
    from rich.cells import cell_len

    widths = [max(cell_len(word) for cell in column for word in ("", *printable(cell).split())) for column in columns]
    lacking = [max(map(cell_len, column)) - cells for column, cells in zip(columns, widths, strict=True)]
    room = width - sum(widths) - 2 * (len(widths) - 1)
    if room < 0:
        return None
    while room and max(lacking, default=0) > 0:
        most = lacking.index(max(lacking))
        widths[most] += 1
        lacking[most] -= 1
        room -= 1
    return widths


def about(source: Source, labels: Labels) -> list[str]:
    """Who says a statement; its id, modality and passages; and when it held."""
    anchors = "; ".join(str(passage) for passage in source.passages if str(passage))
    said = f"{short(source.statement)}, {short(source.modality)}" + (f", at {anchors}" if anchors else "")
    return [line for line in (labels.chain(source), said, span_text(source.begin, source.end)) if line]


def _joint(rows: Iterable[Row]) -> list[dict[str, list[Value | None]]]:
    """Rows of the same statements that differ in one column (joint holders) or the speaker as one row."""
    merged: list[dict[str, list[Value | None]]] = []
    told: defaultdict[tuple[Value | None, ...], list[dict[str, list[Value | None]]]] = defaultdict(list)
    for row in rows:
        statements = tuple(row.get(column) for column in _STATEMENTS)
        for into in told[statements] if any(statements) else ():
            differ = [column for column, value in row.items() if column != "speaker" and into[column] != [value]]
            if len(differ) <= 1:
                into.update({column: [*into[column], row[column]] for column in differ})
                break
        else:
            merged.append({column: [value] for column, value in row.items()})
            told[statements].append(merged[-1])
    return merged


def notes(result: Result) -> Iterable[str]:
    """What a name was taken to stand for, where it has other bearers."""
    for key, found in result.meant.items():
        taken = f"{key} {result.asked[key]!r} is taken as {typed_id(result.store, found.iri)}"
        if found.others:
            also = "which shares another name with" if found.namesake else "and not as"
            taken += f", {also} {', '.join(typed_id(result.store, iri) for iri in found.others)}"
        if not found.preferred and result.query.parameters[key].type == "crossing":
            yield f"{taken}; no crossing is called so"
        elif found.others:
            yield taken


def _escaped(text: str) -> str:
    """`text` as Markdown shows it: no markup, no HTML, one line."""
    for character in "\\`*_~[]<>|&":
        text = text.replace(character, "\\" + character)
    return " ".join(text.split())
