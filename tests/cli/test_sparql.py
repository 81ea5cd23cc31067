"""`kg sparql`: every form of query in every format, without the network, and ended in time."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.query import Result

from kg.query.confine import MOST_MEMORY

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]

CX = "PREFIX cx: <https://w3id.org/crossings/ontology#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
POSTS = CX + "SELECT ?post ?name ?none { ?post a cx:BorderPost ; skos:prefLabel ?name } ORDER BY ?post ?name"
TRIPLES = CX + "CONSTRUCT { ?post cx:country ?country } WHERE { ?post a cx:BorderPost ; cx:country ?country }"
DESCRIBED = CX + "DESCRIBE <https://w3id.org/crossings/id/place/al-tanf>"
YES = CX + "ASK { ?post a cx:BorderPost }"
NO = CX + "ASK { ?post a cx:BorderPost, cx:Town }"
# A product of three columns: some 10^11 rows.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
RDF = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def store(shipped_out: Path) -> ox.Store:
    """The store of the shipped corpus."""
    return ox.Store.read_only(str(shipped_out / "store"))


@pytest.fixture
def sparql(ask: Run) -> Run:
    """A function: run `kg sparql -` with this query on the build of the shipped corpus."""
    return lambda query, *arguments, **settings: ask("sparql", "-", *arguments, input=query, **settings)


def answered(ran: subprocess.CompletedProcess[str]) -> str:
    """What a query that could be asked has printed."""
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    return ran.stdout


def refused(ran: subprocess.CompletedProcess[str], exit_code: int = 2) -> str:
    """The message of a query that was refused."""
    assert (ran.returncode, ran.stdout) == (exit_code, ""), ran.stderr
    assert "Traceback" not in ran.stderr
    assert "panicked" not in ran.stderr
    return ran.stderr


def expected(store: ox.Store, query: str) -> list[tuple[str | None, ...]]:
    """The rows of a SELECT, as the engine gives them in this process."""
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(term and str(term) for term in solution) for solution in solutions]


def workers(build: Path) -> list[str]:
    """The processes of queries that run on a build now."""
    ran = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
    return [line for line in ran.stdout.splitlines() if f"kg.query.worker {build}" in line]


# --- forms and formats ---


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_rows_are_read_back(form: str, sparql: Run, store: ox.Store) -> None:
    printed = answered(sparql(POSTS, "--format", form))
    parsed = Result.parse(BytesIO(printed.encode()), format=form)
    assert parsed.vars is not None
    assert [str(variable) for variable in parsed.vars] == ["post", "name", "none"]
    wanted = expected(store, POSTS)
    assert len(wanted) > 5
    solutions: Iterable[Any] = parsed
    rows = [tuple(row) for row in solutions]
    if form == "csv":  # which tells no IRI from a text and knows no language
        assert [(str(p), str(n)) for p, n, *_ in rows] == [
            (str(p)[1:-1], str(n).rpartition("@")[0][1:-1]) for p, n, _ in wanted
        ]
    else:
        assert [(p.n3(), n.n3()) for p, n, *_ in rows] == [(p, n) for p, n, _ in wanted]
        assert all(none is None for *_, none in rows)


@pytest.mark.parametrize("form", ["tsv", "json", "xml"])
def test_rows_are_read_back_by_oxigraph(form: str, sparql: Run) -> None:
    printed = answered(sparql(POSTS, "--format", form))
    parsed = ox.parse_query_results(printed.encode(), format=getattr(ox.QueryResultsFormat, form.upper()))
    assert isinstance(parsed, ox.QuerySolutions)
    assert len(list(parsed)) > 5


def test_a_table_is_what_is_printed(sparql: Run, store: ox.Store) -> None:
    printed = answered(sparql(POSTS)).splitlines()
    assert printed[0].split() == ["post", "name", "none"]
    assert printed[-1] == f"{len(expected(store, POSTS))} rows"
    assert any("al-tanf/sy" in line and "Al-Tanf crossing, Syrian post" in line for line in printed)
    assert max(map(len, printed)) <= 80


def test_a_table_of_one_row_and_of_none(sparql: Run) -> None:
    assert answered(sparql("SELECT (1 AS ?n) {}")) == "n\n1\n\n1 row\n"
    assert answered(sparql("SELECT ?n { ?n a ?n }")) == "n\n\n0 rows\n"


@pytest.mark.parametrize(("query", "word"), [(YES, "true"), (NO, "false")])
def test_yes_and_no(query: str, word: str, sparql: Run) -> None:
    assert answered(sparql(query)) == {"true": "yes\n", "false": "no\n"}[word]
    assert json.loads(answered(sparql(query, "--json")))["boolean"] is (word == "true")
    for form in ("json", "xml"):
        parsed = Result.parse(BytesIO(answered(sparql(query, "--format", form)).encode()), format=form)
        assert str(parsed.askAnswer).lower() == word
    for form in ("csv", "tsv"):
        assert answered(sparql(query, "--format", form)) == f"{word}\n"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib, of its own use
@pytest.mark.parametrize("form", RDF)
@pytest.mark.parametrize("query", [TRIPLES, DESCRIBED], ids=["construct", "describe"])
def test_triples_are_read_back(query: str, form: str, sparql: Run, store: ox.Store) -> None:
    parsed = rdflib.Graph().parse(StringIO(answered(sparql(query, "--format", form))), format=RDF[form])
    triples = store.query(query, use_default_graph_as_union=True)
    assert isinstance(triples, ox.QueryTriples)
    wanted = rdflib.Graph().parse(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    assert len(wanted) > 3
    assert isomorphic(parsed, wanted)


def test_triples_are_turtle_unless_asked_for_otherwise(sparql: Run) -> None:
    assert answered(sparql(TRIPLES)) == answered(sparql(TRIPLES, "--format", "turtle"))
    assert answered(sparql(TRIPLES, "--json")) == answered(sparql(TRIPLES, "--format", "jsonld"))


@pytest.mark.parametrize("form", ["csv", "tsv", "xml"])
def test_triples_have_no_rows(form: str, sparql: Run) -> None:
    said = "the query gives triples: write --format turtle, ntriples, rdfxml, jsonld\n"
    assert refused(sparql(TRIPLES, "--format", form)) == said


@pytest.mark.parametrize("form", RDF)
@pytest.mark.parametrize("query", [POSTS, YES], ids=["select", "ask"])
def test_rows_are_no_triples(query: str, form: str, sparql: Run) -> None:
    said = "the query gives no triples: write --format table, csv, tsv, json, xml\n"
    assert refused(sparql(query, "--format", form)) == said


def test_one_format_at_a_time(sparql: Run) -> None:
    assert "--json is --format json, and --format says csv" in refused(sparql(POSTS, "--json", "--format", "csv"))


def test_a_file_and_standard_input(ask: Run, sparql: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(POSTS, encoding="utf-8")
    assert answered(ask("sparql", "q.rq")) == answered(sparql(POSTS))


def test_every_query_of_the_collection_runs_as_it_stands(ask: Run, root: Path) -> None:
    files = sorted((root / "queries").glob("*.rq"))
    assert len(files) > 20
    for path in files[:: max(1, len(files) // 6)]:
        assert json.loads(answered(ask("sparql", path, "--json")))["head"]["vars"]


def test_all_graphs_are_one_unless_the_query_names_some(sparql: Run, store: ox.Store) -> None:
    graph = "https://w3id.org/crossings/graph/corpus/reference"
    size = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    triples = {(quad.subject, quad.predicate, quad.object) for quad in store}
    assert len(triples) > size > 100

    def number(clause: str, pattern: str = "?s ?p ?o") -> int:
        query = f"SELECT (COUNT(*) AS ?n) {clause} {{ {{ SELECT DISTINCT ?s ?p ?o {{ {pattern} }} }} }}"
        return int(answered(sparql(query, "--format", "csv")).split()[1])

    assert number("") == len(triples)
    assert number("", f"GRAPH <{graph}> {{ ?s ?p ?o }}") == size
    assert number(f"FROM <{graph}>") == size
    assert number(f"from\n<{graph}>") == size
    assert number(f"FROM NAMED <{graph}>", "GRAPH ?g { ?s ?p ?o }") == size
    assert number("FROM <http://example.org/none>") == 0


@pytest.mark.parametrize(
    "query",
    [
        'SELECT (COUNT(*) AS ?n) { ?from ?p ?o FILTER(?p != " FROM ") }',
        "SELECT (COUNT(*) AS ?n) # FROM <x>\n{ ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?p != <http://example.org/FROM>) }",
        "PREFIX from: <http://example.org/> SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?p != from:from) }",
        'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?p != """\nFROM <x> \' "" """) }',
    ],
)
def test_the_word_from_elsewhere_names_no_graph(query: str, sparql: Run, store: ox.Store) -> None:
    number = answered(sparql(query, "--format", "csv")).split()[1]
    assert expected(store, query) == [(f'"{number}"^^<{INTEGER}>',)]
    assert int(number) > 1000


