"""What shapes read beyond a node's own quads: the classes of its values, the steps of paths.

A part of a dataset can be validated by itself with what is said in other parts of the nodes that it
refers to. Which quads those are follows from the shapes, and is worked out here (SHACL, sections 2.3 and 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.namespaces import PREFIXES, expand
from kg.validate.targets import targets

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_SH = PREFIXES["sh"]
_TYPE = ox.NamedNode(expand("rdf:type"))
_FIRST, _REST = (ox.NamedNode(expand(f"rdf:{name}")) for name in ("first", "rest"))
_PATH = ox.NamedNode(_SH + "path")
_NIL = ox.NamedNode(expand("rdf:nil"))
_MOST_STEPS = 8

# What is decided by a value itself, without another quad of it.
_OF_VALUES = frozenset(
    "datatype nodeKind in hasValue pattern flags minLength maxLength languageIn uniqueLang minCount maxCount "
    "minInclusive maxInclusive minExclusive maxExclusive qualifiedMinCount qualifiedMaxCount "
    "message name description severity order group ignoredProperties path".split()
)
_OF_PAIRS = frozenset("equals disjoint lessThan lessThanOrEquals".split())
_SHAPES = frozenset("node not property qualifiedValueShape".split())
_LISTS = frozenset("or and xone".split())
_TARGETS = frozenset("targetClass targetSubjectsOf".split())
_CLASSES = frozenset(expand(curie) for curie in ("rdfs:Class", "owl:Class"))
_MAKES_A_CLASS = frozenset(expand(curie) for curie in ("rdf:type", "rdfs:subClassOf"))


@dataclass(slots=True)
class Reads:
    """The predicates, as N-Triples terms, that lead to other nodes or are read of them."""

    followed: set[bytes] = field(default_factory=set)
    """Something is read of their values."""
    kept: set[bytes] = field(default_factory=set)
    """They are read of such values."""
    inverse: set[bytes] = field(default_factory=set)
    """They are followed from a value to those that have it."""
    targets: set[bytes] = field(default_factory=set)
    """The classes whose instances are focus nodes."""
    steps: int = 0
    """How far from a focus node a node can be of which something is read."""


def reads(shapes: ox.Store) -> Reads:
    """What `shapes` (SHACL Core, no recursion) read beyond the quads of their focus nodes.

    :raises ValueError: when a shape may read more than parts of a dataset can tell, or have focus nodes otherwise
        than by a class or by a property that they have.
    """
    for quad in shapes:
        _refuse_target(quad)
    found = Reads(targets=targets(shapes))
    kinds = [ox.NamedNode(_SH + name) for name in sorted(_TARGETS)]
    tops = {quad.subject for kind in kinds for quad in shapes.quads_for_pattern(None, kind, None)}
    for top in sorted(tops, key=str):
        _visit(shapes, top, 0, found)
    return found


def _refuse_target(quad: ox.Quad) -> None:
    """Refuse what makes focus nodes that are looked for nowhere else (SHACL, sections 2.1.3.1, 2.1.3.3 and 2.1.3.5)."""
    name = quad.predicate.value.removeprefix(_SH)
    if quad.predicate.value.startswith(_SH + "target") and name not in _TARGETS:
        raise ValueError(f"{quad.subject} has {quad.predicate}")
    if name in _MAKES_A_CLASS and isinstance(quad.object, ox.NamedNode) and quad.object.value in _CLASSES:
        raise ValueError(f"{quad.subject} is a class, which may be a target")


def _visit(shapes: ox.Store, shape: Term, depth: int, found: Reads) -> bool:
    """Take in what a shape reads of a node `depth` steps from the focus node; whether it reads anything."""
    if depth > _MOST_STEPS:
        raise ValueError(f"{shape} leads further than {_MOST_STEPS} steps from a node")
    path = next(iter(_objects(shapes, shape, _PATH)), None)
    steps = _steps(shapes, path) if path is not None else []
    read = bool(steps)
    for number, (inverse, predicates) in enumerate(steps):
        if inverse and depth + number:
            raise ValueError(f"{shape} follows a property against its direction from a value")
        if number:
            _follow(found, steps[number - 1])
        if inverse:
            found.inverse |= predicates
        else:
            _read(found, depth + number, predicates)
    further = False
    for quad in _of(shapes, shape):
        name = quad.predicate.value.removeprefix(_SH)
        if quad.predicate == _TYPE or name in _OF_VALUES or (name in _TARGETS and not depth):
            continue
        if name in _OF_PAIRS:
            _read(found, depth, {str(quad.object).encode()})
            read = True
        elif name == "class":
            _read(found, depth + len(steps), {str(_TYPE).encode()})
            further = True
        elif name in _SHAPES:
            further |= _visit(shapes, quad.object, depth + len(steps), found)
        elif name in _LISTS:
            for member in _members(shapes, quad.object):
                further |= _visit(shapes, member, depth + len(steps), found)
        elif name != "closed" or depth:
            raise ValueError(f"{shape} has {quad.predicate}")
    if further and steps:
        _follow(found, steps[-1])
    return read or further


def _read(found: Reads, depth: int, predicates: set[bytes]) -> None:
    if depth:
        found.kept |= predicates
        found.steps = max(found.steps, depth)


def _follow(found: Reads, step: tuple[bool, set[bytes]]) -> None:
    inverse, predicates = step
    if not inverse:  # those that have a value are looked up as soon as it is
        found.followed |= predicates


def _steps(shapes: ox.Store, path: Term) -> list[tuple[bool, set[bytes]]]:
    """The steps of a path: whether each goes against the direction of its predicates."""
    if isinstance(path, ox.NamedNode):
        return [(False, {str(path).encode()})]
    described = {q.predicate.value.removeprefix(_SH): q.object for q in _of(shapes, path)}
    if "inversePath" in described and isinstance(described["inversePath"], ox.NamedNode):
        return [(True, {str(described["inversePath"]).encode()})]
    if "alternativePath" in described:
        members = [*_members(shapes, described["alternativePath"])]
        if all(isinstance(member, ox.NamedNode) for member in members):
            return [(False, {str(member).encode() for member in members})]
    if _FIRST.value in described:
        return [step for member in _members(shapes, path) for step in _steps(shapes, member)]
    raise ValueError("a path is neither a sequence, an alternative of properties nor the inverse of one")


def _members(shapes: ox.Store, head: Term) -> list[Term]:
    found = []
    while head != _NIL:
        found += _objects(shapes, head, _FIRST)
        (head,) = _objects(shapes, head, _REST)
    return found


def _objects(shapes: ox.Store, node: Term, predicate: ox.NamedNode) -> list[Term]:
    return [quad.object for quad in _of(shapes, node) if quad.predicate == predicate]


def _of(shapes: ox.Store, node: Term) -> list[ox.Quad]:
    """The quads of a node."""
    return [] if isinstance(node, ox.Literal) else [*shapes.quads_for_pattern(node, None, None)]
