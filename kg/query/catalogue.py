"""The query collection: one `.rq` file a question, its header read as data (grlc's `#+` lines)."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec

from kg.errors import Faults, InputError, QueryError, UnknownError, nearest, printable, shortened
from kg.facts.convert import convert
from kg.facts.yamltext import read_yaml_text
from kg.shipped import shipped

_HEADER = re.compile(r"(?:^#\+.*\n)+", re.MULTILINE)
_VALUES = re.compile(r"VALUES\s*\(((?:\s*\?\w+)+\s*)\)\s*\{[^{}]*\}")
MOST_BYTES = 1 << 20

Group = Literal["control", "status", "sources", "places", "numbers", "events", "corpus"]

GROUPS: tuple[Group, ...] = get_args(Group)

# The last columns of every query whose rows are statements: which, whose, how, and when.
TAIL = (
    "statement",
    "document",
    "publisher",
    "speaker",
    "polarity",
    "modality",
    "asserted_earliest",
    "asserted_latest",
    "begin_earliest",
    "begin_latest",
    "end_earliest",
    "end_latest",
)

ANY = "any"  # the default of a parameter that may be left out


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter of a query: a thing by name, a statement, a kind of statement, a concept of the
    scheme that the type names, a number, a day, or a period (day, month or year)."""

    type: Literal[
        "crossing",
        "place",
        "agent",
        "thing",
        "document",
        "statement",
        "kind",
        "event-type",
        "modality",
        "user-class",
        "number",
        "day",
        "period",
    ]
    description: str
    example: str = ""
    default: str = ""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    summary: str
    group: Group
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
    group: Group
    summary: str
    description: str
    answers_not: str
    questions: tuple[int, ...]
    parameters: dict[str, Parameter]
    columns: tuple[str, ...]
    text: str
    variables: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What the query is and takes, as values of JSON."""
        return {
            "name": self.name,
            "group": self.group,
            "summary": self.summary,
            "questions": self.questions,
            "parameters": {
                key: {"type": p.type, "description": p.description, "default": p.default, "example": p.example}
                for key, p in self.parameters.items()
            },
            "columns": self.columns,
        }

    def bound(self, values: dict[str, str]) -> str:
        """The text with its block of parameters bound to `values`: terms in SPARQL syntax, or UNDEF.

        :raises KeyError: when a variable has no value.
        """
        if not self.variables:
            return self.text
        block = " ".join(values[variable] for variable in self.variables)
        names = " ".join(f"?{variable}" for variable in self.variables)
        return _VALUES.sub(lambda _: f"VALUES ({names}) {{ ({block}) }}", self.text, count=1)


def read_query(path: Path) -> Query:
    """The query in the file at `path`.

    :raises InputError: when it is no readable text of at most a mebibyte.
    :raises QueryError: naming everything that is wrong with its header.
    """
    text = read_sparql(path)
    header = _HEADER.match(text)
    faults = Faults()
    yaml = "".join(line[2:].removeprefix(" ") for line in header.group().splitlines(keepends=True)) if header else ""
    node = read_yaml_text(yaml, path.name, faults)
    record = convert(node, _Header, path.name, faults) if node is not None else None
    values = _VALUES.search(text)
    if record is None or (record.parameters and values is None):
        found = "; ".join(map(str, faults.found)) or "no VALUES block of parameters"
        raise QueryError(f"{path.name}: its header cannot be read ({found}): see queries/README.md")
    return Query(
        path.stem,
        record.group,
        record.summary,
        record.description,
        record.answers_not,
        tuple(record.questions),
        record.parameters,
        tuple(record.columns),
        text,
        tuple(values[1].replace("?", " ").split()) if record.parameters and values else (),
    )


def read_sparql(path: Path) -> str:
    """The text of a SPARQL file.

    :raises InputError: when it is missing, no file, no UTF-8, or longer than a mebibyte.
    """
    try:
        # A pipe that nobody writes to is empty, rather than something to wait for.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            os.set_blocking(file.fileno(), True)
            head = file.read(MOST_BYTES + 1)
    except OSError as error:
        what = f"{printable(str(path))}: cannot be read ({error.strerror})"
        raise InputError(f"{what}: name a file of SPARQL") from None
    return decoded(head, printable(str(path)))


def decoded(sparql: bytes, name: str) -> str:
    """SPARQL from outside as text; `name` says where it came from.

    :raises InputError: when it is no UTF-8 or longer than a mebibyte.
    """
    if len(sparql) > MOST_BYTES:
        raise InputError(f"{name}: more than {MOST_BYTES:,} bytes: a query is shorter than that")
    try:
        text = sparql.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputError(f"{name}: no text in UTF-8: name a file of SPARQL")
    if not text.strip():
        raise InputError(f"{name}: is empty: name a file of SPARQL")
    return text


def catalogue() -> dict[str, Query]:
    """The shipped queries, by name.

    >>> "who-controls" in catalogue()
    True
    """
    return {name: find_query(name) for name in _files()}


@cache
def find_query(name: str) -> Query:
    """The shipped query of this name; its file alone is read.

    :raises UnknownError: when there is none, with the nearest name.
    """
    path = _files().get(name)
    if path is None:
        near = nearest(name, _files())
        hint = f"did you mean {near!r}?" if near else "'kg query' lists them"
        raise UnknownError(f"no query {shortened(name)!r}: {hint}")
    return read_query(path)


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(shipped("queries").glob("*.rq"))}
