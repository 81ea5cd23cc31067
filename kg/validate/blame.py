"""From a result of the gate back to the record in a facts file that made its focus node."""

from __future__ import annotations

from collections.abc import Iterable

from kg.builders.dataset import Record
from kg.errors import Fault
from kg.facts.entities import Where
from kg.validate.report import Violation


def blame(violations: Iterable[Violation], records: Iterable[Record]) -> list[Fault]:
    """Each violation as a fault at the record whose quads have its focus node as a subject.

    The records are built anew and searched, so a dataset that conforms pays nothing for this.
    """
    listed = list(violations)
    wanted = {violation.focus.encode() for violation in listed}
    places: dict[str, Where] = {}
    for record in records:
        if not wanted:
            break
        for line in record.lines.split(b"\n"):
            focus = line.split(b" ", 1)[0]
            if focus in wanted:
                wanted.discard(focus)
                places[focus.decode()] = record.where
    return sorted({_fault(violation, places.get(violation.focus)) for violation in listed})


def _fault(violation: Violation, where: Where | None) -> Fault:
    what, _, mend = violation.message.partition(": ")
    if violation.value and violation.value != violation.focus and not violation.value.startswith("_:"):
        what = f"{what} ({_short(violation.value)})"
    what = f"{_short(violation.focus)}: {what}"
    where = where or Where("dataset.nq", 0)
    return where.fault(what, mend or "correct the record")


def _short(term: str) -> str:
    if not term.startswith("<"):
        return term[:80]
    iri = term[1:-1]
    return iri.partition("/id/")[2] or iri.rpartition("#")[2].rpartition("/")[2] or iri
