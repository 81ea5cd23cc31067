"""Parts joined: the same bytes from any number of processes and any size of batch, and what holds of all parts."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

import kg.builders.joining
import kg.facts.ledger
import kg.facts.reading
import kg.pipeline
import kg.shares
import kg.store.room
from kg.builders.estimate import size_of_documents
from kg.builders.parts import graphs_of, statement_lines
from kg.errors import CorpusError, Faults, InputError, WorkerError
from kg.facts.corpus import Corpus
from kg.facts.reading import DocumentPart
from kg.pipeline import build, build_dataset, read_corpus

Run = Callable[..., subprocess.CompletedProcess[str]]

HEADING = "id,kind,subject,predicate,object,voice,time,retracts\n"


def row(number: int, retracts: str = "", id_: str = "") -> str:
    """A row of a table, in turn of one of three speakers."""
    voice = ("", "ministry-spokeswoman", "gate-gazette|ministry-spokeswoman@2031-05")[number % 3]
    id_ = id_ or f"r{number:03}"
    return f"{id_},control,qasr-gate/su,by,river-brigade,{voice},began 2031-04-{number % 30 + 1:02},{retracts}\n"


def document(name: str, said: str, statements: str = "", table: str = "") -> str:
    """A document's file."""
    text = f"document: {name}\npublisher: gate-gazette\n{said}\n"
    text += f"table: {table}\n" if table else ""
    return text + (f"statements:\n{statements}" if statements else "")


