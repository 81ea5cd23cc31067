"""Which representation a client gets: the media types on offer against its Accept header.

RFC 9110, section 12.5.1: the most specific range that matches a type gives its weight; of equal
weights what stands first on offer is taken. No header, and an empty one, accept everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_CHARACTERS = 2_000

_RANGE = re.compile(r"([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)\s*((?:;[^,]*)?)")
_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def best(accept: str, offered: Sequence[str]) -> str:
    """The media type of `offered` that suits an Accept header best, or "" where none is acceptable.

    >>> best("text/csv;q=0.5, application/*", ["text/csv", "application/json"])
    'application/json'
    >>> best("text/html", ["text/csv"])
    ''
    >>> best("", ["text/csv"])
    'text/csv'
    """
    ranges = _ranges(accept[:MOST_CHARACTERS])
    if not ranges:
        return offered[0]
    weighed = [(_weight(media, ranges), -place, media) for place, media in enumerate(offered)]
    weight, _, media = max(weighed)
    return media if weight else ""


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    found = []
    for part in accept.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            continue
        weight = _WEIGHT.search(match[3])
        bad = weight is None and re.search(r";\s*q\s*=", match[3], re.IGNORECASE)
        found.append((match[1].lower(), match[2].lower(), 0.0 if bad else float(weight[1]) if weight else 1.0))
    return found


def _weight(media: str, ranges: list[tuple[str, str, float]]) -> float:
    """The weight of the most specific range that a media type lies in."""
    kind, _, sub = media.partition(";")[0].partition("/")
    matching = [
        ((one == kind) + (other == sub), weight)
        for one, other, weight in ranges
        if one in {kind, "*"} and other in {sub, "*"} and (one != "*" or other == "*")
    ]
    return max(matching, key=lambda found: found[0])[1] if matching else 0.0
