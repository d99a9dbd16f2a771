"""A server that says, byte for byte, what real devices say wrong; for what eSCL has no word for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Script = Callable[[str, "Scripted"], "bytes | Iterable[bytes]"]
"""Gives the bytes of an answer to a request's head, at once or in parts; empty: it closes."""

CLOSE = b"\0close behind this"
"""At the end of an answer: the connection is closed without having said so."""


@dataclass
class Scripted:
    """A running server and what it was asked: the heads of all requests, in their order."""

    port: int
    requests: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/eSCL"

    def lines(self, start: str) -> list[str]:
        """Return the first lines of the requests that begin so."""
        firsts = [request.splitlines()[0] for request in self.requests]
        return [line for line in firsts if line.startswith(start)]


@contextmanager
def scripted(script: Script) -> Iterator[Scripted]:
    """Serve on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Scripted(listener.getsockname()[1])
    open_now: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            open_now.append(connection)
            threads.append(threading.Thread(target=_serve, args=(connection, script, server)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in open_now:
            _shut(connection)
        for thread in threads:
            thread.join()


def answer(status: int, body: bytes = b"", *headers: str) -> bytes:
    """Return an answer with a length."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _serve(connection: socket.socket, script: Script, server: Scripted) -> None:
    with connection, connection.makefile("rb") as reader:
        while True:
            try:
                head = _head(reader)
            except OSError:
                return
            if not head:
                return
            server.requests.append(head)
            said = script(head, server)
            try:
                if not isinstance(said, bytes):
                    for part in said:
                        connection.sendall(part)
                    continue
                connection.sendall(said.removesuffix(CLOSE))
            except OSError:
                return
            if not said or said.endswith(CLOSE):
                _shut(connection)
                return


def _head(reader: object) -> str:
    lines = []
    while (line := reader.readline()) not in {b"", b"\r\n"}:  # type: ignore[attr-defined]
        lines.append(line.decode())
    head = "".join(lines)
    for line in lines:
        if line.lower().startswith("content-length:"):
            head += "\r\n" + reader.read(int(line.split(":")[1])).decode()  # type: ignore[attr-defined]
    return head


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
