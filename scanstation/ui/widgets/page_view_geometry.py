"""Where the pixels of a stored page lie on the screen.

    stored pixels --(dots per inch, quarter turn, skew)--> sheet --(scale, scroll)--> screen

A sheet is the upright page: as large as the straightened image needs, in units of the finer of
its two resolutions. It is the same geometry that the PDF gets (``export/geometry.py``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF, QTransform

from scanstation.model import Box, Image, Page, Quarter

NEGLIGIBLE_SKEW = 0.005
"""Degrees, as in the PDF."""
ASSUMED_DPI = 300.0


@dataclass(frozen=True, slots=True)
class SheetGeometry:
    """How one stored page lies on its sheet.

    Attributes:
        width, height: of the sheet.
        dpi: units of the sheet an inch.
        to_sheet: from stored pixels.
        to_stored: and back.
    """

    width: float
    height: float
    dpi: float
    to_sheet: QTransform
    to_stored: QTransform

    def region(self, box: Box) -> QPolygonF:
        """Return a box of stored pixels on the sheet."""
        return self.to_sheet.map(QPolygonF(box_rect(box)))

    def stored(self, point: QPointF) -> QPointF:
        """Return the stored pixel at a point of the sheet."""
        return self.to_stored.map(point)


def sheet_geometry(image: Image, rotation: Quarter = 0, skew: float = 0.0) -> SheetGeometry:
    """Return how an image lies on its sheet.

    Args:
        rotation: degrees clockwise that turn the stored page upright.
        skew: degrees clockwise by which its content is turned; taken back about the centre.
    """
    across, down = image.dpi[0] or ASSUMED_DPI, image.dpi[1] or ASSUMED_DPI
    finest = max(across, down)
    scale_x, scale_y = finest / across, finest / down
    angle = rotation - (0.0 if abs(skew) < NEGLIGIBLE_SKEW else skew)
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    wide, high = image.width * scale_x, image.height * scale_y
    width, height = wide * cos + high * sin, wide * sin + high * cos
    there = QTransform()
    there.translate(width / 2, height / 2)
    there.rotate(angle)
    there.scale(scale_x, scale_y)
    there.translate(-image.width / 2, -image.height / 2)
    back, _ = there.inverted()
    return SheetGeometry(width, height, finest, there, back)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown, at its place among the sheets beside it.

    Attributes:
        left, top: of the sheet in the scene (the units of the first sheet).
        factor: units of the scene a unit of the sheet.
        caption: what stands above it, empty for nothing.
    """

    page: Page
    geometry: SheetGeometry
    left: float = 0.0
    top: float = 0.0
    factor: float = 1.0
    caption: str = ""

    @property
    def rect(self) -> QRectF:
        """The sheet in the scene."""
        width, height = self.geometry.width, self.geometry.height
        return QRectF(self.left, self.top, width * self.factor, height * self.factor)

    def to_scene(self) -> QTransform:
        """Return the map from stored pixels."""
        return self.geometry.to_sheet * QTransform(
            self.factor, 0, 0, self.factor, self.left, self.top
        )


def beside(shown: list[tuple[Page, SheetGeometry, str]], gap: float) -> tuple[Sheet, ...]:
    """Place sheets side by side, at the same scale on paper."""
    placed: list[Sheet] = []
    left = 0.0
    for page, geometry, caption in shown:
        factor = shown[0][1].dpi / geometry.dpi
        placed.append(Sheet(page, geometry, left, 0.0, factor, caption))
        left += geometry.width * factor + gap
    return tuple(placed)


def scene_rect(sheets: tuple[Sheet, ...]) -> QRectF:
    """Return the rectangle around all sheets."""
    rect = QRectF()
    for sheet in sheets:
        rect = rect.united(sheet.rect)
    return rect


def box_rect(box: Box) -> QRectF:
    """Return a box as Qt's rectangle."""
    return QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)


def hull(boxes: list[Box]) -> Box:
    """Return the smallest box around some (at least one)."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
