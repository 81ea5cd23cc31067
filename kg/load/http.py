"""HTTP to a store: what it says is an answer, or an error of ours that says how to mend it.

The name and the password for the store's host come from `KG_LOAD_USER` and `KG_LOAD_PASSWORD`, or from the user's
`.netrc`, those for another host, where updates may go, from `.netrc` alone. They are sent only to a server that asks
for them, and never to another: redirects are not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from netrc import NetrcParseError, netrc
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from kg.errors import CrossingsError, InputError, OutputError, printable, shortened
from kg.load.urls import shown_url

USER, PASSWORD = "KG_LOAD_USER", "KG_LOAD_PASSWORD"
RESULTS = "application/sparql-results+json"
_MOST = 64 << 20  # bytes of a response that is read into memory
_READ_SECONDS = 3600.0  # a store may work so long on one graph before it answers

Problem = Callable[[str], CrossingsError]


def store_url(text: str) -> httpx.URL:
    """The URL that somebody named as one of a store.

    :raises InputError: when it is none, or holds a name or a password, which no message repeats.
    """
    shown = shown_url(text)
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise InputError(f"{shown}: is no URL: write http://HOST:PORT/...") from None
    if url.userinfo:
        what = f"{shown}: a password does not belong on a command line"
        raise InputError(f"{what}: set {USER} and {PASSWORD}, or write it to ~/.netrc")
    if url.scheme not in {"http", "https"} or not url.host:
        raise InputError(f"{shown}: is no URL of a store: write http://HOST:PORT/...")
    return url


class Remote:
    """The HTTP side of one store."""

    def __init__(self, url: str) -> None:
        self.url = store_url(url)
        self._logins = _Logins(self.url.host)
        timeout = httpx.Timeout(_READ_SECONDS, connect=10)
        self._auth = _WhenAsked(self._logins)
        self._client = httpx.Client(timeout=timeout)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, url: str, accept: str) -> tuple[httpx.Response, bytes]:
        """The response to a GET, whatever its status, and its body; for probing.

        :raises InputError: when there is none, or none that ends.
        """
        with self._told(url, InputError):
            request = self._client.build_request("GET", url, headers={"Accept": accept})
            with closing(self._sent(request)) as response:
                return response, _whole(response, InputError)

    def select(self, url: str, query: str) -> list[dict[str, str]]:
        """The rows of a SPARQL query: the text of each term by its variable.

        :raises InputError: when the store gives no rows.
        """
        with self._told(url, InputError):
            request = self._client.build_request("POST", url, data={"query": query}, headers={"Accept": RESULTS})
            with self._answer(request, InputError) as response:
                body = _whole(response, InputError)
        try:
            told = httpx.Response(200, content=body).json()
            return [{name: str(term["value"]) for name, term in row.items()} for row in told["results"]["bindings"]]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            kind = printable(shortened(response.headers.get("content-type", "nothing")))
            mend = "name the SPARQL endpoint of a store"
            raise InputError(f"{url}: does not answer a SPARQL query with its results but {kind}: {mend}") from None

    def send(self, method: str, url: str, content: Iterable[bytes] | None = None, **more: Any) -> None:
        """Send a request that changes the store.

        `content` is sent as it is iterated, and again from its beginning where the store asks for a password.

        :raises OutputError: when it is not done.
        """
        with self._told(url, OutputError):
            request = self._client.build_request(method, url, content=content, **more)
            with self._answer(request, OutputError) as response:
                _whole(response, OutputError)

    def stream(self, url: str, accept: str) -> Iterator[bytes]:
        """The body of a GET, as it comes; nothing where there is nothing at `url`.

        :raises InputError: when it cannot be read to its end.
        """
        with self._told(url, InputError):
            request = self._client.build_request("GET", url, headers={"Accept": accept})
            with self._answer(request, InputError, missing_is_empty=True) as response:
                if response.status_code == httpx.codes.NOT_FOUND:
                    return
                kind = response.headers.get("content-type", "nothing").partition(";")[0]
                if kind not in {accept, "text/plain"}:
                    raise InputError(
                        f"{url}: answers {printable(shortened(kind))} where {accept} was asked for: {_NAME}"
                    )
                yield from response.iter_bytes()

    @contextmanager
    def _answer(
        self, request: httpx.Request, problem: Problem, *, missing_is_empty: bool = False
    ) -> Iterator[httpx.Response]:
        with closing(self._sent(request)) as response:
            missing = missing_is_empty and response.status_code == httpx.codes.NOT_FOUND
            if not response.is_success and not missing:
                raise problem(self._refusal(response))
            yield response

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """The response, its body not yet read."""
        # Not by the client's own `auth`: it reads the whole body of an answer that asks us to log in.
        steps = self._auth.auth_flow(request)
        request = next(steps)
        while True:
            response = self._client.send(request, stream=True)
            try:
                request = steps.send(response)
            except StopIteration:
                return response
            response.close()

    def _refusal(self, response: httpx.Response) -> str:
        url, status = response.request.url, response.status_code
        if response.is_redirect:
            place = shown_url(response.headers.get("location", "nowhere"))
            return f"{url}: sends us elsewhere ({status}, {place}): name that URL if it is the store's"
        login = self._logins.of(url.host)
        if status == httpx.codes.UNAUTHORIZED:
            if login:
                return f"{url}: does not take the name and the password of {login.source}: mend them"
            mend = f"set {USER} and {PASSWORD}, or write" if url.host == self.url.host else "write"
            return f"{url}: asks for a name and a password: {mend} them to ~/.netrc"
        said = _first_words(response, login)
        if status == httpx.codes.FORBIDDEN:
            return f"{url}: is forbidden{said}: ask for the right to change this store, or name another"
        if status in {404, 405, 501}:
            return f"{url}: is not there, or does not take what a store does ({status}{said}): {_NAME}"
        if _FULL.search(said) or status == httpx.codes.INSUFFICIENT_STORAGE:
            return f"{url}: the store is full ({status}{said}): make room, then run the same command again"
        return f"{url}: answers {status}{said}: mend the store, then run the same command again"

    @contextmanager
    def _told(self, url: str, problem: Problem) -> Iterator[None]:
        try:
            yield
        except httpx.ConnectError as error:
            if "CERTIFICATE" in str(error).upper():
                mend = "have it mended, or trust its issuer by SSL_CERT_FILE"
                raise problem(f"{url}: its certificate is not trusted ({_reason(error)}): {mend}") from None
            raise problem(f"{url}: no store answers ({_reason(error)}): start it, or name another") from None
        except httpx.TimeoutException:
            raise problem(f"{url}: does not answer in time: run the same command again when it does") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise problem(f"{url}: the connection broke ({_reason(error)}): run the same command again") from None


_NAME = "name the store's address, and its product with --dialect"
_FULL = re.compile(r"no space|disk (is )?full|quota|ENOSPC|not enough (disk )?space", re.IGNORECASE)


class _Login(NamedTuple):
    """A name and a password, and where they come from."""

    user: str
    password: str
    source: str


class _Logins:
    """Who we are for each host. `host` is the one that `KG_LOAD_USER` is for.

    :raises InputError: when the user's .netrc cannot be read.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._known: dict[str, _Login | None] = {}
        self.of(host)  # so that what is wrong with it is told before anything is asked

    def of(self, host: str) -> _Login | None:
        """The name and password for a host, if there are any."""
        if host not in self._known:
            user = os.environ.get(USER) if host == self._host else ""
            ours = user and _Login(user, os.environ.get(PASSWORD, ""), f"{USER} and {PASSWORD}")
            self._known[host] = ours or _in_netrc(host)
        return self._known[host]


