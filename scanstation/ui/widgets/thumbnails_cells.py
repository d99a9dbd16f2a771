"""Cells painted once: a repaint of the list is one call a cell instead of twenty.

Each of those calls gives the interpreter away and waits for it again; while pages are analysed
beside the window that wait is what an operator would feel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from scanstation.model import Page
from scanstation.ui.widgets.thumbnails_paint import CellState, ThumbnailPainter

KEPT = 300
"""A few screens full."""

Draw = Callable[[QPainter, QRect], None]


@dataclass(frozen=True, slots=True)
class Look:
    """Everything beside the page that a cell's looks depend on; another font, another painter."""

    painter: ThumbnailPainter
    scheme: str
    language: str
    width: int
    height: int
    ratio: float
    picture: int
    state: CellState


@dataclass(frozen=True, slots=True)
class _Cell:
    page: Page
    look: Look
    pixmap: QPixmap


class PaintedCells:
    """Keeps the cells that were painted last."""

    def __init__(self) -> None:
        self._kept: dict[str, _Cell] = {}

    def paint(
        self, painter: QPainter, at: QPoint, page: Page, look: Look, ground: QColor, draw: Draw
    ) -> None:
        """Paint a cell, drawn anew only if its page or its looks have changed."""
        cell = self._kept.get(page.id)
        if cell is None or cell.page is not page or cell.look != look:
            self._kept.pop(page.id, None)
            cell = self._kept[page.id] = _Cell(page, look, _drawn(look, ground, draw))
            if len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept)))
        painter.drawPixmap(at, cell.pixmap)


def _drawn(look: Look, ground: QColor, draw: Draw) -> QPixmap:
    pixmap = QPixmap(round(look.width * look.ratio), round(look.height * look.ratio))
    pixmap.setDevicePixelRatio(look.ratio)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw(painter, QRect(0, 0, look.width, look.height))
    finally:
        painter.end()
    return pixmap
