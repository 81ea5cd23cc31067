"""`kg build --public`: the build of a corpus that never had its internal documents."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import kg as crossings
from kg.errors import CorpusError
from kg.pipeline import Dataset

Run = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[[Path, str, str], str]
Tree = Callable[[Path], dict[str, str]]

# Two corpora in which everything there is hangs on an internal document. Lines that end in "# out" are
# not there without it, lines that end in "# in" only then.
FACTS = {
    "c/corpus.yaml": """corpus: c
title: A corpus of a test
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.org/c/
expect:  # out
  statements: {min: 18, max: 18, why: all of them}  # out
  documents: {min: 5, max: 5, why: all of them}  # out
""",
    "c/places.yaml": """places:
  varda: {type: country, label: Varda}
  sulmar: {type: country, label: Sulmar}
  gate: {type: crossing, label: Gate}
  gate/va: {type: post, of: gate, country: varda, label: Vardan post}
  gate/su: {type: post, of: gate, country: sulmar, label: Sulmari post}
""",
    "c/agents.yaml": """agents:
  guard: {type: state-force, label: Guard}
  brigade: {type: non-state-force, label: Brigade}
  gazette: {type: news-publisher, label: Gazette}
""",
    "c/events.yaml": """events:
  seizure: {type: seizure, label: Seizure}
  talk: {type: remarks, label: Talk}
""",
    "c/concepts.yaml": """concepts:
  classification/leaflet: {label: leaflet, definition: A page.}
""",
    "c/decisions.yaml": """decisions:
  kept: {same: brigade, mentions: [the column], documents: [news], POSITIVE, BY R}
  naming: {same: brigade, mentions: [Vixen], documents: [memo-7731, news], POSITIVE, BY Vixen is theirs.}  # out
  of-it: {same: memo-7731, mentions: [the paper], outcome: undecided, BY Vixen again}  # out
  two-events: {same: [seizure, talk], outcome: negative, BY R}
  one-text: {same: [letter, memo-7731], outcome: undecided, BY Vixen is in both}  # out
  no-copies: {independent: [memo-7731, list, letter], BY Vixen says so}  # out
  apart: {independent: [news, letter], BY R}
  dating-it: {dates: memo-7731, asserted: 2031-05-02, grounds: [news], BY Vixen again}  # out
  wire-day: {dates: wire, asserted: 2031-05-03, grounds: [memo-7731], BY It quotes memo-7731}  # out
  letter-day: {dates: letter, asserted: 2031-05-05, grounds: [memo-7731, news], BY R}  # out
  letter-day: {dates: letter, asserted: 2031-05-05, grounds: [news], BY R}  # in
  order-of-its: {order: [memo-7731/s1, news/s1], BY Vixen was first}  # out
  order-of-others: {order: [news/s3, news/s1], BY Vixen was second}  # out
  order-kept: {order: [letter/s1, news/s1], BY R}
""",
    "c/withdrawals.yaml": """withdrawals:
  memo-7731: {withdrawn: 2031-06-05, reason: Vixen is false, by: B}  # out
  letter: {withdrawn: 2031-06-05, reason: R, by: B}
""",
    "c/documents/memo-7731.yaml": """document: memo-7731  # out
publisher: gazette  # out
dated-by: dating-it  # out
access: internal  # out
text: {sha256: 7731aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, length: 77310}  # out
statements:  # out
  s1: {control: gate/va, by: brigade, named: {object: Vixen}, row: V77319, at: P1 77300-77309, note: Vixen}  # out
  s2: {assessment: gate, is: it falls to Vixen, about: news/s1, at: P1 77300-77309}  # out
""",
    "c/documents/news.yaml": """document: news
publisher: gazette
published: 2031-05-04
same-wire-as: [memo-7731, wire]  # out
same-wire-as: [wire]  # in
derived-from: [memo-7731]  # out
statements:
  s1: {control: gate/va, by: guard}
  s2: {assessment: gate, is: Vixen exaggerates, about: memo-7731/s1}  # out
  s3: {assessment: gate, is: Vixen must be refuted, about: s2}  # out
  s4: {order: s3, before: s1}  # out
  s5: {speech: talk, content: memo-7731/s1, time: {within: 2031-05-04}}  # out
  s6: {classified: memo-7731, as: leaflet}  # out
  s7: {presence: gate, of: guard, theme: [seizure, s4]}  # out
  s8: {event: seizure, theme: gate, time: {within: 2031-05-01, decided-by: wire-day}}  # out
  s8: {event: seizure, theme: gate, time: undated}  # in
  s9: {assessment: gate, is: It matters., about: s1}
  s10: {control: gate/va, by: guard, retracts: [memo-7731/s1]}  # out
""",
    "c/documents/wire.yaml": """document: wire
