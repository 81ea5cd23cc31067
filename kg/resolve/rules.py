"""The rules that derive graphs: what each is called and does, as the graph `meta` describes them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kg import iris
from kg.builders.dataset import Record, encoded
from kg.builders.template import compiled, template
from kg.facts.corpus import Corpus
from kg.facts.entities import Where
from kg.facts.statements import Given
from kg.resolve.graphs import RULES

_WHAT_IT_DOES = {
    "presuppositions": "What statements and events presuppose of a status, each as a statement of modality "
    "presupposed, by those who said the one that presupposes it: what is to open is not open; what has reopened was "
    "not, and is.",
    "self-interest": "Marks on statements whose speaker, or what the speaker is a force or member of, is among "
    "their objects.",
    "timelines": "For each place and post, and for control, status and presence: the periods, with what orders and "
    "surer statements leave of their bounds, and the answer for every run of days.",
    "conflicts": "Sets of statements that exclude each other, with the reason; and sets that only seem to, with the "
    "reason why they need not.",
    "corroborations": "Sets of statements that say one thing, and how many independent origins they have: "
    "statements that share a speaker or a text have one.",
}


class DerivedGraphRow(Struct, frozen=True, gc=False):
    """A derived graph: what its rule is called and does, and the corpora that it is derived from."""

    iri: Given
    title: Given
    description: Given
    corpora: tuple[str, ...]


DERIVED_GRAPH = template(
    "derived-graph",
    DerivedGraphRow,
    """
    ?iri a prov:Entity ;
        dcterms:title ?title@en ;
        dcterms:description ?description@en ;
        prov:wasDerivedFrom ?corpora .
    """,
)

_derived_graph = compiled(DERIVED_GRAPH)


def rule_records(corpus: Corpus) -> Iterator[Record]:
    """The descriptions of the derived graphs, each with its rule in words: records of the graph `meta`."""
    graph = iris.graph(corpus.base, "meta")
    corpora = tuple(iris.corpus(part.base, part.id) for part in corpus.parts)
    for rule in RULES:
        derived = iris.graph(corpus.base, "derived", rule)
        out: list[str] = []
        row = DerivedGraphRow(derived, rule.capitalize(), _WHAT_IT_DOES[rule], corpora)
        _derived_graph(row, graph, out.append)
        yield Record(Where(derived, 0), encoded(out))
