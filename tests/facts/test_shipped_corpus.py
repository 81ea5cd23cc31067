"""The two articles: every row of the inventory is there, on its words, and nothing that neither says.

`quotes.tsv` holds, for each row of the inventory, where its quote stands in its article (positions,
no words), as counted from the published texts.
"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

import kg
from kg.errors import Faults
from kg.facts.corpus import Corpus
from kg.facts.evidence import mentions
from kg.facts.statements import Statement
from kg.facts.verify import Checked, verify
from kg.namespaces import CONCEPTS, HOME, expand

HERE = Path(__file__).resolve().parent
ARTICLES = HERE.parents[2] / "shared" / "articles"
DOCUMENTS = {"A": "new-arab-2018-10-15", "B": "kurdistan24-2018-10"}
ROWS = [f"S{number:03}" for number in range(1, 97)]


class Quote(NamedTuple):
    """Where the quote of a row of the inventory stands."""

    document: str
    start: int
    end: int


@cache
def corpus() -> Corpus:
    """The shipped corpus."""
    return kg.read_corpus()


@cache
def statements() -> dict[str, Statement]:
    """Its statements by document and id; the ids of the two articles do not meet."""
    faults = Faults()
    found = {}
    for _, document in corpus().statements(faults):
        for statement in document:
            found[statement.iri.rpartition("/")[2]] = statement
    assert faults.found == []
    return found


@cache
def by_number() -> dict[str, list[str]]:
    """The ids of the statements that carry each row's number."""
    found = defaultdict(list)
    for id_, statement in statements().items():
        for number in statement.numbers:
            found[number].append(id_)
    return dict(found)


