"""Write the parts of the documentation that mirror the code; with `--check`, only compare them.

Two pages are written whole (`cli.md`, `queries.md`). In the others a part that begins with
`<!-- generated: NAME -->` and ends with `<!-- end -->` is replaced.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import version
from inspect import cleandoc, signature
from pathlib import Path
from textwrap import dedent
from typing import Any, get_args

import click
import msgspec
import pyoxigraph as ox
from msgspec import inspect

import kg
from bench.__main__ import BENCHMARKS
from kg import errors, iris
from kg.builders.description import SOFTWARE
from kg.cli import COMMANDS, main
from kg.export.formats import FORMATS
from kg.export.property_graph import ATTRIBUTES
from kg.export.views import VIEWS
from kg.facts import cells, evidence, kinds, records, scalars, statements, tablefiles, tables, time, yamltext
from kg.facts.concepts import core_concepts
from kg.facts.folder import default_corpus
from kg.importers.ucdp import incidents
from kg.namespaces import HOME, PREFIXES, expand
from kg.query.catalogue import GROUPS, TAIL, Query, catalogue
from kg.query.conflicts import REASONS
from kg.query.shown import in_names, table_lines
from kg.resolve.disagreements import CONFLICTS
from kg.shipped import shipped

DOCS = Path(__file__).resolve().parent
NOTE = "<!-- Written by docs/generate.py; do not edit. -->"
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(["a", "b"], [["1", "x|y"]]), end="")
    | a | b |
    |---|---|
    | 1 | x\\|y |
    """
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join("|---" * len(row) + "|\n" if row[0] == "---" else f"| {' | '.join(row)} |\n" for row in lines)


def code(text: str) -> str:
    """`text` as code, nothing for nothing."""
    return f"`{text}`" if text else ""


# --- the command line ---


def cli() -> str:
    """The reference of the commands."""
    context = main.make_context("kg", [], resilient_parsing=True)
    out = [f"{NOTE}\n\n# The command line\n\n"]
    out.append(
        "Results go to standard output, errors to standard error, a line each: where, what is wrong, and how to\n"
    )
    out.append("mend it. `python -m kg` is the same as `kg`. What `kg query` can be asked stands in\n")
    out.append("[The questions](queries.md).\n\n")
    out.append(table(["command", "what it does"], [[f"[`kg {n}`](#kg-{n})", what] for n, what in COMMANDS.items()]))
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        out.append(_command(name, command, context))
    out.append(f"\n## Exit codes\n\n{_exit_codes()}")
    return "".join(out)


