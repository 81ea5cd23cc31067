"""The query collection as data: headers, parameters, columns, and terms that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.query.catalogue import Query, catalogue, find_query, read_query

FIRST_TEN = {1, 3, 4, 5, 6, 7, 8, 11, 12, 13}
_PREFIX = re.compile(r"PREFIX (\w+): <([^>]+)>")
_CURIE = re.compile(r"(?<![\w<?:])([a-z]+):([\w-]+)")

QUERIES = list(catalogue().values())


def test_every_file_is_in_the_collection(root: Path) -> None:
    assert sorted(catalogue()) == sorted(path.stem for path in (root / "queries").glob("*.rq"))


def test_the_first_ten_questions_have_a_query() -> None:
    answered = {number for query in QUERIES for number in query.questions}
    assert FIRST_TEN - answered == set()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_header_says_what_the_query_does(query: Query) -> None:
    assert query.summary.endswith("?")
    assert query.description
    assert query.answers_not
    solutions = ox.Store().query(query.text)
    assert isinstance(solutions, ox.QuerySolutions)
    assert tuple(variable.value for variable in solutions.variables) == query.columns
    for key, parameter in query.parameters.items():
        assert parameter.example or parameter.default
        name = key.replace("-", "_")
        expected = {f"{name}_from", f"{name}_to"} if parameter.type == "period" else {name}
        assert expected <= set(query.variables)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_every_term_of_a_query_is_declared(query: Query, root: Path) -> None:
    ontology = Graph()
    for path in [*(root / "ontology").glob("*.ttl"), *(root / "ontology").glob("schemes/*.ttl")]:
        ontology.parse(path)
    prefixes = dict(_PREFIX.findall(query.text))
    body = "\n".join(line.split(" #")[0] for line in query.text.splitlines() if not line.startswith(("#", "PREFIX")))
    used = {prefixes[p] + name for p, name in _CURIE.findall(re.sub(r"<[^>]*>|\"[^\"]*\"", "", body)) if p in prefixes}
    ours = {iri for iri in used if iri.startswith((PREFIXES["cx"], "https://w3id.org/crossings/concept/"))}
    assert ours
    assert [iri for iri in sorted(ours) if (URIRef(iri), None, None) not in ontology] == []


def test_a_bound_query_holds_the_terms_and_not_the_example() -> None:
    query = find_query("relations-of")
    bound = query.bound({"actor": str(ox.NamedNode("http://example.org/x"))})
    assert "VALUES (?actor) { (<http://example.org/x>) }" in bound
    assert "id/agent/sdf" not in bound


def test_an_unknown_query_is_answered_with_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean 'who-controls'"):
        find_query("who-control")


@pytest.mark.parametrize(
    "header",
    ["", "#+ summary: x\n", "#+ summary: [\n", "#+ summary: a\n#+ sumary: b\n"],
)
def test_a_query_without_a_proper_header_is_refused(tmp_path: Path, header: str) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(header + "SELECT * WHERE { VALUES (?a) { (1) } }")
    with pytest.raises(QueryError, match=r"bad\.rq: its header cannot be read"):
        read_query(path)
