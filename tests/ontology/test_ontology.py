"""The ontology against its style guide, its contract with outsiders, and OWL 2 DL."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes" / "meta" / "ontology.ttl"
OWL_DL = Path(__file__).resolve().parent / "owl-dl"

CX = Namespace("https://w3id.org/crossings/ontology#")
CONCEPT = Namespace("https://w3id.org/crossings/concept/")
MODULE = Namespace("https://w3id.org/crossings/ontology/")
CORE = URIRef("https://w3id.org/crossings/ontology")
SH = Namespace("http://www.w3.org/ns/shacl#")
VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
DCTERMS = Namespace("http://purl.org/dc/terms/")

OURS = re.compile(f"{re.escape(CX)}|{re.escape(CONCEPT)}")

FILES = sorted(ONTOLOGY.rglob("*.ttl"))
MODULES = sorted(path for path in ONTOLOGY.glob("*.ttl") if path.stem != "crossings")
SCHEMES = sorted((ONTOLOGY / "schemes").glob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))

CLASSES = """
    Place BorderCrossing BorderPost Town District Province Country Area PlaceGroup
    Agent Person Organization NewsPublisher NewsAgency Government ArmedActor StateForce NonStateForce Coalition
    UnnamedSource Office Event Document Statement
    ControlStatement StatusStatement PresenceStatement LocationStatement NameStatement ClassificationStatement
    RelationStatement EventStatement OrderStatement PurposeStatement SpeechStatement QuantityStatement
    AssessmentStatement DocumentStatement
    Period Answer ConflictSet NearConflict Corroboration
    Decision IdentityDecision DateDecision IndependenceDecision OrderDecision Withdrawal
""".split()

OBJECT_PROPERTIES = """
    subject predicate object polarity modality document publisher speaker evidence appliesTo scopeBasis presupposes
    retracts corrects dateBasis datedBy
    controlledBy status presenceOf locatedIn connects lies classifiedAs backs leads coordinatesWith stateMediaOf
    holdsOffice eventType before during content dateline
    userClass useOf direction directionFrom usedIn place placePrecision clarity agent participant theme counterpart
    venue unit quantityKind approximation ofWhole about
    postOf country member forceOf memberOf officeOf resultingStatus priorStatus
    sameWireAs access candidate outcome earlier later reason
    answer period against restsOn selfInterest supersededBy
""".split()

DATATYPE_PROPERTIES = """
    literal subjectNamedAs objectNamedAs scopeUncertain
    beginEarliest beginLatest endEarliest endLatest edtf assertedEarliest assertedLatest saidEarliest saidLatest
    name purpose quantity assessment amount lower upper completeMembership rank
    textSha256 textLength paragraph position file mention rationale withdrawnOn
    firstDay lastDay lastSeen independentOrigins
