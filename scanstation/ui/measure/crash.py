"""From the kill of a device's worker, amid a feed, to the words on the screen that say so."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject

from scanstation.settings import load_settings
from scanstation.ui.measure.window import close, live_until, shown
from scanstation.ui.memory import Memory
from scanstation.ui.scan_job import Phase
from scanstation.ui.scan_view import ScanView
from scanstation.ui.widgets.device_picker import MEMORY, MEMORY_NAME

WORKER = b"scanstation.devices.worker"


def measure(device: str, *fed: str) -> dict[str, Any]:
    """Kill the worker amid each of several feeds of one batch, after so many pages of each."""
    memory = Memory(load_settings().home)
    memory.keep(MEMORY, device)
    memory.keep(MEMORY_NAME, "bench")
    memory.write()
    window = shown()
    view = next(place for place in window.places if isinstance(place, ScanView))
    start = window.services.commands.action("scan.start").trigger
    seconds = []
    for number, pages in enumerate(map(int, fed)):
        (view.job.again if number else start)()
        live_until(partial(_has_fed, view, pages), 5)
        seconds.append(_killed(view))
    close(window)
    return {"seconds": seconds}


def _has_fed(view: ScanView, pages: int) -> bool:
    return view.job.phase is Phase.RUNNING and view.job.feed.pages >= pages


def _killed(view: ScanView) -> float:
    """Return the seconds until the banner was painted with its words."""
    painted = _Painted(view)
    (worker,) = _workers()
    begun = time.monotonic()
    os.kill(worker, signal.SIGKILL)
    live_until(lambda: painted.at)
    return painted.at - begun


class _Painted(QObject):
    """Notes when the banner of a feed that stopped is first painted."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view, self.at = view, 0.0
        view.feeder.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the time of the first painting that has something to say."""
        if event.type() == QEvent.Type.Paint and self._view.feeder.text and not self.at:
            self.at = time.monotonic()
        return False


def _workers() -> list[int]:
    """Return the processes that drive devices for this one."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = {int(pid) for file in children for pid in file.read_text().split()}
    return [pid for pid in pids if WORKER in Path(f"/proc/{pid}/cmdline").read_bytes()]
