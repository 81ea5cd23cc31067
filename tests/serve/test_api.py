"""The API: the same JSON as the commands print, errors as problems, and what its description promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from kg.query.catalogue import catalogue
from kg.serve.questions import WORKED
from tests.conftest import Run
from tests.serve.conftest import Reply, Server

EXAMPLES = 3
"""Generated requests of each address and phase."""


def told(reply: Reply) -> Any:
    """A response's JSON."""
    return json.loads(reply.body)


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("who-holds?name=Albu+Kamal&at=2018-12-01", ["who-holds", "Albu Kamal", "--at", "2018-12-01"]),
        (
            "who-holds?name=al-tanf&at=2018&known-by=2018-10-14",
            "who-holds al-tanf --at 2018 --known-by 2018-10-14".split(),
        ),
        (
            "is-open?name=al-Qaim&at=2018-10&without=new-arab-2018-10-15&without=kurdistan24-2018-10",
            "is-open al-Qaim --at 2018-10 --without new-arab-2018-10-15 --without kurdistan24-2018-10".split(),
        ),
        ("timeline?name=albu-kamal", ["timeline", "albu-kamal"]),
        ("timeline?name=town:at-tanf&of=presence", ["timeline", "town:at-tanf", "--of", "presence"]),
        ("conflicts", ["conflicts"]),
        ("conflicts?name=al-Tanf&known-by=2018-10-15", ["conflicts", "al-Tanf", "--known-by", "2018-10-15"]),
    ],
)
def test_answers_are_those_of_the_commands(target: str, command: list[str], server: Server, ask: Run) -> None:
    reply = server.ask(f"/api/{target}")
    assert (reply.status, reply.media) == (200, "application/json")
    assert reply.body.decode() == ask(*command, "--json").stdout


def test_every_query_is_answered_as_the_command_does(server: Server, ask: Run) -> None:
    for name, query in catalogue().items():
        fields = {key: p.example for key, p in query.parameters.items() if p.example and not p.default}
        reply = server.ask(f"/api/queries/{name}?{urlencode(fields)}")
        assert (reply.status, reply.media) == (200, "application/json"), (name, reply.body)
        assert told(reply)["query"] == name
        assert "format" not in query.parameters  # which the API takes for itself
    parameters = ["--param", "crossing=al-tanf", "--at", "2018-10-15"]
    target = "/api/queries/who-controls?crossing=al-tanf&at=2018-10-15"
    assert server.ask(target).body.decode() == ask("query", "who-controls", *parameters, "--json").stdout
    csv = ask("query", "who-controls", *parameters, "--format", "csv").stdout
    for reply in (server.ask(target, headers={"Accept": "text/csv"}), server.ask(f"{target}&format=csv")):
        assert (reply.media, reply.body.decode().splitlines()) == ("text/csv", csv.splitlines())


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml, text/csv;q=0.3", "application/sparql-results+xml"),
    ],
)
def test_rows_are_negotiated(accept: str, media: str, server: Server) -> None:
    reply = server.ask("/api/queries/who-controls?crossing=al-tanf&at=2018", headers={"Accept": accept})
    assert (reply.status, reply.media, reply.headers["vary"]) == (200, media, "Accept")


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("who-holds", 400, "'name' is missing: write for example name=al-tanf"),
        ("who-holds?name=al-tanf", 400, "'at' is missing"),
        ("who-holds?name=al-tanf&at=soon", 400, "is not a date"),
        ("who-holds?name=Al-Tamf&at=2018", 404, "did you mean"),
        ("who-holds?name=al-tanf&at=2018&knownby=2018", 400, "did you mean 'known-by'?"),
        ("who-holds?name=al-tanf&name=albu-kamal&at=2018", 400, "stands twice"),
        ("who-holds?name=" + "a" * 501 + "&at=2018", 400, "at most 500"),
        ("timeline?name=al-tanf&of=weather", 400, "write control, status, presence"),
        ("conflicts?name=%FF", 400, "UTF-8"),
        ("queries/no-such", 404, "no query 'no-such'"),
        ("queries/who-controls?crossing=al-tanf&at=2018&format=excel", 400, "write json, csv"),
        ("nonsense", 404, "no question 'nonsense'"),
        ("no/such/address", 404, "nothing at this address"),
        ("who-holds?name=%1B%5B31m%E2%80%AE&at=2018", 404, "\\x1b[31m\\u202e"),
    ],
)
def test_errors_are_problems(target: str, status: int, words: str, server: Server) -> None:
    reply = server.ask(f"/api/{target}")
    assert (reply.status, reply.media) == (status, "application/problem+json")
    problem = told(reply)
    assert {*problem} == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert words in problem["detail"]


def test_other_methods_are_problems_too(server: Server) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        reply = server.ask("/api/who-holds", method)
        assert (reply.status, reply.media) == (405, "application/problem+json")
        assert "GET" in reply.headers["allow"]


def test_the_api_is_described_whole(server: Server) -> None:
    document = told(server.ask("/api/openapi.json"))
    assert document["openapi"] == "3.1.0"
    described = {*document["paths"]}
    assert described == {
        "/api/queries",
        *(f"/api/queries/{name}" for name in catalogue()),
        *(f"/api/{name}" for name in WORKED),
    }
    for path in described - {"/api/queries"}:
        operation = document["paths"][path]["get"]
        fields = [(p["name"], p["example"]) for p in operation["parameters"] if p["required"]]
        reply = server.ask(f"{path}?{urlencode(fields)}")
        assert reply.status == 200, (path, reply.body)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_what_is_described_is_so(mode: GenerationMode, server: Server) -> None:
    """Generated requests, those that fit the description and those that do not, are answered as it says."""
    described = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/api/openapi.json")
    checks: list[Callable[..., Any]] = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
        negative_data_rejection,
    ]
    tried = 0

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def hold(data: st.DataObject) -> None:
        nonlocal tried
        case = data.draw(strategy)
        case.call_and_validate(checks=checks)
        tried += 1

    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.POSITIVE or operation.query:
            strategy = operation.as_strategy(generation_mode=mode)
            hold()
    assert tried > len(catalogue())
