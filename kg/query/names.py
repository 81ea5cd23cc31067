"""From the name of a thing to its IRI: a full IRI, its id, or a label or spelling in any language."""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import QueryError, nearest
from kg.facts.evidence import folded
from kg.namespaces import expand

_CLASSES = {"place": "cx:Place", "agent": "cx:Agent"}
# Of several things that bear a name, a question about control or status means the crossing.
_FIRST = ("cx:BorderCrossing", "cx:BorderPost")


def resolve(store: ox.Store, name: str, type_: str) -> str:
    """The IRI of the place or agent that `name` stands for.

    :raises QueryError: when nothing bears the name (with the nearest), or several things do.
    """
    if name.startswith(("http://", "https://")):
        return _known(store, name, type_)
    by_name = _named(store, type_)
    found = by_name.get(folded(name), set())
    if len(found) > 1:
        for class_ in _FIRST:
            if len(first := {iri for iri in found if _is_a(store, iri, class_)}) == 1:
                return first.pop()
        choices = ", ".join(sorted(iri.partition("/id/")[2].partition("/")[2] for iri in found))
        raise QueryError(f"{name!r} is the name of several things: write one of {choices}")
    if not found:
        near = nearest(folded(name), by_name)
        hint = f"did you mean {near!r}?" if near else "give its id, name or IRI"
        raise QueryError(f"no {type_} is called {name!r}: {hint}")
    return next(iter(found))


def _known(store: ox.Store, iri: str, type_: str) -> str:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        raise QueryError(f"{iri!r} is not an IRI: give an id, a name or an IRI") from None
    if next(store.quads_for_pattern(node, None, None), None) is None:
        raise QueryError(f"nothing is known of <{iri}>: give an id, a name or an IRI")
    if not _is_a(store, iri, _CLASSES[type_]):
        raise QueryError(f"<{iri}> is no {type_}: give an id, a name or an IRI")
    return iri


def _is_a(store: ox.Store, iri: str, class_: str) -> bool:
    pattern = (ox.NamedNode(iri), ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(class_)))
    return next(store.quads_for_pattern(*pattern), None) is not None


def _named(store: ox.Store, type_: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    class_ = ox.NamedNode(expand(_CLASSES[type_]))
    for quad in store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), class_):
        assert isinstance(quad.subject, ox.NamedNode)
        iri = quad.subject.value
        found.setdefault(folded(iri.partition("/id/")[2].partition("/")[2]), set()).add(iri)
        for property_ in ("skos:prefLabel", "skos:altLabel"):
            for named in store.quads_for_pattern(quad.subject, ox.NamedNode(expand(property_)), None):
                assert isinstance(named.object, ox.Literal)
                found.setdefault(folded(named.object.value), set()).add(iri)
    return found
