"""Running the embedded eAkte: in a thread of this process, or as the process itself."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from scanstation.eakte.app import create_app
from scanstation.eakte.config import EakteConfig
from scanstation.eakte.faults.connections import Connections, tracking_protocol
from scanstation.eakte.folder_lock import FolderLock
from scanstation.eakte.repository_info import SERVICE_PATH
from scanstation.errors import StoreNotWritable

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class EakteServer:
    """An eAkte in a thread of this process.

    States::

        new --start()--> serving --stop()--> stopped (start() opens the same folder again)
    """

    def __init__(
        self, config: EakteConfig, announce_code: Callable[[str], None] = lambda _: None
    ) -> None:
        self._config = config
        self._announce_code = announce_code
        self._lock: FolderLock | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._address = ""

    def start(self) -> str:
        """Start serving and return the address, such as ``http://127.0.0.1:40123``.

        Raises:
            StoreNotWritable, EakteInUse: the folder cannot be used, or another eAkte uses it.
            OSError: the port is taken.
        """
        listener = self._open()
        server = self._server
        if server is None:  # _open has set it; the type checker cannot know
            raise RuntimeError("the server was not made")
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="eakte", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not server.started and self._thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.005)
        if not server.started:
            self.stop()
            raise StoreNotWritable(path=self._config.folder, reason="the eAkte did not start")
        return self._address

    def stop(self) -> None:
        """Finish what is under way, stop serving and release the folder."""
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
        self._close()

    def run(self, ready: Callable[[str], None] = lambda _: None) -> None:
        """Serve in the calling thread until SIGTERM or ctrl-C.

        Args:
            ready: is told the address once requests are answered.
        """
        listener = self._open()
        server = self._server
        if server is None:
            raise RuntimeError("the server was not made")
        watcher = threading.Thread(target=self._tell_when_started, args=(server, ready))
        watcher.start()
        try:
            server.run(sockets=[listener])
        finally:
            server.should_exit = True
            watcher.join()
            self._close()

    @property
    def address(self) -> str:
        """The address, empty while not serving."""
        return self._address

    @property
    def service_url(self) -> str:
        """The CMIS service document."""
        return f"{self._address}{SERVICE_PATH}"

    def _open(self) -> socket.socket:
        self._lock = _locked(self._config.folder)
        try:
            listener = listen(self._config.host, self._config.port)
            connections = Connections()
            app = create_app(self._config, self._announce_code, connections)
        except BaseException:
            self._close()
            raise
        host, port = listener.getsockname()[:2]
        self._address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._server = _QuietServer(
            uvicorn.Config(
                app,
                http=tracking_protocol(connections) if self._config.faults else "h11",
                ws="none",
                loop="asyncio",
                lifespan="on",
                log_config=None,
                access_log=False,  # a path can name a case
                server_header=False,
                timeout_graceful_shutdown=5,
                timeout_keep_alive=30,
            )
        )
        return listener

    def _close(self) -> None:
        self._address = ""
        self._server = self._thread = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _tell_when_started(self, server: uvicorn.Server, ready: Callable[[str], None]) -> None:
        while not server.started and not server.should_exit:
            time.sleep(0.005)
        if server.started:
            ready(self._address)


class _QuietServer(uvicorn.Server):
    """Takes SIGTERM and ctrl-C as the order to stop; uvicorn would die of them afterwards."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on these signals while serving in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        stopping = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            stopping.append(signal.SIGBREAK)
        before = {number: signal.signal(number, self.handle_exit) for number in stopping}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    config: EakteConfig,
    ready: Callable[[str], None] | None = None,
    announce_code: Callable[[str], None] | None = None,
    ready_file: Path | None = None,
) -> None:
    """Serve in this process until SIGTERM or ctrl-C.

    Args:
        ready: is told the address; by default a line on standard output says it.
        announce_code: is told each one-time code; by default a line on standard output says it.
        ready_file: is written, at once and whole, when requests are answered:
            ``{"address": ..., "service": ..., "process": pid}``.

    Raises:
        StoreNotWritable, EakteInUse: the folder cannot be used, or another eAkte uses it.
        OSError: the port is taken.
    """
    server = EakteServer(config, announce_code or _print_code)

    def started(address: str) -> None:
        if ready_file is not None:
            _write_whole(ready_file, _ready_json(address))
        (ready or _print_address)(address)

    server.run(started)


def _print_address(address: str) -> None:
    sys.stdout.write(f"eAkte: {address}\n")
    sys.stdout.flush()


def _print_code(code: str) -> None:
    sys.stdout.write(f"Einmalcode / one-time code: {code}\n")
    sys.stdout.flush()


def _ready_json(address: str) -> str:
    service = f"{address}{SERVICE_PATH}"
    return json.dumps({"address": address, "service": service, "process": os.getpid()})


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _locked(folder: Path) -> FolderLock:
    try:
        return FolderLock(folder)
    except OSError as error:
        raise StoreNotWritable(path=folder, reason=error.strerror or str(error)) from error


def listen(host: str, port: int) -> socket.socket:
    """Return a bound TCP socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is named; without that every
    # answer would wait for the caller's delayed acknowledgement, 40 ms each.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would allow two servers on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), port))
    except OSError:
        listener.close()
        raise
    return listener
