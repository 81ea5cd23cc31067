"""Texts in XML files that are written piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from kg.export.property_graph import clean

_SPECIAL = re.compile('[&<>"\x00-\x1f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_AT_ONCE = 2000


def text(value: object) -> str:
    """A value as it stands in an attribute in double quotes, or in an element.

    >>> text('</node> & "more"')
    '&lt;/node&gt; &amp; &quot;more&quot;'
    """
    written = value if isinstance(value, str) else repr(value)
    if not _SPECIAL.search(written):
        return written
    written = clean(written).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return written.replace('"', "&quot;")


def write_lines(lines: Iterable[str], out: BinaryIO) -> None:
    """Write lines as UTF-8, some thousand at once."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _AT_ONCE:
            out.write("".join(held).encode())
            held.clear()
    out.write("".join(held).encode())
