"""The builder against a bare f-string loop and against rdflib, on the same statement rows.

`ours` takes every row through the real record, checker and templates; `bare` writes the same bytes
with f-strings from the same rows and checks nothing; `rdflib` adds the same quads to a Dataset and
serialises it. Each runs in a process of its own that prints seconds, bytes and peak memory.
"""

from __future__ import annotations

import resource
import sys
import time
from calendar import monthrange
from pathlib import Path

from bench.rows import ACTORS, BASE, CROSSINGS, DOCUMENT, rows

TEXT_LENGTH = 10_000_000


def ours(count: int, path: Path) -> None:
    """Write the quads of `count` rows to `path` through the builder."""
    import msgspec

    from kg import iris
    from kg.builders.parts import attribution_lines, statement_lines
    from kg.errors import Faults
    from kg.facts.checker import Checker, Context
    from kg.facts.entities import Entities, Entity, Where
    from kg.facts.records import Place
    from kg.facts.statements import Attribution, StatementRow

    entities, faults = Entities(), Faults()

    def add(id_: str, type_: str, class_: str, record: Place | None = None) -> None:
        entity = Entity(id_, type_, class_, iris.entity(BASE, type_, id_), "bench", record, Where("bench", 0))
        entities.add(entity, faults)

    for n in range(CROSSINGS):
        add(f"crossing-{n}", "place", "BorderCrossing")
        add(f"crossing-{n}/aa", "place", "BorderPost", Place(type="post", label="x", of=f"crossing-{n}", country="aa"))
        add(f"town-{n}", "place", "Town")
    for n in range(ACTORS):
        add(f"actor-{n}", "agent", "NonStateForce")
        add(f"speaker-{n}", "agent", "Person")
    add("agency", "agent", "NewsAgency")
    add("publisher", "agent", "NewsPublisher")
    context = Context(
        id=DOCUMENT,
        iri=iris.entity(BASE, "document", DOCUMENT),
        base=BASE,
        publisher_id="publisher",
        publisher=iris.entity(BASE, "agent", "publisher"),
        language="en",
        said=("2018-12-31", "2018-12-31"),
        basis="stated",
        decision="",
        file="bench",
        table="bench.csv",
        text_length=TEXT_LENGTH,
        statements=None,
    )

    def report(column: str, what: str, mend: str) -> None:
        raise ValueError(f"{column}: {what}: {mend}")

    check = Checker(entities, context).check
    graph = iris.graph(BASE, "document", DOCUMENT)
    met: dict[str, Attribution] = {}
    convert = msgspec.convert
    with path.open("wb", buffering=1 << 20) as file:
        for number, row in enumerate(rows(count), start=2):
            statement = check(convert(row, StatementRow, strict=False), number, report)
            assert statement is not None
            file.write(statement_lines(statement, graph))
            met.update((one.iri, one) for one in statement.attributions)
        file.write(attribution_lines([met[iri] for iri in sorted(met)], graph))