publisher: gazette
dated-by: wire-day  # out
statements:
  s1: {control: gate/su, by: brigade}
  s2: {control: gate/su, by: guard, time: {ended: 2031-04}}
""",
    "c/documents/letter.yaml": """document: letter
publisher: gazette
dated-by: letter-day
statements:
  s1: {control: gate/su, by: brigade, time: {since: 2031-04}}
""",
    "c/documents/list.yaml": """document: list
publisher: gazette
published: 2031-05-06
table: list.csv
""",
    "c/list.csv": """id,row,kind,subject,predicate,object,literal,about,time,decided_by
l1,L1,control,gate/va,,guard,,,when-said,
l2,L2,control,gate/va,,guard,,,began 2031-05,wire-day
l3,L3,assessment,gate,,,Vixen is right,news/s2,when-said,
""",
    "d/corpus.yaml": """corpus: d
title: Another corpus
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.net/d/
uses: [c]
""",
    "d/decisions.yaml": """decisions:
  far: {order: [reply/s1, news/s4], BY Vixen}  # out
""",
    "d/withdrawals.yaml": """withdrawals:
  memo-7731: {withdrawn: 2031-06-04, reason: Vixen is wrong, by: B}  # out
""",
    "d/documents/reply.yaml": """document: reply
publisher: gazette
published: 2031-05-07
statements:
  s1: {control: gate/va, by: guard}
  s2: {assessment: gate, is: Vixen is right, about: list/l3}  # out
  s3: {control: gate/va, by: brigade, corrects: [news/s10]}  # out
""",
}  # fmt: skip
# What is the same in every decision is written short above.
SHORT = {"BY ": "by: B, date: 2031-06-01, reason: ", "POSITIVE": "outcome: positive"}


def write(folder: Path, public: bool) -> None:
    """Write the two corpora, as they are or as they would be without the internal document."""
    for name, text in FACTS.items():
        lines = text.splitlines()
        lines = [line for line in lines if not line.endswith("# out" if public else "# in")]
        if public and name.endswith(".csv"):
            lines = [line.replace("began 2031-05,wire-day", "undated,") for line in lines if "Vixen" not in line]
        if len(lines) > 1 or not public:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written = "\n".join(lines) + "\n"
            for short, long in SHORT.items():
                written = written.replace(short, long)
            path.write_text(written, encoding="utf-8")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The corpora with the internal document."""
    write(tmp_path / "whole", public=False)
    return tmp_path / "whole"


@pytest.fixture
def without(tmp_path: Path) -> Path:
    """The corpora that never had it."""
    write(tmp_path / "without", public=True)
    return tmp_path / "without"


def test_the_build_is_that_of_a_corpus_without_internal_documents(kg: Run, whole: Path, without: Path) -> None:
    for folder, options in ((whole, ["--public"]), (without, ["--public"]), (without, [])):
        name = f"{folder.name}-{len(options)}"
        ran = kg("build", folder / "d", "--out", name, *options)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    built, public, plain = (whole.parent / name for name in ("whole-1", "without-1", "without-0"))
    for name in ("dataset.nq", "dataset.trig"):
        assert (built / name).read_bytes() == (plain / name).read_bytes()
    assert (built / "manifest.json").read_bytes() == (public / "manifest.json").read_bytes()
    told, usual = (json.loads((folder / "manifest.json").read_bytes()) for folder in (built, plain))
    assert (told.pop("public"), usual.pop("public")) == (True, False)
    assert told == usual
    assert sorted(Dataset.open(built).lines()) == sorted(Dataset.open(plain).lines())


def test_nothing_is_derived_from_it(whole: Path, without: Path) -> None:
    public, never, every = (
        derived(crossings.build_dataset(crossings.read_corpus(folder / "d", public=public)))
        for folder, public in ((whole, True), (without, False), (whole, False))
    )
    assert public == never
    # What is left out would show in each of these, though it is withdrawn.
    assert {rule for rule in every if every[rule] != public.get(rule)} == {"timelines", "conflicts", "corroborations"}


def derived(dataset: Dataset) -> dict[str, list[bytes]]:
    """The lines of the derived graphs, by rule, in their order."""
    found: dict[str, list[bytes]] = {}
    for line in dataset.lines():
        if graph := re.search(rb"/graph/derived/([^>]+)> \.$", line):
            found.setdefault(graph[1].decode(), []).append(line)
    return found


def test_no_byte_of_it_is_left(kg: Run, whole: Path) -> None:
    assert kg("build", whole / "d", "--out", "all", "--quiet").returncode == 0
    assert kg("build", whole / "d", "--out", "public", "--public", "--quiet").returncode == 0
    for folder, found in (("all", True), ("public", False)):
        # The engine's own log holds no data, but times to the microsecond, in which any number may stand.
        files = [path for path in (whole.parent / folder).rglob("*") if path.is_file() and "LOG" not in path.name]
        content = b"".join(path.read_bytes() for path in files)
        for trace in (b"memo-7731", b"V77319", b"77300", b"77309", b"7731aaaa", b"Vixen"):
            assert (trace in content) is found, (folder, trace)
        lines = b"".join(Dataset.open(whole.parent / folder).lines())
        assert (b"7731" in lines or b"Vixen" in lines) is found


