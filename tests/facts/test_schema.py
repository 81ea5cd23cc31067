"""The JSON Schemas: current, and right about the shipped files, as an editor sees them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kg.facts.records import FILES
from kg.facts.schema import SUFFIX, schemas, write_schemas

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "facts").rglob("*.yaml"))


class Editor(yaml.SafeLoader):
    """YAML with the scalars of the YAML 1.2 core schema (section 10.3.2), which editors use."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"null|Null|NULL|~|", [*"nN~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
     [*"-+.0123456789"]),
):  # fmt: skip
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
Editor.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
Editor.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


def seen(text: str) -> Any:
    """A YAML text as an editor sees it."""
    return yaml.load(text, Loader=Editor)  # noqa: S506 (a safe loader of our own)


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """The validator of a kind of file."""
    return jsonschema.Draft202012Validator(schemas()[name])


def faults(name: str, text: str) -> list[str]:
    """What an editor underlines in a text."""
    return [error.message for error in validator(name).iter_errors(seen(text))]


def test_the_editor_types_plain_scalars() -> None:
    text = "{a: 2014, b: 2014-10-15, c: no, d: '19', e: 0.5, f: true, g: 22:22, h: 00123, i: ~, j: 3b01, k: 1e3}"
    assert seen(text) == {
        "a": 2014,
        "b": "2014-10-15",
        "c": "no",
        "d": "19",
        "e": 0.5,
        "f": True,
        "g": "22:22",
        "h": 123,
        "i": None,
        "j": "3b01",
        "k": 1000.0,
    }


def test_the_published_schemas_are_current(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    published = ROOT / "facts" / "schema"
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text("utf-8") for path in published.iterdir()}, "run python -m kg.facts.schema"
    assert set(made) == {name + SUFFIX for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_each_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])
    assert schemas()[name]["title"] == f"{name} file"


def test_there_are_files_to_check() -> None:
    assert len(SHIPPED) >= 27


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT / "facts")))
def test_every_shipped_file_is_valid_by_the_schema_it_names(path: Path) -> None:
    text = path.read_text("utf-8")
    match = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert match, "the first line names the schema"
    schema = (path.parent / match[1]).resolve()
    assert schema.parent == ROOT / "facts" / "schema"
    assert schema.is_file()
    assert faults(schema.name.removesuffix(SUFFIX), text) == []


DOCUMENT = "document: d\npublisher: p\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("places", "places: {a: {type: town, lable: A}}"),
        ("places", "places: {a: {type: twon, label: A}}"),
        ("places", "places: {A B: {type: town, label: A}}"),
        ("places", "place: {a: {type: town, label: A}}"),
        ("places", "places: [a]"),
        ("agents", "agents: {a: {type: person}}"),
        ("agents", "agents: {a: {type: person, label: ''}}"),
        ("corpus", "corpus: c"),
        ("corpus", "corpus: c\ntitle: T\ncreator: C\nlicence: l\nbase: https://x.org/"),
        ("corpus", "corpus: c\ntitle: T\ncreator: C\nlicence: https://l.org/\nbase: https://x.org/\nuses: [../x]"),
        ("decisions", "decisions: {d: {by: B, date: 2031, reason: R, outcome: maybe}}"),
        ("source", "source: s\ntitle: T\ncredit: C\nlicence: https://x.org/\nfacts: {a: {ids: {geonmes: 1}}}"),
        ("document", DOCUMENT + "text: {sha256: abc, length: 3}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, x: y}}"),
        ("document", DOCUMENT + "statements: {s1: {contrl: a, by: b}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, status: b, by: c}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, at: 842-888}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, modality: surely}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, time: yesterday}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, time: {on: 2014}}}"),
        ("document", DOCUMENT + "statements: {S 1: {control: a, by: b}}"),
        ("document", DOCUMENT + "statements: [a]"),
        ("document", "publisher: p"),
    ],
)
def test_a_broken_file_is_underlined(name: str, text: str) -> None:
    assert faults(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("places", "places: {a: {type: town, label: 2014}}"),
        ("places", "places: {a: {type: town, label: {ar: x}, also: {ar: [y]}}}"),
        ("source",
         "source: s\ntitle: T\ncredit: C\nlicence: https://x.org/\nfacts: {a: {ids: {geonames: 174186, wof: 1e3}}}"),
        ("document", DOCUMENT + "published: 2014"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, time: {began: 2014}}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: [b, c], at: [P1 1-2, P2 3-4], row: [S1, 2]}}"),
        ("document", DOCUMENT + "statements: {s1: {quantity: a, says: 19, amount: 19, lower: 0.5}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, scope-uncertain: true}}"),
        ("document", DOCUMENT + "statements: {s1: {control: a, by: b, named: {subject: 19}}}"),
        ("corpus", "corpus: c\ntitle: 2014\ncreator: C\nlicence: https://l.org/\nbase: https://x.org/"),
    ],
)  # fmt: skip
def test_what_the_reader_takes_is_not_underlined(name: str, text: str) -> None:
    assert faults(name, text) == []


@pytest.mark.parametrize("id_", ["2024", "007", "1e3"])
def test_ids_that_look_like_numbers_are_not_underlined(id_: str) -> None:
    """An id is text to the reader whatever it looks like, so an editor may not find fault with it."""
    assert faults("corpus", f"corpus: {id_}\ntitle: T\ncreator: C\nlicence: https://l.org/\nbase: https://x.org/") == []
    assert faults("document", f"document: {id_}\npublisher: p\nstatements: {{x: {{control: {id_}, by: b}}}}") == []


def test_every_key_is_described() -> None:
    """An editor shows what a key is for; the leaves carry their descriptions."""
    text = json.dumps(schemas()["document"])
    for words in ("a passage: PARAGRAPH START-END", "a date: YYYY, YYYY-MM", "what the document says, by id"):
        assert words in text
