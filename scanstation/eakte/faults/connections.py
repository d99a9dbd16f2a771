"""Open connections by the caller's address, so that a staged mishap can cut one."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """The transports of the server; used on its event loop only."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def opened(self, caller: tuple[str, int], transport: asyncio.Transport) -> None:
        """Note a new connection."""
        self._open[caller] = transport

    def closed(self, caller: tuple[str, int]) -> None:
        """Forget a connection."""
        self._open.pop(caller, None)

    async def cut(self, request: Request) -> None:
        """End the request's connection at once, without an answer."""
        client = request.client
        if client is None or (client.host, client.port) not in self._open:
            raise ConnectionAbortedError("the server does not know this connection")
        self._open[client.host, client.port].abort()
        await asyncio.sleep(0)


def tracking_protocol(connections: Connections) -> type[asyncio.Protocol]:
    """Return uvicorn's HTTP protocol, made to report its connections."""

    class TrackedProtocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if self.client is not None:
                connections.opened(self.client, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.client is not None:
                connections.closed(self.client)

    return TrackedProtocol
