"""Why a text is no query, for whoever wrote it: the line, the column, and a mark under the place."""

from __future__ import annotations

import re

from kg.errors import printable
from kg.namespaces import PREFIXES

_PROLOGUE = r"(?:\s|#[^\n]*\n|PREFIX\s+[^\s<]*\s*<[^>]*>|BASE\s*<[^>]*>)*"
_UPDATE = re.compile(_PROLOGUE + r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
# Among the tokens that the engine would have taken, what it knows to be wrong is a phrase.
_PHRASE = re.compile(r"\b[A-Z][A-Za-z]* [A-Za-z ]*[a-z]{2}[A-Za-z ]*")


def explained(error: SyntaxError, text: str) -> str:
    """What the engine's error on `text` means: that it is an update, or else where it goes wrong, in three lines."""
    if _UPDATE.match(text):
        return "an update: the store is read-only; ask a SELECT, ASK, CONSTRUCT or DESCRIBE"
    match = _PLACE.fullmatch(str(error))
    if match is None:
        return f"{error}: see the grammar of SPARQL 1.1"
    from rich.cells import cell_len

    line, column = int(match[1]), int(match[2])
    phrase = _PHRASE.search(match[3])
    what = phrase[0] if phrase else "this is not allowed here, or something before it is missing"
    if what == "Prefix not found":
        what += f": write PREFIX, as in PREFIX cx: <{PREFIXES['cx']}>"
    lines = text.rstrip().split("\n")  # as the engine counts them
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    shown = lines[line - 1].expandtabs(1).rstrip("\r")
    begin = max(0, column - 60)
    before, after = printable(shown[begin : column - 1]), printable(shown[column - 1 : begin + 100])
    return f"{line}:{column}: syntax error: {what}\n{before}{after}\n{' ' * cell_len(before)}^"
