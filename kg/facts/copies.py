"""Which texts copy each other: pairs of documents that share runs of words, for a curator to judge.

Runs of eight words are looked up in an index, so that texts are not compared pair by pair. The index
has a bound: when it is full, half of all possible runs are let go, the same half of every text
(sampling by the value of a hash; Manber, "Finding similar files in a large file system", 1994). Short
copies may then be missed; what is found is measured on the whole texts.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

from kg.facts.evidence import folded, lines

RUN = 8  # words
MOST_RUNS = 1_000_000  # in the index, some 120 bytes each
MOST_DOCUMENTS = 50  # that share a run; what more of them have is an outlet's own phrase, such as a notice of rights

_WORD = re.compile(r"\w+")


class Share(NamedTuple):
    """What of a document's text stands in another: words, their part of all words, and paragraphs."""

    document: str
    words: int
    part: float
    paragraphs: tuple[str, ...]


class Copy(NamedTuple):
    """Two documents that may copy each other or a third; for each, what of it stands in the other."""

    one: Share
    other: Share


class Copies:
    """An index of runs of words, over texts that are added one by one."""

    def __init__(self, most_runs: int = MOST_RUNS) -> None:
        self._most = most_runs
        self._documents: list[str] = []
        self._index: dict[int, int | list[int]] = {}  # a run: the number of its document, or several
        self._mask = 0  # a run is kept if these bits of it are 0

    def add(self, document: str, text: str) -> None:
        """Take in the text of a document."""
        number = len(self._documents)
        self._documents.append(document)
        for run in _runs(word for word, _ in _words(text)):
            if run & self._mask:
                continue
            found = self._index.setdefault(run, number)
            if isinstance(found, list):
                if found[-1] != number and len(found) <= MOST_DOCUMENTS:
                    found.append(number)
            elif found != number:
                self._index[run] = [found, number]
            if len(self._index) > self._most:
                self._mask = self._mask * 2 + 1
                self._index = {run: found for run, found in self._index.items() if not run & self._mask}

    @property
    def common(self) -> int:
        """How many runs were not followed, as more than `MOST_DOCUMENTS` documents have them."""
        return sum(isinstance(found, list) and len(found) > MOST_DOCUMENTS for found in self._index.values())

    def proposals(self, settled: Callable[[str, str], bool], read: Callable[[str], str]) -> list[Copy]:
        """The pairs that share a run, those that share the most first.

        `settled` tells of two documents whether a curator has judged them, `read` gives the text of
        one that was added.
        """
        pairs: set[tuple[int, int]] = set()
        for found in self._index.values():
            if isinstance(found, list) and len(found) <= MOST_DOCUMENTS:
                pairs.update(combinations(found, 2))
        read_again = lru_cache(maxsize=8)(lambda document: _Text(document, read(document)))
        copies = []
        for pair in sorted(pairs):
            one, other = sorted(self._documents[number] for number in pair)
            if not settled(one, other):
                texts = read_again(one), read_again(other)
                copies.append(Copy(texts[0].share(texts[1]), texts[1].share(texts[0])))
        return sorted(copies, key=lambda c: (-max(c.one.part, c.other.part), c.one.document, c.other.document))


class _Text:
    """A text as the paragraph of each word, and the run that begins with it."""

    def __init__(self, document: str, text: str) -> None:
        self.document = document
        words = list(_words(text))
        self.paragraphs = [paragraph for _, paragraph in words]
        self.runs = list(_runs(word for word, _ in words))

    def share(self, other: _Text) -> Share:
        """What of this text stands in the other."""
        theirs = set(other.runs)
        shared = {at for start, run in enumerate(self.runs) if run in theirs for at in range(start, start + RUN)}
        paragraphs = dict.fromkeys(self.paragraphs[at] for at in sorted(shared))
        return Share(self.document, len(shared), len(shared) / len(self.paragraphs), tuple(paragraphs))


def _words(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text as they are compared, each with the label of its paragraph."""
    for line in lines(text):
        for word in _WORD.findall(folded(text[line.start : line.end])):
            yield word, line.paragraph


def _runs(words: Iterator[str]) -> Iterator[int]:
    """The runs of a text, each as a number that does not depend on the machine."""
    run: deque[str] = deque(maxlen=RUN)
    for word in words:
        run.append(word)
        if len(run) == RUN:
            yield int.from_bytes(blake2b(" ".join(run).encode(), digest_size=8).digest(), "big")
