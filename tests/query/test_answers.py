"""What holds of every answer: wrong parameters, rows, both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import QueryError
from kg.pipeline import Dataset
from kg.query.catalogue import ANY, Query, catalogue
from tests.query.distances import teach_rdflib

# Queries that the shipped corpus has no row for, whatever the parameters, and why.
NO_ROWS = {
    "open-for": "neither article says for whom a crossing is open (question 25: unknown)",
    "contested-on": "on no day do statements of the articles surely exclude each other",
    **dict.fromkeys(("events-near", "violence-near", "sources-near"), "no event of the articles is near Albu Kamal"),
}
# A query as it stands in its file, and again without the parameters that may be left out.
CASES = [(query, False) for query in catalogue().values()] + [
    (query, True)
    for query in catalogue().values()
    if any(parameter.default == ANY and parameter.example for parameter in query.parameters.values())
]


def case_name(value: Query | bool) -> str:
    """A case as pytest shows it."""
    return value.name if isinstance(value, Query) else ("any" if value else "example")


# What the shipped corpus has no case of: sides, groups, users, denials, rivals, foreigners, order.
INVENTED = """
  s1: {status: gates, is: closed, time: {since: 2031-05}}
  s2: {status: gate, side: {of: gate/va, basis: stated}, is: restricted, users: [humanitarian], use-of: [goods, travel]}
  s3: {status: gate, is: open, time: {seen: 2030}}
  s4: {status: gate, is: sporadically-open}
  s5: {status: gate, denied: destroyed}
  s6: {status: gate, denied: open, modality: expected, voice: [[minister, guard]], time: future, presupposes: not-open}
  s7: {order: s3, before: s4}
  s8: {control: gate, by: brigade, time: {seen: 2030}}
  s9: {control: gate/va, by: [guard, league]}
  s10: {presence: town, of: corps}
  s11: {location: gate, in: town}
  s12: {event: unlocking, theme: [gate, ford], polarity: denied, time: {within: 2031-05-04}}
  s13: {control: ford/va, by: guard}
  s14: {control: ford/va, by: brigade}
"""
ASKED = {
    "is-open": {"crossing": "gate", "at": "2031-05-04"},
    "status-timeline": {"crossing": "gate"},
    "open-for": {"users": "humanitarian"},
    "opened-on": {"at": "2031-05"},
    "who-controls": {"crossing": "gate", "at": "2031-01-01"},
    "control-timeline": {"crossing": "gate"},
    "whereabouts": {"actor": "league", "at": "2031-05-04"},
    "foreign-actors": {},
    "held-on": {"crossing": "ford", "at": "2031-05-04"},
    "status-on": {"crossing": "gate", "at": "2031-05"},
    "timeline-of": {"place": "gate", "kind": "status"},
    "contested-on": {"at": "2031-05"},
    "contradicted": {"source": "gazette"},
    "single-origin": {"at": "2031-05-04"},
    "falls-without": {"document": "news"},
    "conflicts-of": {"thing": "ford"},
}


@pytest.fixture(scope="module")
def graphs(dataset: Dataset) -> rdflib.Dataset:
    """The shipped dataset in rdflib."""
    return in_rdflib(dataset)


def in_rdflib(dataset: Dataset) -> rdflib.Dataset:
    """A dataset in rdflib, its default graph the union of all."""
    teach_rdflib()
    found = rdflib.Dataset(default_union=True)
    found.parse(data=dataset.store.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    return found


def both(dataset: Dataset, graphs: rdflib.Dataset, text: str) -> tuple[list[str], list[str]]:
    """The rows of one query in pyoxigraph and in rdflib, sorted."""
    solutions = dataset.store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    ours = [tuple(None if term is None else str(term) for term in solution) for solution in solutions]
    found: Iterable[Any] = graphs.query(text)
    theirs = [tuple(None if term is None else term.n3() for term in row) for row in found]
    assert len(ours) == len(set(ours))
    return sorted(map(repr, ours)), sorted(map(repr, theirs))


@pytest.mark.parametrize(
    ("name", "parameters", "wrong"),
    [
        ("who-controls", {"at": "2018"}, "needs the parameter 'crossing'"),
        ("who-controls", {"crossing": "al-tanf"}, "needs the parameter 'at'"),
        ("who-controls", {"crossing": "al-tanf", "at": "2018", "day": "1"}, "has no parameter 'day'"),
        ("who-controls", {"crossing": "al-tanff", "at": "2018"}, "did you mean 'al-tanf'"),
        ("who-controls", {"crossing": "sdf", "at": "2018"}, "no crossing is called 'sdf'"),
        ("who-controls", {"crossing": "http://nowhere.example/x", "at": "2018"}, "nothing is known of"),
        ("who-controls", {"crossing": "http://x/> } #", "at": "2018"}, "is not an IRI"),
        ("who-controls", {"crossing": "al-tanf", "at": "2014-13-45"}, "not in the calendar"),
        ("who-controls", {"crossing": "any", "at": "2018"}, "no crossing is called 'any'"),
        ("relations-of", {"actor": '") } # '}, "no agent is called"),
        ("open-for", {"users": "everybody"}, "no user-class is called 'everybody'"),
    ],
)
def test_a_wrong_parameter_is_named(dataset: Dataset, name: str, parameters: dict[str, str], wrong: str) -> None:
    with pytest.raises(QueryError) as caught:
        dataset.query(name, **parameters)
    assert wrong in str(caught.value)


@pytest.mark.parametrize("query", catalogue().values(), ids=case_name)
def test_an_example_has_an_answer(dataset: Dataset, query: Query) -> None:
    """Asked with the values of its header, a query gives the rows that its file gives; and some."""
    asked = {key: parameter.example for key, parameter in query.parameters.items() if parameter.example}
    found = dataset.query(query.name, **asked)
    solutions = dataset.store.query(query.text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    assert tuple(variable.value for variable in solutions.variables) == query.columns
    as_it_stands = dataset.store.query(found.text, use_default_graph_as_union=True)
    assert isinstance(as_it_stands, ox.QuerySolutions)
    assert list(map(repr, solutions)) == list(map(repr, as_it_stands))
    assert bool(found.rows) == (query.name not in NO_ROWS)


@pytest.mark.parametrize(("query", "left_out"), CASES, ids=case_name)
def test_both_engines_give_the_same_rows(
    dataset: Dataset, graphs: rdflib.Dataset, query: Query, left_out: bool
) -> None:
    text = query.text
    if left_out:
        given = {key: p.example for key, p in query.parameters.items() if p.default != ANY and p.example}
        text = dataset.query(query.name, **given).text
        assert "UNDEF" in text
    ours, theirs = both(dataset, graphs, text)
    assert ours == theirs


def test_both_engines_agree_on_what_the_shipped_corpus_lacks(news: Callable[[str], Dataset]) -> None:
    told = news(INVENTED)
    graphs = in_rdflib(told)
    for name, asked in ASKED.items():
        ours, theirs = both(told, graphs, told.query(name, **asked).text)
        assert ours, name
        assert ours == theirs, name
