"""`kg withdraw`: a record that changes answers from its day on, and deletes nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]

DOCUMENT = "gate-gazette-2031-05-04"
FILE = "withdrawals.yaml"
A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"

# A corpus of one's own that says nothing, and withdraws a document of the corpus that it uses.
WITHDRAWER = """corpus: mine
title: What I think of the articles
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.org/mine/
uses: [syria-iraq-2018]
"""


def answered(kg: Run, command: str, name: str, *options: object) -> dict[str, Any]:
    """An answer in JSON."""
    ran = kg(command, name, *options, "--json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert isinstance(found, dict)
    return found


def test_the_record(kg: Run, qasr: Path, tree: Tree) -> None:
    before = tree(qasr)
    ran = kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "Taken down.", "--on", "2031-06-01")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        f"{DOCUMENT} no longer counts from 2031-06-01 on: recorded in qasr/{FILE}",
        "kg build qasr",
    ]
    after = tree(qasr)
    assert {name for name in after if before.get(name) != after[name]} == {FILE}
    assert (qasr / FILE).read_text("utf-8").splitlines()[1:] == [
        "withdrawals:",
        f"  {DOCUMENT}:",
        "    withdrawn: 2031-06-01",
        '    reason: "Taken down."',
        '    by: "The people of this example"',
    ]
    assert kg("check", "qasr").returncode == 0


@pytest.mark.usefixtures("qasr", "out")
def test_before_its_day_the_answer_is_the_old_one(kg: Run) -> None:
    asked = ("qasr-gate/va", "--at", "2031-05-04")
    old = answered(kg, "who-holds", *asked)
    assert (old["answer"], old["reason"]) == ("definite", None)
    assert kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x", "--on", "2031-06-01", "-q").stdout == ""
    assert kg("build", "qasr", "--quiet").returncode == 0
    for day, answer, reason in (
        ("2031-05-31", "definite", None),
        ("2031-06-01", "unknown", "withdrawn"),
        ("2031-07-01", "unknown", "withdrawn"),
    ):
        new = answered(kg, "who-holds", *asked, "--known-by", day)
        assert (day, new["answer"], new["reason"]) == (day, answer, reason)
        if answer == "definite":
            said = {"known_by": old["known_by"], "text": old["text"]}
            assert new | said == old
    assert answered(kg, "who-holds", *asked)["answer"] == "unknown"
    statements = kg("query", "who-controls", "--param", "crossing=qasr-gate", "--at", "2031-05-04", "--json").stdout
    assert f"{DOCUMENT}/s001" in statements  # the data keeps what was said


def test_dates_that_rest_on_a_withdrawn_document_widen(kg: Run, tmp_path: Path) -> None:
    # Article B has no date of its own: that it was said from 14 to 20 October is inferred from A. Once A is
    # withdrawn, B's "is to reopen" is said on no known day: what it presupposes is possible on any, sure on none.
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "corpus.yaml").write_text(WITHDRAWER, encoding="utf-8")
    ran = kg("withdraw", A, "--corpus", "mine", "--reason", "For this test.", "--on", "2018-11-02", "--by", "Me")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert kg("build", "mine", "--quiet").returncode == 0

    asked = ("Albu Kamal", "--at", "2018-10-15")
    assert answered(kg, "is-open", *asked, "--known-by", "2018-11-01")["answer"] == "definite"
    late = answered(kg, "is-open", *asked)
    assert (late["answer"], late["modality"]) == ("candidates", "presupposed")
    # What happens is what happens without the document, dates included.
    same = answered(kg, "is-open", *asked, "--without", A)
    assert late == same
    held = answered(kg, "who-holds", *asked)
    assert (held["answer"], held["reason"]) == ("unknown", "withdrawn")
    assert answered(kg, "who-holds", *asked, "--known-by", "2018-11-01")["answer"] == "definite"


def test_what_a_withdrawn_ground_dated_has_no_day_left(kg: Run, tmp_path: Path) -> None:
    """A presence that B tells of is sure of the days on which B was said, as long as A dates B."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "corpus.yaml").write_text(WITHDRAWER, encoding="utf-8")
    (mine / "decisions.yaml").write_text(
        "decisions:\n  note-day:\n    dates: note\n    asserted: 2018-10-15/2018-10-16\n"
        f"    grounds: [{A}]\n    by: The test\n    date: 2026-11-23\n    reason: It follows the article.\n",
        encoding="utf-8",
    )
    (mine / "documents").mkdir()
    (mine / "documents" / "note.yaml").write_text(
        "document: note\npublisher: kurdistan-24\ndated-by: note-day\n"
        "statements:\n  s1: {control: yaarubiya/iq, by: iraqi-forces}\n",
        encoding="utf-8",
    )
    assert kg("withdraw", A, "--corpus", "mine", "--reason", "x", "--on", "2018-11-02").returncode == 0
    assert kg("build", "mine", "--quiet").returncode == 0
    asked = ("yaarubiya/iq", "--at", "2018-10-17")
    known = answered(kg, "who-holds", *asked, "--known-by", "2018-11-01")
    assert (known["answer"], known["age_days"]) == ("last-known", 2)  # surely on the 15th, if not on the 16th
    widened = answered(kg, "who-holds", *asked)
    assert (widened["answer"], widened["for"]) == ("candidates", known["for"])
    assert [candidate["reason"] for candidate in widened["candidates"]] == ["undated"]


