"""The same answers by `kg` and by SPARQL: plain queries on exported data read what `kg` works out.

Of all crossings, posts and other places of both corpora: on days that lie on bounds, beside them and far
away, and run of days by run of days. What the data has no answer to, `kg` must answer to be unknown.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib

from kg.namespaces import CONCEPTS, PREFIXES
from kg.pipeline import Dataset
from kg.query.ask import Row
from kg.query.replies import Predicate
from kg.query.timelines import Followed
from kg.resolve.presuppositions import source
from kg.resolve.states import ADMITTED
from kg.shipped import shipped

# On a bound, the day before and after it, between bounds, and long before and after all of them.
DAYS = """
    0001-01-01 1999-12-31 2010-12-31 2011-01-01 2013-09-01 2013-09-15 2013-09-29 2013-09-30 2014-01-01 2014-12-31
    2015-03-31 2015-04-01 2015-04-30 2015-05-20 2015-05-21 2015-05-22 2015-05-23 2016-03-03 2016-03-04 2016-03-05
    2018-07-06 2018-09-29 2018-10-14 2018-10-15 2018-10-16 2018-10-20 2018-12-01 2019-09-29 2019-09-30 2019-10-01
    2024-02-29 9999-12-31
""".split()
FEW_DAYS = DAYS[1::4]  # for what takes its time
CORPORA = ("syria-iraq-2018", "examples/second-ring")
ARTICLE = "new-arab-2018-10-15"  # which dates the other article, and tells most of what is told

PROPERTIES: Mapping[Followed, str] = {"control": "controlledBy", "status": "status", "presence": "presenceOf"}
ANSWERED: tuple[Predicate, ...] = ("control", "status")
UNKNOWN_FIRST = ("only-denied", "withdrawn", "no-statement")

ANSWERS = """
    SELECT ?answer ?subject ?predicate ?first ?last ?kind ?modality ?seen ?reason WHERE {
        ?answer a cx:Answer ; cx:subject ?subject ; cx:predicate ?predicate ; cx:answer ?kind .
        OPTIONAL { ?answer cx:firstDay ?first }
        OPTIONAL { ?answer cx:lastDay ?last }
        OPTIONAL { ?answer cx:modality ?modality }
        OPTIONAL { ?answer cx:lastSeen ?seen }
        OPTIONAL { ?answer cx:reason ?reason }
        # which days
    }
"""
ON_A_DAY = """
        FILTER(!BOUND(?first) || ?first <= "DAY"^^xsd:date)
        FILTER(!BOUND(?last) || ?last >= "DAY"^^xsd:date)
"""
VALUES = "SELECT ?answer ?period ?value WHERE { ?answer cx:period ?period . ?period cx:object ?value }"
# What a statement presupposes stands, in an answer of `kg`, under the statement.
STATEMENTS = """
    SELECT ?answer ?for ?against WHERE {
        {
            ?answer prov:wasDerivedFrom ?used ; a cx:Answer .
            OPTIONAL { ?used prov:wasDerivedFrom ?teller }
            BIND(COALESCE(?teller, ?used) AS ?for)
        } UNION {
            ?answer cx:against ?used .
            OPTIONAL { ?used prov:wasDerivedFrom ?teller }
            BIND(COALESCE(?teller, ?used) AS ?against)
        }
    }
"""
POSTS = "SELECT ?post ?crossing WHERE { ?post cx:postOf ?crossing }"
PLACES = """
    SELECT DISTINCT ?place WHERE {
        { ?place a cx:BorderCrossing } UNION { ?place a cx:BorderPost }
        UNION
        { ?answer a cx:Answer ; cx:subject ?place }
    }
"""
# Where something would have told that does not count any more.
TAKEN_BACK = """
    SELECT DISTINCT ?scope ?predicate WHERE {
        { ?withdrawal a cx:Withdrawal ; cx:document ?document . ?statement cx:document ?document }
        UNION
        { ?later cx:retracts|cx:corrects ?statement }
        {
            ?statement cx:subject ?subject ; cx:predicate ?predicate ; cx:modality ?modality .
            FILTER(?modality IN (modality:asserted, modality:reported, modality:presupposed))
            OPTIONAL { ?statement cx:appliesTo ?post }
            BIND(COALESCE(?post, ?subject) AS ?scope)
        } UNION {
            ?statement cx:presupposes ?status ; cx:subject ?scope .
            BIND(cx:status AS ?predicate)
        } UNION {
            ?statement cx:object/(cx:priorStatus|cx:resultingStatus) ?status ; cx:theme ?scope .
            BIND(cx:status AS ?predicate)
        }
    }