# --- the network, and files ---


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """The address of a SPARQL service on this machine, and the requests that reach it."""
    asked: list[str] = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answer = (
                b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "leak"}}]}}'
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("words", ["SERVICE", "service", "SERVICE SILENT", "BIND(1 AS ?y) SERVICE"])
def test_no_request_leaves_the_machine(words: str, sparql: Run) -> None:
    with listening() as (address, requests):
        query = f"SELECT * {{ {words} <{address}> {{ ?x ?p ?o }} }}"
        here = ox.Store().query(query)
        assert isinstance(here, ox.QuerySolutions)
        assert "leak" in str(list(here))
        assert len(requests) == 1, "the same query, in a process that is not confined, does arrive"
        requests.clear()
        ran = sparql(query)
        assert "leak" not in ran.stdout
        if "SILENT" in words:  # an empty answer is what SILENT asks for
            answered(ran)
        else:
            assert refused(ran).endswith("it may not reach other machines (SERVICE)\n")
        assert requests == []


@pytest.mark.parametrize("service", ["?s", "<file:///etc/passwd>", "<ftp://127.0.0.1/x>", "<http://[::1]:9/x>"])
def test_other_services_fail(service: str, sparql: Run) -> None:
    refused(sparql(f"SELECT * {{ SERVICE {service} {{ ?x ?y ?z }} }}"))