def _command(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    assert command.help is not None
    out = f"\n{'#' * len(context.command_path.split())} {context.command_path}\n\n```text\n{usage}\n```\n"
    for paragraph in cleandoc(command.help).split("\n\n"):
        head, _, rest = paragraph.partition("\n")
        if head == "\b":
            title, _, examples = rest.partition("\n")
            lines = "\n".join(line.strip() for line in examples.splitlines())
            out += f"\n{title}\n\n```text\n{lines}\n```\n"
        else:
            out += f"\n{' '.join(paragraph.split())}\n"
    options = [p.get_help_record(context) for p in command.get_params(context) if isinstance(p, click.Option)]
    out += "\n" + table(["option", "meaning"], [[code(o[0]), o[1]] for o in options if o])
    if isinstance(command, click.Group):
        out += "".join(_command(inner, command.commands[inner], context) for inner in command.list_commands(context))
    return out


def _exit_codes() -> str:
    by_code: dict[int, list[str]] = {}
    for error in (
        errors.CorpusError,
        errors.GateError,
        errors.QueryError,
        errors.InputError,
        errors.OutputError,
        errors.WorkerError,
    ):
        by_code.setdefault(error.exit_code, []).append(f"`{error.__name__}`")
    by_code[3].append("`CorpusError` when a whole file cannot be read")
    assert main.epilog is not None
    printed = re.findall(r"^  (\d+)  (.+)$", main.epilog, re.MULTILINE)
    rows = [[number, meaning, ", ".join(by_code.pop(int(number), []))] for number, meaning in printed]
    if by_code:
        raise ValueError(f"exit codes that `kg --help` does not name: {sorted(by_code)}")
    return table(["code", "meaning", "in the library"], rows)


# --- the queries ---

MOST_LINES = 40


def queries() -> str:
    """The catalogue of the queries, each with what it answers on the shipped corpus."""
    found = catalogue().values()
    out = [f"{NOTE}\n\n# The questions\n\n"]
    out.append(
        "Each is a file of [queries/](../queries/README.md): SPARQL with a header. They are asked of a build:\n\n"
    )
    out.append("```sh\nkg build\n```\n")
    for group in GROUPS:
        rows = [[f"[`{q.name}`](#{q.name})", q.summary] for q in found if q.group == group]
        out.append(f"\n**{group.capitalize()}**\n\n" + table(["query", "question"], rows))
    out.append(
        "\n*Competency questions* are the numbers of the questions that the collection is tested against. The\n"
        "answers below are those of the shipped corpus; `...` stands for more lines. Where a query names\n"
        f"statements, its columns end with the same twelve: {', '.join(map(code, TAIL))}.\n"
    )
    dataset = kg.build_dataset(kg.read_corpus())
    return "".join(out) + "".join(_query(query, dataset) for query in found)


def _query(query: Query, dataset: kg.Dataset) -> str:
    command = ["kg", "query", query.name]
    rows = []
    asked = {}
    for key, p in query.parameters.items():
        if p.example:
            command += [f"--{key}", p.example] if key == "at" else ["--param", f"{key}={p.example}"]
            asked[key.replace("-", "_")] = p.example
        rows.append([code(key), p.type, p.description, code(p.example), code(p.default) or "needed"])
    own = query.columns[: -len(TAIL)] if query.columns[-len(TAIL) :] == TAIL else query.columns
    columns = ", ".join(map(code, own)) + (", and those of statements" if own != query.columns else "")
    answer = list(table_lines(in_names(dataset.query(query.name, **asked), "en"), 80))
    if len(answer) > MOST_LINES:
        answer = [*answer[:MOST_LINES], "..."]
    return (
        f"\n## {query.name}\n\n{query.summary}\n\n{query.description.strip()}\n\n"
        f"**Does not answer:** {query.answers_not.strip()}\n\n"
        + (f"Competency questions: {', '.join(map(str, query.questions))}.\n\n" if query.questions else "")
        + (table(["parameter", "type", "meaning", "example", "default"], rows) if rows else "No parameters.\n")
        + f"\nColumns: {columns}.\n\n```console\n$ {shlex.join(command)}\n"
        + "".join(f"{line}\n" for line in answer)
        + "```\n"
    )


# --- the facts format ---

VALUES = {
    "slug": scalars.Slug,
    "id": scalars.Id,
    "reference": scalars.Ref,
    "text": scalars.Text,
    "name": scalars.Name,
    "tag": scalars.Tag,
    "address": scalars.Iri,
    "date": scalars.Edtf,
    "passage": scalars.Anchor,
    "number": scalars.RowId,
    "decimal": scalars.Decimal,
    "code": scalars.Code,
    "point": scalars.Point,
}

# What each key means; `Record key` where it differs between records. A key without a line here, and
# a line without a key, stop the generator.
MEANINGS = {
    "CorpusFile corpus": "the corpus's id; name its folder so",
    "CorpusFile title": "what the corpus is called",
    "CorpusFile creator": "who made it",
    "CorpusFile licence": "the licence of the facts",
    "CorpusFile base": "where the IRIs of its things begin; ends in `/`",
    "CorpusFile description": "what it holds",
    "CorpusFile language": "the language of labels and texts written without a tag",
    "CorpusFile uses": "ids of corpora whose entities it uses: beside it, shipped, or named on the command line too",
    "CorpusFile texts": "a folder inside the corpus with the published texts, as `DOCUMENT.txt`",
    "CorpusFile expect": "counts that the corpus must meet",
    "Expectations statements": "its statements",
    "Expectations documents": "its documents",
    "Expectations entities": "its entities",
    "Expectations exempt": "its statements with `no-mention`",
    "Expectation why": "the reason for these bounds",
    "Expectation min": "the smallest count",
    "Expectation max": "the largest count; 0 is no limit",
    "Place type": "what kind of place",
    "Place of": "post: its crossing",
    "Place country": "post: the country it stands in",
    "Place members": "group: the places in it, as far as they are known",
    "Place complete": "group: whether `members` lists all of them",
    "Agent type": "what kind of agent",
    "Agent force-of": "the armed actor or government whose force it is",
    "Agent member-of": "the agents it is a member of",
    "Agent country": "its country",
    "Office of": "the government, organization or country whose office it is",
    "Event type": "a concept of the scheme `event-type`",
    "Concept definition": "what falls under it",
    "Concept broader": "the wider concept of the same scheme",
    "Concept resulting-status": "event type: the status that such an event brings",
    "Concept prior-status": "event type: the status that it ends",
    "label": "what it is called: a text, or `{tag: text}`; one per language",
    "also": "further spellings: a list, or `{tag: [texts]}`; none repeats the label",
    "Decision by": "who decided",
    "Decision date": "when",
    "Decision reason": "why",
    "Decision same": "identity: the entity that the mentions are said to stand for, or the two that are said to be one",
    "Decision mentions": "identity: what the documents call it; needed with one entity",
    "Decision documents": "the documents it concerns",
    "Decision outcome": "identity: `positive`, `negative` or `undecided`",
    "Decision dates": "date: the document that it dates",
    "Decision asserted": "date: when that document was said",
    "Decision grounds": "date: the documents that it rests on",
    "Decision order": "order: two statements, the earlier first, as `DOCUMENT/ID`",
    "Decision independent": "independence: documents that neither copy each other nor a third",
    "Withdrawal withdrawn": "the day from which it no longer counts",
    "Withdrawal reason": "why",
    "Withdrawal by": "who recorded it",
    "SourceFile source": "its id, the name of its file",
    "SourceFile title": "what the source is called",
    "SourceFile credit": "how it wishes to be cited",
    "SourceFile licence": "its licence",
    "SourceFile facts": "for each entity, what the source says of it",
    "SourceFile table": "a [table](#tables) of the corpus with its facts, or more of them; or a list of tables",
    "SourceFile url": "where it stands",
    "SourceFile description": "what was taken from it",
    "ReferenceFact ids": "identifiers of the very same thing",
    "ReferenceFact see": "a record that is close, but not of the same thing",
    "ReferenceFact point": "its place, latitude first, digits as the source prints them",
    "ReferenceFact in": "the place or places it lies in",
    "Identifiers wikidata": "Wikidata item",
    "Identifiers geonames": "GeoNames id",
    "Identifiers wof": "Who's On First id",
    "Identifiers p-code": "P-code of the humanitarian administrative boundaries",
    "Identifiers hasc": "HASC code of a subdivision",
    "Identifiers iso": "ISO 3166 code of a country or subdivision",
    "Identifiers ucdp-actor": "UCDP actor id",
    "DocumentFile document": "its id, the name of its file",
    "DocumentFile publisher": "the agent that published it",
    "DocumentFile published": "when, if the document says so",
    "DocumentFile dated-by": "in place of `published`: the decision that dates it",
    "DocumentFile language": "the language of the document",
    "DocumentFile url": "its address",
    "DocumentFile archive": "the address of an archived copy",
    "DocumentFile access": "`internal` for what `kg build --public` leaves out; default `public`",
    "DocumentFile same-wire-as": "documents made from the same agency report",
    "DocumentFile derived-from": "documents it copies or summarises",
    "DocumentFile text": "what identifies the text that passages point into",
    "DocumentFile table": "a [table](#tables) of the corpus with its statements, or more of them; or a list of tables",
    "DocumentFile voice": "the speaker chain of statements that write none",
    "TextOf sha256": "the SHA-256 of the file's bytes",
    "TextOf length": "its length in code points",
    "Step agent": "who said it; a list for joint speakers",
    "Step said": "when they said it",
    "Time seen": "it was so at some time in this date",
    "Time began": "it began in this date",
    "Time since": "it began in this date and is so when said",
    "Time ended": "it ended in this date",
    "Time within": "an event in this date",
    "Time throughout": "it was so on all of this date",
    "Time basis": "how the date is known; default `stated`",
    "Time decided-by": "the decision of `decisions.yaml` that the date rests on",
    "Side of": "the post",
    "Side basis": "how the curator knows",
    "Mention subject": "what the source calls the subject",
    "Mention object": "what it calls the object or objects",
    "StatementRecord at": "the passage or passages that show it",
    "StatementRecord row": "its number in an inventory; default: from an id such as `s019` or `s020a`, else the id",
    "StatementRecord no-mention": "why the passage names neither subject nor object",
    "StatementRecord named": "what the source calls subject and object",
    "StatementRecord polarity": "affirmed, denied, or said to be not known",
    "StatementRecord modality": "in what attitude it is said",
    "StatementRecord voice": "the speakers below the publisher, the outermost first",
    "StatementRecord scope-uncertain": "whether it is open how far the speaker's words reach",
    "StatementRecord time": "when it is so",
    "StatementRecord note": "your own words on a trap",
}

STRUCTS: dict[str, tuple[type[msgspec.Struct], ...]] = {
    "keys-corpus": (records.CorpusFile, records.Expectations, records.Expectation),
    "keys-places": (records.Place,),
    "keys-agents": (records.Agent,),
    "keys-offices": (records.Office,),
    "keys-events": (records.Event,),
    "keys-concepts": (records.Concept,),
    "keys-decisions": (records.Decision,),
    "keys-withdrawals": (records.Withdrawal,),
    "keys-source": (records.SourceFile, records.ReferenceFact, records.Identifiers),
    "keys-document": (records.DocumentFile, records.TextOf),
    "keys-statement": (
        records.StatementRecord,
        records.Mention,
        records.Side,
        records.Time,
        records.Step,
    ),
}
TITLES = {
    "Expectations": "`expect`",
    "Expectation": "each count of `expect`",
    "Identifiers": "`ids`, and the first two of `see`",
    "TextOf": "`text`",
    "Mention": "`named`",
    "Side": "`side`, of control, status and presence",
    "Time": "`time`, when it is no single word",
    "Step": "a step of `voice` that is dated",
    "ReferenceFact": "each of `facts`",
}


def keys(name: str) -> str:
    """The tables of keys of the records in `STRUCTS[name]`."""
    out = ""
    for struct in STRUCTS[name]:
        if struct.__name__ in TITLES:
            out += f"\nKeys of {TITLES[struct.__name__]}:\n\n"
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        rows = []
        for field in info.fields:
            key = field.encode_name
            meaning = MEANINGS.get(f"{struct.__name__} {key}") or MEANINGS[key]
            rows.append([code(key), shown(field.type), "yes" if field.required else "", meaning])
        out += table(["key", "value", "needed", "meaning"], rows)
    return out


def shown(type_: inspect.Type) -> str:
    """A type as a reader of the format would say it."""
    match type_:
        case inspect.Metadata():
            named = (name for name, value in VALUES.items() if described(value) == described_by(type_))
            return next(named, described_by(type_)) or shown(type_.type)
        case inspect.LiteralType():
            return ", ".join(code(str(value)) for value in type_.values if value)
        case inspect.ListType():
            return f"[{shown(type_.item_type)}, ...]"
        case inspect.DictType():
            return f"{{{shown(type_.key_type)}: {shown(type_.value_type)}}}"
        case inspect.UnionType():
            return " or ".join(shown(t) for t in type_.types if not isinstance(t, inspect.NoneType))
        case inspect.StructType():
            return "see below" if type_.cls.__name__ in TITLES else "mapping"
        case inspect.BoolType():
            return "`true` or `false`"
        case inspect.IntType():
            return "whole number"
        case inspect.StrType():
            return "text"
    raise TypeError(f"no words for {type_}")


def described(annotated: Any) -> str:
    """The description of a type of `kg.facts.records`."""
    return str(get_args(annotated)[1].extra_json_schema["description"])


def described_by(type_: inspect.Metadata) -> str:
    """The description that a type's metadata gives."""
    return str((type_.extra_json_schema or {}).get("description", ""))


def values(_: str) -> str:
    """The kinds of value."""
    rows = []
    for name, annotated in VALUES.items():
        meta = get_args(annotated)[1]
        rows.append([name, described(annotated), str(meta.max_length or "")])
    return table(["value", "is", "longest"], rows)


def kind_table(_: str) -> str:
    """The fourteen kinds."""
    rows = []
    for kind in kinds.KINDS.values():
        says = [f"`{p.key}`: {ranged(p.objects)}" for p in kind.predicates]
        if kind.key == "event":
            says = ["(its type, from events.yaml)"]
        if "denied" in {field.encode_name for field in msgspec.structs.fields(records.RECORDS[kind.key])}:
            says.append("or `denied`")
        rows.append([code(kind.key), ranged(kind.subjects), "; ".join(says), code(f"cx:{kind.class_}")])
    return table(["kind", "about", "says", "class"], rows)


def ranged(range_: kinds.Range) -> str:
    """What may stand in a place of a statement, in short."""
    if range_.scheme:
        return f"concept of `{range_.scheme}`"
    return range_.literal or ", ".join(sorted(range_.classes))


def qualifier_table(_: str) -> str:
    """The qualifiers."""
    rows = [
        [code(q.key), ", ".join(q.kinds) or "any", ranged(q.range), "yes" if q.many else "", code(q.curie)]
        for q in kinds.QUALIFIERS
    ]
    rows.append(["`lang`", "name", "tag", "", "the literal's language"])
    return table(["qualifier", "kinds", "value", "list", "property"], rows)


def concepts(_: str) -> str:
    """The concepts of the ontology that statements and entities may name."""
    ranges = [predicate.objects for kind in kinds.KINDS.values() for predicate in kind.predicates]
    schemes = {range_.scheme for range_ in (*ranges, *(q.range for q in kinds.QUALIFIERS)) if range_.scheme}
    found = core_concepts()
    return table(["scheme", "concepts"], [[code(s), ", ".join(map(code, sorted(found[s])))] for s in sorted(schemes)])


def reasons(_: str) -> str:
    """The reasons of conflicts and near-conflicts: in the words of `kg conflicts`, and as the ontology defines them."""
    scheme = ox.parse(path=str(shipped("ontology") / "schemes" / "reason.ttl"), format=ox.RdfFormat.TURTLE)
    defined = {
        _value(quad.subject).rpartition("/")[2]: quad.object.value
        for quad in scheme
        if quad.predicate.value == expand("skos:definition") and isinstance(quad.object, ox.Literal)
    }
    rows = [
        [code(reason), "conflict" if reason in CONFLICTS else "near-conflict", words, defined[reason]]
        for reason, words in sorted(REASONS.items(), key=lambda item: item[0] not in CONFLICTS)
    ]
    return table(["reason", "", "in words", "definition"], rows)


def formats(_: str) -> str:
    """The formats of `kg export`."""
    rows = [[code(name), code(one.suffix), one.takes, one.summary, one.cannot] for name, one in FORMATS.items()]
    return table(["format", "suffix", "takes", "is", "cannot carry"], rows)


def views(_: str) -> str:
    """The views of `kg export`."""
    rows = [[code(name), one.description, ", ".join(map(code, one.attributes))] for name, one in VIEWS.items()]
    return table(["view", "shows", "attributes of edges"], rows)


def attributes(_: str) -> str:
    """The attributes of property graphs."""
    types = {str: "text", float: "number", int: "whole number"}
    rows = [[code(name), types[type_], meaning] for name, (type_, meaning) in ATTRIBUTES.items()]
    return table(["attribute", "is", "tells"], rows)


def types(_: str) -> str:
    """Types of places and agents."""
    out = table(["place type", "class"], [[code(k), code(f"cx:{v}")] for k, v in records.PLACE_TYPES.items()])
    rows = [[code(k), code(f"cx:{v}")] for k, v in records.AGENT_TYPES.items()]
    return out + "\n" + table(["agent type", "class"], rows)


# A column holds what the key of the same name holds, "_" for "-"; these have no key, or another one.
COLUMN_MEANINGS = {
    "id": "the statement's id",
    "kind": "its kind",
    "subject": "what it is about",
    "predicate": "the object key (`in`, `backs`, ...); may be empty where the kind has one",
    "object": "the object or objects",
    "literal": "the object of kinds that take a text or a date",
    "time": "a wording, or `WORDING DATE` pairs joined by `;`",
    "basis": "`basis` of `time`",
    "decided_by": "`decided-by` of `time`",
    "voice": "the steps; joint speakers joined by `+`, a dated step followed by `@DATE`",
    "subject_named": "`subject` of `named`",
    "object_named": "`object` of `named`",
    "side": "`of` of `side`",
    "side_basis": "`basis` of `side`",
}


def columns(_: str) -> str:
    """The columns of a table of statements."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(statements.StatementRow)}
    rows = []
    for column in tables.COLUMNS:
        meaning = COLUMN_MEANINGS.get(column) or f"the key `{column.replace('_', '-')}`"
        field = fields[column]
        many = "yes" if field.type == tuple[str, ...] else ""
        rows.append([code(column), meaning, many, "yes" if field.required else ""])
    return table(["column", "meaning", "several, by \\|", "needed"], rows)


def wordings(_: str) -> str:
    """What each wording of time means, computed: said in a/b, the date being e1/e2."""
    said, date = ("2018-10-14", "2018-10-20"), "2014"
    symbols = {"": "", "2014-01-01": "e1", "2014-12-31": "e2", "2018-10-14": "a", "2018-10-20": "b"}
    phrases = {
        "when-said": "is held, continues to hold (the default)",
        "undated": "a photograph without a date",
        "future": "is to, will",
        "by-then": "have cleared (no date)",
        "seen": "was there in e",
        "began": "seized it in e",
        "since": "has held it since e",
        "ended": "held it until e",
        "within": "an event in e",
        "throughout": "all through e",
    }
    rows = []
    for wording in (*time.WORDINGS, *time.DATED_WORDINGS):
        dated = wording in time.DATED_WORDINGS
        found = time.bounds({wording: date if dated else ""}, said)
        rows.append([code(wording + (": e" if dated else "")), phrases[wording], *(symbols[day] for day in found)])
    return table(["written", "wording", "begin earliest", "begin latest", "end earliest", "end latest"], rows)


def limits(_: str) -> str:
    """The limits of what is read."""
    rows = [
        ["a YAML file", f"{yamltext.LARGEST_FILE >> 20} MiB, {yamltext.MOST_NODES:,} values, {yamltext.DEEPEST} deep"],
        ["a cell of a table", f"{cells.LONGEST_CELL:,} characters"],
        ["a row of a table, but of Parquet", f"{tablefiles.LONGEST_ROW >> 10} KiB"],
        [
            "what a packed table, or Parquet, unpacks to",
            f"{tablefiles.MOST_UNPACKED} times its size, but at least {tablefiles.LEAST_UNPACKED >> 20} MiB",
        ],
        ["the window of a `.zst` table", f"{tablefiles.LARGEST_WINDOW >> 20} MiB"],
        ["a published text", f"{evidence.LARGEST_TEXT >> 20} MiB"],
        ["faults listed in one run", f"{errors.MOST_LISTED:,}; where they are more, all are counted by kind"],
    ]
    return table(["what", "limit"], rows)


def ucdp_columns(_: str) -> str:
    """The columns of UCDP's file: what each becomes, or why it is not read."""
    rows = [[code(column), becomes, ""] for column, becomes in incidents.USED.items()]
    rows += [[code(column), "", reason] for column, reason in incidents.IGNORED.items()]
    return table(["column", "what it becomes", "why it is not read"], rows)


def check_meanings() -> None:
    """That every line of `MEANINGS` is of a key that exists.

    :raises ValueError: naming those that are not.
    """
    known = {"label", "also"}
    for structs in STRUCTS.values():
        for struct in structs:
            known |= {f"{struct.__name__} {field.encode_name}" for field in msgspec.structs.fields(struct)}
    if stale := set(MEANINGS) - known:
        raise ValueError(f"MEANINGS names keys that do not exist: {sorted(stale)}")


# --- IRIs, rooms, the model ---


# What IRIs of other IRIs are made of.
IRI_BASE = "{base}/"
IRIS_OF = {
    "thing": iris.entity(IRI_BASE, "{type}", "{id}"),
    "statement": iris.statement(IRI_BASE, "{document}", "{local}"),
    "graph": iris.graph(IRI_BASE, "{kind}", "{name}"),
    "term": expand("cx:Place"),
}


def iri_table(_: str) -> str:
    """The pattern of each IRI, from the functions that mint them."""
    rows = []
    for name, function in vars(iris).items():
        if callable(function) and getattr(function, "__module__", "") == iris.__name__:
            parameters = list(signature(function).parameters)
            given: list[Any] = [IRIS_OF.get(parameter, f"{{{parameter.strip('_')}}}") for parameter in parameters]
            pattern = function(*given).replace(IRI_BASE, "").replace("{base}", "")
            assert function.__doc__ is not None
            rows.append([name, code(pattern), function.__doc__.split("\n")[0].rstrip(".")])
    return table(["what", "after the base", "of"], rows)


def rooms(_: str) -> str:
    """The modules and what each does, by their docstrings."""
    package = Path(kg.__file__).parent
    rows = []
    for path in sorted(package.rglob("*.py")):
        doc = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        if doc:
            rows.append([code(f"kg/{path.relative_to(package)}"), " ".join(doc.split("\n\n")[0].split())])
    return table(["module", "what it does"], rows)


# The statements that model.md explains; the last also has the others of its sentence.
JOINT = "new-arab-2018-10-15/s036"
CHAIN = "kurdistan24-2018-10/s061"
DENIAL = "new-arab-2018-10-15/s020a"
SPLIT = [DENIAL, *(f"new-arab-2018-10-15/{id_}" for id_ in ("s020b", "s018", "s021", "s019"))]


# The derived records that model.md explains: of which rule, and which.
DERIVED = {
    "rdf-presupposition": ("presuppositions", ["statement/new-arab-2018-10-15/s010#presupposed-before"]),
    "rdf-period": ("timelines", ["period/new-arab-2018-10-15/s028"]),
    "rdf-answers": (
        "timelines",
        [
            "answer/place/albu-kamal/sy/control",
            "answer/place/albu-kamal/sy/control/2015-01-01",
            "answer/place/albu-kamal/sy/control/2018-10-16",
            "answer/place/al-tanf/control",
        ],
    ),
    "rdf-conflict": ("conflicts", ["near-conflict/event/damascus-meeting/event/two-events"]),
    "rdf-corroboration": ("corroborations", ["corroboration/naharnet-2015-05/is-holds"]),
    "rdf-self-interest": ("self-interest", ["statement/kurdistan24-2018-10/s070"]),
}


def facts_joint(_: str) -> str:
    """The statement with two holders as the facts file has it."""
    return _facts([JOINT])


def facts_chain(_: str) -> str:
    """The statement with three speakers as the facts file has it."""
    return _facts([CHAIN])


def facts_denial(_: str) -> str:
    """The denial and the other statements of its sentence as the facts file has them."""
    return _facts(SPLIT)


def rdf_joint(_: str) -> str:
    """The RDF of the statement with two holders, with speaker and passages."""
    return _rdf(JOINT, "document", "attribution|evidence|selector")


def rdf_chain(_: str) -> str:
    """The RDF of the statement with three speakers, with these."""
    return _rdf(CHAIN, "document", "attribution")


def decided(_: str) -> str:
    """What the graph of decisions says of the statement with three speakers."""
    return _rdf(CHAIN, "decisions", "attribution")


def rdf_denial(_: str) -> str:
    """The RDF of the denial alone."""
    return _rdf(DENIAL, "document", "")


def _facts(names: Sequence[str]) -> str:
    """Statements, named DOCUMENT/ID, as they stand in the file of their document."""
    found = []
    for name in names:
        document, _, id_ = name.partition("/")
        text = (default_corpus() / "documents" / f"{document}.yaml").read_text("utf-8")
        record = re.search(rf"^  {id_}:.*\n(?:    .*\n)*", text, re.MULTILINE)
        if record is None:
            raise ValueError(f"{document}.yaml has no statement {id_}")
        found.append(dedent(record[0]))
    return f"```yaml\n{''.join(found)}```\n"


@cache
def _quads(*examples: str) -> list[ox.Quad]:
    """The dataset of the shipped corpus, with these example corpora."""
    folders = [default_corpus(), *(default_corpus().parent / "examples" / name for name in examples)]
    lines = b"\n".join(kg.build_dataset(kg.read_corpus(*folders)).lines())
    return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))


