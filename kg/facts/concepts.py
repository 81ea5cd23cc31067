"""The concepts of the ontology's schemes, as the facts files name them: by scheme and slug."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from kg.namespaces import CONCEPTS, expand
from kg.shipped import shipped


@cache
def _scheme_files() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    schemes: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
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
    return schemes, labels


def core_concepts() -> dict[str, dict[str, str]]:
    """For each scheme of the ontology, its concepts: slug -> IRI.

    >>> core_concepts()["polarity"]["denied"]
    'https://w3id.org/crossings/concept/polarity/denied'
    """
    return _scheme_files()[0]


def core_labels() -> dict[str, str]:
    """The English label of each concept of the ontology, by IRI."""
    return _scheme_files()[1]
