"""Colour drop-out: forms printed in a blind colour lose their lines and boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from scanstation.imaging.views import Pixels

HUES = {"red": 0, "green": 60, "blue": 120}
"""OpenCV's hue, half degrees."""


@dataclass(frozen=True, slots=True)
class DropColour:
    """Replace one colour by the paper's.

    Attributes:
        colour: the blind colour.
        width: half degrees of hue on both sides of it.
        saturation: 0..255 from which a pixel is coloured at all; black print stays below.
        margin: pixels by which coloured areas are widened, for their soft edges.
    """

    colour: Literal["red", "green", "blue"] = "red"
    width: int = 25
    saturation: int = 50
    margin: int = 2

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the page without the colour; a grey page is returned as it is."""
        if pixels.ndim == 2:
            return pixels.copy()
        hsv = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV), np.int16)
        distance = np.abs(hsv[:, :, 0] - HUES[self.colour])
        hit = np.minimum(distance, 180 - distance) <= self.width
        strong = hit & (hsv[:, :, 1] >= self.saturation)
        # The soft edge of a stroke has the hue but hardly any saturation.
        side = 2 * self.margin + 1
        near = cv2.dilate(strong.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
        mask = strong | (near & hit & (hsv[:, :, 1] >= self.saturation // 4))
        result = pixels.copy()
        if mask.any() and not mask.all():
            result[mask] = np.percentile(pixels[~mask][::16], 75, axis=0).astype(np.uint8)
        return result
