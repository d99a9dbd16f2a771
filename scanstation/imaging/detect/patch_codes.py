"""Patch codes from their bars.

A symbol has four bars and three spaces along the feed direction: two wide bars of 0.20 in, two
narrow ones and all spaces of 0.08 in, 0.80 in together; the bars are at least 2 in long and lie
parallel to the leading edge (Kodak A-61599). The sequence is read from the edge inwards, so each
of the four page edges is taken as the leading one in turn. Turned by 180 degrees 1 and 6, 3 and T
change places; 2 and 4 stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation.imaging.views import Level, Pixels, Views
from scanstation.model import Patch, PatchFact, PatchName, Point, Quad

DETECTOR = "bar-pattern"
VERSION = "1"

Edge = Literal["top", "right", "bottom", "left"]

EDGES: tuple[Edge, ...] = ("top", "right", "bottom", "left")
NAMES: dict[str, PatchName] = {
    "WWNN": "1",
    "WNNW": "2",
    "WNWN": "3",
    "NWWN": "4",
    "NNWW": "6",
    "NWNW": "T",
}
WORKING_DPI = 70.0
CELL_MM = 5.0
"""Slices across the bars; 5 degrees of skew smear a slice by 0.4 mm."""
REACH_MM = 105.0
"""A symbol ends within 3.75 in (95 mm) of its edge; the rest is room for crooked feeding."""
LONGEST_MM, SHORTEST_MM = 27.0, 15.0
"""Symbol height: 20.3 mm, printed a little larger or smaller than it should be."""
LEAST_BLACK = 0.6
"""Share of the shortest symbol that is bar (0.7 by the standard)."""
LEAST_LENGTH_MM = 35.0
"""Of the 50 mm that a bar must have at least; feeders cut corners."""
QUIET_MM = 2.5
"""Of the 6.35 mm demanded around the symbol."""
DARK, LIKELY = 0.55, 0.7
"""Share of the paper's brightness below which a slice is bar, and may be one in 1/8."""


@dataclass(frozen=True, slots=True)
class _Slice:
    """A symbol in one slice: its number, rows of the symbol's start and end, and quality."""

    cell: int
    name: PatchName
    start: int
    end: int
    quality: float


def detect(views: Views) -> PatchFact:
    """Return the patch codes at all four edges, each named as read from its edge."""
    level = views.level(WORKING_DPI)
    found = tuple(
        patch
        for edge in EDGES
        if _shows_black(views, edge)
        for patch in _at_edge(views, level, edge)
    )
    score = min((patch.score for patch in found), default=1.0)
    return PatchFact(DETECTOR, VERSION, score, found)


def _shows_black(views: Views, edge: Edge) -> bool:
    """Whether some slice along the edge has black enough for a symbol, seen in 1/8."""
    level = views.levels[3]
    cells = _cells(_strip(level, edge), max(1, round(level.px(CELL_MM))))
    dark = (cells < LIKELY * views.white).sum(axis=0)
    return bool(np.any(dark >= LEAST_BLACK * level.px(SHORTEST_MM)))


def _at_edge(views: Views, level: Level, edge: Edge) -> Iterator[Patch]:
    strip = _strip(level, edge)
    cell = max(1, round(level.px(CELL_MM)))
    limit = DARK * views.white
    slices = list(_slices(_cells(strip, cell) < limit, level))
    for group in _groups(slices, level, cell):
        if _nearer_to_opposite(group, level, edge):
            continue
        length = (group[-1].cell - group[0].cell + 1) * cell
        if length >= level.px(LEAST_LENGTH_MM):
            yield _patch(views, level, edge, group, cell)


def _strip(level: Level, edge: Edge) -> Pixels:
    """Return the border zone turned so that its edge is the first row."""
    reach = round(level.px(REACH_MM))
    pixels = level.pixels
    if edge == "top":
        return pixels[:reach]
    if edge == "bottom":
        return pixels[::-1][:reach]
    columns = pixels[:, :reach] if edge == "left" else pixels[:, ::-1][:, :reach]
    return np.asarray(cv2.transpose(np.ascontiguousarray(columns)), np.uint8)


def _cells(strip: Pixels, cell: int) -> Pixels:
    """Return the mean of every row within every slice: (rows, slices)."""
    count = strip.shape[1] // cell
    if not count:
        return np.empty((len(strip), 0), np.uint8)
    inner = np.ascontiguousarray(strip[:, : count * cell])
    means = cv2.resize(inner, (count, len(strip)), interpolation=cv2.INTER_AREA)
    return np.asarray(means, np.uint8).reshape(len(strip), count)


