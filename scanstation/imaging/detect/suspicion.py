"""Where does a page show bars or finder patterns? Cheap tests before an expensive reader is asked.

Bars: brightness changes often across and hardly along, over at least three blocks in a row; text
changes both ways, tables have too few lines.
Finder patterns: the 1:1:3:1:1 runs of a QR code's corners, seen in a line and confirmed across.
Dark texture: changes in both directions on dark ground, as in an inverted symbol.

The limits were set between printed text, tables and pictures on one side and symbols with modules
of 3 to 9 pixels on the other; a false alarm costs time, never a wrong value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from scanstation.imaging.detect.finders import finder_patterns
from scanstation.imaging.views import Level, Pixels, Views
from scanstation.model import Box, Quad

BLOCK = 32
"""Pixels of a reduced copy: 5.4 mm at 150 dpi."""
STEP = 4
"""One row in four is looked at; also the distance over which bars do not change."""
BAR_CHANGE = 12
"""Mean step from pixel to pixel across pale bars (a fifth of the paper's brightness)."""
DARK_CHANGE, DARK_GROUND = 24, 0.5
"""Light figures on dark ground: blocks darker than half the paper's brightness."""
ALONG = 0.4
"""Change along bars over change across, with a few degrees of skew and noise."""
RUN = 3
MARGIN_MM = 12.0
"""Around a suspicious place: the rest of the symbol and its quiet zone."""

Flags = NDArray[np.bool_]
Change = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Texture:
    """Means of every block: change to the next and to the fourth pixel, and brightness.

    Between next neighbours the inside of small print looks like bars; over four it does not.
    """

    across: Change
    across_far: Change
    down: Change
    down_far: Change
    brightness: Change


def regions(views: Views, known: Sequence[Quad] = ()) -> list[Box]:
    """Return boxes in pixels of ``views.grey`` that show a symbol outside of the known quads."""
    ground = DARK_GROUND * views.white
    covered = [_covering(each, views) for each in known]
    patterns = finder_patterns(views)
    places = [
        *(box for level in views.levels[1:3] for box in _textured(level, ground, covered)),
        *(box for box in patterns if not any(_touches(box, each) for each in covered)),
    ]
    return _merged([_grown(place, views) for place in places])


def _textured(level: Level, ground: float, covered: Sequence[Box]) -> Iterator[Box]:
    """Yield the box around every group of adjoining blocks that touch nothing covered."""
    texture = _texture(level.pixels)
    upright = _bars(texture.across, texture.down_far)
    lying = _bars(texture.down, texture.across_far)
    dark = (texture.brightness < ground) & (texture.across + texture.down >= 2 * DARK_CHANGE)
    flags = _in_runs(upright) | _in_runs(lying.T).T | dark
    side = BLOCK * level.scale
    for box in covered:
        rows, columns = (_blocks(box.top, box.bottom, side), _blocks(box.left, box.right, side))
        flags[rows, columns] = False
    if not flags.any():
        return
    _, _, groups, _ = cv2.connectedComponentsWithStats(flags.view(np.uint8), connectivity=8)
    for left, top, width, height, _ in np.asarray(groups, np.int64)[1:].tolist():
        yield Box(left * side, top * side, (left + width) * side, (top + height) * side)


def _blocks(first: int, end: int, side: int) -> slice:
    """Return the blocks that the pixels from ``first`` to before ``end`` touch."""
    return slice(max(0, first // side), max(0, -(-end // side)))


def _bars(across: Change, along: Change) -> Flags:
    return np.asarray((across >= BAR_CHANGE) & (along <= ALONG * across), np.bool_)


def _texture(pixels: Pixels) -> _Texture:
    """Measure every fourth row against its neighbours, next and fourth, to the right and below."""
    height, width = pixels.shape
    rows, columns = height // BLOCK, (width - STEP) // BLOCK
    if not rows or not columns:
        return _Texture(*(np.zeros((0, 0), np.int32) for _ in range(5)))
    wide = columns * BLOCK
    sampled = pixels[: rows * BLOCK : STEP]
    here = sampled[:, :wide]
    compared = (
        cv2.absdiff(here, sampled[:, 1 : wide + 1]),
        cv2.absdiff(here, sampled[:, STEP : wide + STEP]),
        cv2.absdiff(here, pixels[1 : rows * BLOCK : STEP, :wide]),
        cv2.absdiff(here, np.concatenate((here[1:], here[-1:]))),
        here,
    )
    return _Texture(*(_means(each, rows, columns) for each in compared))


def _means(change: cv2.typing.MatLike, rows: int, columns: int) -> Change:
    means = cv2.resize(change, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(means, np.int32).reshape(rows, columns)


def _in_runs(flags: Flags) -> Flags:
    """Keep flags that stand at least three in a row."""
    kept = np.zeros_like(flags)
    if flags.shape[1] < RUN:
        return kept
    starts = sliding_window_view(flags, RUN, axis=1).all(axis=2)
    for offset in range(RUN):
        kept[:, offset : offset + starts.shape[1]] |= starts
    return kept


def _covering(known: Quad, views: Views) -> Box:
    """Return the box around a symbol that was read, with a block's margin."""
    xs = [x / views.stretch[0] for x, _ in known]
    ys = [y / views.stretch[1] for _, y in known]
    margin = 2 * BLOCK * 2
    return Box(
        round(min(xs)) - margin,
        round(min(ys)) - margin,
        round(max(xs)) + margin,
        round(max(ys)) + margin,
    )


def _grown(box: Box, views: Views) -> Box:
    margin = round(views.levels[0].px(MARGIN_MM))
    height, width = views.grey.shape
    return Box(
        max(0, box.left - margin),
        max(0, box.top - margin),
        min(width, box.right + margin),
        min(height, box.bottom + margin),
    )


def _touches(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _merged(boxes: list[Box]) -> list[Box]:
    """Join overlapping boxes until none overlap."""
    merged: list[Box] = []
    for box in boxes:
        joined = box
        while touching := [each for each in merged if _touches(each, joined)]:
            merged = [each for each in merged if each not in touching]
            joined = _around([joined, *touching])
        merged.append(joined)
    return merged


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
