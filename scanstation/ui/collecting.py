"""Collects garbage in the Qt thread only.

Python collects cycles in whatever thread happens to allocate. A Qt object that goes with such a
cycle in a worker's thread takes the program with it: timers cannot be stopped there, widgets not
destroyed. So the automatic collection is off while a window is open, and a timer does its work.

    every second: so many new objects that a batch was loaded? --> they are put aside at once
                  as many as the automatic would have waited for? --> young ones are collected
    every minute, while nothing changes on the desk ---------------> all, what was put aside too
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1000
LOOKS_TO_ALL = 60
LOADED = 20_000
"""New objects that would take a noticeable time to look at; nearly all of them stay."""
YOUNG, MIDDLE, ALL = 0, 1, 2


class Collector(QObject):
    """Lives as long as its window.

    Args:
        busy: whether a pause of some tenths of a second would be felt now.
    """

    def __init__(self, parent: QObject, busy: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        self._busy, self._looks = busy, 0
        if gc.isenabled():
            gc.disable()
            # What is there at the start stays; nobody has to look at it again and again.
            gc.freeze()
            parent.destroyed.connect(_as_before)
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect what is due."""
        self._looks += 1
        if self._looks >= LOOKS_TO_ALL and not self._busy():
            self._looks = 0
            gc.unfreeze()
            gc.collect(ALL)
            gc.freeze()
            return
        young, middle, _ = gc.get_count()
        due_young, due_middle, _ = gc.get_threshold()
        if young > LOADED:
            gc.freeze()
        elif young > due_young:
            gc.collect(MIDDLE if middle > due_middle else YOUNG)


def _as_before(*_: object) -> None:
    gc.unfreeze()
    gc.enable()
