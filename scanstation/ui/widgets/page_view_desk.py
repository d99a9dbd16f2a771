"""Sheets on a desk that can be zoomed and moved."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from scanstation.ui.widgets.page_view_geometry import Sheet, scene_rect

MARGIN = 14
ZOOM_STEP = 1.25
LEAST, MOST = 0.03, 8.0


class Zoom(StrEnum):
    """What the size on the screen follows."""

    FIT = "fit"
    WIDTH = "width"
    ACTUAL = "actual"
    FREE = "free"


class PageDesk(QAbstractScrollArea):
    """Knows where the sheets lie on the screen, at which zoom.

    Signals:
        zoom_changed(factor): device pixels a stored pixel.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: tuple[Sheet, ...] = ()
        self._zoom, self._scale = Zoom.WIDTH, 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def sheets(self) -> tuple[Sheet, ...]:
        """Return what lies on the desk, from left to right."""
        return self._sheets

    def fit(self) -> None:
        """Show the whole page."""
        self._set_zoom(Zoom.FIT)

    def fit_width(self) -> None:
        """Make the page as wide as the view."""
        self._set_zoom(Zoom.WIDTH)

    def actual_size(self) -> None:
        """Show one stored pixel as one of the screen."""
        self._set_zoom(Zoom.ACTUAL)

    def zoom(self, steps: int, about: QPoint | None = None) -> None:
        """Enlarge (or, if negative, reduce) about a point of the view, else its centre."""
        point = QPointF(about if about is not None else self.viewport().rect().center())
        held = self._scene_at(point)
        self._zoom = Zoom.FREE
        self._scale = min(max(self._scale * ZOOM_STEP**steps, LEAST), MOST)
        self._apply_scale()
        moved = self._to_view().map(held) - point
        for bar, by in (
            (self.horizontalScrollBar(), moved.x()),
            (self.verticalScrollBar(), moved.y()),
        ):
            bar.setValue(bar.value() + round(by))

    def to_screen(self, sheet: Sheet) -> QTransform:
        """Return the map from a sheet's stored pixels to the viewport."""
        return sheet.to_scene() * self._to_view()

    def sheet_at(self, point: QPointF) -> Sheet | None:
        """Return the sheet under a point of the viewport."""
        place = self._scene_at(point)
        return next((sheet for sheet in self._sheets if sheet.rect.contains(place)), None)

    def reveal(self, rect: QRectF, covered: int = 0) -> None:
        """Scroll so that a rectangle of the viewport is seen, in the middle if it was not.

        Args:
            covered: pixels at the lower edge that something else lies over.
        """
        seen = QRectF(self.viewport().rect())
        seen.adjust(MARGIN, MARGIN, -MARGIN, -MARGIN - covered)
        if seen.contains(rect):
            return
        by = rect.center() - seen.center()
        if rect.left() < seen.left() or rect.right() > seen.right():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + round(by.x()))
        if rect.top() < seen.top() or rect.bottom() > seen.bottom():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + round(by.y()))

    def _to_view(self) -> QTransform:
        """From the scene to the viewport; the origin lies on a whole pixel of the device."""
        size = scene_rect(self._sheets).size() * self._scale
        room, ratio = self.viewport().size(), self.devicePixelRatioF()
        top = MARGIN + self._caption_height()
        left = max((room.width() - size.width()) / 2, MARGIN) - self.horizontalScrollBar().value()
        down = max((room.height() - size.height()) / 2, top) - self.verticalScrollBar().value()
        left, down = round(left * ratio) / ratio, round(down * ratio) / ratio
        return QTransform(self._scale, 0, 0, self._scale, left, down)

    def _scene_at(self, point: QPointF) -> QPointF:
        back, _ = self._to_view().inverted()
        return back.map(point)

    def _caption_height(self) -> int:
        several = len(self._sheets) > 1
        return self.fontMetrics().height() + 4 if several else 0

    def _set_zoom(self, zoom: Zoom) -> None:
        self._zoom = zoom
        self._apply_scale()

    def _apply_scale(self) -> None:
        """Follow the zoom, then let the scroll bars and the wanted pictures follow."""
        size = scene_rect(self._sheets).size()
        room = self.viewport().size() - QSize(2 * MARGIN, 2 * MARGIN + self._caption_height())
        if not size.isEmpty() and self._zoom is not Zoom.FREE:
            across, down = room.width() / size.width(), room.height() / size.height()
            wanted = {Zoom.FIT: min(across, down), Zoom.WIDTH: across}
            scale = wanted.get(self._zoom, 1 / self.devicePixelRatioF())
            self._scale = min(max(scale, LEAST), MOST)
        self._set_bars()
        self.zoom_changed.emit(self._scale * self.devicePixelRatioF())
        self.viewport().update()

    def _set_bars(self) -> None:
        shown = scene_rect(self._sheets).size() * self._scale
        room = self.viewport().size()
        for bar, length, seen in (
            (self.horizontalScrollBar(), shown.width() + 2 * MARGIN, room.width()),
            (
                self.verticalScrollBar(),
                shown.height() + 2 * MARGIN + self._caption_height(),
                room.height(),
            ),
        ):
            bar.setPageStep(seen)
            bar.setSingleStep(max(20, seen // 12))
            bar.setRange(0, max(0, round(length - seen)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt."""
        super().resizeEvent(event)
        self._apply_scale()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """See Qt."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom about the pointer."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = 1 if event.angleDelta().y() > 0 else -1
            self.zoom(steps, event.position().toPoint())
            return
        super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """See Qt."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._apply_scale()

    def sizeHint(self) -> QSize:
        """See Qt."""
        return QSize(640, 800)
