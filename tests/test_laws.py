"""The laws of answers, through the whole way: facts files in a folder, read, built and asked.

tests/resolve has the laws at the level of plain values, against an oracle; here is what the readers and
builders may break: references between documents, dates that rest on other documents, order of files.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.replies import Predicate
from kg.resolve.states import day, iso

PREDICATES: tuple[Predicate, ...] = ("control", "status")
SETTINGS = """
title: A corpus of a test
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: https://example.org/
"""
ENTITIES = {
    "places": """
  varda: {type: country, label: Varda}
  sulmar: {type: country, label: Sulmar}
  gate: {type: crossing, label: Gate}
  gate/va: {type: post, of: gate, country: varda, label: Vardan post}
  gate/su: {type: post, of: gate, country: sulmar, label: Sulmari post}
  ford: {type: crossing, label: Ford}
""",
    "agents": """
  government: {type: government, label: Government of Varda, country: varda}
  guard: {type: state-force, label: Guard, force-of: government}
  brigade: {type: non-state-force, label: Brigade}
  league: {type: coalition, label: League}
  gazette: {type: news-publisher, label: Gazette}
""",
    "events": """
  closing: {type: closure, label: Closing}
  unlocking: {type: reopening, label: Unlocking}
  visit: {type: meeting, label: Visit}
""",
}
IDS = ("d0", "d1", "d2")
STATEMENTS = ("s0", "s1", "s2")


@dataclass(frozen=True)
class Said:
    """A statement: its keys as written, what it takes back, and the two that it puts in order, if it does.

    `grounds` are the documents that a decision dates it by, whatever dates its document.
    """

    id: str
    keys: tuple[tuple[str, str], ...] = ()
    retracts: tuple[str, ...] = ()
    order: tuple[str, str] | None = None
    grounds: tuple[str, ...] = ()

    def without(self, gone: Collection[str]) -> Said | None:
        """What is left to be said when some documents never were."""
        if self.order and any(_document(ref) in gone for ref in self.order):
            return None
        left = tuple(ground for ground in self.grounds if ground not in gone)
        keys = {**dict(self.keys), "time": "undated"} if self.grounds and not left else dict(self.keys)
        retracts = tuple(ref for ref in self.retracts if _document(ref) not in gone)
        return replace(self, keys=tuple(keys.items()), retracts=retracts, grounds=left)

    def line(self, document: str) -> str:
        """The statement as a line of its document's file."""
        keys = dict(self.keys)
        if self.grounds:
            keys["time"] = f"{keys['time'].removesuffix('}')}, decided-by: dates-{document}-{self.id}}}"
        if self.order:
            keys |= {"order": self.order[0], "before": self.order[1]}
        if self.retracts:
            keys["retracts"] = f"[{', '.join(self.retracts)}]"
        return f"  {self.id}: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}\n"


@dataclass(frozen=True)
class Told:
    """A document: when it was published, or else the documents that a decision dates it by, and what it copies."""

    id: str
    published: str
    grounds: tuple[str, ...]
    said: tuple[Said, ...]
    same_wire_as: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()

    def without(self, gone: Collection[str]) -> Told:
        """The document as it is when some others never were."""
        grounds, same_wire_as, derived_from = (
            tuple(id_ for id_ in ids if id_ not in gone) for ids in (self.grounds, self.same_wire_as, self.derived_from)
        )
        said = tuple(filter(None, (one.without(gone) for one in self.said)))
        return Told(self.id, self.published, grounds, said, same_wire_as, derived_from)

    def text(self) -> str:
        """The document's file."""
        dated = f"published: {self.published}\n" if self.published else ""
        dated += f"dated-by: dates-{self.id}\n" if self.grounds else ""
        for key, ids in (("same-wire-as", self.same_wire_as), ("derived-from", self.derived_from)):
            dated += f"{key}: [{', '.join(ids)}]\n" if ids else ""
        statements = "statements:\n" + "".join(one.line(self.id) for one in self.said) if self.said else ""
        return f"document: {self.id}\npublisher: gazette\n{dated}{statements}"

    def decisions(self) -> str:
        """The decisions that date the document, and statements of it, by their grounds."""
        dated = {f"dates-{self.id}": self.grounds} | {f"dates-{self.id}-{one.id}": one.grounds for one in self.said}
        return "".join(
            f"  {id_}: {{dates: {self.id}, asserted: 2031-01-10/2031-01-24, grounds: "
            f"[{', '.join(grounds)}], by: The test, date: 2031-06-01, reason: A test.}}\n"
            for id_, grounds in dated.items()
            if grounds
        )


