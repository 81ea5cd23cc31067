"""The pages and the data behind them: for every IRI, over real connections to the real command."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urldefrag

import html5lib
import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, URIRef

from kg.namespaces import HOME, expand
from kg.query.catalogue import catalogue
from tests.conftest import Run
from tests.serve.conftest import Reply, Server

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PLACE = "id/place/al-tanf"
ARABIC = re.compile(r'<bdi[^>]* lang="ar" dir="rtl">\u0646\u0642\u0637\u0629')


class Links(HTMLParser):
    """The addresses that a page leads to, its own marks, and everything that could run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.ids: set[str] = set()
        self.runs: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element has."""
        if tag in {"script", "iframe", "object", "embed", "base", "style"}:
            self.runs.append(tag)
        for name, value in attrs:
            if name in {"href", "src"}:
                self.to.append(value or "")
            if name in {"action", "formaction"}:
                assert (value or "").startswith("/")
            if name == "id":
                assert value not in self.ids, f"two of {value}"
                self.ids.add(value or "")
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.runs.append(name)


def page(server: Server, target: str, status: int = 200) -> tuple[str, Links]:
    """A page, which is HTML5 without an error, and without anything that runs."""
    reply = server.ask(target, headers=BROWSER)
    assert (reply.status, reply.media) == (status, "text/html"), (target, reply.body[:500])
    text = reply.body.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    links = Links(text)
    assert not links.runs, target
    return text, links


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (BROWSER["Accept"], "page"),
        ("*/*", "page"),
        ("text/turtle", "data"),
        ("application/ld+json, text/html;q=0.5", "data"),
        ("application/n-quads", "data"),
    ],
)
@pytest.mark.parametrize("path", [PLACE, "concept/status/open", "graph/document/new-arab-2018-10-15", "ontology"])
def test_an_iri_leads_to_a_page_or_to_data(path: str, accept: str, kind: str, server: Server) -> None:
    reply = server.ask(f"/{path}", headers={"Accept": accept})
    assert (reply.status, reply.headers["location"], reply.headers["vary"]) == (303, f"/{kind}/{path}", "Accept")
    there = server.ask(reply.headers["location"], headers={"Accept": accept})
    assert there.status == 200
    assert there.media == ("text/html" if kind == "page" else accept.partition(",")[0])


@pytest.mark.parametrize(
    ("word", "media"),
    [
        ("turtle", "text/turtle"),
        ("ntriples", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdfxml", "application/rdf+xml"),
        ("trig", "application/trig"),
        ("nquads", "application/n-quads"),
    ],
)
def test_data_in_every_format_says_the_same(word: str, media: str, server: Server, shipped_out: Path) -> None:
    place = ox.NamedNode(HOME + PLACE)
    store = ox.Store.read_only(str(shipped_out / "store"))
    expected = {(q.predicate, q.object) for q in store.quads_for_pattern(place, None, None)}
    for reply in (
        server.ask(f"/data/{PLACE}?format={word}"),
        server.ask(f"/data?iri={quote(HOME + PLACE)}", headers={"Accept": media}),
    ):
        assert (reply.status, reply.media, reply.headers["vary"]) == (200, media, "Accept")
        quads = list(ox.parse(reply.body, format=ox.RdfFormat.from_media_type(media)))
        assert {(q.predicate, q.object) for q in quads if q.subject == place} == expected
        assert any(q.object == place for q in quads), "nothing leads to it"
        graphs = {q.graph_name for q in quads}
        assert (graphs != {ox.DefaultGraph()}) == (word in {"trig", "nquads"})


def test_the_data_of_a_statement_has_its_evidence_and_of_a_graph_all_of_it(server: Server, shipped_out: Path) -> None:
    body = server.ask("/data/id/statement/new-arab-2018-10-15/s036?format=nquads").body
    assert {expand("oa:start"), expand("prov:agent")} <= {q.predicate.value for q in _quads(body)}
    graph = ox.NamedNode(f"{HOME}graph/document/new-arab-2018-10-15")
    store = ox.Store.read_only(str(shipped_out / "store"))
    body = server.ask("/data/graph/document/new-arab-2018-10-15?format=nquads").body
    assert {q for q in _quads(body) if q.graph_name == graph} == {*store.quads_for_pattern(None, None, None, graph)}


def _quads(body: bytes) -> Iterator[ox.Quad]:
    return ox.parse(body, format=ox.RdfFormat.N_QUADS)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/data/id/place/nowhere", 404),
        ("/data?iri=nonsense", 404),
        ("/data?iri=http://example.org/%23nothing", 404),
        ("/data?iri=http://example.org/%22%3E", 404),
        (f"/data/{PLACE}?format=excel", 400),
        ("/page/id/place/nowhere", 404),
        ("/page/etc/passwd", 404),
        ("/page/../../etc/passwd", 404),
        ("/page?iri=%3Cscript%3E", 404),
        ("/query/no-such", 404),
        ("/query/who-controls?crossing=nowhere-at-all&at=2018", 404),
        ("/who-holds?name=al-tanf&at=tomorrow", 400),
        ("/who-holds?name=al-tanf&at=2018&at=2019", 400),
        ("/who-holds?name=al-tanf&at=2018&nonsense=1", 400),
        ("/find?name=", 400),
        ("/find?name=zzzzzz", 404),
        ("/ask?query=SELECT", 400),
        ("/nowhere", 404),
    ],
)
def test_what_is_not_there_is_told_in_the_clients_way(target: str, status: int, server: Server) -> None:
    if target.startswith("/data"):
        reply = server.ask(target)
        assert (reply.status, reply.media) == (status, "text/plain")
    else:
        text, _ = page(server, target, status)
        assert 'role="alert"' in text
        assert "Traceback" not in text


def test_data_that_is_not_acceptable_is_not_sent(server: Server) -> None:
    reply = server.ask(f"/data/{PLACE}", headers={"Accept": "image/png"})
    assert (reply.status, reply.media) == (406, "text/plain")


def test_all_that_the_pages_lead_to_is_there(server: Server) -> None:
    """A crawl from the home page: each address answers, each mark is on its page, each IRI's kind of page is valid."""
    seen, queue, kinds, marks = {"/"}, deque(["/"]), dict[str, int](), dict[str, set[str]]()
    wanted: set[tuple[str, str]] = set()
    while queue:
        target = queue.popleft()
        reply = server.ask(target, headers=BROWSER)
        assert reply.status in {200, 303}, (target, reply.body[:300])
        if reply.media != "text/html":
            continue
        text = reply.body.decode()
        kind = "/".join(target.partition("?")[0].split("/")[:4])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= 3:  # html5lib takes its time
            html5lib.HTMLParser(strict=True).parse(text)
        links = Links(text)
        assert not links.runs, target
        marks[target] = links.ids
        for link in links.to:
            address, mark = urldefrag(link or target)
            address = address or target
            assert address.startswith(("/", "https://", "http://")), (target, link)
            if not address.startswith("/") or (address.startswith("/data?") and "format=turtle" not in address):
                continue
            if mark:
                wanted.add((address, mark))
            if address not in seen:
                seen.add(address)
                queue.append(address)
    assert len(seen) > 2500
    assert {f"/query/{name}" for name in catalogue()} <= {*seen}
    assert not {(address, mark) for address, mark in wanted if mark not in marks[address]}


