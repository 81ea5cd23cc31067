"""What stands before every request and after every response: who is asked, how much, how slowly, and what is logged."""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
import time
from collections.abc import Collection
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import printable
from kg.serve.http import MOST_HEAD

MOST_BYTES = 1 << 20  # of a request's body
MOST_TARGET = 64 << 10  # of a request's path and query string
BODY_SECONDS = 10.0
SEND_SECONDS = 30.0

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
_HEADERS = [
    (b"content-security-policy", f"{_POLICY}; frame-ancestors 'none'".encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class TooSlowError(Exception):
    """A client takes too long to send its request or to take its answer."""


class TooLargeError(Exception):
    """A request's body is too large."""


class Guard:
    """Lets through the requests that name one of `hosts`; logs each, and answers for what goes wrong.

    A web page that a name server points at this machine sends another Host (DNS rebinding), so that it
    cannot read what is served to this machine alone.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], quiet: bool = False) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, id_ = time.monotonic(), secrets.token_hex(4)
        status = size = 0
        scope["request_id"] = id_

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_HEADERS, (b"x-request-id", id_.encode())]
            else:
                size += len(message.get("body", b""))
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await send(message)
            except TimeoutError:
                raise TooSlowError from None

        try:
            await self._answer(scope, _Body(receive), sending)
        except TooSlowError:
            if not status:
                await _plain(sending, 408, "the request came too slowly")
        except TooLargeError:
            if not status:
                await _plain(sending, 413, f"a request has at most {MOST_BYTES:,} bytes")
        except ClientDisconnect:
            status = status or 499
        except asyncio.CancelledError:
            status = status or 499
            raise
        except Exception as error:  # noqa: BLE001 - the server goes on, and the log says why
            self._log(id_, f"{type(error).__name__}: {error}")
            if not status:
                await _plain(sending, 500, f"something went wrong here; it is logged as {id_}")
        finally:
            taken = (time.monotonic() - began) * 1000
            self._log(id_, f"{scope['method']} {scope['path']} {status} {size} bytes {taken:.0f} ms")

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if match is None or match[1].lower() not in self._hosts:
            await _plain(send, 421, "this server does not answer for that host: start it with --host-name NAME")
        elif len(scope["raw_path"]) + len(scope["query_string"]) > MOST_TARGET:
            await _plain(send, 414, f"an address has at most {MOST_TARGET:,} bytes: POST the query")
        elif sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEAD:
            await _plain(send, 431, f"headers have at most {MOST_HEAD:,} bytes")
        else:
            await self._app(scope, receive, send)

    def _log(self, id_: str, text: str) -> None:
        if not self._quiet:
            sys.stderr.write(f"{id_} {printable(text)}\n")


class _Body:
    """A request's body as it comes, up to a size and within a time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0
        self._whole = False
        self._until = time.monotonic() + BODY_SECONDS

    async def __call__(self) -> Any:
        """The next message (ASGI 3)."""
        if self._whole:  # what comes now is that the client has gone, whenever it does
            return await self._receive()
        try:
            async with asyncio.timeout(max(0.0, self._until - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise TooSlowError from None
        self._size += len(message.get("body", b""))
        if self._size > MOST_BYTES:
            raise TooLargeError
        self._whole = message["type"] == "http.request" and not message.get("more_body", False)
        return message


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
