"""Triple templates: Turtle with ?columns, compiled once into functions that write N-Quads.

A template reads like the template of a SPARQL CONSTRUCT over one row:

    ?iri a cx:Statement, ?class_ ;
        cx:beginEarliest ?begin_earliest^^xsd:date ;
        rdfs:comment ?note@en ;
        skos:altLabel ?text@?lang .

`?column` is an IRI, `?column^^datatype` a literal whose lexical form is canonical already
(`xsd:string`: a text, which is escaped), `?column@tag` and `?column@?column` a language-tagged
text. A column that holds a
tuple gives a triple for each value; a column that holds "" gives none; `?column.part` is a part of
the column's value, or of each of its values. Compiling writes one Python
function a template, so a row costs what the same f-string written by hand would cost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_origin, get_type_hints

from kg.facts.statements import Given, Plain
from kg.namespaces import expand

RowFunction = Callable[[Any, str, Callable[[str], object]], None]
"""Takes a row, a graph's IRI and where to write; writes the row's N-Quads lines, some at a time."""

_TOKEN = re.compile(r"\?\w+(?:\.\w+)?(?:@\?\w+|@[A-Za-z-]+|\^\^\w+:\w+|\^\^\?\w+)?|[a-z]+:\w+|<[^<>\s]+>|\ba\b|[;,.]")
_SPACE = re.compile(r"\s+")
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def quoted(text: str) -> str:
    """`text` as a quoted N-Quads string (RDF 1.1 N-Quads, section 3, STRING_LITERAL_QUOTE).

    >>> print(quoted('say "no"'))
    "say \\"no\\""
    """
    if '"' in text or "\\" in text or not text.isprintable():
        text = _ESCAPED.sub(lambda m: _ESCAPES.get(m.group()) or f"\\u{ord(m.group()):04X}", text)
    return f'"{text}"'


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a template: a constant IRI, or a column with how its value is written."""

    iri: str = ""
    column: str = ""
    datatype: str = ""
    datatype_column: str = ""
    tag: str = ""
    tag_column: str = ""


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple of a template; `subject` is a column."""

    subject: str
    predicate: str
    object: Term


@dataclass(frozen=True, slots=True)
class Template:
    """A template for rows of the class `row`: its triples, in order."""

    name: str
    row: type
    triples: tuple[Triple, ...]


def template(name: str, row: type, text: str) -> Template:
    """The template written as `text`, checked against the columns of `row`.

    :raises ValueError: when the text is not a template or names a column that `row` lacks.
    """
    if _SPACE.sub("", _TOKEN.sub("", text)):
        raise ValueError(f"template {name}: cannot read {_SPACE.sub(' ', _TOKEN.sub('', text)).strip()!r}")
    tokens = _TOKEN.findall(text)
    if not tokens or not tokens[0].startswith("?") or tokens[-1] != ".":
        raise ValueError(f"template {name}: begins with a subject's ?column and ends with '.'")
    made = Template(name, row, tuple(_triples(tokens)))
    _check_columns(made)
    return made


def _triples(tokens: list[str]) -> Iterator[Triple]:
    remaining = iter(tokens)
    subject = predicate = ""
    separator = "."  # what stands before a word says which part of a triple it is
    for word in remaining:
        if separator == ".":
            subject, word = word[1:], next(remaining)  # noqa: PLW2901
        if separator in {".", ";"}:
            predicate, word = expand("rdf:type" if word == "a" else word), next(remaining)  # noqa: PLW2901
        yield Triple(subject, predicate, _term(word))
        separator = next(remaining)


def _term(token: str) -> Term:
    if not token.startswith("?"):
        return Term(token[1:-1] if token.startswith("<") else expand(token))
    column, at, tag = token[1:].partition("@")
    if at:
        return Term(column=column, tag_column=tag[1:]) if tag.startswith("?") else Term(column=column, tag=tag)
    column, _, datatype = column.partition("^^")
    if datatype.startswith("?"):
        return Term(column=column, datatype_column=datatype[1:])
    return Term(column=column, datatype=datatype)


def _check_columns(made: Template) -> None:
    known = set(_columns(made.row))
    used: set[str] = set()
    for triple in made.triples:
        term = triple.object
        used |= {triple.subject, term.column.partition(".")[0], term.tag_column, term.datatype_column} - {""}
    if missing := sorted(used - known):
        raise ValueError(f"template {made.name}: {made.row.__name__} has no column {', '.join(missing)}")


def _columns(row: type) -> dict[str, Any]:
    """The columns of a row class with their annotations."""
    hints = get_type_hints(row, include_extras=True)
    for name in dir(row):
        if isinstance(getter := getattr(row, name), property):
            hints[name] = get_type_hints(getter.fget).get("return")
    return hints


def compiled(made: Template) -> RowFunction:
    """The function that writes the quads of one row, with the same triples in the same order.

    Triples that every row has are one f-string. The generated source holds nothing but this
    project's own templates: values only ever reach it as the row's attributes at run time.
    """
    lines = [
        "def write(row, graph, out):",
        *(f"    {column}_ = '<' + row.{column} + '> <'" for column in dict.fromkeys(t.subject for t in made.triples)),
        "    end = ' <' + graph + '> .\\n'",
    ]
    columns = _columns(made.row)
    always = ""
    for triple in made.triples:
        column, _, part = triple.object.column.partition(".")
        if not column or columns[column] is Given:
            always += _quad(triple, f"row.{column}", False)
            continue
        if always:
            lines.append(f"    out(f'{always}')")
            always = ""
        plain = columns[column] in (Plain, tuple[Plain, ...])
        if get_origin(columns[column]) is tuple:
            lines.append(f"    for v in row.{column}:")
            lines.append(f"        out(f'{_quad(triple, 'v.' + part if part else 'v', plain)}')")
        else:
            lines.append(f"    v = row.{triple.object.column}")
            lines.append(f"    if v: out(f'{_quad(triple, 'v', plain)}')")
    if always:
        lines.append(f"    out(f'{always}')")
    scope: dict[str, Any] = {"quoted": quoted}
    exec("\n".join(lines), scope)  # noqa: S102
    function: RowFunction = scope["write"]
    return function


def _quad(triple: Triple, value: str, plain: bool) -> str:
    """The inside of the f-string that writes a triple whose object is the expression `value`."""
    term = triple.object
    if not term.column:
        written = f"<{term.iri}>"
    elif term.datatype_column:
        written = f"{{quoted({value})}}^^<{{row.{term.datatype_column}}}>"
    elif term.datatype == "xsd:string":
        written = f'"{{{value}}}"' if plain else f"{{quoted({value})}}"
    elif term.datatype:
        written = f'"{{{value}}}"^^<{expand(term.datatype)}>'
    elif term.tag_column:
        written = f"{{quoted({value})}}@{{row.{term.tag_column}}}"
    elif term.tag:
        written = f"{{quoted({value})}}@{term.tag}"
    else:
        written = f"<{{{value}}}>"
    return f"{{{triple.subject}_}}{triple.predicate}> {written}{{end}}"