def test_a_place_has_its_names_in_their_own_script_and_direction(server: Server) -> None:
    text, links = page(server, f"/page/{PLACE}")
    assert ARABIC.search(text)
    assert f"<code>{HOME}{PLACE}</code>" in text
    assert "/page/id/statement/new-arab-2018-10-15/s036" in links.to


def test_a_statement_has_its_speaker_and_passage(server: Server) -> None:
    text, links = page(server, "/page/id/statement/new-arab-2018-10-15/s036")
    assert "P9 1591-1653" in text
    assert {"/page/id/agent/the-new-arab", "/page/id/agent/us-led-coalition"} <= {*links.to}


def test_terms_of_the_ontology_stand_on_one_page(server: Server) -> None:
    _, links = page(server, "/page/ontology")
    assert {"BorderCrossing", "controlledBy"} <= links.ids
    term = f"{HOME}ontology#BorderCrossing"
    text, _ = page(server, f"/page?iri={quote(term)}")
    assert f"<code>{term}</code>" in text
    told = Graph().parse(data=server.ask(f"/data?iri={quote(term)}&format=turtle").body, format="turtle")
    assert (URIRef(term), RDF.type, URIRef(expand("owl:Class"))) in told


def test_a_query_is_answered_with_its_sources(server: Server) -> None:
    text, links = page(server, "/query/who-controls?crossing=al-tanf&at=2018-10-15")
    assert "US-led coalition" in text
    assert "#source-1" in links.to and "source-1" in links.ids
    _, empty = page(server, "/query/who-controls")
    assert "source-1" not in empty.ids


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/who-holds?name=albu-kamal&at=2018-12-01", "47 days before"),
        ("/who-holds?name=albu-kamal&at=2018-12-01&known-by=", "47 days before"),
        ("/is-open?name=albu-kamal&at=2018-10-15", "(this is presupposed)"),
        ("/timeline?name=albu-kamal", "2018-10-15"),
        ("/conflicts?name=al-tanf", "being there is not holding it"),
        ("/conflicts?name=", "Near-conflicts"),
        ("/ask?query=ASK%7B%7D", ">yes<"),
        ("/ask?query=DESCRIBE%20%3C" + quote(HOME + PLACE) + "%3E", "Al-Tanf crossing"),
        ("/ask?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D", "The first 1000 rows"),
        ("/ask?query=SELECT%20%3Fs%7B", None),
    ],
)
def test_questions_are_answered_on_pages(target: str, words: str | None, server: Server) -> None:
    text, _ = page(server, target, 200 if words else 400)
    assert (words or ": syntax error: ") in text


