"""Focus nodes of a part: only the nodes at home there, not those that are told of for what refers to them.

A target class is written as the objects of a property of the part, which is of no node: so nothing that a
shape reads of a node becomes other than it was (SHACL, sections 2.1.3.2 and 2.1.3.5).
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import PREFIXES

_SH = PREFIXES["sh"]
_CLASS, _OBJECTS = ox.NamedNode(_SH + "targetClass"), ox.NamedNode(_SH + "targetObjectsOf")
_PART = "urn:x-crossings:part"


def homely(shapes: ox.Store) -> str:
    """The shapes as N-Triples, with classes as targets replaced by the property that `target_line` writes."""
    triples = []
    for quad in shapes.quads_for_pattern(None, None, None):
        if quad.predicate == _CLASS and isinstance(quad.object, ox.NamedNode):
            triples.append(ox.Triple(quad.subject, _OBJECTS, ox.NamedNode(f"{_PART}:{quad.object.value}")))
        else:
            triples.append(quad.triple)
    return "".join(f"{triple} .\n" for triple in triples)


def target_line(node: bytes, target: bytes) -> bytes:
    """The line that makes a node, as a term, a focus node of the shapes that target the class `target`."""
    return b"<%b> <%b:%b> %b .\n" % (_PART.encode(), _PART.encode(), target[1:-1], node)


def targets(shapes: ox.Store) -> set[bytes]:
    """The classes that are targets, as N-Triples terms."""
    return {str(quad.object).encode() for quad in shapes.quads_for_pattern(None, _CLASS, None)}


def targets_by_class(lines: Iterable[bytes], targets: set[bytes]) -> dict[bytes, tuple[bytes, ...]]:
    """For each class the targets among itself and its superclasses, by lines that tell of subclasses.

    >>> sub = b"<a:Dog> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <a:Animal> <a:g> ."
    >>> targets_by_class([sub], {b"<a:Animal>"})
    {b'<a:Animal>': (b'<a:Animal>',), b'<a:Dog>': (b'<a:Animal>',)}
    """
    above: dict[bytes, set[bytes]] = {target: set() for target in targets}
    for line in lines:
        below, _, rest = line.split(b" ", 2)
        above.setdefault(below, set()).add(rest.split(b" ", 1)[0])
    found = {}
    for one in sorted(above):
        reached, waiting = {one}, [one]
        while waiting:
            new = above.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        if reached & targets:
            found[one] = tuple(sorted(reached & targets))
    return found
