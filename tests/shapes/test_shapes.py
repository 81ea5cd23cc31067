"""The gate's shapes against small cases, each of which states in its name what is right or wrong.

A set is a folder with the name of a file of `shapes/`. It holds `valid.<why>.ttl`, which conform,
and `invalid.<why>.ttl`, each with its approved report `invalid.<why>.report.tsv`: a line a result,
with focus node, path, component, severity, value and source shape. A case is validated together
with `world.ttl`, a small corpus that conforms, and with what the ontology says of the concepts
that the two name, as every dataset carries its vocabulary.

After a change of shapes or cases, read what `APPROVE=1 python -m pytest tests/shapes` has written:
it approves every report as it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.namespaces import CONCEPTS, PREFIXES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
WORLD = HERE / "world.ttl"
VALID = sorted(HERE.glob("*/valid.*.ttl"))
INVALID = sorted(HERE.glob("*/invalid.*.ttl"))
FEWEST = {"valid": 86, "invalid": 483, "constraints": 796}
HELPERS = {"classes"}  # files of shapes without targets

CX = Namespace(PREFIXES["cx"])
SH = Namespace(PREFIXES["sh"])
SHAPES = Namespace("https://w3id.org/crossings/shapes#")

CONSTRAINTS = [
    "class",
    "closed",
    "datatype",
    "disjoint",
    "equals",
    "hasValue",
    "in",
    "lessThan",
    "lessThanOrEquals",
    "maxCount",
    "maxInclusive",
    "minCount",
    "minInclusive",
    "node",
    "nodeKind",
    "not",
    "or",
    "pattern",
    "property",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "uniqueLang",
]
TARGETS = ["targetClass", "targetSubjectsOf"]
# SHACL Core only: an engine ignores a property that it does not know, so a typo would constrain nothing.
KNOWN = {
    *CONSTRAINTS,
    *TARGETS,
    *["NodeShape", "PropertyShape", "IRI", "Literal", "path", "inversePath", "alternativePath", "message"],
    *["ignoredProperties", "qualifiedValueShape"],
}

Triple = tuple[Node, Node, Node]


def name(path: Path) -> str:
    """What a case is called in a test's id.

    >>> name(HERE / "places" / "invalid.post-without-country.ttl")
    'places/invalid.post-without-country'
    """
    return f"{path.parent.name}/{path.name.removesuffix('.ttl')}"


@cache
def parsed(path: Path) -> Graph:
    return Graph(bind_namespaces="none").parse(path, format="turtle")


@cache
def shapes() -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in SHAPE_FILES:
        graph += parsed(path)
    return graph


@cache
def ontology() -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        graph += parsed(path)
    return graph


def vocabulary(data: Graph) -> Graph:
    """What the ontology says of the concepts that `data` names, and of their schemes and broader concepts."""
    found = Graph(bind_namespaces="none")
    waiting = [term for triple in data for term in triple if is_concept(term)]
    met: set[Node] = set()
    while waiting:
        term = waiting.pop()
        if term in met:
            continue
        met.add(term)
        for predicate, value in ontology().predicate_objects(term):
            if predicate not in (SKOS.hasTopConcept, SKOS.topConceptOf):
                found.add((term, predicate, value))
                waiting += [value] if is_concept(value) else []
    return found


def is_concept(term: Node) -> bool:
    return isinstance(term, URIRef) and term.startswith(CONCEPTS)


@cache
def data(case: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    graph += parsed(WORLD)
    graph += parsed(case)
    graph += vocabulary(graph)
    return graph


# --- reports ---


def results(case: Path, shapes_graph: Graph) -> list[str]:
    """The results of validating `case`, as sorted lines."""
    _, report, _ = pyshacl.validate(data(case), shacl_graph=shapes_graph, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return sorted(
        "\t".join(
            [
                text(report, report.value(result, SH.focusNode)),
                text(report, report.value(result, SH.resultPath)),
                text(report, report.value(result, SH.sourceConstraintComponent)),
                text(report, report.value(result, SH.resultSeverity)),
                text(report, report.value(result, SH.value)),
                text(report, report.value(result, SH.sourceShape)),
            ]
        )
        for result in report.objects(None, SH.result)  # not the details of a result, which are none of it
    )


def text(graph: Graph, term: Node | None) -> str:
    """A term as a reader writes it: a CURIE, a literal, or a path in the notation of SPARQL."""
    match term:
        case None:
            return "-"
        case URIRef():
            return curie(term)
        case Literal():
            datatype = f"^^{curie(term.datatype)}" if term.datatype and not term.language else ""
            return f'"{term}"' + (f"@{term.language}" if term.language else datatype)
    if (inverse := graph.value(term, SH.inversePath)) is not None:
        return "^" + text(graph, inverse)
    if (alternatives := graph.value(term, SH.alternativePath)) is not None:
        return "|".join(text(graph, step) for step in Collection(graph, alternatives))
    return "/".join(text(graph, step) for step in Collection(graph, term))


def curie(iri: URIRef) -> str:
    """The IRI in short: with our prefix, or the part below its corpus."""
    for prefix, namespace in {**PREFIXES, "shapes": str(SHAPES), "concept": CONCEPTS}.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix("https://example.org/id/")


def approved(case: Path) -> list[str]:
    """The lines of the approved report; a valid case has none."""
    if case in VALID:
        return []
    return report_of(case).read_text(encoding="utf-8").splitlines()


def report_of(case: Path) -> Path:
    return case.with_name(case.name.removesuffix(".ttl") + ".report.tsv")


@pytest.mark.parametrize("case", VALID, ids=name)
def test_valid_case_conforms(case: Path) -> None:
    assert results(case, shapes()) == []


@pytest.mark.parametrize("case", INVALID, ids=name)
def test_invalid_case_gives_its_approved_report(case: Path) -> None:
    found = results(case, shapes())
    if os.environ.get("APPROVE"):
        report_of(case).write_text("".join(line + "\n" for line in found), encoding="utf-8")
    assert found == approved(case)
    own = {text(shapes(), shape) for shape in parsed(ROOT / "shapes" / f"{case.parent.name}.ttl").subjects()}
    assert own & {line.split("\t")[5] for line in found}, "no result is of the set's own shapes"


def test_no_case_is_lost() -> None:
    files = {path for folder in HERE.iterdir() if folder.is_dir() for path in folder.glob("*.ttl")}
    assert files == {*VALID, *INVALID}
    assert {*HERE.glob("*/*.report.tsv")} == {report_of(case) for case in INVALID}
    assert len(VALID) >= FEWEST["valid"]
    assert len(INVALID) >= FEWEST["invalid"]
    sets = {path.stem for path in SHAPE_FILES} - HELPERS
    assert {case.parent.name for case in VALID} == sets
    assert {case.parent.name for case in INVALID} == sets


# --- every constraint is needed ---


def is_shape(node: Node) -> bool:
    return isinstance(node, URIRef) and node.startswith(SHAPES)


@cache
def closure(shape: Node) -> tuple[Triple, ...]:
    """The triples of a shape and of every shape, list and path that it refers to."""
    found: list[Triple] = []
    waiting, met = [shape], {shape}
    while waiting:
        for triple in shapes().triples((waiting.pop(), None, None)):
            found.append(triple)
            value = triple[2]
            if value not in met and (isinstance(value, BNode) or is_shape(value)):
                met.add(value)
                waiting.append(value)
    return tuple(found)


def is_target(triple: Triple) -> bool:
    return any(triple[1] == SH[target] for target in TARGETS)


@cache
def targeted() -> tuple[Node, ...]:
    return tuple(sorted({triple[0] for triple in shapes() if is_target(triple)}, key=str))


@cache
def users(shape: Node) -> tuple[Node, ...]:
    """The shapes with a target that are, or refer to, `shape`: those that a report can name."""
    return tuple(top for top in targeted() if any(shape == triple[0] for triple in closure(top)))


@cache
def cases_by_shape() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for case in INVALID:
        for shape in sorted({line.split("\t")[5] for line in approved(case)}) if report_of(case).exists() else ():
            found.setdefault(shape, []).append(case)
    return found


def of_shape(named: str, case: Path) -> list[str]:
    """What the approved report of a case says of one shape."""
    return [line for line in approved(case) if line.endswith("\t" + named)]


def label(triple: Triple) -> str:
    shape, parameter, value = (text(shapes(), term) if not isinstance(term, BNode) else "..." for term in triple)
    return f"{shape} {parameter} {value}"


PARAMETERS: list[Triple] = sorted(
    (
        triple
        for triple in shapes()
        if is_shape(triple[0]) and any(triple[1] == SH[name] for name in [*CONSTRAINTS, *TARGETS])
    ),
    key=label,
)


def with_companions(triple: Triple) -> set[Triple]:
    """The triple, and the parameters that mean nothing, or are refused, without it."""
    shape, parameter, _ = triple
    gone = {triple}
    if parameter == SH.closed:
        gone |= set(shapes().triples((shape, SH.ignoredProperties, None)))
    counts = [SH.qualifiedMinCount, SH.qualifiedMaxCount]
    if parameter in counts and sum((shape, count, None) in shapes() for count in counts) == 1:
        gone |= set(shapes().triples((shape, SH.qualifiedValueShape, None)))
    return gone


@pytest.mark.parametrize("triple", PARAMETERS, ids=label)
def test_without_a_constraint_a_case_fails(triple: Triple) -> None:
    gone = with_companions(triple)
    for shape in users(triple[0]):
        without = Graph(bind_namespaces="none")
        without += (other for other in closure(shape) if other not in gone)
        named = text(shapes(), shape)
        for case in cases_by_shape().get(named, ()):
            if results(case, without) != of_shape(named, case):
                return
    pytest.fail("no case notices that it is gone: write one that only this constraint refuses")


def alternatives() -> list[tuple[Triple, Node]]:
    """Each member of each list of alternatives that has several, with the parameter that has the list."""
    lists = [triple for triple in PARAMETERS if triple[1] in (SH["in"], SH["or"])]
    members = [(triple, [*Collection(shapes(), triple[2])]) for triple in lists]
    return [(triple, member) for triple, found in members if len(found) > 1 for member in found]


@pytest.mark.parametrize(
    ("triple", "member"),
    [pytest.param(*both, id=f"{label(both[0])} {text(shapes(), both[1])}") for both in alternatives()],
)
def test_without_an_alternative_a_case_fails(triple: Triple, member: Node) -> None:
    """Else the gate could come to refuse what is right."""
    for shape in users(triple[0]):
        without = Graph(bind_namespaces="none")
        without += closure(shape)
        members = Collection(without, triple[2])
        del members[members.index(member)]
        named = text(shapes(), shape)
        home = next(path.stem for path in SHAPE_FILES if (shape, RDF.type, None) in parsed(path))
        # First the cases of the shape's own set, which most often do.
        cases = sorted([*VALID, *cases_by_shape().get(named, ())], key=lambda case: case.parent.name != home)
        if any(results(case, without) != of_shape(named, case) for case in cases):
            return
    pytest.fail("no case notices that it is gone: write a valid one that needs it")


def test_no_constraint_is_lost() -> None:
    assert len(PARAMETERS) >= FEWEST["constraints"]


# --- how shapes are written ---


def terms(graph: Graph) -> set[URIRef]:
    return {term for triple in graph for term in triple if isinstance(term, URIRef)}


def test_every_shacl_term_is_known() -> None:
    assert {term for term in terms(shapes()) if term.startswith(SH)} <= {SH[term] for term in KNOWN}


@pytest.mark.parametrize("path", [*SHAPE_FILES, WORLD, *VALID, *INVALID], ids=name)
def test_every_term_of_ours_is_declared(path: Path) -> None:
    # A case may show an unknown term by calling it so.
    ours = {term for term in terms(parsed(path)) if is_concept(term) or term in CX}
    assert {term for term in ours if not term.endswith("unknown")} <= set(ontology().subjects())


def test_every_shape_has_a_name() -> None:
    """A blank shape could neither be named by a report nor taken out by a test."""
    inner = [SH.NodeShape, SH.PropertyShape]
    assert all(is_shape(shape) for kind in inner for shape in shapes().subjects(RDF.type, kind))
    references: Iterable[Node] = [
        value
        for parameter in ("property", "node", "not", "qualifiedValueShape")
        for value in shapes().objects(None, SH[parameter])
    ]
    lists = [member for head in shapes().objects(None, SH["or"]) for member in Collection(shapes(), head)]
    for shape in [*references, *lists]:
        assert is_shape(shape)
        assert any(shapes().triples((shape, RDF.type, None))), f"{shape} is not described"


def test_a_shape_is_described_once() -> None:
    for path in SHAPE_FILES:
        described = re.findall(r"^(shapes:\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(described) == len(set(described))
        others = [other for other in SHAPE_FILES if other != path]
        assert not set(parsed(path).subjects(RDF.type)) & {s for o in others for s in parsed(o).subjects(RDF.type)}


@pytest.mark.parametrize("shape", targeted(), ids=lambda shape: text(shapes(), shape))
def test_message_says_what_is_wrong_and_how_to_mend_it(shape: Node) -> None:
    (message,) = shapes().objects(shape, SH.message)
    what, _, how = str(message).partition(": ")
    assert what[0].isupper()
    assert not re.search(r"'[a-z-]+$", what), "the first colon stands in a key"
    assert re.match(r"[a-z]", how)
    assert not how.endswith(".")


def test_a_shape_that_is_only_referred_to_has_no_message() -> None:
    described = {shape for shape in shapes().subjects(RDF.type) if is_shape(shape)}
    assert all(users(shape) for shape in described), "a shape that nothing refers to and that has no target"
    assert not [shape for shape in described - {*targeted()} if (shape, SH.message, None) in shapes()]
