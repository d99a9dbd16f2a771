"""The window in a process of its own, as a person starts it, with a batch on the desk.

A line on standard input is a command, the answer is a line ``done``:
``place KEY``   brings a place to the front
``problem``     shows a banner as for a paper jam
``quit``        closes the window
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QSocketNotifier, Qt

from scanstation.errors import PaperJam
from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.ui.main_window import MainWindow
from scanstation.ui.operations.batches import OpenBatch


class Ear(QObject):
    """Does what standard input says."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def _hear(self) -> None:
        command, _, word = sys.stdin.readline().strip().partition(" ")
        if command == "place":
            self._window.go(word)
        elif command == "problem":
            self._window.place.banner.error(PaperJam())
        elif command in ("quit", ""):
            self._window.close()
        tell("done")


def tell(line: str) -> None:
    """Answer."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Show the window; tell ``ready`` once the batch lies on the desk and was examined."""
    qt = app.application()
    window = app.open_window(qt, app.Start("de", "anna"), load_settings())
    window.show()
    bridge = window.services.bridge
    once = Qt.ConnectionType.SingleShotConnection
    bridge.examined.connect(lambda _: tell("ready"), once)
    bridge.do(OpenBatch(sys.argv[1]))
    ear = Ear(window)
    code = qt.exec()
    del ear
    raise SystemExit(code)


if __name__ == "__main__":
    main()
