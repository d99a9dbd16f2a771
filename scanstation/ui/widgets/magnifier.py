"""A lens over the page: follows the pointer or the arrow keys, shows every stored pixel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

SIZE = QSize(360, 220)
STEP = 24
FAST = 4
ENLARGED = 2.0
"""At least this much larger than the page around it."""


class Magnifier:
    """Where the lens is; it paints itself into the page view."""

    def __init__(self) -> None:
        self.on = False
        self.centre = QPoint()

    def toggle(self, centre: QPoint) -> None:
        """Show the lens at a place, or hide it."""
        self.on = not self.on
        self.centre = centre

    def move(self, key: int, *, fast: bool, within: QRect) -> bool:
        """Move by an arrow key; return whether it was one."""
        step = STEP * (FAST if fast else 1)
        steps = {
            Qt.Key.Key_Left: QPoint(-step, 0),
            Qt.Key.Key_Right: QPoint(step, 0),
            Qt.Key.Key_Up: QPoint(0, -step),
            Qt.Key.Key_Down: QPoint(0, step),
        }
        by = steps.get(Qt.Key(key))
        if by is None:
            return False
        moved = self.centre + by
        self.centre = QPoint(
            min(max(moved.x(), within.left()), within.right()),
            min(max(moved.y(), within.top()), within.bottom()),
        )
        return True

    def place(self, within: QRect) -> QRect:
        """Return where the lens lies, kept inside the view."""
        rect = QRect(QPoint(0, 0), SIZE)
        rect.moveCenter(self.centre)
        rect.moveLeft(max(within.left(), min(rect.left(), within.right() - rect.width())))
        rect.moveTop(max(within.top(), min(rect.top(), within.bottom() - rect.height())))
        return rect

    def paint(
        self,
        painter: QPainter,
        within: QRect,
        image: QImage,
        stored: QSize,
        to_screen: QTransform,
        colours: tuple[QColor, QColor, QColor],
    ) -> None:
        """Paint the lens.

        Args:
            image: the page, whole if it is there already.
            stored: size of the page in pixels as stored.
            to_screen: from stored pixels to the view.
            colours: of the ground beside the page, the paper and the frame.
        """
        desk, paper, frame = colours
        rect = QRectF(self.place(within))
        path = QPainterPath()
        path.addRoundedRect(rect, 8, 8)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(path)
        painter.fillRect(rect, desk)
        painter.setTransform(to_screen * self._enlarge(to_screen, painter), combine=True)
        page = QRectF(QPointF(0, 0), stored.toSizeF())
        painter.fillRect(page, paper)
        painter.drawImage(page, image)
        painter.restore()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(frame, 2))
        painter.drawPath(path)
        painter.restore()

    def _enlarge(self, to_screen: QTransform, painter: QPainter) -> QTransform:
        """Stored pixels become at least one pixel of the device, about the lens's centre."""
        shown = max(abs(to_screen.m11()), abs(to_screen.m12()), 1e-6)
        whole = 1.0 / (painter.device().devicePixelRatioF() * shown)
        factor = max(ENLARGED, whole)
        x, y = self.centre.x(), self.centre.y()
        return QTransform(factor, 0, 0, factor, x - factor * x, y - factor * y)
