"""Small signs that stand beside a word: drawn, so that they have every colour and size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

READY, DOUBT, MISSING = "ready", "doubt", "missing"
_MARKS = {
    READY: (((0.26, 0.53), (0.44, 0.70), (0.75, 0.34)),),
    MISSING: (((0.50, 0.22), (0.50, 0.58)), ((0.50, 0.76), (0.50, 0.78))),
    DOUBT: (
        ((0.35, 0.38), (0.38, 0.27), (0.50, 0.22), (0.62, 0.27), (0.64, 0.39), (0.50, 0.53)),
        ((0.50, 0.53), (0.50, 0.61)),
        ((0.50, 0.76), (0.50, 0.78)),
    ),
}


def paint_sign(painter: QPainter, rect: QRectF, sign: str, ground: QColor, mark: QColor) -> None:
    """Draw a check, a question or an exclamation mark on a disc."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(rect)
    pen = QPen(mark, max(1.4, rect.width() * 0.11))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for line in _MARKS[sign]:
        points = [
            QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in line
        ]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()
