"""The concepts of the ontology's schemes, as the facts files name them: by scheme and slug."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from kg.namespaces import CONCEPTS, expand
from kg.shipped import shipped

_RELATIONS = ("skos:broader", "cx:priorStatus", "cx:resultingStatus")


@cache
def _scheme_files() -> tuple[dict[str, dict[str, str]], dict[str, str], dict[str, dict[str, tuple[str, ...]]]]:
    schemes: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
    relations: dict[str, dict[str, tuple[str, ...]]] = {curie: {} for curie in _RELATIONS}
    related = {expand(curie): relation for curie, relation in relations.items()}
    in_scheme, label = expand("skos:inScheme"), expand("skos:prefLabel")
    for path in sorted(shipped("ontology").glob("schemes/*.ttl")):
        for quad in ox.parse(path=path):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            iri = quad.subject.value
            if quad.predicate.value == in_scheme:
                scheme, _, slug = iri.removeprefix(CONCEPTS).partition("/")
                schemes.setdefault(scheme, {})[slug] = iri
            elif quad.predicate.value == label and isinstance(quad.object, ox.Literal):
                labels[iri] = quad.object.value
            elif quad.predicate.value in related and isinstance(quad.object, ox.NamedNode):
                relation = related[quad.predicate.value]
                relation[iri] = (*relation.get(iri, ()), quad.object.value)
    return schemes, labels, relations


def core_concepts() -> dict[str, dict[str, str]]:
    """For each scheme of the ontology, its concepts: slug -> IRI.

    >>> core_concepts()["polarity"]["denied"]
    'https://w3id.org/crossings/concept/polarity/denied'
    """
    return _scheme_files()[0]


def core_labels() -> dict[str, str]:
    """The English label of each concept of the ontology, by IRI."""
    return _scheme_files()[1]


def core_relations() -> dict[str, dict[str, tuple[str, ...]]]:
    """How concepts of the ontology are related: CURIE of the relation -> concept -> concepts.

    >>> closed = core_concepts()["status"]["closed"]
    >>> core_relations()["skos:broader"][closed]
    ('https://w3id.org/crossings/concept/status/not-open',)
    """
    return _scheme_files()[2]
