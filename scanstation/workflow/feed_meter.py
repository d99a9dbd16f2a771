"""How fast a feed is and what keeps it from being faster, over the last seconds.

The reader waits either for the device or for a free buffer. Where it waits for buffers, the page
threads are too slow: because of the disk if most of their time goes into blobs and commits, else
because of the processor.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

Limit = Literal["", "device", "processor", "disk"]
"""The stage that sets the pace; empty while nobody knows."""

Wait = Literal["device", "buffer", "disk", "processor"]

WINDOW = 10.0
"""Seconds that are looked back."""


class FeedMeter:
    """Collects times from the reader and the page threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._begun = clock()
        self._safe: deque[float] = deque()
        self._spent: deque[tuple[float, Wait, float]] = deque()

    def now(self) -> float:
        """Return the clock's seconds, to measure with."""
        return self._clock()

    def spent(self, **seconds: float) -> None:
        """Note seconds by where they went: ``device``, ``buffer``, ``disk``, ``processor``."""
        now = self._clock()
        with self._lock:
            for where, amount in seconds.items():
                self._spent.append((now, where, amount))  # type: ignore[arg-type]

    def page_safe(self) -> None:
        """Note that a page is durable."""
        with self._lock:
            self._safe.append(self._clock())

    def images_per_minute(self) -> float:
        """Return the pace of the last seconds."""
        with self._lock:
            now = self._forget()
            seconds = max(1.0, min(WINDOW, now - self._begun))
            return len(self._safe) * 60 / seconds

    def limit(self) -> Limit:
        """Return what sets the pace."""
        with self._lock:
            self._forget()
            sums: dict[str, float] = dict.fromkeys(("device", "buffer", "disk", "processor"), 0.0)
            for _, where, amount in self._spent:
                sums[where] += amount
        if not sums["device"] and not sums["buffer"]:
            return ""
        if sums["device"] >= sums["buffer"]:
            return "device"
        return "disk" if sums["disk"] > sums["processor"] else "processor"

    def _forget(self) -> float:
        now = self._clock()
        while self._safe and self._safe[0] <= now - WINDOW:
            self._safe.popleft()
        while self._spent and self._spent[0][0] <= now - WINDOW:
            self._spent.popleft()
        return now
