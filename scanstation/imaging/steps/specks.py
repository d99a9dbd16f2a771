"""Taking away what is no print: specks, and the scanner's dark background at the edges."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.raster import grey
from scanstation.imaging.views import Pixels


@dataclass(frozen=True, slots=True)
class Despeckle:
    """Fill isolated dark specks with the brightness around them.

    Attributes:
        largest: area in pixels up to which a piece of ink is a speck; the dot of an i in 8 point
            has 16 pixels at 300 dpi.
        dark: share of the page's brightness (its 90th percentile) below which a pixel is ink.
    """

    largest: int = 6
    dark: float = 0.7

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the page without specks."""
        light = grey(pixels)
        ink = (light < self.dark * np.percentile(light, 90)).astype(np.uint8)
        _, labels, table, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        small = np.asarray(table)[:, cv2.CC_STAT_AREA] <= self.largest
        small[0] = False
        specks = small[np.asarray(labels)]
        return _filled(pixels, specks, around=5)


@dataclass(frozen=True, slots=True)
class RemoveEdges:
    """Fill the scanner's dark background, as far as it touches the frame, with the paper's tone.

    Attributes:
        dark: share of the page's brightness below which a pixel is background.
        reach: pixels from the frame beyond which nothing is touched; 0 is no limit.
    """

    dark: float = 0.45
    reach: int = 0

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the page with clean edges."""
        light = grey(pixels)
        ink = (light < self.dark * np.percentile(light, 90)).astype(np.uint8)
        # One pixel of ink all around joins every piece at the frame to a single component.
        framed = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
        _, labels = cv2.connectedComponents(framed, connectivity=4)
        outside = np.asarray(labels)[1:-1, 1:-1] == np.asarray(labels)[0, 0]
        return _filled(pixels, self._within_reach(outside), around=0)

    def _within_reach(self, outside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        if self.reach:
            outside[self.reach : -self.reach, self.reach : -self.reach] = False
        return outside


def _filled(pixels: Pixels, mask: NDArray[np.bool_], around: int) -> Pixels:
    """Replace masked pixels by the paper: of the spot (median of ``around``) or of the page."""
    result = pixels.copy()
    if not mask.any() or mask.all():
        return result
    if around:
        soft = np.asarray(cv2.dilate(pixels, np.ones((around, around), np.uint8)), np.uint8)
        result[mask] = soft[mask]
        return result
    paper = pixels[~mask]
    result[mask] = np.percentile(paper, 75, axis=0).astype(np.uint8)
    return result
