"""What a gate finds: a typed report, the same whichever engine wrote it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of a validation (SHACL, section 3.6.2).

    IRIs and terms are in N-Triples syntax, a path is in that of SPARQL with every step in angle brackets;
    what a result does not have is "".
    """

    focus: str
    path: str
    component: str
    severity: str
    value: str
    shape: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: its results in a fixed order, and the report as RDF (Turtle).

    `count` is the number of results, of which a long report holds the first.
    """

    violations: tuple[Violation, ...]
    turtle: str
    count: int

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.violations
