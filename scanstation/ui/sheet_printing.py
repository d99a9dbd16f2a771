"""Separator sheets on a printer: page after page, each dot where the PDF has it.

    asked --> page drawn in a thread --> painted --> next page ... --> done

Only one page is in memory, as bits; painting one takes the window no longer than a keystroke.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QPoint, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from scanstation.errors import ScanstationError
from scanstation.ui.operations.sheets import DrawPage
from scanstation.ui.services import Services
from scanstation.workflow.sheet_pages import Bitmap

FINEST = 600
"""Dots an inch: more shows nothing on a separator sheet and takes four times the room."""


class SheetPrinting(QObject):
    """Prints one PDF.

    Args:
        done: called at the end, with the error that ended it early or None.
    """

    def __init__(
        self,
        services: Services,
        path: Path,
        printer: QPrinter,
        done: Callable[[ScanstationError | None], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._path, self._printer, self._done = services, path, printer, done
        self._painter: QPainter | None = None
        first = printer.fromPage() or 1
        self._page, self._last = first - 1, (printer.toPage() or 0) - 1

    def start(self) -> None:
        """Begin with the first page that was asked for."""
        self._ask()

    def _ask(self) -> None:
        dpi = min(self._printer.resolution(), FINEST)
        self._services.bridge.do(DrawPage(self._path, self._page, dpi), self._paint, self._end)

    def _paint(self, drawn: Bitmap) -> None:
        if self._painter is None:
            set_up(self._printer, drawn)
            self._painter = QPainter(self._printer)
        else:
            self._printer.newPage()
        image = as_image(drawn)
        scale = self._printer.resolution() / min(self._printer.resolution(), FINEST)
        self._painter.resetTransform()
        self._painter.scale(scale, scale)
        self._painter.drawImage(QPoint(0, 0), image)
        self._page += 1
        last = drawn.pages - 1 if self._last < 0 else min(self._last, drawn.pages - 1)
        if self._page <= last:
            self._ask()
        else:
            self._end(None)

    def _end(self, error: ScanstationError | None) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        self._done(error)


def set_up(printer: QPrinter, drawn: Bitmap) -> None:
    """The paper of the PDF, without margins and without fitting: its edge is the paper's."""
    size = QPageSize(QSizeF(*drawn.millimetres), QPageSize.Unit.Millimeter)
    printer.setPageSize(size)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)


def as_image(drawn: Bitmap) -> QImage:
    """Return a picture that owns its bytes."""
    image = QImage(
        drawn.bits, drawn.width, drawn.height, drawn.bytes_per_row, QImage.Format.Format_Mono
    )
    image.setColorTable([0xFF000000, 0xFFFFFFFF])
    return image.copy()
