"""A connection to a network device that is waited for, never slept on.

The socket does not block. Whoever waits for bytes wakes up for them at once, for a stop from
another thread at once, and once a second to show a sign of life.

A device that says a byte now and then is not waited for without end, nor is one that never stops
talking: what comes may take so long and be so much (``Wire.expect``).
"""

from __future__ import annotations

import contextlib
import errno
import io
import math
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scanstation.devices.driver import Alive

SIGN_SECONDS = 1.0
BUFFER_BYTES = 1 << 16
LEAST_FLOW = 1 << 16
"""Bytes of a page that come within ``Patience.answer``: 3 KB a second is no network."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds after which a device is given up.

    Attributes:
        connect: for each of its network addresses.
        answer: without one byte of an answer that costs the device no paper; also for each
            ``LEAST_FLOW`` bytes of a page.
        page: until a page begins; lamps warm up, and 600 dpi take their time.
        busy: a job is refused, as another one runs or the device wakes up.
        late: a page or a state that the job still owes when the feeder seems to be empty.
        cancel: for the answer to the end of a job.
    """

    connect: float = 5.0
    answer: float = 20.0
    page: float = 120.0
    busy: float = 20.0
    late: float = 2.0
    cancel: float = 5.0


class Watch:
    """Waits for a socket, for a stop, and shows signs of life meanwhile.

    Args:
        check: raises when the scan is to end at once.
        alive: called about once a second.
    """

    def __init__(self, check: Callable[[], None], alive: Alive) -> None:
        self._check = check
        self._alive = alive
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        self._deaf = False

    def wake(self) -> None:
        """Let whoever waits look whether to stop; may come from any thread."""
        with contextlib.suppress(OSError):  # full: a wake-up is waiting already
            self._far.send(b".")

    @contextlib.contextmanager
    def deaf(self) -> Iterator[None]:
        """Take no notice of a stop: the device is being told of it."""
        before, self._deaf = self._deaf, True
        try:
            yield
        finally:
            self._deaf = before

    def ready(self, wire: socket.socket, write: bool, seconds: float) -> None:
        """Wait until a socket can be read or written.

        Raises:
            TimeoutError: nothing happened for so many seconds.
            ScanCancelled: the scan is to end at once.
        """
        due = time.monotonic() + seconds
        while True:
            left = due - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.look()
            reading = [self._near] if write else [self._near, wire]
            ready = select.select(reading, [wire] if write else [], [], min(left, SIGN_SECONDS))
            self._drain(self._near in ready[0])
            if wire in ready[0] or wire in ready[1]:
                return

    def pause(self, seconds: float) -> None:
        """Wait; ends early with ``ScanCancelled``."""
        due = time.monotonic() + seconds
        while (left := due - time.monotonic()) > 0:
            self.look()
            self._drain(bool(select.select([self._near], [], [], min(left, SIGN_SECONDS))[0]))
        self.look()

    def look(self) -> None:
        """Show a sign of life; raise ``ScanCancelled`` if the scan is to end at once."""
        self._alive()
        if not self._deaf:
            self._check()

    def close(self) -> None:
        """Give the sockets back."""
        self._near.close()
        self._far.close()

    def _drain(self, woken: bool) -> None:
        if woken:
            with contextlib.suppress(OSError):
                self._near.recv(64)


class Wire:
    """A connected socket as ``http.client`` uses it; closed with the last reader of it.

    Args:
        seconds: how long one read or write may find nothing to do; can be set anew.
    """

    def __init__(self, connection: socket.socket, watch: Watch, seconds: float) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._watch = watch
        self.seconds = seconds
        self._users = 1
        self.expect(math.inf)

    def expect(self, seconds: float, most: float = math.inf, *, each: float = math.inf) -> None:
        """Say what comes now.

        Args:
            seconds: how long it may take, however steadily it comes.
            most: how many bytes it may have.
            each: so many bytes have the seconds anew.
        """
        self._due = time.monotonic() + seconds
        self._period, self._each, self._flowed = seconds, each, 0
        self._room = most

    def sendall(self, data: bytes) -> None:
        """Send everything."""
        view = memoryview(data)
        while view:
            try:
                view = view[self._connection.send(view) :]
            except (BlockingIOError, ssl.SSLWantWriteError):
                self._watch.ready(self._connection, True, self.seconds)
            except ssl.SSLWantReadError:
                self._watch.ready(self._connection, False, self.seconds)

    def receive_into(self, buffer: memoryview) -> int:
        """Receive what is there, at least a byte; 0 is the end."""
        while True:
            try:
                return self._came(self._connection.recv_into(buffer))
            except (BlockingIOError, ssl.SSLWantReadError):
                self._watch.ready(self._connection, False, self._left())
            except ssl.SSLWantWriteError:
                self._watch.ready(self._connection, True, self._left())
            except ssl.SSLEOFError:  # devices end TLS without saying so; lengths tell what came
                return 0

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a reader; closing it leaves the connection open for the next answer."""
        self._users += 1
        return io.BufferedReader(_Reader(self), BUFFER_BYTES)

    def dead(self) -> bool:
        """Whether the device has closed a connection on which nothing is due."""
        try:
            return bool(select.select([self._connection], [], [], 0)[0]) and not self._quiet()
        except (OSError, ValueError):
            return True

    def close(self) -> None:
        """Give up one use; ``http.client`` closes a connection whose answer it still reads."""
        self._users -= 1
        if not self._users:
            self._connection.close()

    def _left(self) -> float:
        return min(self.seconds, self._due - time.monotonic())

    def _came(self, count: int) -> int:
        """Count what came; TimeoutError if it comes too slowly, OSError if it is too much."""
        self._room -= count
        self._flowed += count
        if self._flowed >= self._each:
            self._flowed, self._due = 0, time.monotonic() + self._period
        if self._room < 0:
            raise OSError(errno.EMSGSIZE, "too long")
        if time.monotonic() > self._due:
            raise TimeoutError
        return count

    def _quiet(self) -> bool:
        """Bytes between two answers are the end, or TLS talking to itself."""
        if not isinstance(self._connection, ssl.SSLSocket):
            return False
        try:
            return self._connection.recv(1) is None
        except ssl.SSLWantReadError:
            return True


class _Reader(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.receive_into(memoryview(buffer).cast("B"))

    def close(self) -> None:
        if not self.closed:
            self._wire.close()
        super().close()
