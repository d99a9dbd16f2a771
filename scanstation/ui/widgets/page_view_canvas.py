"""The painted page, made in slices so that no turn of the Qt thread takes long.

A straightened colour page of a large screen takes 50 ms to paint, while the window has to
answer within 10. It is painted once into a pixmap, band by band, and what lies over it
(words, frames, magnifier) is painted again and again on top.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

BAND = 48
"""Rows of the device at a time."""
SLICE_SECONDS = 0.008

Paint = Callable[[QPainter, QRectF], None]


class Canvas:
    """The last finished picture, and the one in work.

    start -> step ... step -> finished
      ^__________|  (something else is wanted)
    """

    def __init__(self) -> None:
        self._finished: QPixmap | None = None
        self._key: Hashable = None
        self._work: QPixmap | None = None
        self._work_key: Hashable = None
        self._next = 0
        self.longest_slice = 0.0

    @property
    def pixmap(self) -> QPixmap | None:
        """What was finished last."""
        return self._finished

    def make(self, key: Hashable, size: QSize, ratio: float, paint: Paint) -> bool:
        """Go on with the picture that ``key`` stands for; return whether it is finished.

        Args:
            size: in pixels of the screen's coordinates; ``ratio`` device pixels each.
            paint: paints what lies within a band.
        """
        if key == self._key:
            return True
        if key != self._work_key or self._work is None:
            self._work = QPixmap(size * ratio)
            self._work_key, self._next = key, 0
        begun = time.perf_counter()
        while self._next < self._work.height() and time.perf_counter() - begun < SLICE_SECONDS:
            self._paint_band(self._work, ratio, paint)
            self._next += BAND
        self.longest_slice = max(self.longest_slice, time.perf_counter() - begun)
        if self._next < self._work.height():
            return False
        self._work.setDevicePixelRatio(ratio)
        self._finished, self._key = self._work, key
        self._work, self._work_key = None, None
        return True

    def _paint_band(self, pixmap: QPixmap, ratio: float, paint: Paint) -> None:
        """Bands are whole rows of the device: at 150 % others would leave seams."""
        band = QRect(0, self._next, pixmap.width(), BAND)
        painter = QPainter(pixmap)
        try:
            painter.setClipRect(band)
            painter.scale(ratio, ratio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            paint(painter, QRectF(0, band.y() / ratio, band.width() / ratio, BAND / ratio))
        finally:
            painter.end()
