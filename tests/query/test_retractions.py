"""What a retraction takes back: a statement with all that it presupposes, unless it is taken back itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.pipeline import Dataset
from kg.query.replies import Predicate

News = Callable[[str], Dataset]
Told = Callable[[Dataset, Predicate, str], str]

ON_THE_DAY = "ford/va 2031-05-04"
TAKEN_BACK = "  b: {event: visit, time: {within: 2031-05-04}, retracts: a}\n"
TAKEN_BACK_TOO = "  c: {event: visit, time: {within: 2031-05-04}, retracts: b}\n"
# Statements, each with the answer as long as it counts.
STATUS = ("status: ford/va, is: closed", "definite closed; asserted; for news/a")
ANNOUNCEMENT = (
    "status: ford/va, is: open, modality: expected, time: future, presupposes: closed",
    "definite closed; presupposed; for news/a",
)
EVENT = ("event: closing, theme: ford/va, time: {within: 2031-05-04}", "definite closed; presupposed; for news/a")


@pytest.mark.parametrize(("statement", "answer"), [STATUS, ANNOUNCEMENT, EVENT], ids=["status", "plan", "event"])
def test_it_counts_as_long_as_nobody_takes_it_back(statement: str, answer: str, news: News, told: Told) -> None:
    assert told(news(f"  a: {{{statement}}}\n"), "status", ON_THE_DAY) == answer


@pytest.mark.parametrize("statement", [STATUS[0], ANNOUNCEMENT[0], EVENT[0]], ids=["status", "plan", "event"])
def test_nothing_is_left_of_what_is_taken_back(statement: str, news: News, told: Told) -> None:
    assert told(news(f"  a: {{{statement}}}\n{TAKEN_BACK}"), "status", ON_THE_DAY) == "unknown; withdrawn"


@pytest.mark.parametrize(("statement", "answer"), [STATUS, ANNOUNCEMENT, EVENT], ids=["status", "plan", "event"])
def test_what_took_it_back_may_be_taken_back(statement: str, answer: str, news: News, told: Told) -> None:
    dataset = news(f"  a: {{{statement}}}\n{TAKEN_BACK}{TAKEN_BACK_TOO}")
    assert told(dataset, "status", ON_THE_DAY) == answer
