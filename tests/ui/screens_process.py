"""Shows one window and takes its pictures; arguments: language, theme, batch, folder."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.ui.main_window import MainWindow
from scanstation.ui.operations.batches import CloseBatch, OpenBatch
from scanstation.ui.scan_job import Phase
from scanstation.ui.scan_view import ScanView
from scanstation.workflow.training import open_training
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.reviewing import Review
from tests.ui.screens import SIZE
from tests.ui.walking import dialogs

CALM_MS = 400


class Camera:
    """Takes what the X server shows of a window."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self._folder, self._number = window, folder, 0

    def take(self, name: str, widget: QWidget | None = None, *, moving: bool = False) -> None:
        """Take a picture once nothing moves any more, or at once of what moves."""
        shown = widget or self.window
        if not moving:
            calm(self.window)
        self._number += 1
        picture = shown.screen().grabWindow(shown.winId())
        file = self._folder / f"{self._number:02}-{name}.png"
        assert picture.save(str(file)), file


def calm(window: MainWindow) -> None:
    """Wait until nothing is on its way any more: no answer, no image, nothing that blinks."""
    QTest.qWait(CALM_MS)
    wait_for(lambda: not window.services.bridge._lanes._running, "the answers", 120)
    wait_for(lambda: window.services.images.statistics().waiting == 0, "the images")
    settle(20)


def take_all(camera: Camera, batch: str) -> None:
    """Go through the window as through a day's work."""
    window, person = camera.window, Operator()
    review = Review(window, person)
    window.go("scan")
    wait_for(lambda: "Blatt" in window.status.text or "sheets" in window.status.text, "the room")
    camera.take("scan-empty")
    window.services.bridge.do(OpenBatch(batch))
    wait_for(lambda: window.services.bridge.state.batch, "the batch")
    window.go("review")
    review.rest()
    camera.take("check")
    window.services.commands.action("review.next_doubt").trigger()
    camera.take("check-doubt")
    window.services.commands.action("view.words").trigger()
    window.services.commands.action("document.next").trigger()
    camera.take("check-words")
    window.services.commands.action("view.pair").trigger()
    camera.take("check-pair")
    window.services.commands.action("view.pair").trigger()
    window.go("review")
    window.services.commands.action("review.release").trigger()
    camera.take("check-refused")
    window.go("scan")
    camera.take("scan-batch")
    window.go("outbox")
    wait_for(lambda: review_rows(window), "the outbox")
    camera.take("outbox")
    for shown in dialogs(window):
        camera.take(f"dialog-{shown.name}", shown.widget)


def review_rows(window: MainWindow) -> int:
    """Return how many documents the outbox shows."""
    model = window.places[2].model  # type: ignore[attr-defined]
    return int(model.rowCount())


def take_jam(camera: Camera) -> None:
    """Feed the practice scanner that jams."""
    window = camera.window
    scan = window.places[0]
    assert isinstance(scan, ScanView)
    bridge = window.services.bridge
    bridge.do(CloseBatch())
    wait_for(lambda: bridge.state.batch is None, "an empty desk")
    window.go("scan")
    picker = scan.panel.devices
    picker._list.setCurrentIndex(1)
    scan.start()
    wait_for(lambda: scan.job.feed.pages >= 8, "pages", 120)
    camera.take("scan-running", moving=True)
    wait_for(lambda: scan.job.phase is Phase.TROUBLE, "the jam", 120)
    camera.take("scan-jam")


def main() -> None:
    """Show, take, close."""
    language, theme, batch, folder = sys.argv[1:]
    qt, station = app.application(), load_settings()
    with open_training(station) as training:
        start = app.Start(language, "a.muster", "", True, theme)  # type: ignore[arg-type]
        window = app.open_window(qt, start, station, training)
        window.resize(*SIZE)
        window.move(0, 0)
        window.show()
        window.activateWindow()
        settle(20)
        camera = Camera(window, Path(folder))
        try:
            take_all(camera, batch)
            take_jam(camera)
        finally:
            window.services.bridge.close()
            window.close()


if __name__ == "__main__":
    main()