""".split()

DATATYPES = ["pCode", "hasc", "iso3166", "ucdpActor", "whosOnFirst"]

CONTRACT: dict[URIRef, list[str]] = {
    OWL.Class: CLASSES,
    OWL.ObjectProperty: OBJECT_PROPERTIES,
    OWL.DatatypeProperty: DATATYPE_PROPERTIES,
    RDFS.Datatype: DATATYPES,
    CX.UnnamedSource: ["unspecified"],
}

CONCEPTS: dict[str, str] = {
    "access": "public internal",
    "answer": "definite disputed last-known candidates unknown",
    "approximation": "exact about order-of-magnitude at-least at-most",
    "clarity": "single aggregate",
    "classification": "border-town major-crossing key-border-gate",
    "date-basis": "stated inferred-in-document inferred-across-documents none",
    "direction": "north northeast east southeast south southwest west northwest far-north far-east far-south far-west",
    "event-type": "announcement reopening closure seizure meeting press-conference remarks report territorial-advance "
    "proclamation redeployment air-strikes recapture war deployment-against-protesters uprising-wave "
    "surveillance-installation surveillance-flights border-reinforcement",
    "modality": "asserted reported claimed assessed expected intended urged presupposed depicted",
    "outcome": "positive negative undecided",
    "place-precision": "exact near district province stretch country water-or-air",
    "polarity": "affirmed denied undetermined",
    "quantity-kind": "crossings crossings-controlled territory-lost civilians-killed members-killed "
    "unidentified-killed people-displaced duration",
    "reason": "open-begin open-end within-bounds undated perhaps-not-yet-said only-denied no-statement not-yet-said "
    "withdrawn incompatible-values affirmed-and-denied different-dates different-figures different-details "
    "contradicted-order two-events presence-versus-control different-side different-granularity "
    "different-reference-region different-modality time-does-not-overlap time-may-not-overlap same-wire",
    "scope-basis": "stated inferred-in-document",
    "status": "open sporadically-open not-open closed restricted destroyed",
    "unit": "count share percent years",
    "use": "goods travel",
    "user-class": "government-military humanitarian commercial pedestrian",
}


@cache
def parsed(path: Path) -> Graph:
    return Graph().parse(path, format="turtle")


def merged(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph += parsed(path)
    return graph


def messages(data: Graph) -> set[str]:
    """The distinct messages with which the meta shapes reject a graph."""
    _, report, _ = pyshacl.validate(data, shacl_graph=parsed(SHAPES))
    assert isinstance(report, Graph)
    return {str(message) for message in report.objects(None, SH.resultMessage)}


def load_layout() -> ModuleType:
    """The formatter beside this file, loaded by path: the tests are no package."""
    spec = importlib.util.spec_from_file_location("ontology_layout", Path(__file__).with_name("layout.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_there() -> None:
    assert len(MODULES) == 13
    assert {path.stem for path in SCHEMES} == set(CONCEPTS)
    assert len(ALIGNMENTS) == 5
    assert len(FILES) == 1 + len(MODULES) + len(SCHEMES) + len(ALIGNMENTS)


# --- style guide


def test_ontology_conforms_to_the_meta_shapes() -> None:
    assert messages(merged(FILES)) == set()


def drop(subject: URIRef, predicate: URIRef) -> Callable[[Graph], object]:
    return lambda graph: graph.remove((subject, predicate, None))


def add(subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> Callable[[Graph], object]:
    return lambda graph: graph.add((subject, predicate, value))


def put(subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> Callable[[Graph], object]:
    return lambda graph: graph.set((subject, predicate, value))


def rename(old: URIRef, new: URIRef) -> Callable[[Graph], object]:
    def change(graph: Graph) -> None:
        for triple in list(graph):
            if old in triple:
                graph.remove(triple)
                subject, predicate, value = (new if node == old else node for node in triple)
                graph.add((subject, predicate, value))

    return change


OPEN, NOT_OPEN, STATUS = CONCEPT["status/open"], CONCEPT["status/not-open"], CONCEPT["status"]
SAMPLE_TERMS = {CX.Place, CX.Town, CX.backs, CX.name, CX.beginLatest}


def sample() -> Graph:
    """A part of the ontology with every kind of term: the whole takes pySHACL ten seconds for each defect."""
    whole = merged([ONTOLOGY / "crossings.ttl", *MODULES])
    graph = merged([ONTOLOGY / "schemes" / f"{name}.ttl" for name in ("status", "use")])
    kept = SAMPLE_TERMS | set(whole.subjects(RDF.type, OWL.Ontology))
    for triple in whole:
        if triple[0] in kept:
            graph.add(triple)
    return graph


def test_the_sample_conforms_until_it_is_broken() -> None:
    assert messages(sample()) == set()


DEFECTS: list[tuple[str, Callable[[Graph], object], str]] = [
    ("no module", drop(CX.Town, RDFS.isDefinedBy), "A cx: term needs rdfs:isDefinedBy"),
    ("unknown module", put(CX.Town, RDFS.isDefinedBy, MODULE.towns), "A term is defined by one module"),
    ("no label", drop(CX.Town, RDFS.label), "A term has exactly one rdfs:label"),
    ("two labels", add(CX.Town, RDFS.label, Literal("city", "en")), "A term has exactly one rdfs:label"),
    ("label without language", put(CX.Town, RDFS.label, Literal("town")), "A term has exactly one rdfs:label"),
    ("no definition", drop(CX.Town, SKOS.definition), "A term has exactly one skos:definition"),
    ("no example", drop(CX.Town, SKOS.example), "A term has at least one skos:example"),
    ("no status", drop(CX.Town, VS.term_status), "A term has one vs:term_status"),
    ("odd status", put(CX.Town, VS.term_status, Literal("final")), "A term has one vs:term_status"),
    ("label taken", put(CX.Town, RDFS.label, Literal("place", "en")), "Two terms of one kind"),
    ("class name", rename(CX.Town, CX.town), "The name of a class"),
    ("class genus", put(CX.Town, SKOS.definition, Literal("Settlement.", "en")), "The definition of a class"),
    ("property name", rename(CX.backs, CX.Backs), "The name of a property"),
    ("object genus", put(CX.backs, SKOS.definition, Literal("Supports.", "en")), "The definition of an object"),
    ("datatype genus", put(CX.name, SKOS.definition, Literal("Name.", "en")), "The definition of a datatype property"),
    ("object and datatype", add(CX.backs, RDF.type, OWL.DatatypeProperty), "A property is of one kind only"),
    ("datatype and annotation", add(CX.name, RDF.type, OWL.AnnotationProperty), "A datatype property is not"),
    ("range not in OWL 2 DL", put(CX.beginLatest, RDFS.range, XSD.date), "A range outside the datatypes"),
    ("ontology IRI", rename(MODULE.places, MODULE.Places), "An ontology IRI"),
    ("no title", drop(CORE, DCTERMS.title), "An ontology has one English dcterms:title"),
    ("no description", drop(CORE, DCTERMS.description), "An ontology has one English dcterms:description"),
    ("no creator", drop(CORE, DCTERMS.creator), "An ontology names its"),
    ("no licence", drop(CORE, DCTERMS.license), "An ontology is under CC BY"),
    ("no version", drop(CORE, OWL.versionInfo), "An ontology has one owl:versionInfo"),
    ("alignment imported", add(CORE, OWL.imports, MODULE["alignments/prov"]), "An ontology imports modules"),
    ("scheme IRI", rename(STATUS, CONCEPT.Status), "The IRI of a scheme"),
    ("scheme label", drop(STATUS, SKOS.prefLabel), "A scheme has exactly one skos:prefLabel"),
    ("scheme definition", drop(STATUS, SKOS.definition), "A scheme has exactly one skos:definition"),
    ("no top concept", drop(STATUS, SKOS.hasTopConcept), "A scheme has at least one skos:hasTopConcept"),
    ("scheme status", drop(STATUS, VS.term_status), "A scheme has one vs:term_status"),
    ("concept IRI", rename(OPEN, CONCEPT["status/Open"]), "The IRI of a concept is"),
    ("concept label", drop(OPEN, SKOS.prefLabel), "A concept has exactly one skos:prefLabel"),
    ("concept definition", drop(OPEN, SKOS.definition), "A concept has exactly one skos:definition"),
    ("concept example", drop(OPEN, SKOS.scopeNote), "A concept has at least one skos:example"),
    ("no scheme", drop(OPEN, SKOS.inScheme), "A concept is in exactly one declared scheme"),
    ("concept adrift", drop(OPEN, SKOS.topConceptOf), "A concept is either a top concept"),
    ("concept status", drop(OPEN, VS.term_status), "A concept has one vs:term_status"),
    ("concept of another scheme", put(OPEN, SKOS.inScheme, CONCEPT.use), "The IRI of a concept begins"),
    ("top one way", drop(OPEN, SKOS.topConceptOf), "skos:topConceptOf and skos:hasTopConcept"),
    ("broader elsewhere", put(OPEN, SKOS.broader, CONCEPT["use/goods"]), "A broader concept is of the same scheme"),
    ("broader in a circle", put(NOT_OPEN, SKOS.broader, CONCEPT["status/closed"]), "A broader concept is of the same"),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in DEFECTS], ids=[row[0] for row in DEFECTS])
def test_a_broken_ontology_is_reported(change: Callable[[Graph], object], message: str) -> None:
    graph = sample()
    change(graph)
    assert [found for found in messages(graph) if found.startswith(message)]


def test_every_message_of_the_meta_shapes_has_a_defect() -> None:
    said = {str(message) for message in parsed(SHAPES).objects(None, SH.message)}
    assert {text for text in said if not any(text.startswith(start) for _, _, start in DEFECTS)} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_layout(path: Path) -> None:
    formatter = load_layout()
    text = path.read_text(encoding="utf-8")
    expected = formatter.layout(parsed(path), formatter.header_of(text))
    assert text == expected, f"mend with: python tests/ontology/layout.py {path.relative_to(ROOT)}"


def test_no_blank_node() -> None:
    assert [node for triple in merged(FILES) for node in triple if isinstance(node, BNode)] == []


def undeclared(graph: Graph) -> set[URIRef]:
    """The terms and concepts of ours that a graph uses and does not declare."""
    declared = set(graph.subjects(RDF.type))
    return {
        node
        for triple in graph
        for node in triple
        if isinstance(node, URIRef) and OURS.match(node) and node not in declared
    }


def test_every_term_used_is_declared() -> None:
    assert undeclared(merged(FILES)) == set()


def test_an_undeclared_term_is_found() -> None:
    graph = merged(FILES)
    graph.add((CX.Town, RDFS.subClassOf, CX.Setlement))
    graph.add((CX.Town, RDFS.seeAlso, CONCEPT["status/opne"]))
    assert undeclared(graph) == {CX.Setlement, CONCEPT["status/opne"]}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_declares_what_it_defines_and_imports_what_it_uses(path: Path) -> None:
    graph = parsed(path)
    module = MODULE[path.stem]
    assert set(graph.subjects(RDF.type, OWL.Ontology)) == {module}
    terms = {term for term in graph.subjects(RDF.type) if isinstance(term, URIRef) and term.startswith(CX)}
    assert {term for term in terms if graph.value(term, RDFS.isDefinedBy) != module} == set()
    closure, todo = Graph(), [module]
    while todo:
        name = todo.pop()
        part = parsed(ONTOLOGY / f"{name.removeprefix(MODULE)}.ttl")
        if (name, RDF.type, OWL.Ontology) not in closure:
            closure += part
            todo += [URIRef(str(other)) for other in part.objects(name, OWL.imports)]
    assert undeclared(closure) == set()


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_file_holds_one_scheme(path: Path) -> None:
    graph = parsed(path)
    scheme = CONCEPT[path.stem]
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}
    assert set(graph.subjects()) - {scheme} == set(graph.subjects(SKOS.inScheme, scheme))


def test_the_root_imports_every_module_and_nothing_else() -> None:
    root = parsed(ONTOLOGY / "crossings.ttl")
    assert set(root.objects(CORE, OWL.imports)) == {MODULE[path.stem] for path in MODULES}


# --- contract


def test_every_term_of_the_contract_is_declared() -> None:
    graph = merged([ONTOLOGY / "crossings.ttl", *MODULES])
    missing = [
        f"{name} as {kind}"
        for kind, names in CONTRACT.items()
        for name in names
        if (CX[name], RDF.type, kind) not in graph
    ]
    assert missing == []


def test_every_declared_term_is_in_the_contract() -> None:
    graph = merged([ONTOLOGY / "crossings.ttl", *MODULES])
    known = {CX[name] for names in CONTRACT.values() for name in names}
    assert set(graph.subjects(RDFS.isDefinedBy)) - known == set()


@pytest.mark.parametrize("scheme", sorted(CONCEPTS))
def test_every_concept_of_the_contract_is_declared(scheme: str) -> None:
    graph = parsed(ONTOLOGY / "schemes" / f"{scheme}.ttl")
    declared = set(graph.subjects(RDF.type, SKOS.Concept))
    assert {CONCEPT[f"{scheme}/{name}"] for name in CONCEPTS[scheme].split()} - declared == set()


def test_the_ladder_of_modalities() -> None:
    graph = parsed(ONTOLOGY / "schemes" / "modality.ttl")
    ranks = {str(concept).rsplit("/", 1)[1]: rank for concept, rank in graph.subject_objects(CX["rank"])}
    assert ranks == {name: Literal(place) for place, name in enumerate(CONCEPTS["modality"].split(), start=1)}


def test_a_reopening_presupposes_a_crossing_that_is_not_open() -> None:
    graph = parsed(ONTOLOGY / "schemes" / "event-type.ttl")
    reopening = CONCEPT["event-type/reopening"]
    assert graph.value(reopening, CX.priorStatus) == NOT_OPEN
    assert graph.value(reopening, CX.resultingStatus) == OPEN


def test_an_unnamed_source_may_turn_out_to_be_any_agent() -> None:
    graph = merged([ONTOLOGY / "crossings.ttl", *MODULES])
    pairs = set(graph.subject_objects(OWL.disjointWith))
    assert not [pair for pair in pairs if CX.UnnamedSource in pair]
    assert {pair for pair in pairs if pair[0] == pair[1]} == set()
    places = [CX[name] for name in "BorderCrossing BorderPost Town District Province Country Area PlaceGroup".split()]
    apart = {frozenset(pair) for pair in pairs}
    assert [{a, b} for a in places for b in places if a != b and frozenset((a, b)) not in apart] == []


# --- OWL 2 DL, by the OWL API


@pytest.fixture(scope="session")
def class_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The class path of the OWL API, resolved by Maven; its absence is an excuse on a laptop, not in CI."""
    missing = [tool for tool in ("mvn", "java") if shutil.which(tool) is None]
    if missing:
        reason = f"the OWL 2 DL check needs {' and '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    output = tmp_path_factory.mktemp("owl-dl") / "class-path"
    command = ["mvn", "-q", "-B", "-f", str(OWL_DL / "pom.xml"), "dependency:build-classpath"]
    run = subprocess.run(
        [*command, f"-Dmdep.outputFile={output}"], capture_output=True, text=True, timeout=600, check=False
    )
    if run.returncode and not os.environ.get("CI"):
        pytest.skip("Maven cannot fetch the OWL API here")
    assert run.returncode == 0, run.stdout + run.stderr
    return output.read_text(encoding="utf-8").strip()


