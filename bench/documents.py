"""A corpus of many small documents, as readers of a wire service write them: some statements each, in YAML."""

from __future__ import annotations

import random
from pathlib import Path

from bench.corpus import ACTORS, CROSSINGS, write, write_entities


def write_documents(folder: Path, count: int) -> None:
    """Write a corpus of `count` documents of 3 to 10 statements into the new folder `folder`."""
    write_entities(folder, "many")
    for number in range(count):
        write(folder / "documents" / f"d{number:05d}.yaml", document(number))


def document(number: int, edition: int = 0) -> str:
    """A document; another edition of it has another last statement."""
    chance = random.Random(number)  # noqa: S311 - the same each time
    day = f"{2014 + number % 5}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    head = f"document: d{number:05d}\npublisher: publisher\npublished: {day}\nlanguage: en\n"
    text = f"text: {{sha256: {'0' * 64}, length: 100000}}\nstatements:\n"
    many = chance.randrange(3, 11)
    rows = [_statement(n, chance) for n in range(1, many)]
    return head + text + "".join([*rows, _statement(many, random.Random(number + edition * 1_000_003))])  # noqa: S311


def _statement(number: int, chance: random.Random) -> str:
    crossing, side = chance.randrange(CROSSINGS), chance.choice(("aa", "bb"))
    place = f"crossing-{crossing}/{side}"
    if chance.random() < 0.7:
        said = f"control: {place}, by: actor-{chance.randrange(ACTORS)}"
    else:
        said = f"status: {place}, is: {chance.choice(('open', 'closed'))}"
    at = f"P{number} {number * 100}-{number * 100 + chance.randrange(10, 90)}"
    modality = chance.choice(("asserted", "reported"))
    return f"  s{number:03d}: {{{said}, modality: {modality}, voice: [agency], at: {at}}}\n"
