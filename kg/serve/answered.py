"""Answers as a page has them: sections of sentences and tables, and the sources that they are from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kg.query.ask import Result
from kg.query.conflicts import Conflicts
from kg.query.labels import short, span_text
from kg.query.replies import Replied
from kg.query.shown import UNKNOWN, laid_out, notes
from kg.query.sources import Source, source_of, written
from kg.query.timelines import Timeline
from kg.resolve.presuppositions import source
from kg.resolve.states import iso
from kg.resolve.verdicts import FIRST, LAST
from kg.serve.html import Told
from kg.serve.opened import Opened
from kg.serve.shows import Shows


class Cited(NamedTuple):
    """A source: who says it, the statement, how and where, and between which days it was so."""

    chain: str
    statement: Told
    how: str
    days: str

    @classmethod
    def of(cls, source: Source, shows: Shows) -> Cited:
        """As an answer cites it."""
        anchors = "; ".join(str(passage) for passage in source.passages if str(passage))
        how = short(source.modality) + (f", at {anchors}" if anchors else "")
        statement = Told(short(source.statement), shows.thing(source.statement).href)
        return cls(shows.labels.chain(source), statement, how, span_text(source.begin, source.end))


class Section(NamedTuple):
    """A part of an answer: a title, sentences, a table whose cells hold words, and sources."""

    title: Told
    sentences: list[str] = []  # noqa: RUF012 - never changed
    head: list[str] = []  # noqa: RUF012
    rows: list[list[list[Told]]] = []  # noqa: RUF012
    joined: str = " and "
    cited: list[Cited] = []  # noqa: RUF012


def answered_page(opened: Opened, answered: Result | Replied | Timeline | Conflicts) -> dict[str, Any]:
    """The `notes`, `sections` and numbered `sources` of an answer."""
    match answered:
        case Result():
            shown = _rows(answered, opened)
        case Replied():
            shown = _replied(answered, opened)
        case Timeline():
            shown = _stretches(answered, opened)
        case Conflicts():
            shown = _disagreements(answered, opened)
    return {"notes": [], "sources": []} | shown


def _rows(answered: Result, opened: Opened) -> dict[str, Any]:
    shows, layout = Shows(opened), laid_out(answered)
    if not layout.rows:
        return {"notes": list(notes(answered)), "sections": [Section(Told(""), [f"{UNKNOWN}."])]}
    cited = bool(answered.sources)
    rows = [
        [
            *([shows.value(value) for value in cell if value is not None] for cell in cells),
            *([[Told(f"[{number}]", f"#source-{number}") for number in numbers]] if cited else []),
        ]
        for cells, numbers in layout.rows
    ]
    head = [*(column.replace("_", " ") for column in layout.columns), *(["said by"] if cited else [])]
    return {
        "notes": list(notes(answered)),
        "sections": [Section(Told(""), [], head, rows)],
        "sources": [Cited.of(source, shows) for source in answered.sources.values()],
    }


def _replied(answered: Replied, opened: Opened) -> dict[str, Any]:
    shows, reply = Shows(opened), answered.reply
    others = [side for side in reply.sides if side.subject != reply.side.subject]
    sections = [Section(shows.thing(side.subject), [answered.sentence(side)]) for side in (reply.side, *others)]
    verdicts = [side.verdict for side in (reply.side, *others)]
    for title, groups in (("For", [v.for_ for v in verdicts]), ("Against", [v.against for v in verdicts])):
        statements = written(statement for group in groups for statement in group)
        if statements:
            cited = [Cited.of(answered.told_by(statement), shows) for statement in statements]
            sections.append(Section(Told(title), cited=cited))
    return {"sections": sections}


def _stretches(answered: Timeline, opened: Opened) -> dict[str, Any]:
    shows = Shows(opened)
    # Several may be there on one day, but one of several holds it.
    several = " and " if answered.predicate == "presence" else " or "
    sections = []
    for scope, stretches in answered.resolution.stretches.items():
        rows = [
            [
                [Told(iso(stretch.first) if stretch.first > FIRST else "..")],
                [Told(iso(stretch.last) if stretch.last < LAST else "..")],
                [Told(stretch.verdict.answer)],
                [Told(several.join(" and ".join(sorted(map(shows.labels.label, v))) for v in stretch.verdict.values))],
                [Told(short(one), shows.thing(one).href) for one in written(stretch.verdict.for_)],
            ]
            for stretch in stretches
        ]
        sections.append(Section(shows.thing(scope), [], ["from", "to", "answer", "what", "said by"], rows, ", "))
    return {"sections": sections}


def _disagreements(answered: Conflicts, opened: Opened) -> dict[str, Any]:
    shows = Shows(opened)

    def cited(statements: Iterable[str]) -> list[Cited]:
        return [Cited.of(source_of(opened.store, one), shows) for one in dict.fromkeys(map(source, statements))]

    sections = []
    for title, found in (
        ("Conflicts", answered.conflicts),
        ("Near-conflicts, which only seem to be conflicts", answered.near_conflicts),
    ):
        sections += [Section(Told(title), ["none"])] if not found else [Section(Told(title))]
        sections += [Section(Told(""), [answered.sentence(one, "en")], cited=cited(one.statements)) for one in found]
    if answered.corroborations:
        sections.append(Section(Told("Said by several documents")))
        sections += [
            Section(Told(""), [answered.corroborated(one, "en")], cited=cited(one.statements))
            for one in answered.corroborations
        ]
    return {"sections": sections}
