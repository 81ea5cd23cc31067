"""Whether a query says itself which graphs it is about (SPARQL 1.1, section 13.2)."""

from __future__ import annotations

import re

# What is no keyword: strings, IRIs and comments.
_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\''
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n\r]*",
    re.DOTALL,
)
_FROM = re.compile(r"(?<![\w?$:@.-])FROM(?![\w:.-])", re.IGNORECASE)


def names_its_graphs(query: str) -> bool:
    """Whether the query has a FROM: it then gets the graphs it names, where others get the union of all.

    >>> names_its_graphs("SELECT * FROM <g> {}"), names_its_graphs("SELECT * { ?from ?p 'FROM' }")
    (True, False)
    """
    return _FROM.search(_OPAQUE.sub(" ", query)) is not None
