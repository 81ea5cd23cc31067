"""An answer for a person: a table of names, and under it who says so and in which passage."""

from __future__ import annotations

from collections.abc import Iterable

import click
import pyoxigraph as ox
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from kg.cli.console import say, width
from kg.errors import printable
from kg.namespaces import PREFIXES, expand
from kg.query.ask import Table

# These columns stand under the table, as its sources.
_SOURCE = frozenset({"statement", "document", "publisher", "speaker", "modality"})
_BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")

Row = dict[str, str | None]


def print_answer(table: Table, store: ox.Store, lang: str) -> None:
    """Print the rows of `table` with names in the language `lang`, and their sources."""
    given = {key: value for key, value in table.asked.items() if value != table.query.parameters[key].default}
    asked = ", ".join(f"{key} {value}" for key, value in given.items())
    say(table.query.summary)
    say(f"({asked})")
    say()
    if not table.rows:
        say("unknown: no statement answers this")
        return
    names = _Names(store, lang)
    statements = list(dict.fromkeys(row["statement"] for row in table.rows if row.get("statement")))
    numbers = {statement: str(number) for number, statement in enumerate(statements, start=1)}
    _print_table(table, names, numbers)
    for statement, number in numbers.items():
        assert statement is not None
        row = next(row for row in table.rows if row.get("statement") == statement)
        _print_source(number, statement, row, names)


def _print_table(table: Table, names: _Names, numbers: dict[str | None, str]) -> None:
    shown = [c for c in table.columns if c not in _SOURCE and c not in _BOUNDS and any(row[c] for row in table.rows)]
    grid = RichTable(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in (*shown, "source"):
        grid.add_column(column.replace("_", " "), overflow="fold")
    for row in _joint(table.rows):
        cells = [names.all(row[column]) for column in shown]
        number = numbers.get(row.get("statement"))
        cells.append(f"[{number}]" if number else "")
        grid.add_row(*(Text(printable(cell)) for cell in cells))
    console = Console(width=width(), highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(grid)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())
    say()


def _joint(rows: Iterable[Row]) -> list[Row]:
    """Rows of one statement and scope that differ in one thing (joint holders, speakers) as one row."""
    merged: dict[tuple[str | None, ...], Row] = {}
    for row in rows:
        key = (row.get("statement"), row.get("scope"), row.get("place"), row.get("crossing"), row.get("subject"))
        if key[0] is None or key not in merged:
            merged[key if key[0] else (*key, str(len(merged)))] = dict(row)
            continue
        into = merged[key]
        for column, value in row.items():
            known = (into[column] or "").split("\n")
            if value and value not in known:
                into[column] = "\n".join([*filter(None, known), value])
    return list(merged.values())


def _when(row: Row) -> str:
    """Between which days the state began and ended, as far as that is known."""
    known = []
    for part in ("begin", "end"):
        earliest, latest = row.get(f"{part}_earliest"), row.get(f"{part}_latest")
        if earliest == latest and earliest:
            known.append(f"{part} {earliest}")
        elif earliest or latest:
            known.append(f"{part} {earliest or '..'}/{latest or '..'}")
    return ", ".join(known)


def _print_source(number: str, statement: str, row: Row, names: _Names) -> None:
    say(f"[{number}] {names.chain(statement)}")
    modality = names.one(row.get("modality"))
    say(f"    {statement.partition('/id/statement/')[2]}, {modality}{names.passages(statement)}")
    if when := _when(row):
        say(f"    {when}")


class _Names:
    """Names of things in a language, with those of another where it lacks them."""

    def __init__(self, store: ox.Store, lang: str) -> None:
        self.store = store
        self.lang = lang

    def all(self, values: str | None) -> str:
        """Several IRIs, a line each, as names."""
        return " and ".join(self.one(value) for value in (values or "").split("\n"))

    def one(self, value: str | None) -> str:
        """The label of an IRI, else its last part; other text as it is."""
        if not value or not value.startswith(("http://", "https://")):
            return value or ""
        labels: dict[str, str] = {}
        for property_ in ("skos:prefLabel", "rdfs:label"):
            for quad in self.store.quads_for_pattern(ox.NamedNode(value), ox.NamedNode(expand(property_)), None):
                if isinstance(quad.object, ox.Literal):
                    labels.setdefault((quad.object.language or "").lower(), quad.object.value)
        fallback = next(iter(labels.values()), value.rpartition("/")[2].rpartition("#")[2])
        return labels.get(self.lang.lower()) or labels.get("en") or fallback

    def chain(self, statement: str) -> str:
        """Who says it, the publisher first; joint speakers are joined by "and"."""
        steps: dict[int, list[str]] = {}
        for solution in self._of(statement, "?s prov:qualifiedAttribution [ cx:position ?a ; prov:agent ?b ]"):
            steps.setdefault(int(solution[0]), []).append(self.one(solution[1]))
        return " <- ".join(" and ".join(sorted(agents)) for _, agents in sorted(steps.items()))

    def passages(self, statement: str) -> str:
        """Where the statement stands in its document, as `kg locate` writes it."""
        pattern = "?s cx:evidence/oa:hasSelector [ cx:paragraph ?a ; oa:start ?b ; oa:end ?c ]"
        found = sorted(self._of(statement, pattern), key=lambda anchor: int(anchor[1]))
        anchors = [f"{paragraph} {start}-{end}" for paragraph, start, end in found]
        return f", at {'; '.join(anchors)}" if anchors else ""

    def _of(self, statement: str, pattern: str) -> list[list[str]]:
        """The bound values of ?a, ?b, ?c in a pattern of ours about the statement ?s."""
        prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("cx", "oa", "prov"))
        text = f"{prefixes}SELECT DISTINCT ?s ?a ?b ?c WHERE {{ {pattern} }}"
        known: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
        known = {ox.Variable("s"): ox.NamedNode(statement)}
        found = self.store.query(text, use_default_graph_as_union=True, substitutions=known)
        assert isinstance(found, ox.QuerySolutions)
        terms = ([solution[name] for name in ("a", "b", "c")] for solution in found)
        return [[term.value for term in row if isinstance(term, ox.NamedNode | ox.Literal)] for row in terms]
