"""Blank sides: how much content is left when everything that is no content is taken away.

Not content: sensor noise and salt and pepper (too small), bleed-through (too pale), the scanner's
black border and the shadow of the paper's edge (touch the frame), punch holes (round, of a
standard size, at their usual place). Faint pencil and pale stamps stay content.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.views import Level, Pixels, Views
from scanstation.model import BlankFact

DETECTOR = "content-area"
VERSION = "1"

PALE = 0.87
"""Bleed-through lies above this share of the paper's brightness, pencil below."""
BORDER = 0.45
"""Darker than this is ink or scanner background wherever it lies."""
FULL = 0.02
"""Share of the inner page in ink that makes further looking needless."""
DECAY_MM2 = 11.0
"""Square millimetres of content that lower the score to 1/e; 0.9 is a lone full stop."""
SMALLEST_MM2 = 0.35
FRAME_MM = 30.0
"""A dark thing at the frame that reaches further in than this is content."""
HOLE_MM = (3.5, 9.0)
"""ISO 838 holes have 6 mm; other systems 5 to 8."""
HOLE_LANE_MM = 20.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """A connected piece of ink in pixels of its level."""

    left: int
    top: int
    width: int
    height: int
    area: int


def detect(views: Views) -> BlankFact:
    """Score how blank the side is: 1 without any content, 0 with more than a few words."""
    level = views.quarter
    ink = _ink(views, level)
    share = float(np.count_nonzero(ink)) / ink.size
    inner = _inner_share(ink, level)
    if inner > FULL:
        return BlankFact(DETECTOR, VERSION, 1.0, 0.0, round(share, 5))
    content = sum(mark.area for mark in _marks(ink) if _is_content(mark, level))
    millimetres = content * (25.4 / level.dpi) ** 2
    blank = math.exp(-millimetres / DECAY_MM2)
    trust = max(blank, 1 - blank)
    return BlankFact(DETECTOR, VERSION, round(trust, 3), round(blank, 4), round(share, 5))


def _ink(views: Views, level: Level) -> Pixels:
    limit = cv2.convertScaleAbs(views.paper, alpha=PALE)
    pale = cv2.compare(level.pixels, limit, cv2.CMP_LT)
    brightest = float(np.percentile(views.paper[::8, ::8], 90))
    _, dark = cv2.threshold(level.pixels, BORDER * brightest, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(cv2.bitwise_or(pale, dark), np.uint8)


def _inner_share(ink: Pixels, level: Level) -> float:
    margin = round(level.px(FRAME_MM))
    inner = ink[margin:-margin, margin:-margin]
    return float(np.count_nonzero(inner)) / inner.size if inner.size else 0.0


def _marks(ink: Pixels) -> list[_Mark]:
    _, _, table, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    rows: NDArray[np.int32] = np.asarray(table, np.int32)[1:]
    return [_Mark(*(int(value) for value in row)) for row in rows]


def _is_content(mark: _Mark, level: Level) -> bool:
    if mark.area * (25.4 / level.dpi) ** 2 < SMALLEST_MM2:
        return False
    return not (_at_frame(mark, level) or _is_hole(mark, level))


def _at_frame(mark: _Mark, level: Level) -> bool:
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


def _is_hole(mark: _Mark, level: Level) -> bool:
    smallest, largest = (level.px(limit) for limit in HOLE_MM)
    if not (smallest <= mark.width <= largest and smallest <= mark.height <= largest):
        return False
    round_enough = 0.75 <= mark.width / mark.height <= 1.33
    filled = mark.area / (mark.width * mark.height) > 0.6  # a disc fills 0.785 of its box
    height, width = level.pixels.shape
    lane = level.px(HOLE_LANE_MM)
    distance = min(
        mark.left, mark.top, width - mark.left - mark.width, height - mark.top - mark.height
    )
    return round_enough and filled and distance < lane
