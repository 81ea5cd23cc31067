"""The documentation against the program: commands are run, examples built, references compared.

A fenced block says by its language what becomes of it: `console` is run and its output compared (a
line `...` stands for any lines), `sh` is run, `pycon` is run as a doctest; a block after a line that
is a file name alone is that file. Blocks of one page share a folder; files are written and commands
run in order, as a reader would who copies them.

After a change of what commands print, `APPROVE=1 python -m pytest tests/docs -k commands` writes what
they print now into the pages, except where `...` stands; read what it has written.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET  # our own pictures
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyoxigraph as ox
import pytest
import yaml

import kg
from kg.cli import COMMANDS
from kg.facts import records
from kg.facts.kinds import KINDS
from kg.facts.tables import COLUMNS
from kg.facts.time import DATED_WORDINGS, WORDINGS
from kg.namespaces import expand, shrink
from kg.query.catalogue import catalogue, read_query
from kg.resolve.graphs import RULES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FRONT = ROOT / "README.md"
PAGES = [FRONT, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "queries" / "README.md", *DOCS.rglob("*.md")]
LANGUAGES = {"console", "sh", "pycon", "yaml", "csv", "text", "sparql", "trig"}

# Commands of a checkout, which would install, write to the tree or run these very tests: the file each needs.
OF_A_CHECKOUT = {
    "pip install .": "pyproject.toml",
    "pre-commit install": ".pre-commit-config.yaml",
    "python docs/generate.py": "docs/generate.py",
    "python docs/generate.py --check": "docs/generate.py",
    "python -m kg.facts.schema": "kg/facts/schema.py",
    "APPROVE=1 python -m pytest tests/shapes": "tests/shapes/test_shapes.py",
    "APPROVE=1 python -m pytest tests/docs": "tests/docs/test_docs.py",
}

_FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"(?:^`([\w./-]+)`:\n\n)?^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_OURS = re.compile(r"(?:kg|docs|queries|ontology|shapes|facts|tests)/[a-z0-9_./-]+\.[a-z]+")
READABLE = 4.5  # WCAG 2.1, success criterion 1.4.3


class Block(NamedTuple):
    """A fenced block of a page; `file` is the file that it is, or empty."""

    file: str
    language: str
    body: str


class Step(NamedTuple):
    """A command of a page, and its output (None: not shown)."""

    command: str
    output: list[str] | None


def name(path: Path) -> str:
    """What a page is called in a test's id."""
    return str(path.relative_to(ROOT))


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(*found) for found in _BLOCK.findall(path.read_text("utf-8"))]


def steps(block: Block) -> list[Step]:
    """The commands of an `sh` or `console` block, in order."""
    if block.language == "sh":
        return [Step(line, None) for line in block.body.splitlines() if line and not line.startswith("#")]
    if block.language == "console":
        parts = [part.rstrip("\n").split("\n") for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]]
        return [Step(command, output) for command, *output in parts]
    return []


def commands(path: Path) -> list[Step]:
    """All commands of a page, in order."""
    return [step for block in blocks(path) for step in steps(block)]


def prose(path: Path) -> str:
    """The text of a page without its fenced blocks."""
    return _FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """The anchors that a page's headings have on GitHub."""
    headings = _HEADING.findall(prose(path))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> list[tuple[Path, str]]:
    """The files that a page links to, each with its fragment."""
    found = []
    for target in _LINK.findall(prose(path)):
        if not target.startswith(("http://", "https://")):
            file, _, fragment = target.partition("#")
            found.append(((path.parent / file).resolve() if file else path, fragment))
    return found