@pytest.fixture
def mixed(qasr: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of files and tables: one with both, one dated by a decision, one without a statement."""
    statements = "".join(
        f"  s{n}: {{status: qasr-gate, is: closed, time: {{seen: 2031-05}}, retracts: wire/r{n:03}}}\n"
        for n in range(3)
    )
    dated = "dated-by: its-day"
    files = {
        "documents/both.yaml": document("both", "published: 2031-05-06", statements, "both.csv"),
        "documents/dated.yaml": document("dated", dated, table="dated.csv"),
        "documents/empty.yaml": document("empty", "published: 2031-05-06", table="empty.csv"),
        "documents/wire.yaml": document("wire", "published: 2031-05-05", table="wire.csv"),
        "both.csv": HEADING + "".join(map(row, range(14))),
        "dated.csv": HEADING + "".join(row(n, f"wire/r{n:03}|both/s0") for n in range(9)),
        "empty.csv": HEADING,
        "wire.csv": HEADING + "".join(row(n, f"r{n - 1:03}" if n > 10 else "") for n in range(25)),
        "decisions.yaml": "decisions:\n  its-day: {dates: dated, asserted: 2031-05-06, by: The test, date: 2031-06-01, "
        "grounds: [gate-gazette-2031-05-04], reason: A test.}\n",
    }
    settings = (qasr / "corpus.yaml").read_text("utf-8")
    files["corpus.yaml"] = settings[: settings.index("expect:")]
    for name, text in files.items():
        (qasr / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(qasr.parent)
    return qasr


def built(corpus: Path, workers: int) -> dict[str, bytes]:
    """What a build by so many processes promises: all but what it keeps for the next, by batches."""
    out = corpus.parent / f"out-{workers}"
    build([corpus], out, store=False, workers=workers)
    return {path.name: path.read_bytes() for path in sorted(out.glob("[dm]*"))}


def test_any_number_of_processes_and_any_batches_give_the_same_bytes(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = built(mixed, 1)
    assert sorted(alone) == ["dataset.nq", "dataset.trig", "manifest.json"]
    assert alone["dataset.nq"].count(b"id/statement/wire/r") > 500
    for workers, batch in ((2, 1000), (3, 1000), (1, 1), (2, 1), (3, 4), (2, 5), (2, 25)):
        monkeypatch.setattr(kg.facts.reading, "BATCH", batch)
        assert built(mixed, workers) == alone, (workers, batch)
    lines = list(build_dataset(read_corpus(mixed)).lines())
    assert b"".join(line + b"\n" for line in lines) == alone["dataset.nq"]
    assert len(set(lines)) == len(lines)


def test_attributions_end_the_graph_of_their_document(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.facts.reading, "BATCH", 4)
    lines = [line.decode().split() for line in build_dataset(read_corpus(mixed)).lines()]
    of_both = [line[0] for line in lines if line[-2].endswith("/graph/document/both>")]
    shared = [subject for subject in of_both if "/id/attribution/" in subject]
    assert shared == sorted(shared)
    assert len({*shared}) == 4
    assert of_both[-len(shared) :] == shared


@pytest.mark.parametrize("workers", [1, 2])
def test_the_default_is_one_process_for_a_small_corpus(
    workers: int, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    in_turns = kg.shares.in_turns

    def remembered(work: object, number: int) -> object:
        asked.append(number)
        return in_turns(work, number)  # type: ignore[arg-type]

    monkeypatch.setattr(kg.builders.joining, "in_turns", remembered)
    monkeypatch.setattr(kg.pipeline, "cores", lambda: 2)
    if workers == 2:
        monkeypatch.setattr(kg.pipeline, "SHARED_FROM", 1000)
    built(mixed, 0)
    assert asked == [workers]


def test_the_size_is_told_from_the_first_rows(mixed: Path) -> None:
    (mixed / "wire.csv").write_text(HEADING + "".join(row(n, id_=f"x{n}") for n in range(5000)))
    (mixed / "both.csv").write_text(HEADING + "no row")
    (mixed / "dated.csv").unlink()
    faults = Faults()
    corpus = read_corpus_of(mixed, faults)
    expected = size_of_documents(corpus)
    wire = next(document for document in corpus.documents if document.header.document == "wire")
    graph, _ = graphs_of(wire)
    (real,) = (
        sum(len(statement_lines(statement, graph)) for statement in statements)
        for document, statements in corpus.statements(faults)
        if document is wire
    )
    assert expected == pytest.approx(real, rel=0.05)


class Told:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.stages: list[str] = []
        self.totals: dict[str, int] = {}
        self.done: dict[str, int] = {}

    def note(self, text: str) -> None:
        """Remember it."""
        self.notes.append(text)

    def stage(self, name: str, total: int = 0) -> None:
        """Remember it."""
        self.stages.append(name)
        self.totals[name] = total

    def advance(self, done: int) -> None:
        """Remember it."""
        self.done[self.stages[-1]] = self.done.get(self.stages[-1], 0) + done


def test_progress_is_told_stage_by_stage(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    monkeypatch.setattr(kg.store.room, "BIG", 10_000)
    build([mixed], mixed.parent / "out", progress=told)
    assert told.stages == ["reading", "building", "resolving", "validating", "writing TriG", "filling the store"]
    assert list(told.done) == ["building"]
    assert told.done["building"] / told.totals["building"] == pytest.approx(1, rel=0.4)
    assert told.notes == ["This will be about 0.0 GB of N-Quads and TriG, and a store of 0.0 GB."]


def faults_of(corpus: Path, workers: int) -> list[str]:
    """What is wrong with a corpus, as a build by so many processes tells it; nothing is left behind."""
    with pytest.raises(CorpusError) as found:
        build([corpus], corpus.parent / "out", store=False, workers=workers)
    assert sorted(path.name for path in corpus.parent.iterdir()) == [corpus.name]
    return [str(fault) for fault in found.value.faults]


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("batch", [2, 1000])
def test_ids_stand_once_wherever_the_other_one_is(
    workers: int, batch: int, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.facts.reading, "BATCH", batch)
    (mixed / "both.csv").write_text(
        HEADING + row(1) + row(2) + row(3, id_="s1") + "".join(map(row, range(4, 12))) + row(1) + row(2) + row(2)
    )
    says = "the id {!r} stands twice: choose another id for one of the two"
    expected = [
        f"qasr/both.csv:{line}: {says.format(id_)}"
        for line, id_ in ((4, "s1"), (13, "r001"), (14, "r002"), (15, "r002"))
    ]
    assert faults_of(mixed, workers) == expected
    # A fault elsewhere does not hide them; what is not there because of it is not called missing.
    (mixed / "wire.csv").write_text(HEADING + row(1) + row(2).replace("control", "contrl"))
    found = faults_of(mixed, workers)
    assert found[:4] == expected
    assert len(found) == 5 and "'contrl' is not a kind of statement" in found[4]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_reference_to_no_statement_names_its_row(workers: int, mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.facts.reading, "BATCH", 3)
    rows = [row(n) for n in range(12)] + [row(12, "r099"), row(13, "both/s0|both/s9"), row(14, "r099")]
    (mixed / "wire.csv").write_text(HEADING + "".join(rows))
    (mixed / "decisions.yaml").write_text(
        (mixed / "decisions.yaml").read_text()
        + "  told-first: {order: [wire/r000, dated/nothing], by: The test, date: 2031-06-01, reason: A test.}\n"
    )
    assert faults_of(mixed, workers) == [
        "qasr/decisions.yaml:3:3: no statement 'dated/nothing': correct the id",
        "qasr/wire.csv:14: no statement 'r099': correct the id",
        "qasr/wire.csv:15: no statement 'both/s9': correct the id",
        "qasr/wire.csv:16: no statement 'r099': correct the id",
    ]


def test_two_ids_of_one_hash_are_two_ids(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = built(mixed, 1)
    (mixed.parent / "out-1" / "kept.sqlite").unlink()  # it has the true hashes
    real = kg.facts.ledger.hashed
    monkeypatch.setattr(kg.facts.reading, "hashed", lambda iri: bytes(7) + real(iri)[:1])
    assert built(mixed, 1) == expected


def test_more_ids_and_references_than_are_looked_at_are_counted(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.facts.ledger, "_SUSPECTS", 3)
    (mixed / "both.csv").write_text(HEADING + "".join(map(row, range(14))) * 2)
    with pytest.raises(CorpusError) as found:
        read_corpus(mixed)
    assert len(found.value.faults) == 3
    faults = Faults()
    for _, statements in read_corpus_of(mixed, faults).statements(faults):
        list(statements)
    assert faults.count == 14


def read_corpus_of(folder: Path, faults: Faults) -> Corpus:
    """A corpus, its statements unread."""
    from kg.facts.folder import read_folder

    return read_folder([folder], faults)


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_what_is_wrong_with_a_table_as_a_whole_is_told_once(
    batch: int, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.facts.reading, "BATCH", batch)
    (mixed / "wire.csv").write_text(HEADING + "".join(map(row, range(5))) + 'r5,"control\n')
    for workers in (1, 2):
        found = [fault for fault in faults_of(mixed, workers) if "wire.csv" in fault]
        assert len(found) == 1
        assert "is not CSV here" in found[0]


@pytest.mark.parametrize("victim", [0, 1])
def test_a_killed_process_is_told_and_leaves_nothing(victim: int, mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.facts.reading, "BATCH", 2)
    real = kg.facts.reading.DocumentPart.statements

    def dying(self: DocumentPart) -> Iterator[object]:
        if self.batch == 5 + victim:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self)

    monkeypatch.setattr(kg.facts.reading.DocumentPart, "statements", dying)
    with pytest.raises(WorkerError, match=r"ended by SIGKILL: nothing was changed; try again"):
        build([mixed], mixed.parent / "out", workers=2)
    assert [path.name for path in mixed.parent.iterdir()] == ["qasr"]


def test_a_table_that_grows_while_it_is_read_is_refused(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.facts.reading, "BATCH", 2)
    real = kg.facts.reading.document_parts
    (mixed / "grown.csv").write_text(HEADING + "".join(map(row, range(17))))

    def grown(corpus: Corpus, first: int = 0, step: int = 1) -> Iterator[DocumentPart]:
        if first:
            both = corpus.documents[0]
            both.header = replace(both.header, table="grown.csv")
        return real(corpus, first, step)

    monkeypatch.setattr(kg.builders.joining, "document_parts", grown)
    with pytest.raises(InputError, match=r"qasr/documents/\w+.yaml: its table changed while it was read: build again"):
        build([mixed], mixed.parent / "out", workers=2)
    assert [path.name for path in mixed.parent.iterdir()] == ["qasr"]


def test_a_full_disk_is_told_by_whichever_process_meets_it(kg: Run, mixed: Path, tmp_path: Path) -> None:
    import resource

    (mixed / "wire.csv").write_text(HEADING + "".join(map(row, range(1000))) + "".join(
        row(n, id_=f"x{n}") for n in range(1000)
    ))  # fmt: skip

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    done = kg("build", mixed, "--workers", "2", preexec_fn=small_files)
    assert done.returncode == 4, done.stderr
    assert done.stderr.count("\n") == 1
    assert "cannot be written (File too large; free some space" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["qasr"]
