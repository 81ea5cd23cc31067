"""HTTP/1.1 by uvicorn and h11, which refuse heads that are too long; here, those that come too slowly too."""

from __future__ import annotations

import asyncio
import socket

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
MOST_HEAD = 64 << 10  # bytes of a request's line and headers


class TimelyProtocol(H11Protocol):
    """A connection that is closed when a request's head takes too long to come."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        # A response is written in two parts; else the second waits for the client, up to 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on with a request, and wait for its head until it is whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._waited()
        elif self._head is None and self.conn.trailing_data[0]:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._waited()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _waited(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