def _document(ref: str) -> str:
    return ref.partition("/")[0]


# --- worlds ---

# Around the turn of 2030 to 2031, so that they meet.
DATES = [
    "2030",
    "2030-12",
    "2031-01",
    "2030-12-20/2031-01-10",
    "2031-01-05",
    "2031-01-20",
    "../2031-01-03",
    "2030-12-15/..",
]
WORDINGS = ["seen", "began", "since", "ended", "throughout"]
MODALITIES = ["asserted", "asserted", "asserted", "reported", "reported", "presupposed", "expected"]
PUBLISHED = ["2031-01-05", "2031-01-20", "2031-01-03/2031-01-25", "2031-02"]


@st.composite
def states(draw: st.DrawFn, id_: str) -> Said:
    """A statement of control or status, or of an event that leaves a status behind."""
    scope = draw(st.sampled_from(["gate", "gate/va", "gate/va", "gate/su", "ford"]))
    wording = draw(st.sampled_from(["when-said", "when-said", "future", "undated", *WORDINGS]))
    time = f"{{{wording}: {draw(st.sampled_from(DATES))}}}" if wording in WORDINGS else wording
    modality = draw(st.sampled_from(MODALITIES))
    keys: dict[str, str]
    match draw(st.sampled_from(["control", "control", "status", "status", "event"])):
        case "control":
            by = draw(st.sampled_from(["guard", "government", "brigade", "[brigade, league]"]))
            keys = {"control": scope, draw(st.sampled_from(["by", "by", "by", "denied"])): by}
        case "status":
            status = draw(st.sampled_from(["open", "closed", "not-open", "restricted"]))
            keys = {"status": scope, draw(st.sampled_from(["is", "is", "is", "denied"])): status}
            if draw(st.booleans()):
                keys["presupposes"] = draw(st.sampled_from(["open", "not-open"]))
        case _:
            keys = {"event": draw(st.sampled_from(["closing", "unlocking"])), "theme": scope}
            time = f"{{within: {draw(st.sampled_from(DATES))}}}"
    if scope == "gate" and "event" not in keys and draw(st.booleans()):
        keys["side"] = "{of: gate/va, basis: stated}"
    return Said(id_, tuple((keys | {"modality": modality, "time": time}).items()))


@st.composite
def worlds(draw: st.DrawFn) -> list[Told]:
    """Three documents, of which a later one may rest on those before it."""
    every = [f"{document}/{local}" for document in IDS for local in STATEMENTS]
    found = []
    for number, id_ in enumerate(IDS):
        grounds = draw(st.sampled_from([(), IDS[:number], IDS[:1]])) if number else ()
        said = [draw(states(local)) for local in STATEMENTS]
        for place, one in enumerate(said):
            refs = [ref for ref in every if ref != f"{id_}/{one.id}"]
            if draw(st.integers(0, 3)) == 0:
                said[place] = replace(one, retracts=(draw(st.sampled_from(refs)),))
            # The end of `since` hangs on when it was said too.
            if number and dict(one.keys)["time"].startswith("{") and "since" not in dict(one.keys)["time"]:
                said[place] = replace(said[place], grounds=draw(st.sampled_from([(), IDS[:number], IDS[:1]])))
        if draw(st.booleans()):
            pair = draw(st.sampled_from(list(permutations([*STATEMENTS, *every, "closing", "unlocking"], 2))))
            said.append(Said("s3", (("modality", draw(st.sampled_from(MODALITIES))),), order=pair))
        published = "" if grounds else draw(st.sampled_from(PUBLISHED))
        others = tuple(other for other in IDS if other != id_)
        some = st.sampled_from([(), (), others[:1], others[1:], others])
        found.append(Told(id_, published, grounds, tuple(said), draw(some), draw(some)))
    return found


