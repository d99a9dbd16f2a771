"""Skew by point projection.

The lower edge points of all ink are projected along trial directions; where the direction is that
of the text lines, baselines pile up into few bins and the sum of squares is largest (H. S. Baird,
"The skew angle of printed documents", 1987; "Postl" energy criterion). Text that runs sideways is
found by projecting the right edge points along the other axis. Coarse trials use few points, fine
trials all of them, a parabola through the best three gives the last hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.views import Level, Pixels, Views
from scanstation.model import SkewFact

DETECTOR = "point-projection"
VERSION = "1"

LARGEST = 12.0
"""Degrees; beyond that feeders jam."""
WORKING_DPI = 74.0
COARSE_POINTS = 2500
FINE_POINTS = 9000
SAMPLE = 3
"""Coarse trials look at every third line of pixels."""
FEWEST_POINTS = 20
INK, CONTRAST = 0.78, 24
"""A pixel darker than this share of the paper's brightness, and by so many levels, is ink."""

Points = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class TextLines:
    """Direction of the text lines.

    Attributes:
        sideways: lines run from top to bottom (the page lies on its side).
        degrees: clockwise deviation from that axis.
        energy: how much better the best direction is than the typical one, 1 is not at all.
        axis_ratio: energy of the chosen axis over that of the other.
    """

    sideways: bool
    degrees: float
    energy: float
    axis_ratio: float
    points: int


_LIMITS = np.minimum(np.arange(256) * INK, np.arange(256) - CONTRAST).clip(0).astype(np.uint8)
NO_LINES = TextLines(False, 0.0, 1.0, 1.0, 0)


def detect(lines: TextLines) -> SkewFact:
    """State the measured direction as a fact; without text the angle is 0 with score 0."""
    trust = min(1.0, max(0.0, (lines.energy - 1.0) / 1.5))
    degrees = round(lines.degrees, 3) if trust > 0.1 else 0.0
    return SkewFact(DETECTOR, VERSION, round(trust, 3), degrees)


def text_lines(views: Views) -> TextLines:
    """Measure axis and angle of the text lines (about 7 ms for a full page)."""
    level = views.level(WORKING_DPI)
    ink = ink_mask(views, level)
    below, beside = (edge_points(level.pixels, ink, axis, SAMPLE) for axis in (0, 1))
    if min(len(below[0]), len(beside[0])) < FEWEST_POINTS:
        return NO_LINES
    angles = np.arange(-LARGEST, LARGEST + 0.25, 0.5, dtype=np.float32)
    upright = _energies(_thin(below, COARSE_POINTS), angles, 3.0)
    sideways = _energies(_thin(beside, COARSE_POINTS), -angles, 3.0)
    contrasts = [float(energy.max() / np.median(energy)) for energy in (upright, sideways)]
    lying = contrasts[1] > contrasts[0]
    sign, coarse = (-1.0, sideways) if lying else (1.0, upright)
    points = edge_points(level.pixels, ink, int(lying))
    degrees = _refine(points, sign, float(angles[int(coarse.argmax())]))
    ratio = contrasts[int(lying)] / contrasts[int(not lying)]
    return TextLines(lying, degrees, contrasts[int(lying)], ratio, len(points[0]))


def ink_mask(views: Views, level: Level) -> Pixels:
    """Return 255 where a level is clearly darker than the paper around."""
    size = (level.pixels.shape[1], level.pixels.shape[0])
    limit = cv2.resize(cv2.LUT(views.ground, _LIMITS), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.compare(level.pixels, limit, cv2.CMP_LT), np.uint8)


def edge_points(grey: Pixels, ink: Pixels, axis: int, step: int = 1) -> Points:
    """Return (along, across) of ink pixels whose next pixel along ``axis`` is paper.

    Axis 0: lower edges, along is x and across is y. Axis 1: right edges, the other way round.
    Only every ``step``-th line of pixels across is searched.
    ``across`` is exact to a part of a pixel: the reduced copy is grey where an edge cuts a pixel.
    """
    if axis == 0:
        rows, columns = _places(ink[:-1, ::step] > ink[1:, ::step])
        columns *= np.int32(step)
        across, along, next_one = rows, columns, grey.shape[1]
    else:
        rows, columns = _places(ink[::step, :-1] > ink[::step, 1:])
        rows *= np.int32(step)
        across, along, next_one = columns, rows, 1
    pixels, at = grey.ravel(), rows * np.int32(grey.shape[1]) + columns
    part = _part(pixels.take(at), pixels.take(at + np.int32(next_one)))
    return along.astype(np.float32), across + part


def _places(flags: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return rows and columns of what is true, four times faster than ``nonzero`` of a plane."""
    flat = np.flatnonzero(flags).astype(np.int32)
    rows, columns = np.divmod(flat, np.int32(flags.shape[1]))
    return rows, columns


def _part(inside: Pixels, outside: Pixels) -> NDArray[np.float32]:
    """Return how much of an edge pixel and its lighter neighbour is ink, 0 to 2.

    Paper is taken as white and ink as black; only differences between points count.
    """
    light = inside.astype(np.float32) + outside.astype(np.float32)
    return np.float32(2) - light / np.float32(255)


def _thin(points: Points, most: int) -> Points:
    """Keep every n-th point; nonzero lists them in page order, so all lines keep some."""
    step = max(1, -(-len(points[0]) // most))
    return points[0][::step], points[1][::step]


def _refine(points: Points, sign: float, coarse: float) -> float:
    fine = _thin(points, FINE_POINTS)
    best = coarse
    for reach, step, width in ((0.5, 0.1, 1.5), (0.1, 0.02, 0.7)):
        angles = np.arange(best - reach, best + reach + step / 2, step, dtype=np.float32)
        energies = _energies(fine, sign * angles, width)
        best = _peak(angles, energies)
    return best


def _peak(angles: NDArray[np.float32], energies: NDArray[np.float64]) -> float:
    """Return the top of the parabola through the best trial and its neighbours."""
    at = int(energies.argmax())
    if at in {0, len(angles) - 1}:
        return float(angles[at])
    left, top, right = (float(value) for value in energies[at - 1 : at + 2])
    bend = left - 2 * top + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return float(angles[at]) + shift * float(angles[1] - angles[0])


def _energies(points: Points, angles: NDArray[np.float32], width: float) -> NDArray[np.float64]:
    """Return the sum of squared bin counts for every trial angle (degrees)."""
    along, across = points
    along = along - along.mean()
    slopes = np.tan(np.radians(angles)).astype(np.float32)
    places = (across[None, :] - slopes[:, None] * along[None, :]) / np.float32(width)
    places -= places.min()
    bins = int(places.max()) + 1
    places += (np.arange(len(angles), dtype=np.float32) * bins)[:, None]
    counts = np.bincount(places.astype(np.int32).ravel(), minlength=bins * len(angles))
    table = counts[: bins * len(angles)].reshape(len(angles), bins).astype(np.float64)
    return np.asarray((table * table).sum(axis=1), np.float64)
