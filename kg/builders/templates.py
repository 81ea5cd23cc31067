"""The triple templates: what each kind of row says in RDF. Read them beside `ontology/`."""

from __future__ import annotations

from kg.builders import rows
from kg.builders.template import template
from kg.facts.kinds import QUALIFIERS
from kg.facts.statements import Attribution, Citation, Passage, Statement, TableRow

ENTITY = template(
    "entity",
    rows.EntityRow,
    """
    ?iri a ?classes ;
        cx:postOf ?post_of ;
        cx:country ?country ;
        cx:member ?members ;
        cx:completeMembership ?complete^^xsd:boolean ;
        cx:forceOf ?force_of ;
        cx:memberOf ?member_of ;
        cx:officeOf ?office_of ;
        cx:eventType ?event_type .
    """,
)

LABEL = template("label", rows.NameRow, "?iri skos:prefLabel ?text@?lang .")

SPELLING = template("spelling", rows.NameRow, "?iri skos:altLabel ?text@?lang .")

CONCEPT = template(
    "concept",
    rows.ConceptRow,
    """
    ?iri a skos:Concept ;
        skos:inScheme ?scheme ;
        skos:definition ?definition@?lang ;
        skos:broader ?broader ;
        cx:resultingStatus ?resulting_status ;
        cx:priorStatus ?prior_status .
    """,
)

DESCRIPTION = template(
    "description",
    rows.DescriptionRow,
    """
    ?iri a void:Dataset ;
        dcterms:title ?title@?lang ;
        dcterms:description ?description@?lang ;
        dcterms:creator ?creator^^xsd:string ;
        dcterms:bibliographicCitation ?credit^^xsd:string ;
        dcterms:license ?licence ;
        dcterms:source ?url ;
        dcterms:requires ?uses ;
        dcterms:hasPart ?graphs .
    """,
)

FACT = template(
    "fact",
    rows.FactRow,
    """
    ?iri schema:sameAs ?same_as ;
        rdfs:seeAlso ?see_also ;
        cx:locatedIn ?located_in ;
        geo:hasGeometry ?geometry .
    """,
)

GEOMETRY = template(
    "geometry",
    rows.FactRow,
    """
    ?geometry a geo:Geometry ;
        geo:asWKT ?wkt^^geo:wktLiteral .
    """,
)

CODE = template("code", rows.CodeRow, "?iri skos:notation ?code^^?datatype .")

DOCUMENT = template(
    "document",
    rows.DocumentRow,
    """
    ?iri a cx:Document ;
        dcterms:publisher ?publisher ;
        dcterms:issued ?issued^^xsd:date ;
        dcterms:language ?language^^xsd:string ;
        schema:url ?url ;
        schema:archivedAt ?archive ;
        cx:access ?access ;
        cx:sameWireAs ?same_wire_as ;
        prov:wasDerivedFrom ?derived_from ;
        cx:textSha256 ?sha256^^xsd:string ;
        cx:textLength ?length^^xsd:integer .
    """,
)

SAID = template(
    "said",
    rows.SaidRow,
    """
    ?iri cx:assertedEarliest ?earliest^^xsd:date ;
        cx:assertedLatest ?latest^^xsd:date ;
        cx:dateBasis ?basis ;
        cx:datedBy ?decision .
    """,
)

_QUALIFIERS = "".join(
    f"        {q.curie} ?{q.column}{'^^xsd:decimal' if q.range.literal == 'decimal' else ''} ;\n" for q in QUALIFIERS
)

_STATEMENT = f"""
    ?iri a cx:Statement, ?class_ ;
        dcterms:identifier ?numbers^^xsd:string ;
        cx:document ?document ;
        cx:publisher ?publisher ;
        cx:speaker ?speakers ;
        prov:qualifiedAttribution ?attribution_iris ;
        cx:subject ?subject ;
        cx:predicate ?predicate ;
        cx:object ?objects ;
        cx:literal ?text@?lang ;
        cx:literal ?day^^xsd:date ;
        cx:polarity ?polarity ;
        cx:modality ?modality ;
        cx:scopeUncertain ?scope_uncertain^^xsd:boolean ;
        cx:subjectNamedAs ?subject_named^^xsd:string ;
        cx:objectNamedAs ?object_named^^xsd:string ;
        cx:appliesTo ?applies_to ;
        cx:scopeBasis ?scope_basis ;
{_QUALIFIERS}
        rdfs:comment ?note@?language ;
        cx:evidence ?evidence.iri .
    """


