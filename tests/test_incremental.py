"""A build over an earlier one: the same bytes as a build from nothing, whatever was changed, damaged or thrown away."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.builders.parts import Built, Lines, Reader, build_part
from kg.errors import Faults
from kg.facts.corpus import Corpus
from kg.facts.documents import read_header
from kg.facts.reading import DocumentPart
from kg.facts.records import DocumentFile
from kg.facts.yamltext import Node
from kg.pipeline import Dataset, build
from kg.store.manifest import KEPT

ROWS = 8
DOCUMENTS = 3
HEADING = "id,kind,subject,predicate,object,voice,time,retracts\n"
HOLDERS = ("river-brigade", "lantern-front", "border-guard")

Edit = tuple[str, int, int]
"""What is changed: a kind of thing, which of them, and to what."""

EDITS = st.tuples(
    st.sampled_from(("statement", "document", "label", "force", "town", "withdraw", "day", "row", "mention")),
    st.integers(0, DOCUMENTS - 1),
    st.integers(0, 2),
)


def write(corpus: Path, edits: list[Edit]) -> None:
    """Write the corpus as it is after some edits."""
    state = {(kind, which): to for kind, which, to in edits}

    def now(kind: str, which: int = 0) -> int:
        return state.get((kind, which), 0)

    def put(name: str, text: str) -> None:
        (corpus / name).write_text(text, encoding="utf-8")

    agents = (corpus / "agents.yaml").read_text("utf-8").partition("  lantern-front:")[0]
    front = f"label: Front {now('label')}" + (", force-of: government-of-varda" if now("force") else "")
    others = "".join(
        f"  {name}: {{type: {type_}, label: {name}}}\n"
        for name, type_ in (
            ("gate-gazette", "news-publisher"),
            ("ministry-spokeswoman", "unnamed-source"),
            ("ferrymen", "unnamed-source"),
        )
    )
    put("agents.yaml", f"{agents}  lantern-front: {{type: non-state-force, {front}}}\n{others}")
    places = (corpus / "places.yaml").read_text("utf-8").partition("  new-town:")[0]
    put("places.yaml", places + ("  new-town: {type: town, label: New Town}\n" if now("town") else ""))
    put(
        "decisions.yaml",
        "decisions:\n"
        f"  its-day: {{dates: dated, asserted: 2031-05-{now('day') + 6:02}, grounds: [gate-gazette-2031-05-04], "
        "by: The test, date: 2031-06-01, reason: A test.}\n"
        f"  the-brigade: {{same: river-brigade, mentions: [the brigade {now('mention')}], "
        "documents: [gate-gazette-2031-05-04], outcome: positive, by: The test, date: 2031-06-01, reason: A test.}\n",
    )
    put("documents/wire.yaml", "document: wire\npublisher: gate-gazette\npublished: 2031-05-05\ntable: wire.csv\n")
    put("documents/dated.yaml", "document: dated\npublisher: gate-gazette\ndated-by: its-day\ntable: dated.csv\n")
    rows = [
        f"r{n},control,qasr-gate/su,by,{HOLDERS[now('row', n) % 3]},,began 2031-04-{n + 1:02},\n" for n in range(ROWS)
    ]
    put("wire.csv", HEADING + "".join(rows))
    put("dated.csv", HEADING + "r0,status,qasr-gate/va,is,open,ferrymen,,wire/r1\n")
    withdrawn = []
    for n in range(DOCUMENTS):
        path = corpus / "documents" / f"told-{n}.yaml"
        path.unlink(missing_ok=True)
        if now("document", n) == 1:
            continue
        put(
            f"documents/told-{n}.yaml",
            f"document: told-{n}\npublisher: gate-gazette\npublished: 2031-05-{10 + n}\nstatements:\n"
            f"  s1: {{control: qasr-gate/va, by: {HOLDERS[now('statement', n)]}, retracts: wire/r{n}}}\n"
            "  s2: {event: seizure-of-qasr-gate, agent: river-brigade, theme: qasr-gate, time: {within: 2030}}\n"
            "  s3: {status: qasr-gate, is: open, presupposes: closed, modality: reported, voice: [ferrymen]}\n",
        )
        if now("withdraw", n):
            withdrawn.append(
                f"  told-{n}: {{withdrawn: 2031-07-0{now('withdraw', n)}, by: gate-gazette, reason: A test.}}\n"
            )
    put("withdrawals.yaml", "withdrawals:\n" + "".join(withdrawn) if withdrawn else "withdrawals: {}\n")


def files(folder: Path) -> dict[str, bytes]:
    """What a build promises, by name."""
    return {name: (folder / name).read_bytes() for name in ("dataset.nq", "dataset.trig", "manifest.json")}


def built(corpus: Path, out: Path) -> dict[str, bytes]:
    """The files of a build."""
    build([corpus], out, validator="bulk", workers=1, store=False)
    return files(out)


@pytest.fixture
def corpus(qasr: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The corpus before any edit."""
    settled = (qasr / "corpus.yaml").read_text("utf-8").partition("expect:")[0]
    (qasr / "corpus.yaml").write_text(settled, encoding="utf-8")
    write(qasr, [])
    monkeypatch.chdir(qasr.parent)
    return qasr


