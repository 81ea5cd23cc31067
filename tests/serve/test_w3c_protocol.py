"""The W3C's tests of the SPARQL 1.1 Protocol, run against the endpoint.

They are read from beside the checkout. What does not apply is named below with its reason.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.serve.conftest import Server, serving

HT, CNT = Namespace("http://www.w3.org/2011/http#"), Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
MANIFEST = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "protocol" / "manifest.ttl"

NO_UPDATES = "the endpoint has no update operation, so that no update can succeed"
NOT_APPLICABLE = dict.fromkeys(
    (
        "update_dataset_default_graph",
        "update_dataset_default_graphs",
        "update_dataset_named_graphs",
        "update_dataset_full",
        "update_post_form",
        "update_post_direct",
        "update_base_uri",
    ),
    NO_UPDATES,
)


def manifest() -> Graph:
    return Graph().parse(MANIFEST, format="turtle") if MANIFEST.is_file() else Graph()


TESTS = manifest()
NAMES = sorted(str(test).rpartition("#")[2] for test in TESTS.subjects(RDF.type, MF.ProtocolTest))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The endpoint over the tests' data: three documents, each in a graph of its name."""
    folder = tmp_path_factory.mktemp("w3c")
    store = ox.Store(str(folder / "store"))
    type_, document = ox.NamedNode(str(RDF.type)), ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    for number in (1, 2, 3):
        graph = ox.NamedNode(DATA.format(number))
        store.add(ox.Quad(graph, type_, document, graph))
    store.flush()
    del store
    script = Path(__file__).with_name("plain_store.py")
    with serving([sys.executable, str(script), str(folder / "store")], folder / "log") as server:
        yield server


@pytest.mark.skipif(not MANIFEST.is_file(), reason="the W3C's tests are not beside the checkout")
def test_all_are_run_or_excused() -> None:
    assert len(NAMES) == 34
    assert set(NOT_APPLICABLE) < set(NAMES)


@pytest.mark.skipif(not MANIFEST.is_file(), reason="the W3C's tests are not beside the checkout")
@pytest.mark.parametrize("name", NAMES)
def test_protocol(name: str, plain: Server) -> None:
    (test,) = (test for test in TESTS.subjects(RDF.type, MF.ProtocolTest) if str(test).endswith(f"#{name}"))
    action = TESTS.value(test, MF.action)
    listed = TESTS.value(action, HT.requests)
    assert listed is not None
    requests = list(Collection(TESTS, listed))
    assert requests
    if name in NOT_APPLICABLE:
        assert 400 <= _replied(requests[0], plain)[0] < 500, NOT_APPLICABLE[name]
        return
    for request in requests:
        status, media, body = _replied(request, plain)
        expected = TESTS.value(request, HT.resp)
        allowed = {str(one).rpartition("StatusCode")[2] for one in TESTS.objects(expected, MF.expectedStatus)}
        assert f"{status // 100}xx" in allowed, body
        truth = TESTS.value(expected, MF.expectedBoolean)
        if truth is not None:
            assert json.loads(body)["boolean"] is truth.toPython()  # type: ignore[attr-defined]
        match str(TESTS.value(expected, MF.expectedFormat)):
            case "boolean":
                assert media == "application/sparql-results+json"
            case "tabular":
                assert "bindings" in json.loads(body)["results"]
            case "RDF":
                assert Graph().parse(data=body, format=media) is not None


def _replied(request: Node, server: Server) -> tuple[int, str, bytes]:
    def text(subject: Node, predicate: URIRef) -> str:
        return str(TESTS.value(subject, predicate))

    listed = TESTS.value(request, HT.headers)
    fields = [] if listed is None else list(Collection(TESTS, listed))
    headers = {text(field, HT.fieldName): text(field, HT.fieldValue) for field in fields}
    content = TESTS.value(request, HT.body)
    body = None
    if content is not None:
        body = text(content, CNT.chars).encode(text(content, CNT.characterEncoding))
    target = text(request, HT.absolutePath).replace("/sparql/", "/sparql", 1)
    reply = server.ask(target, text(request, HT.methodName), body, headers)
    return reply.status, reply.media, reply.body
