"""Choose the resolution for reading by the measured x-height.

Tesseract's LSTM scales every line to 36 pixels of height, so pixels beyond what the letters
need cost layout analysis and thresholding and change nothing in the text. The height of an x in
the smallest print of the page decides: reduced to ``X_HEIGHT`` pixels and no further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from scanstation.ocr.raster import Grey, halved

X_HEIGHT: Final = 11.0
"""Pixels that an x must keep. Measured on 7 to 12 pt in three fonts against the true text."""
SMALLEST_SCALE_DPI: Final = 160.0
"""A page is not reduced below this: headings would hide small print from a coarse measure."""
LOW_X_HEIGHT: Final = 9.0
"""Below this a page is enlarged, at most twice (faxes, screenshots, 100 dpi imports)."""
LEAST_CONTRAST: Final = 30
"""Grey levels between paper and ink. Noise, uneven light and bleed-through stay below 20; Tesseract
would read words into them. Pencil has 60 and more."""
FEWEST_DARK_PIXELS: Final = 60
"""Pixels at half size; a page number has some hundred, a speck of dust fewer."""
SMALL_PRINT: Final = 10
"""Percent of a page's letters that small print must have to decide; a footer reads anyway."""
FEWEST_LETTERS: Final = 20
"""With fewer components there is no text to measure; the page is read as it is."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at an upright page tells.

    Attributes:
        blank: no ink, only paper, noise and what shines through from the back.
        x_height: height of an x in the smallest print, in pixels; 0.0 where fewer than
            ``FEWEST_LETTERS`` components look like letters.
    """

    blank: bool
    x_height: float


def look(grey: Grey) -> Look:
    """Find ink and measure the height of an x in the smallest print.

    Components of ink as high as letters are taken; dots, hyphens and commas are not half as
    high as the median. Lower-case letters without ascender are the lowest of the rest, and a low
    percentile finds them even where small print is the lesser part of the page.
    """
    half = max(grey.shape) > 2000  # half size measures 300 dpi well enough at a fifth of the cost
    small = halved(grey) if half else grey
    paper, ink = _levels(small)
    if paper - ink < LEAST_CONTRAST:
        return Look(True, 0.0)
    _, dark = cv2.threshold(small, (paper + ink) / 2, 255, cv2.THRESH_BINARY_INV)
    # block-based labelling takes a third of the default algorithm's time on text
    _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        dark, connectivity=8, ltype=cv2.CV_32S, ccltype=cv2.CCL_BBDT
    )
    return Look(False, _lowest_letters(stats[1:]) * (2 if half else 1))


def _levels(grey: Grey) -> tuple[int, int]:
    """Return the grey levels of paper (the median) and of ink (its darkest few pixels).

    A mean-based threshold (Otsu) would divide mere noise in two on a page with a single line.
    """
    counts = np.cumsum(cv2.calcHist([grey], [0], None, [256], [0, 256]))
    paper = int(np.searchsorted(counts, counts[-1] / 2))
    return paper, int(np.searchsorted(counts, FEWEST_DARK_PIXELS))


def _lowest_letters(stats: np.ndarray) -> float:
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = height[(height >= 4) & (height <= 80) & (width <= 3 * height) & (width * 8 > height)]
    if len(letters) < FEWEST_LETTERS:
        return 0.0
    letters = letters[letters >= 0.5 * np.median(letters)]
    return float(np.percentile(letters, SMALL_PRINT))


def scale_for(height: float, dpi: float) -> float:
    """Return the factor that an upright page is scaled by before reading.

    Args:
        height: x-height in pixels, 0 if unknown.
        dpi: dots per inch of the page; 0 if unknown, then the x-height alone decides.
    """
    if height == 0:
        return 1.0
    if height < LOW_X_HEIGHT:
        return min(2.0, X_HEIGHT / height)
    smallest = SMALLEST_SCALE_DPI / dpi if dpi else 0.0
    return min(1.0, max(X_HEIGHT / height, smallest))
