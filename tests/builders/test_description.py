"""What the dataset says of itself against what it holds: counts by SPARQL, licences by corpora, terms by spec."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pyoxigraph as ox
import pytest
from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS, SDO, VOID, URIRef

from kg.builders.description import MEDIA_TYPES, ONTOLOGY_LICENCE, Counts, description_records
from kg.facts.starter import make_corpus
from kg.namespaces import HOME, PREFIXES, expand
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.shipped import shipped

ID = HOME + "id/"
META = f"{HOME}graph/meta"
NONE = Counts({}, {}, {}, {})

# SPARQL 1.1 Service Description, section 3: terms for datasets and graphs. rdflib has no such namespace.
SERVICE_DESCRIPTION = {expand(f"sd:{term}") for term in "Dataset Graph NamedGraph namedGraph name graph".split()}
# Of DCAT rdflib has version 2, all of whose terms stand in version 3.
NAMESPACES = [DCAT, DCTERMS, PROV, RDF, RDFS, SDO, VOID]


def second_ring() -> Dataset:
    """The shipped corpus with the second example."""
    facts = shipped("facts")
    return build_dataset(read_corpus(facts / "syria-iraq-2018", facts / "examples/second-ring"))


def public(folder: Path) -> Dataset:
    """The same as it is published when one document of the second example is internal."""
    example = copytree(shipped("facts") / "examples/second-ring", folder / "second-ring")
    path = min((example / "documents").glob("*.yaml"))
    path.write_text(path.read_text("utf-8").replace("\npublisher:", "\naccess: internal\npublisher:", 1), "utf-8")
    corpus = read_corpus(shipped("facts") / "syria-iraq-2018", example, public=True)
    assert corpus.withheld is not None
    assert corpus.withheld.documents == 1
    made = build_dataset(corpus)
    assert path.stem.encode() not in b"\n".join(made.lines())
    return made


@pytest.fixture(scope="module", params=["shipped", "second ring", "public"])
def dataset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The shipped dataset, that with the second example, and what is published of it."""
    made: dict[str, Callable[[], Dataset]] = {
        "shipped": lambda: build_dataset(read_corpus()),
        "second ring": second_ring,
        "public": lambda: public(tmp_path_factory.mktemp("public")),
    }
    return made[request.param]()


