"""Blank sides: how much content is left when everything that is no content is taken away.

Not content: sensor noise and salt and pepper (too small), bleed-through (too pale), the scanner's
black border and the shadow of the paper's edge (touch the frame), punch holes (round, of a
standard size, at their usual place). Faint pencil and pale stamps stay content.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.detect.holes import Mark, holes
from scanstation.imaging.views import Level, Pixels, Views
from scanstation.model import BlankFact

DETECTOR = "content-area"
VERSION = "1"

PALE = 0.87
"""Bleed-through lies above this share of the paper's brightness, pencil below."""
BORDER = 0.45
"""Darker than this is ink or scanner background wherever it lies."""
FULL = 0.004
"""Share of the inner page in ink that makes further looking needless (140 mm2 on A4)."""
DARKEST_PAPER = 80.0
"""A side darker than this shows no paper: a failed scan must not pass for blank."""
LARGEST_SHARE = 0.65
"""More ink than this is a picture or a failed scan, never a sheet on dark background."""
DARK_FRAME = 0.03
"""Share of the outermost pixels in ink from which the scanner's background shows."""
DECAY_MM2 = 11.0
"""Square millimetres of content that lower the score to 1/e; 0.9 is a lone full stop."""
SMALLEST_MM2 = 0.35
FRAME_MM = 30.0
"""A dark thing at the frame that reaches further in than this is content."""


def detect(views: Views) -> BlankFact:
    """Score how blank the side is: 1 without any content, 0 with more than a few words."""
    level = views.quarter
    ink = _ink(views, level)
    share = cv2.countNonZero(ink) / ink.size
    crowded = _inner_share(ink, level) > FULL and not _dark_frame(ink)
    if crowded or share > LARGEST_SHARE or views.brightest < DARKEST_PAPER:
        return BlankFact(DETECTOR, VERSION, 1.0, 0.0, round(share, 5))
    blank = math.exp(-_content(ink, level) / DECAY_MM2)
    trust = max(blank, 1 - blank)
    return BlankFact(DETECTOR, VERSION, round(trust, 3), round(blank, 4), round(share, 5))


def _ink(views: Views, level: Level) -> Pixels:
    limit = cv2.convertScaleAbs(views.paper, alpha=PALE)
    pale = cv2.compare(level.pixels, limit, cv2.CMP_LT)
    darkest = BORDER * views.brightest
    _, dark = cv2.threshold(level.pixels, darkest, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(cv2.bitwise_or(pale, dark), np.uint8)


def _inner_share(ink: Pixels, level: Level) -> float:
    margin = round(level.px(FRAME_MM))
    inner = ink[margin:-margin, margin:-margin]
    return cv2.countNonZero(inner) / inner.size if inner.size else 0.0


def _dark_frame(ink: Pixels) -> bool:
    """Whether the scanner's background shows: then ink says nothing yet."""
    frame = np.concatenate((ink[0], ink[-1], ink[:, 0], ink[:, -1]))
    return float(np.mean(frame > 0)) > DARK_FRAME


def _content(ink: Pixels, level: Level) -> float:
    """Return the ink that is content in square millimetres."""
    pixel = (25.4 / level.dpi) ** 2
    marks = [mark for mark in _marks(ink) if mark.area * pixel >= SMALLEST_MM2]
    inner = [mark for mark in marks if not _at_frame(mark, level)]
    punched = holes(inner, ink, level)
    return sum(mark.area for mark in inner if mark not in punched) * pixel


def _marks(ink: Pixels) -> list[Mark]:
    if not cv2.countNonZero(ink):
        return []
    _, _, table, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    rows: NDArray[np.int32] = np.asarray(table, np.int32)[1:]
    return [Mark(*(int(value) for value in row)) for row in rows]


def _at_frame(mark: Mark, level: Level) -> bool:
    """Whether it touches the frame and stays in the border zone of the sides it touches."""
    height, width = level.pixels.shape
    right, bottom = width - mark.left - mark.width, height - mark.top - mark.height
    reach = level.px(FRAME_MM)
    zones = (
        (mark.left, mark.left + mark.width),
        (right, width - mark.left),
        (mark.top, mark.top + mark.height),
        (bottom, height - mark.top),
    )
    touching = [inner for outer, inner in zones if outer <= 2]
    return bool(touching) and (min(touching) <= reach or len(touching) >= 2)
