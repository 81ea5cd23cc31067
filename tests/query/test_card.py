"""Cards and sources: everything in the shipped corpus has them, and they tell what the store holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, printable
from kg.namespaces import expand
from kg.pipeline import Dataset
from kg.query.card import Card, card_of
from kg.query.labels import Labels
from kg.query.shown_card import card_lines
from kg.query.sources import Passage, source_of
from kg.query.terms import IRI
from kg.resolve.presuppositions import PRESUPPOSED

ID = "https://w3id.org/crossings/id/"
A, B = f"{ID}statement/new-arab-2018-10-15/", f"{ID}statement/kurdistan24-2018-10/"


def of_class(dataset: Dataset, class_: str) -> list[str]:
    """The IRIs of a class."""
    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(class_)))
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def written(card: Card) -> dict[str, object]:
    """A card as JSON and back."""
    told: dict[str, object] = json.loads(json.dumps(card.as_json(), allow_nan=False))
    return told


@pytest.mark.parametrize("class_", ["Place", "Agent", "Event", "Office", "Document", "Decision"])
def test_everything_has_a_card(class_: str, dataset: Dataset) -> None:
    iris = of_class(dataset, f"cx:{class_}")
    assert iris
    labels = Labels(dataset.store)
    for iri in iris:
        card = card_of(dataset.store, iri)
        told = written(card)
        assert told["iri"] == iri
        assert told["statement"] is None
        assert expand(f"cx:{class_}") in card.types
        assert class_ in {"Document", "Decision"} or card.names
        lines = list(card_lines(card, dataset.store, labels))
        assert lines[1] == f"<{iri}>"
        assert all("\n" not in line for line in lines)
        for name in card.names:
            assert name.name in "\n".join(lines)


def test_every_statement_has_a_card_with_its_whole_source(dataset: Dataset) -> None:
    statements = of_class(dataset, "cx:Statement")
    assert len(statements) > 90
    labels = Labels(dataset.store)
    for iri in statements:
        card = card_of(dataset.store, iri)
        told = written(card)
        assert card.statement is not None
        assert isinstance(told["statement"], dict)
        assert told["facts"] == []
        source = card.statement.source
        publisher: Any = next(
            dataset.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand("cx:publisher")), None)
        )
        speakers: Iterable[Any] = dataset.store.quads_for_pattern(
            ox.NamedNode(iri), ox.NamedNode(expand("cx:speaker")), None
        )
        assert source.chain[0] == (publisher.object.value,)
        assert set(source.chain[-1]) == {quad.object.value for quad in speakers}
        assert source.document.startswith(f"{ID}document/")
        assert source.passages
        for passage in source.passages:
            assert passage.document == source.document
            assert passage.start is not None and passage.end is not None and passage.start < passage.end
        lines = list(card_lines(card, dataset.store, labels))
        for agents in source.chain:
            for agent in agents:
                assert any(labels.label(agent) in line for line in lines)
        assert f"  {source.document.rpartition('/')[2]} {source.passages[0]}" in lines


def test_every_statement_stands_on_the_cards_of_what_it_names(dataset: Dataset) -> None:
    for iri in [iri for iri in of_class(dataset, "cx:Statement") if PRESUPPOSED not in iri][::7]:
        statement = card_of(dataset.store, iri).statement
        assert statement is not None
        for thing in (statement.subject, statement.scope, *(o for o in statement.objects if isinstance(o, IRI))):
            assert iri in {said.source.statement for said in card_of(dataset.store, thing).said}, thing


def test_a_chain_of_three(dataset: Dataset) -> None:
    card = dataset.describe("S061")
    assert card.iri == f"{B}s061"
    assert card.statement is not None
    assert card.statement.source.chain == (
        (f"{ID}agent/kurdistan-24",),
        (f"{ID}agent/sana",),
        (f"{ID}agent/walid-muallem",),
    )
    assert [str(passage) for passage in card.statement.source.passages] == ["S 111-170", "P1 321-404"]
    assert card.statement.source.modality.endswith("/modality/intended")
    assert [day and day.isoformat() for day in card.statement.source.asserted] == ["2018-10-14", "2018-10-20"]


def test_joint_speakers_share_a_position(dataset: Dataset) -> None:
    chains = [source_of(dataset.store, iri).chain for iri in of_class(dataset, "cx:Statement")]
    assert any(len(step) > 1 for chain in chains for step in chain)


def test_joint_objects_are_told_together(dataset: Dataset) -> None:
    statement = card_of(dataset.store, f"{A}s036").statement
    assert statement is not None
    assert {value.rpartition("/")[2] for value in map(str, statement.objects)} == {
        "us-led-coalition",
        "rebel-factions-at-al-tanf",
    }
    assert statement.scope.endswith("/al-tanf/sy")
    assert statement.subject.endswith("/al-tanf")


def test_a_crossing_tells_of_its_posts(dataset: Dataset) -> None:
    card = dataset.describe("crossing:albu-kamal")
    assert card.posts == (
        (f"{ID}place/albu-kamal/iq", f"{ID}place/iraq"),
        (f"{ID}place/albu-kamal/sy", f"{ID}place/syria"),
    )
    assert {name.bearer for name in card.names} == {card.iri, *(post for post, _ in card.posts)}
    assert f"{A}s019" in {said.source.statement for said in card.said}
    point = [fact for fact in card.facts if fact.property == expand("geo:asWKT")]
    assert {fact.source.partition("/graph/")[2] for fact in point} == {
        "reference/wikipedia-al-qaim-crossing",
        "reference/wikipedia-map-module",
    }


def test_a_name_has_its_language_and_whether_it_comes_first(dataset: Dataset) -> None:
    names = [name for name in dataset.describe("crossing:albu-kamal").names if name.bearer.endswith("/albu-kamal")]
    assert [(name.name, name.preferred) for name in names if name.language == "ar"] == [("معبر القائم الحدودي", True)]
    english = [name for name in names if name.language == "en"]
    assert [name.preferred for name in english] == [True, *(False for _ in english[1:])]


def test_a_statement_that_denies_is_told_so(dataset: Dataset) -> None:
    card = card_of(dataset.store, f"{A}s020a")
    lines = list(card_lines(card, dataset.store, Labels(dataset.store)))
    assert any("(denied)" in line for line in lines)
    assert card.as_json()["statement"]["polarity"].endswith("/polarity/denied")


def test_a_short_card_reads_no_more_statements_than_it_tells(dataset: Dataset) -> None:
    whole: set[str] = set()

    class Watched:
        """The store, which notes what is read whole."""

        def quads_for_pattern(self, subject: Any, predicate: Any, *rest: Any) -> Any:
            if predicate is None:
                whole.add(subject.value)
            return dataset.store.quads_for_pattern(subject, predicate, *rest)

    store: Any = Watched()
    card = card_of(store, f"{ID}place/albu-kamal", 2)
    assert (len(card.said), card.left_out) == (2, len(card_of(dataset.store, card.iri).said) - 2)
    assert card.left_out > 10
    records = whole & {*of_class(dataset, "cx:Statement"), *of_class(dataset, "cx:Answer")}
    assert records == {said.source.statement for said in card.said}


def test_a_card_of_a_concept_and_of_a_property(dataset: Dataset) -> None:
    for name in ("concept/status/open", "ontology#controlledBy"):
        card = dataset.describe(f"https://w3id.org/crossings/{name}")
        assert written(card)["iri"] == card.iri
        assert list(card_lines(card, dataset.store, Labels(dataset.store)))


@pytest.mark.parametrize("iri", ["https://w3id.org/crossings/id/place/nowhere", "http://example.org/"])
def test_of_what_nothing_is_known_there_is_no_card(iri: str, dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="nothing is known of"):
        dataset.describe(iri)


def test_a_card_does_not_change_with_the_order_of_the_store(dataset: Dataset) -> None:
    store = ox.Store()
    store.bulk_load(b"\n".join(reversed(list(dataset.lines()))), format=ox.RdfFormat.N_QUADS)
    for iri in (f"{ID}place/albu-kamal", f"{ID}agent/islamic-state", f"{B}s061", f"{A}s036"):
        assert card_of(store, iri) == card_of(dataset.store, iri)


def test_a_document_that_is_withdrawn_says_nothing(
    dataset: Dataset, without: Callable[[Dataset, str], Dataset]
) -> None:
    left = without(dataset, "kurdistan24-2018-10")
    assert all("kurdistan24" not in said.source.statement for said in left.describe("al-tanf").said)


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        (Passage("d", "P3", 5, 9), "P3 5-9"),
        (Passage("d", "", 0, 9), "0-9"),
        (Passage("d", fragment="row=5"), "row=5"),
        (Passage("d"), ""),
    ],
)
def test_passages_as_text(passage: Passage, text: str) -> None:
    assert str(passage) == text


def test_sources_without_days_passages_or_voices(news: Callable[[str], Dataset]) -> None:
    dataset = news("  s001: {control: gate/va, by: brigade, time: undated}\n")
    statement = dataset.describe("news/s001").statement
    assert statement is not None
    assert statement.source.begin == statement.source.end == (None, None)
    assert [str(passage) for passage in statement.source.passages] in ([], [""])
    assert written(dataset.describe("news/s001"))


def test_hostile_words_of_a_source_stay_one_line(news: Callable[[str], Dataset]) -> None:
    note = "a\\tb | <script> [link](x) \\\\n"
    dataset = news(f'  s001: {{control: gate/va, by: brigade, note: "{note}"}}\n')
    lines = list(card_lines(dataset.describe("news/s001"), dataset.store, Labels(dataset.store)))
    assert all("\n" not in printable(line) for line in lines)
