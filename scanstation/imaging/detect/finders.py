"""QR finder patterns: runs of 1:1:3:1:1 modules, black and white in turn, in every direction."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.views import Pixels, Views
from scanstation.model import Box

ROW_STEP = 8
"""Rows between two looks: the black centre of a pattern with modules of 3 pixels is 9 rows high."""
DARK = 0.6
TOLERANCE = 0.6
"""Of a module, for every run."""
SMALLEST, LARGEST = 16, 400
"""Pixels of the whole pattern (7 modules)."""
FEWEST = 2
"""A QR code has three patterns; one alone is a letter."""
RUNS = np.array((1, 1, 3, 1, 1))
EXPECTED = np.array((0, 1, 0, 1, 1, 1, 0, 1, 0), np.bool_)
"""Black at -4 to 4 modules from the centre, along both axes and both diagonals."""
RAYS = ((0, 1), (1, 0), (1, 1), (1, -1))
SAMPLES = len(EXPECTED) * len(RAYS)
MOST_WRONG = 3

Whole = NDArray[np.intp]
Numbers = NDArray[np.float64]


def finder_patterns(views: Views) -> Iterator[Box]:
    """Yield the place of every finder pattern in pixels of ``views.grey``."""
    limit = round(DARK * float(np.median(views.paper[::8, ::8])))
    rows, centres, modules = _candidates(views.grey[::ROW_STEP] < limit)
    found = list(_confirmed(views.grey, limit, rows * ROW_STEP, centres, modules))
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
    open_ = np.ones(len(rows), np.bool_)
    for shift in (0.0, -0.5, 0.5, -1.0, 1.0):
        left = np.flatnonzero(open_)
        if not len(left):
            return
        middle = rows[left] + shift * modules[left]
        black = sum(_along(grey, limit, middle, centres[left], modules[left], ray) for ray in RAYS)
        # All wrong is right as well: an inverted symbol.
        agreeing = np.minimum(black, SAMPLES - black) <= MOST_WRONG
        for index in left[agreeing]:
            yield int(rows[index]), float(centres[index]), float(modules[index])
        open_[left[agreeing]] = False


def _along(
    grey: Pixels,
    limit: int,
    rows: Numbers,
    columns: Numbers,
    modules: Numbers,
    ray: tuple[int, int],
) -> Whole:
    """Count how many of nine samples a module apart are as expected."""
    steps = np.arange(-4, 5) * modules[:, None]
    y = np.clip(np.rint(rows[:, None] + ray[0] * steps), 0, grey.shape[0] - 1).astype(np.intp)
    x = np.clip(np.rint(columns[:, None] + ray[1] * steps), 0, grey.shape[1] - 1).astype(np.intp)
    return np.asarray(((grey[y, x] < limit) == EXPECTED).sum(axis=1), np.intp)
