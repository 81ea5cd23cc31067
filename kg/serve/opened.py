"""A build that is open to be asked: its store, its names, and where its IRIs are found here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg.namespaces import HOME, expand
from kg.query.names import Names
from kg.resolve.presuppositions import part_name
from kg.serve.messages import Limits

# What follows the base in the IRIs that are minted (`kg/iris.py`).
ROOMS = ("id", "concept", "graph", "ontology")
_PATH = re.compile(rf"(?:{'|'.join(ROOMS)})(?:[/#].*)?", re.DOTALL)
# What a statement presupposes is named by these after its own name, and by as many numbers as one may need.
_PARTS = [part_name(word, number) for word in ("", "-before", "-after") for number in range(1, 10)]
_KEPT = "/!$&'()*+,;=:@%"  # of a path, as it is written in an address


class Opened:
    """A store that does not change any more; its names are read once."""

    def __init__(self, store: ox.Store, limits: Limits) -> None:
        self.store = store
        self.limits = limits
        self.names = Names(store)
        meta = self._described()
        graphs = (str(graph)[1:].partition("/graph/")[0] + "/" for graph in store.named_graphs())
        self.bases = tuple(dict.fromkeys([*([meta] if meta else []), *sorted(set(graphs)), HOME]))
        """What IRIs of the dataset begin with; the first is that of the dataset itself."""

    def known(self, iri: str) -> bool:
        """Whether anything is said of an IRI, or with it, or in a graph of its name."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        store = self.store
        found = (
            store.quads_for_pattern(node, None, None),
            store.quads_for_pattern(None, None, node),
            store.quads_for_pattern(None, None, None, node),
            store.quads_for_pattern(None, node, None),
        )
        return any(next(quads, None) is not None for quads in found) or next(self.terms(iri), None) is not None

    def terms(self, iri: str) -> Iterator[str]:
        """The terms of a vocabulary, or what a statement presupposes: IRIs that begin with its own and `#`."""
        if "#" in iri:  # it is such a one itself
            return
        for part in _PARTS:
            if next(self.store.quads_for_pattern(ox.NamedNode(iri + part), None, None), None) is not None:
                yield iri + part
        if iri.endswith("/ontology"):
            graphs = (ox.NamedNode(f"{base}graph/vocabulary") for base in self.bases)
            quads = (quad for graph in graphs for quad in self.store.quads_for_pattern(None, None, None, graph))
            subjects = {quad.subject for quad in quads}
            terms = sorted(term.value for term in subjects if isinstance(term, ox.NamedNode))
            yield from (term for term in terms if term.startswith(f"{iri}#"))

    def iri_of(self, path: str) -> str:
        """The IRI that a path after `/page/` or `/data/` stands for, below the first base that has it; "" for none."""
        for base in self.bases:
            for written in dict.fromkeys((path, unquote(path))):
                if _PATH.fullmatch(written) and self.known(base + written):
                    return base + written
        return ""

    def address(self, iri: str) -> str:
        """Where the page of an IRI is: here for those of the dataset, else the IRI itself if that is one of the web."""
        base = next((base for base in self.bases if iri.startswith(base)), "")
        path, hash_, fragment = iri.removeprefix(base).partition("#")
        if base and _PATH.fullmatch(path):
            begin = f"/page/{quote(path, safe=_KEPT)}" if base == self.bases[0] else f"/page?iri={_field(base + path)}"
            return f"{begin}#{quote(fragment)}" if hash_ else begin
        return quote(iri, safe=_KEPT + "#?[]~") if re.match(r"https?://", iri) else f"/page?iri={_field(iri)}"

    def _described(self) -> str:
        """What the IRI of the dataset that describes itself begins with."""
        dataset = ox.NamedNode(expand("sd:Dataset"))
        found = self.store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), dataset)
        subjects = (quad.subject for quad in found)
        return next((node.value.partition("id/")[0] for node in subjects if isinstance(node, ox.NamedNode)), "")


def _field(value: str) -> str:
    return quote(value, safe="/:")
