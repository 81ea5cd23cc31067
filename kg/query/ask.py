"""Asking a query of the collection: parameters become terms, solutions become rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError, halves, nearest, printable, shortened
from kg.facts.checker import canonical_decimal
from kg.facts.kinds import KINDS
from kg.facts.time import span
from kg.namespaces import expand
from kg.query.catalogue import ANY, Parameter, Query, find_query
from kg.query.formats import RESULTS
from kg.query.names import Found, Names
from kg.query.sources import Source, source_of
from kg.query.terms import Value, day, plain, value_of

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
UNDEF = "UNDEF"


class Row(Mapping[str, Value | None]):
    """One row of an answer; a column is a key and an attribute: `row["holder"]`, `row.holder`."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Value | None]) -> None:
        self._values = values

    def __getitem__(self, column: str) -> Value | None:
        return self._values[column]

    def __getattr__(self, column: str) -> Value | None:
        try:
            return self._values[column]
        except KeyError:
            raise AttributeError(f"no column {column!r}: the row has {', '.join(self._values)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{column}={value!r}' for column, value in self._values.items())})"


@dataclass(frozen=True, repr=False)
class Result:
    """The answer to a query of the collection: its rows, and as text a table with its sources.

    `asked` holds the parameters as they were given, `meant` what names were taken to stand for.

    >>> from kg import build_dataset, read_corpus
    >>> dataset = build_dataset(read_corpus())
    >>> row = dataset.query("who-controls", crossing="Al-Qaim", at="2018-10-15").rows[0]
    >>> row.answer, row.end_earliest
    ('definite', datetime.date(2018, 10, 15))
    """

    query: Query
    asked: dict[str, str]
    meant: dict[str, Found]
    text: str
    store: ox.Store

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self.query.columns

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in the order of the query: IRIs, text, numbers and dates as Python has them."""
        solutions = self._solutions()
        names = [variable.value for variable in solutions.variables]
        return tuple(
            Row({n: value_of(term) for n, term in zip(names, solution, strict=True)}) for solution in solutions
        )

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The source of each statement that a row names, in the order of the rows."""
        statements = [
            str(row[column])
            for row in self.rows
            for column in ("statement", "other_statement")
            if row.get(column) is not None
        ]
        return {statement: source_of(self.store, statement) for statement in dict.fromkeys(statements)}

    def serialize(self, format: str) -> bytes:  # noqa: A002 - the word of RDF libraries
        """The answer in a format of SPARQL 1.1: "csv", "tsv", "xml" or "json" results."""
        text = self._solutions().serialize(format=RESULTS[format])
        assert text is not None
        return text

    def as_json(self) -> dict[str, Any]:
        """The answer as values of JSON: full IRIs, dates as text, and the source of each statement."""
        return {
            "query": self.query.name,
            "parameters": self.asked,
            "meant": {key: {"iri": found.iri, "others": found.others} for key, found in self.meant.items()},
            "columns": self.columns,
            "rows": [{column: plain(value) for column, value in row.items()} for row in self.rows],
            "sources": [source.as_json() for source in self.sources.values()],
        }

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Row:
        return self.rows[number]

    def __str__(self) -> str:
        from kg.query.shown import in_names, table_lines

        return "\n".join(printable(line) for line in table_lines(in_names(self, "en"), 80))

    def __repr__(self) -> str:
        asked = ", ".join(f"{key}={text!r}" for key, text in self.asked.items())
        return f"<Result of {self.query.name}({asked}): {len(self)} rows>"

    def _solutions(self) -> ox.QuerySolutions:
        solutions = self.store.query(self.text, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions


def ask(store: ox.Store, names: Names, name: str, parameters: Mapping[str, str | int | date]) -> Result:
    """The answer of the query `name` for these parameters; a day may be a date, a year a number.

    :raises QueryError: when there is no such query, or a parameter is missing, unknown or wrong.
    """
    query = find_query(name)
    given = {key.replace("_", "-"): _written(value) for key, value in parameters.items()}
    for key in given:
        if key not in query.parameters:
            near = nearest(key, query.parameters)
            known = ", ".join(query.parameters)
            hint = f"did you mean {near!r}?" if near else f"it has {known}" if known else "it has none"
            raise QueryError(f"the query {name!r} has no parameter {shortened(key)!r}: {hint}")
    values: dict[str, str] = {}
    asked: dict[str, str] = {}
    meant: dict[str, Found] = {}
    for key, parameter in query.parameters.items():
        text = given.get(key, parameter.default)
        if not text:
            example = f"{key}={parameter.example or parameter.default}"
            raise QueryError(
                f"the query {name!r} needs the parameter {key!r}: write for example {example} (--param {example})"
            )
        asked[key] = text
        values.update(_bound(key, text, parameter, names, meant))
    return Result(query, asked, meant, query.bound(values), store)


def _bound(key: str, text: str, parameter: Parameter, names: Names, meant: dict[str, Found]) -> dict[str, str]:
    """The variables of a parameter, each with its term in SPARQL syntax."""
    variable = key.replace("-", "_")
    if parameter.type in {"day", "period"}:
        variables = [variable] if parameter.type == "day" else [f"{variable}_from", f"{variable}_to"]
        if text == ANY == parameter.default:
            return dict.fromkeys(variables, UNDEF)
        try:
            first, last = span(shortened(text))  # what is too long to be repeated is no date either
        except ValueError as error:
            what, mend = halves(error)
            raise QueryError(f"{key}: {what}: {mend}") from None
        ends = [last or LAST_DAY] if parameter.type == "day" else [first or FIRST_DAY, last or LAST_DAY]
        return {variable: str(day(end)) for variable, end in zip(variables, ends, strict=True)}
    if text == ANY == parameter.default:
        return {variable: UNDEF}
    if parameter.type == "number":
        return {variable: _number(key, text)}
    if parameter.type == "kind":
        return {variable: str(ox.NamedNode(_kind(key, text)))}
    if parameter.type in {"event-type", "modality", "user-class"}:
        return {variable: str(ox.NamedNode(names.concept(text, parameter.type)))}
    if parameter.type == "statement":
        return {variable: str(ox.NamedNode(names.statement(text)))}
    meant[key] = names.find(text, parameter.type)
    return {variable: str(ox.NamedNode(meant[key].iri))}


def _written(value: str | int | date) -> str:
    """A value of a parameter as it is written on the command line."""
    if isinstance(value, date):
        return value.isoformat()[:10]  # of a datetime, the day
    return f"{value:04}" if isinstance(value, int) else value


def _number(key: str, text: str) -> str:
    try:
        return canonical_decimal(shortened(text))  # what is too long to be repeated is no number of ours
    except ValueError as error:
        what, mend = halves(error)
        raise QueryError(f"{key}: {what}: {mend}") from None


def _kind(key: str, text: str) -> str:
    if text not in KINDS:
        raise QueryError(f"{key}: no kind of statement is called {shortened(text)!r}: there are {', '.join(KINDS)}")
    return expand(f"cx:{KINDS[text].class_}")
