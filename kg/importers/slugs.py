"""Foreign names as parts of ids: the same name gives the same slug, in whatever script it is."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

_OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str, longest: int = 40) -> str:
    """`name` as a slug of at most `longest` characters.

    What does not fit, or has no Latin letter, ends in the beginning of the name's SHA-256.

    >>> slug("Ar Raqqah town"), slug("Ḩamāh"), slug("التنف")
    ('ar-raqqah-town', 'hamah', 'c0892a')
    >>> slug("Road between As Salamiyah and Homs in Homs Governorate")
    'road-between-as-salamiyah-and-hom-91504f'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    found = _OTHER.sub("-", plain).strip("-")
    if found and len(found) <= longest:
        return found
    digest = sha256(name.encode()).hexdigest()[:6]
    return f"{found[: longest - 7].strip('-')}-{digest}".strip("-")
