"""Whether the evidence holds: documents' texts against the facts drawn from them (`kg check`).

For each document whose text is at hand: its hash and length are those of the facts, and every
statement's passage names what the statement is about. The passage must hold a mention that the
record gives, or, where it gives none, a label or spelling of subject or object; further mentions
must stand in the same paragraph. A record that cannot meet this says why (`no-mention`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import Fault, Faults, InputError, halves
from kg.facts.concepts import core_labels
from kg.facts.copies import Copies, Copy
from kg.facts.corpus import Corpus, Document, independent
from kg.facts.entities import Where
from kg.facts.evidence import Text, lines, mentions, read_text
from kg.facts.rejects import Rejects
from kg.facts.statements import Statement


@dataclass(slots=True)
class Checked:
    """What a check of evidence looked at: counts, and the statements exempt from naming anything.

    `copies` are documents that may be copies, as far as their texts are at hand and no curator has judged
    them; `common_runs` counts the runs of words that too many documents share to be followed.
    """

    documents: int = 0
    statements: int = 0
    verified: int = 0
    without_text: list[str] = field(default_factory=list)
    exempt: list[tuple[str, str]] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    common_runs: int = 0


def verify(corpus: Corpus, folder: Path | None, faults: Faults, rejects: Rejects | None = None) -> Checked:
    """Check every document of `corpus` against its text; what is wrong goes to `faults`, rows at fault to `rejects`.

    Texts are looked for as ID.txt in `folder`, then in the document's own corpus.

    :raises InputError: when `folder` is not a folder.
    """
    if folder is not None and not folder.is_dir():
        raise InputError(f"{folder}: no such folder: name the folder that holds the texts as DOCUMENT.txt")
    names = _names(corpus)
    checked = Checked()
    copies, paths = Copies(), dict[str, Path]()
    for document, statements in corpus.statements(faults, rejects):
        checked.documents += 1
        path = _path(document, folder)
        text = _text(path, faults) if path is not None else None
        if text is None or path is None:
            checked.without_text.append(document.header.document)
        else:
            _check_text(document, text, faults)
            paths[document.header.document] = path
            copies.add(document.header.document, text.content)
        for statement in statements:
            checked.statements += 1
            if statement.no_mention:
                checked.exempt.append((statement.iri, statement.no_mention))
            if text is not None and statement.passages:
                checked.verified += 1
                _check_statement(statement, text.content, names, faults)
    if not faults.count:
        checked.copies = copies.proposals(_judged(corpus), lambda document: read_text(paths[document]).content)
        checked.common_runs = copies.common
    return checked


def _judged(corpus: Corpus) -> Callable[[str, str], bool]:
    """Whether a curator has said of two documents that they have one origin, or that they have not."""
    apart = independent(corpus.parts)
    origin = {document.header.document: document.header.document for document in corpus.documents}

    def origin_of(document: str) -> str:
        while origin[document] != document:
            document = origin[document] = origin[origin[document]]  # halve the way for the next to come
        return document

    for document in corpus.documents:
        for other in (*document.header.same_wire_as, *document.header.derived_from):
            origin[origin_of(document.header.document)] = origin_of(other)
    return lambda one, other: {one, other} in apart or origin_of(one) == origin_of(other)


def _names(corpus: Corpus) -> dict[str, list[str]]:
    """Everything that each entity and concept is called, by IRI."""
    names = {iri: [label] for iri, label in core_labels().items()}
    names.update({entity.iri: entity.names() for entity in corpus.entities.by_id.values()})
    names.update({entry.iri: list(entry.labels.values()) for entry in corpus.entities.added_concepts})
    return names


def _path(document: Document, folder: Path | None) -> Path | None:
    """Where the text of a document stands, if it is at hand."""
    if document.header.text is None:
        return None
    places = (place / f"{document.header.document}.txt" for place in (folder, document.part.texts) if place)
    return next((path for path in places if path.is_file()), None)


def _text(path: Path, faults: Faults) -> Text | None:
    try:
        return read_text(path)
    except InputError as error:
        what, mend = halves(error)
        faults.add(Fault(str(path), 0, 0, what.removeprefix(f"{path}: "), mend, True))
        return None


def _check_text(document: Document, text: Text, faults: Faults) -> None:
    described = document.header.text
    assert described is not None
    where = Where(document.file, 1)
    if described.sha256 != text.sha256:
        what = f"the text of {document.header.document} has another SHA-256 ({text.sha256})"
        faults.add(where.fault(what, "get the text that was published, or read it anew and correct the passages"))
    if described.length != text.length:
        what = f"the text of {document.header.document} has {text.length} code points, not {described.length}"
        faults.add(where.fault(what, "correct 'length', or get the text that was published"))


def _check_statement(statement: Statement, text: str, names: dict[str, list[str]], faults: Faults) -> None:
    found = statement.passages
    spans = [(int(passage.start), int(passage.end)) for passage in found]
    passages = [text[start:end] for start, end in spans]
    if not statement.subject or "" in statement.objects:
        return  # what it is about could not be read, which is reported where it should stand
    where = Where(statement.file, statement.line)
    for (start, end), passage in zip(spans, found, strict=True):
        if end > len(text):
            faults.add(where.fault(f"the passage {start}-{end} ends after the text", "run 'kg locate'"))
        elif not any(line.start <= start and end <= line.end for line in lines(text)):
            faults.add(where.fault(f"the passage {passage.paragraph} {start}-{end} crosses lines", "run 'kg locate'"))
    given = [name for name in (statement.subject_named, *statement.object_named) if name]
    paragraphs = [
        text[line.start : line.end] for line in lines(text) if any(line.start <= s < line.end for s, _ in spans)
    ]
    for name in given:
        if not mentions(paragraphs, [name]):
            faults.add(where.fault(f"no paragraph of its passages mentions {name!r}", "correct 'named' or 'at'"))
    wanted = given or list(_called(statement, names))
    if not statement.no_mention and not mentions(passages, wanted):
        what = "the passage names neither its subject nor its object"
        mend = "correct 'at', write 'named' as the text has it, or say why under 'no-mention'"
        faults.add(where.fault(what, mend))


def _called(statement: Statement, names: dict[str, list[str]]) -> Iterable[str]:
    for iri in (statement.subject, *statement.objects):
        yield from names.get(iri, ())
    if statement.text:
        yield statement.text