def test_today_by_default(kg: Run, qasr: Path, edit: Callable[[Path, str, str], str]) -> None:
    edit(qasr / "documents" / f"{DOCUMENT}.yaml", "published: 2031-05-04", "published: 2021-05-04")
    edit(qasr / "documents" / f"{DOCUMENT}.yaml", "{since: 2031-03, basis", "{since: 2021-03, basis")
    edit(qasr / "documents" / f"{DOCUMENT}.yaml", "{within: 2029}", "{within: 2019}")
    edit(qasr / "documents" / f"{DOCUMENT}.yaml", "{began: 2029}", "{began: 2019}")
    first = datetime.now().astimezone().date().isoformat()
    assert kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x").returncode == 0
    last = datetime.now().astimezone().date().isoformat()
    assert any(f"withdrawn: {day}\n" in (qasr / FILE).read_text("utf-8") for day in (first, last))


@pytest.mark.usefixtures("qasr")
def test_the_card_of_the_document_tells_of_it(kg: Run) -> None:
    options = ("--corpus", "qasr", "--reason", "Taken down.", "--on", "2031-06-01")
    assert kg("withdraw", DOCUMENT, *options).returncode == 0
    assert kg("build", "qasr", "--quiet").returncode == 0
    facts = json.loads(kg("describe", DOCUMENT, "--json").stdout)["facts"]
    told = {fact["property"].partition("#")[2]: fact["value"] for fact in facts if "/decisions/" in fact["source"]}
    assert told["withdrawnOn"] == "2031-06-01"
    assert "Taken down." in str(told["rationale"])
    shown = kg("describe", DOCUMENT).stdout
    assert "withdrawn on" in shown and "2031-06-01" in shown and "Taken down." in shown


@pytest.mark.parametrize(
    "reason",
    [
        'He said: "no"',
        "# not a comment",
        "key: value, [list], {map}, *alias, &anchor, !tag",
        "two\nlines\r\nand a\ttab",
        "it's \\ over \\n",
        " spaces around ",
        "تم سحب التقرير",
        "\u200fright to left 😀",
        "---",
        "%",
        "true",
    ],
)
@pytest.mark.usefixtures("qasr")
def test_reasons_stand_as_they_were_given(reason: str, kg: Run) -> None:
    ran = kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", reason, "--on", "2031-06-01")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert kg("build", "qasr", "--quiet").returncode == 0
    query = "PREFIX cx: <https://w3id.org/crossings/ontology#>\nSELECT ?why { ?w a cx:Withdrawal ; cx:rationale ?why }"
    found = kg("sparql", "-", "--json", input=query)
    assert json.loads(found.stdout)["results"]["bindings"][0]["why"]["value"] == reason


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"--on": "2031"}, "'2031' is not one day: write YYYY-MM-DD"),
        ({"--on": "2031-06-01/2031-06-02"}, "is not one day: write YYYY-MM-DD"),
        ({"--on": "2031-02-30"}, "is not in the calendar"),
        ({"--on": "yesterday"}, "'yesterday' is not a date"),
        ({"--on": ""}, "the day is empty"),
        ({"--on": "2031-05-03"}, "is withdrawn on 2031-05-03, before it was said: correct one of the two days"),
        ({"--reason": ""}, "the reason is empty: write it"),
        ({"--reason": " \n"}, "the reason is empty: write it"),
        ({"--reason": "a\x1b[31mb"}, "the reason holds the character U+001B, which is not allowed: delete it"),
        ({"--reason": "a\u202eb"}, "the reason holds the character U+202E"),
        ({"--reason": b"caf\xe9"}, "the reason is not text in the encoding of this machine"),
        ({"--reason": "a" * 1001}, "does not fit here: write a text of our own words, at most 1000 characters"),
        ({"--by": ""}, "the name of who records it is empty: write it"),
        ({"--by": "two\nlines"}, "does not fit here: write a name, at most 200 characters in one line"),
    ],
    ids=lambda value: str(value)[:40].encode("ascii", "backslashreplace").decode() if isinstance(value, dict) else "",
)
def test_values_that_are_refused(options: dict[str, Any], said: str, kg: Run, qasr: Path, tree: Tree) -> None:
    before = tree(qasr)
    given = {"--corpus": "qasr", "--reason": "x", "--on": "2031-06-01"} | options
    ran = kg("withdraw", DOCUMENT, *_arguments(given))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert tree(qasr) == before


def _arguments(given: dict[str, Any]) -> list[str]:
    decoded = (v.decode("utf-8", "surrogateescape") if isinstance(v, bytes) else v for v in given.values())
    return [argument for pair in zip(given, decoded, strict=True) for argument in pair]


