"""What bounds and orders the pages between the feeder and the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from scanstation.devices.frame_buffer import frame_buffer


class Buffers:
    """A fixed number of reusable frame buffers; taking one waits until one is free."""

    def __init__(self, count: int) -> None:
        self._free: SimpleQueue[memoryview] = SimpleQueue()
        for _ in range(count):
            self._free.put(memoryview(b""))

    def take(self, size: int) -> memoryview:
        """Return a buffer of at least ``size`` bytes."""
        buffer = self._free.get()
        return buffer if len(buffer) >= size else frame_buffer(size)

    def give(self, buffer: memoryview) -> None:
        """Make a buffer free again."""
        self._free.put(buffer)


class GivenUp(Exception):
    """An earlier page of this feed failed; this one stays unacknowledged."""


class Order:
    """Lets the page threads write in the order of the feed; after a failure nobody writes."""

    def __init__(self) -> None:
        self._turn = 0
        self._failed = False
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, place: int) -> Iterator[None]:
        """Wait for one's turn.

        Raises:
            GivenUp: somebody before failed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._failed or self._turn == place)
            if self._failed:
                raise GivenUp
        try:
            yield
        except BaseException:
            self.fail()
            raise
        with self._changed:
            self._turn += 1
            self._changed.notify_all()

    def fail(self) -> None:
        """Let nobody write any more."""
        with self._changed:
            self._failed = True
            self._changed.notify_all()
