"""Reading small corpora that a test writes down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import Faults
from kg.facts.corpus import Corpus
from kg.facts.folder import read_folder
from kg.facts.statements import Statement

SETTINGS = """
title: A corpus of a test
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.org/
"""
PLACES = """
places:
  varda: {type: country, label: Varda}
  sulmar: {type: country, label: Sulmar}
  gate: {type: crossing, label: Gate}
  gate/va: {type: post, of: gate, country: varda, label: Vardan post}
  gate/su: {type: post, of: gate, country: sulmar, label: Sulmari post}
  ford: {type: crossing, label: Ford}
  town: {type: town, label: Town}
"""
AGENTS = """
agents:
  government: {type: government, label: Government of Varda, country: varda}
  guard: {type: state-force, label: Guard, force-of: government}
  brigade: {type: non-state-force, label: Brigade}
  gazette: {type: news-publisher, label: Gazette}
  speaker: {type: person, label: Speaker}
"""
EVENTS = """
events:
  seizure: {type: seizure, label: Seizure}
  visit: {type: meeting, label: Visit}
"""
HEADER = """
document: news
publisher: gazette
published: 2031-05-04
text: {sha256: 0000000000000000000000000000000000000000000000000000000000000000, length: 100}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A function that writes a small corpus: its files by name, and statements of the document `news`."""
    monkeypatch.chdir(tmp_path)

    def write_corpus(files: dict[str, str] | None = None, statements: str = "", folder: str = "c") -> Path:
        base = {
            "corpus.yaml": f"corpus: {folder}{SETTINGS}",
            "places.yaml": PLACES,
            "agents.yaml": AGENTS,
            "events.yaml": EVENTS,
            "documents/news.yaml": f"{HEADER}statements:\n{statements}" if statements else HEADER,
        }
        for name, text in (base | (files or {})).items():
            if text:
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text.lstrip("\n"), encoding="utf-8", newline="")
        return Path(folder)

    return write_corpus


@pytest.fixture
def read() -> Callable[..., tuple[Corpus, dict[str, Statement], list[str]]]:
    """A function that reads corpora: what was read, its statements by id, and the faults as printed."""

    def read_corpora(*folders: Path) -> tuple[Corpus, dict[str, Statement], list[str]]:
        faults = Faults()
        corpus = read_folder(folders, faults)
        found = {}
        for document, statements in corpus.statements(faults):
            for statement in statements:
                local = statement.iri.rpartition("/")[2]
                found[local if document.header.document == "news" else f"{document.header.document}/{local}"] = (
                    statement
                )
        return corpus, found, [str(fault) for fault in sorted(set(faults.found))]

    return read_corpora
