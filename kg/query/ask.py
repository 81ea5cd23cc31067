"""Asking a query of the collection: parameters become terms, solutions become rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryError, halves, nearest
from kg.facts.time import span
from kg.namespaces import expand
from kg.query.catalogue import Parameter, Query, find_query
from kg.query.names import resolve

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that answer a query; a value is an IRI or a literal's text, None where unbound."""

    query: Query
    columns: tuple[str, ...]
    rows: tuple[dict[str, str | None], ...]
    asked: dict[str, str]


def ask(store: ox.Store, name: str, parameters: Mapping[str, str]) -> Table:
    """The answer of the query `name` for these parameters.

    :raises QueryError: when there is no such query, or a parameter is missing, unknown or wrong.
    """
    query = find_query(name)
    given = {key.replace("_", "-"): value for key, value in parameters.items()}
    for key in given:
        if key not in query.parameters:
            near = nearest(key, query.parameters)
            known = ", ".join(query.parameters)
            hint = f"did you mean {near!r}?" if near else f"it has {known}"
            raise QueryError(f"the query {name!r} has no parameter {key!r}: {hint}")
    values: dict[str, str] = {}
    asked: dict[str, str] = {}
    for key, parameter in query.parameters.items():
        text = given.get(key) or parameter.default
        if not text:
            example = f"{key}={parameter.example}"
            raise QueryError(f"the query {name!r} needs the parameter {key!r}: write --param {example}")
        terms = _terms(store, key, text, parameter)
        asked[key] = text
        values.update({variable: str(term) for variable, term in terms.items()})
    solutions = store.query(query.bound(values), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = tuple(variable.value for variable in solutions.variables)
    rows = tuple({column: _text(solution[column]) for column in columns} for solution in solutions)
    return Table(query, columns, rows, asked)


def _terms(store: ox.Store, key: str, text: str, parameter: Parameter) -> dict[str, ox.NamedNode | ox.Literal]:
    variable = key.replace("-", "_")
    if parameter.type in {"place", "agent"}:
        return {variable: ox.NamedNode(resolve(store, text, parameter.type))}
    try:
        first, last = span(text)
    except ValueError as error:
        what, mend = halves(error)
        raise QueryError(f"{key}: {what}: {mend}") from None
    if parameter.type == "day":
        return {variable: _date(last or LAST_DAY)}
    return {f"{variable}_from": _date(first or FIRST_DAY), f"{variable}_to": _date(last or LAST_DAY)}


def _date(day: str) -> ox.Literal:
    return ox.Literal(day, datatype=ox.NamedNode(expand("xsd:date")))


def _text(term: object) -> str | None:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None