def _slices(dark: NDArray[np.bool_], level: Level) -> Iterator[_Slice]:
    """Yield every run of bars that is a symbol; slices without enough black are passed over."""
    black = dark.sum(axis=0) >= LEAST_BLACK * level.px(SHORTEST_MM)
    framed = np.zeros((dark.shape[1], len(dark) + 2), np.bool_)
    framed[:, 1:-1] = dark.T
    cells, edges = np.nonzero(framed[:, 1:] != framed[:, :-1])
    # Every slice has an even number of edges, so a bar begins at each even one.
    heights = edges[7::2] - edges[:-7:2]
    fits = (heights >= level.px(SHORTEST_MM)) & (heights <= level.px(LONGEST_MM))
    fits &= (cells[7::2] == cells[:-7:2]) & black[cells[:-7:2]]
    first = 2 * np.flatnonzero(fits)
    widths = np.diff(edges[first[:, None] + np.arange(8)], axis=1)
    for at, name, quality in _named(first, widths / (widths.sum(axis=1, keepdims=True) / 10)):
        cell, start, end = int(cells[at]), int(edges[at]), int(edges[at + 7])
        if _alone(edges[cells == cell], start, end, len(dark), level):
            yield _Slice(cell, name, start, end, quality)


def _named(
    first: NDArray[np.intp], units: NDArray[np.float64]
) -> Iterator[tuple[int, PatchName, float]]:
    """Yield place, name and quality of what has the widths of a symbol.

    Seven widths in units of the narrow bar (2.5 + 2.5 + 5 x 1 = 10).
    """
    wide = units[:, ::2] > 1.75
    expected = np.ones_like(units)
    expected[:, ::2] += 1.5 * wide
    deviation = np.abs(units - expected)
    for row in np.flatnonzero(deviation.max(axis=1, initial=0.0) <= 0.65):
        name = NAMES.get("".join("W" if each else "N" for each in wide[row]))
        if name:
            yield int(first[row]), name, 1.0 - float(deviation[row].mean())


def _alone(edges: NDArray[np.intp], start: int, end: int, rows: int, level: Level) -> bool:
    """Whether nothing black lies in the quiet zones of a symbol in this slice."""
    before = start - max((int(edge) for edge in edges if edge < start), default=0)
    after = min((int(edge) for edge in edges if edge > end), default=rows) - end
    return min(before, after) >= level.px(QUIET_MM)


def _groups(slices: list[_Slice], level: Level, cell: int) -> list[list[_Slice]]:
    """Join slices side by side that show the same symbol at about the same height."""
    slope = cell * 0.18 + level.px(0.6)
    groups: list[list[_Slice]] = []
    for each in slices:
        for group in groups:
            last = group[-1]
            gap = each.cell - last.cell
            if (
                last.name == each.name
                and 0 < gap <= 2
                and abs(each.start - last.start) <= slope * gap
            ):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _nearer_to_opposite(group: list[_Slice], level: Level, edge: Edge) -> bool:
    """On small paper a symbol lies within reach of two edges; it belongs to the nearer one."""
    depth = level.pixels.shape[0 if edge in {"top", "bottom"} else 1]
    middle = float(np.mean([(each.start + each.end) / 2 for each in group]))
    return bool(middle > depth / 2)


def _patch(views: Views, level: Level, edge: Edge, group: list[_Slice], cell: int) -> Patch:
    first, last = group[0], group[-1]
    left, right = first.cell * cell, (last.cell + 1) * cell
    corners = ((left, first.start), (right, last.start), (right, last.end), (left, first.end))
    quad = _quad(views, level, edge, corners)
    length = min(1.0, (right - left) / level.px(50.0))
    quality = float(np.mean([each.quality for each in group]))
    return Patch(group[0].name, edge, quad, round(quality * length, 3))


def _quad(views: Views, level: Level, edge: Edge, corners: tuple[tuple[int, int], ...]) -> Quad:
    """Turn (along, depth) of a border zone into pixels of the original."""
    height, width = level.pixels.shape

    def place(along: int, depth: int) -> Point:
        x, y = {
            "top": (along, depth),
            "bottom": (along, height - depth),
            "left": (depth, along),
            "right": (width - depth, along),
        }[edge]
        return views.original(x, y, level.scale)

    upper_left, upper_right, lower_right, lower_left = (place(*corner) for corner in corners)
    if edge in {"bottom", "left"}:  # mirrored, not turned: swap to keep the reading order
        return upper_right, upper_left, lower_left, lower_right
    return upper_left, upper_right, lower_right, lower_left