@pytest.fixture(scope="module")
def qasr(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus."""
    folder = tmp_path_factory.mktemp("invented") / "qasr"
    make_corpus(folder)
    return folder


def rows(dataset: Dataset, query: str) -> list[tuple[str, ...]]:
    """The rows of a query as texts, "" for nothing."""
    found = dataset.sparql(query)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in found]


def in_meta(dataset: Dataset, columns: str, pattern: str) -> list[tuple[str, ...]]:
    """The rows of what the description says."""
    return rows(
        dataset, f"SELECT {columns} {{ GRAPH ?meta {{ ?dataset a sd:Dataset . {pattern} }} }} ORDER BY {columns}"
    )


def counted(dataset: Dataset, key: str, what: str, pattern: str) -> dict[str, str]:
    """What SPARQL counts by a key in all graphs but the description."""
    outside = f'GRAPH ?graph {{ {pattern} }} FILTER(!STRENDS(STR(?graph), "/graph/meta"))'
    found = rows(dataset, f"SELECT {key} ({what} AS ?n) {{ {outside} }} GROUP BY {key}")
    return {name: number for name, number in found}  # noqa: C416 - the type of a pair


def quads(dataset: Dataset) -> list[ox.Quad]:
    """The quads of the description."""
    return [q for q in dataset.store if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.endswith("/meta")]


# --- counts ---


def test_every_graph_is_counted(dataset: Dataset) -> None:
    told = in_meta(dataset, "?g ?n ?e", "?dataset void:subset ?g . ?g void:triples ?n ; void:entities ?e")
    triples = counted(dataset, "?graph", "COUNT(*)", "?s ?p ?o")
    entities = counted(dataset, "?graph", "COUNT(DISTINCT ?s)", "?s a ?class")
    assert len(triples) > 15
    assert told == sorted((graph, number, entities.get(graph, "0")) for graph, number in triples.items())


def test_every_class_is_counted(dataset: Dataset) -> None:
    told = in_meta(dataset, "?c ?n", "?dataset void:classPartition ?part . ?part void:class ?c ; void:entities ?n")
    classes = counted(dataset, "?class", "COUNT(DISTINCT ?s)", "?s a ?class")
    assert len(classes) > 40
    assert told == sorted(classes.items())
    assert in_meta(dataset, "?n", "?dataset void:classes ?n") == [(str(len(classes)),)]


def test_every_property_is_counted(dataset: Dataset) -> None:
    told = in_meta(dataset, "?p ?n", "?dataset void:propertyPartition ?part . ?part void:property ?p ; void:triples ?n")
    properties = counted(dataset, "?p", "COUNT(*)", "?s ?p ?o")
    assert len(properties) > 80
    assert told == sorted(properties.items())
    assert in_meta(dataset, "?n", "?dataset void:properties ?n") == [(str(len(properties)),)]


def test_the_whole_is_the_sum_of_its_graphs_and_no_node_is_an_entity_of_two(dataset: Dataset) -> None:
    told = in_meta(dataset, "?n ?e", "?dataset void:triples ?n ; void:entities ?e")
    triples = sum(map(int, counted(dataset, "?graph", "COUNT(*)", "?s ?p ?o").values()))
    entities = counted(dataset, "?s", "COUNT(DISTINCT ?graph)", "?s a ?class")
    assert told == [(str(triples), str(len(entities)))]
    assert set(entities.values()) == {"1"}


def test_every_graph_is_named_and_the_description_among_them(dataset: Dataset) -> None:
    told = in_meta(dataset, "?g", "?dataset sd:namedGraph ?named . ?named a sd:NamedGraph ; sd:name ?g ; sd:graph ?g")
    there = rows(dataset, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert told == there
    assert any(graph.endswith("/graph/meta") for (graph,) in told)


def test_the_vocabularies_are_those_of_all_classes_and_properties(dataset: Dataset) -> None:
    told = {space for (space,) in in_meta(dataset, "?v", "?dataset void:vocabulary ?v")}
    terms = {*counted(dataset, "?p", "COUNT(*)", "?s ?p ?o"), *counted(dataset, "?c", "COUNT(*)", "?s a ?c")}
    assert all(sum(term.startswith(space) for space in told) == 1 for term in terms)
    assert all(any(term.startswith(space) for term in terms) for space in told)
    assert told <= set(PREFIXES.values())


# --- sources and licences ---


def test_a_graph_has_the_licence_of_what_it_comes_from(dataset: Dataset) -> None:
    of_source = in_meta(dataset, "?g ?l", "?s dcterms:hasPart ?g ; dcterms:license ?l . ?g a sd:Graph")
    of_graph = in_meta(dataset, "?g ?l", "?g a sd:Graph ; dcterms:license ?l . ?s dcterms:hasPart ?g")
    assert of_source == of_graph
    others = in_meta(dataset, "?g", "?g a sd:Graph . FILTER NOT EXISTS { ?s dcterms:hasPart ?g }")
    kinds = {graph.partition("/graph/")[2].partition("/")[0] for (graph,) in others}
    assert kinds == {"derived", "meta", "vocabulary"}


def test_a_graph_names_where_it_comes_from(dataset: Dataset) -> None:
    of_document = in_meta(dataset, "?g ?s", '?g a sd:Graph ; dcterms:source ?s FILTER(CONTAINS(STR(?g), "/document/"))')
    documents = rows(dataset, "SELECT ?g ?d { GRAPH ?g { ?d a cx:Document } } ORDER BY ?g")
    assert of_document == documents
    of_others = in_meta(dataset, "?g ?s", "?s dcterms:hasPart ?g . ?g dcterms:source ?s")
    assert len(of_others) >= 10
    lacking = in_meta(
        dataset, "?g", "?g void:triples ?n ; a sd:Graph FILTER NOT EXISTS { ?g dcterms:source|prov:wasDerivedFrom ?s }"
    )
    assert lacking == []


def test_the_vocabulary_has_the_licence_of_the_ontology(dataset: Dataset) -> None:
    query = "SELECT DISTINCT ?l { GRAPH ?v { ?ontology a owl:Ontology ; dcterms:license ?l } }"
    assert rows(dataset, query) == [(ONTOLOGY_LICENCE,)]
    told = in_meta(
        dataset,
        "?l",
        "?dataset void:subset ?g . ?g dcterms:source <https://w3id.org/crossings/ontology> ; dcterms:license ?l",
    )
    assert told == [(ONTOLOGY_LICENCE,)]


def test_a_dataset_of_several_licences_has_rights_and_no_licence_of_its_own(dataset: Dataset) -> None:
    licences = {licence for (licence,) in in_meta(dataset, "?l", "?s a dcat:Dataset ; dcterms:license ?l")}
    assert len(licences) == 2
    assert in_meta(dataset, "?l", "?dataset dcterms:license ?l") == []
    (text,) = in_meta(
        dataset, "?t", "?dataset dcterms:rights ?r . ?r a dcterms:RightsStatement ; dcterms:description ?t"
    )
    assert "different licences" in text[0]


def test_a_dataset_of_one_licence_has_it(qasr: Path) -> None:
    made = build_dataset(read_corpus(qasr))
    (own,) = {licence for (licence,) in in_meta(made, "?l", "?c dcterms:hasPart ?g ; dcterms:license ?l")}
    assert in_meta(made, "?l", "?dataset dcterms:license ?l") == [(own,)]
    assert in_meta(made, "?r", "?dataset dcterms:rights ?r") == []
    derived = in_meta(made, "?l", "?g prov:wasDerivedFrom ?c . ?g a sd:Graph ; dcterms:license ?l")
    assert {licence for (licence,) in derived} == {own}


def test_of_two_corpora_with_two_licences_what_is_derived_has_none(tmp_path: Path) -> None:
    example = copytree(shipped("facts") / "examples/second-ring", tmp_path / "second-ring")
    path = example / "corpus.yaml"
    path.write_text(path.read_text("utf-8").replace("/by/4.0/", "/by-nc/4.0/"), "utf-8")
    made = build_dataset(read_corpus(shipped("facts") / "syria-iraq-2018", example))
    assert in_meta(made, "?g", "?g a prov:Entity ; dcterms:license ?l") == []
    assert in_meta(made, "?g", "?g a prov:Entity ; void:triples ?n") != []
    assert made.validate().conforms


# --- files and the build ---


def test_the_files_of_the_dataset_are_those_of_a_build(out_once: Path) -> None:
    pattern = "?dataset dcat:distribution ?f . ?f a dcat:Distribution ; schema:name ?name ; dcat:mediaType ?type"
    told = in_meta(Dataset.open(out_once), "?name ?type", pattern)
    assert {name for name, _ in told} == {path.name for path in out_once.glob("dataset.*")} == set(MEDIA_TYPES)
    for name, kind in told:
        registered = ox.RdfFormat.from_extension(name.rpartition(".")[2])
        assert registered is not None
        assert kind == f"https://www.iana.org/assignments/media-types/{registered.media_type}"


def test_the_build_used_the_corpora_and_derived_graphs_come_of_it(dataset: Dataset) -> None:
    from importlib.metadata import version

    used = in_meta(dataset, "?used", "?dataset prov:wasGeneratedBy ?build . ?build a prov:Activity ; prov:used ?used")
    corpora = in_meta(dataset, "?c", '?dataset dcterms:hasPart ?c . FILTER(CONTAINS(STR(?c), "/id/corpus/"))')
    assert used == corpora
    pattern = (
        "?build prov:wasAssociatedWith ?by . ?by a prov:SoftwareAgent ; schema:name ?n ; schema:softwareVersion ?v"
    )
    assert in_meta(dataset, "?n ?v", pattern) == [("crossings", version("crossings"))]
    pattern = (
        "?dataset prov:wasGeneratedBy ?build . ?g a sd:Graph ; prov:wasGeneratedBy ?build ; prov:wasDerivedFrom ?c"
    )
    assert {graph for (graph,) in in_meta(dataset, "?g", pattern)} == {
        graph for (graph,) in in_meta(dataset, "?g", "?dataset void:subset ?g") if "/graph/derived/" in graph
    }


# --- terms, bytes, the gate ---


def test_every_term_stands_in_its_specification(dataset: Dataset) -> None:
    found = quads(dataset)
    used = {quad.predicate.value for quad in found}
    used |= {
        q.object.value for q in found if q.predicate.value == expand("rdf:type") and isinstance(q.object, ox.NamedNode)
    }
    assert len(used) > 35
    unknown = [
        iri for iri in sorted(used - SERVICE_DESCRIPTION) if not any(URIRef(iri) in space for space in NAMESPACES)
    ]
    assert unknown == []
    assert not any(URIRef(f"{space}noSuchTerm") in space for space in NAMESPACES)


def test_nothing_has_a_time_and_no_node_is_blank(dataset: Dataset) -> None:
    for quad in quads(dataset):
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)
        if isinstance(quad.object, ox.Literal):
            assert quad.object.datatype.value not in {expand("xsd:dateTime"), expand("xsd:date"), expand("xsd:time")}


def test_equal_facts_equal_bytes_and_the_description_last(qasr: Path) -> None:
    corpus = read_corpus(qasr)
    lines = list(build_dataset(corpus).lines())
    assert lines == list(build_dataset(read_corpus(qasr)).lines())
    own = [line.endswith(b"/graph/meta> .") for line in lines]
    assert own == sorted(own)
    assert any(own)


def test_counts_in_another_order_give_the_same_bytes(qasr: Path) -> None:
    corpus = read_corpus(qasr)
    counts = Counts(*({f"{ID}{name}": 1 for name in names} for names in ("cab", "ab", "zyx", "ponm")))
    turned = Counts(*(dict(sorted(part.items(), reverse=True)) for part in counts))
    assert [*description_records(corpus, counts)] == [*description_records(corpus, turned)]


def test_a_term_without_a_prefix_has_a_partition_of_its_own(qasr: Path) -> None:
    counts = NONE._replace(properties={"https://example.org/terms/of us#a<b": 1, "https://example.org/terms/b": 2})
    text = b"".join(record.lines for record in description_records(read_corpus(qasr), counts)).decode()
    assert "/property/https%3A%2F%2Fexample.org%2Fterms%2Fb> " in text
    assert "/property/https%3A%2F%2Fexample.org%2Fterms%2Fof%20us%23a%3Cb> " in text


def test_the_gate_covers_the_description(qasr: Path) -> None:
    lines = list(build_dataset(read_corpus(qasr)).lines())
    lost = expand("void:triples").encode()
    store = ox.Store()
    kept = [line for line in lines if not (b"/graph/document/" in line.split(b" ", 1)[0] and lost in line)]
    assert len(kept) == len(lines) - 1
    store.bulk_load(b"\n".join(kept), format=ox.RdfFormat.N_QUADS)
    found = Dataset(None, store).validate()
    assert not found.conforms
    assert "A graph of the dataset is counted" in found.turtle
