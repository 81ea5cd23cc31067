"""A corpus of any size: entities in YAML, statements in a CSV table, as an institute keeps event records."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

CROSSINGS = 50
ACTORS = 20
BASE = "https://example.org/bulk/"
DOCUMENTS = 2
COLUMNS = (
    *("id", "kind", "subject", "predicate", "object", "literal", "lang", "modality", "voice", "time", "at", "row"),
    *("subject_named", "object_named", "side", "side_basis", "note", "amount", "lower", "upper", "unit"),
    *("agent", "place", "about", "retracts"),
)


def write_corpus(folder: Path, count: int) -> None:
    """Write a corpus of `count` statements into the new folder `folder`: two documents with a table each.

    The second document is dated by a decision, so that its statements are spread over two graphs.
    """
    write_entities(folder, "bulk")
    shares = [range(number, count, DOCUMENTS) for number in range(DOCUMENTS)]
    events = (f"  event-{n}: {{type: conflict, label: Event {n}}}\n" for n in range(count) if n % 5 == 3)
    write(folder / "events.yaml", "events:\n" + "".join(events))
    write(
        folder / "decisions.yaml",
        "decisions:\n  day: {dates: records-1, asserted: 2018-12-31, grounds: [records-0], by: A reader,"
        " date: 2019-01-01, reason: It answers the other.}\n",
    )
    for number, share in enumerate(shares):
        dated = "dated-by: day" if number else "published: 2018-12-31"
        text = f"document: records-{number}\npublisher: publisher\n{dated}\nlanguage: en\ntable: records-{number}.csv\n"
        text += f"text: {{sha256: {'0' * 64}, length: 10000000}}\n"
        write(folder / "documents" / f"records-{number}.yaml", text)
        with (folder / f"records-{number}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(_row(n, number) for n in share)


def write_entities(folder: Path, corpus: str, base: str = BASE, crossings: int = CROSSINGS) -> None:
    """Write a corpus without documents into the new folder `folder`: its settings, places and agents."""
    (folder / "documents").mkdir(parents=True)
    licence = "https://creativecommons.org/licenses/by/4.0/"
    settings = f"corpus: {corpus}\ntitle: Records in bulk\ncreator: Nobody\nlicence: {licence}\n"
    write(folder / "corpus.yaml", f"{settings}base: {base}\nlanguage: en\n")
    write(folder / "places.yaml", "places:\n" + "".join(_places(crossings)))
    write(folder / "agents.yaml", "agents:\n" + "".join(_agents()))


def write(path: Path, text: str) -> None:
    """Write a file of a corpus."""
    path.write_text(text, encoding="utf-8", newline="\n")


def _places(crossings: int) -> Iterator[str]:
    yield "  aa: {type: country, label: Aa}\n"
    yield "  bb: {type: country, label: Bb}\n"
    for n in range(crossings):
        yield f"  crossing-{n}: {{type: crossing, label: Crossing {n}}}\n"
        for side in ("aa", "bb"):
            yield f"  crossing-{n}/{side}: {{type: post, of: crossing-{n}, country: {side}, label: Post {n} {side}}}\n"
        yield f"  town-{n}: {{type: town, label: Town {n}}}\n"


def _agents() -> Iterator[str]:
    yield "  publisher: {type: news-publisher, label: Publisher}\n"
    yield "  agency: {type: news-agency, label: Agency}\n"
    for n in range(ACTORS):
        force = f", force-of: actor-{n - 1}" if n % 4 == 3 else ""
        yield f"  actor-{n}: {{type: non-state-force, label: Actor {n}{force}}}\n"
        yield f"  speaker-{n}: {{type: person, label: Speaker {n}}}\n"


def _row(n: int, document: int) -> dict[str, str]:
    crossing, actor, month = n % CROSSINGS, n % ACTORS, n % 12 + 1
    row = {"id": f"s{n:07d}", "row": f"R{n}", "modality": "reported", "voice": f"agency|speaker-{actor}"}
    row["time"] = f"began 2018-{month:02d}"
    if n % 2:
        row["at"] = f"P{crossing} {n}-{n + 40}"
    match n % 5:
        case 0 | 1:
            row |= {"kind": "control", "subject": f"crossing-{crossing}", "predicate": "by", "object": f"actor-{actor}"}
            row |= {"side": f"crossing-{crossing}/aa", "side_basis": "stated", "note": f"Record {n}"}
            row |= {"subject_named": f"Crossing № {crossing}", "object_named": f'the "actor" {actor}'}
        case 2:
            row |= {"kind": "status", "subject": f"crossing-{crossing}/bb", "predicate": "is", "object": "closed"}
        case 3:
            row |= {"kind": "event", "subject": f"event-{n}", "agent": f"actor-{actor}", "place": f"town-{crossing}"}
            row["time"] = f"within 2018-{month:02d}"
        case _:
            row |= {"kind": "quantity", "subject": f"town-{crossing}", "predicate": "says", "literal": f"some {n}"}
            row |= {"amount": f"{n}", "lower": f"{n - 1}", "upper": f"{n + 1}", "unit": "count"}
            row |= {"lang": "en", "about": _earlier(n, document), "time": "undated"}
    return row


def _earlier(n: int, document: int) -> str:
    """A statement far off, in the other document where there is one."""
    other = n // 2
    return f"records-{other % DOCUMENTS}/s{other:07d}" if other % DOCUMENTS != document else f"s{other:07d}"
