"""Pixels of the picture that is read, and back to pixels of the page as stored."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scanstation.model import Box

Matrix = NDArray[np.float64]
"""Affine, shape (2, 3): (x, y, 1) -> (x', y')."""

_QUARTERS: Final = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}


def scale(x: float, y: float) -> Matrix:
    """Return the scaling by two factors."""
    return np.array([[x, 0, 0], [0, y, 0]], np.float64)


def turn(rotation: int, width: int, height: int) -> Matrix:
    """Return the clockwise turn of a page of this size by quarters, into its own quadrant."""
    a, b, c, d = _QUARTERS[rotation]
    shift_x = {90: height, 180: width}.get(rotation, 0)
    shift_y = {180: height, 270: width}.get(rotation, 0)
    return np.array([[a, b, shift_x], [c, d, shift_y]], np.float64)


def straighten(skew: float, width: int, height: int) -> Matrix:
    """Return the turn about the centre that takes back a clockwise skew in degrees."""
    angle = -math.radians(skew)
    cosine, sine = math.cos(angle), math.sin(angle)
    x, y = width / 2, height / 2
    return np.array(
        [[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]]
    )


def then(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first`` and then ``second``."""
    return _square(second)[:2] @ _square(first)


def inverse(matrix: Matrix) -> Matrix:
    """Return the way back."""
    return np.asarray(np.linalg.inv(_square(matrix))[:2], np.float64)


def _square(matrix: Matrix) -> NDArray[np.float64]:
    return np.vstack([matrix, [0.0, 0.0, 1.0]])


def mapped(box: Box, matrix: Matrix, width: int, height: int) -> Box:
    """Carry a box over and clip it to a page of this size.

    The centre is carried exactly and the sides keep their lengths: the hull of a box turned by a
    small skew would cover parts of the lines above and below.
    """
    centre = matrix @ np.array([(box.left + box.right) / 2, (box.top + box.bottom) / 2, 1.0])
    across, down = _sides(matrix, box.right - box.left, box.bottom - box.top)
    left, top = centre[0] - across / 2, centre[1] - down / 2
    return Box(
        _clip(left, width - 1),
        _clip(top, height - 1),
        max(_clip(left, width - 1) + 1, _clip(left + across, width)),
        max(_clip(top, height - 1) + 1, _clip(top + down, height)),
    )


def _sides(matrix: Matrix, width: int, height: int) -> tuple[float, float]:
    """Return how wide and high a box becomes along the stored page's nearest axes."""
    along_x = float(np.hypot(matrix[0, 0], matrix[1, 0])) * width
    along_y = float(np.hypot(matrix[0, 1], matrix[1, 1])) * height
    lying = abs(matrix[0, 0]) < abs(matrix[1, 0])
    return (along_y, along_x) if lying else (along_x, along_y)


def _clip(value: float, highest: int) -> int:
    return min(max(round(value), 0), highest)