@pytest.mark.parametrize(
    ("document", "corpus", "code", "said"),
    [
        ("gate-gazete-2031-05-04", "qasr", 2, f"did you mean '{DOCUMENT}'?"),
        ("x", "qasr", 2, f"no document 'x' in the corpus 'qasr', nor in one it uses: it has {DOCUMENT}"),
        (A, "qasr", 2, f"no document '{A}' in the corpus 'qasr', nor in one it uses: it has {DOCUMENT}"),
        ("\udcff\x1b[31m", "qasr", 2, "no document '\\udcff\\x1b[31m' in the corpus"),
        ("", "qasr", 2, "no document '' in the corpus"),
        ("gate-gazette", "qasr", 2, f"did you mean '{DOCUMENT}'?"),
        (DOCUMENT, "nowhere", 3, "nowhere: no such folder"),
        (DOCUMENT, "qasr/texts", 3, "qasr/texts: is not a corpus"),
        (DOCUMENT, "qasr/corpus.yaml", 3, "qasr/corpus.yaml: is a file"),
    ],
)  # fmt: skip
def test_documents_and_folders_that_are_refused(
    document: str, corpus: str, code: int, said: str, kg: Run, qasr: Path, tree: Tree
) -> None:
    before = tree(qasr)
    ran = kg("withdraw", document, "--corpus", corpus, "--reason", "x", "--on", "2031-06-01")
    assert (ran.returncode, ran.stdout) == (code, "")
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert tree(qasr) == before


def test_a_second_withdrawal(kg: Run, qasr: Path, tree: Tree) -> None:
    assert kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x", "--on", "2031-06-01").returncode == 0
    before = tree(qasr)
    ran = kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "y", "--on", "2031-05-10")
    assert ran.returncode == 2
    assert ran.stderr == (
        f"'{DOCUMENT}' is withdrawn already, from 2031-06-01 on (qasr/{FILE}:3): change that record\n"
    )
    assert tree(qasr) == before


def test_what_stands_there_is_kept(kg: Run, qasr: Path) -> None:
    written = b"# mine\r\nwithdrawals:  # so far\r\n    other:\r\n        withdrawn: 2031-06-02\r\n"
    written += b"        reason: >-\r\n            Two\r\n            lines.\r\n        by: Me  # really\r\n"
    written += b"    # the end"
    (qasr / FILE).write_bytes(written)
    (qasr / "documents" / "other.yaml").write_text("document: other\npublisher: gate-gazette\n", encoding="utf-8")
    assert kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x", "--on", "2031-06-01").returncode == 0
    content = (qasr / FILE).read_bytes()
    assert (
        content
        == written
        + (
            f"\r\n    {DOCUMENT}:\r\n        withdrawn: 2031-06-01\r\n"
            '        reason: "x"\r\n        by: "The people of this example"\r\n'
        ).encode()
    )
    assert kg("check", "qasr").returncode == 0


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("withdrawals:\n  other: {withdrawn: 2031, reason: x, by: y}\n", 1, f"qasr/{FILE}:2:3: no entity 'other'"),
        ("withdrawals:\n  x: {withdrawn: 2031-06-01, raeson: x, by: y}\n", 1, "did you mean 'reason'?"),
        ("withdrawals: [", 3, f"qasr/{FILE}:2:1: is not YAML here"),
        ("", 1, f"qasr/{FILE}: is empty"),
        ("withdrawals:\n", 1, "is empty"),
        ("withdrawal: {}\n", 1, "did you mean 'withdrawals'?"),
        # sound, but no record can be put at its end
        ("withdrawals: {}\n", 2, "takes no further record as it is written: write each record on lines of its own"),
        ("withdrawals:\n  {}\n", 2, "takes no further record as it is written"),
        ("withdrawals: {}\n...\n", 2, "takes no further record as it is written"),
    ],
)
def test_files_that_take_no_record(written: str, code: int, said: str, kg: Run, qasr: Path, tree: Tree) -> None:
    (qasr / FILE).write_text(written, encoding="utf-8")
    before = tree(qasr)
    ran = kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x", "--on", "2031-06-01")
    assert (ran.returncode, ran.stdout) == (code, "")
    assert said in ran.stderr
    assert tree(qasr) == before


def test_a_folder_where_the_file_belongs(kg: Run, qasr: Path) -> None:
    (qasr / FILE).mkdir()
    ran = kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x", "--on", "2031-06-01")
    assert ran.returncode == 3
    assert ran.stderr.startswith(f"qasr/{FILE}: cannot be read (Is a directory)")


def test_faults_of_other_files_are_told(kg: Run, qasr: Path, edit: Callable[[Path, str, str], str], tree: Tree) -> None:
    edit(qasr / "places.yaml", "type: area", "type: aera")
    before = tree(qasr)
    ran = kg("withdraw", DOCUMENT, "--corpus", "qasr", "--reason", "x", "--on", "2031-06-01")
    assert ran.returncode == 1
    assert "did you mean 'area'?" in ran.stderr
    assert tree(qasr) == before