# --- the way ---


def built(world: list[Told], *, parts: tuple[str, ...] = ("one",), reverse: bool = False) -> Dataset:
    """The dataset of a world: the documents are dealt to so many corpora, which share their entities."""
    with TemporaryDirectory() as folder:
        shared = Path(folder) / "shared"
        shared.mkdir()
        (shared / "corpus.yaml").write_text(f"corpus: shared{SETTINGS}", encoding="utf-8")
        for name, text in ENTITIES.items():
            lines = text.strip("\n").splitlines(keepends=True)
            lines = [line if line.endswith("\n") else line + "\n" for line in lines]
            written = f"{name}:\n{''.join(reversed(lines) if reverse else lines)}"
            (shared / f"{name}.yaml").write_text(written, encoding="utf-8")
        for number, part in enumerate(parts):
            corpus = Path(folder) / part
            (corpus / "documents").mkdir(parents=True)
            settings_ = f"corpus: {part}{SETTINGS}uses: [shared]\n"
            (corpus / "corpus.yaml").write_text(settings_, encoding="utf-8")
            mine = world[number :: len(parts)]
            for told in mine:
                kept = replace(told, said=told.said[::-1]) if reverse else told
                (corpus / "documents" / f"{told.id}.yaml").write_text(kept.text(), encoding="utf-8")
            if decisions := "".join(told.decisions() for told in mine):
                (corpus / "decisions.yaml").write_text(f"decisions:\n{decisions}", encoding="utf-8")
        folders = [Path(folder) / part for part in (parts[::-1] if reverse else parts)]
        dataset = build_dataset(read_corpus(*folders))
        assert len(dataset.store) > 0  # read while the folder is there
        return dataset


ASKED = [("2030-12-31", ""), ("2031-01-05", ""), ("2031-01-15", "2031-01-15"), ("2031-01", ""), ("2031", "2031-01-20")]


