"""A row of UCDP's Georeferenced Event Dataset (GED) as a checked incident."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import Faults, InputError, shortened
from kg.facts.cells import Columns, read_cells, texts
from kg.facts.entities import Where
from kg.facts.scalars import LONGEST_NAME
from kg.facts.tablefiles import format_of
from kg.facts.yamltext import refused_character

USED: dict[str, str] = {
    "id": "the event and its statements, and their `dcterms:identifier`",
    "year": "must be the year in which the event begins",
    "type_of_violence": "the type of the event",
    "side_a_new_id": "`ucdp-actor` of side A",
    "side_a": "side A, split at commas: `participant`, or `agent` of one-sided violence",
    "side_b_new_id": "`ucdp-actor` of side B",
    "side_b": "side B, split at commas: `participant` and `counterpart`, or `theme` of one-sided violence",
    "source_office": "the first step of the voice: who published what UCDP read",
    "source_date": "the days on which that step said it",
    "source_original": "the last step of the voice, where it is another than the first",
    "where_prec": "`place-precision`",
    "where_coordinates": "the name of the place",
    "adm_1": "the province it lies in",
    "adm_2": "the district it lies in",
    "latitude": "the point of the place",
    "longitude": "the point of the place",
    "country": "the country that provinces lie in",
    "event_clarity": "`clarity`",
    "date_prec": "must be 1 to 5; what it says stands in the days",
    "date_start": "`within`: the first day",
    "date_end": "`within`: the last day",
    "deaths_a": "a quantity: `members-killed` of side A",
    "deaths_b": "a quantity: `members-killed` of side B",
    "deaths_civilians": "a quantity: `civilians-killed`",
    "deaths_unknown": "a quantity: `unidentified-killed`",
    "low": "`lower` of the quantity of deaths",
    "best": "`amount` of the quantity of deaths, the sum of the four groups",
    "high": "`upper` of the quantity of deaths",
}
"""The columns that are read, each with what it becomes."""

IGNORED: dict[str, str] = {
    "active_year": "says of a pair of sides whether its year had 25 deaths, which UCDP counts from the events",
    "conflict_new_id": "UCDP's grouping of pairs of sides; look it up by the event's id",
    "conflict_name": "UCDP's grouping of pairs of sides; look it up by the event's id",
    "dyad_new_id": "the pair of the two sides, which are read",
    "dyad_name": "the pair of the two sides, which are read",
    "gwnoa": "a code of a side that has a code of UCDP's own",
    "gwnob": "a code of a side that has a code of UCDP's own",
    "number_of_sources": "the number of entries of `source_office`",
    "source_article": "a publisher's text",
    "source_headline": "a publisher's text",
    "geom_wkt": "the point again",
    "priogrid_gid": "a cell of a grid, which follows from the point",
    "country_id": "a code of the country, which is read by name",
    "region": "follows from the country",
}
"""The columns that are not read, each with the reason."""

TYPES = {"1": "state-based-violence", "2": "non-state-violence", "3": "one-sided-violence"}
PRECISIONS = {
    "1": "exact",
    "2": "near",
    "3": "district",
    "4": "province",
    "5": "stretch",
    "6": "country",
    "7": "water-or-air",
}
CLARITIES = {"1": "single", "2": "aggregate"}
GROUPS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")

_COLUMNS = Columns(dict.fromkeys((*USED, *IGNORED), str), tuple(USED), frozenset())
_WHOLE = re.compile(r"(\d{1,12})(?:\.0+)?", re.ASCII)
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,12})?", re.ASCII)
_SPACE = re.compile(r"\s+")


class Side(NamedTuple):
    """A side of an incident: UCDP's number and name, which may be of several actors."""

    number: str
    name: str


class Spot(NamedTuple):
    """Where an incident was: a name and point, the divisions it lies in, and how near to it."""

    name: str
    latitude: str
    longitude: str
    country: str
    adm_1: str
    adm_2: str
    precision: str


class Incident(NamedTuple):
    """An event of the dataset; numbers are whole, days ISO dates, `deaths` those of `GROUPS` in order."""

    where: Where
    id: str
    type: str
    sides: tuple[Side, Side]
    spot: Spot
    clarity: str
    first: str
    last: str
    offices: str
    said: tuple[str, ...]
    originals: str
    deaths: tuple[int, int, int, int]
    low: int
    best: int
    high: int

    @property
    def in_order(self) -> bool:
        """Whether its best estimate lies between the low and the high one."""
        return self.low <= self.best <= self.high