def _rdf(name: str, graph: str, parts: str) -> str:
    """The RDF of a statement in the graph of this kind, and of its parts of these types."""
    subjects = {f"{HOME}id/statement/{name}"}
    while parts and len(subjects) < len(subjects := subjects | _parts(subjects, parts)):
        pass
    return _trig(subjects, graph, _quads())


def rdf_derived(name: str) -> str:
    """The RDF of the derived records that `DERIVED[name]` lists."""
    rule, records = DERIVED[name]
    subjects = {f"{HOME}id/{record}" for record in records}
    # One article alone corroborates nothing.
    quads = _quads("second-ring") if rule == "corroborations" else _quads()
    if missing := subjects - {_value(quad.subject) for quad in quads}:
        raise ValueError(f"{name}: no rule derives {sorted(missing)}")
    return _trig(subjects, f"derived/{rule}", quads)


def description(_: str) -> str:
    """Some of what the dataset says of itself: a graph, a class and a property in numbers, a source, the build."""
    names = [
        "graph/document/new-arab-2018-10-15",
        *("id/named-graph/document/new-arab-2018-10-15", "id/reference/geonames"),
        *("id/partition/syria-iraq-2018/class/cx/BorderPost", "id/partition/syria-iraq-2018/property/cx/postOf"),
        *("id/distribution/syria-iraq-2018/dataset.nq", "id/build/syria-iraq-2018"),
        iris.software("", SOFTWARE, version(SOFTWARE)),
    ]
    return _trig({HOME + name for name in names}, "meta", _quads())