def test_nothing_is_taken_from_a_whole_build_before(kg: Run, whole: Path) -> None:
    assert kg("build", whole / "d", "--out", "out", "--quiet").returncode == 0
    assert kg("build", whole / "d", "--out", "out", "--public", "--quiet").returncode == 0
    files = [path for path in (whole.parent / "out").rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    assert b"memo-7731" not in content
    assert "kept.sqlite" not in {path.name for path in files}


def test_what_is_left_out_is_told(kg: Run, whole: Path, without: Path) -> None:
    ran = kg("build", whole / "d", "--public")
    assert ran.stdout.splitlines()[2] == "list.csv of list: 3 rows, 2 statements, 1 left out"
    assert ran.stdout.splitlines()[4:9] == [
        "left out: 1 document, internal",
        "left out: 10 statements of other documents, for what they refer to",
        "left out: 9 decisions on what is left out",
        "left out: 2 withdrawals of what is left out",
        "without the date that rested on them: 4 statements",
    ]
    counts = {"documents": 1, "statements": 10, "decisions": 9, "withdrawals": 2, "undated": 4}
    assert json.loads(kg("build", whole / "d", "--public", "--json").stdout)["withheld"] == counts
    assert "withheld" not in json.loads((whole.parent / "out" / "manifest.json").read_bytes())
    assert kg("build", whole / "d", "--public", "--quiet").stdout == ""
    assert kg("build", without / "d", "--public").stdout.splitlines()[4] == "left out: 0 documents, internal"
    assert "left out" not in kg("build", without / "d").stdout


def test_the_library_reads_what_is_to_be_published(whole: Path, without: Path) -> None:
    corpus = crossings.read_corpus(whole / "d", public=True)
    assert corpus.withheld is not None
    assert (corpus.withheld.documents, corpus.withheld.statements) == (1, 10)
    lines = list(crossings.build_dataset(corpus).lines())
    assert lines == list(crossings.build_dataset(crossings.read_corpus(without / "d")).lines())
    assert crossings.read_corpus(whole / "d").withheld is None


def test_the_whole_corpus_meets_its_expectations(kg: Run, whole: Path, edit: Edit) -> None:
    edit(whole / "c" / "corpus.yaml", "statements: {min: 18, max: 18", "statements: {min: 1, max: 9")
    ran = kg("build", whole / "d", "--public")
    assert ran.returncode == 1
    assert "18 statements, expected 1 to 9 (all of them)" in ran.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("memo-7731.yaml", "by: brigade", "by: brigad", "no entity 'brigad'"),
        ("news.yaml", "about: memo-7731/s1", "about: memo-7731/s9", "no statement 'memo-7731/s9'"),
        ("../places.yaml", "type: crossing", "type: crosing", "did you mean 'crossing'?"),
    ],
)
def test_faults_are_told_wherever_they_are(
    file: str, old: str, new: str, fault: str, kg: Run, whole: Path, edit: Edit
) -> None:
    edit(whole / "c" / "documents" / file, old, new)
    ran = kg("build", whole / "d", "--public")
    assert (ran.returncode, (whole.parent / "out").exists()) == (1, False)
    assert fault in ran.stderr


def test_a_reason_that_stays_names_no_internal_document(kg: Run, whole: Path, edit: Edit) -> None:
    edit(
        whole / "c" / "decisions.yaml",
        "[memo-7731, news], by: B, date: 2031-06-01, reason: R}",
        "[memo-7731, news], by: B, date: 2031-06-01, reason: As memo-7731 has it}",
    )
    ran = kg("build", "whole/d", "--public")
    assert (ran.returncode, (whole.parent / "out").exists()) == (1, False)
    assert ran.stderr.startswith(
        "whole/c/decisions.yaml:11:3: the reason of 'letter-day' names the internal document 'memo-7731': "
    )
    assert kg("build", "whole/d").returncode == 0
    with pytest.raises(CorpusError, match=re.escape("names the internal document 'memo-7731'")):
        crossings.read_corpus(whole / "d", public=True)


def test_a_corpus_with_nothing_internal_is_built_as_it_is(kg: Run, qasr: Path) -> None:
    assert kg("build", qasr, "--public", "--out", "public").returncode == 0
    assert kg("build", qasr, "--out", "plain").returncode == 0
    for name in ("dataset.nq", "dataset.trig"):
        assert (qasr.parent / "public" / name).read_bytes() == (qasr.parent / "plain" / name).read_bytes()
