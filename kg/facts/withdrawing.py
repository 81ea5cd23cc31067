"""Recording a withdrawal: the text of withdrawals.yaml with one record more, all else as it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import Faults, QueryError, nearest, shortened
from kg.facts.convert import convert
from kg.facts.corpus import shown
from kg.facts.folder import read_folder
from kg.facts.records import Withdrawal, WithdrawalsFile
from kg.facts.references import References
from kg.facts.scalars import Edtf, Name, Text
from kg.facts.yamltext import Mapping, Node, Scalar, read_yaml_bytes, refused_character

FILE = "withdrawals.yaml"
_HEAD = "# Documents that no longer count: each with the day from which, who recorded it, and why.\nwithdrawals:\n"


def with_withdrawal(folder: Path, document: str, day: str, reason: str, by: str | None = None) -> tuple[Path, bytes]:
    """The path and the new content of the file of withdrawals of the corpus in `folder`.

    `by` is who records it; None stands for the creator of the corpus. The content was read back and
    holds the records that stood there, and this one.

    :raises CorpusError: when the corpus has faults already.
    :raises InputError: when `folder` is no corpus.
    :raises QueryError: when the document or a value is not known or wrong, or the file takes no record.
    """
    faults = Faults()
    corpus = read_folder([folder], faults)
    faults.raise_if_any()
    part = corpus.parts[-1]
    said = {known.header.document: known.said for known in corpus.documents}
    if document not in said:
        near = nearest(document, said)
        mend = f"did you mean {near!r}?" if near else f"it has {', '.join(map(shortened, said)) or 'none'}"
        raise QueryError(f"no document {shortened(document)!r} in the corpus {part.id!r}, nor in one it uses: {mend}")
    if document in part.withdrawals:
        record, where = part.withdrawals[document]
        what = f"{document!r} is withdrawn already, from {record.withdrawn} on ({where.file}:{where.line})"
        raise QueryError(f"{what}: change that record")
    record = Withdrawal(
        withdrawn=_value("day", day, Edtf),
        reason=_value("reason", reason, Text),
        by=_value("name of who records it", part.settings.creator if by is None else by, Name),
    )
    References(corpus.entities, faults).check_withdrawal(document, record, said[document], _refuse)
    path = folder / FILE
    content = _added(path, document, record)
    expected = {id_: known for id_, (known, _) in part.withdrawals.items()} | {document: record}
    node = read_yaml_bytes(content, shown(path), faults)
    if node is None or convert(node, WithdrawalsFile, shown(path), faults) != WithdrawalsFile(withdrawals=expected):
        _refuse(f"{shown(path)} takes no further record as it is written", "write each record on lines of its own")
    return path, content


def _refuse(what: str, mend: str) -> None:
    raise QueryError(f"{what}: {mend}")


def _value(name: str, text: str, type_: Any) -> str:
    """`text` if a facts file may hold it as a value of this type."""
    if refused := refused_character(text):
        _refuse(f"the {name} holds the character {refused}, which is not allowed", "delete it")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(f"the {name} is not text in the encoding of this machine", "write it in UTF-8")
    if not text.strip():
        _refuse(f"the {name} is empty", "write it")
    faults = Faults()
    if convert(Scalar(text, 0, 0), type_, FILE, faults) is None:
        _refuse(f"the {name}: {faults.found[0].what}", faults.found[0].mend)
    return text


def _added(path: Path, document: str, record: Withdrawal) -> bytes:
    """The content of the file at `path` with a record at its end, in the file's own manner."""
    before = path.read_bytes() if path.exists() else _HEAD.encode()
    line_end = "\r\n" if b"\r\n" in before else "\n"
    indent = _indent(read_yaml_bytes(before, FILE, Faults()))
    lines = [
        f"{indent}{document}:",
        f"{indent}{indent}withdrawn: {record.withdrawn}",
        # JSON's way of quoting is one of YAML's (YAML 1.2.2, section 7.3.1).
        f"{indent}{indent}reason: {json.dumps(record.reason, ensure_ascii=False)}",
        f"{indent}{indent}by: {json.dumps(record.by, ensure_ascii=False)}",
    ]
    added = "".join(line + line_end for line in lines).encode()
    return before + (b"" if before.endswith(b"\n") else line_end.encode()) + added


def _indent(node: Node | None) -> str:
    """How far the records of a file are indented."""
    records = node.entries["withdrawals"][1] if isinstance(node, Mapping) else None
    if isinstance(records, Mapping) and records.entries:
        return " " * (next(iter(records.entries.values()))[0].column - 1)
    return "  "
