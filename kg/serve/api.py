"""The API: the answer to a question as JSON as the commands print it, or as rows in a format of SPARQL 1.1."""

from __future__ import annotations

from kg.errors import QueryError
from kg.jsontext import json_text
from kg.query.ask import Result
from kg.serve.messages import Answer, Question
from kg.serve.negotiation import best
from kg.serve.opened import Opened
from kg.serve.questions import question
from kg.serve.sparql import VARY, not_acceptable, too_much, with_charset

JSON = "application/json"
# The formats of rows by the words that addresses use for them.
ROWS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
}
_WRITTEN = {"text/csv": "csv", "text/tab-separated-values": "tsv", ROWS["srj"]: "json", ROWS["srx"]: "xml"}


def answer_question(opened: Opened, job: Question) -> Answer:
    """The answer to a question; the field `format` of a query of the collection goes before its Accept header.

    :raises UnknownError: when there is no such question, or nothing of a name that it has.
    :raises QueryError: when it cannot be asked as it stands.
    """
    wanted = [text for key, text in job.fields if key == "format"] if job.prepared else []
    fields = tuple(field for field in job.fields if field[0] != "format" or not job.prepared)
    asked = question(opened, job.name, job.prepared, fields)
    offered = [JSON, *(ROWS.values() if job.prepared else ())]
    if wanted and wanted[0] not in {"json", *ROWS}:
        raise QueryError(f"format: write json, {', '.join(ROWS)}")
    media = ({"json": JSON} | ROWS)[wanted[0]] if wanted else best(job.accept, offered)
    if not media:
        return not_acceptable(offered)
    answered = asked()
    if isinstance(answered, Result) and len(answered) > opened.limits.rows:
        return too_much(opened.limits)
    if isinstance(answered, Result) and media != JSON:
        body = answered.serialize(_WRITTEN[media])
    else:
        body = f"{json_text(answered.as_json())}\n".encode()
    return too_much(opened.limits) if len(body) > opened.limits.bytes else Answer(200, with_charset(media), body, VARY)