def test_edits(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.facts.reading.BATCH", 3)

    @settings(max_examples=8, deadline=None)
    @given(st.lists(EDITS, min_size=1, max_size=3))
    def holds(edits: list[Edit]) -> None:
        with TemporaryDirectory() as folder:
            over = Path(folder) / "over"
            for number in range(len(edits) + 1):
                write(corpus, edits[:number])
                assert built(corpus, over) == built(corpus, Path(folder) / f"from-nothing-{number}")

    holds()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A function: the files of which headers were read or parts built since it was last called."""
    done: list[str] = []
    read, part = read_header, build_part

    def reading(node: Node, file: str, faults: Faults) -> DocumentFile | None:
        done.append(file)
        return read(node, file, faults)

    def building(one: DocumentPart, corpus: Corpus, reader: Reader) -> tuple[Built, Lines]:
        if not one.batch:  # rows of tables are built each time
            done.append(f"{one.document.header.document}/{one.batch}")
        return part(one, corpus, reader)

    monkeypatch.setattr("kg.facts.headers.read_header", reading)
    monkeypatch.setattr("kg.builders.keeping.build_part", building)

    def since() -> list[str]:
        found = sorted(done)
        done.clear()
        return found

    return since


def test_only_what_depends_on_it_is_built(corpus: Path, tmp_path: Path, work: Callable[[], list[str]]) -> None:
    out = tmp_path / "over"
    built(corpus, out)
    assert len(work()) == 6 + 6, "six headers and six files"
    built(corpus, out)
    assert work() == []
    write(corpus, [("statement", 1, 2)])
    built(corpus, out)
    assert work() == ["qasr/documents/told-1.yaml", "told-1/0"]
    write(corpus, [("statement", 1, 2), ("row", 3, 1)])
    built(corpus, out)
    assert work() == []
    write(corpus, [("statement", 1, 2), ("row", 3, 1), ("town", 0, 1)])
    built(corpus, out)
    assert work() == [], "nobody asked for the new town"
    write(corpus, [("statement", 1, 2), ("row", 3, 1), ("town", 0, 1), ("label", 0, 1)])
    built(corpus, out)
    assert work() == ["gate-gazette-2031-05-04/0"], "what names it"


@pytest.mark.parametrize("damage", ["cut", "overwritten", "values", "gone"])
def test_damage_costs_time_and_nothing_else(corpus: Path, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "over"
    expected = built(corpus, out)
    kept = out / KEPT
    data = kept.read_bytes()
    if damage == "cut":
        kept.write_bytes(data[: len(data) // 2])
    elif damage == "overwritten":
        kept.write_bytes(b"not a database" * 100)
    elif damage == "gone":
        kept.unlink()
    else:
        with sqlite3.connect(kept) as rows:
            for key, value in rows.execute("SELECT key, value FROM kept").fetchall():
                worse = bytearray(value)
                worse[len(worse) // 2] ^= 1
                rows.execute("UPDATE kept SET value = ? WHERE key = ?", (bytes(worse), key))
        rows.close()
    assert built(corpus, out) == expected
    assert kept.read_bytes() == data


def test_a_build_that_fails_keeps_what_there_was(corpus: Path, tmp_path: Path, work: Callable[[], list[str]]) -> None:
    out = tmp_path / "over"
    expected = built(corpus, out)
    document = corpus / "documents" / "told-0.yaml"
    text = document.read_text("utf-8")
    document.write_text(text.replace("lantern", "lanturn").replace("river-brigade", "river-brigad"), encoding="utf-8")
    with pytest.raises(ValueError, match="no entity 'river-brigad'"):
        built(corpus, out)
    document.write_text(text, encoding="utf-8")
    work()
    assert built(corpus, out) == expected
    assert work() == []


def test_a_removed_document_is_not_kept(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "over"
    built(corpus, out)
    before = (out / KEPT).stat().st_size
    for n in range(DOCUMENTS):
        write(corpus, [("document", one, 1) for one in range(n + 1)])
    built(corpus, out)
    assert files(out) == built(corpus, tmp_path / "from-nothing")
    assert (out / KEPT).read_bytes() == (tmp_path / "from-nothing" / KEPT).read_bytes()
    assert (out / KEPT).stat().st_size <= before


def test_the_store_of_an_earlier_build_is_made_over(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "over"
    build([corpus], out, validator="bulk", workers=1)
    monkeypatch.delattr("kg.pipeline.fill")
    monkeypatch.delattr("kg.store.oxigraph.fill")
    before = (out / "dataset.nq").read_bytes()
    for edits in [("statement", 1, 2)], [("statement", 1, 2), ("row", 3, 1), ("label", 0, 1)]:
        write(corpus, list(edits))
        build([corpus], out, validator="bulk", workers=1)
        lines = (out / "dataset.nq").read_bytes()
        assert lines != before
        assert sorted(Dataset.open(out).lines()) == sorted(lines.splitlines())
        before = lines


def tell(corpus: Path) -> None:
    """Write a document that names somebody whom no other names."""
    path = corpus / "documents" / "memo.yaml"
    head = "document: memo\npublisher: gate-gazette\npublished: 2031-05-20\naccess: internal\nstatements:\n"
    named = "  s2: {control: qasr-gate/va, by: river-brigade, named: {object: Vixen-77319}}\n"
    path.write_text(f"{head}  s1: {{control: qasr-gate/va, by: river-brigade}}\n{named}", encoding="utf-8")


@pytest.mark.parametrize("left", ["without the document", "of another corpus"])
def test_no_byte_is_left_of_a_document_that_is_no_longer_there(corpus: Path, tmp_path: Path, left: str) -> None:
    out = tmp_path / "over"
    tell(corpus)
    build([corpus], out, validator="bulk", workers=1)
    assert b"Vixen-77319" in b"".join(path.read_bytes() for path in (out / "store").iterdir())
    memo = corpus / "documents" / "memo.yaml"
    if left == "without the document":
        memo.unlink()
    else:
        title = corpus / "corpus.yaml"
        title.write_text(re.sub("(?m)^title: .*$", "title: Another", title.read_text("utf-8")), encoding="utf-8")
        memo.write_text(memo.read_text("utf-8").partition("  s2")[0], encoding="utf-8")
    build([corpus], out, validator="bulk", workers=1)
    assert sorted(Dataset.open(out).lines()) == sorted((out / "dataset.nq").read_bytes().splitlines())
    assert b"Vixen" not in b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
