"""The rows that the templates read, and how records become rows.

Rows are plain values: IRIs, canonical lexical forms and texts; "" and () where nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg import iris
from kg.facts.corpus import Corpus, Document, Part, Source
from kg.facts.entities import ConceptEntry, Entity, by_tag
from kg.facts.records import Agent, Decision, Event, Identifiers, Label, Names, Office, Place, ReferenceFact, Withdrawal
from kg.facts.time import Span, one_day, span
from kg.namespaces import CONCEPTS, expand

# Identifiers with an address of their own, and the datatypes of those without.
IDENTIFIER_PAGES = {"wikidata": "http://www.wikidata.org/entity/{}", "geonames": "https://sws.geonames.org/{}/"}
CODE_DATATYPES = {
    "wof": "cx:whosOnFirst",
    "p_code": "cx:pCode",
    "hasc": "cx:hasc",
    "iso": "cx:iso3166",
    "ucdp_actor": "cx:ucdpActor",
}


class EntityRow(NamedTuple):
    """An entity, without its names."""

    iri: str
    classes: tuple[str, ...]
    post_of: str = ""
    country: str = ""
    members: tuple[str, ...] = ()
    complete: str = ""
    force_of: str = ""
    member_of: tuple[str, ...] = ()
    office_of: str = ""
    event_type: str = ""


class NameRow(NamedTuple):
    """A name of an entity in a language."""

    iri: str
    text: str
    lang: str


class ConceptRow(NamedTuple):
    """A concept that a corpus adds to a scheme."""

    iri: str
    scheme: str
    definition: str
    lang: str
    broader: str
    resulting_status: str
    prior_status: str


class DocumentRow(NamedTuple):
    """A document as a whole."""

    iri: str
    publisher: str
    issued: str
    language: str
    url: str
    archive: str
    access: str
    same_wire_as: tuple[str, ...]
    derived_from: tuple[str, ...]
    sha256: str
    length: str


class SaidRow(NamedTuple):
    """When a document was said, and how that is known."""

    iri: str
    earliest: str
    latest: str
    basis: str
    decision: str


class DecisionRow(NamedTuple):
    """A curator's decision."""

    iri: str
    class_: str
    by: str
    date: str
    reason: str
    lang: str
    candidates: tuple[str, ...]
    mentions: tuple[str, ...]
    outcome: str
    documents: tuple[str, ...]
    asserted: Span
    grounds: tuple[str, ...]
    earlier: str
    later: str

    @property
    def asserted_earliest(self) -> str:
        """The first day on which the document may have been said."""
        return self.asserted[0]

    @property
    def asserted_latest(self) -> str:
        """The last day on which the document may have been said."""
        return self.asserted[1]


class WithdrawalRow(NamedTuple):
    """That a document no longer counts from a day on."""

    iri: str
    by: str
    document: str
    day: str
    reason: str
    lang: str


class FactRow(NamedTuple):
    """What a reference source says of an entity, without names and codes."""

    iri: str
    same_as: tuple[str, ...]
    see_also: tuple[str, ...]
    located_in: tuple[str, ...]
    geometry: str
    wkt: str


class CodeRow(NamedTuple):
    """A code of an entity; `datatype` is the system it belongs to."""

    iri: str
    code: str
    datatype: str


class DescriptionRow(NamedTuple):
    """A corpus or reference source: title, makers and licence."""

    iri: str
    title: str
    lang: str
    description: str
    creator: str
    credit: str
    licence: str
    url: str
    uses: tuple[str, ...]
    graphs: tuple[str, ...]


def entity_row(entity: Entity, corpus: Corpus) -> EntityRow:
    """The row of an entity, with the classes above its own, so that queries need no reasoner."""
    of = corpus.entities.by_id
    row = EntityRow(entity.iri, tuple(expand("cx:" + name) for name in entity.classes))

    def iri(ref: str) -> str:
        return of[ref].iri if ref else ""

    match entity.record:
        case Place() as place:
            complete = "" if place.complete is None else str(place.complete).lower()
            return row._replace(
                post_of=iri(place.of),
                country=iri(place.country),
                members=tuple(iri(ref) for ref in place.members),
                complete=complete,
            )
        case Agent() as agent:
            return row._replace(
                force_of=iri(agent.force_of),
                member_of=tuple(iri(ref) for ref in agent.member_of),
                country=iri(agent.country),
            )
        case Office() as office:
            return row._replace(office_of=iri(office.of))
        case Event() as event:
            return row._replace(event_type=corpus.entities.concepts["event-type"][event.type])
    return row


def name_rows(iri: str, names: Label | Names, language: str) -> Iterator[NameRow]:
    """The labels or spellings of a record, a row each; plain ones are in `language`."""
    for tag, texts in by_tag(names, language).items():
        for text in texts:
            yield NameRow(iri, text, tag)


def concept_row(entry: ConceptEntry, corpus: Corpus, language: str) -> ConceptRow:
    """The row of a corpus's own concept."""
    concepts, record = corpus.entities.concepts, entry.record
    return ConceptRow(
        entry.iri,
        CONCEPTS + entry.scheme,
        record.definition,
        language,
        concepts[entry.scheme].get(record.broader, ""),
        concepts["status"].get(record.resulting_status, ""),
        concepts["status"].get(record.prior_status, ""),
    )


