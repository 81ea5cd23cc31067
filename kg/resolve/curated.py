"""What curators and reference sources record that the rules work from: all of a corpus but its statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kg import iris
from kg.facts.concepts import core_relations
from kg.facts.corpus import Corpus
from kg.facts.records import Agent, Place
from kg.facts.time import span
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.material import Identity, Material
from kg.resolve.order import Order
from kg.resolve.states import AFTER, day


def curated(corpus: Corpus, meant: Mapping[str, Collection[str]]) -> Material:
    """What is on record beside statements; `meant` gives for a decision what the mentions in it stand for."""
    material = Material(hierarchy=_hierarchy(corpus), posts=posts_of(corpus), members=members_of(corpus))
    of = corpus.entities.by_id
    for part in corpus.parts:
        for source in part.sources:
            for thing, fact, _ in source.facts:
                refs = [fact.in_] if isinstance(fact.in_, str) else fact.in_
                if wider := {of[ref].iri for ref in refs if ref}:
                    material.within.setdefault(thing.iri, set()).update(wider)
        for id_, (decision, _) in part.decisions.items():
            iri = iris.decision(part.base, part.id, id_)
            if decision.order:
                earlier, later = (_statement(ref, corpus) for ref in decision.order)
                material.orders.append(Order(earlier, later, iri))
                documents = {of[ref.partition("/")[0]].iri for ref in decision.order}
                material.order_documents[iri] = tuple(sorted(documents))
            elif decision.same:
                things = {of[ref].iri for ref in decision.candidates}.union(meant.get(iri, ()))
                if len(things) > 1:
                    told = tuple(of[ref].iri for ref in decision.documents)
                    material.identities.append(Identity(iri, tuple(sorted(things)), decision.outcome, told))
        for id_, (withdrawal, _) in part.withdrawals.items():
            from_ = day(span(withdrawal.withdrawn)[0])
            material.withdrawn[of[id_].iri] = min(from_, material.withdrawn.get(of[id_].iri, AFTER))
    for document in corpus.documents:
        header = document.header
        shared = {of[ref].iri for ref in (*header.same_wire_as, *header.derived_from)}
        if shared:
            material.copies[document.entity.iri] = shared
    return material


def posts_of(corpus: Corpus) -> dict[str, list[tuple[str, str]]]:
    """For a crossing its posts with their countries."""
    of = corpus.entities.by_id
    posts: dict[str, list[tuple[str, str]]] = {}
    for entity in of.values():
        if isinstance(entity.record, Place) and entity.record.of:
            told = entity.iri, of[entity.record.country].iri
            posts.setdefault(of[entity.record.of].iri, []).append(told)
    return posts


def members_of(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """For a group of places its members."""
    of = corpus.entities.by_id
    return {
        entity.iri: tuple(of[ref].iri for ref in entity.record.members)
        for entity in of.values()
        if isinstance(entity.record, Place) and entity.record.members
    }


def _statement(ref: str, corpus: Corpus) -> str:
    document, _, local = ref.partition("/")
    told = corpus.entities.by_id[document]
    return iris.statement(told.iri.removesuffix(f"id/document/{document}"), document, local)


def _hierarchy(corpus: Corpus) -> Hierarchy:
    of = corpus.entities.by_id
    above: dict[str, tuple[str, ...]] = dict(core_relations()["skos:broader"])
    for entity in of.values():
        if isinstance(entity.record, Agent):
            refs = [entity.record.force_of, *entity.record.member_of]
            above[entity.iri] = tuple(of[ref].iri for ref in refs if ref)
    for entry in corpus.entities.added_concepts:
        if entry.record.broader:
            above[entry.iri] = (corpus.entities.concepts[entry.scheme][entry.record.broader],)
    return Hierarchy(above)
