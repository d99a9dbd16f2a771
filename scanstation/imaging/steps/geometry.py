"""Geometry as pixels, for targets that cannot carry it otherwise (TIFF) and for hard crops."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from scanstation.imaging.views import Pixels
from scanstation.model import Box


@dataclass(frozen=True, slots=True)
class Crop:
    """Keep only a box (pixels of the image that comes in)."""

    box: Box

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the box as an image of its own.

        Raises:
            ValueError: the box is empty or reaches outside of the image.
        """
        height, width = pixels.shape[:2]
        box = self.box
        if not (0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height):
            raise ValueError(f"{box} does not lie within {width} x {height}")
        return pixels[box.top : box.bottom, box.left : box.right].copy()


@dataclass(frozen=True, slots=True)
class Rotate:
    """Turn clockwise by any angle; the canvas grows so that nothing is lost.

    Quarter turns only move pixels. Other angles are resampled (cubic); a bilevel page stays
    bilevel.

    Attributes:
        degrees: clockwise.
        paper: brightness of the corners that come in.
    """

    degrees: float
    paper: int = 255

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the turned image."""
        quarters, rest = divmod(self.degrees, 90.0)
        if rest == 0:
            return np.ascontiguousarray(np.rot90(pixels, -int(quarters)))
        turned = self._resampled(pixels)
        if _bilevel(pixels):
            return np.where(turned < 128, 0, 255).astype(np.uint8)
        return turned

    def _resampled(self, pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -self.degrees, 1.0)
        cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
        size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
        matrix[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
        fill = (self.paper,) * 3
        turned = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=fill)
        return np.asarray(turned, np.uint8)


def _bilevel(pixels: Pixels) -> bool:
    return pixels.ndim == 2 and bool(np.all((pixels == 0) | (pixels == 255)))
