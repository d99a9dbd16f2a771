"""Which way is up, read from the structure of the text lines.

The axis comes from the projection energies (``skew.text_lines``). Which end is up follows from
Latin script itself: above the x-height stand ascenders, capitals and figures, below the baseline
hang far fewer descenders. The asymmetry of both over all line segments is around +0.5 for German,
English and French text in any usual face, -0.5 upside down, and near zero where there are no
lowercase lines: then the answer is not sure, and somebody else must read (Tesseract's OSD).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.detect.skew import TextLines, ink_mask
from scanstation.imaging.views import Level, Pixels, Views
from scanstation.model import OrientationFact, Quarter

DETECTOR = "line-structure"
VERSION = "1"

SURE_ASYMMETRY = 0.15
"""Measured on upright-text pages: below this the sign is not to be trusted."""
SURE_LINES = 8
"""Line segments (a printed line across A4 has five); fewer leave too much to chance."""
GUESS_LINES = 2
LEAST_SPREAD = 0.3
"""Of single segments: that two or three happen to agree proves little."""
SURE_AGREEMENT, GUESS_AGREEMENT = 3.0, 2.0
"""Pages of text reach 5 to 20; charts and pictures, whose lines contradict each other, 1."""
SURE_AXIS = 1.1
WORKING_DPI = 140.0
LOWEST_LINE, HIGHEST_LINE = 6, 68
"""Rows; at 150 dpi 1 mm (5 pt in lowercase) to 11.5 mm (headlines)."""
LEAST_TAIL = 0.05
"""Share of a line's core in its tails that makes it speak: capitals have only soft edges there,
figures only commas, which hang and would turn tables of amounts upside down."""
STRIP = 32
"""Columns shifted together against the skew; 1 degree tilts a strip by half a row."""
STRIPS_A_SEGMENT = 8

Profile = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """What the tails of all line segments say.

    Attributes:
        value: mean of the speaking segments, -1 all tails hang, 1 all stand.
        speaking: segments with tails worth the name.
        agreement: ``value`` over its standard error (Student's t).
        segments: all line segments, also those of capitals or figures.
    """

    value: float
    speaking: int
    agreement: float
    segments: int


NONE = Asymmetry(0.0, 0, 0.0, 0)


def detect(views: Views, lines: TextLines) -> OrientationFact:
    """State the rotation that turns the page upright.

    ``rotation`` is 0 where nothing speaks for anything else; ``sure`` False asks for a second
    opinion.
    """
    found = asymmetry(views, lines)
    clear = (
        abs(found.value) >= SURE_ASYMMETRY
        and abs(found.agreement) >= GUESS_AGREEMENT
        and found.speaking >= GUESS_LINES
        and lines.axis_ratio >= SURE_AXIS
    )
    rotation = _rotation(lines.sideways, found.value < 0) if clear else 0
    sure = clear and found.speaking >= SURE_LINES and abs(found.agreement) >= SURE_AGREEMENT
    trust = min(1.0, abs(found.value) / (2 * SURE_ASYMMETRY)) if sure else 0.3 * float(clear)
    return OrientationFact(DETECTOR, VERSION, round(float(trust), 3), rotation, bool(sure))


def _rotation(sideways: bool, inverted: bool) -> Quarter:
    """Sideways pages were measured after a quarter turn anticlockwise."""
    if sideways:
        return 90 if inverted else 270
    return 180 if inverted else 0


def asymmetry(views: Views, lines: TextLines) -> Asymmetry:
    """Measure at 150 dpi; pages without lines of usual size are tried at coarser levels."""
    if not lines.points:
        return NONE
    best = NONE
    for level in views.levels[views.levels.index(views.level(WORKING_DPI)) :]:
        found = _asymmetry(_profiles(views, level, lines))
        best = max(best, found, key=lambda each: each.segments)
        if best.segments >= SURE_LINES:
            break
    return best


def _profiles(views: Views, level: Level, lines: TextLines) -> Profile:
    """Return ink along straightened lines: one column a segment (44 mm at 150 dpi)."""
    ink = ink_mask(views, level)
    if lines.sideways:
        ink = np.asarray(cv2.rotate(ink, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    count = ink.shape[1] // STRIP
    if not count:
        return np.empty((len(ink), 0), np.float32)
    straight = _straightened(_ink_shares(ink[:, : count * STRIP]), lines.degrees)
    edges = np.linspace(0, count, max(1, count // STRIPS_A_SEGMENT) + 1).astype(int)[:-1]
    sums = np.add.reduceat(straight, edges, axis=1)
    sizes = np.diff([*edges, count])
    return np.asarray(sums / sizes, np.float32)


def _ink_shares(ink: Pixels) -> Profile:
    """Return the share of ink in every strip of every row; strips are 32 bits, counted at once."""
    strips = np.packbits(ink, axis=1).view(np.uint32)
    return np.asarray(np.bitwise_count(strips), np.float32) / np.float32(STRIP)


def _straightened(means: Profile, degrees: float) -> Profile:
    """Shift every strip up or down so that skewed lines become level."""
    slope = float(np.tan(np.radians(degrees)))
    middle = means.shape[1] / 2
    for column in range(means.shape[1]):
        shift = round(slope * (column + 0.5 - middle) * STRIP)
        if shift:
            means[:, column] = np.roll(means[:, column], -shift)
    return means


def _asymmetry(profiles: Profile) -> Asymmetry:
    """Compare the ink above the x-height with that below the baseline, line by line."""
    tails = [_tails(line, crest) for line, crest in _lines(profiles)]
    speaking = [
        (above - below) / (above + below)
        for above, below, core in tails
        if max(above, below) >= LEAST_TAIL * core
    ]
    if not speaking:
        return Asymmetry(0.0, 0, 0.0, len(tails))
    value = float(np.mean(speaking))
    error = max(LEAST_SPREAD, float(np.std(speaking))) / len(speaking) ** 0.5
    return Asymmetry(value, len(speaking), value / error, len(tails))


def _tails(line: Profile, crest: float) -> tuple[float, float, float]:
    """Return the ink above the x-height, below the baseline and between them."""
    inner = np.flatnonzero(line > 0.5 * crest)
    first, last = inner[0], inner[-1] + 1
    above, below = float(line[:first].sum()), float(line[last:].sum())
    return above, below, float(line[first:last].sum())


def _crest(line: Profile) -> float:
    """Return the usual ink of the rows between baseline and x-height."""
    quarter = max(1, len(line) // 4)
    return float(np.partition(line, -quarter)[-quarter:].mean())


def _lines(profiles: Profile) -> Iterator[tuple[Profile, float]]:
    """Yield the rows of every text line and its crest: ink between two empty rows.

    Lower is a rule or dirt, higher a picture or a line for a coarser level; a crest below 5 % ink
    is no text.
    """
    for column in profiles.T:
        inked = np.concatenate(([False], column > 0.012, [False]))
        edges = np.flatnonzero(inked[1:] != inked[:-1])
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            line = column[start:end]
            if LOWEST_LINE <= len(line) <= HIGHEST_LINE and (crest := _crest(line)) >= 0.05:
                yield line, crest
