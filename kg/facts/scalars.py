"""The kinds of scalar that facts are made of: each a text with a pattern that is checked on reading.

What is later pasted into an IRI or behind an @ (ids, tags, addresses, codes) is of a kind whose
pattern keeps it from breaking out.
"""

from __future__ import annotations

import atexit
import gc
from typing import Annotated

from msgspec import Meta

# msgspec frees records that hold records twice when the interpreter's last collection takes their
# classes apart (msgspec issue 717: one exit in four ends in a segmentation fault). Objects that are
# frozen at exit are left out of that collection; the process gives its memory back all the same.
atexit.register(gc.freeze)

_END = r"$(?!\n)"  # Python's $ also matches before a last line break; ECMA's does not
LONGEST_TEXT = 1000
LONGEST_NAME = 200

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def _meta(description: str, pattern: str = "", most: int = 0) -> Meta:
    """The constraints of a text, with a description for faults and editors."""
    schema = {"description": description}
    return Meta(pattern=pattern or None, min_length=1, max_length=most or None, extra_json_schema=schema)


Slug = Annotated[str, _meta("a slug: lower-case letters, digits and single hyphens", f"^{_SLUG}{_END}", 100)]
Id = Annotated[str, _meta("an id: a slug, or CROSSING/COUNTRY for a post", f"^{_SLUG}(?:/{_SLUG})?{_END}", 120)]
Ref = Annotated[str, _meta("the id of a record, or a concept", "", 250)]
Text = Annotated[str, _meta("a text of our own words, at most 1000 characters", r"\S", LONGEST_TEXT)]
Name = Annotated[str, _meta("a name, at most 200 characters in one line", r"^[^\r\n]*\S[^\r\n]*" + _END, LONGEST_NAME)]
Tag = Annotated[
    str, _meta("a language tag such as en, ar or ku-Latn", rf"^[a-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}})*{_END}", 35)
]
_PATH = r'(?:[^\x00-\x20"#<>\[\\\]^`{|}%\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]|%[0-9A-Fa-f]{2})*'
Iri = Annotated[
    str,
    _meta(
        "an absolute http(s) address",
        rf"^https?://(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{{2}})+(?::[0-9]+)?(?:[/?]{_PATH})?(?:#{_PATH})?{_END}",
        2000,
    ),
]
Edtf = Annotated[str, _meta("a date: YYYY, YYYY-MM, YYYY-MM-DD or FROM/TO", "", 40)]
Anchor = Annotated[
    str, _meta("a passage: PARAGRAPH START-END, as `kg locate` prints it", rf"^[A-Z][0-9]* [0-9]+-[0-9]+{_END}", 40)
]
RowId = Annotated[str, _meta("a number of the inventory, such as S036", rf"^[A-Za-z0-9][A-Za-z0-9._-]*{_END}", 60)]
Decimal = Annotated[str, _meta("a decimal number", rf"^-?[0-9]+(?:\.[0-9]+)?{_END}", 40)]
Code = Annotated[str, _meta("an identifier as its source prints it", rf"^[A-Za-z0-9][A-Za-z0-9._-]*{_END}", 60)]
Point = Annotated[
    str, _meta("LATITUDE LONGITUDE in decimal degrees", rf"^-?[0-9]+(?:\.[0-9]+)? -?[0-9]+(?:\.[0-9]+)?{_END}", 60)
]
Sha256 = Annotated[str, _meta("a SHA-256: 64 hexadecimal digits", rf"^[0-9a-f]{{64}}{_END}", 64)]