class _WhenAsked(httpx.Auth):
    """Log in by the scheme that a server asks for, when it asks; there at once from then on."""

    def __init__(self, logins: _Logins) -> None:
        self._logins = logins
        self._known: dict[tuple[str, str, int | None], httpx.Auth] = {}

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        server = (request.url.scheme, request.url.host, request.url.port)
        if server not in self._known:
            response = yield request
            login = self._logins.of(request.url.host)
            if response.status_code != httpx.codes.UNAUTHORIZED or login is None:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            if "digest" in asked:
                self._known[server] = httpx.DigestAuth(login.user, login.password)
            elif "basic" in asked:
                self._known[server] = httpx.BasicAuth(login.user, login.password)
            else:
                return
        yield from self._known[server].auth_flow(request)


def _in_netrc(host: str) -> _Login | None:
    path = Path(os.environ.get("NETRC") or Path("~/.netrc").expanduser())
    try:
        found = netrc(path).authenticators(host)
    except (NetrcParseError, UnicodeDecodeError):  # their text may hold what a password is
        raise InputError(f"{path}: cannot be understood: write 'machine HOST login NAME password WORD'") from None
    except OSError:
        return None
    return None if found is None else _Login(found[0], found[2] or "", str(path))


def _whole(response: httpx.Response, problem: Problem) -> bytes:
    """The body of a response."""
    body = bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > _MOST:
            raise problem(f"{response.request.url}: answers without an end: is it a SPARQL endpoint?")
    return bytes(body)


def _first_words(response: httpx.Response, login: _Login | None) -> str:
    """What a refusal says, without the name and password that it may repeat."""
    body = b""
    try:
        for block in response.iter_bytes():
            body += block
            if len(body) > 4096:
                break
    except httpx.HTTPError:
        pass  # a refusal is one without its words
    text = body.decode(errors="replace").strip()
    for secret in (login.password, login.user) if login else ():  # the name may be a part of the password
        text = text.replace(secret, "***") if secret else text
    if text.startswith("<"):
        text = re.sub(r"<(head|title).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    text = " ".join(text.split())
    return f", {printable(text[:200])!r}" if text else ""


def _reason(error: Exception) -> str:
    return printable(shortened(str(error) or type(error).__name__))