@cache
def quotes() -> dict[str, Quote]:
    """Where each row's quote stands."""
    with (HERE / "quotes.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {r["number"]: Quote(DOCUMENTS[r["article"]], int(r["start"]), int(r["end"])) for r in rows}


# --- every row ---


def test_every_row_is_found_by_its_number() -> None:
    assert sorted(by_number()) == ROWS
    assert sorted(quotes()) == ROWS


def test_every_row_is_in_its_own_article() -> None:
    for number, ids in by_number().items():
        for id_ in ids:
            assert statements()[id_].document.endswith(f"/document/{quotes()[number].document}")


def test_an_id_carries_its_number() -> None:
    for id_, statement in statements().items():
        match = re.fullmatch(r"(s\d{3})[a-z]?", id_)
        assert match, id_
        assert match[1].upper() in statement.numbers


def test_rows_that_say_one_thing_are_one_statement() -> None:
    assert by_number()["S036"] == by_number()["S037"] == ["s036"]
    joint = statements()["s036"]
    assert [iri.rpartition("/")[2] for iri in joint.objects] == ["us-led-coalition", "rebel-factions-at-al-tanf"]
    assert by_number()["S060"] == by_number()["S061"] == ["s061"]
    assert len(statements()["s061"].evidence) == 2
    shared = {number for number, ids in by_number().items() if any(len(statements()[i].numbers) > 1 for i in ids)}
    assert shared == {"S036", "S037", "S060", "S061"}


@pytest.mark.parametrize("number", ["S003", "S020", "S031"])
def test_rows_about_several_subjects_are_lettered(number: str) -> None:
    ids = by_number()[number]
    assert ids == [f"{number.lower()}a", f"{number.lower()}b"]
    assert len({statements()[id_].subject for id_ in ids}) == 2


def test_every_statement_has_its_kind_speakers_and_evidence() -> None:
    for id_, statement in statements().items():
        assert statement.speakers, id_
        assert statement.attributions[0].agent == statement.publisher
        assert statement.evidence, id_
        assert len(statement.passages) == len(statement.evidence), id_
    kinds = {statement.class_.rpartition("#")[2] for statement in statements().values()}
    assert len(kinds) == 14
    assessed = sum(statement.class_.endswith("#AssessmentStatement") for statement in statements().values())
    assert assessed < 12, "assessment is not a dustbin"


def test_passages_are_as_tight_as_the_quotes() -> None:
    """One passage of each statement covers half of its quote, and is itself half covered by it."""
    loose = {}
    for number, ids in by_number().items():
        _, start, end = quotes()[number]
        for id_ in ids:
            best = 0.0
            for passage in statements()[id_].passages:
                first, last = int(passage.start), int(passage.end)
                common = max(0, min(end, last) - max(start, first))
                best = max(best, common / max(end - start, last - first))
            if best < 0.5:
                loose[id_] = best
    assert not loose


def test_the_facts_hold_no_sentence() -> None:
    """No text of ours is as long as a sentence that could have been taken over as a mention."""
    for id_, statement in statements().items():
        for name in (statement.subject_named, *statement.object_named):
            assert len(name.split()) <= 9, id_


# --- against the published texts ---


@pytest.fixture(scope="module")
def texts() -> Path:
    """The folder of the published texts."""
    named = os.environ.get("CROSSINGS_TEXTS", "").strip()
    if not named:
        if os.environ.get("CI") and ARTICLES.is_dir():
            pytest.fail("the articles are at hand, but CROSSINGS_TEXTS does not name them")
        pytest.skip("CROSSINGS_TEXTS names no folder with the published texts")
    assert Path(named).is_dir(), named
    return Path(named)


@pytest.fixture(scope="module")
def checked(texts: Path) -> tuple[Checked, list[str]]:
    """What a check against the published texts found."""
    faults = Faults()
    found = verify(corpus(), texts, faults)
    return found, [str(fault) for fault in faults.found]


def test_all_evidence_verifies(checked: tuple[Checked, list[str]]) -> None:
    found, faults = checked
    assert faults == []
    assert found.without_text == []
    assert found.verified == found.statements == len(statements())


def test_the_two_articles_are_no_copies(checked: tuple[Checked, list[str]]) -> None:
    assert (checked[0].copies, checked[0].common_runs) == ([], 0)


def test_few_statements_are_exempt_and_each_says_why(checked: tuple[Checked, list[str]]) -> None:
    exempt = checked[0].exempt
    assert len(exempt) <= 12
    assert all(len(reason.split()) >= 4 for _, reason in exempt)


def test_hash_and_length(texts: Path) -> None:
    for document in corpus().documents:
        described = document.header.text
        assert described is not None
        data = (texts / f"{document.header.document}.txt").read_bytes()
        assert (described.sha256, described.length) == (sha256(data).hexdigest(), len(data.decode("utf-8")))


def test_a_shifted_passage_is_found_out(texts: Path) -> None:
    """The check can fail: with the passages of one article moved, most statements lose their words."""
    moved = texts / f"{DOCUMENTS['B']}.txt"
    content = moved.read_bytes().decode("utf-8")
    found = 0
    for statement in statements().values():
        if statement.document.endswith(DOCUMENTS["B"]) and statement.subject_named:
            passages = [content[int(e.start) + 400 : int(e.end) + 400] for e in statement.passages]
            found += mentions(passages, [statement.subject_named])
    assert found < 8


# --- what neither article says (N1 to N14) ---


class Graph:
    """The quads of the documents' own graphs, as a table."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self.quads = quads
        self.of: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            assert isinstance(quad.subject, ox.NamedNode)
            self.of[quad.subject.value][quad.predicate.value].append(value(quad.object))

    def get(self, node: str, *curies: str) -> set[str]:
        """The values of these properties of a node."""
        return {found for curie in curies for found in self.of[node][expand(curie)]}

    def statements(self, kind: str) -> Iterator[str]:
        """The statements of a kind."""
        yield from [node for node, found in self.of.items() if expand(f"cx:{kind}") in found[expand("rdf:type")]]

    def scopes(self, statement: str) -> set[str]:
        """The ids of the places that a statement is about."""
        return {iri.removeprefix(f"{HOME}id/place/") for iri in self.get(statement, "cx:subject", "cx:appliesTo")}


def value(term: object) -> str:
    """The IRI of a node, the text of a literal."""
    assert isinstance(term, ox.NamedNode | ox.Literal), "no blank nodes"
    return term.value


@cache
def quads_of_documents() -> list[ox.Quad]:
    """The quads of the graphs of the two documents."""
    lines = b"\n".join(kg.build_dataset(corpus()).lines())
    inside = f"{HOME}graph/document/"
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    return [q for q in quads if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(inside)]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Both documents' graphs together."""
    return Graph(quads_of_documents())


def one_graph(document: str) -> list[ox.Quad]:
    """The quads of one document's graph."""
    name = ox.NamedNode(f"{HOME}graph/document/{document}")
    return [quad for quad in quads_of_documents() if quad.graph_name == name]


def agents(*ids: str) -> set[str]:
    """The IRIs of agents."""
    return {f"{HOME}id/agent/{id_}" for id_ in ids}


def literals() -> list[str]:
    """Every text of the documents' graphs, folded."""
    return [quad.object.value.casefold() for quad in quads_of_documents() if isinstance(quad.object, ox.Literal)]


def test_there_is_something_to_look_at(graph: Graph) -> None:
    assert len(one_graph(DOCUMENTS["A"])) > 500
    assert len(one_graph(DOCUMENTS["B"])) > 400
    assert len(list(graph.statements("ControlStatement"))) >= 10
    numbers = {found for node in graph.of for found in graph.get(node, "dcterms:identifier")}
    assert numbers == set(ROWS), "a query finds every row by its number"


def test_a_document_says_things_in_statements_only(graph: Graph) -> None:
    """What a source says is not asserted: the facts' own properties stand nowhere as plain triples."""
    for curie in (
        "cx:controlledBy",
        "cx:status",
        "cx:locatedIn",
        "cx:presenceOf",
        "cx:forceOf",
        "cx:postOf",
        "cx:member",
    ):
        assert not [node for node in graph.of if graph.get(node, curie)], curie


def test_n1_nobody_holds_an_iraqi_side(graph: Graph) -> None:
    affirmed = 0
    for node in graph.statements("ControlStatement"):
        scopes = graph.scopes(node)
        assert not {scope for scope in scopes if scope.endswith("/iq")}, node
        crossings = scopes & {"albu-kamal", "yaarubiya", "al-tanf", "crossings-syria-iraq"}
        if crossings and graph.get(node, "cx:polarity") == {f"{CONCEPTS}polarity/affirmed"}:
            affirmed += 1
            assert {scope for scope in scopes if scope.endswith("/sy")}, f"{node} says the whole crossing is held"
    assert affirmed == 3


def test_n2_neither_the_regimes_beginning_nor_the_end_of_is_at_albu_kamal(graph: Graph) -> None:
    seen = set()
    for node in graph.statements("ControlStatement"):
        if not any(scope.startswith("albu-kamal") for scope in graph.scopes(node)):
            continue
        holders = graph.get(node, "cx:object")
        if holders & agents("regime-forces", "government-of-syria", "syrian-army", "pro-regime-forces"):
            seen.add("regime")
            assert not graph.get(node, "cx:beginEarliest")
            assert graph.get(node, "cx:beginLatest") == {"2018-10-15"}, "no more than that it is so when said"
        if holders & agents("islamic-state"):
            seen.add("is")
            assert not graph.get(node, "cx:endLatest")
    assert seen == {"regime", "is"}


TO_REOPEN = {"albu-kamal", "albu-kamal/sy", "albu-kamal/iq", "border-crossings-with-iraq", "border-gates"}


def test_n3_no_date_of_the_reopening(graph: Graph) -> None:
    seen = 0
    for node in graph.statements("StatusStatement"):
        if graph.scopes(node) & TO_REOPEN and f"{CONCEPTS}status/open" in graph.get(node, "cx:object"):
            seen += 1
            assert not graph.get(node, "cx:beginLatest", "cx:endLatest"), node
            assert graph.get(node, "cx:modality") <= {
                f"{CONCEPTS}modality/{m}" for m in ("expected", "intended", "urged")
            }
    assert seen >= 5
    for node in graph.statements("EventStatement"):
        themes = {iri.removeprefix(f"{HOME}id/place/") for iri in graph.get(node, "cx:theme", "cx:place")}
        if f"{CONCEPTS}event-type/reopening" in graph.get(node, "cx:object"):
            assert not themes & TO_REOPEN, node


def test_n4_neither_closing_date_nor_reason(graph: Graph) -> None:
    for node in graph.statements("StatusStatement"):
        states = {iri.rpartition("/")[2] for iri in graph.get(node, "cx:object")}
        assert states <= {"open", "not-open"}, "closed, restricted, destroyed: neither says so"
        if "not-open" in states:
            assert not graph.get(node, "cx:beginEarliest"), node
    for node in graph.statements("EventStatement"):
        assert not [iri for iri in graph.get(node, "cx:object") if re.search("clos|shut", iri)]
    for node in graph.statements("PurposeStatement"):
        assert not graph.get(node, "cx:subject") & {f"{HOME}id/statement/{DOCUMENTS['A']}/s014"}


def test_n5_crossings_with_jordan_and_the_golan_have_no_name(graph: Graph) -> None:
    groups = ("crossings-syria-jordan", "crossings-syria-golan", "crossings-syria-israel")
    named = {scope for node in graph.statements("NameStatement") for scope in graph.scopes(node)}
    assert named == {"albu-kamal", "yaarubiya", "al-tanf"}
    for id_ in groups:
        assert getattr(corpus().entities.by_id[id_].record, "members", None) == []
    for text in literals():
        assert not re.search(r"nass?[iy]b|jaber|quneitra|qunaitra|kuneitra|deraa|ramtha", text), text


def test_n6_no_status_of_yaarubiya_and_al_tanf(graph: Graph) -> None:
    for node in graph.statements("StatusStatement"):
        for scope in graph.scopes(node):
            assert not scope.startswith(("yaarubiya", "al-tanf", "at-tanf")), node
            members = getattr(corpus().entities.by_id[scope].record, "members", [])
            assert not {"yaarubiya", "al-tanf"} & set(members), f"{node} says it of all three"


def test_n7_no_province_of_al_tanf_and_the_iraqi_sides(graph: Graph) -> None:
    seen = 0
    for node in graph.statements("LocationStatement"):
        scopes = graph.scopes(node)
        if scopes & {"al-tanf", "at-tanf"} or any(scope.endswith("/iq") for scope in scopes):
            seen += 1
            for iri in graph.get(node, "cx:object"):
                place = corpus().entities.by_id[iri.removeprefix(f"{HOME}id/place/")]
                assert place.class_ not in {"Province", "District"}, node
    assert seen == 3
    assert not any(re.search(r"\bhoms\b|nineveh|ninawa", text) for text in literals())


def test_n8_neither_coordinates_nor_identifiers(graph: Graph) -> None:
    for quad in quads_of_documents():
        predicate = quad.predicate.value
        assert not predicate.startswith(expand("geo:")), quad
        assert predicate not in {
            expand(c) for c in ("schema:sameAs", "skos:notation", "rdfs:seeAlso", "skos:exactMatch")
        }
        text = str(quad.object).casefold()
        assert not re.search(r"wikidata|geonames|whosonfirst|\bq\d{3,}|point\(|wktliteral|\d{2}\.\d{3,}", text), quad
    assert graph.of


def test_n9_unnamed_groups_stay_unnamed(graph: Graph) -> None:
    unnamed = ("rebel-factions-at-al-tanf", "former-al-qaeda-affiliate", "allies-of-the-regime", "rebels")
    for id_ in unnamed:
        entity = corpus().entities.by_id[id_]
        assert not [node for node in graph.statements("NameStatement") if entity.iri in graph.get(node, "cx:subject")]
        assert not re.search(
            r"nusra|tahrir|\bhts\b|maghaw|thowra|hezbollah|hizb|iran", " ".join(entity.names()).casefold()
        )
        assert not getattr(entity.record, "member_of", [])
    for text in literals():
        assert not re.search(r"nusra|tahrir al|\bhts\b|maghaw|commando army|hezbollah|hizb", text), text


def test_n10_the_nineteen_are_not_listed(graph: Graph) -> None:
    group = corpus().entities.by_id["crossings-of-syria"].record
    assert getattr(group, "members", None) == []
    assert getattr(group, "complete", None) is False
    amounts: set[str] = set()
    for node in graph.statements("QuantityStatement"):
        if "crossings-of-syria" in graph.scopes(node):
            amounts |= graph.get(node, "cx:amount", "cx:lower", "cx:upper")
    assert amounts == {"19", "0.5"}, "about half of 19 is a share, no number of crossings"


def test_n11_who_does_not_speak_has_no_voice(graph: Graph) -> None:
    voices = {found for node in graph.of for found in graph.get(node, "prov:agent", "cx:speaker")}
    assert voices == {expand("cx:unspecified")} | agents(
        *("the-new-arab", "kurdistan-24", "getty", "sana", "officials", "top-diplomats", "security-experts"),
        *("walid-muallem", "ibrahim-jaafari", "syrian-army", "government-affiliated-forces", "iraqi-force"),
    )
    talking = {found for node in graph.statements("SpeechStatement") for found in graph.get(node, "cx:agent")}
    assert talking == agents("walid-muallem", "ibrahim-jaafari", "iraqi-force")


def test_n12_not_said_for_whom_it_opens(graph: Graph) -> None:
    assert not [node for node in graph.of if graph.get(node, "cx:userClass", "cx:useOf")]


def test_n13_whether_the_ministers_spoke_jointly(graph: Graph) -> None:
    both = agents("walid-muallem", "ibrahim-jaafari")
    press = f"{HOME}id/event/press-conference-2018-10-15"
    for node in graph.statements("EventStatement"):
        if press in graph.get(node, "cx:subject"):
            assert graph.get(node, "cx:participant", "cx:agent") == agents("walid-muallem")
    for node in graph.statements("SpeechStatement"):
        if press in graph.get(node, "cx:venue"):
            assert graph.get(node, "cx:agent") == agents("walid-muallem")
    for node in graph.of:
        if f"/statement/{DOCUMENTS['A']}/" in node:
            assert not both <= graph.get(node, "cx:speaker"), node
    assert not [node for node in graph.statements("PurposeStatement") if both <= graph.get(node, "cx:agent")]


def test_n14_neither_author_nor_date_of_the_second_article() -> None:
    quads = one_graph(DOCUMENTS["B"])
    dates = [q for q in quads if isinstance(q.object, ox.Literal) and q.object.datatype.value == expand("xsd:date")]
    assert dates == [], "every date comes from a decision, and stands in the graph of decisions"
    for quad in quads:
        assert not re.search(r"creator|author|assertedEarliest|assertedLatest|issued|edtf", quad.predicate.value), quad
    table = Graph(quads)
    said = {found for node in table.statements("DocumentStatement") for found in table.get(node, "cx:predicate")}
    assert said == {expand("cx:dateline"), expand("schema:editor")}


def test_the_second_article_is_dated_by_a_decision_alone() -> None:
    document = ox.NamedNode(f"{HOME}id/document/{DOCUMENTS['B']}")
    lines = [line.decode() for line in kg.build_dataset(corpus()).lines() if line.startswith(f"{document} ".encode())]
    dated = [line for line in lines if "asserted" in line or expand("dcterms:issued") in line]
    assert len(dated) == 2
    assert all(line.endswith(f"<{HOME}graph/decisions/syria-iraq-2018> .") for line in dated)


def test_kurdish_forces_are_not_the_sdf() -> None:
    kurdish, sdf = (corpus().entities.by_id[id_] for id_ in ("kurdish-forces", "sdf"))
    assert kurdish.iri != sdf.iri
    assert not set(kurdish.names()) & set(sdf.names())
    assert not getattr(kurdish.record, "force_of", "")
    assert not getattr(kurdish.record, "member_of", [])
    decision, _ = corpus().parts[-1].decisions["kurdish-forces-sdf"]
    assert decision.outcome == "undecided"
    for quad in quads_of_documents():
        pair = {value(quad.subject), value(quad.object)}
        assert pair != {kurdish.iri, sdf.iri}


def test_two_spellings_of_one_minister_are_one_person() -> None:
    muallem = corpus().entities.by_id["walid-muallem"]
    assert {"Walid Muallem", "Walid al-Moallem", "Moallem"} <= set(muallem.names())
    decision, _ = corpus().parts[-1].decisions["muallem-moallem"]
    assert (decision.same, decision.outcome) == ("walid-muallem", "positive")
