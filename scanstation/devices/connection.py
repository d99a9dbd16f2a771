"""One worker process and the conversation with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from scanstation.devices import heads
from scanstation.devices.deadline import Watchdog
from scanstation.devices.process import WorkerProcess
from scanstation.devices.protocol import Channel, Head, ProtocolError
from scanstation.errors import BadFrame, DeviceError, DeviceLost

Result = TypeVar("Result")

BufferFor: TypeAlias = Callable[[int], bytearray | memoryview]
"""Gives a buffer of at least so many bytes; the caller takes it back when it wants."""


class Connection:
    """One worker process and the conversation with it."""

    def __init__(self, command: Sequence[str], paused: Callable[[], bool]) -> None:
        self._process = WorkerProcess(command)
        self._channel = Channel(self._process.stdout, self._process.stdin)
        self._watchdog = Watchdog(self._process.kill, paused)
        self._reading = threading.Lock()
        self.pid = self._process.pid

    def call(self, head: Head, answer: str, seconds: float) -> Head:
        """Send a call and return its answer.

        Raises:
            DeviceError: the worker reports it, or is lost.
        """
        self.send(head)
        received, _ = self.receive(seconds)
        if received["type"] == "error":
            raise heads.decode_error(received)
        if received["type"] != answer:
            raise BadFrame(reason=f"{received['type']} / {answer}", sheet=0)
        return received

    def send(self, head: Head) -> None:
        """Send a message (DeviceLost if the worker is gone)."""
        try:
            self._channel.send(head)
        except (OSError, ValueError) as error:
            raise self._lost(0) from error

    def receive(self, seconds: float, buffer_for: BufferFor = bytearray) -> tuple[Head, memoryview]:
        """Return the next message that is not a sign of life, and its body.

        Raises:
            DeviceLost: the worker ended, or was silent for so many seconds.
            ProtocolError: what came is not a message.
        """
        sign = False
        while True:
            head, size = self._watched(self._channel.receive, seconds, sign)
            # Waiting for a free buffer is the station's time, not the device's.
            body = memoryview(buffer_for(size))[:size] if size else memoryview(b"")
            sign = head["type"] == "alive"
            self._watched(partial(self._channel.read_into, body), seconds, sign)
            if not sign:
                return head, body

    def touch(self) -> None:
        """Start the running deadline anew."""
        self._watchdog.touch()

    def hurry(self, seconds: float) -> None:
        """Let no answer take longer from now on, whatever signs of life come; ``inf`` ends that."""
        self._watchdog.hurry(seconds)

    def end(self, seconds: float) -> None:
        """Ask the worker to give the device back and end, wait, then free everything.

        Frames that nobody wants any more are read and thrown away: a worker that waits for
        a full pipe could not end in order.
        """
        try:
            self.hurry(seconds)
            self._channel.send({"type": "bye"})
            while True:
                self.receive(seconds)
        except (DeviceLost, ProtocolError, OSError, ValueError):
            self.drop()

    def kill(self) -> None:
        """End the worker at once; who reads from it sees the end and frees everything."""
        self._process.kill()

    def drop(self) -> None:
        """Kill what is left and free everything."""
        self._process.kill()
        self._watchdog.close()
        with self._reading:  # a pipe is not closed under a reader: its number could be reused
            self._channel.close()
        self._process.dispose()

    def diagnostics(self) -> str:
        """Return the last lines of the worker's stderr."""
        return self._process.diagnostics()

    def _watched(self, read: Callable[[], Result], seconds: float, sign: bool) -> Result:
        with self._reading, self._watchdog.limit(seconds, sign=sign):
            try:
                return read()
            except (EOFError, OSError, ValueError) as error:
                raise self._lost(seconds) from error

    def _lost(self, seconds: float) -> DeviceLost:
        if self._watchdog.expired:
            return DeviceLost(reason=f"Timeout {seconds:g} s", sheet=0, worker="hang")
        return DeviceLost(reason=self._process.cause(), sheet=0, worker="crash")


def connect(command: Sequence[str], paused: Callable[[], bool]) -> Connection:
    """Start a worker (DeviceLost if that fails)."""
    try:
        return Connection(command, paused)
    except OSError as error:
        raise DeviceLost(reason=f"{type(error).__name__} {error.errno}", sheet=0) from error


def typed(error: DeviceError | ProtocolError) -> DeviceError:
    """Return what a caller is told of a failed conversation."""
    return error if isinstance(error, DeviceError) else BadFrame(reason=str(error), sheet=0)
