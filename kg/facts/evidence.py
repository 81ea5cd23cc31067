"""Evidence: where in a published text a statement stands, and whether it really does.

The text is the published file as it is: decoded as UTF-8, nothing normalised, line ends as they
are. Positions count Unicode code points from 0, the end excluded (W3C Web Annotation Data Model,
section 4.2.5, TextPositionSelector).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError

LARGEST_TEXT = 16 << 20  # bytes
LONGEST_ACRONYM = 5

_ANCHOR = re.compile(r"([A-Z]\d*) (\d{1,9})-(\d{1,9})", re.ASCII)
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"[^\r\n]+")


class Anchor(NamedTuple):
    """A passage: its paragraph's label, first code point and the one after its last."""

    paragraph: str
    start: int
    end: int


def parse_anchor(text: str) -> Anchor:
    """The anchor written as PARAGRAPH START-END.

    :raises ValueError: when it is written otherwise or is empty.

    >>> parse_anchor("P3 842-888")
    Anchor(paragraph='P3', start=842, end=888)
    """
    match = _ANCHOR.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a passage: write PARAGRAPH START-END, as 'kg locate' prints it")
    paragraph, start, end = match.groups()
    if int(start) >= int(end):
        raise ValueError(f"the passage {text!r} is empty: write the smaller number first")
    return Anchor(paragraph, int(start), int(end))


@dataclass(frozen=True, slots=True)
class Text:
    """A published text, with the hash of its bytes."""

    content: str
    sha256: str

    @property
    def length(self) -> int:
        """The number of code points."""
        return len(self.content)


def read_text(path: Path) -> Text:
    """The published text in the file at `path`.

    :raises InputError: when it cannot be read, is too large or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            raise InputError(f"{path}: is larger than {LARGEST_TEXT >> 20} MiB: give one article a file")
        return Text(data.decode("utf-8"), sha256(data).hexdigest())
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 at byte {error.start}: save it as UTF-8") from None
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}): check the path and its permissions") from None


def folded(text: str) -> str:
    """`text` as names are compared: case, kinds of apostrophe and kinds of space do not matter.

    >>> folded("Syria\u2019s\xa0army") == folded("syria's army")
    True
    """
    return _plain(text).casefold()


def _plain(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).replace("\u2019", "'"))


def mentions(passages: Iterable[str], names: Iterable[str]) -> bool:
    """Whether one of the passages holds one of the names.

    A Latin name is no part of another word, and an acronym is in capitals; names in other scripts
    may have particles joined to them.

    >>> mentions(["this is it"], ["IS"]), mentions(["the IS fighters"], ["IS"])
    (False, True)
    """
    texts = [_plain(passage) for passage in passages]
    return any(_stands(_plain(name), text) for name in names for text in texts)


def _stands(name: str, text: str) -> bool:
    acronym = name.isupper() and name.isalnum() and len(name) <= LONGEST_ACRONYM
    if not acronym:
        name, text = name.casefold(), text.casefold()
    if not name.isascii():
        return name in text
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


class Line(NamedTuple):
    """A line of a text that is not blank: its number, label and span."""

    number: int
    paragraph: str
    start: int
    end: int


def lines(text: str) -> Iterator[Line]:
    """The lines of `text` that are not blank, labelled H (the first) and then P1, P2 ...

    The labels are a proposal: only an editor knows a standfirst (S), date (D), caption (C) or
    footer (F) from a paragraph.
    """
    number = 0
    for match in _LINE.finditer(text):
        if match[0].strip():
            yield Line(number + 1, f"P{number}" if number else "H", match.start(), match.end())
            number += 1


def locate(text: str, words: str) -> list[Anchor]:
    """Every place in one line of `text` where `words` stand, as anchors.

    Case and spaces must agree, except that a no-break space and a curly apostrophe count as their
    plain forms (each is one code point, so positions do not move).

    >>> locate("Title\\n\\nHe said so.", "said so")
    [Anchor(paragraph='P1', start=10, end=17)]
    """
    plain = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2019": "'", "\u2018": "'"})
    haystack, needle = text.translate(plain), words.translate(plain)
    found: list[Anchor] = []
    if not needle:
        return found
    starts = list(lines(text))
    at = haystack.find(needle)
    while at >= 0:
        end = at + len(needle)
        found += [Anchor(line.paragraph, at, end) for line in starts if line.start <= at and end <= line.end]
        at = haystack.find(needle, at + 1)
    return found