def test_the_picture_of_a_timeline(server: Server) -> None:
    _, links = page(server, "/timeline?name=albu-kamal")
    (picture,) = (link for link in links.to if link.startswith("/timeline.svg"))
    reply = server.ask(picture)
    assert (reply.status, reply.media) == (200, "image/svg+xml")
    assert reply.body.startswith(b"<?xml") or reply.body.startswith(b"<svg")


def test_a_name_is_found(server: Server) -> None:
    reply = server.ask(f"/find?name={quote('Al Tanf crossing')}")
    assert (reply.status, reply.headers["location"]) == (303, f"/page/{PLACE}")


def test_the_service_describes_itself_and_the_dataset(server: Server) -> None:
    address = f"http://127.0.0.1:{server.port}/sparql"
    for target in ("/sparql", "/.well-known/void"):
        reply = server.ask(target, headers={"Accept": "text/turtle"})
        assert (reply.status, reply.media) == (200, "text/turtle")
        told = Graph().parse(data=reply.body, format="turtle")
        service, sd, void = URIRef(address), expand("sd:"), expand("void:")
        assert (service, RDF.type, URIRef(f"{sd}Service")) in told
        assert (service, URIRef(f"{sd}endpoint"), service) in told
        assert (service, URIRef(f"{sd}supportedLanguage"), URIRef(f"{sd}SPARQL11Query")) in told
        assert len(list(told.objects(service, URIRef(f"{sd}resultFormat")))) == 8
        (dataset,) = told.objects(service, URIRef(f"{sd}defaultDataset"))
        assert (dataset, URIRef(f"{void}sparqlEndpoint"), service) in told
        assert told.value(dataset, URIRef(f"{void}triples")) is not None
        assert len(list(told.objects(dataset, URIRef(f"{sd}namedGraph")))) > 10
    assert server.ask("/sparql", headers=BROWSER).headers["location"] == "/ask"
    assert server.ask("/.well-known/void", headers=BROWSER).headers["location"] == "/"


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "entity": "&lt;img src=x onerror=alert(1)&gt;<img src=x onerror=alert(1)>",
    "turned": "abc\u202edcba",
    "braces": "{{ 7 * 7 }}{% raw %}",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., object], out_once: Path) -> Iterator[Server]:
    """`kg serve` of a build whose store has labels that no author would write."""
    import shutil

    out = Path(shutil.copytree(out_once, tmp_path_factory.mktemp("hostile") / "out"))
    (graph,) = {q.graph_name for q in _labelled(out)}
    type_, place = ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("cx:Place"))
    crossing, label = ox.NamedNode(expand("cx:BorderCrossing")), ox.NamedNode(expand("skos:prefLabel"))
    store = ox.Store(str(out / "store"))
    base = next(store.quads_for_pattern(None, type_, crossing)).subject.value.partition("id/")[0]  # type: ignore[union-attr]
    for name, text in HOSTILE.items():
        thing = ox.NamedNode(f"{base}id/place/{name}")
        for class_ in (place, crossing):
            store.add(ox.Quad(thing, type_, class_, graph))
        store.add(ox.Quad(thing, label, ox.Literal(text, language="en"), graph))
    store.add(ox.Quad(thing, ox.NamedNode(expand("dcterms:source")), ox.NamedNode("javascript:alert(1)"), graph))
    store.flush()
    del store
    _sign(out)
    with serve(out) as server:  # type: ignore[attr-defined]
        yield server


