"""The card of one thing for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from kg.namespaces import expand
from kg.query.card import Card, Said
from kg.query.labels import Labels, short
from kg.query.names import typed_id
from kg.query.shown import about
from kg.query.terms import Value

# Qualifiers that tell how a statement is read, not what it says.
HOW_KNOWN = frozenset({"cx:scopeBasis", "cx:scopeUncertain", "cx:dateBasis", "cx:datedBy"})


def card_lines(card: Card, store: ox.Store, labels: Labels) -> Iterator[str]:
    """The lines of a card: names, facts and statements, each with its source."""
    yield labels.label(card.iri)
    yield f"<{card.iri}>"
    if card.statement:
        yield from _statement_lines(card.statement, labels)
    else:
        yield typed_id(store, card.iri)
    yield from _names_lines(card, labels)
    if card.posts:
        yield ""
        yield "Posts"
        for post, country in card.posts:
            yield f"  {labels.label(post)} ({labels.label(country)}), {typed_id(store, post)}"
    if card.facts:
        yield ""
        yield "From corpora, reference sources and decisions"
        for fact in card.facts:
            yield f"  {labels.label(fact.property)}: {labels.of(fact.value)}  ({_graph(fact.source)})"
    for kind, group in groupby(card.said, key=lambda said: said.kind):
        yield ""
        yield f"Said: {kind}"
        for said in group:
            told = [f"{labels.label(expand(c))}: {_all(v, labels)}" for c, v in said.qualifiers if c not in HOW_KNOWN]
            yield f"  {_sentence(said, labels)}" + (f" ({'; '.join(told)})" if told else "")
            yield from (f"      {line}" for line in about(said.source, labels))


def _statement_lines(said: Said, labels: Labels) -> Iterator[str]:
    yield f"a statement of {said.kind}"
    yield ""
    yield _sentence(said, labels)
    for curie, values in said.qualifiers:
        yield f"  {labels.label(expand(curie))}: {_all(values, labels)}"
    if said.scope != said.subject:
        yield f"  {labels.label(expand('cx:appliesTo'))}: {labels.label(said.scope)}"
    for name in said.named:
        yield f"  in the source's words: {name}"
    if said.comment:
        yield f"  note: {said.comment}"
    source = said.source
    yield ""
    yield "Speaker chain"
    for position, agents in enumerate(source.chain):
        yield f"  {position}  {' and '.join(labels.label(agent) for agent in agents)}"
    yield ""
    yield "Evidence"
    for passage in source.passages:
        yield f"  {short(passage.document)} {passage}".rstrip()
    earliest, latest = source.asserted
    if earliest or latest:
        yield ""
        yield f"Said {earliest or '..'}/{latest or '..'}"
    yield from about(source, labels)[1:]


def _names_lines(card: Card, labels: Labels) -> Iterator[str]:
    for bearer, names in groupby(card.names, key=lambda name: name.bearer):
        yield ""
        yield "Names" if bearer == card.iri else f"Names of {labels.label(bearer)}"
        for language, group in groupby(names, key=lambda name: name.language):
            told = [f"{name.name} ({_graph(name.source)})" for name in group]
            yield f"  {language or '-'}  {'; '.join(told)}"


def _sentence(said: Said, labels: Labels) -> str:
    """What a statement says, in labels: scope, predicate, objects."""
    words = [labels.label(said.scope), labels.label(said.predicate)]
    polarity = short(said.source.polarity)
    if polarity != "affirmed":
        words.insert(1, f"({polarity})")
    return f"{' '.join(words)}: {_all(said.objects, labels)}"


def _all(values: Iterable[Value], labels: Labels) -> str:
    return " and ".join(map(labels.of, values))


def _graph(iri: str) -> str:
    """The kind and name of a graph: `reference/geonames`."""
    return iri.partition("/graph/")[2] or iri
