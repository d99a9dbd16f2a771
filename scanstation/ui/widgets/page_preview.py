"""One page after the other, large enough to see what it is; what was shown is recorded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from scanstation.errors import Text
from scanstation.model import Page
from scanstation.ui.services import Services

NAME = Text("Seite {number} von {count}", "Page {number} of {count}")
NONE = Text("Noch keine Seite", "No page yet")
LONGEST = 900
SMALLEST = QSize(190, 210)


class PagePreview(QLabel):
    """See the module.

    Signals:
        seen(Page): the page was painted.
        moved(): another page is shown.
    """

    seen = Signal(object)
    moved = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._pages: tuple[Page, ...] = ()
        self._told: set[tuple[str, str, int]] = set()
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        services.images.picture_ready.connect(self._arrived)
        services.speech.on_change(self, self._respeak)

    @property
    def unseen(self) -> int:
        """How many pages were not shown yet."""
        return sum(_as_it_is(page) not in self._told for page in self._pages)

    def sizeHint(self) -> QSize:
        """Return the least: the page takes whatever room there is, and never scrolls."""
        return SMALLEST

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Take the pages there are now."""
        self._pages = tuple(pages)
        self.go(self.place)

    def go(self, place: int) -> None:
        """Show another page."""
        self.place = max(0, min(place, len(self._pages) - 1))
        self._paint()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page anew."""
        super().resizeEvent(event)
        self._paint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys and arrows go through the pages."""
        steps = {
            Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Left: -1,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.go(self.place + step)

    def _arrived(self, _: str) -> None:
        self._paint()

    def _paint(self) -> None:
        self._respeak()
        if not self._pages:
            self.setPixmap(QPixmap())
            return
        page = self._pages[self.place]
        image = self._services.images.picture(page, LONGEST)
        if image is None:
            return
        turned = image.transformed(QTransform().rotate(page.rotation))
        room = self.contentsRect().size()
        mode = Qt.TransformationMode.SmoothTransformation
        fitted = turned.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, mode)
        self.setPixmap(QPixmap.fromImage(fitted))
        if _as_it_is(page) not in self._told and self.isVisible():
            self._told.add(_as_it_is(page))
            self.seen.emit(page)
            self.moved.emit()

    def _respeak(self) -> None:
        speech, count = self._services.speech, len(self._pages)
        said = speech.say(NAME if count else NONE, number=self.place + 1, count=count)
        self.setAccessibleName(said)
        if not count:
            self.setText(said)


def _as_it_is(page: Page) -> tuple[str, str, int]:
    """A page that is turned, or goes to another document, was not seen like that."""
    return page.id, page.document, page.rotation