def _labelled(out: Path) -> list[ox.Quad]:
    store = ox.Store.read_only(str(out / "store"))
    crossing = ox.NamedNode(expand("cx:BorderCrossing"))
    return list(store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), crossing))


def _sign(out: Path) -> None:
    """Write the sums of the store's files, as a build does."""
    from kg.store.manifest import file_sha256
    from kg.store.oxigraph import SUMS, data_files

    kept = [line for line in (out / "store" / SUMS).read_text().splitlines() if line.endswith("  ../dataset.nq")]
    sums = [f"{file_sha256(path)}  {path.name}" for path in data_files(out / "store")]
    (out / "store" / SUMS).write_text("\n".join([*sums, *kept]) + "\n")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_labels_are_text_and_nothing_else(name: str, hostile: Server) -> None:
    for target in (
        "/",
        f"/page/id/place/{name}",
        f"/who-holds?name={name}&at=2031",
        f"/timeline?name={name}",
        f"/conflicts?name={name}",
        "/ask?query=SELECT%20*%7B%3Fs%20%3Chttp://www.w3.org/2004/02/skos/core%23prefLabel%3E%20%3Fo%7D",
    ):
        text, links = page(hostile, target)
        assert "<img src=x" not in text
        assert "\u202e" not in text
        assert not any(link.lower().startswith("javascript") for link in links.to)
    text, _ = page(hostile, f"/page/id/place/{name}")
    told = "".join(html5lib.parse(text, namespaceHTMLElements=False).itertext())
    assert HOSTILE[name].replace("\u202e", "\\u202e") in told
    picture = hostile.ask(f"/timeline.svg?name={name}")
    assert picture.status == 200
    assert b"<script" not in picture.body


@pytest.mark.parametrize("text", [*HOSTILE.values(), "\x00", "\x1b[31m", "\ud7ff", "%", "a" * 600, "\u0627\u202e"])
def test_nothing_is_reflected_unescaped(text: str, server: Server) -> None:
    sent = quote(text)
    for target in (
        f"/page/{sent}",
        f"/page?iri={sent}",
        f"/query/{sent}",
        f"/find?name={sent}",
        f"/ask?query={sent}",
        f"/who-holds?name={sent}&at={sent}",
        f"/conflicts?name=al-tanf&{sent}=1",
        f"/{sent}",
    ):
        reply: Reply = server.ask(target, headers=BROWSER)
        assert 400 <= reply.status < 500, target
        assert reply.media == "text/html"
        links = Links(reply.body.decode())
        assert not links.runs
        assert not {"\x00", "\x1b", "\u202e"} & {*reply.body.decode()}


def test_pages_of_another_base_are_here_too(hostile: Server) -> None:
    _, links = page(hostile, "/")
    crossings = [link for link in links.to if link.startswith("/page/id/place/")]
    assert len(crossings) > len(HOSTILE)
    term = f"/page?iri={quote(HOME, safe='/:')}ontology#BorderCrossing"
    assert term in page(hostile, crossings[0])[1].to
    assert "BorderCrossing" in page(hostile, term.partition("#")[0])[1].ids


def test_the_list_of_queries_is_that_of_the_command(server: Server, kg: Run) -> None:
    assert json.loads(server.ask("/api/queries").body) == json.loads(kg("query", "--json").stdout)
