"""Colour, grey tones or black and white.

Chroma is averaged with its sign over spots of 3 mm, so that sensor noise and the coloured fringes
of black print cancel (a scanner's three lines, sub-pixel rendering), while a stamp or a ball-pen
signature stays. Tinted paper is taken off before; paper of a clear colour is colour by itself.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from scanstation.imaging.views import Pixels, Views, halved
from scanstation.model import ColourFact

DETECTOR = "chroma-and-flat-tones"
VERSION = "1"

CHROMA = 6.0
"""Mean distance (BT.601 Cb, Cr) of a spot from the paper: a thin line of pale blue ink has 7."""
NEUTRAL = 128
SPOT = 5
"""Pixels of the 1/8 copy: 3.4 mm at 300 dpi."""
COLOUR_AREA = 8.0
"""Square millimetres of coloured spots that make a colour page: a signature has 50 and more."""
PAPER_CHROMA = 10.0
"""Distance of the paper's chroma from neutral: recycled paper stays below, coloured forms above."""
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
    coloured = np.zeros(chroma.shape[:2], np.bool_)
    for channel in (1, 2):
        paper = _paper_chroma(chroma, channel)
        limit = CHROMA if abs(paper - NEUTRAL) < PAPER_CHROMA else -1.0
        spots = cv2.blur(chroma[:, :, channel].astype(np.float32), (SPOT, SPOT))
        coloured |= np.abs(spots - paper) > limit
    return float(np.count_nonzero(coloured)) * (25.4 / dpi) ** 2


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
    brightest = views.brightest
    middle = cv2.inRange(pixels, 0.3 * brightest, 0.86 * brightest)
    return float(np.count_nonzero(cv2.bitwise_and(even, middle))) / pixels.size