def answers(dataset: Dataset, without: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """The answers on the gate and its posts, on several days, by what was asked."""
    return {
        f"{predicate} {at} {known_by}": dataset.answer(
            predicate, "gate", at, known_by=known_by, without=without
        ).as_json()
        for predicate in PREDICATES
        for at, known_by in ASKED
    }


# --- the laws ---


@settings(max_examples=60, deadline=None, derandomize=True)
@given(world=worlds(), gone=st.sampled_from([("d0",), ("d1",), ("d2",), ("d0", "d1"), ("d0", "d2")]))
def test_a_document_left_out_is_as_a_document_that_is_not_there(world: list[Told], gone: tuple[str, ...]) -> None:
    left = [told.without(gone) for told in world if told.id not in gone]
    assert answers(built(world), without=gone) == answers(built(left))


def _said(id_: str, keys: str, order: tuple[str, str] | None = None) -> Said:
    """A statement with its keys as in a facts file."""
    return Said(
        id_,
        tuple((key, value) for key, _, value in (pair.partition(": ") for pair in keys.split("; ") if pair)),
        (),
        order,
    )


# Worlds of which something rests on d0 that does not stand in it.
RESTING = {
    "what a document gives alone is kept where only the end of a spell rests on its date": [
        Told("d0", "2031-01-05", (), ()),
        Told("d1", "", ("d0",), (_said("s0", "control: gate/va; by: guard; time: {since: 2030}"),)),
    ],
    "when a statement with a date of its own was said rests on the date of its document": [
        Told("d0", "2031-01-05", (), ()),
        Told(
            "d1",
            "",
            ("d0",),
            (_said("s0", "status: gate; is: open; modality: expected; time: {began: 2030}; presupposes: closed"),),
        ),
    ],
    "a date rests on its own decision where its document rests on another": [
        Told("d0", "2031-01-05", (), ()),
        Told("d1", "2031-01-05", (), ()),
        Told(
            "d2",
            "",
            ("d1",),
            (replace(_said("s0", "control: gate/va; by: guard; time: {seen: 2030}"), grounds=("d0",)),),
        ),
    ],
    "two documents that copy a third share no text without it": [
        Told("d0", "2031-01-05", (), ()),
        *(
            Told(id_, "2031-01-05", (), (_said("s0", f"control: gate/va; by: guard; voice: [[{who}]]"),), wire, model)
            for id_, who, wire, model in (("d1", "brigade", (), ("d0",)), ("d2", "league", ("d0",), ()))
        ),
    ],
    "an order fact rests on the documents of what it puts in order": [
        Told("d0", "2031-01-05", (), (_said("s0", "status: ford; is: open; time: {seen: 2030}"),)),
        Told(
            "d1",
            "2031-01-05",
            (),
            (_said("s0", "control: gate/va; by: guard; time: {ended: 2031-02}"), _said("s1", "", ("s0", "d0/s0"))),
        ),
    ],
    "an event is dated by the documents that are left": [
        Told("d0", "2031-01-05", (), (_said("s0", "event: closing; theme: ford; time: {within: 2030}"),)),
        Told(
            "d1",
            "2031-01-05",
            (),
            (_said("s0", "control: gate/va; by: guard; time: {ended: 2031-02}"), _said("s1", "", ("s0", "closing"))),
        ),
    ],
}


@pytest.mark.parametrize("world", RESTING.values(), ids=RESTING)
def test_a_document_left_out_takes_with_it_what_rests_on_it(world: list[Told]) -> None:
    left = [told.without(["d0"]) for told in world if told.id != "d0"]
    assert answers(built(world), without=["d0"]) == answers(built(left))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(world=worlds())
def test_the_order_of_corpora_files_and_statements_is_of_no_account(world: list[Told]) -> None:
    expected = answers(built(world))
    assert answers(built(world, parts=("one", "two"))) == expected
    assert answers(built(world, parts=("two", "one"), reverse=True)) == expected


@settings(max_examples=20, deadline=None, derandomize=True)
@given(world=worlds(), month=st.sampled_from(["2030-12", "2031-01"]), known_by=st.sampled_from(["", "2031-01-15"]))
def test_a_month_agrees_with_its_days_and_a_year_with_its_months(world: list[Told], month: str, known_by: str) -> None:
    dataset = built(world)
    for predicate in PREDICATES:
        for post in ("gate/va", "gate/su"):
            whole, year = (
                dataset.answer(predicate, post, at, known_by=known_by).as_json() for at in (month, month[:4])
            )
            days = [
                dataset.answer(predicate, post, at, known_by=known_by).as_json()
                for at in (iso(day(f"{month}-01") + number) for number in range(31))
            ]
            told = {(one["answer"], one["values"]) for one in days}
            how = {one["values"]: one["certainty"] for one in whole["during"]}
            # What may have been in the month is what may have been on some day of it, and so in the year.
            assert set(whole["values"]) == set(how) == {value for one in days for value in one["values"]}
            assert set(how) <= {one["values"] for one in year["during"]}
            # The same answer on all days is that of the month; it is unknown only if all are.
            if len(told) == 1:
                assert told == {(whole["answer"], whole["values"])}
            else:
                assert whole["answer"] == "candidates"
            for value, certainty in how.items():
                sure = [one["answer"] in {"definite", "disputed"} and value in one["values"] for one in days]
                # A day that is sure makes the month sure at some time, and the year; all of them, throughout.
                assert certainty != "possibly" or not any(sure)
                assert (certainty == "throughout") or not all(sure)
                if certainty == "throughout":
                    assert all(one["answer"] in {"definite", "disputed"} for one in days)
                in_year = next(one["certainty"] for one in year["during"] if one["values"] == value)
                assert certainty == "possibly" or in_year != "possibly"
                assert in_year != "throughout" or certainty == "throughout"
