"""How much room words take in a sans-serif font, as far as that can be told without one, and where they begin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MOST_LINES = 5


def lines(words: str, width: float, size: float) -> list[str]:
    """Words in lines of at most so many pixels, and at most `MOST_LINES` of them.

    >>> lines("Rebel factions at al-Tanf", 100, 13)
    ['Rebel factions', 'at al-Tanf']
    """
    found: list[str] = []
    line = ""
    for word in words.split() or [""]:
        for piece in _pieces(word, width, size):
            if line and wide(f"{line} {piece}", size) > width:
                found.append(line)
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    found.append(line)
    return found if len(found) <= MOST_LINES else [*found[: MOST_LINES - 1], found[MOST_LINES - 1] + " …"]


def _pieces(word: str, width: float, size: float) -> Iterable[str]:
    piece = ""
    for character in word:
        if piece and wide(piece + character, size) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def wide(words: str, size: float) -> float:
    """About how wide words are, rather too much than too little, in pixels as `size` is."""
    return size * sum(map(_em, words))


def _em(character: str) -> float:
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(character) in {"F", "W"}:
        return 1.1
    if character in "iljtfrI.,:;'|!()[] ":
        return 0.36
    if character in "MWmw@%":
        return 0.97
    if category == "Lu":
        return 0.8
    return 0.58 if character.isascii() else 0.64


def right_to_left(words: str) -> bool:
    """Whether the first letter with a direction is of a script that is read from the right (UAX 9, P2)."""
    directions = (unicodedata.bidirectional(character) for character in words)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"
