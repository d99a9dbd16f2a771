"""The window under measurement."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.ui.main_window import MainWindow
from scanstation.ui.review_view import ReviewView

SIZE = (1600, 950)
PATIENCE_SECONDS = 600


def shown(place: str = "scan") -> MainWindow:
    """Return the window with a place at the front, painted."""
    qt = app.application()
    window = app.open_window(qt, app.Start("de", "bench"), load_settings())
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    window.go(place)
    for _ in range(10):
        qt.processEvents()
    return window


def check_place(window: MainWindow) -> ReviewView:
    """Return the place Check.

    Raises:
        RuntimeError: there is none.
    """
    for place in window.places:
        if isinstance(place, ReviewView):
            return place
    raise RuntimeError("no place Check")


def live_until(holds: Callable[[], object], pause_ms: int = 1) -> None:
    """Let the window's event loop run, as it does for a person, until something holds.

    Raises:
        RuntimeError: it did not come to hold.
    """
    loop, timer, end = QEventLoop(), QTimer(), time.monotonic() + PATIENCE_SECONDS

    def look() -> None:
        if holds() or time.monotonic() > end:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(pause_ms)
    loop.exec()
    if not holds():
        raise RuntimeError("waited in vain")


def live(seconds: float) -> None:
    """Let the window live for a while."""
    end = time.monotonic() + seconds
    live_until(lambda: time.monotonic() >= end, 5)


def close(window: MainWindow) -> None:
    """Close the window, whatever it asks."""
    window.services.bridge.close()
    QApplication.closeAllWindows()
