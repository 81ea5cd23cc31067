"""From an address to a job, and from its answer to a response: SPARQL, pages, data and the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import QueryError, printable
from kg.jsontext import json_text
from kg.query.catalogue import catalogue
from kg.serve import html
from kg.serve.data import MEDIA
from kg.serve.messages import Answer, Data, Fields, Job, Page, Question
from kg.serve.negotiation import best
from kg.serve.openapi import document
from kg.serve.opened import ROOMS
from kg.serve.protocol import DIRECT, FORM, UnsupportedMediaError, fields_of, query_of
from kg.serve.questions import WORKED
from kg.serve.worker import problem

HTML = "text/html"
PROBLEM = "application/problem+json"


Answers = Callable[[Request], Awaitable[Response]]
Kind = Callable[[Answer], Answer]
"""How an error is told, from the plain text of it."""


class Asked(Protocol):
    """What answers jobs."""

    async def ask(self, job: Job) -> Answer:
        """The answer to a job."""

    def say(self, text: str) -> None:
        """Tell the log."""


def routes(served: Asked, log_queries: bool) -> list[Route]:
    """The addresses that there are."""

    async def sparql(request: Request) -> Response:
        try:
            job = await query_of(request)
        except QueryError as error:
            return _response(problem(400, str(error)))
        except UnsupportedMediaError:
            return _response(problem(415, f"send a body of {FORM} or {DIRECT}, in UTF-8"))
        if job is None:
            return await service(request)
        if log_queries:
            served.say(f"{request.scope['request_id']} {job.query}")
        return _response(await served.ask(job))

    async def service(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if best(accept, [*MEDIA, HTML]) == HTML:
            return RedirectResponse("/ask" if request.url.path == "/sparql" else "/", 303, {"Vary": "Accept"})
        address = str(request.url.replace(path="/sparql", query=""))
        return _response(await served.ask(Data(service=address, accept=accept)))

    async def thing(request: Request) -> Response:
        """See what is told of it (https://www.w3.org/TR/cooluris/, section 4.2)."""
        kind = "page" if best(request.headers.get("accept", ""), [HTML, *MEDIA]) == HTML else "data"
        return RedirectResponse(f"/{kind}{_raw(request)}", 303, {"Vary": "Accept"})

    async def data(request: Request) -> Response:
        fields = dict(_fields(request))
        path = _raw(request).removeprefix("/data").removeprefix("/")
        accept = request.headers.get("accept", "")
        if not path and not fields.get("iri"):
            return RedirectResponse("/.well-known/void", 303)
        return _response(await served.ask(Data(fields.get("iri", ""), path, "", fields.get("format", ""), accept)))

    def page(room: str) -> Answers:
        async def shown(request: Request) -> Response:
            path = _raw(request).removeprefix(f"/{room}").removeprefix("/")
            return _response(await served.ask(Page(room, path, _fields(request))))

        return shown

    async def question(request: Request) -> Response:
        name, accept = request.path_params["name"], request.headers.get("accept", "")
        prepared = request.url.path.startswith("/api/queries/")
        return _response(await served.ask(Question(name, prepared, _fields(request), accept)))

    def told(body: bytes, media: str) -> Answers:
        async def tell(_: Request) -> Response:
            return Response(body, media_type=media)

        return tell

    def told_as(kind: Kind, answers: Answers) -> Answers:
        """A route whose errors are told in one way; what is wrong here is told the log too."""

        async def answered(request: Request) -> Response:
            try:
                response = await answers(request)
            except QueryError as error:
                response = _response(problem(400, str(error)))
            if response.status_code < 400 or response.media_type != _PLAIN:
                return response
            body = bytes(response.body)
            if response.status_code == 500:
                served.say(f"{request.scope['request_id']} {body.decode().strip()}")
            return _response(kind(Answer(response.status_code, _PLAIN, body, _kept(response))))

        return answered

    queries = f"{json_text([query.as_json() for query in catalogue().values()])}\n".encode()
    described = f"{json_text(document())}\n".encode()
    return [
        Route("/sparql", told_as(_plain, sparql), methods=["GET", "POST"]),
        Route("/.well-known/void", told_as(_plain, service)),
        *(Route(f"/{room}", thing) for room in ROOMS),
        *(Route(f"/{room}/{{path:path}}", thing) for room in ROOMS),
        Route("/data", told_as(_plain, data)),
        Route("/data/{path:path}", told_as(_plain, data)),
        Route("/api/queries", told(queries, "application/json")),
        Route("/api/queries/{name}", told_as(_problem, question)),
        Route("/api/openapi.json", told(described, "application/json")),
        Route("/api/{name}", told_as(_problem, question)),
        Route("/style.css", told(html.STYLE, "text/css")),
        Route("/", told_as(_page, page(""))),
        Route("/page/{path:path}", told_as(_page, page("page"))),
        Route("/query/{path}", told_as(_page, page("query"))),
        *(Route(f"/{room}", told_as(_page, page(room))) for room in ("page", "find", "ask", "timeline.svg", *WORKED)),
    ]


async def refused(request: Request, error: Exception) -> Response:
    """The response to a request that no route takes."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    text = "there is nothing at this address: / lists what there is"
    answer = problem(error.status_code, text if error.status_code == 404 else error.detail)
    kind = _problem if path.startswith("/api/") else _page if HTML in request.headers.get("accept", "") else _plain
    return Response(
        (told := kind(answer)).body, told.status, dict(told.headers) | dict(error.headers or {}), media_type=told.media
    )


_PLAIN = problem(400, "").media


def _kept(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in response.headers.items() if name in {"retry-after", "vary"})


def _plain(answer: Answer) -> Answer:
    return answer


def _page(answer: Answer) -> Answer:
    page = html.wrong(answer.status, answer.body.decode())
    return Answer(page.status, page.media, page.body, answer.headers)


def _problem(answer: Answer) -> Answer:
    """An error as a program reads it (RFC 9457)."""
    detail = printable(answer.body.decode().strip())
    told = {"type": "about:blank", "title": HTTPStatus(answer.status).phrase, "status": answer.status, "detail": detail}
    return Answer(answer.status, PROBLEM, f"{json_text(told)}\n".encode(), answer.headers)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), answer.media)


def _raw(request: Request) -> str:
    """The path of a request as it was sent, escapes and all."""
    return str(request.scope["raw_path"].decode("latin-1"))


def _fields(request: Request) -> Fields:
    """The fields of an address.

    :raises QueryError: when they cannot be read.
    """
    return tuple(fields_of(request.url.query))
