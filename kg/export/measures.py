"""Measures of a graph as attributes of its nodes: degree, betweenness, communities, and what falls apart.

The graph is taken as undirected and simple. Betweenness is that of Brandes (2001), normalised; from 1,000
nodes on it is estimated from so many of them. Communities are those of Louvain (Blondel et al., 2008). Both
are drawn with one seed, on nodes in the order of their IRIs: the same graph has the same measures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from kg.export.property_graph import Node, PropertyGraph, Scalar

if TYPE_CHECKING:
    import networkx

MEASURES = ("degree", "betweenness", "community", "articulation", "cut_off")
SEED = 1
SAMPLED_FROM = 1000


def measured(graph: PropertyGraph) -> PropertyGraph:
    """The same graph, whose nodes have their measures too. It is held in memory for that."""
    found = _measures(graph)

    def nodes() -> Iterator[Node]:
        for node in graph.nodes():
            yield node._replace(attributes={**node.attributes, **found[node.id]})

    return graph._replace(node_attributes=(*graph.node_attributes, *MEASURES), nodes=nodes)


def _measures(graph: PropertyGraph) -> dict[str, dict[str, Scalar]]:
    import networkx

    nodes = {node.id: node for node in sorted(graph.nodes())}
    degrees = dict.fromkeys(nodes, 0)
    pairs: set[tuple[str, str]] = set()
    within: defaultdict[str, set[str]] = defaultdict(set)
    posts: defaultdict[str, set[str]] = defaultdict(set)
    for edge in graph.edges():
        degrees[edge.source] += 1
        degrees[edge.target] += 1
        pairs.add((edge.source, edge.target))
        if edge.kind == "locatedIn":
            within[edge.source].add(edge.target)
        if edge.kind == "postOf":
            posts[edge.target].add(edge.source)
    # By numbers, for the order of texts in a set is another in every run.
    number = {name: at for at, name in enumerate(nodes)}
    ties: networkx.Graph[int] = networkx.Graph()
    ties.add_nodes_from(number.values())
    ties.add_edges_from((number[one], number[other]) for one, other in sorted(pairs) if one != other)
    sample = SAMPLED_FROM if len(ties) > SAMPLED_FROM else None
    between = networkx.betweenness_centrality(ties, k=sample, seed=SEED)
    parts = networkx.community.louvain_communities(ties, seed=SEED) if ties else []
    parts.sort(key=lambda part: (-len(part), min(part)))
    community = {at: place for place, part in enumerate(parts, 1) for at in part}
    articulation = set(networkx.articulation_points(ties))
    classes = {name: str(node.attributes.get("class", "")) for name, node in nodes.items()}
    joins = {name: _provinces({name, *posts[name]}, within, classes) for name in nodes if classes[name] == "crossing"}
    times = Counter(pair for joined in joins.values() for pair in joined)
    measures: dict[str, dict[str, Scalar]] = {}
    for name in nodes:
        measures[name] = {
            "degree": degrees[name],
            "betweenness": round(between[number[name]], 9),
            "community": community[number[name]],
            "articulation": int(number[name] in articulation),
        }
        if alone := sorted(pair for pair in joins.get(name, ()) if times[pair] == 1):
            said = (" - ".join(nodes[place].label for place in pair) for pair in alone)
            measures[name]["cut_off"] = "; ".join(said)
    return measures


def _provinces(
    sides: Iterable[str], within: Mapping[str, set[str]], classes: Mapping[str, str]
) -> set[tuple[str, str]]:
    """The pairs of provinces that the sides of a crossing lie in."""
    found: set[str] = set()
    met: set[str] = set()
    waiting = list(sides)
    while waiting:
        place = waiting.pop()
        if place not in met:
            met.add(place)
            if classes[place] == "province":
                found.add(place)
            waiting += within.get(place, ())
    return set(combinations(sorted(found), 2))
