"""The description of the API for programs (OpenAPI 3.1), from the headers of the queries and the worked questions."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from kg.facts.kinds import KINDS
from kg.query.catalogue import ANY, Parameter, catalogue
from kg.serve.api import ROWS
from kg.serve.questions import FOLLOWED, MOST_CHARACTERS, WORKED

Json = dict[str, Any]

_DAY = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_ERRORS = {
    "400": "The question cannot be asked as it stands",
    "404": "Nothing of that name",
    "406": "None of the media types that are accepted is there",
    "422": "The answer is larger than it may be",
    "503": "Too many wait, or the answer needs too much memory",
    "504": "No answer in time",
}


def document() -> Json:
    """The OpenAPI document as values of JSON."""
    paths: Json = {
        "/api/queries": {
            "get": _operation("queries", "The queries of the collection, with their parameters", {}, _ref("Queries"))
        }
    }
    for name, query in catalogue().items():
        operation = _operation(name, query.summary, query.parameters, _ref("Rows"), name=name)
        operation["description"] = f"{query.description} It does not answer: {query.answers_not}"
        operation["tags"] = [query.group]
        words = {
            "name": "format",
            "in": "query",
            "required": False,
            "description": "the format, before the Accept header",
        }
        operation["parameters"].append(words | {"schema": {"enum": ["json", *ROWS]}})
        content = operation["responses"]["200"]["content"]
        content |= {media: {"schema": {}} for media in ROWS.values()}
        paths[f"/api/queries/{name}"] = {"get": operation}
    for name, worked in WORKED.items():
        schema = _ref({"timeline": "Timeline", "conflicts": "Conflicts"}.get(name, "Answer"))
        operation = _operation(name, worked.summary, worked.parameters, schema, worked.repeat)
        paths[f"/api/{name}"] = {"get": operation | {"description": worked.description}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Crossings",
            "version": version("crossings"),
            "description": "Who held a border crossing, was it open, and who says so. IRIs are those of the dataset.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": _SCHEMAS},
    }


def _operation(
    id_: str,
    summary: str,
    parameters: Mapping[str, Parameter],
    schema: Json,
    repeat: tuple[str, ...] = (),
    name: str = "",
) -> Json:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    return {
        "operationId": f"query-{name}" if name else id_,
        "summary": summary,
        "parameters": [_parameter(key, parameter, key in repeat) for key, parameter in parameters.items()],
        "responses": {
            "200": {"description": "The answer", "content": {"application/json": {"schema": schema}}},
            **{status: {"description": what, "content": problem} for status, what in _ERRORS.items()},
        },
    }


def _parameter(key: str, parameter: Parameter, repeats: bool) -> Json:
    schema: Json = {"type": "string", "minLength": 0 if parameter.default else 1, "maxLength": MOST_CHARACTERS}
    if parameter.type in {"day", "period"}:
        schema = {"type": "string", "pattern": f"^({ANY}|{_DAY})?$" if parameter.default else f"^{_DAY}$"}
    elif parameter.type == "kind":
        known = FOLLOWED if parameter.default == FOLLOWED[0] else KINDS
        schema = {"enum": [*known, *(["", parameter.default] if parameter.default else [])]}
    if parameter.default and parameter.default != ANY:
        schema["default"] = parameter.default
    described: Json = {
        "name": key,
        "in": "query",
        "required": not parameter.default,
        "description": parameter.description,
        "schema": {"type": "array", "items": schema} if repeats else schema,
    }
    return described | ({"example": parameter.example} if parameter.example else {})


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": [*properties], "properties": properties}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_IRIS = _list({"type": "string", "description": "an IRI"})
_KIND: Json = {"enum": ["definite", "disputed", "last-known", "candidates", "unknown"]}
_SIDE: dict[str, Json] = {
    "subject": _TEXT,
    "at": _TEXT,
    "known_by": _MAYBE,
    "answer": _KIND,
    "values": _list(_IRIS),
    "users": _list(_IRIS),
    "modality": _MAYBE,
    "age_days": {"type": ["integer", "null"]},
    "origins": {"type": ["integer", "null"]},
    "self_interest": _IRIS,
    "for": _IRIS,
    "against": _IRIS,
    "reason": _MAYBE,
    "candidates": _list(_object(statement=_TEXT, reason=_TEXT)),
    "during": _list(_object(values=_IRIS, certainty=_TEXT)),
    "text": _TEXT,
}
_DAYS: dict[str, Json] = {"from": _MAYBE, "to": _MAYBE}
_FOUND = _object(
    subject=_TEXT,
    predicate=_TEXT,
    reason=_TEXT,
    **_DAYS,
    statements=_list({"type": "object"}),
    decisions=_IRIS,
    text=_TEXT,
)
_SCHEMAS: Json = {
    "Queries": _list(
        _object(
            name=_TEXT,
            group=_TEXT,
            summary=_TEXT,
            questions=_list({"type": "integer"}),
            parameters={"type": "object"},
            columns=_list(_TEXT),
        )
    ),
    "Rows": _object(
        query=_TEXT,
        parameters={"type": "object", "additionalProperties": _TEXT},
        meant={"type": "object", "additionalProperties": _object(iri=_TEXT, others=_IRIS)},
        columns=_list(_TEXT),
        rows=_list({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}),
        sources=_list({"type": "object"}),
    ),
    "Answer": _object(**_SIDE, side=_MAYBE, sides=_list(_object(**_SIDE, country=_MAYBE))),
    "Timeline": _object(
        subject=_TEXT,
        predicate={"enum": [*FOLLOWED]},
        known_by=_MAYBE,
        scopes={
            "type": "object",
            "additionalProperties": _list(
                _object(**_DAYS, answer=_KIND, values=_list(_IRIS), modality=_MAYBE, against=_IRIS) | {"title": "Days"}
            ),
        },
    ),
    "Conflicts": _object(
        conflicts=_list(_FOUND),
        near_conflicts=_list(_FOUND),
        corroborations=_list(
            _object(
                subject=_TEXT,
                predicate=_TEXT,
                objects=_IRIS,
                **_DAYS,
                origins={"type": "integer"},
                statements=_list({"type": "object"}),
                text=_TEXT,
            )
        ),
    ),
    "Problem": _object(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
}
