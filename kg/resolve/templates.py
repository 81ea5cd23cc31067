"""The triple templates of derived graphs, and their rows. Read them beside `ontology/derived.ttl`."""

from __future__ import annotations

from msgspec import Struct

from kg.builders.template import template
from kg.facts.statements import Given, Plain
from kg.facts.time import Bounds
from kg.namespaces import CONCEPTS, expand


class PeriodRow(Struct, frozen=True, gc=False):
    """One value of a subject and predicate, with what order and cuts leave of its bounds (ISO dates or "")."""

    iri: Given
    subject: Given
    predicate: Given
    objects: tuple[str, ...]
    users: tuple[str, ...]
    modality: Given
    time: Bounds
    superseded_by: tuple[str, ...]
    statements: tuple[str, ...]


PERIOD = template(
    "period",
    PeriodRow,
    """
    ?iri a cx:Period ;
        cx:subject ?subject ;
        cx:predicate ?predicate ;
        cx:object ?objects ;
        cx:userClass ?users ;
        cx:modality ?modality ;
        cx:beginEarliest ?time.begin_earliest^^xsd:date ;
        cx:beginLatest ?time.begin_latest^^xsd:date ;
        cx:endEarliest ?time.end_earliest^^xsd:date ;
        cx:endLatest ?time.end_latest^^xsd:date ;
        cx:supersededBy ?superseded_by ;
        prov:wasDerivedFrom ?statements .
    """,
)


class AnswerRow(Struct, frozen=True, gc=False):
    """What can be answered of a subject and predicate on a run of days (ISO dates, "" for open)."""

    iri: Given
    subject: Given
    predicate: Given
    first: str
    last: str
    answer: Given
    periods: tuple[str, ...]
    modality: str
    last_seen: str
    reason: str
    origins: Plain
    statements: tuple[str, ...]
    against: tuple[str, ...]


ANSWER = template(
    "answer",
    AnswerRow,
    """
    ?iri a cx:Answer ;
        cx:subject ?subject ;
        cx:predicate ?predicate ;
        cx:firstDay ?first^^xsd:date ;
        cx:lastDay ?last^^xsd:date ;
        cx:answer ?answer ;
        cx:period ?periods ;
        cx:modality ?modality ;
        cx:lastSeen ?last_seen^^xsd:date ;
        cx:reason ?reason ;
        cx:independentOrigins ?origins^^xsd:integer ;
        prov:wasDerivedFrom ?statements ;
        cx:against ?against .
    """,
)


class DisagreementRow(Struct, frozen=True, gc=False):
    """Statements that disagree, or seem to; `class_` says which."""

    iri: Given
    class_: Given
    subject: Given
    predicate: Given
    reason: Given
    first: str
    last: str
    statements: tuple[str, ...]
    decisions: tuple[str, ...]


DISAGREEMENT = template(
    "disagreement",
    DisagreementRow,
    """
    ?iri a ?class_ ;
        cx:subject ?subject ;
        cx:predicate ?predicate ;
        cx:reason ?reason ;
        cx:firstDay ?first^^xsd:date ;
        cx:lastDay ?last^^xsd:date ;
        prov:wasDerivedFrom ?statements ;
        cx:restsOn ?decisions .
    """,
)


class CorroborationRow(Struct, frozen=True, gc=False):
    """Several statements of one thing, and how many independent origins they have."""

    iri: Given
    subject: Given
    predicate: Given
    objects: tuple[str, ...]
    first: str
    last: str
    origins: Given
    statements: tuple[str, ...]


CORROBORATION = template(
    "corroboration",
    CorroborationRow,
    """
    ?iri a cx:Corroboration ;
        cx:subject ?subject ;
        cx:predicate ?predicate ;
        cx:object ?objects ;
        cx:firstDay ?first^^xsd:date ;
        cx:lastDay ?last^^xsd:date ;
        cx:independentOrigins ?origins^^xsd:integer ;
        prov:wasDerivedFrom ?statements .
    """,
)


class SelfInterestRow(Struct, frozen=True, gc=False):
    """A statement whose speaker, or what the speaker is a force of, is among its objects."""

    iri: Given
    themselves: tuple[str, ...]


SELF_INTEREST = template("self-interest", SelfInterestRow, "?iri cx:selfInterest ?themselves .")


class PresuppositionRow(Struct, frozen=True, gc=False):
    """A status that a statement presupposes, with the speakers and passages of that statement."""

    iri: Given
    source: Given
    document: Given
    publisher: Given
    speakers: tuple[str, ...]
    attributions: tuple[str, ...]
    evidence: tuple[str, ...]
    subject: Given
    objects: tuple[str, ...]
    time: Bounds
    date_basis: Given
    dated_by: str
    asserted_earliest: str
    asserted_latest: str


PRESUPPOSITION = template(
    "presupposition",
    PresuppositionRow,
    f"""
    ?iri a cx:Statement, cx:StatusStatement ;
        cx:document ?document ;
        cx:publisher ?publisher ;
        cx:speaker ?speakers ;
        prov:qualifiedAttribution ?attributions ;
        cx:subject ?subject ;
        cx:predicate <{expand("cx:status")}> ;
        cx:object ?objects ;
        cx:polarity <{CONCEPTS}polarity/affirmed> ;
        cx:modality <{CONCEPTS}modality/presupposed> ;
        cx:beginEarliest ?time.begin_earliest^^xsd:date ;
        cx:beginLatest ?time.begin_latest^^xsd:date ;
        cx:endEarliest ?time.end_earliest^^xsd:date ;
        cx:endLatest ?time.end_latest^^xsd:date ;
        cx:dateBasis ?date_basis ;
        cx:datedBy ?dated_by ;
        cx:assertedEarliest ?asserted_earliest^^xsd:date ;
        cx:assertedLatest ?asserted_latest^^xsd:date ;
        cx:evidence ?evidence ;
        prov:wasDerivedFrom ?source .
    """,
)
