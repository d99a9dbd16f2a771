"""What is painted over a page: recognised words, symbols, the source of a value, frames."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF, QTransform

from scanstation.model import Barcode, Box, Word
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.page_view_geometry import box_rect

FAINT, CLEAR = 0.14, 0.32
LABEL = 240
"""Pixels of a symbol's text at most: its ends tell it apart."""
PAD = 4.0
"""Pixels of the screen between a place and its frame."""


def paint_words(
    painter: QPainter, theme: Theme, there: QTransform, words: Iterable[Word], *, strong: bool
) -> None:
    """Tint words; ``strong`` also frames them."""
    colour = theme.colour("word")
    painter.save()
    painter.setTransform(there, combine=True)
    painter.setPen(_pen(colour, 2) if strong else Qt.PenStyle.NoPen)
    painter.setBrush(_tint(colour, CLEAR if strong else FAINT))
    painter.drawRects([box_rect(word.box) for word in words])
    painter.restore()


def paint_codes(
    painter: QPainter,
    theme: Theme,
    there: QTransform,
    codes: Sequence[Barcode],
    font: QFont,
    room: QRectF,
) -> None:
    """Outline symbols, each with its text; ``room`` is what the texts must stay within."""
    colour = theme.colour("source")
    for code in codes:
        outline = there.map(QPolygonF([QPointF(x, y) for x, y in code.quad]))
        painter.setPen(_pen(colour, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(outline)
        corner = outline.boundingRect().bottomLeft()
        paint_label(painter, theme, corner, code.text, font, colour, room)


def paint_source(painter: QPainter, theme: Theme, there: QTransform, box: Box) -> None:
    """Frame the place that a value came from."""
    colour = theme.colour("source")
    pad = PAD / max(math.hypot(there.m11(), there.m12()), 1e-6)
    outline = there.map(QPolygonF(box_rect(box).adjusted(-pad, -pad, pad, pad)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_pen(colour, 2))
    painter.setBrush(_tint(colour, FAINT))
    painter.drawPolygon(outline)
    painter.restore()


def paint_frame(painter: QPainter, theme: Theme, frame: QRect) -> None:
    """Paint a rubber band."""
    colour = theme.colour("word")
    pen = _pen(colour, 1)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(_tint(colour, FAINT))
    painter.drawRect(frame)


def paint_label(
    painter: QPainter,
    theme: Theme,
    corner: QPointF,
    text: str,
    font: QFont,
    ground: QColor,
    room: QRectF,
) -> None:
    """Write a short text below a place, on the colour of its frame."""
    metrics = QFontMetrics(font)
    widest = min(LABEL, round(room.width()) - 8)
    shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideMiddle, widest)
    size = QSizeF(metrics.horizontalAdvance(shown) + 8, metrics.height() + 2)
    rect = label_place(corner, size, room)
    painter.fillRect(rect, ground)
    painter.setFont(font)
    painter.setPen(theme.colour("paper"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)


def label_place(corner: QPointF, size: QSizeF, room: QRectF) -> QRectF:
    """Return a place below a corner, moved left where it would be cut off."""
    left = max(room.left(), min(corner.x(), room.right() - size.width()))
    return QRectF(QPointF(left, corner.y() + 2), size)


def paint_strip(painter: QPainter, theme: Theme, room: QRect, text: str, font: QFont) -> None:
    """Say at the lower edge what can be done now."""
    metrics = QFontMetrics(font)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    inner = metrics.boundingRect(room.adjusted(24, 0, -24, 0), flags, text)
    strip = QRect(0, 0, inner.width() + 24, inner.height() + 12)
    strip.moveCenter(room.center())
    strip.moveBottom(room.bottom() - 10)
    painter.fillRect(strip, theme.colour("accent"))
    painter.setFont(font)
    painter.setPen(theme.colour("on_accent"))
    painter.drawText(strip.adjusted(12, 6, -12, -6), flags, text)


def _pen(colour: QColor, width: int) -> QPen:
    """A pen of so many pixels of the screen, however large the page is."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _tint(colour: QColor, strength: float) -> QColor:
    tint = QColor(colour)
    tint.setAlphaF(strength)
    return tint
