"""The query collection: one `.rq` file a question, its header read as data (grlc's `#+` lines)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kg.errors import Faults, QueryError, nearest
from kg.facts.convert import convert
from kg.facts.yamltext import read_yaml_text
from kg.shipped import shipped

_HEADER = re.compile(r"(?:^#\+.*\n)+", re.MULTILINE)
_VALUES = re.compile(r"VALUES\s*\(((?:\s*\?\w+)+\s*)\)\s*\{[^{}]*\}")


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter of a query: a place or agent by name, a day, or a period (day, month or year)."""

    type: Literal["place", "agent", "day", "period"]
    description: str
    example: str = ""
    default: str = ""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    summary: str
    description: str
    answers_not: str
    questions: list[Annotated[int, msgspec.Meta(ge=1)]]
    parameters: dict[str, Parameter]
    columns: list[str]


class Query(msgspec.Struct, frozen=True):
    """A query of the collection.

    `text` is the SPARQL as it stands in the file, which runs as it is with the example's values;
    `variables` are those of its block of parameters.
    """

    name: str
    summary: str
    description: str
    answers_not: str
    questions: tuple[int, ...]
    parameters: dict[str, Parameter]
    columns: tuple[str, ...]
    text: str
    variables: tuple[str, ...]

    def bound(self, values: dict[str, str]) -> str:
        """The text with its block of parameters bound to `values`, terms in SPARQL syntax.

        :raises KeyError: when a variable has no value.
        """
        block = " ".join(values[variable] for variable in self.variables)
        names = " ".join(f"?{variable}" for variable in self.variables)
        return _VALUES.sub(lambda _: f"VALUES ({names}) {{ ({block}) }}", self.text, count=1)


def read_query(path: Path) -> Query:
    """The query in the file at `path`.

    :raises QueryError: naming everything that is wrong with its header.
    """
    text = path.read_text("utf-8")
    header = _HEADER.match(text)
    faults = Faults()
    yaml = "".join(line[2:].removeprefix(" ") for line in header.group().splitlines(keepends=True)) if header else ""
    node = read_yaml_text(yaml, path.name, faults)
    record = convert(node, _Header, path.name, faults) if node is not None else None
    values = _VALUES.search(text)
    if record is None or values is None:
        found = "; ".join(map(str, faults.found)) or "no VALUES block of parameters"
        raise QueryError(f"{path.name}: its header cannot be read ({found}): see queries/README.md")
    return Query(
        path.stem,
        record.summary,
        record.description,
        record.answers_not,
        tuple(record.questions),
        record.parameters,
        tuple(record.columns),
        text,
        tuple(values[1].replace("?", " ").split()),
    )


@cache
def catalogue() -> dict[str, Query]:
    """The shipped queries, by name.

    >>> "who-controls" in catalogue()
    True
    """
    return {path.stem: read_query(path) for path in sorted(shipped("queries").glob("*.rq"))}


def find_query(name: str) -> Query:
    """The shipped query of this name.

    :raises QueryError: when there is none, with the nearest name.
    """
    found = catalogue().get(name)
    if found is None:
        near = nearest(name, catalogue())
        raise QueryError(f"no query {name!r}: " + (f"did you mean {near!r}?" if near else "'kg query' lists them"))
    return found