"""
PREFIXED = "".join(
    f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in {**PREFIXES, "modality": f"{CONCEPTS}modality/"}.items()
)

Ask = Callable[[str], list[dict[str, str]]]
Scope = tuple[str, str]
"""A place or post, and a property of it."""


class Told(NamedTuple):
    """An answer without its words: kind, values, how far it can be relied on, and what speaks for and against it."""

    kind: str
    values: frozenset[frozenset[str]] = frozenset()
    modality: str = ""
    seen: str = ""
    for_: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    reason: str = ""


class Exported(NamedTuple):
    """A build, what `kg export nquads` writes of it, and a function that asks a fresh store with that."""

    dataset: Dataset
    nquads: Path
    ask: Ask


# --- what SPARQL reads ---


def in_store(path: Path) -> Ask:
    """A function that asks a fresh store with the quads of a file."""
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)

    def ask(text: str) -> list[dict[str, str]]:
        found = store.query(PREFIXED + text, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [dict(zip(names, (term.value if term else "" for term in row), strict=True)) for row in found]

    return ask


def in_rdflib(path: Path) -> Ask:
    """A function that asks rdflib, with the quads of a file."""
    graphs = rdflib.Dataset(default_union=True)
    graphs.parse(path, format="nquads")

    def ask(text: str) -> list[dict[str, str]]:
        found: Any = graphs.query(PREFIXED + text)
        return [dict(zip(map(str, found.vars), (str(term or "") for term in row), strict=True)) for row in found]

    return ask


def read(ask: Ask, on: str = "") -> list[tuple[Scope, str, str, Told]]:
    """The answers in the data, on a day or on all: of what, first and last day, and the answer."""
    joint: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in ask(VALUES):
        joint[row["answer"]][row["period"]].add(row["value"])
    used: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in ask(STATEMENTS):
        for role in ("for", "against"):
            used[row["answer"]][role] |= {row[role]} - {""}
    found = []
    for row in ask(ANSWERS.replace("# which days", ON_A_DAY.replace("DAY", on) if on else "")):
        answer = row["answer"]
        told = Told(
            slug(row["kind"]),
            frozenset(map(frozenset, joint[answer].values())),
            slug(row["modality"]),
            row["seen"],
            frozenset(used[answer]["for"]),
            frozenset(used[answer]["against"]),
            slug(row["reason"]),
        )
        found.append(((row["subject"], row["predicate"].rpartition("#")[2]), row["first"], row["last"], told))
    return found


def read_day(ask: Ask, on: str) -> dict[Scope, Told]:
    """The answers in the data on a day."""
    found = read(ask, on)
    by_scope = {scope: told for scope, _, _, told in found}
    assert len(by_scope) == len(found), f"two answers on {on}"
    return by_scope


def of_all_sides(own: Told, sides: Sequence[Told]) -> Told:
    """The answer on a crossing from those on itself and on its posts, as section 4 of the design has it."""
    answered = [told for told in sides if told.kind != "unknown"]
    if own.kind != "unknown" or len(answered) == 1:
        return own if own.kind != "unknown" else answered[0]
    every = answered or [own, *sides]
    against = frozenset[str]().union(*(told.against for told in every))
    if not answered:
        reasons = {told.reason for told in every}
        return Told("unknown", against=against, reason=next(filter(reasons.__contains__, UNKNOWN_FIRST)))
    return Told(
        "candidates",
        frozenset[frozenset[str]]().union(*(told.values for told in answered)),
        max((told.modality for told in answered), key=ADMITTED.index),
        "",
        frozenset[str]().union(*(told.for_ for told in answered)),
        against,
        "different-side",
    )


def slug(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rpartition("/")[2]


# --- what kg answers ---


def by_kg(answer: Mapping[str, Any]) -> Told:
    """An answer in JSON, without its words."""
    age, seen = answer["age_days"], ""
    if age is not None:
        seen = (date.fromisoformat(answer["at"]) - timedelta(days=age)).isoformat()
    return Told(
        answer["answer"],
        frozenset(map(frozenset, answer["values"])),
        answer["modality"] or "",
        seen,
        frozenset(answer["for"]),
        frozenset(answer["against"]),
        answer["reason"] or "",
    )


def by_query(rows: Sequence[Row]) -> Told:
    """The answer on one scope that the rows of a query of the collection tell."""
    first = rows[0]
    values: defaultdict[str, set[str]] = defaultdict(set)
    statements: defaultdict[bool, set[str]] = defaultdict(set)
    for row in rows:
        statements[row.stance == "for"].add(source(str(row.statement)))
        if row.stance == "for":
            values[str(row.statement)].add(str(row["holder"] if "holder" in row else row["status"]))
    return Told(
        slug(str(first.answer)),
        frozenset(map(frozenset, values.values())),
        slug(str(first.weakest_modality or "")),
        str(first.last_seen or ""),
        frozenset(statements[True]),
        frozenset(statements[False]),
        slug(str(first.reason or "")),
    )


# --- the builds ---


def run(folder: Path, *arguments: object) -> None:
    """Run `kg` in a folder; it must succeed."""
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


def exported(folder: Path, facts: Path) -> Exported:
    """A build of both corpora below `facts`, and its export in a fresh store."""
    run(folder, "build", *(facts / corpus for corpus in CORPORA), "--out", "out")
    run(folder, "export", "nquads", "--data", "out", "--out", "data.nq")
    return Exported(Dataset.open(folder / "out"), folder / "data.nq", in_store(folder / "data.nq"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Both corpora."""
    return exported(tmp_path_factory.mktemp("whole"), shipped("facts"))


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Both corpora, one article withdrawn."""
    folder = tmp_path_factory.mktemp("withdrawn")
    facts = folder / "facts"
    for corpus in CORPORA:
        shutil.copytree(shipped("facts") / corpus, facts / corpus)
    record = ("--reason", "A test.", "--on", "2019-01-01", "--corpus", facts / "syria-iraq-2018")
    run(folder, "withdraw", ARTICLE, *record)
    return exported(folder, facts)


# --- the same answers ---


def test_answers_read_in_sparql_are_those_of_kg(whole: Exported) -> None:
    met = compared(whole)
    assert met >= {"definite", "last-known", "candidates", "unknown", "different-side", "only-denied", "no-statement"}


def test_answers_without_a_withdrawn_document_are_those_of_kg(withdrawn: Exported) -> None:
    met = compared(withdrawn)
    assert met >= {"definite", "last-known", "candidates", "unknown", "withdrawn", "no-statement"}
    used = {statement for *_, told in read(withdrawn.ask) for statement in told.for_ | told.against}
    assert used
    assert not any(ARTICLE in statement for statement in used)


def compared(build: Exported) -> set[str]:
    """Compare the answers on all places on all of the days; return the kinds and reasons that were met."""
    taken_back = {(row["scope"], row["predicate"].rpartition("#")[2]) for row in build.ask(TAKEN_BACK)}
    posts: defaultdict[str, list[str]] = defaultdict(list)
    for row in build.ask(POSTS):
        posts[row["crossing"]].append(row["post"])
    places = [row["place"] for row in build.ask(PLACES)]
    assert len(places) > 20
    met = set[str]()
    for on in DAYS:
        data = read_day(build.ask, on)
        nothing = {True: Told("unknown", reason="withdrawn"), False: Told("unknown", reason="no-statement")}
        for place in places:
            for predicate in ANSWERED:
                word = PROPERTIES[predicate]
                scopes = [(scope, word) for scope in (place, *posts[place])]
                own, *sides = (data.get(scope, nothing[scope in taken_back]) for scope in scopes)
                answer = build.dataset.answer(predicate, place, on).as_json()
                told = {side["subject"]: by_kg(side) for side in answer["sides"]}
                assert told == dict(zip(posts[place], sides, strict=True)), (place, predicate, on)
                expected = of_all_sides(own, sides)
                assert by_kg(answer) == expected, (place, predicate, on)
                met |= {expected.kind, expected.reason}
    return met


@pytest.mark.parametrize("build", ["whole", "withdrawn"])
def test_runs_of_days_read_in_sparql_are_those_of_kg(build: str, request: pytest.FixtureRequest) -> None:
    """On all days there are, and for presence too."""
    of: Exported = request.getfixturevalue(build)
    data: defaultdict[Scope, set[tuple[str, str, Told]]] = defaultdict(set)
    for scope, first, last, told in read(of.ask):
        data[scope].add((first, last, told._replace(seen="", reason="")))  # which a timeline does not tell
    places = [row["place"] for row in of.ask(PLACES)]
    met = set[Scope]()
    for place in places:
        for predicate, word in PROPERTIES.items():
            for scope, runs in of.dataset.timeline(predicate, place).as_json()["scopes"].items():
                answered = {
                    (run["from"] or "", run["to"] or "", by_kg(run | {"age_days": None, "reason": None}))
                    for run in runs
                    if run["answer"] != "unknown" or run["against"]
                }
                assert answered == data[scope, word]
                met.add((scope, word))
    assert data.keys() == met
    assert {word for (_, word), runs in data.items() if runs} == set(PROPERTIES.values())


def test_rdflib_reads_the_same_answers(whole: Exported) -> None:
    ask = in_rdflib(whole.nquads)
    for on in FEW_DAYS:
        found = read_day(ask, on)
        assert found == read_day(whole.ask, on)
        assert found


@pytest.mark.parametrize(("name", "predicate"), [("held-on", "control"), ("status-on", "status")])
def test_the_collection_reads_the_same_answers(whole: Exported, name: str, predicate: Predicate) -> None:
    places = [row["place"] for row in whole.ask(PLACES)]
    for on in FEW_DAYS:
        data = {scope: told for (scope, word), told in read_day(whole.ask, on).items() if word == PROPERTIES[predicate]}
        assert data
        found: dict[str, Told] = {}
        for place in places:
            rows: defaultdict[str, list[Row]] = defaultdict(list)
            for row in whole.dataset.query(name, crossing=place, at=on):
                rows[str(row.scope)].append(row)
            found |= {scope: by_query(mine) for scope, mine in rows.items()}
        assert found == data, on