def test_a_word_in_escapes_reaches_nobody(sparql: Run) -> None:
    """The engine reads no escape outside IRIs and strings; whether it ever does, no request leaves."""
    with listening() as (address, requests):
        refused(sparql(f"SELECT * {{ \\u0053ERVICE <{address}> {{ ?x ?p ?o }} }}"))
        refused(sparql(f"SELECT * {{ SERVICE <{address.replace('h', chr(92) + 'u0068')}> {{ ?x ?p ?o }} }}"))
        assert requests == []


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_graph_is_never_fetched_nor_read_from_a_file(clause: str, sparql: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://example.org/s> <http://example.org/p> <http://example.org/SECRET> .")
    with listening() as (address, requests):
        for place in (secret.as_uri(), "file:///etc/passwd", address):
            for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"):
                printed = answered(sparql(f"SELECT ?o {clause} <{place}> {{ {pattern} }}"))
                assert printed == "o\n\n0 rows\n"
        assert requests == []


# --- limits ---


def test_a_query_that_takes_too_long_is_ended(sparql: Run, shipped_out: Path) -> None:
    began = time.monotonic()
    said = refused(sparql(ENDLESS, "--timeout", "1"))
    assert said == "no answer in 1 seconds: ask for less, or give it more with --timeout\n"
    assert time.monotonic() - began < 10
    assert workers(shipped_out) == []


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "1e9"])
def test_limits_that_are_none(seconds: str, sparql: Run) -> None:
    assert "--timeout" in refused(sparql(YES, "--timeout", seconds))


@pytest.mark.parametrize("delay", [0, 0.5])  # before the worker has said what shall become of it, and after
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_no_process_is_left_when_the_command_is_ended(
    number: int, delay: float, shipped_out: Path, tmp_path: Path
) -> None:
    (tmp_path / "q.rq").write_text(ENDLESS)
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "sparql", "q.rq", "--data", shipped_out], cwd=tmp_path, stderr=subprocess.PIPE
    )
    while not workers(shipped_out):
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(delay)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert b"Traceback" not in errors
    began = time.monotonic()
    while workers(shipped_out) and time.monotonic() - began < 30:
        time.sleep(0.05)
    assert workers(shipped_out) == []
    assert process.returncode == (130 if number == signal.SIGINT else -number)