def bare(count: int, path: Path) -> None:
    """Write the same bytes with nothing but f-strings."""
    g = f"<{BASE}graph/document/{DOCUMENT}> .\n"
    cx = "https://w3id.org/crossings/ontology#"
    concept = "https://w3id.org/crossings/concept/"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    prov = "http://www.w3.org/ns/prov#"
    oa = "http://www.w3.org/ns/oa#"
    dcterms = "http://purl.org/dc/terms/"
    d = f"{BASE}id/document/{DOCUMENT}"
    b = f"{BASE}id/"
    a = f"{b}attribution/{DOCUMENT}/"
    met: set[tuple[int, str]] = set()
    with path.open("wb", buffering=1 << 20) as file:
        for row in rows(count):
            i = row["id"]
            s = f"<{b}statement/{DOCUMENT}/{i}>"
            (obj,) = row["object"]
            agency, speaker = row["voice"]
            (at,) = row["at"]
            (number,) = row["row"]
            (named,) = row["object_named"]
            (place,) = row["place"]
            (agent,) = row["agent"]
            named = named.replace('"', '\\"')
            month = str(row["time"])[6:]
            first = f"{month}-01"
            last = f"{month}-{monthrange(2018, int(month[5:]))[1]}"
            paragraph, _, span = at.partition(" ")
            start, _, end = span.partition("-")
            e = f"<{b}evidence/{DOCUMENT}/{i}/1>"
            t = f"<{b}selector/{DOCUMENT}/{i}/1>"
            out = (
                f"{s} {rdf_type} <{cx}Statement> {g}{s} {rdf_type} <{cx}ControlStatement> {g}"
                f'{s} <{dcterms}identifier> "{number}" {g}{s} <{cx}document> <{d}> {g}'
                f"{s} <{cx}publisher> <{b}agent/publisher> {g}{s} <{cx}speaker> <{b}agent/{speaker}> {g}"
                f"{s} <{prov}qualifiedAttribution> <{a}0/publisher> {g}"
                f"{s} <{prov}qualifiedAttribution> <{a}1/{agency}> {g}"
                f"{s} <{prov}qualifiedAttribution> <{a}2/{speaker}> {g}"
                f"{s} <{cx}subject> <{b}place/{row['subject']}> {g}{s} <{cx}predicate> <{cx}controlledBy> {g}"
                f"{s} <{cx}object> <{b}agent/{obj}> {g}{s} <{cx}polarity> <{concept}polarity/affirmed> {g}"
                f"{s} <{cx}modality> <{concept}modality/{row['modality']}> {g}"
                f'{s} <{cx}subjectNamedAs> "{row["subject_named"]}" {g}{s} <{cx}objectNamedAs> "{named}" {g}'
                f"{s} <{cx}appliesTo> <{b}place/{row['side']}> {g}"
                f"{s} <{cx}scopeBasis> <{concept}scope-basis/{row['side_basis']}> {g}"
                f"{s} <{cx}agent> <{b}agent/{agent}> {g}{s} <{cx}place> <{b}place/{place}> {g}"
                f'{s} <http://www.w3.org/2000/01/rdf-schema#comment> "{row["note"]}"@en {g}{s} <{cx}evidence> {e} {g}'
                f'{s} <{cx}beginEarliest> "{first}"^^<{xsd}date> {g}{s} <{cx}beginLatest> "{last}"^^<{xsd}date> {g}'
                f'{s} <{cx}endEarliest> "{first}"^^<{xsd}date> {g}{s} <{cx}edtf> "{month}" {g}'
                f"{s} <{cx}dateBasis> <{concept}date-basis/stated> {g}"
                f'{s} <{cx}assertedEarliest> "2018-12-31"^^<{xsd}date> {g}'
                f'{s} <{cx}assertedLatest> "2018-12-31"^^<{xsd}date> {g}'
            )
            met.update(enumerate(("publisher", agency, speaker)))
            file.write(
                (
                    f"{out}{e} {rdf_type} <{oa}SpecificResource> {g}{e} <{oa}hasSource> <{d}> {g}"
                    f"{e} <{oa}hasSelector> {t} {g}{t} {rdf_type} <{oa}TextPositionSelector> {g}"
                    f'{t} <{cx}paragraph> "{paragraph}" {g}{t} <{oa}start> "{start}"^^<{xsd}integer> {g}'
                    f'{t} <{oa}end> "{end}"^^<{xsd}integer> {g}'
                ).encode()
            )
        for position, who in sorted(met):
            node = f"<{a}{position}/{who}>"
            file.write(
                (
                    f"{node} {rdf_type} <{prov}Attribution> {g}{node} <{prov}agent> <{b}agent/{who}> {g}"
                    f'{node} <{cx}position> "{position}"^^<{xsd}integer> {g}'
                ).encode()
            )


def rdflib(count: int, path: Path) -> float:
    """Build the same quads as rdflib terms in a Dataset and write them as N-Quads.

    The quads are read back from what the bare loop writes; returns when the building itself began.
    """
    import pyoxigraph as ox
    from rdflib import Dataset, Literal, URIRef

    source = path.with_suffix(".source")
    bare(count, source)
    plain = []
    for quad in ox.parse(path=str(source), format=ox.RdfFormat.N_QUADS):
        value = quad.object
        if isinstance(value, ox.Literal):
            term: tuple[str, ...] = (value.value, value.language or "", value.datatype.value)
        else:
            assert isinstance(value, ox.NamedNode)
            term = (value.value,)
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.graph_name, ox.NamedNode)
        plain.append((quad.subject.value, quad.predicate.value, term, quad.graph_name.value))
    began = time.perf_counter()
    dataset = Dataset()
    for subject, predicate, term, graph in plain:
        if len(term) == 1:
            value_: URIRef | Literal = URIRef(term[0])
        elif term[1]:
            value_ = Literal(term[0], lang=term[1])
        else:
            value_ = Literal(term[0], datatype=URIRef(term[2]))
        dataset.add((URIRef(subject), URIRef(predicate), value_, dataset.graph(URIRef(graph))))
    dataset.serialize(str(path), format="nquads")
    return began


if __name__ == "__main__":
    what, number, target = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if what == "ours":
        # Importing and reading the ontology's schemes happen once a build; rows are what is measured.
        import kg.builders.dataset  # noqa: F401
        from kg.facts.concepts import core_concepts

        core_concepts()
    started = time.perf_counter()
    started = {"ours": ours, "bare": bare, "rdflib": rdflib}[what](number, target) or started
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.4f} {target.stat().st_size} {peak:.1f}")