def owl_profile(class_path: str, top: Path, local: dict[URIRef, Path]) -> tuple[dict[str, int], list[str]]:
    """Counts of what the OWL API read, and the violations of the OWL 2 DL profile."""
    mapping = [f"{iri}={path}" for iri, path in sorted(local.items())]
    run = subprocess.run(
        ["java", "-cp", class_path, str(OWL_DL / "Profile.java"), str(top), *mapping],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    lines = [line.split(" ", 1) for line in run.stdout.splitlines()]
    counts = {word: int(rest) for word, rest in lines if word != "violation"}
    return counts, [rest for word, rest in lines if word == "violation"]


def local_files(paths: list[Path]) -> dict[URIRef, Path]:
    return {URIRef(str(parsed(path).value(None, RDF.type, OWL.Ontology))): path for path in paths}


@pytest.mark.parametrize("aligned", [False, True], ids=["core", "with alignments"])
def test_owl_2_dl(class_path: str, tmp_path: Path, aligned: bool) -> None:
    local = local_files([ONTOLOGY / "crossings.ttl", *MODULES, *(ALIGNMENTS if aligned else [])])
    # The concepts are no ontology of their own: they are checked as data that imports it.
    data = merged(SCHEMES)
    data.add((URIRef("urn:test:schemes"), RDF.type, OWL.Ontology))
    for iri in [CORE, *(local_files(ALIGNMENTS) if aligned else [])]:
        data.add((URIRef("urn:test:schemes"), OWL.imports, iri))
    top = tmp_path / "schemes.ttl"
    data.serialize(top, format="turtle")
    counts, violations = owl_profile(class_path, top, local)
    assert violations == []
    read = merged([ONTOLOGY / "crossings.ttl", *MODULES, *(ALIGNMENTS if aligned else [])])
    assert counts == {
        "classes": len(set(read.subjects(RDF.type, OWL.Class))),
        "object-properties": len(set(read.subjects(RDF.type, OWL.ObjectProperty))),
        "data-properties": len(set(read.subjects(RDF.type, OWL.DatatypeProperty))),
    }


BROKEN = {
    "a property of two kinds": "<urn:p> a owl:ObjectProperty , owl:DatatypeProperty .",
    "a range of xsd:date": "<urn:p> a owl:DatatypeProperty ; rdfs:range xsd:date .",
    "an undeclared class": "<urn:p> a owl:ObjectProperty ; rdfs:domain <urn:C> .",
    "functional and transitive": "<urn:p> a owl:ObjectProperty , owl:FunctionalProperty , owl:TransitiveProperty .",
}


@pytest.mark.parametrize("axioms", BROKEN.values(), ids=BROKEN.keys())
def test_the_owl_2_dl_check_can_fail(class_path: str, tmp_path: Path, axioms: str) -> None:
    top = tmp_path / "broken.ttl"
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in [("owl", OWL), ("rdfs", RDFS), ("xsd", XSD)])
    top.write_text(f"{prefixes}<urn:test:broken> a owl:Ontology .\n{axioms}\n", encoding="utf-8")
    _, violations = owl_profile(class_path, top, {})
    assert violations
