"""The label of a thing in a language, with that of another where it lacks one."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox

from kg.namespaces import expand, shrink
from kg.query.sources import Source
from kg.query.terms import IRI, Value

_Bounds = tuple[date | str | None, date | str | None]


class Labels:
    """Labels of the things in a store, in the language `lang` (a BCP 47 tag) where they have one."""

    def __init__(self, store: ox.Store, lang: str = "en") -> None:
        self._store = store
        self._lang = lang.lower()

    def of(self, value: Value | None) -> str:
        """A value as a person reads it: the label of a thing, a day as YYYY-MM-DD, yes or no."""
        if isinstance(value, IRI):
            return self.label(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else str(value)

    def chain(self, source: Source) -> str:
        """Who says it, the publisher first; joint speakers are joined by "and"."""
        return " <- ".join(" and ".join(sorted(self.label(agent) for agent in step)) for step in source.chain)

    def label(self, iri: str) -> str:
        """The label of a thing; without one its id, the kind and name of a graph, its CURIE, or its IRI."""
        labels: dict[str, str] = {}
        for property_ in ("skos:prefLabel", "rdfs:label", "dcterms:title"):
            for quad in self._store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand(property_)), None):
                if isinstance(quad.object, ox.Literal):
                    labels.setdefault((quad.object.language or "").lower(), quad.object.value)
        for lang in (self._lang, self._lang.partition("-")[0], "en", ""):
            if lang in labels:
                return labels[lang]
        if labels:
            return labels[min(labels)]
        if "/graph/" in iri:
            return iri.partition("/graph/")[2]
        return short(iri) if "/id/" in iri or "/concept/" in iri else shrink(iri)


def short(iri: str) -> str:
    """What sets an IRI apart from others of its kind: its id, or its last part.

    >>> short("https://w3id.org/crossings/id/statement/gazette/s001")
    'gazette/s001'
    """
    return iri.partition("/id/")[2].partition("/")[2] or iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]


def span_text(begin: _Bounds, end: _Bounds) -> str:
    """Between which days the state began and ended, as far as that is known; "" for nothing."""
    known = []
    for part, (earliest, latest) in (("begin", begin), ("end", end)):
        if earliest and earliest == latest:
            known.append(f"{part} {earliest}")
        elif earliest or latest:
            known.append(f"{part} {earliest or '..'}/{latest or '..'}")
    return ", ".join(known)