def document_row(document: Document, corpus: Corpus) -> DocumentRow:
    """The row of a document; its day of issue only when it says one day."""
    header, of = document.header, corpus.entities.by_id
    first, last = document.said if header.published else ("", "")
    return DocumentRow(
        document.entity.iri,
        document.publisher,
        first if first == last else "",
        header.language or document.part.settings.language,
        header.url,
        header.archive,
        corpus.entities.concepts["access"][header.access],
        tuple(of[ref].iri for ref in header.same_wire_as),
        tuple(of[ref].iri for ref in header.derived_from),
        header.text.sha256 if header.text else "",
        str(header.text.length) if header.text else "",
    )


def document_label(document: Document, corpus: Corpus) -> str:
    """What a document is called: its publisher and its id, as it has no headline here."""
    publisher = corpus.entities.by_id[document.header.publisher]
    language = document.part.settings.language
    return f"{publisher.labels.get(language, publisher.id)} ({document.header.document})"


def said_row(document: Document, corpus: Corpus) -> SaidRow:
    """The row of when a document was said."""
    basis = "inferred-across-documents" if document.dated_by else "stated" if any(document.said) else "none"
    iri = corpus.entities.concepts["date-basis"][basis]
    return SaidRow(document.entity.iri, *document.said, iri, document.dated_by)


def decision_row(id_: str, record: Decision, part: Part, corpus: Corpus) -> DecisionRow:
    """The row of a decision."""
    of = corpus.entities.by_id
    kinds: dict[str, object] = {
        "IdentityDecision": record.same,
        "DateDecision": record.dates,
        "IndependenceDecision": record.independent,
        "OrderDecision": record.order,
    }
    (class_,) = (kind for kind, about in kinds.items() if about)
    earlier, later = [_statement(ref, corpus) for ref in record.order] or ("", "")
    documents = [*([record.dates] if record.dates else ()), *record.documents, *record.independent]
    return DecisionRow(
        iris.decision(part.base, part.id, id_),
        expand("cx:" + class_),
        record.by,
        span(record.date)[0],
        record.reason,
        part.settings.language,
        tuple(of[ref].iri for ref in record.candidates),
        tuple(record.mentions),
        corpus.entities.concepts["outcome"].get(record.outcome, ""),
        tuple(of[ref].iri for ref in documents),
        span(record.asserted) if record.asserted else ("", ""),
        tuple(of[ref].iri for ref in record.grounds),
        earlier,
        later,
    )


def withdrawal_row(document: str, record: Withdrawal, part: Part, corpus: Corpus) -> WithdrawalRow:
    """The row of a withdrawal."""
    return WithdrawalRow(
        iris.withdrawal(part.base, part.id, document),
        record.by,
        corpus.entities.by_id[document].iri,
        one_day(record.withdrawn),
        record.reason,
        part.settings.language,
    )


def _statement(ref: str, corpus: Corpus) -> str:
    document, _, local = ref.partition("/")
    base = corpus.entities.by_id[document].iri.removesuffix(f"id/document/{document}")
    return iris.statement(base, document, local)


def fact_row(entity: Entity, fact: ReferenceFact, source: Source, part: Part, corpus: Corpus) -> FactRow:
    """The row of a reference fact; WKT has longitude first (OGC 06-103r4, section 7.2)."""
    latitude, _, longitude = fact.point.partition(" ")
    places = [fact.in_] if isinstance(fact.in_, str) else fact.in_
    return FactRow(
        entity.iri,
        _pages(fact.ids),
        _pages(fact.see),
        tuple(corpus.entities.by_id[ref].iri for ref in places if ref),
        iris.geometry(part.base, source.record.source, entity.id) if fact.point else "",
        f"POINT({longitude} {latitude})" if fact.point else "",
    )


def _pages(ids: Identifiers) -> tuple[str, ...]:
    return tuple(page.format(code) for system, page in IDENTIFIER_PAGES.items() if (code := getattr(ids, system)))


def code_rows(entity: Entity, fact: ReferenceFact) -> Iterator[CodeRow]:
    """The codes of an entity that are no web address."""
    for system, datatype in CODE_DATATYPES.items():
        if code := getattr(fact.ids, system):
            yield CodeRow(entity.iri, code, expand(datatype))


def corpus_row(part: Part, corpus: Corpus) -> DescriptionRow:
    """The description of a corpus and of the graphs it fills."""
    settings, base = part.settings, part.base
    graphs = [iris.graph(base, "corpus", part.id)]
    graphs += [iris.graph(base, "document", d.header.document) for d in corpus.documents if d.part is part]
    if part.decisions or part.withdrawals:
        graphs.append(iris.graph(base, "decisions", part.id))
    bases = {other.id: other.base for other in corpus.parts}
    return DescriptionRow(
        iris.corpus(base, part.id),
        settings.title,
        settings.language,
        settings.description,
        settings.creator,
        "",
        settings.licence,
        "",
        tuple(iris.corpus(bases[used], used) for used in settings.uses),
        tuple(graphs),
    )


def source_row(source: Source, part: Part) -> DescriptionRow:
    """The description of a reference source and of its graph."""
    record = source.record
    return DescriptionRow(
        iris.reference(part.base, record.source),
        record.title,
        part.settings.language,
        record.description,
        "",
        record.credit,
        record.licence,
        record.url,
        (),
        (iris.graph(part.base, "reference", record.source),),
    )
