"""What a gate finds: a typed report, the same whichever engine wrote it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of a validation (SHACL, section 3.6.2): IRIs and terms in N-Triples syntax."""

    focus: str
    path: str
    component: str
    severity: str
    value: str
    shape: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: its results in a fixed order, and the report as RDF (Turtle)."""

    violations: tuple[Violation, ...]
    turtle: str

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.violations
