"""A document's YAML file: its header, and its statements as rows of the table of statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.errors import Faults, nearest
from kg.facts.convert import convert
from kg.facts.entities import Where
from kg.facts.kinds import KINDS, Kind
from kg.facts.records import RECORDS, DocumentFile, StatementRecord, Step, Time, Voice, attribute, qualifiers
from kg.facts.scalars import Slug
from kg.facts.statements import StatementRow
from kg.facts.yamltext import Mapping, Node, Scalar

_DOCUMENT_SELF = "self"


@dataclass(slots=True)
class WrittenRow:
    """A row with the places in the file that its columns come from."""

    row: StatementRow
    node: Mapping
    kind: Kind
    file: str
    line: int

    def where(self, column: str) -> Where:
        """Where the value of a column was written; the record's own place for what was not."""
        keys: tuple[str, ...] = _KEYS_OF.get(column, (column.replace("_", "-"),))
        if column == "subject":
            keys = (self.kind.key,)
        elif column in {"object", "literal", "predicate"}:
            keys = (*(p.key for p in self.kind.predicates), "denied")
        for key in keys:
            if key in self.node.entries:
                value = self.node.entries[key][1]
                return Where(self.file, value.line, value.column)
        return Where(self.file, self.line, self.node.column)


_KEYS_OF = {
    "subject_named": ("named",),
    "object_named": ("named",),
    "side_basis": ("side",),
    "basis": ("time",),
    "decided_by": ("time",),
}


def read_header(node: Node, file: str, faults: Faults) -> DocumentFile | None:
    """The header of a document file, or None after noting what is wrong with it."""
    if not isinstance(node, Mapping):
        faults.add(Where(file, node.line, node.column).fault("is not a document", "begin with 'document: ID'"))
        return None
    entries = {key: entry for key, entry in node.entries.items() if key != "statements"}
    return convert(Mapping(entries, node.line, node.column), DocumentFile, file, faults)


def statement_ids(node: Node) -> frozenset[str]:
    """The ids of all statements of a document file."""
    found = node.entries.get("statements") if isinstance(node, Mapping) else None
    return frozenset(found[1].entries) if found and isinstance(found[1], Mapping) else frozenset()


def read_rows(node: Node, header: DocumentFile, file: str, faults: Faults) -> Iterator[WrittenRow]:
    """The statements of a document file as rows; those at fault are noted and left out."""
    found = node.entries.get("statements") if isinstance(node, Mapping) else None
    if found is None:
        return
    key, statements = found
    if not isinstance(statements, Mapping):
        faults.add(Where(file, key.line, key.column).fault("'statements' is not a mapping", "write 'ID: {...}' lines"))
        return
    for id_, (id_node, statement) in statements.entries.items():
        if convert(id_node, Slug, file, faults) is None:
            continue
        written = _row(id_, id_node, statement, header, file, faults)
        if written is not None:
            yield written


def _row(id_: str, id_node: Scalar, node: Node, header: DocumentFile, file: str, faults: Faults) -> WrittenRow | None:
    where = Where(file, node.line, node.column)
    kinds = [key for key in KINDS if isinstance(node, Mapping) and key in node.entries]
    # `location: X, in: Y` has one kind key; `classified: X, as: Y` too; two of them is a mix-up
    if not isinstance(node, Mapping) or len(kinds) != 1:
        near = nearest(next(iter(node.entries), ""), KINDS) if isinstance(node, Mapping) and not kinds else ""
        what = "names two kinds of statement" if len(kinds) > 1 else "names no kind of statement"
        keys = ", ".join(kinds) if len(kinds) > 1 else ", ".join(KINDS)
        faults.add(where.fault(f"{id_} {what}", f"did you mean {near!r}?" if near else f"write one of {keys}"))
        return None
    kind = KINDS[kinds[0]]
    record = convert(node, RECORDS[kind.key], file, faults)
    if record is None:
        return None
    row = _flat(id_, kind, record, header, where, faults)
    return WrittenRow(row, node, kind, file, id_node.line) if row is not None else None


def _flat(
    id_: str, kind: Kind, record: StatementRecord, header: DocumentFile, where: Where, faults: Faults
) -> StatementRow | None:
    """The record as a row: sugar taken out, inheritance filled in."""
    subject: str = getattr(record, attribute(kind.key))
    if kind.key == "document" and subject == _DOCUMENT_SELF:
        subject = header.document
    values: dict[str, Any] = {}
    for qualifier in qualifiers(kind):
        if value := getattr(record, attribute(qualifier.key)):
            values[qualifier.column] = _many(value) if qualifier.many else value
    polarity = record.polarity
    if kind.key != "event":
        said = [p for p in kind.predicates if getattr(record, attribute(p.key))]
        denied = getattr(record, "denied", "")
        if len(said) + bool(denied) != 1:
            keys = [p.key for p in kind.predicates] + (["denied"] if hasattr(record, "denied") else [])
            faults.add(where.fault(f"{id_} needs exactly one of {', '.join(keys)}", "write one and leave the rest out"))
            return None
        if denied and polarity != "affirmed":
            faults.add(where.fault(f"{id_} has both 'denied' and 'polarity'", "keep one of the two"))
            return None
        predicate = said[0] if said else kind.predicates[0]
        polarity = "denied" if denied else polarity
        value = denied or getattr(record, attribute(predicate.key))
        values["predicate"] = predicate.key
        if predicate.objects.literal:
            values["literal"] = value
        else:
            values["object"] = _many(value)
    if (side := getattr(record, "side", None)) is not None:
        values |= {"side": side.of, "side_basis": side.basis}
    time = record.time
    if isinstance(time, Time):
        wordings = time.wordings()
        if not wordings:
            faults.add(where.fault(f"{id_} has an empty time", "write a wording such as 'began: 2014'"))
            return None
        values["time"] = "; ".join(f"{wording} {text}" for wording, text in wordings.items())
        values |= {"basis": time.basis, "decided_by": time.decided_by}
    else:
        values["time"] = time
    return StatementRow(
        id=id_,
        kind=kind.key,
        subject=subject,
        polarity=polarity,
        modality=record.modality,
        voice=_voice(header.voice if record.voice is None else record.voice),
        scope_uncertain=record.scope_uncertain,
        at=_many(record.at),
        no_mention=record.no_mention,
        row=_many(record.row),
        subject_named=record.named.subject,
        object_named=_many(record.named.object),
        lang=getattr(record, "lang", ""),
        note=record.note,
        **values,
    )


def _many(value: Any) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else tuple(value)


def _voice(voice: Voice) -> tuple[str, ...]:
    steps = []
    for step in voice:
        agents, said = (step.agent, "@" + step.said) if isinstance(step, Step) else (step, "")
        steps.append("+".join(_many(agents)) + said)
    return tuple(steps)
