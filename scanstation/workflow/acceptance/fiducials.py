"""How a test side lies in its scan: an affine map from millimetres to pixels.

The code's corners say roughly where everything is, also turned by 180 degrees; the four squares
say it to a fraction of a pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.views import Pixels
from scanstation.model import Point, Quad
from scanstation.separation.canvas import Area
from scanstation.workflow.acceptance.layout import CODE, FIDUCIALS, SQUARE

MM_PER_INCH = 25.4
SEARCH_MM = 9.0
"""Around the expected place of a square: more than a code's corners can be wrong there."""
LEAST_AREA, MOST_AREA = 0.6, 1.5
"""Of the square that is looked for."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a test side lies.

    Attributes:
        matrix: 2 x 3, from millimetres on paper to pixels.
        worst_mm: greatest distance of a square from where the map says it is.
        found: how many of the four squares were found.
    """

    matrix: Matrix
    worst_mm: float
    found: int

    @property
    def dpi(self) -> tuple[float, float]:
        """Dots per inch across and along the sheet, as measured on paper."""
        across, along = self.matrix[:, 0], self.matrix[:, 1]
        return (
            float(np.hypot(*across)) * MM_PER_INCH,
            float(np.hypot(*along)) * MM_PER_INCH,
        )

    @property
    def degrees(self) -> float:
        """By which the side is turned clockwise, -180 to 180."""
        return math.degrees(math.atan2(self.matrix[1, 0], self.matrix[0, 0]))

    @property
    def skew(self) -> float:
        """By which it is turned against the nearest right angle, in degrees."""
        return (self.degrees + 45) % 90 - 45

    @property
    def shear(self) -> float:
        """By how many degrees its edges miss a right angle: a feeder that slips on one side."""
        along = math.degrees(math.atan2(self.matrix[1, 1], self.matrix[0, 1]))
        return (along - self.degrees - 90 + 180) % 360 - 180

    def point(self, x: float, y: float) -> Point:
        """Return the pixel of a place in millimetres."""
        px, py = self.matrix @ (x, y, 1.0)
        return float(px), float(py)

    def cut(self, pixels: Pixels, area: Area, per_mm: float) -> Pixels:
        """Return an area upright, with ``per_mm`` pixels a millimetre."""
        left, top, wide, high = area
        matrix = self.matrix.copy()
        matrix[:, 2] += matrix[:, :2] @ (left, top)
        matrix[:, :2] /= per_mm
        size = (max(1, round(wide * per_mm)), max(1, round(high * per_mm)))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=flags), np.uint8)


def place(grey: Pixels, code: Quad) -> Placement:
    """Return how the side lies.

    Args:
        code: corners of its code in pixels, in the code's reading order.
    """
    left, top, wide, high = CODE
    corners = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]
    rough = _fitted(corners, list(code))
    found = [(at, _square(grey, rough, at)) for at in FIDUCIALS]
    known = [(at, pixel) for at, pixel in found if pixel is not None]
    if len(known) < 3:
        return Placement(rough, math.inf, len(known))
    matrix = _fitted([at for at, _ in known], [pixel for _, pixel in known])
    scale = math.sqrt(abs(float(np.linalg.det(matrix[:, :2]))))
    misses = [
        math.dist(pixel, (float(x), float(y)))
        for (at, pixel) in known
        for x, y in [matrix @ (*at, 1.0)]
    ]
    return Placement(matrix, max(misses) / scale, len(known))


def _fitted(paper: list[Point], pixels: list[Point]) -> Matrix:
    """Return the affine map of least squares."""
    known = np.array([(x, y, 1.0) for x, y in paper])
    solved, *_ = np.linalg.lstsq(known, np.array(pixels, dtype=np.float64), rcond=None)
    return np.asarray(solved.T, np.float64)


def _square(grey: Pixels, rough: Matrix, at: Point) -> Point | None:
    """Return the middle of a square near where it should be, in pixels."""
    scale = math.sqrt(abs(float(np.linalg.det(rough[:, :2]))))
    x, y = (float(value) for value in rough @ (*at, 1.0))
    reach = SEARCH_MM * scale
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    window = grey[top : int(y + reach) + 1, left : int(x + reach) + 1]
    if window.size == 0 or int(np.ptp(window)) < 64:
        return None
    _, dark = cv2.threshold(window, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, _, statistics, middles = cv2.connectedComponentsWithStats(dark)
    wanted = (SQUARE * scale) ** 2
    fitting = [
        (abs(float(statistics[each, cv2.CC_STAT_AREA]) - wanted), each)
        for each in range(1, count)
        if LEAST_AREA < float(statistics[each, cv2.CC_STAT_AREA]) / wanted < MOST_AREA
    ]
    if not fitting:
        return None
    middle = middles[min(fitting)[1]]
    return float(middle[0]) + left, float(middle[1]) + top