def _trig(subjects: set[str], graph: str, quads: Iterable[ox.Quad]) -> str:
    """What the graph of this kind or name says of these subjects, of these quads."""
    chosen = [q for q in quads if _value(q.subject) in subjects and f"/graph/{graph}" in _value(q.graph_name)]
    written = ox.serialize(chosen, format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES), base_iri=HOME)
    assert written is not None
    body = "".join(
        line.replace("\t", "    ").replace("<//", "<https://")
        for line in written.decode().splitlines(keepends=True)
        if not line.startswith(("@prefix", "@base"))
    )
    return f"```trig\nBASE <{HOME}>\n\n{body.strip()}\n```\n"


def _parts(subjects: set[str], types: str) -> set[str]:
    """The nodes of these types that belong to these subjects."""
    own = re.compile(f"{re.escape(HOME)}id/(?:{types})/")
    return {v for quad in _quads() if _value(quad.subject) in subjects and own.match(v := _value(quad.object))}


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


# --- benchmarks ---


def benchmarks(_: str) -> str:
    """The figures of the run in `bench/results.json`, as `python -m bench --json` wrote them."""
    run = json.loads((DOCS.parent / "bench" / "results.json").read_text("utf-8"))
    out = [f"Runs of each program: {run['runs']}. Rows of the large benchmarks: {run['rows']:,}.\n"]
    if missing := [f"`{name}`" for name in BENCHMARKS if name not in run["benchmarks"]]:
        out.append(f"Not measured in this run: {', '.join(missing)}.\n")
    out.append(table(["the machine and the versions", ""], run["machine"].items()))
    for name, found in run["benchmarks"].items():
        out.append(f"### {name}\n\n{found['what']}\n")
        out += [f"{one['title']}:\n\n{table(one['heading'], one['rows'])}" for one in found["tables"]]
        if found["notes"]:
            out.append("".join(f"- {note}\n" for note in found["notes"]))
        if found["results"]:
            out.append(table(["figure", "measured", "bound", ""], map(_figure, found["results"])))
    return "\n".join(out)


