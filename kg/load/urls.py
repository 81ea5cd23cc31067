"""URLs as messages show them: without a name and a password."""

from __future__ import annotations

import re

from kg.errors import printable, shortened

_LOGIN = re.compile(r"(\A[a-z][a-z0-9+.-]*://)?.*(?:@|%40)", re.IGNORECASE | re.DOTALL)


def shown_url(text: str) -> str:
    """What is meant to be a URL, as a message can repeat it, without all that may be a name and a password in it.

    A password may hold what ends it for a reader of URLs, so all goes that stands before the last `@`.

    >>> shown_url("http://joe:sec/ret@host:3030/store")
    'http://host:3030/store'
    """
    return printable(shortened(_LOGIN.sub(r"\1", text)))
