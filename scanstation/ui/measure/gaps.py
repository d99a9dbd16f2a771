"""How long the UI thread does not come round, and what it does then."""

from __future__ import annotations

import faulthandler
import re
import tempfile
import threading
import time
from collections import Counter

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 5
LONG_SECONDS = 0.04
"""From here on what the thread does is noted."""
LOOK_SECONDS = 0.01
FRAMES = 6
FRAME = re.compile(r'File "[^"]*?([^/"]+/[^/"]+)", line (\d+) in (.+)')


class Gaps(QObject):
    """A timer of 5 ms whose gaps are noted; a second thread looks at what fills the long ones.

    Attributes:
        gaps: seconds between two ticks.
        causes: innermost frames of this program in long gaps, and how often each was seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.causes: Counter[str] = Counter()
        self.worst: list[tuple[float, str]] = []
        self._thread = threading.get_ident()
        self._last = time.perf_counter()
        self._seen = ""
        self._ended = threading.Event()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._looker = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)
        self._looker.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()
        self._ended.set()
        self._looker.join()

    def _tick(self) -> None:
        now = time.perf_counter()
        gap, self._last = now - self._last, now
        self.gaps.append(gap)
        if gap > LONG_SECONDS:
            self.worst.append((gap, self._seen))
        self._seen = ""

    def _look(self) -> None:
        """Write stacks down without holding a frame: its Qt objects would go in this thread."""
        mine = f"0x{self._thread:016x}"
        with tempfile.TemporaryFile("w+", encoding="utf-8") as stacks:
            while not self._ended.wait(LOOK_SECONDS):
                if time.perf_counter() - self._last < LONG_SECONDS:
                    continue
                stacks.seek(0)
                stacks.truncate()
                faulthandler.dump_traceback(stacks)
                stacks.seek(0)
                self._seen = _where(stacks.read(), mine)
                self.causes[self._seen] += 1


def _where(stacks: str, thread: str) -> str:
    """Return the innermost frames of a thread, the innermost first."""
    mine = next((one for one in stacks.split("\n\n") if thread in one.partition("\n")[0]), "")
    found = FRAME.findall(mine)[:FRAMES]
    return " < ".join(f"{file}:{line}:{name}" for file, line, name in found)
