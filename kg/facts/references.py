"""What records of a corpus say of each other: references that must exist and be of the right class."""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import Faults, halves
from kg.facts.entities import Entities, Entity, Where
from kg.facts.kinds import Range
from kg.facts.records import Agent, Decision, Event, Office, Place, Withdrawal
from kg.facts.time import Span, one_day, span

PLACE = Range(classes=frozenset({"Place"}))
COUNTRY = Range(classes=frozenset({"Country"}))
CROSSING = Range(classes=frozenset({"BorderCrossing"}))
AGENT = Range(classes=frozenset({"Agent"}))
ARMED = Range(classes=frozenset({"ArmedActor", "Government"}))
HOLDER = Range(classes=frozenset({"Organization", "Country"}))
DOCUMENT = Range(classes=frozenset({"Document"}))
ENTITY = Range(classes=frozenset({"Place", "Agent", "Office", "Event", "Document"}))

Report = Callable[[str, str], None]
"""Takes what is wrong and how to mend it; where it is wrong is known already."""


class References:
    """Checks the references between records; what is wrong goes to `faults`."""

    def __init__(self, entities: Entities, faults: Faults) -> None:
        self.entities = entities
        self.faults = faults

    def report(self, where: Where) -> Report:
        return lambda what, mend: self.faults.add(where.fault(what, mend))

    def look(self, ref: str, range_: Range, report: Report) -> str:
        """The IRI of `ref`; "" when it is "" or, after a report, wrong."""
        return self.entities.iri(ref, range_, report) if ref else ""

    def span(self, text: str, report: Report) -> Span:
        """The days that an EDTF text may mean; ("", "") for "" or after reporting what is wrong."""
        try:
            return span(text) if text else ("", "")
        except ValueError as error:
            report(*halves(error))
            return "", ""

    def day(self, text: str, report: Report) -> str:
        """The one day that an EDTF text means; "" after reporting what is wrong."""
        try:
            return one_day(text)
        except ValueError as error:
            report(*halves(error))
            return ""

    def check_entities(self) -> None:
        """Check what the entities say of each other."""
        for entity in list(self.entities.by_id.values()):
            record, report = entity.record, self.report(entity.where)
            match record:
                case Place():
                    self._place(entity, record, report)
                case Agent():
                    self.look(record.force_of, ARMED, report)
                    self.look(record.country, COUNTRY, report)
                    for ref in record.member_of:
                        self.look(ref, AGENT, report)
                case Office():
                    self.look(record.of, HOLDER, report)
                case Event():
                    self.look(record.type, Range(scheme="event-type"), report)
        for concept in self.entities.added_concepts:
            report = self.report(concept.where)
            self.look(concept.record.broader, Range(scheme=concept.scheme), report)
            for status in (concept.record.resulting_status, concept.record.prior_status):
                self.look(status, Range(scheme="status"), report)
                if status and concept.scheme != "event-type":
                    report("only an event type has a resulting or prior status", "leave it out")

    def _place(self, entity: Entity, record: Place, report: Report) -> None:
        is_post = record.type == "post"
        crossing, slash, _ = entity.id.partition("/")
        if is_post and not (record.of and record.country):
            report(f"the post {entity.id!r} lacks 'of' or 'country'", "say of which crossing and in which country")
        if is_post and record.of and crossing != record.of:
            report("the id of a post begins with its crossing's", f"call it '{record.of}/...'")
        if not is_post and (record.of or record.country or slash):
            report("only a post has 'of', 'country' and a '/' in its id", "leave them out, or write 'type: post'")
        if record.type != "group" and (record.members or record.complete is not None):
            report("only a group has 'members' and 'complete'", "leave them out, or write 'type: group'")
        self.look(record.of, CROSSING, report)
        self.look(record.country, COUNTRY, report)
        for ref in record.members:
            self.look(ref, PLACE, report)

    def check_decision(self, record: Decision, where: Where) -> bool:
        before = self.faults.count
        report = self.report(where)
        what = [key for key in ("same", "dates", "order", "independent") if getattr(record, key)]
        needed = {"same": ("outcome",), "dates": ("asserted", "grounds"), "order": (), "independent": ()}
        if len(what) != 1:
            report("a decision needs exactly one of same, dates, order, independent", "split it, or add the key")
            return False
        if what == ["same"]:
            self._identity(record, report)
        elif record.mentions:
            report(f"a decision with {what[0]!r} has no 'mentions'", "see docs/facts.md")
        for key in ("outcome", "asserted", "grounds"):
            if bool(getattr(record, key)) != (key in needed[what[0]]):
                has = "needs" if key in needed[what[0]] else "has no"
                report(f"a decision with {what[0]!r} {has} {key!r}", "see docs/facts.md")
        if record.independent and (record.documents or len(set(record.independent)) < 2):
            report("a decision on independence names two documents or more", "write 'independent: [ONE, OTHER]'")
        for document in (record.dates, *record.documents, *record.grounds, *record.independent):
            self.look(document, DOCUMENT, report)
        for text in (record.asserted, record.date):
            self.span(text, report)
        if record.order and len(record.order) != 2:
            report("an order names two statements", "write [DOCUMENT/EARLIER, DOCUMENT/LATER]")
        for ref in record.order:  # whether the statement exists is known when all are read
            told = self.entities.by_id.get(ref.partition("/")[0])
            if ref.partition("/")[0] in self.entities.broken:
                continue
            if told is None or told.class_ != "Document" or "/" not in ref:
                report(f"no statement {ref!r}", "write DOCUMENT/ID")
        return self.faults.count == before

    def _identity(self, record: Decision, report: Report) -> None:
        """Check on what a decision on identity is: mentions and an entity, or two entities of one sort."""
        if isinstance(record.same, list) and (len(record.same) != 2 or record.same[0] == record.same[1]):
            report("a decision on two entities names two different ones", "write 'same: [ONE, OTHER]', or 'same: ID'")
            return
        if not (record.mentions or isinstance(record.same, list)):
            report("a decision with 'same' needs 'mentions'", "add them, or write 'same: [ONE, OTHER]'")
        found = [ref for ref in record.candidates if self.look(ref, ENTITY, report)]
        types = [self.entities.by_id[ref].type for ref in found]
        if len(set(types)) > 1:
            told = " and ".join(f"{ref!r} is of the type {type_}" for ref, type_ in zip(found, types, strict=True))
            report(f"{told}: they cannot be one", "name two places, agents, events, offices or documents")

    def check_withdrawal(self, document: str, record: Withdrawal, said: Span, report: Report) -> None:
        """Check that a document said in the span `said` may be withdrawn on that day."""
        self.look(document, DOCUMENT, report)
        day = self.day(record.withdrawn, report)
        if "" < day < said[0]:
            report(f"{document!r} is withdrawn on {day}, before it was said", "correct one of the two days")

    def check_point(self, text: str, where: Where) -> None:
        if text:
            latitude, longitude = (float(number) for number in text.split(" "))
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                self.faults.add(where.fault(f"the point {text!r} is not on Earth", "write LATITUDE LONGITUDE"))
