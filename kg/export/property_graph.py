"""A property graph: nodes and edges with typed attributes, which views give and files are written from.

Nodes and edges are iterators that can be asked for again, so that a file is written without holding them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from kg.resolve.states import AFTER, BEFORE, Spell, iso

Scalar = str | float | int

BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")

ATTRIBUTES: dict[str, tuple[type, str]] = {
    "class": (str, "what it is: crossing, post, province, state-force, statement ..."),
    "latitude": (float, "degrees north (WGS 84), where a reference source gives them"),
    "longitude": (float, "degrees east (WGS 84)"),
    "coordinates_from": (str, "the source of the coordinates; of several, the first by name"),
    "predicate": (str, "the property of the ontology that relates the two"),
    "statement": (str, "the IRI of the statement; several, joined by a space"),
    "polarity": (str, "affirmed, denied or undetermined"),
    "modality": (str, "the attitude: asserted, reported, claimed ..."),
    "document": (str, "the id of the document that says it"),
    "publisher": (str, "who published it"),
    "speaker": (str, 'who said it first; joint speakers are joined by "and"'),
    "begin_earliest": (str, "the first day on which it may have begun"),
    "begin_latest": (str, "the day by which it had begun"),
    "end_earliest": (str, "the last day on which it surely had not ended"),
    "end_latest": (str, "the last day on which it may have been"),
    "span": (str, "what start and end tell: definite, sometime or possible"),
    "answer": (str, "how sure that is at the date asked about: definite, disputed, last-known or candidates"),
    "reason": (str, "why statements disagree, or only seem to"),
    "degree": (int, "the number of edges"),
    "betweenness": (float, "the share of shortest paths through it, of an undirected graph without weights"),
    "community": (int, "its community, numbered from the largest"),
    "articulation": (int, "1 where the graph falls apart without it, else 0"),
    "cut_off": (str, "the pairs of provinces that no other crossing of the graph joins, by name"),
}
"""Every attribute of a node or an edge: its type, and what it tells."""

PLACED = ("class", "latitude", "longitude", "coordinates_from")
TOLD = ("predicate", "statement", "polarity", "modality", "document", "publisher", "speaker", *BOUNDS, "span")


class Node(NamedTuple):
    """A thing: its IRI, its label, and what `PropertyGraph.node_attributes` has of it.

    `point` is where a map may draw it (latitude and longitude): where it lies, or beside what it is a part of.
    """

    id: str
    label: str
    attributes: Mapping[str, Scalar]
    spell: Spell = Spell()
    point: tuple[float, float] | None = None


class Edge(NamedTuple):
    """What relates two things; edges of one `kind` between the same two may be drawn as one, of summed weight."""

    id: str
    source: str
    target: str
    kind: str
    attributes: Mapping[str, Scalar]
    spell: Spell = Spell()
    weight: float = 1


class PropertyGraph(NamedTuple):
    """Nodes and edges, each afresh whenever they are asked for, and the attributes that they may have.

    Every end of an edge is a node; ids are unique among nodes, and among edges.
    """

    title: str
    node_attributes: tuple[str, ...]
    edge_attributes: tuple[str, ...]
    nodes: Callable[[], Iterator[Node]]
    edges: Callable[[], Iterator[Edge]]


@lru_cache(1 << 12)
def interval(spell: Spell) -> tuple[str, str, str]:
    """The first and the last day to draw a spell on, "" for open, and what they tell (`span`).

    `definite`: it surely was on all of these days. `sometime`: it surely was on some of them. `possible`:
    it may have been on them, and of one of its ends nobody says more.

    >>> interval(Spell.of("", "2018-10-20", "2018-10-14", ""))
    ('2018-10-14', '2018-10-20', 'sometime')
    >>> interval(Spell.of("2014-01-01", "2014-12-31", "", ""))
    ('2014-12-31', '', 'possible')
    """
    first, begun, lasting, last = spell
    if BEFORE < begun <= lasting < AFTER:
        return iso(begun), iso(lasting), "definite"
    # An end that is no earlier than the begin, or a begin no later than the end, is nothing that was told.
    within = BEFORE < first == lasting and begun == last < AFTER
    begin_told = within or (begun < AFTER and begun != last)
    end_told = within or (lasting > BEFORE and lasting != first)
    if begin_told and end_told:
        return iso(lasting), iso(begun), "sometime"
    start, end = iso(begun if begin_told else first), iso(lasting if end_told else last)
    return start, end, "possible" if start or end else ""


@lru_cache(1 << 12)
def bounds(spell: Spell) -> Mapping[str, str]:
    """The bounds of a spell and its `span` as attributes, as far as they are known."""
    found = dict(zip(BOUNDS, spell.dates, strict=True)) | {"span": interval(spell)[2]}
    return MappingProxyType({name: value for name, value in found.items() if value})


_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[\t\n\r\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """`text` on one line, with U+FFFD for what XML 1.0 (section 2.2) has no character for.

    >>> clean("Al-Tanf\\x07 \\n(post)") == "Al-Tanf\\ufffd  (post)"
    True
    """
    if text.isprintable():  # as nearly every text is
        return text
    return _SPACE.sub(" ", _NO_CHARACTER.sub("\ufffd", text))
