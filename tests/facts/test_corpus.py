"""A corpus folder: its parts, what its files say of each other, and the statements of its documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import Faults, InputError
from kg.facts.corpus import Corpus, shown
from kg.facts.folder import default_corpus, read_folder
from kg.facts.statements import Statement

Write = Callable[..., Path]
Read = Callable[..., tuple[Corpus, dict[str, Statement], list[str]]]

SOURCE = """
source: gaz
title: A gazetteer
credit: Its makers
licence: https://example.org/licence
facts:
  town: {ids: {wikidata: Q1}, point: 34.5 -41, in: varda, label: {ar: مدينة}, also: {en: [Tawn]}}
"""


def test_a_corpus(write: Write, read: Read) -> None:
    files = {"spellings.yaml": "spellings:\n  gate: [The Gate]\n", "sources/gaz.yaml": SOURCE}
    corpus, found, faults = read(write(files, "  s001: {control: gate, by: guard, at: P1 0-5}\n"))
    assert not faults
    (part,) = corpus.parts
    assert (part.id, part.base, corpus.base, part.texts) == ("c", "https://example.org/", "https://example.org/", None)
    assert [document.header.document for document in corpus.documents] == ["news"]
    assert corpus.documents[0].said == ("2031-05-04", "2031-05-04")
    assert set(found) == {"s001"}
    gate = corpus.entities.by_id["gate"]
    assert gate.names() == ["Gate", "The Gate"]
    assert (gate.where.file, gate.where.line) == ("c/places.yaml", 4)
    town = corpus.entities.by_id["town"]
    assert town.labels == {"en": "Town", "ar": "مدينة"}
    assert [fact.point for _, fact, _ in part.sources[0].facts] == ["34.5 -41"]


def test_documents_come_in_the_order_of_their_ids(write: Write, read: Read) -> None:
    names = ["b", "a-10", "a-2", "a"]
    corpus, _, faults = read(write({f"documents/{n}.yaml": f"document: {n}\npublisher: gazette\n" for n in names}))
    assert not faults
    assert [document.header.document for document in corpus.documents] == ["a", "a-10", "a-2", "b", "news"]


@pytest.mark.parametrize(
    ("files", "faults"),
    [
        ({"places.yaml": "places: {a: {type: post, label: A}}\n"}, ["c/places.yaml:1:10: the post 'a' lacks"]),
        ({"places.yaml": "places: {a/b: {type: town, label: A}}\n"}, ["only a post has 'of', 'country' and a '/'"]),
        ({"places.yaml": "places: {a: {type: town, label: A, members: [a]}}\n"}, ["only a group has 'members'"]),
        ({"places.yaml": "places: {a: {type: group, label: A, members: [b]}}\n"}, ["no entity 'b'"]),
        (
            {"places.yaml": "places: {v: {type: country, label: V}, g: {type: crossing, label: G},"
             " x/v: {type: post, of: g, country: v, label: P}}\n"},
            ["the id of a post begins with its crossing's: call it 'g/...'"],
        ),
        (
            {"places.yaml": "places: {v: {type: country, label: V}, t: {type: town, label: T},"
             " t/v: {type: post, of: t, country: t, label: P}}\n"},
            ["'t' is a Town: here belongs the id of a BorderCrossing",
             "'t' is a Town: here belongs the id of a Country"],
        ),
        ({"places.yaml": "places: {a: {type: town, label: A, also: [A]}}\n"}, ["the spelling 'A' repeats the label"]),
        ({"agents.yaml": "agents: {a: {type: agent, label: A, force-of: b}}\n"}, ["no entity 'b'"]),
        ({"agents.yaml": "agents: {a: {type: agent, label: A, force-of: a}}\n"}, ["'a' is a Agent: here belongs"]),
        ({"agents.yaml": "agents: {a: {type: agent, label: A, member-of: [a, c]}}\n"}, ["no entity 'c'"]),
        ({"offices.yaml": "offices: {o: {label: O, of: x}}\n"}, ["no entity 'x'"]),
        ({"events.yaml": "events: {e: {type: seizur, label: E}}\n"}, ["event-type: did you mean 'seizure'?"]),
        ({"concepts.yaml": "concepts: {x: {label: X, definition: D}}\n"},
         ["'x' names no scheme: write SCHEME/CONCEPT"]),
        ({"concepts.yaml": "concepts: {x/y: {label: X, definition: D}}\n"}, ["no concept scheme 'x': write one of"]),
        ({"concepts.yaml": "concepts: {status/open: {label: X, definition: D}}\n"},
         ["the concept 'open' exists already"]),
        ({"concepts.yaml": "concepts: {unit/x: {label: X, definition: D, broader: y}}\n"}, ["scheme unit"]),
        ({"concepts.yaml": "concepts: {unit/x: {label: X, definition: D, prior-status: open}}\n"},
         ["only an event type"]),
        ({"spellings.yaml": "spellings: {x: [Y]}\n"}, ["no entity 'x'"]),
        ({"sources/gaz.yaml": SOURCE.replace("town", "twn")}, ["c/sources/gaz.yaml:6:3: no entity 'twn'"]),
        ({"sources/x.yaml": SOURCE}, ["c/sources/x.yaml:1: 'gaz' is not the name of its file"]),
        ({"sources/gaz.yaml": SOURCE.replace("34.5 -41", "90.1 0")}, ["the point '90.1 0' is not on Earth"]),
        ({"sources/gaz.yaml": SOURCE.replace("34.5 -41", "0 -180.5")}, ["the point '0 -180.5' is not on Earth"]),
        ({"documents/x.yaml": "document: y\npublisher: gazette\n"},
         ["c/documents/x.yaml:1: 'y' is not the name of its file"]),
        ({"documents/x.yaml": "document: x\npublisher: gazette\ndated-by: z\n"}, ["no decision 'z' that dates"]),
        ({"documents/x.yaml": "document: x\npublisher: gazette\nderived-from: [y]\n"}, ["no entity 'y'"]),
        ({"documents/x.yaml": "document: x\npublisher: gazette\nsame-wire-as: [town]\n"}, ["'town' is a Town"]),
        ({"documents/x.yaml": "document: x\npublisher: gazette\npublished: 2014-00\n"}, ["'2014-00' is not"]),
        ({"document.yaml": "document: x\n"}, ["c/document.yaml: is not a file of a corpus: documents belong"]),
        ({"sources/gaz.yml": SOURCE}, ["c/sources/gaz.yml: ends in .yml"]),
    ],
)  # fmt: skip
def test_what_files_say_of_each_other(files: dict[str, str], faults: list[str], write: Write, read: Read) -> None:
    if "places.yaml" in files:  # a world of its own
        files = {"agents.yaml": "", "events.yaml": "", "documents/news.yaml": ""} | files
    if "agents.yaml" in files:
        files = {"documents/news.yaml": ""} | files
    _, _, found = read(write(files))
    assert len(found) == len(faults), found
    for words, fault in zip(faults, found, strict=True):
        assert words in fault
        assert fault.startswith("c/")


DECISION = "decisions:\n  d: {{by: B, date: 2031-06-01, reason: R, {}}}\n"


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("same: town, outcome: positive", "a decision with 'same' needs 'mentions'"),
        ("same: town, mentions: [x]", "a decision with 'same' needs 'outcome'"),
        ("same: town, mentions: [x], outcome: positive, grounds: [news]", "a decision with 'same' has no 'grounds'"),
        ("same: twn, mentions: [x], outcome: positive", "no entity 'twn': did you mean 'town'?"),
        ("same: town, mentions: [x], outcome: positive, documents: [gate]", "'gate' is a BorderCrossing"),
        ("same: [town, gate], mentions: [x]", "a decision with 'same' needs 'outcome'"),
        ("same: [town, gate], outcome: positive, grounds: [news]", "a decision with 'same' has no 'grounds'"),
        ("same: [town], outcome: positive", "a decision on two entities names two different ones: write 'same: [ONE,"),
        ("same: [town, town], outcome: positive", "a decision on two entities names two different ones"),
        ("same: [town, gate, guard], outcome: positive", "a decision on two entities names two different ones"),
        ("same: [town, gaet], outcome: positive", "no entity 'gaet': did you mean 'gate'?"),
        (
            "same: [town, guard], outcome: negative",
            "'town' is of the type place and 'guard' is of the type agent: they cannot be one: name two",
        ),
        ("same: [], outcome: positive", "a decision needs exactly one of same, dates, order"),
        ("mentions: [x]", "a decision needs exactly one of same, dates, order"),
        ("order: [news/s1, news/s1], mentions: [x]", "a decision with 'order' has no 'mentions'"),
        ("same: town, dates: news", "a decision needs exactly one of same, dates, order"),
        ("dates: news, asserted: 2031", "a decision with 'dates' needs 'grounds'"),
        ("dates: news, asserted: 2031-13, grounds: [news]", "'2031-13' is not in the calendar"),
        ("independent: [news]", "a decision on independence names two documents or more"),
        ("independent: [news, news]", "a decision on independence names two documents or more"),
        ("independent: [news, gate]", "'gate' is a BorderCrossing"),
        ("independent: [news, nws]", "no entity 'nws': did you mean 'news'?"),
        ("order: [news/s1]", "an order names two statements"),
        ("order: [news/s1, nws/s2]", "no statement 'nws/s2'"),
        ("order: [news/s1, s2]", "no statement 's2'"),
        ("order: [news/s1, news/s9]", "no statement 'news/s9'"),
    ],
)
def test_decisions_at_fault(keys: str, fault: str, write: Write, read: Read) -> None:
    statements = "  s1: {control: gate, by: guard, at: P1 0-5}\n"
    _, _, found = read(write({"decisions.yaml": DECISION.format(keys)}, statements))
    assert len(found) == 1, found
    assert found[0].startswith("c/decisions.yaml:2:")
    assert fault in found[0]


@pytest.mark.parametrize("date", ["2031-13-45", "soon"])
def test_the_date_of_a_decision(date: str, write: Write, read: Read) -> None:
    decision = DECISION.format("same: town, mentions: [x], outcome: positive").replace("2031-06-01", date)
    _, _, found = read(write({"decisions.yaml": decision}))
    assert len(found) == 1
    assert repr(date) in found[0]


@pytest.mark.parametrize("key", ["same-wire-as", "derived-from"])
def test_a_document_is_not_both_a_copy_and_independent(key: str, write: Write, read: Read) -> None:
    copy = f"document: copy\npublisher: gazette\n{key}: [news]\n"
    decision = DECISION.format("independent: [news, copy]")
    _, _, found = read(write({"documents/copy.yaml": copy, "decisions.yaml": decision}))
    assert found == [
        "c/documents/copy.yaml:3:15: a decision calls 'news' independent of this document: keep one of the two"
    ]


WITHDRAWAL = "withdrawals:\n  {}: {{withdrawn: {}, reason: R, by: B}}\n"


@pytest.mark.parametrize(
    ("document", "day", "fault"),
    [
        ("news", "2031-06", "'2031-06' is not one day: write YYYY-MM-DD"),
        ("news", "2031-06-31", "'2031-06-31' is not in the calendar"),
        ("news", "2031-05-03", "'news' is withdrawn on 2031-05-03, before it was said: correct one of the two days"),
        ("nws", "2031-06-01", "no entity 'nws': did you mean 'news'?"),
        ("gate", "2031-06-01", "'gate' is a BorderCrossing"),
    ],
)
def test_withdrawals_at_fault(document: str, day: str, fault: str, write: Write, read: Read) -> None:
    _, _, found = read(write({"withdrawals.yaml": WITHDRAWAL.format(document, day)}))
    assert len(found) == 1, found
    assert found[0].startswith("c/withdrawals.yaml:2:3: ")
    assert fault in found[0]


def test_a_withdrawal_deletes_nothing(write: Write, read: Read) -> None:
    statements = "  s1: {control: gate, by: guard, at: P1 0-5}\n"
    folder = write({"withdrawals.yaml": WITHDRAWAL.format("news", "2031-05-04")}, statements)
    corpus, said, found = read(folder)
    assert (found, list(said)) == ([], ["s1"])
    record, where = corpus.parts[-1].withdrawals["news"]
    assert (record.withdrawn, record.reason, record.by, where.line) == ("2031-05-04", "R", "B", 2)


# --- several corpora ---


OTHER = {
    "corpus.yaml": "corpus: other\ntitle: T\ncreator: C\nlicence: https://x.org/\nbase: https://other.example/\n",
    "places.yaml": "places: {town: {type: town, label: Other town}}\n",
    **dict.fromkeys(("agents.yaml", "events.yaml", "documents/news.yaml"), ""),
}
USES = {
    "corpus.yaml": "corpus: c\ntitle: T\ncreator: C\nlicence: https://x.org/\n"
    "base: https://example.org/\nuses: [other]\n"
}


def test_a_corpus_uses_its_neighbour(write: Write, read: Read) -> None:
    write(OTHER | {"places.yaml": "places: {ferry: {type: crossing, label: Ferry}}\n"}, folder="other")
    folder = write(USES, "  s1: {control: ferry, by: guard, at: P1 0-5}\n")
    for folders in ([folder], [folder, Path("other")], [Path("other"), folder]):
        corpus, found, faults = read(*folders)
        assert not faults
        assert [part.id for part in corpus.parts] == ["other", "c"]
        assert found["s1"].subject == "https://other.example/id/place/ferry"
        assert found["s1"].iri.startswith("https://example.org/")


def test_one_id_in_two_corpora(write: Write, read: Read) -> None:
    write(OTHER, folder="other")
    _, _, faults = read(write(USES))
    assert len(faults) == 1
    assert "the id 'town' is taken by other/places.yaml:1" in faults[0]


def test_corpora_that_use_each_other(write: Write, read: Read) -> None:
    write(OTHER | {"corpus.yaml": OTHER["corpus.yaml"] + "uses: [c]\n", "places.yaml": ""}, folder="other")
    _, _, faults = read(write(USES))
    assert len(faults) == 1
    assert "use each other: let one of them stand alone" in faults[0]


def test_a_corpus_that_uses_itself(write: Write, read: Read) -> None:
    _, _, faults = read(write({"corpus.yaml": USES["corpus.yaml"].replace("[other]", "[c]")}))
    assert len(faults) == 1
    assert faults[0].startswith("c/corpus.yaml:6:")


def test_a_corpus_that_is_not_there(write: Write, read: Read) -> None:
    _, _, faults = read(write(USES))
    assert len(faults) == 1
    assert faults[0].startswith("c/corpus.yaml:6:7: no corpus 'other': ")


def test_two_corpora_of_one_id(write: Write, read: Read) -> None:
    write(folder="c")
    second = write({"corpus.yaml": USES["corpus.yaml"].partition("uses")[0]}, folder="second")
    _, _, faults = read(Path("c"), second)
    assert faults, "the second is left out without a word"


def test_statements_of_another_document(write: Write, read: Read) -> None:
    other = "document: other\npublisher: gazette\nstatements:\n  s1: {control: ford, by: guard}\n"
    statements = "  a: {order: other/s1, before: b, at: P1 0-5}\n  b: {control: gate, by: guard, at: P1 0-5}\n"
    _, found, faults = read(write({"documents/other.yaml": other}, statements))
    assert not faults
    assert found["a"].subject == found["other/s1"].iri
    _, _, faults = read(write({"documents/other.yaml": other.replace("s1:", "s2:")}, statements))
    assert faults == ["c/documents/news.yaml:6:14: no statement 'other/s1': correct the id"]


# --- expectations ---


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ("statements: {min: 2, why: two}", "1 statements, expected 2 to any number (two)"),
        ("statements: {min: 0, max: 1, why: one}", ""),
        ("statements: {max: 1, why: one}", ""),
        ("documents: {min: 2, max: 3, why: two}", "1 documents, expected 2 to 3 (two)"),
        ("entities: {min: 1, max: 13, why: few}", "15 entities, expected 1 to 13 (few)"),
        ("exempt: {min: 1, max: 5, why: some}", "0 exempt, expected 1 to 5 (some)"),
        ("statements: {min: 3, max: 2, why: nonsense}", "expected"),
    ],
)
def test_expectations(expect: str, fault: str, write: Write, read: Read) -> None:
    folder = write(statements="  s1: {control: gate, by: guard, at: P1 0-5}\n")
    settings = folder / "corpus.yaml"
    settings.write_text(settings.read_text("utf-8") + f"expect: {{{expect}}}\n", encoding="utf-8")
    corpus, _, faults = read(folder)
    assert len(corpus.entities.by_id) == 15
    assert len(faults) == bool(fault)
    assert not fault or fault in faults[0]


# --- the library ---


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for name, what in (("file", "is a file"), ("empty", "is not a corpus"), ("nowhere", "no such folder")):
        with pytest.raises(InputError, match=what):
            read_folder([tmp_path / name], Faults())


def test_how_a_path_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert shown(Path("a") / "b.yaml") == "a/b.yaml"
    assert shown(Path("/etc/passwd")) == "/etc/passwd"


def test_examples_are_not_part_of_the_default_corpus(root: Path) -> None:
    faults = Faults()
    corpus = read_folder([default_corpus()], faults)
    assert not faults.found
    assert [part.id for part in corpus.parts] == ["reference", "syria-iraq-2018"]
    assert not any(str(part.folder).startswith(str(root / "facts" / "examples")) for part in corpus.parts)


def test_the_library_reads_or_names_every_fault(write: Write) -> None:
    import kg

    folder = write(
        statements="  s1: {control: gate, by: nobody, at: P1 0-5}\n  s2: {control: gate, by: guard, at: P1 0-500}\n"
    )
    with pytest.raises(kg.CorpusError) as error:
        kg.read_corpus(folder)
    assert [fault.line for fault in error.value.faults] == [6, 7]
    with pytest.raises(kg.InputError):
        kg.read_corpus("nowhere")
