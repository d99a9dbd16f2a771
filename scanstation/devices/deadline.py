"""Deadlines for calls to a worker, on every system alike.

Windows cannot wait for a pipe with a time limit, so a watchdog thread ends the worker when
a call takes too long; the blocked read then sees the end of the pipe.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds after which a silent worker is given up; a sign of life starts them anew.

    Attributes:
        list_devices: network scanners are searched for.
        first_frame: lamps warm up, sheets are pulled.
        next_frame: from one frame to the next, while the station is not the one to wait for.
        stop: to end a scan that is to stop at once.
        close: to give the device back in order.
    """

    list_devices: float = 60.0
    open: float = 60.0
    configure: float = 30.0
    first_frame: float = 120.0
    next_frame: float = 60.0
    stop: float = 10.0
    close: float = 5.0


class Watchdog:
    """Calls ``expire`` once when a watched call takes too long.

    Args:
        expire: ends the worker.
        paused: True while the worker rightly waits for the station.
    """

    def __init__(self, expire: Callable[[], None], paused: Callable[[], bool]) -> None:
        self._expire = expire
        self._paused = paused
        self._changed = threading.Condition()
        self._seconds = 0.0
        self._most = math.inf
        self._due: float | None = None
        self._kept = math.inf
        self._closed = False
        self.expired = False
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @contextmanager
    def limit(self, seconds: float, *, sign: bool = False) -> Iterator[None]:
        """Watch the calls made inside.

        Args:
            sign: the last call brought a sign of life only. It begins the seconds anew, but not
                where somebody is in a hurry: a driver that shows a window lives for ever.
        """
        self._set(seconds, sign)
        try:
            yield
        finally:
            self._set(None)

    def touch(self) -> None:
        """Start the running period anew."""
        with self._changed:
            if self._due is not None:
                self._due = time.monotonic() + self._seconds

    def hurry(self, seconds: float) -> None:
        """Let no call take longer from now on, the running one included; ``inf`` ends that."""
        with self._changed:
            self._most = seconds
            self._kept = time.monotonic() + seconds
            if self._due is not None:
                self._seconds = min(self._seconds, seconds)
                self._due = min(self._due, time.monotonic() + seconds)
                self._changed.notify()

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _set(self, seconds: float | None, sign: bool = False) -> None:
        with self._changed:
            idle = self._due is None
            self._seconds = min(seconds or 0.0, self._most)
            self._due = None if seconds is None else time.monotonic() + self._seconds
            if self._due is not None and self._most < math.inf:
                self._due = self._kept = min(self._due, self._kept) if sign else self._due
            if idle and self._due is not None:
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                wait = None if self._due is None else self._due - time.monotonic()
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                elif self._paused():
                    self._due = self._kept = time.monotonic() + self._seconds
                else:
                    self._due = None
                    self.expired = True
                    self._expire()
