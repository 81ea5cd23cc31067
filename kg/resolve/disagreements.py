"""Where statements disagree, and where they only seem to: sets of statements with a reason.

Pairs would grow with the square of the statements on a place; a set has every statement that
disagrees with another of it for one reason, on one run of days.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, structs

from kg.resolve.states import Days

Reason = Literal[
    "incompatible-values",
    "affirmed-and-denied",
    "different-dates",
    "different-figures",
    "different-details",
    "two-events",
    "presence-versus-control",
    "different-side",
    "different-granularity",
    "different-reference-region",
    "different-modality",
    "time-does-not-overlap",
    "time-may-not-overlap",
    "same-wire",
    "contradicted-order",
]

CONFLICTS: frozenset[Reason] = frozenset(
    {
        "incompatible-values",
        "affirmed-and-denied",
        "different-dates",
        "different-figures",
        "different-details",
        "contradicted-order",
    }
)
"""The reasons of conflicts; the others say why what seems to be one is none."""


class Disagreement(Struct, frozen=True):
    """Statements that disagree, or seem to, about one thing.

    `predicate` is the word for what they say of `subject`. `days` is the run of days on which they do,
    where it is days that they disagree about. `decisions` are those of a curator that it rests on.
    """

    subject: str
    predicate: str
    reason: Reason
    days: Days | None
    statements: tuple[str, ...]
    decisions: tuple[str, ...] = ()

    @property
    def conflict(self) -> bool:
        """Whether it is a conflict, and does not only seem to be one."""
        return self.reason in CONFLICTS


def united(found: Iterable[Disagreement]) -> list[Disagreement]:
    """Disagreements in order, those on one subject with one reason as one where their days hang together."""
    together: list[Disagreement] = []
    for one in sorted(found, key=lambda one: (one.subject, one.predicate, one.reason, one.days or ())):
        last = together.pop() if together else None
        if last is None or not _hang_together(last, one):
            together += [one] if last is None else [last, one]
            continue
        together.append(
            structs.replace(
                last,
                days=(last.days[0], max(last.days[1], one.days[1])) if last.days and one.days else None,
                statements=tuple(sorted({*last.statements, *one.statements})),
                decisions=tuple(sorted({*last.decisions, *one.decisions})),
            )
        )
    return together


def _hang_together(one: Disagreement, later: Disagreement) -> bool:
    if (one.subject, one.predicate, one.reason) != (later.subject, later.predicate, later.reason):
        return False
    return not (one.days and later.days) or later.days[0] <= one.days[1] + 1
