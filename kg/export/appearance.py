"""How nodes look by their class: a colour and a size.

The colours are of the palette of Okabe and Ito, "Color Universal Design" (J*FLY, 2008), which
colour-blind readers tell apart.
"""

from __future__ import annotations

from kg.facts.records import AGENT_TYPES, PLACE_TYPES

Colour = tuple[int, int, int]

_BLUE, _SKY, _GREEN, _VERMILLION = (0, 114, 178), (86, 180, 233), (0, 158, 115), (213, 94, 0)
_ORANGE, _PURPLE, _YELLOW, _GREY = (230, 159, 0), (204, 121, 167), (240, 228, 66), (140, 140, 140)

_LOOKS: dict[str, tuple[Colour, int]] = {
    "statement": (_YELLOW, 6),
    "event": (_PURPLE, 8),
    "document": (_GREY, 8),
    "office": (_ORANGE, 8),
    "conflict": (_VERMILLION, 9),
    "near-conflict": (_ORANGE, 8),
    **dict.fromkeys(PLACE_TYPES, (_GREEN, 8)),
    **dict.fromkeys(AGENT_TYPES, (_ORANGE, 9)),
    "crossing": (_BLUE, 14),
    "post": (_SKY, 9),
    "country": (_GREEN, 16),
    "province": (_GREEN, 10),
    "armed-actor": (_VERMILLION, 10),
    "state-force": (_VERMILLION, 10),
    "non-state-force": (_VERMILLION, 10),
    "coalition": (_VERMILLION, 10),
    "government": (_VERMILLION, 12),
}
_OTHER = (_GREY, 7)


def colour(class_: str) -> Colour:
    """The colour of a class: red, green and blue, each from 0 to 255."""
    return _LOOKS.get(class_, _OTHER)[0]


def size(class_: str) -> int:
    """The size of a class, in the units of Gephi."""
    return _LOOKS.get(class_, _OTHER)[1]
