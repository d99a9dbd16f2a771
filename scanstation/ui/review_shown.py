"""Which pages were really painted on the screen, reported now and then."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from scanstation.model import Page
from scanstation.ui.operations.checking import PagesSeen
from scanstation.ui.services import Services

REPORT_MS = 1000
"""Nobody waits for it: whoever goes on or releases hands over what was seen."""


class ShownPages(QObject):
    """Collects what was painted; ``take`` hands it to an operation that needs it at once."""

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = services.bridge
        self._seen: dict[str, Page] = {}
        self._timer = QTimer(self, interval=REPORT_MS, singleShot=True)
        self._timer.timeout.connect(self.report)

    def note(self, page: Page) -> None:
        """A page is on the screen, turned and placed as it is."""
        state = self._bridge.state
        batch = state.batch
        if batch is None or state.read_only or page.id not in batch.page_index:
            return
        if state.operator in batch.shown.get(page.id, ()):
            return
        self._seen[page.id] = page
        if not self._timer.isActive():
            self._timer.start()

    def take(self) -> tuple[Page, ...]:
        """Return what was painted since the last report."""
        self._timer.stop()
        seen, self._seen = tuple(self._seen.values()), {}
        return seen

    def report(self) -> None:
        """Hand over what was painted."""
        if seen := self.take():
            self._bridge.do(PagesSeen(seen))
