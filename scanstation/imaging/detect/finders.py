"""QR finder patterns: runs of 1:1:3:1:1 modules, black and white in turn, in every direction."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.views import Pixels, Views
from scanstation.model import Box

LOOK = 2
"""Reduction in which patterns are looked for; they are confirmed in full resolution."""
ROW_STEP = 4
"""Rows between two looks: the centre of a pattern with modules of 3 pixels is 4.5 rows high."""
DARK = 0.6
TOLERANCE = 0.6
"""Of a module, for every run."""
SMALLEST, LARGEST = 9, 200
"""Pixels of the whole pattern (7 modules) in the reduction."""
FEWEST = 2
"""A QR code has three patterns; one alone is a letter."""
RUNS = np.array((1, 1, 3, 1, 1))
EXPECTED = np.array((0, 1, 0, 1, 1, 1, 0, 1, 0), np.bool_)
"""Black at -4 to 4 modules from the centre, along both axes and both diagonals."""
RAYS = ((1, 0), (1, 1), (1, -1), (0, 1))
"""Down first: hardly a letter passes it."""
MOST_WRONG = 3

Whole = NDArray[np.intp]
Numbers = NDArray[np.float64]


def finder_patterns(views: Views) -> Iterator[Box]:
    """Yield the place of every finder pattern in pixels of ``views.grey``."""
    limit = round(DARK * views.white)
    rows, centres, modules = _candidates(views.levels[1].pixels[::ROW_STEP] < limit)
    places = (rows * ROW_STEP * LOOK, centres * LOOK, modules * LOOK)
    found = list(_confirmed(views.grey, limit, *places))
    if len(found) < FEWEST:
        return
    for row, centre, module in found:
        half = round(3.5 * module)
        yield Box(round(centre) - half, row - half, round(centre) + half, row + half)


def _candidates(dark: NDArray[np.bool_]) -> tuple[Whole, Numbers, Numbers]:
    """Return row, centre and module of five runs in the right proportion, black or white first."""
    width = dark.shape[1] - 1
    changes = np.flatnonzero(dark[:, 1:] != dark[:, :-1])
    if len(changes) < 6:
        return np.empty(0, np.intp), np.empty(0), np.empty(0)
    whole = changes[5:] - changes[:-5]
    middle = changes[3:-2] - changes[2:-3]
    likely = np.flatnonzero(
        (whole >= SMALLEST) & (whole <= LARGEST) & (np.abs(7 * middle - 3 * whole) <= 0.8 * whole)
    )
    edges = changes[likely[:, None] + np.arange(6)]
    rows, columns = edges // width, edges % width
    modules = whole[likely] / 7
    deviation = np.abs(np.diff(edges, axis=1) / modules[:, None] - RUNS)
    fits = (deviation.max(axis=1) <= TOLERANCE) & (rows[:, 0] == rows[:, 5])
    centres = (columns[:, 2] + columns[:, 3] + 1) / 2
    return rows[fits, 0], centres[fits], modules[fits]


def _confirmed(
    grey: Pixels, limit: int, rows: Whole, centres: Numbers, modules: Numbers
) -> Iterator[tuple[int, float, float]]:
    """Yield the candidates that show the pattern in all directions around some row nearby."""
    found = np.zeros(len(rows), np.bool_)
    for shift in (0.0, -0.5, 0.5, -1.0, 1.0):
        left = np.flatnonzero(~found)
        black = np.zeros(len(left), np.intp)
        for number, ray in enumerate(RAYS, 1):
            middle = rows[left] + shift * modules[left]
            black = black + _along(grey, limit, middle, centres[left], modules[left], ray)
            # All wrong is right as well: an inverted symbol.
            fits = np.minimum(black, number * len(EXPECTED) - black) <= MOST_WRONG
            left, black = left[fits], black[fits]
        found[left] = True
    for index in np.flatnonzero(found):
        yield int(rows[index]), float(centres[index]), float(modules[index])


def _along(
    grey: Pixels,
    limit: int,
    rows: Numbers,
    columns: Numbers,
    modules: Numbers,
    ray: tuple[int, int],
) -> Whole:
    """Count how many of nine samples a module apart are as expected."""
    height, width = grey.shape
    steps = np.arange(-4, 5) * modules[:, None]
    y = np.rint(rows[:, None] + ray[0] * steps).astype(np.int32).clip(0, height - 1)
    x = np.rint(columns[:, None] + ray[1] * steps).astype(np.int32).clip(0, width - 1)
    samples = grey.ravel().take(y * np.int32(width) + x)
    return np.asarray(((samples < limit) == EXPECTED).sum(axis=1), np.intp)