def write(path: Path, body: str) -> None:
    """Write a file of a page, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8", newline="\n")


def matches(shown: list[str], real: list[str]) -> bool:
    """Whether the output shown is the real one; a line `...` stands for any lines."""
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line.rstrip()) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in real)) is not None


COMMANDED = [path for path in PAGES if commands(path)]


@pytest.fixture
def shell(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder to work in, and an environment in which `kg` is the command of this one."""
    folder, programs = tmp_path / "work", tmp_path / "programs"
    folder.mkdir()
    programs.mkdir()
    command = programs / "kg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    command.chmod(0o755)
    return folder, {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONHASHSEED": "0"}


def test_pages_with_commands() -> None:
    pages = {"README.md", "CONTRIBUTING.md", "docs/facts.md", "docs/queries.md", "docs/ten-minutes.md"}
    assert pages <= set(map(name, COMMANDED))


@pytest.mark.parametrize("path", COMMANDED, ids=name)
def test_commands(path: Path, shell: tuple[Path, dict[str, str]]) -> None:
    folder, environment = shell
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    status = 0
    wrong: list[str] = []
    for block in blocks(path):
        if block.file:
            write(folder / block.file, block.body)
        printed: list[str] = []
        before = len(wrong)
        for command, output in steps(block):
            if command in OF_A_CHECKOUT:
                assert (ROOT / OF_A_CHECKOUT[command]).is_file()
                continue
            if command.startswith("make "):
                assert set(command.split()[1:]) <= targets, command
                continue
            assert status == 0 or command == "echo $?", f"a command before {command} failed\n{printed}"
            ran = subprocess.run(
                ["sh", "-c", f"(exit {status}); {command}"],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            status = ran.returncode
            real = [line.rstrip() for line in ran.stdout.splitlines()]
            printed += [f"$ {command}", *(output if output and "..." in output else real)]
            if output is not None and not matches(output, real):
                wrong.append(f"$ {command}\n{ran.stdout}")
        assert status == 0, f"the last command failed\n{printed}"
        if len(wrong) > before and os.environ.get("APPROVE"):
            renewed = "".join(f"{line}\n" for line in printed)
            text = path.read_text("utf-8").replace(f"```console\n{block.body}```\n", f"```console\n{renewed}```\n")
            path.write_text(text, encoding="utf-8", newline="\n")
    assert not wrong, "\n".join(wrong)


def test_commands_of_a_checkout_are_used() -> None:
    used = {step.command for path in PAGES for step in commands(path)}
    assert set(OF_A_CHECKOUT) <= used


def test_front_page_names_the_two_commands_and_shows_an_answer() -> None:
    listed = commands(FRONT)
    assert [step.command for step in listed[:2]] == ["make demo", "make test"]
    asked = next(step for step in listed if step.output)
    assert asked.command == "kg query who-controls --param crossing=al-tanf --at 2018-10-15"


@pytest.mark.parametrize(
    ("shown", "real", "same"),
    [
        (["a"], ["a  "], True),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b", "c"], True),
        (["...", "c"], ["a", "b"], False),
        ([], ["a"], False),
        ([], [], True),
    ],
)
def test_matching(shown: list[str], real: list[str], same: bool) -> None:
    assert matches(shown, real) is same


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links(path: Path) -> None:
    for target, fragment in links(path):
        assert target.exists(), f"no {target}"
        assert not fragment or fragment in anchors(target), f"no #{fragment} in {target.name}"


def test_front_page_names_every_file_of_a_build(shipped_out: Path) -> None:
    told = FRONT.read_text("utf-8").partition("A build is a folder: ")[2].partition("\n\n")[0]
    found = {path.name for path in shipped_out.iterdir() if path.is_file()}
    assert found == {name for name in _CODE.findall(told) if Path(name).suffix}


def test_the_architecture_tells_of_every_stage() -> None:
    """But for the command line, and for Spark, which is another way to build."""
    steps = re.findall(r"^[0-9]+\. \*\*(\w+)\.\*\*", (DOCS / "architecture.md").read_text("utf-8"), re.MULTILINE)
    stages = {path.name for path in (ROOT / "kg").iterdir() if (path / "__init__.py").is_file()}
    assert len({*steps}) == len(steps)
    assert {"validate" if step == "gate" else step for step in steps} == stages - {"cli", "importers", "spark"}


def test_every_file_is_reachable_from_the_front_page() -> None:
    met, waiting = {FRONT}, [FRONT]
    while waiting:
        page = waiting.pop()
        for target, _ in links(page):
            if target not in met:
                met.add(target)
                if target.suffix == ".md":
                    waiting.append(target)
    files = {path for path in DOCS.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert not {name(path) for path in (files | set(PAGES)) - met}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_blocks_have_a_language_that_is_checked(path: Path) -> None:
    assert {language for language, _ in _FENCE.findall(path.read_text("utf-8"))} <= LANGUAGES


def test_generated_parts_are_current() -> None:
    ran = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("", "", 0)


def test_commands_and_queries_are_documented() -> None:
    assert {f"kg-{command}" for command in COMMANDS} <= anchors(DOCS / "cli.md")
    assert set(catalogue()) <= anchors(DOCS / "queries.md")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_command_is_named_that_does_not_exist(path: Path) -> None:
    named = {code.split()[1] for code in _CODE.findall(prose(path)) if re.match(r"kg [a-z]", code)}
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_file_is_named_that_does_not_exist(path: Path) -> None:
    named = {code for code in _CODE.findall(prose(path)) if _OURS.fullmatch(code)}
    assert not {code for code in named if not (ROOT / code).is_file()}


def test_every_key_of_the_facts_is_documented() -> None:
    keys = set(COLUMNS) | set(KINDS) | set(WORDINGS) | set(DATED_WORDINGS)
    waiting: list[type[msgspec.Struct]] = [records.Expectations, records.Identifiers]
    waiting += [records.Expectation, records.ReferenceFact, records.Step, records.TextOf]
    waiting += [records.Place, records.Agent, records.Office, records.Event, records.Concept, records.Decision]
    waiting += [records.Withdrawal]
    waiting += [
        records.Mention,
        records.Side,
        records.Time,
        records.CorpusFile,
        records.SourceFile,
        records.DocumentFile,
    ]
    for record in (*waiting, *records.RECORDS.values()):
        keys |= {field.encode_name for field in msgspec.structs.fields(record)}
    words = {re.split("[: ]", code)[0] for code in _CODE.findall(prose(DOCS / "facts.md"))}
    assert not keys - words


def test_every_record_is_looked_at() -> None:
    """Else a record could be added to `records.py` without its keys being looked for above."""
    defined = {
        value.__name__
        for value in vars(records).values()
        if isinstance(value, type) and issubclass(value, records.Record) and value.__module__ == records.__name__
    }
    files = {file.__name__ for file in records.FILES.values() if len(msgspec.structs.fields(file)) == 1}
    listed = {
        "Expectation",
        "Expectations",
        "Identifiers",
        "ReferenceFact",
        "Step",
        "TextOf",
        "Mention",
        "Side",
        "Time",
    }
    listed |= {"Place", "Agent", "Office", "Event", "Concept", "Decision", "Withdrawal"}
    listed |= {"CorpusFile", "SourceFile", "DocumentFile"}
    assert defined == listed | files | {"Record", "Named", "StatementRecord"}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus that the pieces of docs/facts.md make."""
    folder = tmp_path_factory.mktemp("facts") / "tarn-bridge"
    for block in blocks(DOCS / "facts.md"):
        if block.file:
            write(folder / block.file, block.body)
    return folder


def test_example_corpus_has_every_file_and_says_everything(example: Path) -> None:
    files = {path.stem for path in example.glob("*.yaml")} | {path.name for path in example.iterdir() if path.is_dir()}
    assert files == (set(records.FILES) - {"source", "document"}) | {"documents", "sources", "texts"}
    said = yaml.safe_load((example / "documents" / "radio-tarn-2031.yaml").read_text("utf-8"))["statements"]
    pairs = {(kind, key) for kind in KINDS for key in [p.key for p in KINDS[kind].predicates] if kind != "event"}
    met = {(kind, key) for kind, key in pairs for statement in said.values() if kind in statement and key in statement}
    assert not pairs - met
    assert any("event" in statement for statement in said.values())


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["check"], "2 of them verified against a text"),
        (["build", "--no-store", "--out", "build"], "statements of 3 documents, valid:"),
    ],
)
def test_example_corpus_passes(
    example: Path, command: list[str], said: str, shell: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = shell
    ran = subprocess.run(
        ["kg", *command, example], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert said in ran.stdout


@pytest.mark.parametrize("path", [p for p in PAGES if "\n```pycon\n" in p.read_text("utf-8")], ids=name)
def test_sessions(path: Path) -> None:
    names: dict[str, object] = {}
    for language, body in _FENCE.findall(path.read_text("utf-8")):
        if language == "pycon":
            session = doctest.DocTestParser().get_doctest(body, names, name(path), None, None)
            assert session.examples
            assert doctest.DocTestRunner().run(session, clear_globs=False).failed == 0
            names = session.globs


def test_tests_that_a_page_names_exist() -> None:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = {(name(path), word) for path in PAGES for word in _CODE.findall(prose(path)) if word.startswith("test_")}
    assert len([word for page, word in named if page == "docs/semantics.md"]) >= 12
    assert [pair for pair in sorted(named) if f"def {pair[1]}(" not in tests] == []


def test_front_page_counts() -> None:
    """Of what the sources say; what follows from it is in derived graphs."""
    dataset = kg.build_dataset(kg.read_corpus())
    type_ = ox.NamedNode(expand("rdf:type"))
    found = [
        dataset.store.quads_for_pattern(None, type_, ox.NamedNode(expand(class_)))
        for class_ in ("cx:Statement", "cx:Document")
    ]
    counts = [sum("/graph/document/" in str(quad.graph_name) for quad in quads) for quads in found]
    assert f"{counts[0]} statements of {counts[1]} documents" in FRONT.read_text("utf-8")


def test_no_holding_is_asserted() -> None:
    """What docs/model.md says of the object of a statement."""
    store = kg.build_dataset(kg.read_corpus()).store
    holds = ox.NamedNode(expand("cx:controlledBy"))
    assert next(store.quads_for_pattern(None, holds, None), None) is None
    assert next(store.quads_for_pattern(None, ox.NamedNode(expand("cx:predicate")), holds), None) is not None


def test_every_term_of_derived_records_is_explained_and_every_graph_listed() -> None:
    """In the prose of docs/model.md, or in what the generator writes beside it from the shipped corpus."""
    subjects = {quad.subject for quad in ox.parse(path=str(ROOT / "ontology" / "derived.ttl"))}
    terms = {shrink(term.value) for term in subjects if isinstance(term, ox.NamedNode) and "#" in term.value}
    assert len(terms) > 10
    assert not terms - set(re.findall(r"\bcx:\w+", (DOCS / "model.md").read_text("utf-8")))
    listed = set(re.findall(r"^\| `graph/derived/([\w-]+)` \|", (DOCS / "iris.md").read_text("utf-8"), re.MULTILINE))
    assert listed == set(RULES)


def test_example_query_runs(tmp_path: Path) -> None:
    """The header in queries/README.md is read, and its query answers as the page says."""
    body = next(
        b for language, b in _FENCE.findall((ROOT / "queries" / "README.md").read_text("utf-8")) if language == "sparql"
    )
    path = tmp_path / "where.rq"
    path.write_text(body, encoding="utf-8")
    query = read_query(path)
    found = kg.build_dataset(kg.read_corpus()).store.query(query.text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    assert tuple(variable.value for variable in found.variables) == query.columns
    assert list(found)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    written = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for group in project["dependency-groups"].values():
        written += group
    needed = {re.split(r"[^\w.-]", dependency)[0] for dependency in written}
    lines = re.findall(
        r"^- ((?:`[\w.-]+`(?:, )?)+): \w",
        (DOCS / "decisions" / "0001-dependencies.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert {dependency for line in lines for dependency in _CODE.findall(line)} == needed


def test_decisions_are_numbered_and_listed() -> None:
    files = sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
    assert [file[:4] for file in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for file in files:
        text = (DOCS / "decisions" / file).read_text("utf-8")
        heading, listed = _HEADING.findall(text)[0], (DOCS / "decisions" / "README.md").read_text("utf-8")
        assert heading.startswith(file[:4])
        assert f"- [{heading}]({file})" in listed
        parts = re.findall(r"^\*\*(Context|Decision|Consequence)\.\*\*", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequence"], file


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.svg")), ids=name)
def test_pictures_are_whole_and_have_words(path: Path) -> None:
    root = ET.fromstring(path.read_text("utf-8"))  # noqa: S314
    space = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{space}svg"
    for part in ("title", "desc"):
        assert (root.findtext(f"{space}{part}") or "").strip()
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    for text in root.iter(f"{space}text"):
        assert x <= float(text.attrib["x"]) <= width, text.text
        assert y <= float(text.attrib["y"]) <= height, text.text


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.svg")), ids=name)
def test_pictures_have_a_ground_of_their_own(path: Path) -> None:
    """So that what is drawn can be read on a page of any colour."""
    root = ET.fromstring(path.read_text("utf-8"))  # noqa: S314
    ground = root.find("{http://www.w3.org/2000/svg}rect")
    assert ground is not None
    assert root.attrib["viewBox"] == f"0 0 {ground.attrib['width']} {ground.attrib['height']}"


@pytest.mark.parametrize("path", sorted(DOCS.glob("model-*.svg")), ids=name)
def test_pictures_of_the_model_can_be_read_by_day_and_by_night(path: Path) -> None:
    style = ET.fromstring(path.read_text("utf-8")).findtext("{http://www.w3.org/2000/svg}style") or ""  # noqa: S314
    by_day, media, by_night = style.partition("@media (prefers-color-scheme: dark)")
    assert media
    colours = [dict(re.findall(r"\.(\w+) \{ (?:fill: none; )?\w+: (#\w{6})", part)) for part in (by_day, by_night)]
    assert colours[0].keys() == colours[1].keys()
    for found in colours:
        for text in ("text", "soft", "nottext"):
            for ground in ("paper", "box", "inner"):
                assert contrast(found[text], found[ground]) >= READABLE, f"{text} on {ground}"
        assert contrast(found["text"], found["open"]) >= READABLE


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.1), written #rrggbb."""
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_hooks_are_local() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    entries = {hook["id"]: hook["entry"].split() for hook in hooks["repos"][0]["hooks"]}
    assert set(entries) == {"ruff", "ruff-format", "mypy", "ontology-layout"}
    assert {hook["language"] for hook in hooks["repos"][0]["hooks"]} == {"system"}
    assert (ROOT / entries["ontology-layout"][1]).is_file()