def _figure(result: dict[str, Any]) -> list[str]:
    unit, met = result["unit"], "met" if result["ok"] else "**missed**"
    return [result["name"], f"{result['value']:.2f} {unit}".rstrip(), f"{result['bound']:g} {unit}".rstrip(), met]


BLOCKS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(STRUCTS, keys),
    "values": values,
    "kinds": kind_table,
    "qualifiers": qualifier_table,
    "concepts": concepts,
    "reasons": reasons,
    "formats": formats,
    "views": views,
    "attributes": attributes,
    "types": types,
    "columns": columns,
    "wordings": wordings,
    "limits": limits,
    "ucdp-columns": ucdp_columns,
    "iris": iri_table,
    "rooms": rooms,
    "facts-joint": facts_joint,
    "facts-chain": facts_chain,
    "facts-denial": facts_denial,
    "rdf-joint": rdf_joint,
    "rdf-chain": rdf_chain,
    "rdf-denial": rdf_denial,
    "decided": decided,
    "description": description,
    "benchmarks": benchmarks,
    **dict.fromkeys(DERIVED, rdf_derived),
}
PAGES = {"cli.md": cli, "queries.md": queries}


def generated() -> dict[Path, str]:
    """Every page with a generated part, as it should be.

    :raises ValueError: when a part is named that nothing generates, or generated and nowhere named.
    """
    check_meanings()
    made = {DOCS / name: write() for name, write in PAGES.items()}
    met: set[str] = set()
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        names = {match[2] for match in BLOCK.finditer(text)}
        if unknown := names - set(BLOCKS):
            raise ValueError(f"{path.name}: nothing generates {sorted(unknown)}")
        if names:
            met |= names
            made[path] = BLOCK.sub(lambda m: f"{m[1]}{BLOCKS[m[2]](m[2])}{m[3]}", text)
    if unused := set(BLOCKS) - met:
        raise ValueError(f"no page holds {sorted(unused)}")
    return made


def run(arguments: Sequence[str]) -> int:
    """Write the pages, or compare them; 1 when they are not current."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    checking = parser.parse_args(arguments).check
    stale = []
    for path, text in generated().items():
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(path.name)
            if not checking:
                path.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"docs/{name}: " + ("is not current: run python docs/generate.py" if checking else "written"))
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