def read_incidents(path: Path, faults: Faults) -> Iterator[Incident]:
    """The incidents of the CSV file at `path`, plain or packed, streamed; rows at fault are noted and left out.

    :raises InputError: when the file is none of CSV.
    """
    name = str(path)
    if format_of(path.name) != "csv":
        raise InputError(f"{path}: is no table of UCDP: name the file that it publishes, .csv or .csv.gz")
    for row in read_cells(path, name, _COLUMNS, faults):
        cells = texts(row, _COLUMNS, name, faults)
        found = _Row(cells, Where(name, row.line), faults).incident() if cells is not None else None
        if found is not None:
            yield found


class _Row:
    def __init__(self, cells: Mapping[str, Any], where: Where, faults: Faults) -> None:
        self.cells: defaultdict[str, str] = defaultdict(str, cells)
        self.where = where
        self.faults = faults
        self.sound = True

    def incident(self) -> Incident | None:
        first, last = self.day("date_start"), self.day("date_end")
        if first > last:
            self.fault("date_end", f"{last} is before date_start, {first}", "correct the dates")
        if first and self.whole("year") != first[:4]:
            self.fault("year", f"is not that of date_start, {first}", "correct one of the two")
        self.coded("date_prec", dict.fromkeys("12345", "prec"))
        one, two, three, four = (int(self.whole(column)) for column in GROUPS)
        best = int(self.whole("best"))
        if self.sound and best != one + two + three + four:
            what = f"{best} is not the sum of {', '.join(GROUPS)}, {one + two + three + four}"
            self.fault("best", what, "correct one of them")
        found = Incident(
            self.where,
            self.whole("id"),
            self.coded("type_of_violence", TYPES),
            (self.side("a"), self.side("b")),
            Spot(
                self.name("where_coordinates"),
                self.degrees("latitude", 90),
                self.degrees("longitude", 180),
                self.name("country"),
                self.name("adm_1", needed=False),
                self.name("adm_2", needed=False),
                self.coded("where_prec", PRECISIONS),
            ),
            self.coded("event_clarity", CLARITIES),
            first,
            last,
            self.text("source_office"),
            self.said(),
            self.text("source_original"),
            (one, two, three, four),
            int(self.whole("low")),
            best,
            int(self.whole("high")),
        )
        return found if self.sound else None

    def fault(self, column: str, what: str, mend: str) -> None:
        self.sound = False
        self.faults.add(self.where.fault(f"{column}: {what}", mend))

    def whole(self, column: str) -> str:
        """A whole number, which the dataset writes as 4 or 4.0; "0" after a fault."""
        match = _WHOLE.fullmatch(self.cells[column])
        if not match:
            self.fault(column, f"{shortened(self.cells[column])!r} is no whole number", "write digits")
            return "0"
        return str(int(match[1]))

    def coded(self, column: str, codes: dict[str, str]) -> str:
        code = self.whole(column)
        if code not in codes and self.sound:
            self.fault(column, f"{code!r} is no code of this column", f"write one of {', '.join(codes)}")
        return codes.get(code, "")

    def day(self, column: str) -> str:
        text = self.cells[column]
        if not _is_day(text):
            self.fault(column, f"{shortened(text)!r} is no day", "write YYYY-MM-DD")
            return ""
        return text

    def degrees(self, column: str, most: int) -> str:
        text = self.cells[column]
        if not _DEGREES.fullmatch(text) or abs(float(text)) > most:
            self.fault(column, f"{shortened(text)!r} is no {column}", f"write degrees from -{most} to {most}")
        return text

    def text(self, column: str) -> str:
        text = self.cells[column]
        # A line break separates what a cell lists; other control characters have no use.
        if refused := refused_character(text.replace("\r\n", "\n")):
            self.fault(column, f"character {refused} is not allowed", "delete it")
        return text

    def name(self, column: str, needed: bool = True) -> str:
        name = _SPACE.sub(" ", self.text(column)).strip()
        if needed and not name:
            self.fault(column, "is empty", "write a name")
        if "|" in name:
            self.fault(column, "holds '|', which parts names", "write another character")
        if len(name) > LONGEST_NAME:
            self.fault(column, f"is longer than {LONGEST_NAME} characters", "shorten it")
        return name

    def side(self, letter: str) -> Side:
        return Side(self.whole(f"side_{letter}_new_id"), self.name(f"side_{letter}"))

    def said(self) -> tuple[str, ...]:
        days = tuple(day.strip() for day in self.cells["source_date"].split(";") if day.strip())
        for day in days:
            if not _is_day(day):
                self.fault("source_date", f"{shortened(day)!r} is no day", "write YYYY-MM-DD, several joined by ';'")
        return days


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
