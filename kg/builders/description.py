"""What the dataset says of itself, in the graph `meta`: what it holds, from where, under which licence, built of what.

In the words of DCAT 3 (datasets and their files), VoID (counts), SPARQL 1.1 Service Description
(named graphs) and PROV-O (the build). All counts are of the other graphs, so that they are known
when this one, the last, is written. There is no clock in it: what was built of what, and by which
version, is all that a build can repeat. No file can hold its own checksum; `manifest.json` has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg import iris
from kg.builders import rows, templates
from kg.builders.dataset import Record, encoded
from kg.builders.template import RowFunction, compiled, template
from kg.facts.corpus import Corpus
from kg.facts.entities import Where
from kg.namespaces import HOME

SOFTWARE = "crossings"
ONTOLOGY_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MEDIA_TYPES = {"dataset.nq": "application/n-quads", "dataset.trig": "application/trig"}
"""The files of a build that hold the whole dataset, and their types as registered with IANA."""
_REGISTRY = "https://www.iana.org/assignments/media-types/"
_RIGHTS = (
    "The parts of this dataset are under different licences: each named graph has its own, and each corpus and "
    "reference source its own with those to credit. What is derived from several has none but theirs."
)
_COUNTED = (
    "Counted are all graphs but this description. A triple that stands in two graphs is counted in each; an entity is "
    "a node that has a class."
)


class Counts(NamedTuple):
    """What all graphs but the description hold.

    `triples` and `entities` are keyed by the IRI of a graph, `instances` by that of a class,
    `properties` by that of a property.
    """

    triples: Mapping[str, int]
    entities: Mapping[str, int]
    instances: Mapping[str, int]
    properties: Mapping[str, int]


class DatasetRow(NamedTuple):
    """The dataset as a whole."""

    iri: str
    title: str
    lang: str
    counted: str
    creators: tuple[str, ...]
    licence: str
    rights: str
    parts: tuple[str, ...]
    build: str
    distributions: tuple[str, ...]
    vocabularies: tuple[str, ...]
    triples: str
    entities: str
    classes: str
    properties: str
    class_partitions: tuple[str, ...]
    property_partitions: tuple[str, ...]
    graphs: tuple[str, ...]
    named: tuple[str, ...]


class RightsRow(NamedTuple):
    """What is to be known of a dataset of several licences."""

    iri: str
    text: str


class DistributionRow(NamedTuple):
    """A file that has the dataset."""

    iri: str
    file: str
    media_type: str


class PartitionRow(NamedTuple):
    """The instances of a class, or the triples of a property, counted."""

    iri: str
    term: str
    number: str


class NamedGraphRow(NamedTuple):
    """A graph under its name."""

    iri: str
    graph: str


class GraphRow(NamedTuple):
    """What a graph holds, in numbers, under which licence and from where."""

    iri: str
    triples: str
    entities: str
    licence: str
    source: str
    build: str


class BuildRow(NamedTuple):
    """The building of the dataset: what it read, and the program that did it."""

    iri: str
    used: tuple[str, ...]
    software: str
    name: str
    version: str


DATASET = template(
    "dataset",
    DatasetRow,
    """
    ?iri a dcat:Dataset, void:Dataset, sd:Dataset ;
        dcterms:title ?title@?lang ;
        rdfs:comment ?counted@en ;
        dcterms:creator ?creators^^xsd:string ;
        dcterms:license ?licence ;
        dcterms:rights ?rights ;
        dcterms:hasPart ?parts ;
        prov:wasGeneratedBy ?build ;
        dcat:distribution ?distributions ;
        void:vocabulary ?vocabularies ;
        void:triples ?triples^^xsd:integer ;
        void:entities ?entities^^xsd:integer ;
        void:classes ?classes^^xsd:integer ;
        void:properties ?properties^^xsd:integer ;
        void:classPartition ?class_partitions ;
        void:propertyPartition ?property_partitions ;
        void:subset ?graphs ;
        sd:namedGraph ?named .
    """,
)

RIGHTS = template("rights", RightsRow, "?iri a dcterms:RightsStatement ; dcterms:description ?text@en .")

DISTRIBUTION = template(
    "distribution",
    DistributionRow,
    """
    ?iri a dcat:Distribution ;
        schema:name ?file^^xsd:string ;
        dcat:mediaType ?media_type .
    """,
)

CLASS_PARTITION = template(
    "class partition",
    PartitionRow,
    "?iri a void:Dataset ; void:class ?term ; void:entities ?number^^xsd:integer .",
)

PROPERTY_PARTITION = template(
    "property partition",
    PartitionRow,
    "?iri a void:Dataset ; void:property ?term ; void:triples ?number^^xsd:integer .",
)

NAMED_GRAPH = template("named graph", NamedGraphRow, "?iri a sd:NamedGraph ; sd:name ?graph ; sd:graph ?graph .")

GRAPH = template(
    "graph",
    GraphRow,
    """
    ?iri a void:Dataset, sd:Graph ;
        void:triples ?triples^^xsd:integer ;
        void:entities ?entities^^xsd:integer ;
        dcterms:license ?licence ;
        dcterms:source ?source ;
        prov:wasGeneratedBy ?build .
    """,
)

META = template("graph of the description", GraphRow, "?iri a sd:Graph ; dcterms:license ?licence .")

BUILD = template(
    "build",
    BuildRow,
    """
    ?iri a prov:Activity ;
        prov:used ?used ;
        prov:wasAssociatedWith ?software .
    ?software a prov:SoftwareAgent ;
        schema:name ?name^^xsd:string ;
        schema:softwareVersion ?version^^xsd:string .
    """,
)

_description = compiled(templates.DESCRIPTION)
_dataset = compiled(DATASET)
_rights = compiled(RIGHTS)
_distribution = compiled(DISTRIBUTION)
_class_partition = compiled(CLASS_PARTITION)
_property_partition = compiled(PROPERTY_PARTITION)
_named_graph = compiled(NAMED_GRAPH)
_graph = compiled(GRAPH)
_meta = compiled(META)
_build = compiled(BUILD)


def description_records(corpus: Corpus, counts: Counts) -> Iterator[Record]:
    """The records of the graph `meta`, without the rules of derived graphs: sources first, then the whole.

    `counts` are of all other graphs, which have been written before.
    """
    base, main = corpus.base, corpus.parts[-1]
    meta = iris.graph(base, "meta")
    where = Where(main.file("corpus"), 1)

    def record(write: RowFunction, described: Iterable[object], where: Where = where) -> Record:
        out: list[str] = []
        for row in described:
            write(row, meta, out.append)
        return Record(where, encoded(out))

    for part in corpus.parts:
        yield record(_description, [rows.corpus_row(part, corpus)], Where(part.file("corpus"), 1))
        for source in part.sources:
            yield record(_description, [rows.source_row(source, part)], source.where)
    classes = list(_partitions(base, main.id, "class", counts.instances))
    properties = list(_partitions(base, main.id, "property", counts.properties))
    graphs = list(_graphs(corpus, counts))
    named = [NamedGraphRow(iris.named_graph(graph), graph) for graph in sorted([*counts.triples, meta])]
    files = [DistributionRow(iris.distribution(base, main.id, f), f, _REGISTRY + t) for f, t in MEDIA_TYPES.items()]
    row = _whole(corpus, counts)
    yield record(
        _dataset,
        [
            row._replace(
                distributions=tuple(file.iri for file in files),
                class_partitions=tuple(one.iri for one in classes),
                property_partitions=tuple(one.iri for one in properties),
                graphs=tuple(graph.iri for graph in graphs),
                named=tuple(one.iri for one in named),
            )
        ],
    )
    if row.rights:
        yield record(_rights, [RightsRow(row.rights, _RIGHTS)])
    yield record(_distribution, files)
    yield record(_class_partition, classes)
    yield record(_property_partition, properties)
    yield record(_graph, graphs)
    yield record(_meta, [GraphRow(meta, "", "", main.settings.licence, "", "")])
    yield record(_named_graph, named)
    yield record(_build, [_build_row(corpus)])


def _partitions(base: str, corpus: str, kind: str, counted: Mapping[str, int]) -> Iterator[PartitionRow]:
    for term, number in sorted(counted.items()):
        yield PartitionRow(iris.partition(base, corpus, kind, term), term, str(number))


def _whole(corpus: Corpus, counts: Counts) -> DatasetRow:
    """The dataset, without the IRIs of what else is written of it."""
    main = corpus.parts[-1]
    used = {id_ for part in corpus.parts for id_ in part.settings.uses}
    sources = [source for part in corpus.parts for source in part.sources]
    licences = {part.settings.licence for part in corpus.parts} | {source.record.licence for source in sources}
    licence = _common(licences)
    parts = [iris.corpus(part.base, part.id) for part in corpus.parts]
    parts += [iris.reference(part.base, source.record.source) for part in corpus.parts for source in part.sources]
    return DatasetRow(
        iri=iris.dataset(corpus.base, main.id),
        title="; ".join(part.settings.title for part in corpus.parts if part.id not in used),
        lang=main.settings.language,
        counted=_COUNTED,
        creators=tuple(dict.fromkeys(part.settings.creator for part in corpus.parts)),
        licence=licence,
        rights="" if licence else iris.rights(corpus.base, main.id),
        parts=tuple(parts),
        build=iris.build(corpus.base, main.id),
        distributions=(),
        vocabularies=tuple(sorted({_namespace(term) for term in (*counts.instances, *counts.properties)})),
        triples=str(sum(counts.triples.values())),
        entities=str(sum(counts.entities.values())),
        classes=str(len(counts.instances)),
        properties=str(len(counts.properties)),
        class_partitions=(),
        property_partitions=(),
        graphs=(),
        named=(),
    )


def _common(licences: set[str]) -> str:
    """The licence of what several licences apply to: the one that there is, or none."""
    return next(iter(licences)) if len(licences) == 1 else ""


def _namespace(term: str) -> str:
    """The namespace of a class or property: all up to its last part."""
    return term[: max(term.rfind("#"), term.rfind("/")) + 1]


def _graphs(corpus: Corpus, counts: Counts) -> Iterator[GraphRow]:
    """The graphs that were counted, in the order of their IRIs."""
    origin = {iris.graph(corpus.base, "vocabulary"): (ONTOLOGY_LICENCE, f"{HOME}ontology")}
    for part in corpus.parts:
        licence = part.settings.licence
        for kind in ("corpus", "decisions"):
            origin[iris.graph(part.base, kind, part.id)] = licence, iris.corpus(part.base, part.id)
        for source in part.sources:
            name = source.record.source
            origin[iris.graph(part.base, "reference", name)] = source.record.licence, iris.reference(part.base, name)
    for document in corpus.documents:
        graph = iris.graph(document.part.base, "document", document.header.document)
        origin[graph] = document.part.settings.licence, document.entity.iri
    of_rules = _common({part.settings.licence for part in corpus.parts}), ""
    build = iris.build(corpus.base, corpus.parts[-1].id)
    for graph, triples in sorted(counts.triples.items()):
        licence, source_ = origin.get(graph, of_rules)
        derived = build if graph not in origin else ""
        yield GraphRow(graph, str(triples), str(counts.entities.get(graph, 0)), licence, source_, derived)


def _build_row(corpus: Corpus) -> BuildRow:
    from importlib.metadata import version  # takes longer to import than the description to write

    used = tuple(iris.corpus(part.base, part.id) for part in corpus.parts)
    build = iris.build(corpus.base, corpus.parts[-1].id)
    of = version(SOFTWARE)
    return BuildRow(build, used, iris.software(corpus.base, SOFTWARE, of), SOFTWARE, of)
