"""How things and values stand on a page: called by their names, and leading to their pages."""

from __future__ import annotations

import pyoxigraph as ox

from kg.query.labels import Labels
from kg.query.terms import IRI, Value, value_of
from kg.serve.html import Told
from kg.serve.opened import Opened


class Shows:
    """Things of a store by their labels, each read once for a page."""

    def __init__(self, opened: Opened) -> None:
        self.labels = Labels(opened.store)
        self._opened = opened
        self._things: dict[str, Told] = {}

    def thing(self, iri: str) -> Told:
        """The label of a thing, which leads to its page; "" for no thing."""
        if iri not in self._things:
            self._things[iri] = Told(self.labels.label(iri), self._opened.address(iri)) if iri else Told("")
        return self._things[iri]

    def value(self, value: Value | None) -> Told:
        """A value of an answer."""
        return self.thing(value) if isinstance(value, IRI) else Told(self.labels.of(value))

    def term(self, term: object) -> Told:
        """A term of a triple or solution; text with its language."""
        if isinstance(term, ox.Literal):
            return Told(term.value, "", term.language or "")
        return self.value(value_of(term))
