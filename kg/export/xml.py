"""Texts in XML files that are written piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import BinaryIO

from kg.export.property_graph import clean

_AT_ONCE = 2000
MEMORY = 1 << 14


@lru_cache(MEMORY // 4, typed=True)
def text(value: object) -> str:
    """A value as it stands in an attribute in double quotes, or in an element.

    Like what is made of attributes, it is remembered for a while: most values come again.

    >>> text('</node> & "more"')
    '&lt;/node&gt; &amp; &quot;more&quot;'
    """
    written = clean(value) if isinstance(value, str) else repr(value)
    return written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def texts(*values: str) -> tuple[str, ...]:
    """Several texts, each as `text` has it; nearly all IRIs stay as they are, which one look at them tells."""
    all_ = "".join(values)
    if all_.isprintable() and "&" not in all_ and "<" not in all_ and ">" not in all_ and '"' not in all_:
        return values
    return tuple(map(text, values))


def write_lines(lines: Iterable[str], out: BinaryIO) -> None:
    """Write lines as UTF-8, some thousand at once."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _AT_ONCE:
            out.write("".join(held).encode())
            held.clear()
    out.write("".join(held).encode())
