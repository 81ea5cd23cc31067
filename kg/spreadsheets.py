"""Cells of tables as people open them in a spreadsheet, which runs what looks like a formula."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")


def as_text(cell: str) -> str:
    """The cell, after an apostrophe where a spreadsheet would take it for a formula, or may once it has trimmed it.

    >>> as_text("=1+1"), as_text(" =1+1"), as_text("gate")
    ("'=1+1", "' =1+1", 'gate')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
