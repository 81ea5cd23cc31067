"""What is read from rows and what is read from a store come to the same, place by place, whatever is withdrawn.

The derived graphs are worked out from the rows as they pass, the answers of the commands from the store.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.facts.corpus import Corpus
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.on_record import record_of, withdrawals
from kg.query.whole_record import material_of
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Material
from kg.resolve.record import Record, Resolution, resolution, resolve
from kg.resolve.states import ADMITTED, AFTER, day, iso

FromRows = Callable[[Corpus | None], Material]


@pytest.fixture(scope="module")
def both(root: Path) -> Dataset:
    """The shipped corpus with the second example."""
    return build_dataset(read_corpus(root / "facts" / "syria-iraq-2018", root / "facts" / "examples" / "second-ring"))


@pytest.fixture(scope="module")
def material(both: Dataset, material_from: FromRows) -> Material:
    """What is on record, from the rows."""
    return material_from(both.corpus)


@pytest.fixture(scope="module")
def records(both: Dataset, material: Material) -> dict[str, Record]:
    """What is on record of each place, from the store."""
    return {place.iri: record_of(both.store, place.iri) for place, _ in material.places()}


def differences(material: Material, records: dict[str, Record], knowledge: Knowledge) -> list[tuple[str, str, str]]:
    """Where the two ways come to different things: the place, the predicate and what differs."""
    settled = material.settle(knowledge)
    found = []
    for place, told in material.places():
        assert records[place.iri].place == place
        for predicate, states in told.items():
            rows = resolution(place, predicate, states, settled, material.hierarchy)
            store = resolve(records[place.iri], predicate, knowledge)
            found += [
                (place.iri, predicate, name)
                for name in ("states", "stretches", "dropped", "aside")
                if plain(rows, name) != plain(store, name)
            ]
    return found


def plain(one: Resolution, name: str) -> dict[str, object]:
    """A part of what a record comes to, by scope."""
    return dict(getattr(one, name))


def documents(material: Material) -> list[str]:
    """Every document that says something."""
    states = (*material.states, *material.others, *(account.state for account in material.accounts))
    return sorted({state.document for state in states})


def documents_of(dataset: Dataset) -> list[str]:
    """Every document of a dataset, also one that says nothing."""
    assert dataset.corpus is not None
    return [document.entity.iri for document in dataset.corpus.documents]


def test_the_corpora_are_worth_it(material: Material, records: dict[str, Record]) -> None:
    assert len(documents(material)) == 19
    assert len(records) > 8
    assert {predicate for _, told in material.places() for predicate in told} == {"control", "status", "presence"}
    assert any(record.orders for record in records.values())
    assert any(state.grounds for record in records.values() for state in record.states)


@pytest.mark.parametrize("known_by", ["2018-09-29", "2018-10-14", "2018-10-17", ""])
def test_both_ways_come_to_the_same(known_by: str, material: Material, records: dict[str, Record]) -> None:
    assert differences(material, records, Knowledge(day(known_by) if known_by else AFTER)) == []


def test_and_so_with_any_one_document_withdrawn(material: Material, records: dict[str, Record]) -> None:
    changed = 0
    every = material.settle(Knowledge()).known.states
    for document in documents(material):
        knowledge = Knowledge(withdrawn={document: day("2018-01-01")})
        changed += material.settle(knowledge).known.states != every
        assert differences(material, records, knowledge) == []
        assert differences(material, records, Knowledge(without=frozenset([document]))) == []
    assert changed == len(documents(material))
    assert differences(material, records, Knowledge(without=frozenset(documents(material)))) == []


def test_the_order_of_speakers_users_and_objects_is_of_no_account(qasr: Path, material_from: FromRows) -> None:
    lines = [
        "  {}: {{control: qasr-gate/va, by: [{}], voice: [[{}]]}}\n",
        "  {}-too: {{status: qasr-gate/va, is: restricted, users: [{}], voice: [[{}]]}}\n",
    ]
    pairs = [("river-brigade", "border-guard"), ("humanitarian", "commercial")]
    written = [
        line.format(name, ", ".join(pair[::step]), ", ".join(pairs[0][::step]))
        for line, pair in zip(lines, pairs, strict=True)
        for name, step in (("a", 1), ("b", -1))
    ]
    (qasr / "documents" / "later.yaml").write_text(
        "document: later\npublisher: gate-gazette\npublished: 2031-05-06\nstatements:\n" + "".join(written),
        encoding="utf-8",
    )
    states = {state.statement.rpartition("/")[2]: state for state in material_from(read_corpus(qasr)).states}
    for one, other in (("a", "b"), ("a-too", "b-too")):
        for part in ("objects", "users", "speakers"):
            assert getattr(states[one], part) == getattr(states[other], part)
    assert (len(states["a"].objects), len(states["a-too"].users), len(states["a"].speakers)) == (2, 2, 2)


@pytest.mark.parametrize("modality", [*ADMITTED, "expected", "intended", "urged", "claimed"])
def test_only_what_is_told_as_a_fact_orders(qasr: Path, modality: str, material_from: FromRows) -> None:
    (qasr / "documents" / "later.yaml").write_text(
        "document: later\npublisher: gate-gazette\npublished: 2031-05-06\nstatements:\n"
        "  a: {control: qasr-gate/su, by: river-brigade, time: undated}\n"
        "  b: {control: qasr-gate/su, by: border-guard, time: {seen: 2030}}\n"
        f"  o: {{order: a, before: b, modality: {modality}}}\n",
        encoding="utf-8",
    )
    dataset = build_dataset(read_corpus(qasr))
    material = material_from(dataset.corpus)
    (iri,) = (state.statement for state in material.states if state.statement.endswith("/later/a"))
    (place,) = {place.iri for place, told in material.places() if "qasr-gate" in place.iri and "control" in told}
    resolved = resolve(record_of(dataset.store, place), "control", Knowledge())
    ends = {
        material.settle(Knowledge()).spells[iri].dates[3],
        material_of(dataset.store).settle(Knowledge()).spells[iri].dates[3],
        *(one.spell.dates[3] for ones in resolved.states.values() for one in ones if one.state.statement == iri),
    }
    assert ends == ({"2030-12-31"} if modality in ADMITTED else {""})


@pytest.mark.parametrize("gone", ["", "p", "q", "pq"])
def test_each_date_falls_back_with_the_grounds_of_its_own_decision(
    qasr: Path, gone: str, material_from: FromRows
) -> None:
    # Its document is dated by p, and the time of what it says by q.
    for name in "pq":
        text = f"document: {name}\npublisher: gate-gazette\npublished: 2031-05-06\n"
        (qasr / "documents" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (qasr / "documents" / "later.yaml").write_text(
        "document: later\npublisher: gate-gazette\ndated-by: its-day\nstatements:\n"
        "  a: {control: qasr-gate/su, by: river-brigade, time: {seen: 2030, decided-by: that-year}}\n"
        "  b: {control: qasr-gate/su, by: river-brigade}\n",
        encoding="utf-8",
    )
    told = "by: The test, date: 2031-06-01, reason: A test."
    (qasr / "decisions.yaml").write_text(
        f"decisions:\n  its-day: {{dates: later, asserted: 2031-05-06, grounds: [p], {told}}}\n"
        f"  that-year: {{dates: later, asserted: 2031-05-06, grounds: [q], {told}}}\n",
        encoding="utf-8",
    )
    dataset = build_dataset(read_corpus(qasr))
    material = material_from(dataset.corpus)
    records = {place.iri: record_of(dataset.store, place.iri) for place, _ in material.places()}
    knowledge = Knowledge(
        without=frozenset(iri for iri in documents_of(dataset) if iri.rpartition("/")[2] in set(gone))
    )
    assert len(knowledge.without) == len(gone)
    assert differences(material, records, knowledge) == []
    known = material.settle(knowledge).known.states
    a, b = (next(s for s in known.values() if s.statement.endswith(f"/later/{name}")) for name in "ab")
    year, on = ("", "2030-12-31", "2030-01-01", ""), ("", "2031-05-06", "2031-05-06", "")
    assert a.spell.dates == (("",) * 4 if "q" in gone else year)
    assert b.spell.dates == (("",) * 4 if "p" in gone else on)
    assert tuple(map(iso, a.said)) == tuple(map(iso, b.said)) == (("", "") if "p" in gone else ("2031-05-06",) * 2)


def test_bounds_of_its_own_stay_where_the_date_of_the_document_falls(qasr: Path, material_from: FromRows) -> None:
    (qasr / "documents" / "later.yaml").write_text(
        "document: later\npublisher: gate-gazette\ndated-by: its-day\nstatements:\n"
        "  a: {control: qasr-gate/su, by: river-brigade, time: {since: 2029}}\n"
        "  b: {status: qasr-gate/su, is: open, modality: expected, time: {began: 2032}, presupposes: closed}\n",
        encoding="utf-8",
    )
    (qasr / "decisions.yaml").write_text(
        "decisions:\n  its-day: {dates: later, asserted: 2031-05-06, grounds: [gate-gazette-2031-05-04], by: The test, "
        "date: 2031-06-01, reason: A test.}\n",
        encoding="utf-8",
    )
    (qasr / "withdrawals.yaml").write_text(
        "withdrawals:\n  gate-gazette-2031-05-04: {withdrawn: 2031-06-05, by: The test, reason: A test.}\n",
        encoding="utf-8",
    )
    dataset = build_dataset(read_corpus(qasr))
    material = material_from(dataset.corpus)
    assert withdrawals(dataset.store) == material.withdrawn != {}
    records = {place.iri: record_of(dataset.store, place.iri) for place, _ in material.places()}
    knowledge = Knowledge(withdrawn=material.withdrawn)
    assert differences(material, records, knowledge) == []
    (state,) = (s for s in material.settle(knowledge).known.states.values() if s.statement.endswith("/later/a"))
    assert state.spell.dates == ("2029-01-01", "2029-12-31", "2029-01-01", "")
    (state,) = (s for s in material.states if s.statement.endswith("/later/a"))
    assert state.spell.dates == ("2029-01-01", "2029-12-31", "2031-05-06", "")
