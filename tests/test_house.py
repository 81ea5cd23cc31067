"""The house rules that a machine can keep: nothing uncollected, stages one way, nothing heavy on start."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import pkgutil
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import kg
from kg.errors import CrossingsError
from kg.namespaces import PREFIXES


@pytest.fixture(scope="module")
def collected(root: Path) -> set[str]:
    """The ids of every test and doctest that the README's command collects."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return {line for line in done.stdout.splitlines() if "::" in line}


def modules() -> list[str]:
    """Every module of the package."""
    return ["kg", *(found.name for found in pkgutil.walk_packages(kg.__path__, "kg."))]


def test_every_test_file_was_collected(root: Path, collected: set[str]) -> None:
    files = {str(path.relative_to(root)) for path in (root / "tests").rglob("test_*.py")}
    assert len(files) > 25
    assert files - {line.split("::")[0] for line in collected} == set()


def test_every_doctest_was_collected(collected: set[str]) -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    written = set()
    for name in modules():
        if name != "kg.__main__":
            written |= {test.name for test in finder.find(import_module(name), name) if test.examples}
    assert len(written) > 20
    assert written - {line.split("::")[1] for line in collected if line.startswith("kg/")} == set()


def test_no_folder_is_called_build(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, check=True, capture_output=True, text=True).stdout
    assert not [name for name in listed.splitlines() if "build" in Path(name).parts[:-1]]


def test_stages_go_one_way(root: Path) -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([script], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Stages go one way KEPT" in done.stdout


def test_importers_know_no_later_stage(root: Path) -> None:
    """The contract that says so names all of them, those too that came after it."""
    linter = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    stages, importers, *_ = linter["contracts"]
    layers = [set(layer.split(" | ")) for layer in stages["layers"]]
    later = set().union(*layers[: layers.index({"kg.facts"})]) - {"kg.importers"}
    assert set(importers["forbidden_modules"]) == later
    assert {f"kg.{found.name}" for found in pkgutil.iter_modules(kg.__path__) if found.ispkg} <= set().union(*layers)


def test_one_module_knows_the_order(root: Path) -> None:
    stages = {"builders", "validate", "store", "query"}
    knowing = []
    for path in (root / "kg").rglob("*.py"):
        imported = set(re.findall(r"^\s*(?:from|import) kg\.(\w+)", path.read_text("utf-8"), re.MULTILINE))
        if stages <= imported:
            knowing.append(path.name)
    assert knowing == ["pipeline.py"]


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, kg.cli; print([m for m in sys.modules if m in {%s}])"
    heavy = "'rdflib', 'pyshacl', 'networkx', 'rich', 'pyoxigraph', 'msgspec', 'yaml', 'asyncio'"
    done = subprocess.run([sys.executable, "-c", code % heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_needs_neither_pyshacl_nor_rdflib() -> None:
    code = "import sys, kg.pipeline; print([m for m in sys.modules if m in {'rdflib', 'pyshacl', 'networkx'}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_there_and_none_is_a_sub_package(root: Path) -> None:
    packages = {path.parent.name for path in (root / "kg").rglob("__init__.py")}
    for name in kg.__all__:
        assert inspect.getdoc(getattr(kg, name))
        assert name not in packages
    assert dir(kg) == kg.__all__
    with pytest.raises(AttributeError):
        _ = kg.nonsense


def test_every_error_on_purpose_has_an_exit_code() -> None:
    def below(class_: type[CrossingsError]) -> set[type[CrossingsError]]:
        return {class_} | {deeper for child in class_.__subclasses__() for deeper in below(child)}

    found = {class_.__name__: class_.exit_code for class_ in below(CrossingsError)}
    assert found["QueryError"] == 2
    assert found["InputError"] == 3
    assert found["OutputError"] == 4
    assert set(found.values()) == {1, 2, 3, 4}
    listed = import_module("kg.errors").__doc__ or ""
    assert all(name in listed for name in found)


def test_every_public_thing_has_a_docstring() -> None:
    lacking = []
    for name in modules():
        source = Path(str(import_module(name).__file__)) if name != "kg.__main__" else None
        if source is None:
            continue
        tree = ast.parse(source.read_text("utf-8"))
        assert ast.get_docstring(tree) or source.read_text() == "", name
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                lacking += [] if ast.get_docstring(node) else [f"{name}.{node.name}"]
    assert lacking == []


def test_a_package_s_docstring_names_modules_that_it_has() -> None:
    named = {
        f"{package}.{name}"
        for package in modules()
        if package.startswith("kg.") and hasattr(module := import_module(package), "__path__")
        for name in re.findall(r"`(\w+)`", module.__doc__ or "")
        if name != "kg"  # the command
    }
    assert named and named - set(modules()) == set()


def test_the_prefix_table_stands_once(root: Path) -> None:
    """Where other files bind a prefix of the table, they bind it to the same namespace."""
    bound = re.compile(r"(?:@prefix|PREFIX)\s+(\w+):\s*<([^>]+)>")
    files = [*root.glob("ontology/**/*.ttl"), *root.glob("shapes/**/*.ttl"), *root.glob("queries/*.rq")]
    assert len(files) > 40
    for path in files:
        for prefix, namespace in bound.findall(path.read_text("utf-8")):
            assert PREFIXES.get(prefix, namespace) == namespace, path


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-spark.txt"])
def test_requirements_pin_every_file_by_hash_and_name_no_host(root: Path, name: str) -> None:
    lines = (root / name).read_text().splitlines()
    pins = [n for n, line in enumerate(lines) if "==" in line]
    assert len(pins) > 30
    assert all("--hash=sha256:" in lines[n + 1] for n in pins)
    assert "//" not in "".join(lines)


def test_make_renews_all_requirements_that_are_installed(root: Path) -> None:
    scripts = (root / "Makefile").read_text("utf-8") + (root / ".ci" / "run").read_text("utf-8")
    installed = set(re.findall(r"--require-hashes -r (\S+)", scripts))
    assert len(installed) > 1
    command = ["make", "--dry-run", "requirements"]
    asked = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    assert installed - set(re.findall(r"-o (\S+)", asked)) == set()


def test_the_ontology_s_version_is_the_package_s(root: Path) -> None:
    from importlib.metadata import version

    assert f'owl:versionInfo "{version("crossings")}"' in (root / "ontology" / "crossings.ttl").read_text("utf-8")
    assert json.loads((root / "facts" / "schema" / "corpus.schema.json").read_text("utf-8"))["$schema"]
