"""UCDP's file of incidents as a corpus folder: entities, reference facts, and a document with its table.

The file is read twice: once to check it and to learn who and where, once to write what it says. In
memory are the places, actors and sources, and the ids of the incidents.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import Fault, Faults, InputError, shortened
from kg.importers.ucdp.actors import Actors
from kg.importers.ucdp.incidents import Incident, read_incidents
from kg.importers.ucdp.places import Places
from kg.importers.ucdp.shared import CORPUS as SHARED
from kg.importers.ucdp.shared import read_shared
from kg.importers.ucdp.sources import Source, Sources
from kg.namespaces import HOME

PUBLISHER = "uppsala-conflict-data-program"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
URL = "https://ucdp.uu.se/downloads/"
CREDIT = (
    "Uppsala Conflict Data Program, UCDP Georeferenced Event Dataset. "
    "Sundberg, Ralph, and Erik Melander (2013), Introducing the UCDP Georeferenced Event Dataset, "
    "Journal of Peace Research 50(4), 523-532. Högbladh, Stina (2019), UCDP GED Codebook version 19.1, "
    "Department of Peace and Conflict Research, Uppsala University."
)
LONGEST_DELAY = 10  # years from an incident to the last day on which a source may have told of it

COLUMNS = (
    *("id", "row", "kind", "subject", "predicate", "literal", "voice", "modality", "time"),
    *("agent", "participant", "theme", "counterpart", "place", "place_precision", "clarity"),
    *("amount", "lower", "upper", "unit", "quantity_kind"),
)
ONE_SIDED = "one-sided-violence"


@dataclass(slots=True)
class Imported:
    """What was written, and what of the file needed a rule: counts, and the sources that no table lists."""

    events: int = 0
    statements: int = 0
    places: int = 0
    agents: int = 0
    estimates_apart: int = 0
    days_unused: int = 0
    unlisted: Counter[str] = field(default_factory=Counter)


def import_ucdp(file: Path, folder: Path, name: str) -> Imported:
    """Write the corpus `name` (a slug) of the incidents in `file` into `folder`, which is there and empty.

    :raises CorpusError: naming the rows at fault, of which none is written then.
    :raises InputError: when `file` is none of CSV.
    """
    return _Importer(file, folder, name).run()


class _Importer:
    def __init__(self, file: Path, folder: Path, name: str) -> None:
        self.file, self.folder, self.name = file, folder, name
        shared = read_shared()
        self.actors = Actors(shared.actors)
        self.countries = frozenset(shared.countries.values())
        self.places = Places(shared.countries)
        self.sources = Sources()
        self.speakers: dict[str, Source] = {}
        self.done = Imported()

    def run(self) -> Imported:
        first, last = self.learn()
        agents = self.actors.close()
        with ExitStack() as stack:
            statements = _writer(stack, self.folder / "incidents.csv", COLUMNS)
            events = _writer(stack, self.folder / "events.csv", ("id", "type", "label"))
            written = 0
            for incident in read_incidents(self.file, Faults()):
                written += 1
                event = f"ucdp-{incident.id}"
                events.writerow((event, incident.type, _label(incident)))
                for row in self.statements(event, incident):
                    statements.writerow([row.get(column, "") for column in COLUMNS])
                    self.done.statements += 1
        if written != self.done.events:
            raise InputError(f"{self.file}: was changed while it was read: run the command again")
        self.done.unlisted = self.sources.unlisted
        rows = [
            (id_, actor.type, actor.label, "|".join(sorted(actor.also)), "|".join(sorted(actor.alliances)))
            for id_, actor in agents.items()
        ]
        rows += [
            (source.id, source.type, source.label, "", "")
            for source in self.speakers.values()
            if source.id not in agents
        ]
        rows.append((PUBLISHER, "organization", "Uppsala Conflict Data Program", "UCDP", ""))
        self.table("agents.csv", ("id", "type", "label", "also", "member_of"), sorted(rows))
        places = sorted(self.places.met.items())
        own = [(id_, place) for id_, place in places if id_ not in self.countries]
        self.table(
            "places.csv",
            ("id", "type", "label", "also"),
            ((id_, place.type, place.label, "|".join(sorted(place.also))) for id_, place in own),
        )
        facts = [(id_, actor.number, "", "") for id_, actor in sorted(agents.items()) if actor.number]
        facts += [(id_, "", place.point, place.within) for id_, place in places if place.point or place.within]
        self.table(f"sources/{self.name}.csv", ("id", "ucdp_actor", "point", "in"), facts)
        self.done.places, self.done.agents = len(own), len(rows)
        self.settings(first, last)
        return self.done

    def learn(self) -> tuple[str, str]:
        """Check the file and take in who and where; the first and the last day that it tells of."""
        faults = Faults()
        ids: dict[str, int] = {}
        first, last = "9999-12-31", ""
        for incident in read_incidents(self.file, faults):
            line = ids.setdefault(incident.id, incident.where.line)
            if line != incident.where.line:
                faults.add(incident.where.fault(f"id: {incident.id} is that of line {line} too", "keep one of the two"))
            first, last = min(first, incident.first), max(last, incident.last)
            self.places.add(incident.spot)
            for side in incident.sides:
                self.actors.add(side)
        if not ids and not faults.count:
            faults.add(Fault(str(self.file), 0, 0, "holds no incident", "take the file as it was published"))
        faults.raise_if_any()
        self.done.events = len(ids)
        return first, last

    def statements(self, event: str, incident: Incident) -> Iterator[dict[str, str]]:
        """The statements of an incident, by column: that it was, then the deaths."""
        one, two = (self.actors.members(side) for side in incident.sides)
        time = f"within {_days(incident)}"
        common = {
            "row": incident.id,
            "subject": event,
            "voice": "|".join(self.voice(incident)),
            "modality": "reported",
            "time": time,
        }
        sides = (
            {"agent": "|".join(one), "theme": "|".join(two)}
            if incident.type == ONE_SIDED
            else {"participant": "|".join(dict.fromkeys((*one, *two))), "counterpart": "|".join(two)}
        )
        spot = incident.spot
        yield {
            **common,
            **sides,
            "id": incident.id,
            "kind": "event",
            "place": self.places.id_of(spot),
            "place_precision": spot.precision,
            "clarity": incident.clarity,
        }
        for figure in _figures(incident, "|".join(one), "|".join(two)):
            yield {
                **common,
                "id": f"{incident.id}-{figure.name}",
                "kind": "quantity",
                "predicate": "says",
                "literal": figure.says,
                "theme": figure.theme,
                "amount": figure.amount,
                "lower": figure.lower,
                "upper": figure.upper,
                "unit": "count",
                "quantity_kind": figure.kind,
            }
        if not incident.in_order:
            self.done.estimates_apart += 1

    def voice(self, incident: Incident) -> Iterator[str]:
        """The steps after the publisher: who published it and when, then who said it, if that is another."""
        offices, originals = self.sources.offices(incident.offices), self.sources.originals(incident.originals)
        self.speakers.update((source.id, source) for source in (*offices, *originals) if source.type)
        latest = incident.last.replace(incident.last[:4], f"{int(incident.last[:4]) + LONGEST_DELAY:04}", 1)
        days = sorted(day for day in incident.said if incident.first <= day <= latest)
        self.done.days_unused += len(incident.said) - len(days)
        said = f"@{days[0]}" + f"/{days[-1]}" * (days[0] != days[-1]) if days else ""
        if offices:
            yield _joint(offices) + said
        if originals and {source.id for source in originals} != {source.id for source in offices}:
            yield _joint(originals)

    def table(self, name: str, heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
        with ExitStack() as stack:
            _writer(stack, self.folder / name, heading).writerows(rows)

    def settings(self, first: str, last: str) -> None:
        """The files that say what the corpus is, whose, and where its tables are."""
        self.yaml(
            "corpus.yaml",
            corpus=self.name,
            title=f"UCDP GED: organized violence, {first} to {last}",
            description=f"Events of UCDP, without the headlines and articles that it quotes. {CREDIT}",
            creator="Uppsala Conflict Data Program",
            licence=LICENCE,
            base=HOME,
            uses=[SHARED],
        )
        self.yaml(
            f"sources/{self.name}.yaml",
            source=self.name,
            title=f"UCDP Georeferenced Event Dataset (GED), {first} to {last}",
            description="Numbers of actors; points of places, and the divisions they lie in.",
            credit=CREDIT,
            licence=LICENCE,
            url=URL,
            table=f"sources/{self.name}.csv",
        )
        # The file bears no date of its own, but it tells of events until its last day.
        self.yaml(
            f"documents/{self.name}-events.yaml",
            document=f"{self.name}-events",
            publisher=PUBLISHER,
            published=f"{last}/..",
            url=URL,
            language="en",
            table="incidents.csv",
        )

    def yaml(self, name: str, **values: object) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
        path.write_text("".join(lines), encoding="utf-8", newline="\n")


class _Figure(NamedTuple):
    """A figure of an incident: a name for its id, its kind, the words for it, and its numbers as texts."""

    name: str
    kind: str
    says: str
    amount: str = ""
    lower: str = ""
    upper: str = ""
    theme: str = ""


def _figures(incident: Incident, side_a: str, side_b: str) -> Iterator[_Figure]:
    """The figures of an incident.

    Estimates that are not in order contradict each other: each is a statement of its own then. Of a
    group without deaths nothing is said: the groups add up to the best estimate.
    """
    low, best, high = map(str, (incident.low, incident.best, incident.high))
    if incident.in_order:
        yield _Figure("deaths", "deaths", f"{_dead(best)}, from {low} to {high}", best, low, high)
    else:
        yield _Figure("deaths", "deaths", f"{_dead(best)} as the best estimate", best)
        yield _Figure("low", "deaths", f"{_dead(low)} as the low estimate", lower=low)
        yield _Figure("high", "deaths", f"{_dead(high)} as the high estimate", upper=high)
    groups = (
        ("deaths-a", "members-killed", "of side A", side_a),
        ("deaths-b", "members-killed", "of side B", side_b),
        ("deaths-civilians", "civilians-killed", "of civilians", ""),
        ("deaths-unknown", "unidentified-killed", "of unidentified people", ""),
    )
    for deaths, (name, kind, whose, theme) in zip(incident.deaths, groups, strict=True):
        if deaths:
            yield _Figure(name, kind, f"{_dead(str(deaths))} {whose}", str(deaths), theme=theme)


def _writer(stack: ExitStack, path: Path, heading: Iterable[str]) -> Any:
    """A writer of a table that is closed with the stack, its heading written."""
    path.parent.mkdir(exist_ok=True)
    writer = csv.writer(stack.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n")
    writer.writerow(heading)
    return writer


def _dead(number: str) -> str:
    return f"{number} death" + "s" * (number != "1")


def _days(incident: Incident) -> str:
    return incident.first if incident.first == incident.last else f"{incident.first}/{incident.last}"


def _label(incident: Incident) -> str:
    return f"UCDP {incident.id}: {shortened(incident.spot.name)}, {_days(incident)}"


def _joint(sources: Iterable[Source]) -> str:
    return "+".join(source.id for source in sources)
