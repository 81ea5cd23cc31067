"""How a source's words about time become four bounds (EDTF: ISO 8601-2 level 0).

A state or event is one unbroken spell of days [b, e], known by four bounds, each an ISO date or ""
for unbounded: begin earliest, begin latest, end earliest, end latest. Dates are compared as text:
with four-digit years the order of the text is the order of the days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_SUPPORTED = "write YYYY, YYYY-MM, YYYY-MM-DD, or two of them as FROM/TO, with .. for an open end"

Span = tuple[str, str]
"""Earliest and latest day, each an ISO date or "" for open."""


class Bounds(NamedTuple):
    """The four bounds of a spell, each an ISO date or ""."""

    begin_earliest: str = ""
    begin_latest: str = ""
    end_earliest: str = ""
    end_latest: str = ""


@lru_cache(maxsize=65536)
def span(text: str) -> Span:
    """The first and last day that an EDTF text may mean.

    :raises ValueError: saying what is wrong with it, and after a colon how to mend it.

    >>> span("2014"), span("2018-02"), span("2011/2018-10-15"), span("2014/..")
    (('2014-01-01', '2014-12-31'), ('2018-02-01', '2018-02-28'), ('2011-01-01', '2018-10-15'), ('2014-01-01', ''))
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _days(text)
    if first == last == "..":
        raise ValueError(f"{text!r} says nothing: write 'undated'")
    earliest = "" if first == ".." else _days(first)[0]
    latest = "" if last == ".." else _days(last)[1]
    if earliest and latest and earliest > latest:
        raise ValueError(f"{text!r} ends before it begins: write the earlier date first")
    return earliest, latest


def one_day(text: str) -> str:
    """The day that an EDTF text means.

    :raises ValueError: when it is not in the subset, or means several days.

    >>> one_day("2018-10-15")
    '2018-10-15'
    """
    first, last = span(text)
    if first != last:
        raise ValueError(f"{text!r} is not one day: write YYYY-MM-DD")
    return first


def _days(text: str) -> Span:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date we read: {_SUPPORTED}")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        ending = 12 if month is None else month
        last = date(year, ending, monthrange(year, ending)[1] if day is None else day)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar: {_SUPPORTED}") from None
    return first.isoformat(), last.isoformat()


WORDINGS = ("when-said", "undated", "future", "by-then")
DATED_WORDINGS = ("seen", "began", "since", "ended", "within", "throughout")


def bounds(wordings: Mapping[str, str], said: Span) -> Bounds:
    """The bounds that a statement's wordings about time mean, said in the span `said`.

    `wordings` maps a wording to its EDTF text ("" for a wording that takes none); with more than
    one, the tighter bound holds. `said` is ("", "") when it is not known when it was said.

    :raises ValueError: when a date is wrong, or the bounds come out in the wrong order.

    >>> bounds({"when-said": ""}, ("2018-10-14", "2018-10-20"))
    Bounds(begin_earliest='', begin_latest='2018-10-20', end_earliest='2018-10-14', end_latest='')
    >>> bounds({"began": "2014"}, ("2018-10-15", "2018-10-15"))
    Bounds(begin_earliest='2014-01-01', begin_latest='2014-12-31', end_earliest='2014-01-01', end_latest='')
    """
    found = Bounds()
    for wording, text in wordings.items():
        found = _tighter(found, _meaning(wording, text, said))
    return _ordered(found)


def _meaning(wording: str, text: str, said: Span) -> Bounds:
    a, b = said
    match wording:
        case "when-said":
            return Bounds(begin_latest=b, end_earliest=a)
        case "by-then":
            return Bounds(begin_latest=b)
        case "future":
            return Bounds(begin_earliest=a)
        case "undated":
            return Bounds()
    if wording not in DATED_WORDINGS:
        known = ", ".join(WORDINGS + DATED_WORDINGS)
        raise ValueError(f"{wording!r} is not a wording of time: write one of {known}")
    first, last = span(text)
    match wording:
        case "seen":
            return Bounds(begin_latest=last, end_earliest=first)
        case "began":
            return Bounds(begin_earliest=first, begin_latest=last)
        case "since":
            return Bounds(begin_earliest=first, begin_latest=last, end_earliest=a)
        case "ended":
            return Bounds(end_earliest=first, end_latest=last)
        case "within":
            return Bounds(first, last, first, last)
    return Bounds(begin_latest=first, end_earliest=last)  # throughout


def _tighter(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(
        max(one.begin_earliest, other.begin_earliest),
        min(filter(None, (one.begin_latest, other.begin_latest)), default=""),
        max(one.end_earliest, other.end_earliest),
        min(filter(None, (one.end_latest, other.end_latest)), default=""),
    )


def _ordered(found: Bounds) -> Bounds:
    for earlier, later, what in (
        (found.begin_earliest, found.begin_latest, "begins at the latest before it begins at the earliest"),
        (found.end_earliest, found.end_latest, "ends at the latest before it ends at the earliest"),
        (found.begin_earliest, found.end_latest, "ends before it begins"),
    ):
        if earlier and later and earlier > later:
            raise ValueError(f"{what} ({later} < {earlier}): write the dates in order")
    latest_begin = min(filter(None, (found.begin_latest, found.end_latest)), default="")
    return found._replace(begin_latest=latest_begin, end_earliest=max(found.end_earliest, found.begin_earliest))
