"""Whether two scans show the same side of the same sheet.

A sheet that is fed again after a jam comes a little shifted, turned and lit otherwise, but every
word of it is at its place. A filled form and its neighbour agree in what is printed and differ
where somebody wrote. So not the whole page is compared but every part of it that bears ink, and
the worst parts decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging import raster
from scanstation.imaging.views import Pixels
from scanstation.model import Quarter

WORKING_DPI = 100.0
"""A word of print is some tiles then, and another word another pattern; grain and JPEG noise are
gone."""
MOST_SCALE = 2.0
"""A file that claims 1 dpi must not become a picture of a hundred times its size."""
PAPER = 24
"""Levels below the paper's own brightness that are not yet ink."""
BLUR = 1.0
"""Sigma in pixels."""
TILE = 32
"""Pixels: 8 mm, one to three syllables."""
SLACK = 6
"""Pixels by which a tile may lie elsewhere after the page as a whole was moved: 1.5 mm."""
MARGIN = 20
"""Pixels: 5 mm at the edges, where shadows of the feeder lie."""
INKED = 0.03
"""Share of full ink in a tile from which it says something; a speck does not."""
FEW = 12
"""Tiles with ink below which a side says too little to be compared."""
EXCEPT = 1
"""Tiles that may differ without a word: a stamp of the feeder, a bent corner."""

HOPELESS = 0.5
"""A score that no other part can make good any more: other sheets are told apart at once."""
FLAT, SAME_TONE = 0.02, 0.2
"""Deviation below which a tile is one tone, and how far the tones of two may lie apart."""

Ink = NDArray[np.float32]
TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Likeness:
    """A side made small, upright and straight, to be compared with others."""

    ink: Ink

    @property
    def says_something(self) -> bool:
        """Whether there is enough on it."""
        return len(_inked(self.ink)) >= FEW


def likeness(pixels: Pixels, dpi: float, rotation: Quarter, skew: float) -> Likeness:
    """Return what is compared of a side.

    Args:
        dpi: dots per inch of the pixels.
        rotation, skew: degrees clockwise that turn it upright, and those to be taken back.
    """
    scale = min(WORKING_DPI / dpi, MOST_SCALE) if dpi > 0 else 1.0
    grey = raster.grey(pixels)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if rotation:
        small = cv2.rotate(small, TURNS[rotation])
    paper = float(np.percentile(small, 90))
    ink = np.clip(paper - PAPER - small.astype(np.float32), 0, None) / max(1.0, paper - PAPER)
    if skew:
        high, wide = ink.shape
        matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), skew, 1.0)
        ink = cv2.warpAffine(ink, matrix, (wide, high))
    return Likeness(np.asarray(cv2.GaussianBlur(ink, (0, 0), BLUR), np.float32))


def alike(one: Likeness, other: Likeness) -> float:
    """Return from 0 to 1 how sure both show the same side; 0 if one says too little."""
    first, second = _same_size(one.ink, other.ink)
    (x, y), _ = cv2.phaseCorrelate(second.astype(np.float64), first.astype(np.float64))
    forth = _found_in(first, _moved(second, x, y))
    return forth if forth < HOPELESS else min(forth, _found_in(second, _moved(first, -x, -y)))


def _found_in(one: Ink, other: Ink) -> float:
    """Return how well the worst part of one side is found on the other, at its place."""
    places = _inked(one)
    if len(places) < FEW:
        return 0.0
    worst: list[float] = []
    for top, left in places:
        worst = sorted([*worst, _score(one, other, top, left)])[: EXCEPT + 1]
        if len(worst) > EXCEPT and worst[EXCEPT] < HOPELESS:
            break
    return max(0.0, worst[EXCEPT])


def _same_size(one: Ink, other: Ink) -> tuple[Ink, Ink]:
    high = max(one.shape[0], other.shape[0])
    wide = max(one.shape[1], other.shape[1])

    def grown(ink: Ink) -> Ink:
        room = np.zeros((high, wide), np.float32)
        room[: ink.shape[0], : ink.shape[1]] = ink
        return room

    return grown(one), grown(other)


def _moved(ink: Ink, x: float, y: float) -> Ink:
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
    return np.asarray(cv2.warpAffine(ink, matrix, ink.shape[::-1]), np.float32)


def _inked(ink: Ink) -> list[tuple[int, int]]:
    """Return the upper left corners of the tiles that say something."""
    high, wide = ink.shape
    return [
        (top, left)
        for top in range(MARGIN, high - MARGIN - TILE + 1, TILE)
        for left in range(MARGIN, wide - MARGIN - TILE + 1, TILE)
        if float(ink[top : top + TILE, left : left + TILE].mean()) > INKED
    ]


def _score(one: Ink, other: Ink, top: int, left: int) -> float:
    """Return the correlation of a tile with the best place for it on the other side."""
    tile = one[top : top + TILE, left : left + TILE]
    around = other[top - SLACK : top + TILE + SLACK, left - SLACK : left + TILE + SLACK]
    flat = float(tile.std()) < FLAT, float(around.std()) < FLAT
    if all(flat):
        return 1.0 if abs(float(tile.mean()) - float(around.mean())) < SAME_TONE else 0.0
    if any(flat):
        return 0.0
    return float(cv2.matchTemplate(around, tile, cv2.TM_CCOEFF_NORMED).max())
