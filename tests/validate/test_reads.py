"""What shapes read beyond a node's own quads, and shapes for which that cannot be told."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.namespaces import expand, shrink
from kg.validate.bulk import shapes_text
from kg.validate.reads import reads

HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix a: <a:> .
a:Top a sh:NodeShape ; sh:targetClass a:Class ;
"""


def store(turtle: str) -> ox.Store:
    found = ox.Store()
    found.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return found


def short(terms: set[bytes]) -> set[str]:
    return {shrink(term.decode()[1:-1]) for term in terms}


def test_what_the_shipped_shapes_read() -> None:
    found = reads(store(shapes_text()))
    assert short(found.kept) == {
        *("rdf:type", "skos:inScheme", "dcterms:publisher", "oa:hasSource", "void:triples"),
        *("cx:eventType", "cx:position", "cx:postOf", "cx:rank", "cx:textSha256"),
    }
    assert short(found.inverse) == {"cx:postOf", "oa:hasSelector"}
    assert {"cx:subject", "cx:evidence", "cx:appliesTo", "prov:qualifiedAttribution"} <= short(found.followed)
    assert not {"cx:predicate", "cx:literal", "rdf:type", "skos:prefLabel"} & short(found.followed)
    assert {"cx:Statement", "cx:Place", "prov:Attribution"} <= short(found.targets)
    assert found.steps == 2


@pytest.mark.parametrize(
    ("shape", "followed", "kept", "steps"),
    [
        ("sh:property [ sh:path a:p ; sh:minCount 1 ] .", set(), set(), 0),
        ("sh:property [ sh:path a:p ; sh:class a:C ] .", {"<a:p>"}, {"rdf:type"}, 1),
        ("sh:property [ sh:path ( a:p a:q a:r ) ; sh:maxCount 1 ] .", {"<a:p>", "<a:q>"}, {"<a:q>", "<a:r>"}, 2),
        ("sh:property [ sh:path a:p ; sh:or ( [ sh:path a:q ; sh:class a:C ] ) ] .", {"<a:p>", "<a:q>"}, None, 2),
        ("sh:property [ sh:path a:p ; sh:node [ sh:equals a:q ; sh:path a:r ] ] .", {"<a:p>"}, {"<a:q>", "<a:r>"}, 1),
        ("sh:property [ sh:path a:p ; sh:lessThan a:q ] ; sh:closed true .", set(), set(), 0),
        ("sh:class a:C .", set(), set(), 0),
    ],
)
def test_what_a_shape_reads(shape: str, followed: set[str], kept: set[str] | None, steps: int) -> None:
    found = reads(store(HEAD + shape))
    assert (short(found.followed), found.steps) == (followed, steps)
    assert kept is None or short(found.kept) == kept


@pytest.mark.parametrize(
    "shape",
    [
        "sh:property [ sh:path [ sh:zeroOrMorePath a:p ] ; sh:class a:C ] .",
        "sh:property [ sh:path ( a:p [ sh:inversePath a:q ] ) ; sh:minCount 1 ] .",
        "sh:property [ sh:path a:p ; sh:node [ sh:closed true ] ] .",
        'sh:sparql [ sh:select "" ] .',
        "sh:targetNode a:x .",
        "sh:property a:P . a:P sh:path a:p ; sh:property a:P .",
    ],
)
def test_what_cannot_be_told_is_refused(shape: str) -> None:
    with pytest.raises(ValueError, match=r"has <|follows a property|leads further|a path is neither"):
        reads(store(HEAD + shape))


@pytest.mark.parametrize(
    "shape",
    [
        "a:S sh:targetNode a:x ; sh:property [ sh:path a:p ; sh:class a:C ] .",
        "a:S sh:targetObjectsOf a:p ; sh:nodeKind sh:IRI .",
        "a:S sh:target [ a sh:SPARQLTarget ] ; sh:nodeKind sh:IRI .",
        "a:S sh:targetWhere [ sh:nodeKind sh:IRI ] ; sh:nodeKind sh:IRI .",
        "a:S a sh:NodeShape , rdfs:Class ; sh:nodeKind sh:IRI .",
        "a:S a sh:NodeShape , owl:Class ; sh:nodeKind sh:IRI .",
        "a:S a sh:NodeShape , a:Kind ; sh:nodeKind sh:IRI . a:Kind rdfs:subClassOf rdfs:Class .",
    ],
)
def test_focus_nodes_that_nobody_would_look_for_are_refused(shape: str) -> None:
    """A node that only such a target names is in no part that is asked for it: its faults would be passed over."""
    prefixes = "".join(f"@prefix {prefix}: <{expand(f'{prefix}:')}> . " for prefix in ("sh", "rdfs", "owl"))
    with pytest.raises(ValueError, match=r"has <http://www.w3.org/ns/shacl#target|is a class, which may be a target"):
        reads(store(f"{prefixes} @prefix a: <a:> . {shape}"))
