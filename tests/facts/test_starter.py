"""A new corpus: the shipped example under another name, as files or with a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import Faults, OutputError
from kg.facts.folder import read_folder
from kg.facts.starter import TABLE, corpus_id, make_corpus
from kg.facts.statements import Statement
from kg.facts.verify import verify
from kg.shipped import shipped


def statements(folder: Path) -> list[Statement]:
    """The statements of a corpus without a fault."""
    faults = Faults()
    corpus = read_folder([folder], faults)
    found = [statement for _, statements in corpus.statements(faults) for statement in statements]
    assert faults.found == []
    return found


@pytest.mark.parametrize("as_table", [False, True])
def test_it_is_a_corpus_whose_evidence_holds(as_table: bool, tmp_path: Path) -> None:
    make_corpus(tmp_path / "New Corpus", as_table)
    faults = Faults()
    corpus = read_folder([tmp_path / "New Corpus"], faults)
    checked = verify(corpus, None, faults)
    assert faults.found == []
    assert corpus.parts[0].id == "new-corpus"
    assert checked.verified == checked.statements == 11
    assert checked.exempt == []


def test_the_table_holds_the_same_statements(tmp_path: Path) -> None:
    make_corpus(tmp_path / "a" / "x")
    make_corpus(tmp_path / "b" / "x", as_table=True)
    written, table = statements(tmp_path / "a" / "x"), statements(tmp_path / "b" / "x")
    assert len(written) == 11
    for one, other in zip(written, table, strict=True):
        for name in Statement.__struct_fields__:
            if name not in {"file", "line"}:
                assert getattr(one, name) == getattr(other, name), (one.iri, name)
    assert {Path(statement.file).name for statement in table} == {TABLE}


def test_nothing_of_the_example_is_lost(tmp_path: Path) -> None:
    make_corpus(tmp_path / "new")
    example = shipped("facts") / "examples" / "qasr"
    for path in (path for path in example.rglob("*") if path.is_file()):
        made = (tmp_path / "new" / path.relative_to(example)).read_text("utf-8").splitlines()
        for old, new in zip(path.read_text("utf-8").splitlines(), made, strict=True):
            assert old == new or "$schema=" in old or old.startswith("corpus: ")
    schemas = {path.name: path.read_bytes() for path in (shipped("facts") / "schema").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "new" / "schema").iterdir()} == schemas


def test_only_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    make_corpus(tmp_path / "empty")
    (tmp_path / "file").write_text("mine")
    for name in ("empty", "file"):
        with pytest.raises(OutputError, match="is there already: "):
            make_corpus(tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_place_that_cannot_be_written() -> None:
    with pytest.raises(OutputError, match=r"cannot be written \(.+\): name another folder"):
        make_corpus(Path("/proc/new"))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Qasr", "qasr"),
        ("a--b__c", "a-b-c"),
        ("-a-", "a"),
        ("", "corpus"),
        ("..", "corpus"),
        ("قصر", "corpus"),
        ("É1", "1"),
    ],
)
def test_ids_of_corpora(name: str, found: str) -> None:
    assert corpus_id(name) == found


def test_an_id_is_never_too_long() -> None:
    assert len(corpus_id("x" * 255)) <= 100
