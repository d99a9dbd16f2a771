"""The window from the start of the process to the first turn of its loop after the paint."""

from __future__ import annotations

import sys
import time
from typing import Any

from PySide6.QtCore import QTimer


def measure() -> dict[str, Any]:
    """Show the window as the command does; tell ``usable`` as soon as it takes keys."""
    begun = time.perf_counter()
    from scanstation.ui.measure.window import close, live_until, shown

    imported = time.perf_counter()
    window = shown()
    told: list[float] = []
    QTimer.singleShot(0, window, lambda: told.append(time.perf_counter()))
    live_until(lambda: told)
    sys.stdout.write("usable\n")
    sys.stdout.flush()
    found = {"import": imported - begun, "window": told[0] - imported}
    close(window)
    return found
