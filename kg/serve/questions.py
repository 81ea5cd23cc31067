"""What can be asked by name and parameters: the queries of the collection, and what is worked out for each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from kg.errors import QueryError, UnknownError, nearest, shortened
from kg.query.ask import Result, ask
from kg.query.catalogue import ANY, Parameter, find_query
from kg.query.conflicts import Conflicts, conflicts
from kg.query.replies import Replied, answer
from kg.query.timelines import Timeline, timeline
from kg.serve.messages import Fields
from kg.serve.opened import Opened

MOST_CHARACTERS = 500
FOLLOWED = ("control", "status", "presence")

Answered = Result | Replied | Timeline | Conflicts


class Asks(Protocol):
    """What answers a question, from its parameters."""

    def __call__(self, opened: Opened, fields: Mapping[str, list[str]]) -> Answered: ...


class Worked(NamedTuple):
    """A question whose answer is worked out from all statements; parameters that `repeat` may stand several times."""

    summary: str
    description: str
    parameters: dict[str, Parameter]
    asks: Asks
    repeat: tuple[str, ...] = ()


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _replied(predicate: Any) -> Asks:
    def asks(opened: Opened, fields: Mapping[str, list[str]]) -> Replied:
        known_by, without = _one(fields, "known-by"), fields.get("without", ())
        return answer(
            opened.store, opened.names, predicate, _one(fields, "name"), _one(fields, "at"), known_by, without
        )

    return asks


def _timeline(opened: Opened, fields: Mapping[str, list[str]]) -> Timeline:
    of = _one(fields, "of") or "control"
    if of not in FOLLOWED:
        raise QueryError(f"of: no {shortened(of)!r} is followed: write {', '.join(FOLLOWED)}")
    predicate: Any = of
    return timeline(opened.store, opened.names, predicate, _one(fields, "name"), _one(fields, "known-by"))


def _conflicts(opened: Opened, fields: Mapping[str, list[str]]) -> Conflicts:
    known_by, without = _one(fields, "known-by"), fields.get("without", ())
    return conflicts(opened.store, opened.names, _one(fields, "name"), known_by, without)


_PLACE = Parameter("crossing", "a crossing, post or area, in any spelling", "al-tanf")
_AT = Parameter("period", "the day, month or year asked about", "2018-10-15")
_KNOWN_BY = Parameter("day", "leave out what was said after this day", default="any")
_WITHOUT = Parameter("document", "answer as if this document did not exist", default="any")

WORKED: dict[str, Worked] = {
    "who-holds": Worked(
        "Who held a place on a day, and who says so?",
        "Worked out from all statements: definite, disputed, last known, candidates or unknown, for each side.",
        {"name": _PLACE, "at": _AT, "known-by": _KNOWN_BY, "without": _WITHOUT},
        _replied("control"),
        ("without",),
    ),
    "is-open": Worked(
        "Was a crossing open on a day, and who says so?",
        "Worked out from all statements: definite, disputed, last known, candidates or unknown, for each side.",
        {"name": _PLACE, "at": _AT, "known-by": _KNOWN_BY, "without": _WITHOUT},
        _replied("status"),
        ("without",),
    ),
    "timeline": Worked(
        "Who held a place, was it open, or who was there, through all days?",
        "Stretches of days with one answer, for each side.",
        {
            "name": _PLACE,
            "of": Parameter("kind", f"what is followed: {', '.join(FOLLOWED)}", default="control"),
            "known-by": _KNOWN_BY,
        },
        _timeline,
    ),
    "conflicts": Worked(
        "Where do statements disagree, where do they only seem to, and what do several say?",
        "Each with its reason and its statements; without a name, everything.",
        {
            "name": Parameter("thing", "a place, event, actor, speaker or document, in any spelling", default="any"),
            "known-by": _KNOWN_BY,
            "without": _WITHOUT,
        },
        _conflicts,
        ("without",),
    ),
}


def question(opened: Opened, name: str, prepared: bool, fields: Fields) -> Callable[[], Answered]:
    """What answers a question, of the collection if it is `prepared`; empty fields are those left out.

    :raises UnknownError: when there is no such question.
    :raises QueryError: when a field is missing, unknown, too long or there twice.
    """
    if prepared:
        parameters, repeat = find_query(name).parameters, tuple[str, ...]()
    elif name in WORKED:
        parameters, repeat = WORKED[name].parameters, WORKED[name].repeat
    else:
        raise UnknownError(f"no question {shortened(name)!r}: there are {', '.join(WORKED)}")
    given: dict[str, list[str]] = {}
    for key, text in fields:
        if key not in parameters:
            near = nearest(key, parameters)
            known = ", ".join(parameters) or "none"
            raise QueryError(f"no parameter {shortened(key)!r}: " + (f"did you mean {near!r}?" if near else known))
        if key in given and key not in repeat:
            raise QueryError(f"{key!r} stands twice: write it once")
        if len(text) > MOST_CHARACTERS:
            raise QueryError(f"{key}: {len(text):,} characters: at most {MOST_CHARACTERS} are read")
        if text and not text == ANY == parameters[key].default:
            given.setdefault(key, []).append(text)
    for key, parameter in parameters.items():
        if key not in given and not parameter.default:
            raise QueryError(f"the parameter {key!r} is missing: write for example {key}={parameter.example}")
    if prepared:
        return lambda: ask(opened.store, opened.names, name, {key: values[0] for key, values in given.items()})
    return lambda: WORKED[name].asks(opened, given)
