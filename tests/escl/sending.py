"""How a document goes over the network: whole, slowly, in chunks, or broken off."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from tests.escl.faults import Kind
from tests.escl.log import ServedPage
from tests.escl.scanner import Page

if TYPE_CHECKING:
    from tests.escl.server import Listener

BLOCK = 1 << 16
BROKEN = frozenset({Kind.RESET, Kind.TRUNCATED, Kind.CHUNK_CUT, Kind.HANG})
WRONG = b"<html><body>Bitte anmelden</body></html>"


class NoAnswer(Exception):
    """The connection is to be reset."""


class Sender:
    """Sends pages over one connection."""

    def __init__(self, handler: BaseHTTPRequestHandler, listener: Listener) -> None:
        self._handler = handler
        self._listener = listener
        self._scanner = listener.scanner
        self._sent = 0
        self._begun = time.monotonic()

    def page(self, page: Page) -> None:
        """Wait until a page is scanned and send it, with what goes wrong on the way.

        The page is settled before its last block goes out: a client that has everything
        may ask for the next one, or compare the log, at once.
        """
        self._wait_until_scanned(page)
        kind = page.fault.kind if page.fault else None
        try:
            self._head(page, self._length(page, kind))
            self._body(self._bytes(page, kind)[:-BLOCK], kind)
        except OSError:
            self._settle(page, complete=False)
            raise
        self._settle(page, complete=kind not in BROKEN)
        self._body(self._bytes(page, kind)[-BLOCK:], kind)
        self._end(kind)

    def _wait_until_scanned(self, page: Page) -> None:
        while (missing := page.ready - time.monotonic()) > 0 and not page.job.ended:
            self._scanner.wait(min(missing, 0.05))
        if page.job.ended and not page.repeated:
            raise NoAnswer  # cancelled amid the page

    def _settle(self, page: Page, complete: bool) -> None:
        served = ServedPage(page.job.id, page.number, page.document, complete, page.repeated)
        self._listener.log.add(served)
        self._scanner.delivered(page, complete)

    def _bytes(self, page: Page, kind: Kind | None) -> bytes:
        data = WRONG if kind is Kind.WRONG_TYPE else page.document.data
        return data[: len(data) // 2] if kind in BROKEN or kind is Kind.TOO_SHORT else data

    def _length(self, page: Page, kind: Kind | None) -> int | None:
        """Return what the head says of the length; None for chunks."""
        if self._chunked(kind):
            return None
        whole = len(WRONG if kind is Kind.WRONG_TYPE else page.document.data)
        if kind is Kind.TOO_LONG:
            return whole + 1000
        return whole // 2 if kind is Kind.TOO_SHORT else whole

    def _chunked(self, kind: Kind | None) -> bool:
        return kind is Kind.CHUNK_CUT or (self._scanner.model.chunked and kind is None)

    def _head(self, page: Page, length: int | None) -> None:
        handler, self._begun = self._handler, time.monotonic()
        handler.send_response(200)
        handler.send_header("Content-Type", page.document.format)
        handler.send_header("Content-Location", f"{handler.path}/{page.number}")
        if length is None:
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            handler.send_header("Content-Length", str(length))
        handler.end_headers()

    def _body(self, data: bytes, kind: Kind | None) -> None:
        speed = self._scanner.model.bytes_per_second
        for at in range(0, len(data), BLOCK):
            block = data[at : at + BLOCK]
            self._sent += len(block)
            if self._chunked(kind):
                block = f"{len(block):x}\r\n".encode() + block + b"\r\n"
            self._handler.wfile.write(block)
            if speed:
                due = self._begun + self._sent / speed
                self._scanner.wait(max(0.0, due - time.monotonic()))

    def _end(self, kind: Kind | None) -> None:
        if kind in {Kind.HANG, Kind.TOO_LONG}:
            self._scanner.wait(None)
        if kind in {Kind.HANG, Kind.TOO_LONG, Kind.RESET}:
            raise NoAnswer
        if kind in BROKEN:
            self._handler.close_connection = True
        elif self._chunked(kind):
            self._handler.wfile.write(b"0\r\n\r\n")


def break_off(handler: BaseHTTPRequestHandler) -> None:
    """Close a connection with a TCP reset: what is on its way is lost."""
    handler.close_connection = True
    with contextlib.suppress(OSError):
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.rfile.close()  # it holds the socket open
        handler.connection.close()
