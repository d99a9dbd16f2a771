"""Black and white from grey: local threshold."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from scanstation.imaging.raster import grey
from scanstation.imaging.views import Pixels

RANGE = 128.0
"""Largest standard deviation of grey values (Sauvola's R)."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Local threshold after Sauvola and Pietikäinen, "Adaptive document image binarization", 2000.

    Attributes:
        window: side of the neighbourhood in pixels, odd; two text lines at least.
        k: how far below the local mean ink begins where contrast is low.
    """

    window: int = 61
    k: float = 0.2

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the page in 0 (ink) and 255."""
        light = grey(pixels)
        size = (self.window, self.window)
        mean = cv2.boxFilter(light, cv2.CV_32F, size, borderType=cv2.BORDER_REPLICATE)
        square = cv2.sqrBoxFilter(light, cv2.CV_32F, size, borderType=cv2.BORDER_REPLICATE)
        deviation = np.sqrt(np.maximum(np.asarray(square) - np.square(mean), 0))
        limit = mean * (1 + self.k * (deviation / RANGE - 1))
        return np.where(light <= limit, 0, 255).astype(np.uint8)
