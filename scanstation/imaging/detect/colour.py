"""Colour, grey tones or black and white.

Measured small (1/8: every pixel is the mean of a spot of 0.7 mm), so that sensor noise and the
coloured fringes of a scanner's three lines cancel, while a stamp or a ball-pen signature stays.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from scanstation.imaging.views import Pixels, Views, halved
from scanstation.model import ColourFact

DETECTOR = "chroma-and-flat-tones"
VERSION = "1"

CHROMA = 26
"""Distance of a spot's chroma (BT.601 Cb, Cr) from the paper's that the eye calls colour."""
COLOUR_AREA = 4.0
"""Square millimetres of coloured spots, connected to at least three, that make a colour page."""
TONE_AREA = 0.004
"""Share of the page in even mid tones that makes a grey page (a logo is enough)."""


def detect(views: Views) -> ColourFact:
    """Classify the page."""
    coloured = 0.0 if views.colour is None else _coloured_area(views.colour, views.levels[3].dpi)
    if coloured >= COLOUR_AREA:
        return _fact("colour", coloured / COLOUR_AREA)
    tones = _tones(views)
    if tones >= TONE_AREA:
        return _fact("grey", min(tones / TONE_AREA, COLOUR_AREA / max(coloured, 1e-3)))
    return _fact("bilevel", min(TONE_AREA / max(tones, 1e-6), COLOUR_AREA / max(coloured, 1e-3)))


def _fact(kind: Literal["colour", "grey", "bilevel"], margin: float) -> ColourFact:
    """``margin``: how far the measure lies from its limit, 1 is on it."""
    score = 1.0 - 0.5 / max(margin, 1.0)
    return ColourFact(DETECTOR, VERSION, round(score, 3), kind)


def _coloured_area(colour: Pixels, dpi: float) -> float:
    """Return square millimetres of spots whose chroma differs from the paper's."""
    chroma = np.asarray(cv2.cvtColor(halved(colour), cv2.COLOR_RGB2YCrCb), np.uint8)
    centre = [_paper_chroma(chroma, channel) for channel in (1, 2)]
    distance = cv2.absdiff(chroma, np.array([0.0, centre[0], centre[1], 0.0]))
    spots = np.asarray(cv2.max(distance[:, :, 1], distance[:, :, 2]) > CHROMA // 2, np.uint8)
    # A spot alone is noise or a fringe; strokes and stamps have neighbours.
    neighbours = cv2.boxFilter(spots, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(np.count_nonzero(spots & (neighbours >= 3))) * (25.4 / dpi) ** 2


def _paper_chroma(chroma: Pixels, channel: int) -> float:
    """Return the most frequent value: paper, whatever its tint."""
    histogram = cv2.calcHist([chroma], [channel], None, [256], [0, 256])
    return float(histogram.argmax())


def _tones(views: Views) -> float:
    """Return the share of pixels in even mid tones; text has none, its strokes are all edges."""
    pixels = views.quarter.pixels
    kernel = np.ones((3, 3), np.uint8)
    lightest, darkest = cv2.dilate(pixels, kernel), cv2.erode(pixels, kernel)
    _, even = cv2.threshold(cv2.subtract(lightest, darkest), 24, 255, cv2.THRESH_BINARY_INV)
    brightest = float(np.percentile(views.paper[::4, ::4], 95))
    middle = cv2.inRange(pixels, 0.3 * brightest, 0.86 * brightest)
    return float(np.count_nonzero(cv2.bitwise_and(even, middle))) / pixels.size
