"""Threads that a backend started for the scan under way, and when they may be cancelled.

Many backends read in a thread of ``sanei_thread``, which allows asynchronous cancelling
(``sanei_thread.c``: ``PTHREAD_CANCEL_ASYNCHRONOUS``); ``sane_cancel`` and the ``sane_read``
that finds the end of a frame cancel it wherever it is. ``malloc`` and ``free`` are not safe
then (POSIX.1-2017, 2.9.5.4): a thread that is hit inside them dies with the lock of its arena,
and whoever takes that arena next, be it a thread of Python, waits for ever. So the reader is
given the time to fall asleep (in a write to its full pipe, or waiting for the device) or to
end: asleep it holds no lock of the allocator.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

TASKS = Path("/proc/self/task")
"""The threads of this process (proc(5)); elsewhere than on Linux nothing is waited for."""

LIMIT_SECONDS = 0.5
"""A reader that never rests is cancelled all the same: an operator's stop must take effect."""

PAUSE_SECONDS = 0.0005
LOOKS = 2
"""So often in succession a reader must be found asleep: it may just wait for the very lock of an
allocator that it then takes."""

ASLEEP = frozenset("SZX")
"""States of proc(5): sleeping, or dead. ``D`` may be a page fault inside the allocator."""


class Readers:
    """The threads that came after ``watch`` and are not Python's.

    Args:
        tasks: where the system lists the threads.
        limit: seconds that ``settle`` waits at most.
    """

    def __init__(self, tasks: Path = TASKS, limit: float = LIMIT_SECONDS) -> None:
        self._tasks = tasks
        self._limit = limit
        self._before = self._threads()

    def watch(self) -> None:
        """Remember the threads there are; call before a frame is started."""
        self._before = self._threads()

    def settle(self) -> bool:
        """Wait at most the limit until no reader runs; say whether that is so."""
        end = time.monotonic() + self._limit
        looks = 0
        while readers := self._readers():
            looks = 0 if any(map(self._runs, readers)) else looks + 1
            if looks == LOOKS or time.monotonic() >= end:
                return looks == LOOKS
            time.sleep(PAUSE_SECONDS)
        return True

    def _readers(self) -> frozenset[int]:
        ours = {thread.native_id for thread in threading.enumerate()}
        return self._threads() - self._before - ours

    def _threads(self) -> frozenset[int]:
        try:
            return frozenset(int(entry.name) for entry in self._tasks.iterdir())
        except FileNotFoundError:
            return frozenset()

    def _runs(self, thread: int) -> bool:
        try:
            text = (self._tasks / str(thread) / "stat").read_text(encoding="latin-1")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            return False
        return text.rpartition(")")[2].split()[0] not in ASLEEP
