"""The second corpus: every item of its record is there, and nothing else.

The record is the list in the issue that asks for it. `ITEMS` gives each item, in short, with what is
to stand in the facts for it; a line is a whole statement, but for the curator's notes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from subprocess import CompletedProcess

import pytest

import kg as crossings
from kg.errors import Faults
from kg.facts.corpus import Corpus
from kg.facts.folder import read_folder
from kg.facts.kinds import QUALIFIERS
from kg.facts.statements import Statement
from kg.namespaces import HOME
from kg.shipped import shipped

Run = Callable[..., CompletedProcess[str]]

FOLDER = shipped("facts") / "examples" / "second-ring"

ITEMS: dict[str, dict[str, str]] = {
    "2013-09, SNAP: Kurdish forces hold Yaarubiya": {
        "snap-2013-09/yaarubiya": (
            "control yaarubiya: kurdish-forces-of-2013; snap; begin ..2013-09-30 end 2013-09-01.."
        ),
    },
    "2013-09, SNAP: opposition forces hold Albu Kamal": {
        "snap-2013-09/albu-kamal": (
            "control albu-kamal: opposition-forces-of-2013; snap; begin ..2013-09-30 end 2013-09-01.."
        ),
    },
    "2013-09, SNAP: al-Tanf unknown": {
        "snap-2013-09/al-tanf": (
            "control al-tanf: holder-not-known; undetermined; snap; begin ..2013-09-30 end 2013-09-01.."
        ),
    },
    "2013-09, SNAP: the government holds Nassib": {
        "snap-2013-09/nassib": "control nassib: government-of-syria; snap; begin ..2013-09-30 end 2013-09-01..",
    },
    "2015-04, told on 2018-10-14 by SMART: the FSA takes the Syrian side of Nassib": {
        "smart-2018-10-14/seizure": (
            "event seizure-of-nassib: seizure; smart; "
            "begin 2015-04-01..2015-04-30 end 2015-04-01..2015-04-30; agent free-syrian-army; "
            "theme nassib/sy"
        ),
        "smart-2018-10-14/rebels-hold": (
            "control nassib/sy: free-syrian-army; smart; begin 2015-04-01..2015-04-30 end 2015-04-01.."
        ),
    },
    "2015-04, told on 2018-10-14 by SMART: Jordan closes its side": {
        "smart-2018-10-14/closure": (
            "event closure-of-jaber: closure; smart; "
            "begin 2015-04-01..2015-04-30 end 2015-04-01..2015-04-30; agent government-of-jordan; "
            "theme nassib/jo"
        ),
        "smart-2018-10-14/closed": "status nassib/jo: closed; smart; begin 2015-04-01..2015-04-30 end 2015-04-01..",
    },
    "2015-05-21/22, SOHR via Naharnet: IS seizes al-Tanf": {
        "naharnet-2015-05/seizure": (
            "event seizure-of-al-tanf-naharnet: seizure; reported; naharnet < sohr; "
            "begin 2015-05-21..2015-05-22 end 2015-05-21..2015-05-22; inferred-in-document; "
            "agent islamic-state; theme al-tanf"
        ),
        "naharnet-2015-05/is-holds": (
            "control al-tanf: islamic-state; reported; naharnet < sohr; "
            "begin 2015-05-21..2015-05-22 end 2015-05-21..; inferred-in-document"
        ),
    },
    "2015-05-21/22, SOHR via Naharnet: until then the regime's": {
        "naharnet-2015-05/regime-held": (
            "control al-tanf: government-of-syria; reported; naharnet < sohr; "
            "begin ..2015-05-22 end 2015-05-21..2015-05-22; inferred-in-document"
        ),
    },
    "2015-05-21/22, SOHR via Xinhua: IS seizes al-Tanf": {
        "xinhua-2015-05/seizure": (
            "event seizure-of-al-tanf-xinhua: seizure; reported; xinhua < sohr; "
            "begin 2015-05-21..2015-05-22 end 2015-05-21..2015-05-22; inferred-in-document; "
            "agent islamic-state; theme al-tanf"
        ),
        "xinhua-2015-05/is-holds": (
            "control al-tanf: islamic-state; reported; xinhua < sohr; "
            "begin 2015-05-21..2015-05-22 end 2015-05-21..; inferred-in-document"
        ),
    },
    "2015-05-21/22, SOHR via Xinhua: until then the regime's": {
        "xinhua-2015-05/regime-held": (
            "control al-tanf: government-of-syria; reported; xinhua < sohr; "
            "begin ..2015-05-22 end 2015-05-21..2015-05-22; inferred-in-document"
        ),
    },
    "2016-03-04, SOHR: rebels take the Syrian side of al-Tanf": {
        "sohr-2016-03-04/seizure": (
            "event seizure-of-al-tanf-by-rebels: seizure; sohr; "
            "begin 2016-03-04..2016-03-04 end 2016-03-04..2016-03-04; inferred-in-document; "
            "agent rebels-at-al-tanf-of-2016; theme al-tanf/sy"
        ),
        "sohr-2016-03-04/syrian-side": (
            "control al-tanf/sy: rebels-at-al-tanf-of-2016; sohr; "
            "begin 2016-03-04..2016-03-04 end 2016-03-04..; inferred-in-document"
        ),
    },
    "2016-03-04, SOHR: the Iraqi side remains with IS": {
        "sohr-2016-03-04/iraqi-side": "control al-tanf/iq: islamic-state; sohr; begin ..2016-03-04 end 2016-03-04..",
    },
    "2018-07-06, AFP: 19 crossing points": {
        "afp-2018-07-06/points": (
            "quantity crossing-points-of-syria: 19; afp; begin ..2018-07-06 end 2018-07-06..; amount 19; "
            "unit count; quantity-kind crossings"
        ),
    },
    "2018-07-06, AFP: the regime holds about half": {
        "afp-2018-07-06/held": (
            "quantity crossing-points-of-syria: about half; afp; begin ..2018-07-06 end 2018-07-06..; "
            "amount 0.5; unit share; quantity-kind crossings-controlled; approximation about; "
            "of-whole crossing-points-of-syria; agent government-of-syria"
        ),
    },
    "2018-07-06, AFP: one with Jordan": {
        "afp-2018-07-06/held-with-jordan": (
            "quantity crossing-points-with-jordan: one; afp; begin ..2018-07-06 end 2018-07-06..; amount 1; "
            "unit count; quantity-kind crossings-controlled; agent government-of-syria"
        ),
    },
    "2018-07-06, AFP: one with Iraq": {
        "afp-2018-07-06/held-with-iraq": (
            "quantity crossing-points-with-iraq: one; afp; begin ..2018-07-06 end 2018-07-06..; amount 1; "
            "unit count; quantity-kind crossings-controlled; agent government-of-syria"
        ),
    },
    "2018-07: the regime retakes Nassib": {
        "unnamed-2018-07/recapture": (
            "event recapture-of-nassib: recapture; publisher-not-named; "
            "begin 2018-07-01..2018-07-31 end 2018-07-01..2018-07-31; agent government-of-syria; "
            "theme nassib"
        ),
        "unnamed-2018-07/regime-holds": (
            "control nassib: government-of-syria; publisher-not-named; begin 2018-07-01..2018-07-31 end 2018-07-01.."
        ),
    },
    "2018-09-29, SANA via Gulf Times: Nassib has reopened, traffic has started": {
        "gulf-times-2018-09-29/sana-reopened": (
            "event reopening-of-nassib-september: reopening; reported; "
            "gulf-times < sana (2018-09-29); begin ..2018-09-29 end ..2018-09-29; theme nassib"
        ),
        "gulf-times-2018-09-29/sana-open": (
            "status nassib: open; reported; gulf-times < sana (2018-09-29); begin ..2018-09-29 end 2018-09-29.."
        ),
    },
    "2018-09-29, SANA via Gulf Times: it withdraws that": {
        "gulf-times-2018-09-29/sana-withdraws": (
            "event withdrawal-by-sana: withdrawn-report; reported; gulf-times < sana (2018-09-29); "
            "begin 2018-09-29..2018-09-29 end 2018-09-29..2018-09-29; agent sana; "
            "retracts gulf-times-2018-09-29/sana-reopened + gulf-times-2018-09-29/sana-open"
        ),
    },
    "2018-09-29, SANA via Gulf Times: to reopen on 10 October": {
        "gulf-times-2018-09-29/sana-plan": (
            "status nassib: open; expected; gulf-times < sana (2018-09-29); "
            "begin 2018-10-10..2018-10-10 end 2018-10-10..; presupposes not-open; "
            "corrects gulf-times-2018-09-29/sana-open"
        ),
    },
    "2018-09-29, Jordan's spokeswoman via Gulf Times: it is closed": {
        "gulf-times-2018-09-29/jordan-closed": (
            "status nassib: closed; reported; gulf-times < jordans-spokeswoman (2018-09-29); "
            "begin ..2018-09-29 end 2018-09-29.."
        ),
    },
    "2018-09-29, Jordan's spokeswoman via Gulf Times: it has not reopened": {
        "gulf-times-2018-09-29/jordan-not-reopened": (
            "event reopening-of-nassib-september: reopening; denied reported; "
            "gulf-times < jordans-spokeswoman (2018-09-29); begin ..2018-09-29 end ..2018-09-29; "
            "theme nassib"
        ),
    },
    "2018-10-14, Reuters: Albu Kamal open for government or military traffic only": {
        "reuters-2018-10-14/albu-kamal": (
            "status albu-kamal: restricted; reuters; begin ..2018-10-14 end 2018-10-14..; users government-military"
        ),
    },
    "2018-10-14, Jordan's and Syria's ministers: Nassib to reopen on the 15th": {
        "unnamed-2018-10-14/nassib": (
            "status nassib: open; intended; publisher-not-named < jordans-minister < syrias-minister; "
            "begin 2018-10-15..2018-10-15 end 2018-10-15..; presupposes not-open"
        ),
    },
    "2018-10-15, AFP: Nassib has reopened": {
        "afp-2018-10-15/reopened": (
            "event reopening-of-nassib-afp: reopening; afp; begin ..2018-10-15 end ..2018-10-15; theme nassib"
        ),
        "afp-2018-10-15/open": "status nassib: open; afp; begin ..2018-10-15 end 2018-10-15..",
    },
    "2018-10-15, AFP: after three years": {
        "afp-2018-10-15/closed-for": (
            "quantity nassib: three years; afp; begin ..2018-10-15 end 2018-10-15..; amount 3; unit years; "
            "quantity-kind duration; about afp-2018-10-15/reopened"
        ),
    },
    "2018-10-15, Reuters: Nassib has reopened": {
        "reuters-2018-10-15/reopened": (
            "event reopening-of-nassib-reuters: reopening; reuters; begin ..2018-10-15 end ..2018-10-15; theme nassib"
        ),
        "reuters-2018-10-15/open": "status nassib: open; reuters; begin ..2018-10-15 end 2018-10-15..",
    },
    "2018-10-15, Reuters: after three years": {
        "reuters-2018-10-15/closed-for": (
            "quantity nassib: three years; reuters; begin ..2018-10-15 end 2018-10-15..; amount 3; "
            "unit years; quantity-kind duration; about reuters-2018-10-15/reopened"
        ),
    },
    "2018-10-15, EuroMeSCo: to reopen on the 22nd": {
        "euromesco-2018-10-15/nassib": (
            "status nassib: open; expected; euromesco; begin 2018-10-22..2018-10-22 end 2018-10-22..; "
            "presupposes not-open"
        ),
    },
    "2018-10-15, AFP: the 19": {
        "afp-2018-10-15/points": (
            "quantity crossing-points-of-syria: 19; afp; begin ..2018-10-15 end 2018-10-15..; amount 19; "
            "unit count; quantity-kind crossings"
        ),
    },
    "2018-10-15, AFP: the regime holds more than half": {
        "afp-2018-10-15/held": (
            "quantity crossing-points-of-syria: more than half; afp; begin ..2018-10-15 end 2018-10-15..; "
            "lower 0.5; unit share; quantity-kind crossings-controlled; approximation at-least; "
            "of-whole crossing-points-of-syria; agent government-of-syria"
        ),
    },
    "2018-10-15, AFP: two with Jordan": {
        "afp-2018-10-15/held-with-jordan": (
            "quantity crossing-points-with-jordan: two; afp; begin ..2018-10-15 end 2018-10-15..; amount 2; "
            "unit count; quantity-kind crossings-controlled; agent government-of-syria"
        ),
    },
    "2018-10-15, AFP: two with Iraq": {
        "afp-2018-10-15/held-with-iraq": (
            "quantity crossing-points-with-iraq: two; afp; begin ..2018-10-15 end 2018-10-15..; amount 2; "
            "unit count; quantity-kind crossings-controlled; agent government-of-syria"
        ),
    },
    "2019-09-30, AFP: Al-Qaim/Albu Kamal reopened": {
        "afp-2019-09-30/reopened": (
            "event reopening-of-albu-kamal-afp: reopening; afp; "
            "begin 2019-09-30..2019-09-30 end 2019-09-30..2019-09-30; inferred-in-document; theme albu-kamal"
        ),
        "afp-2019-09-30/open": (
            "status albu-kamal: open; afp; begin 2019-09-30..2019-09-30 end 2019-09-30..; inferred-in-document"
        ),
    },
    "2019-09-30, Xinhua: Al-Qaim/Albu Kamal reopened": {
        "xinhua-2019-09-30/reopened": (
            "event reopening-of-albu-kamal-xinhua: reopening; xinhua; "
            "begin 2019-09-30..2019-09-30 end 2019-09-30..2019-09-30; inferred-in-document; theme albu-kamal"
        ),
        "xinhua-2019-09-30/open": (
            "status albu-kamal: open; xinhua; begin 2019-09-30..2019-09-30 end 2019-09-30..; inferred-in-document"
        ),
    },
    "2019-09-30, SANA via Middle East Monitor: Al-Qaim/Albu Kamal reopened": {
        "middle-east-monitor-2019-09-30/reopened": (
            "event reopening-of-albu-kamal-sana: reopening; reported; middle-east-monitor < sana; "
            "begin 2019-09-30..2019-09-30 end 2019-09-30..2019-09-30; inferred-in-document; theme albu-kamal"
        ),
        "middle-east-monitor-2019-09-30/open": (
            "status albu-kamal: open; reported; middle-east-monitor < sana; "
            "begin 2019-09-30..2019-09-30 end 2019-09-30..; inferred-in-document"
        ),
    },
    "2019-09-30, UrduPoint: the other two are closed": {
        "urdupoint-2019-09-30/closed-a": "status yaarubiya: closed; urdupoint; begin ..2019-09-30 end 2019-09-30..",
        "urdupoint-2019-09-30/closed-b": "status al-tanf: closed; urdupoint; begin ..2019-09-30 end 2019-09-30..",
    },
    "2019-09-30, UrduPoint: Yaarubiya under the SDF": {
        "urdupoint-2019-09-30/yaarubiya": "control yaarubiya: sdf; urdupoint; begin ..2019-09-30 end 2019-09-30..",
    },
}


@cache
def corpus() -> Corpus:
    """The second corpus with the reference corpus that it uses."""
    faults = Faults()
    found = read_folder([FOLDER], faults)
    assert faults.found == []
    return found


@cache
def statements() -> dict[str, Statement]:
    """Its statements by document and id."""
    faults = Faults()
    found = {}
    for document, inside in corpus().statements(faults):
        for statement in inside:
            found[f"{document.header.document}/{statement.iri.rpartition('/')[2]}"] = statement
    assert faults.found == []
    return found


def short(iri: str) -> str:
    """The id of a thing: the end of its IRI, with the crossing for a post and the document for a statement."""
    for type_ in ("/id/place/", "/id/agent/", "/id/event/", "/id/statement/"):
        if type_ in iri:
            return iri.partition(type_)[2]
    return iri.rpartition("/")[2]


def line(statement: Statement) -> str:
    """What a statement says, who says it of what time, in one line."""
    said = [statement.text] if statement.text else [short(iri) for iri in statement.objects]
    kind = statement.class_.rpartition("#")[2].removesuffix("Statement").lower()
    stance = (short(statement.polarity), short(statement.modality))
    voices = [
        short(one.agent) + (f" ({one.said_earliest})" if one.said_earliest else "") for one in statement.attributions
    ]
    bounds = statement.time
    parts = [
        f"{kind} {short(statement.subject)}: {' + '.join(said)}",
        " ".join(word for word in stance if word not in {"affirmed", "asserted"}),
        " < ".join(voices),
        f"begin {bounds.begin_earliest}..{bounds.begin_latest} end {bounds.end_earliest}..{bounds.end_latest}",
        "" if short(statement.date_basis) == "stated" else short(statement.date_basis),
    ]
    for qualifier in QUALIFIERS:
        value = getattr(statement, qualifier.column)
        if value:
            values = [value] if isinstance(value, str) else value
            parts.append(f"{qualifier.key} {' + '.join(short(one) for one in values)}")
    return "; ".join(part for part in parts if part)


# --- the record ---


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_of_the_record_is_there(item: str) -> None:
    assert {id_: line(statements()[id_]) for id_ in ITEMS[item]} == ITEMS[item]


def test_nothing_else_is_there() -> None:
    listed = [id_ for told in ITEMS.values() for id_ in told]
    assert sorted(listed) == sorted(statements())


DOCUMENTS = {
    "snap-2013-09": ("snap", "2013-09"),
    "naharnet-2015-05": ("naharnet", "2015-05-21/2015-05-22"),
    "xinhua-2015-05": ("xinhua", "2015-05-21/2015-05-22"),
    "sohr-2016-03-04": ("sohr", "2016-03-04"),
    "afp-2018-07-06": ("afp", "2018-07-06"),
    "unnamed-2018-07": ("publisher-not-named", "2018-07"),
    "gulf-times-2018-09-29": ("gulf-times", "2018-09-29"),
    "reuters-2018-10-14": ("reuters", "2018-10-14"),
    "smart-2018-10-14": ("smart", "2018-10-14"),
    "unnamed-2018-10-14": ("publisher-not-named", "2018-10-14"),
    "afp-2018-10-15": ("afp", "2018-10-15"),
    "euromesco-2018-10-15": ("euromesco", "2018-10-15"),
    "reuters-2018-10-15": ("reuters", "2018-10-15"),
    "afp-2019-09-30": ("afp", "2019-09-30"),
    "middle-east-monitor-2019-09-30": ("middle-east-monitor", "2019-09-30"),
    "urdupoint-2019-09-30": ("urdupoint", "2019-09-30"),
    "xinhua-2019-09-30": ("xinhua", "2019-09-30"),
}


def test_documents_are_cited_by_publisher_and_date_only() -> None:
    headers = {document.header.document: document.header for document in corpus().documents}
    assert {id_: (header.publisher, header.published) for id_, header in headers.items()} == DOCUMENTS
    for header in headers.values():
        assert (header.text, header.url, header.archive, header.dated_by) == (None, "", "", "")
        assert (header.table, header.derived_from) == ("", [])
    for statement in statements().values():
        assert statement.passages == ()
        assert (statement.subject_named, statement.object_named) == ("", ())


def test_two_outlets_with_one_origin_say_so() -> None:
    wires = {d.header.document: d.header.same_wire_as for d in corpus().documents if d.header.same_wire_as}
    assert wires == {"naharnet-2015-05": ["xinhua-2015-05"], "xinhua-2015-05": ["naharnet-2015-05"]}
    one, other = (statements()[f"{document}/is-holds"] for document in wires)
    assert one.speakers == other.speakers
    assert one.publisher != other.publisher


def test_a_side_is_meant_only_where_one_is_named() -> None:
    on_posts = {id_ for id_, one in statements().items() if short(one.subject).count("/") or one.applies_to}
    assert on_posts == {
        "smart-2018-10-14/rebels-hold",
        "smart-2018-10-14/closed",
        "sohr-2016-03-04/syrian-side",
        "sohr-2016-03-04/iraqi-side",
    }


def test_no_identifier_no_coordinate_and_no_decision_is_added() -> None:
    part = corpus().parts[-1]
    assert part.id == "second-ring"
    assert part.sources == []
    assert part.decisions == {}
    places = {one.id for one in corpus().entities.by_id.values() if one.corpus == part.id and one.type == "place"}
    groups = {"crossing-points-of-syria", "crossing-points-with-jordan", "crossing-points-with-iraq"}
    assert places == {"nassib", "nassib/sy", "nassib/jo"} | groups


def test_every_entity_is_spoken_of() -> None:
    used = {iri for one in statements().values() for iri in (one.subject, one.publisher, *one.objects, *one.agent)}
    used |= {step.agent for one in statements().values() for step in one.attributions}
    for entity in corpus().entities.by_id.values():
        if entity.corpus == "second-ring" and entity.type != "document":
            assert entity.iri in used, entity.id


# --- as part of a build ---


def test_it_builds_alone(kg: Run) -> None:
    built = kg("build", FOLDER, "--json", "--no-store")
    assert built.returncode == 0, built.stderr
    manifest = json.loads(built.stdout)
    assert list(manifest["corpora"]) == ["reference", "second-ring"]
    assert manifest["statements"] == len(statements())


def test_it_builds_together_with_the_shipped_corpus(kg: Run) -> None:
    built = kg("build", shipped("facts") / "syria-iraq-2018", FOLDER, "--json", "--no-store")
    assert built.returncode == 0, built.stderr
    manifest = json.loads(built.stdout)
    assert sorted(manifest["corpora"]) == ["reference", "second-ring", "syria-iraq-2018"]
    faults = Faults()
    shipped_alone = sum(1 for _, inside in crossings.read_corpus().statements(faults) for _ in inside)
    assert manifest["statements"] == shipped_alone + len(statements())


def test_both_corpora_speak_of_one_sana() -> None:
    both = crossings.read_corpus(shipped("facts") / "syria-iraq-2018", FOLDER)
    called_so = [one for one in both.entities.by_id.values() if "SANA" in one.names()]
    assert [(one.iri, one.corpus) for one in called_so] == [(f"{HOME}id/agent/sana", "reference")]


def test_it_is_never_in_the_default_build() -> None:
    default = crossings.read_corpus()
    assert "second-ring" not in {part.id for part in default.parts}
    assert not set(DOCUMENTS) & {document.header.document for document in default.documents}
    assert not [entity for entity in default.entities.by_id.values() if entity.corpus == "second-ring"]
