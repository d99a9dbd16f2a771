"""What drivers in Python share: stopping between sheets, and keeping to a rated speed."""

from __future__ import annotations

import threading
import time

from scanstation.errors import ScanCancelled


class StopRequest:
    """A wish to stop that comes from another thread.

    running --request(now=False)--> ends before the next sheet
       |
       +----request(now=True)-----> ScanCancelled at the next look
    """

    def __init__(self) -> None:
        self._soon = threading.Event()
        self._now = threading.Event()

    @property
    def requested(self) -> bool:
        """Whether the scan is to end after the sheet in transport."""
        return self._soon.is_set()

    def reset(self) -> None:
        """Begin a scan."""
        self._soon.clear()
        self._now.clear()

    def request(self, now: bool) -> None:
        """Ask for the end."""
        self._soon.set()
        if now:
            self._now.set()

    def check(self) -> None:
        """Raise ``ScanCancelled`` if the scan is to end at once."""
        if self._now.is_set():
            raise ScanCancelled

    def before_sheet(self, new: bool) -> bool:
        """Say whether to end before the next side; a sheet that was begun is ended."""
        self.check()
        return new and self.requested

    def sleep_until_stopped(self, seconds: float) -> None:
        """Wait; ends early when the scan is to end, with ``ScanCancelled`` if at once."""
        self._soon.wait(seconds)
        self.check()

    def sleep(self, seconds: float) -> None:
        """Wait; ends early with ``ScanCancelled``."""
        self._now.wait(max(0.0, seconds))
        self.check()


class Pace:
    """Keeps to a rated speed. A feeder that had to pause does not catch up afterwards."""

    def __init__(self, images_per_minute: float, stop: StopRequest) -> None:
        self._interval = 60.0 / images_per_minute if images_per_minute > 0 else 0.0
        self._stop = stop
        self._due = time.monotonic() + self._interval

    def wait(self) -> None:
        """Wait until the next image is due."""
        if self._interval:
            self._stop.sleep(self._due - time.monotonic())
            self._due = max(self._due, time.monotonic()) + self._interval
