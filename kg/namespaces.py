"""The prefix table, once; every other form of a prefix is read from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

HOME = "https://w3id.org/crossings/"
CONCEPTS = HOME + "concept/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "cx": HOME + "ontology#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "oa": "http://www.w3.org/ns/oa#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "void": "http://rdfs.org/ns/void#",
        "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)


_LOCAL = re.compile(r"\w[\w-]*")


def expand(curie: str) -> str:
    """The IRI that a CURIE stands for.

    :raises KeyError: when the prefix is not in the table.

    >>> expand("cx:controlledBy")
    'https://w3id.org/crossings/ontology#controlledBy'
    """
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


def shrink(iri: str) -> str:
    """The CURIE of an IRI, or `<IRI>` where the table has no prefix for it.

    >>> shrink("https://w3id.org/crossings/ontology#controlledBy"), shrink("https://example.org/")
    ('cx:controlledBy', '<https://example.org/>')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
