"""The query collection as data: headers, parameters, columns, and terms that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from kg.errors import InputError, QueryError
from kg.namespaces import PREFIXES
from kg.pipeline import Dataset
from kg.query.ask import _bound as bind
from kg.query.catalogue import ANY, GROUPS, MOST_BYTES, TAIL, Parameter, Query, catalogue, find_query, read_query

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
    assert query.group in GROUPS
    solutions = ox.Store().query(query.text)
    assert isinstance(solutions, ox.QuerySolutions)
    assert tuple(variable.value for variable in solutions.variables) == query.columns
    expected: set[str] = set()
    for key, parameter in query.parameters.items():
        assert parameter.example or parameter.default
        assert parameter.description
        name = key.replace("-", "_")
        expected |= {f"{name}_from", f"{name}_to"} if parameter.type == "period" else {name}
    assert set(query.variables) == expected
    assert len(query.variables) == len(expected)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_runs_with_its_examples_and_with_nothing_that_it_can_do_without(query: Query, dataset: Dataset) -> None:
    examples = {key: p.example for key, p in query.parameters.items() if p.example}
    needed = {key: text for key, text in examples.items() if not query.parameters[key].default}
    for given in (examples, needed):
        found = dataset.query(query.name, **given)
        assert all(tuple(row) == query.columns for row in found)
        assert set(found.asked) == set(query.parameters)
    # In the shipped corpus no class of users is spoken of, nothing is in conflict, and nothing happens near Albu Kamal.
    without_rows = {"open-for", "contested-on", "events-near", "violence-near", "sources-near"}
    assert (len(dataset.query(query.name, **needed)) > 0) == (query.name not in without_rows)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_order_of_rows_is_said(query: Query) -> None:
    assert re.search(r"^ORDER BY", query.text, re.MULTILINE), "else it is the store's, and changes"


def test_every_group_has_a_query() -> None:
    assert {query.group for query in QUERIES} == set(GROUPS)


def test_statements_bring_the_columns_that_stand_under_an_answer() -> None:
    told = [query for query in QUERIES if "statement" in query.columns and query.columns[-1] == TAIL[-1]]
    assert len(told) > 15
    for query in told:
        assert query.columns[-len(TAIL) :] == TAIL, query.name


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_every_term_of_a_query_is_declared(query: Query, root: Path) -> None:
    ontology = Graph()
    for path in [*(root / "ontology").glob("*.ttl"), *(root / "ontology").glob("schemes/*.ttl")]:
        ontology.parse(path)
    prefixes = dict(_PREFIX.findall(query.text))
    body = "\n".join(line.split(" #")[0] for line in query.text.splitlines() if not line.startswith(("#", "PREFIX")))
    used = {prefixes[p] + name for p, name in _CURIE.findall(re.sub(r"<[^>]*>|\"[^\"]*\"", "", body)) if p in prefixes}
    ours = {iri for iri in used if iri.startswith((PREFIXES["cx"], "https://w3id.org/crossings/concept/"))}
    assert used
    assert [iri for iri in sorted(ours) if (URIRef(iri), None, None) not in ontology] == []


def test_a_bound_query_holds_the_terms_and_not_the_example() -> None:
    query = find_query("relations-of")
    bound = query.bound({"actor": str(ox.NamedNode("http://example.org/x"))})
    assert "VALUES (?actor) { (<http://example.org/x>) }" in bound
    assert "id/agent/sdf" not in bound


HEADER = (
    "#+ summary: What?\n#+ group: corpus\n#+ description: x\n#+ answers-not: y\n#+ questions: [1]\n#+ parameters: {}\n"
    "#+ columns: [a]\n"
)
PLAIN = "SELECT ?a WHERE { VALUES (?a) { (1) (2) } }\n"


def made(folder: Path, header: str, body: str) -> Query:
    """A query in a file of its own."""
    path = folder / "made.rq"
    path.write_text(header + body, encoding="utf-8")
    return read_query(path)


def test_a_query_without_parameters_keeps_its_own_values(tmp_path: Path) -> None:
    query = made(tmp_path, HEADER, PLAIN)
    assert query.variables == ()
    assert query.bound({}) == query.text == HEADER + PLAIN


def test_a_parameter_that_is_left_out_binds_nothing(tmp_path: Path) -> None:
    header = HEADER.replace("{}", "{a: {type: thing, description: d, default: any}}")
    query = made(tmp_path, header, PLAIN.replace("(1) (2)", "(UNDEF)"))
    assert query.parameters["a"].default == ANY
    assert query.bound({"a": "UNDEF"}).endswith("VALUES (?a) { (UNDEF) } }\n")


@pytest.mark.parametrize("type_", get_args(get_type_hints(Parameter)["type"]))
def test_types_of_parameters_and_their_variables(type_: str, tmp_path: Path, dataset: Dataset) -> None:
    """Each type takes a value that is one, refuses another, and may be left out where the header says so."""
    values = {
        "crossing": ("al-tanf", "sdf"),
        "place": ("Homs", "sdf"),
        "agent": ("sdf", "al-tanf"),
        "thing": ("sdf", "nobody at all"),
        "document": ("kurdistan24-2018-10", "sdf"),
        "statement": ("S061", "sdf"),
        "kind": ("control", "kontrol"),
        "event-type": ("reopening", "sdf"),
        "modality": ("expected", "sdf"),
        "user-class": ("humanitarian", "sdf"),
        "number": ("2.50", "many"),
        "day": ("2018-10", "soon"),
        "period": ("2018-10", "2018-13"),
    }
    good, bad = values[type_]
    named = ("a_from", "a_to") if type_ == "period" else ("a",)
    header = HEADER.replace("{}", f"{{a: {{type: {type_}, description: d, default: any}}}}")
    variables = " ".join(f"?{name}" for name in named)
    body = f"SELECT {variables} WHERE {{ VALUES ({variables}) {{ ({' '.join('1' for _ in named)}) }} }}\n"
    query = made(tmp_path, header.replace("[a]", f"[{', '.join(named)}]"), body)
    assert query.variables == named

    def asked(text: str) -> list[object]:
        bound = bind("a", text, query.parameters["a"], dataset.names, {})
        assert tuple(bound) == named
        solutions = dataset.store.query(query.bound(bound))
        assert isinstance(solutions, ox.QuerySolutions)
        (row,) = list(solutions)
        return list(row)

    assert all(term is not None for term in asked(good))
    assert asked("any") == [None for _ in named]
    with pytest.raises(QueryError):
        asked(bad)


def test_a_day_is_the_last_of_its_month_and_a_period_all_of_it(dataset: Dataset) -> None:
    day, period = (Parameter(type=type_, description="d") for type_ in ("day", "period"))

    def days(text: str, parameter: Parameter) -> list[str]:
        return [term[1:11] for term in bind("at", text, parameter, dataset.names, {}).values()]

    assert days("2016-02", day) == ["2016-02-29"]
    assert days("2016-02", period) == ["2016-02-01", "2016-02-29"]
    assert days("2016", period) == ["2016-01-01", "2016-12-31"]
    assert days("2016-02-03/2016-04", period) == ["2016-02-03", "2016-04-30"]
    assert days("2016/..", period) == ["2016-01-01", "9999-12-31"]
    assert days("../2016", period) == ["0001-01-01", "2016-12-31"]


def test_an_unknown_query_is_answered_with_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean 'who-controls'"):
        find_query("who-control")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "#+ summary: x\n",
        "#+ summary: [\n",
        "#+ summary: a\n#+ sumary: b\n",
        HEADER.replace("#+ group: corpus\n", ""),
        HEADER.replace("corpus", "corpse"),
        HEADER.replace("[1]", "[0]"),
        HEADER.replace("[1]", "one"),
        HEADER.replace("{}", "{a: {type: town, description: d}}"),
        HEADER.replace("{}", "{a: {type: day}}"),
        HEADER.replace("{}", "{a: {type: day, description: d, exmple: x}}"),
        HEADER.replace("#+ columns: [a]\n", ""),
    ],
)
def test_a_query_without_a_proper_header_is_refused(tmp_path: Path, header: str) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(header + "SELECT * WHERE { VALUES (?a) { (1) } }")
    with pytest.raises(QueryError, match=r"bad\.rq: its header cannot be read"):
        read_query(path)


def test_a_query_with_parameters_and_no_place_for_them_is_refused(tmp_path: Path) -> None:
    header = HEADER.replace("{}", "{a: {type: day, description: d}}")
    with pytest.raises(QueryError, match="no VALUES block of parameters"):
        made(tmp_path, header, "SELECT ?a WHERE { ?a ?b ?c }\n")


def test_a_fault_of_a_header_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"made\.rq:2:\d+: "):
        made(tmp_path, HEADER.replace("corpus", "corpse"), PLAIN)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "no text in UTF-8"),
        (b"SELECT \0", "no text in UTF-8"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"#" * (MOST_BYTES + 1), "more than 1,048,576 bytes"),
    ],
)
def test_files_that_hold_no_query(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "x.rq").write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_query(tmp_path / "x.rq")


def test_the_largest_file_that_is_read(tmp_path: Path) -> None:
    text = HEADER + PLAIN
    (tmp_path / "x.rq").write_text(text + "#" * (MOST_BYTES - len(text)))
    assert read_query(tmp_path / "x.rq").columns == ("a",)
