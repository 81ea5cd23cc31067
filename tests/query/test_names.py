"""Names: folding, and from a name in any spelling or script to the thing that bears it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.facts.records import AGENT_TYPES, PLACE_TYPES
from kg.namespaces import expand
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.names import MOST_CHARACTERS, Names, fold, typed_id

ID = "https://w3id.org/crossings/id/"
ANYTHING = st.text(max_size=60)
LETTERS = st.text(st.characters(categories=("L", "Nd", "Zs", "Pd")), max_size=30)
# Of all marks, case folding makes one a letter: the iota that stands below.
MARKS = st.text(st.characters(categories=["Mn"], exclude_characters="\u0345"), min_size=1, max_size=3)
ARABIC_WORDS = st.text(st.sampled_from("بتثجحخدرزسشصضطظعغفقكلمنهوي"), min_size=3, max_size=12)


@pytest.fixture(scope="module")
def names(dataset: Dataset) -> Names:
    """The names of the shipped corpus."""
    return dataset.names


def of(names: Names, name: str, type_: str = "crossing") -> str:
    """The id of the thing that a name stands for."""
    return names.find(name, type_).iri.removeprefix(ID)


def refused(names: Names, name: str, type_: str = "crossing") -> str:
    """The message about a name that stands for nothing, or for too much."""
    with pytest.raises(QueryError) as caught:
        names.find(name, type_)
    return str(caught.value)


# --- folding ---


@given(ANYTHING)
def test_any_text_folds_and_folds_once(text: str) -> None:
    folded = fold(text)
    assert not set(folded) & set(" -'\u2019\u0301\u0651")
    assert fold(folded) == folded


@given(LETTERS)
def test_case_is_folded(text: str) -> None:
    assert fold(text) == fold(text.casefold()) == fold(text.swapcase().casefold())


@given(st.text(st.characters(max_codepoint=0x24F, categories=("Ll", "Nd", "Zs")), max_size=30))
def test_capitals_are_folded(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@given(LETTERS, MARKS, st.integers(0, 30))
def test_marks_are_folded(text: str, marks: str, place: int) -> None:
    place = min(place, len(text))
    marked = text[:place] + marks + text[place:]
    # a mark at the front of a letter that composes with it is still one
    assert fold(marked) == fold(text)


@given(LETTERS, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_form_of_normalization_is_folded(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)  # type: ignore[arg-type]


@given(ARABIC_WORDS)
def test_the_arabic_article_is_folded(word: str) -> None:
    assert fold("\u0627\u0644" + word) == fold(word)


@pytest.mark.parametrize(
    "spellings",
    [
        "Al-Qaim|al-qaim|AL QA'IM|Al-Qā\u02bfim|al-Qa\u2019im|El Qa'im|Al–Qaim|Qaim",
        "Deir ez-Zor|Deir al-Zor|Deir ez Zor|DEIR EZ-ZOR|Dēir az-Zōr|Deir-ez-Zor",
        "al-Tanf|Al Tanf|at-Tanf|AL-TANF|Tanf|ａｌ-Ｔａｎｆ",
        "القائم|القائِم|الــقائم|قائم",
        "البوكمال|البوكمــال|ٱلبوكمال",
        "Rabia|Rabi\u02bfa|RABI'A|Rabi\u2018a",
        "Sûrî|SURI|Su\u0302ri\u0302",
        "کوردستان|كوردستان",
        "Öncüpınar|Oncupinar|ÖNCÜPINAR",
    ],
)
def test_spellings_of_one_name(spellings: str) -> None:
    first, *others = spellings.split("|")
    assert fold(first)
    assert [other for other in others if fold(other) != fold(first)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("al-Tanf", "al-Tanaf"),
        ("Rabia", "Rabiya"),
        ("Albania", "Bania"),
        ("Elbe", "Be"),
        ("Theresa", "Resa"),
        ("Anbar", "Bar"),
        ("Post 1", "Post 2"),
        ("قائم", "قيم"),
        ("At sea", "Sea of"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", " ", "-", "'", "\u2013", "\xa0", "\u0301", "\u200f", "ـ"])
def test_texts_without_a_letter_fold_to_nothing(text: str) -> None:
    assert fold(text) == ""


# --- every label of the shipped corpus ---


def test_every_label_finds_its_own_or_a_namesake(dataset: Dataset, names: Names) -> None:
    """Of whatever type a thing is asked for, its names lead to it or to one that bears the name too."""
    asked = wrong = 0
    for property_ in ("skos:prefLabel", "skos:altLabel"):
        quads: Iterable[Any] = dataset.store.quads_for_pattern(None, ox.NamedNode(expand(property_)), None)
        for quad in quads:
            iri, label = quad.subject.value, quad.object.value
            if "/id/" not in iri:
                continue
            asked += 1
            try:
                found = names.find(label, "thing")
            except QueryError as error:  # several of one kind: each is named
                wrong += typed_id(dataset.store, iri) not in str(error)
            else:
                bearers = {found.iri, *found.others}
                post_of = ox.NamedNode(expand("cx:postOf"))
                posts: Iterable[Any] = dataset.store.quads_for_pattern(ox.NamedNode(iri), post_of, None)
                wrong += not bearers & {iri, *(post.object.value for post in posts)}
    assert asked > 150
    assert wrong == 0


def test_every_id_is_exact(dataset: Dataset, names: Names) -> None:
    label = ox.NamedNode(expand("skos:prefLabel"))
    quads: Iterable[Any] = dataset.store.quads_for_pattern(None, label, None)
    things = {quad.subject.value for quad in quads}
    entities = sorted(iri for iri in things if iri.startswith(ID) and "/decision/" not in iri and "/corpus/" not in iri)
    assert len(entities) > 80
    for iri in entities:
        assert names.find(iri, "thing").iri == iri
        slug = iri.removeprefix(ID).partition("/")[2]
        assert names.find(slug, "thing").iri == iri
        type_ = typed_id(dataset.store, iri)
        assert type_.endswith(f":{slug}")
        assert names.find(type_, "thing").iri == iri


# --- what a name stands for ---


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Al-Qaim", "place/albu-kamal"),
        ("AL QA'IM", "place/albu-kamal"),
        ("Al-Qā’im", "place/albu-kamal"),
        ("القائم", "place/albu-kamal"),
        ("البوكمال", "place/albu-kamal"),
        ("Albu Kamal", "place/albu-kamal"),
        ("albu-kamal", "place/albu-kamal"),
        ("al-Tanaf", "place/al-tanf"),
        ("al-tanf", "place/al-tanf"),
        ("Tanf", "place/al-tanf"),
        ("crossing:al-tanf", "place/al-tanf"),
        ("Crossing: Al Tanf", "place/al-tanf"),
        (f"{ID}place/al-tanf", "place/al-tanf"),
        ("al-tanf/sy", "place/al-tanf/sy"),
        ("post:al-tanf/sy", "place/al-tanf/sy"),
        ("Al-Tanf crossing, Syrian post", "place/al-tanf/sy"),
        ("Rabia", "place/yaarubiya"),
        ("town:Albu Kamal", "place/albu-kamal-town"),
        ("district:البوكمال", "place/albu-kamal-district"),
    ],
)
def test_names_of_crossings(name: str, id_: str, names: Names) -> None:
    assert of(names, name) == id_


@pytest.mark.parametrize("name", ["IS", "islamic state", "Islamic-State", "ISLAMIC STATE GROUP", "agent:islamic-state"])
def test_names_of_agents(name: str, names: Names) -> None:
    assert of(names, name, "agent") == "agent/islamic-state"


def test_what_else_bears_a_name_is_told(names: Names) -> None:
    found = names.find("Al-Qaim", "crossing")
    assert found.others == (f"{ID}place/al-qaim-town",)
    assert not found.namesake
    assert found.preferred
    by_namesake = names.find("القائم", "crossing")
    assert (by_namesake.iri, by_namesake.namesake) == (found.iri, True)
    assert f"{ID}place/al-qaim-town" in by_namesake.others
    assert names.find("crossing:albu-kamal", "crossing").others == ()


def test_the_type_asked_for_comes_first(names: Names) -> None:
    syria = names.find("Syria", "place")
    assert syria.iri == f"{ID}place/syria"
    assert names.find("Syria", "agent").iri == f"{ID}agent/government-of-syria"
    assert f"{ID}agent/government-of-syria" in syria.others


@pytest.mark.parametrize(
    ("name", "type_", "says"),
    [
        ("Islamic State", "crossing", "no crossing is called 'Islamic State': give its id, name or IRI"),
        ("agent:islamic-state", "crossing", "no crossing is called 'agent:islamic-state': give its id, name or IRI"),
        ("al-tanf", "agent", "no agent is called 'al-tanf': give its id, name or IRI"),
        ("crossing:al-tanf", "agent", "no agent is called 'crossing:al-tanf': give its id, name or IRI"),
        (
            f"{ID}agent/islamic-state",
            "crossing",
            f"<{ID}agent/islamic-state> is no crossing: give an id, a name or an IRI",
        ),
        (
            "https://example.org/x",
            "crossing",
            "nothing is known of <https://example.org/x>: give an id, a name or an IRI",
        ),
        ("http://x/> } #", "crossing", "'http://x/> } #' is not an IRI: give an id, a name or an IRI"),
        ("http://x/a b", "thing", "'http://x/a b' is not an IRI: give an id, a name or an IRI"),
        ("", "crossing", "no crossing is called '': give its id, name or IRI"),
        ("crossing:", "crossing", "no crossing is called 'crossing:': give its id, name or IRI"),
        ("x" * 501, "crossing", "a name of 501 characters: at most 500 are read"),
    ],
)
def test_names_of_nothing(name: str, type_: str, says: str, names: Names) -> None:
    assert refused(names, name, type_) == says


@pytest.mark.parametrize(
    ("name", "near"), [("albu kaml", "albu-kamal"), ("Al-Tanff", "al-tanf"), ("Yaroubia", "yaarubiya")]
)
def test_the_nearest_names_are_offered(name: str, near: str, names: Names) -> None:
    said = refused(names, name)
    assert said.startswith(f"no crossing is called {name!r}: did you mean ")
    assert repr(near) in said
    assert said.count("'") <= 8, "three names at most"


def test_the_nearest_names_are_of_the_type(names: Names) -> None:
    assert "albu-kamal" not in refused(names, "albu kaml", "agent")
    assert refused(names, "town:albu kaml").endswith("did you mean 'albu-kamal-town'?")


@given(st.text(max_size=MOST_CHARACTERS + 10))
def test_any_text_is_a_name_or_is_refused(names: Names, text: str) -> None:
    for type_ in ("crossing", "agent", "thing"):
        try:
            names.find(text, type_)
        except QueryError as error:
            assert len(str(error)) < 700  # noqa: PT017 - most texts name nothing, some do


@pytest.mark.parametrize("type_", [*PLACE_TYPES, *AGENT_TYPES])
def test_a_type_alone_is_no_name(type_: str, names: Names) -> None:
    refused(names, f"{type_}:", "thing")


# --- statements and concepts ---


@pytest.mark.parametrize(
    "name",
    [
        "new-arab-2018-10-15/s019",
        "statement:new-arab-2018-10-15/s019",
        f"{ID}statement/new-arab-2018-10-15/s019",
        "S019",
    ],
)
def test_statements(name: str, names: Names) -> None:
    assert names.statement(name) == f"{ID}statement/new-arab-2018-10-15/s019"
    assert names.anything(name) == f"{ID}statement/new-arab-2018-10-15/s019"


def test_two_rows_are_one_statement_and_one_row_two(names: Names) -> None:
    assert names.statement("S060") == names.statement("S061")
    for ask in (names.statement, names.anything):
        with pytest.raises(QueryError) as caught:
            ask("S020")
        assert str(caught.value).endswith(
            " of several statements: write one of "
            "statement:new-arab-2018-10-15/s020a, statement:new-arab-2018-10-15/s020b"
        )
        assert ask("statement:new-arab-2018-10-15/s020a").endswith("/s020a")


@pytest.mark.parametrize("name", ["", "S999", "new-arab-2018-10-15", "x/> } #", "new-arab-2018-10-15/s999", "../s019"])
def test_statements_that_are_none(name: str, names: Names) -> None:
    with pytest.raises(QueryError, match=r"^no statement "):
        names.statement(name)


def test_concepts(names: Names) -> None:
    iri = "https://w3id.org/crossings/concept/user-class/humanitarian"
    for name in ("humanitarian", "HUMANITARIAN", iri):
        assert names.concept(name, "user-class") == iri
    with pytest.raises(QueryError) as caught:
        names.concept("humans", "user-class")
    assert str(caught.value) == (
        "no user-class is called 'humans': there are commercial, government-military, humanitarian, pedestrian"
    )


# --- two of a kind, in a corpus that is invented ---

TWO = {
    "corpus": "corpus: two\ntitle: Two\ncreator: T\nlicence: https://creativecommons.org/licenses/by/4.0/\n"
    "base: https://example.org/\n",
    "places": "places:\n  varda: {type: country, label: Varda}\n  sulmar: {type: country, label: Sulmar}\n"
    "  north: {type: crossing, label: Bab al-Hawa, also: [North Gate]}\n"
    "  north/va: {type: post, of: north, country: varda, label: Bab al-Hawa}\n"
    "  south: {type: crossing, label: Bāb al Hawā}\n"
    "  south/va: {type: post, of: south, country: varda, label: South post}\n"
    "  hawa: {type: town, label: Hawa, also: [Bab el-Hawa]}\n"
    "  lone: {type: town, label: Lone}\n"
    "  a-town: {type: town, label: Twin}\n  b-town: {type: town, label: Twin}\n",
    "agents": "agents:\n  gazette: {type: news-publisher, label: Gazette}\n"
    "  hawa-brigade: {type: non-state-force, label: Bab al-Hawa}\n",
    "documents/news": "document: news\npublisher: gazette\npublished: 2031-05-04\nlanguage: en\n"
    "statements:\n  s001: {status: north, is: open}\n",
}


@pytest.fixture
def two(tmp_path: Path) -> Names:
    """An invented corpus in which two crossings, a post, a town and a brigade bear one name."""
    for name, text in TWO.items():
        path = tmp_path / "two" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return build_dataset(read_corpus(tmp_path / "two")).names


@pytest.mark.parametrize("name", ["Bab al-Hawa", "BAB EL HAWA", "Bāb al-Hawā"])
def test_two_crossings_of_one_name_are_refused_with_both(name: str, two: Names) -> None:
    said = f"{name!r} is the name of several things: write one of crossing:north, crossing:south"
    for type_ in ("crossing", "place", "thing"):
        assert refused(two, name, type_) == said
    assert two.find("crossing:north", "crossing").iri == "https://example.org/id/place/north"
    assert two.find("crossing:south", "crossing").iri == "https://example.org/id/place/south"


def test_what_only_one_of_two_bears_is_its_name(two: Names) -> None:
    assert two.find("North Gate", "crossing").iri == "https://example.org/id/place/north"
    assert two.find("South post", "crossing").iri == "https://example.org/id/place/south/va"


def test_the_same_name_of_another_type_is_no_second(two: Names) -> None:
    found = two.find("Bab al-Hawa", "agent")
    assert found.iri == "https://example.org/id/agent/hawa-brigade"
    assert {iri.rpartition("/id/place/")[2] for iri in found.others} == {"north", "south", "hawa"}
    assert two.find("town:Bab al-Hawa", "crossing").iri == "https://example.org/id/place/hawa"
    assert two.find("post:Bab al-Hawa", "crossing").iri == "https://example.org/id/place/north/va"


def test_two_towns_of_one_name_are_refused_with_both(two: Names) -> None:
    assert refused(two, "Twin") == "'Twin' is the name of several things: write one of town:a-town, town:b-town"


def test_names_do_not_depend_on_the_order_of_the_store(dataset: Dataset) -> None:
    store = ox.Store()
    store.bulk_load(b"\n".join(reversed(list(dataset.lines()))), format=ox.RdfFormat.N_QUADS)
    one, other = dataset.names, Names(store)
    for name in ("Al-Qaim", "القائم", "Rabia", "Syria", "Albu", "S019"):
        for type_ in ("crossing", "place", "agent", "thing"):
            assert outcome(one, name, type_) == outcome(other, name, type_)


def outcome(names: Names, name: str, type_: str) -> object:
    """What a name stands for, or the message that refuses it."""
    try:
        return names.find(name, type_)
    except QueryError as error:
        return str(error)
