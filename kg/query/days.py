"""The days that somebody asks about, as a day, a month or a year is written."""

from __future__ import annotations

from kg.errors import QueryError, halves
from kg.facts.time import span
from kg.resolve.states import day


def days_of(text: str, what: str) -> tuple[int, int]:
    """The first and last day of a day, month or year that the option `what` gives.

    :raises QueryError: when it is none.

    >>> days_of("2018-02", "--at")
    (736726, 736753)
    """
    mend = "write YYYY, YYYY-MM or YYYY-MM-DD"
    if "/" in text:  # a span, as facts files have them
        raise QueryError(f"{what}: {text!r} is not a date we read here: {mend}")
    try:
        first, last = span(text)
    except ValueError as error:
        raise QueryError(f"{what}: {halves(error)[0]}: {mend}") from None
    return day(first), day(last)