def _bounds(column: str) -> str:
    return f"""
    ?iri cx:beginEarliest ?{column}.begin_earliest^^xsd:date ;
        cx:beginLatest ?{column}.begin_latest^^xsd:date ;
        cx:endEarliest ?{column}.end_earliest^^xsd:date ;
        cx:endLatest ?{column}.end_latest^^xsd:date .
    """


_BASIS = """
    ?iri cx:edtf ?edtf^^xsd:string ;
        cx:dateBasis ?date_basis ;
        cx:datedBy ?time_decision .
    """

_ASSERTED = """
    ?iri cx:assertedEarliest ?asserted_earliest^^xsd:date ;
        cx:assertedLatest ?asserted_latest^^xsd:date .
    """

# Where a decision dates what is said, what rests on it goes into another graph than the rest.
STATEMENT = template("statement", Statement, _STATEMENT)
TIME = template("time", Statement, _bounds("time") + _BASIS)
OWN_TIME = template("own time", Statement, _bounds("own_time"))
DECIDED_TIME = template("decided time", Statement, _bounds("decided_time") + _BASIS)
ASSERTED = template("asserted", Statement, _ASSERTED)
DATED_STATEMENT = template("dated statement", Statement, _STATEMENT + _bounds("time") + _BASIS + _ASSERTED)

ATTRIBUTION = template(
    "attribution",
    Attribution,
    """
    ?iri a prov:Attribution ;
        prov:agent ?agent ;
        cx:position ?position^^xsd:integer ;
        cx:saidEarliest ?said_earliest^^xsd:date ;
        cx:saidLatest ?said_latest^^xsd:date .
    """,
)

PASSAGE = template(
    "passage",
    Passage,
    """
    ?iri a oa:SpecificResource ;
        oa:hasSource ?document ;
        oa:hasSelector ?selector .
    ?selector a oa:TextPositionSelector ;
        cx:paragraph ?paragraph^^xsd:string ;
        oa:start ?start^^xsd:integer ;
        oa:end ?end^^xsd:integer .
    """,
)

TABLE_ROW = template(
    "table row",
    TableRow,
    """
    ?iri a oa:SpecificResource ;
        oa:hasSource ?document ;
        oa:hasSelector ?selector .
    ?selector a oa:FragmentSelector ;
        dcterms:conformsTo ?scheme ;
        rdf:value ?row^^xsd:string ;
        cx:file ?file^^xsd:string .
    """,
)

CITATION = template(
    "citation",
    Citation,
    """
    ?iri a oa:SpecificResource ;
        oa:hasSource ?document .
    """,
)

DECISION = template(
    "decision",
    rows.DecisionRow,
    """
    ?iri a cx:Decision, ?class_ ;
        dcterms:creator ?by^^xsd:string ;
        dcterms:created ?date^^xsd:date ;
        cx:rationale ?reason@?lang ;
        cx:candidate ?candidates ;
        cx:mention ?mentions^^xsd:string ;
        cx:outcome ?outcome ;
        cx:document ?documents ;
        cx:assertedEarliest ?asserted_earliest^^xsd:date ;
        cx:assertedLatest ?asserted_latest^^xsd:date ;
        prov:wasDerivedFrom ?grounds ;
        cx:earlier ?earlier ;
        cx:later ?later .
    """,
)

WITHDRAWAL = template(
    "withdrawal",
    rows.WithdrawalRow,
    """
    ?iri a cx:Withdrawal ;
        dcterms:creator ?by^^xsd:string ;
        cx:document ?document ;
        cx:withdrawnOn ?day^^xsd:date ;
        cx:rationale ?reason@?lang .
    """,
)
