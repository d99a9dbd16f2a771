"""The listeners: http and https on free ports of loopback, one machine behind both."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Self

from tests.escl.certificate import make_certificate
from tests.escl.handler import ROOT, Handler
from tests.escl.log import Log
from tests.escl.scanner import Scanner

LOOPBACK = "127.0.0.1"


class Listener(socketserver.ThreadingTCPServer):
    """Accepts connections; each is served by a thread of its own."""

    allow_reuse_address = True
    daemon_threads = False  # joined when it closes: nothing of one test lives in the next
    request_queue_size = 32

    def __init__(self, scanner: Scanner, log: Log, context: ssl.SSLContext | None, port: int = 0):
        super().__init__((LOOPBACK, port), Handler)
        self.scanner = scanner
        self.log = log
        self.context = context
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port that was free."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """The address of the device's resources."""
        return f"{'https' if self.context else 'http'}://{LOOPBACK}:{self.port}{ROOT}"

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End everything, connections included."""
        self.shutdown()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
        self._thread.join()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; the handshake is its own thread's, with the newest certificate."""
        connection, address = super().get_request()
        if self.context is not None:
            connection = self.context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away or refuse the certificate."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handle_error(request, client_address)


class EsclServer:
    """A scanner on the network; a context manager.

    Attributes:
        scanner: the machine; tests load paper and faults into it.
        log: what was asked and served.
        certificate: PEM of the certificate that https shows now.
    """

    def __init__(self, scanner: Scanner | None = None, port: int = 0) -> None:
        self.scanner = scanner or Scanner()
        self.log = Log()
        self.certificate = ""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.renew_certificate()
        self._plain = Listener(self.scanner, self.log, None, port)
        self._secure = Listener(self.scanner, self.log, self._context)

    def __enter__(self) -> Self:
        self._plain.start()
        self._secure.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.scanner.release()
        self._plain.stop()
        self._secure.stop()

    @property
    def url(self) -> str:
        """The address by http, ``http://127.0.0.1:PORT/eSCL``."""
        return self._plain.url

    @property
    def secure_url(self) -> str:
        """The address by https."""
        return self._secure.url

    @property
    def ports(self) -> tuple[int, int]:
        """The ports of http and https."""
        return self._plain.port, self._secure.port

    def renew_certificate(self) -> str:
        """Show another self-signed certificate from now on; return it as PEM."""
        self.certificate, key = make_certificate(LOOPBACK)
        with tempfile.TemporaryDirectory() as folder:  # ssl reads keys from files only
            file = Path(folder) / "device.pem"
            file.write_text(self.certificate + key, encoding="ascii")
            self._context.load_cert_chain(file)
        return self.certificate