def test_the_memory_of_a_query_is_capped(shipped_out: Path, tmp_path: Path) -> None:
    if not Path("/proc/self/limits").exists():
        pytest.skip("there is no /proc here")
    (tmp_path / "q.rq").write_text(ENDLESS)
    command = [sys.executable, "-m", "kg", "sparql", "q.rq", "--data", str(shipped_out)]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        try:
            soft, began = "", time.monotonic()
            while soft != str(MOST_MEMORY) and process.poll() is None:
                for worker in workers(shipped_out):
                    limits = Path(f"/proc/{worker.split()[0]}/limits").read_text()
                    (soft,) = re.findall(r"Max address space +(\S+)", limits)
                time.sleep(0.05)
                assert time.monotonic() - began < 20, soft
        finally:
            process.kill()


def test_a_query_that_needs_too_much_memory_fails_alone(sparql: Run) -> None:
    limit = 1 << 30
    ran = sparql(
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    said = refused(ran)
    assert said.count("\n") == 1
    assert "memory" in said


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 200_000 + "}" * 200_000,
        "SELECT (" + "(" * 200_000 + "1" + ")" * 200_000 + " AS ?x) {}",
        "SELECT * {" + "OPTIONAL { ?s ?p ?o " * 20_000 + "}" * 20_001,
        "SELECT * { ?s " + "^" * 200_000 + "<a:b> ?o }",
    ],
    ids=["groups", "brackets", "options", "paths"],
)
def test_a_query_that_is_too_deep_fails_alone(query: str, sparql: Run) -> None:
    assert refused(sparql(query, "--timeout", "20")).count("\n") <= 3


def test_an_answer_that_breaks_off_is_not_printed(sparql: Run) -> None:
    assert sparql("SELECT * { ?a ?b ?c . ?d ?e ?f }", "--format", "csv", "--timeout", "1").stdout == ""


def test_nothing_is_left_in_the_folder_of_temporary_files(sparql: Run, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    refused(sparql(ENDLESS, "--timeout", "0.5", env={"TMPDIR": str(tmp_path / "tmp")}))
    answered(sparql(YES, env={"TMPDIR": str(tmp_path / "tmp")}))
    assert list((tmp_path / "tmp").iterdir()) == []


# --- updates ---

UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:b> <a:c> } }",
    "DELETE DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <a:g>",
    "CLEAR ALL",
    "CLEAR GRAPH <a:g>",
    "CREATE GRAPH <a:g>",
    "DROP SILENT DEFAULT",
    "COPY DEFAULT TO <a:g>",
    "MOVE <a:g> TO DEFAULT",
    "ADD <a:g> TO <a:h>",
    "# a note\nPREFIX a: <http://a/>\nBASE <http://b/>\ndrop all",
]


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused(update: str, sparql: Run, shipped_out: Path, tree: Tree) -> None:
    before = tree(shipped_out)
    said = refused(sparql(update))
    assert said == "an update: the store is read-only; ask a SELECT, ASK, CONSTRUCT or DESCRIBE\n"
    assert tree(shipped_out) == before


@pytest.mark.parametrize("update", UPDATES[:2])
def test_the_updates_are_ones(update: str) -> None:
    store = ox.Store()
    store.update(update)
    assert len(store) == 1


@pytest.mark.parametrize("query", [f"{YES}; DROP ALL", "\\u0044ROP ALL", f"{POSTS} ; INSERT DATA {{ <a:a> <a:b> 1 }}"])
def test_hidden_updates_are_refused(query: str, sparql: Run, shipped_out: Path, tree: Tree) -> None:
    before = tree(shipped_out)
    refused(sparql(query))
    assert tree(shipped_out) == before


def test_questions_leave_the_store_as_it_is(sparql: Run, shipped_out: Path, tree: Tree) -> None:
    before = tree(shipped_out)
    for query in (POSTS, TRIPLES, YES):
        answered(sparql(query))
    assert tree(shipped_out) == before


# --- output ---


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_who_reads_the_first_line_only(form: str, shipped_out: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT * { ?s ?p ?o }")
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "sparql", "q.rq", "--format", form, "--data", shipped_out],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"COLUMNS": "80"},
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_control_characters_of_an_answer_are_spelt_out(sparql: Run) -> None:
    printed = answered(sparql('SELECT ("a\\u001b[31m\\u202eb" AS ?x) {}'))
    assert r"a\x1b[31m\u202eb" in printed
    assert "\x1b" not in printed


def test_markup_in_an_answer_is_text(sparql: Run) -> None:
    assert "[bold]x[/bold] :skull:" in answered(sparql('SELECT ("[bold]x[/bold] :skull:" AS ?x) {}'))
