"""Barcodes: zxing-cpp reads the page; where bars are seen but not read, others look again.

Paper noise is cut off before zxing-cpp reads: its local binariser otherwise finds black and white
in bare paper, and the DataMatrix search then follows every grain (a noisy letter costs 130 ms
instead of 47). Inverted symbols and reduced copies cost another 60 % and add nothing on clean
symbols with modules of 3 pixels and more; they are tried where the page still shows something.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
import zxingcpp

from scanstation.imaging.detect import suspicion, zbar
from scanstation.imaging.views import Pixels, Scratch, Views
from scanstation.model import Barcode, BarcodeFact, Box, Quad

DETECTOR = "zxing-cpp"

WHITE = 0.94
"""Brighter than this share of the paper is paper: beyond the noise, before the palest print."""
QUIET_MM = 5.0
"""Left around the content: quiet zones and faint ends."""
CHECKED, UNCHECKED = 1.0, 0.9
WITHOUT_CHECK = frozenset({"Code39", "Code39Std", "Code39Ext", "ITF", "Codabar"})
"""Formats that need no check digit: a misread bar can go unnoticed."""


@cache
def _version() -> str:
    return version("zxing-cpp")


def detect(
    views: Views,
    symbologies: tuple[str, ...],
    scratch: Scratch | None = None,
    explained: Sequence[Quad] = (),
) -> BarcodeFact:
    """Read all symbols of a page in reading order.

    Args:
        views: the page.
        symbologies: zxing-cpp's format names; empty reads every symbology.
        scratch: buffers to reuse.
        explained: places whose bars are known to be something else (patch codes).

    Raises:
        ValueError: a symbology that zxing-cpp does not know.
    """
    formats = zxingcpp.barcode_formats_from_str(",".join(symbologies) or "All")
    found = _read(views, _content(views), formats, scratch or Scratch())
    regions = suspicion.regions(views, [*explained, *(each.quad for each in found)])
    found += _second_look(views, regions, found, formats, symbologies)
    ordered = tuple(sorted(found, key=lambda each: (each.quad[0][1], each.quad[0][0])))
    suspected = bool(regions) and not ordered
    score = min((each.score for each in ordered), default=0.5 if suspected else 1.0)
    return BarcodeFact(DETECTOR, _version(), score, ordered, suspected)


def _second_look(
    views: Views,
    regions: list[Box],
    found: list[Barcode],
    formats: Any,
    symbologies: tuple[str, ...],
) -> list[Barcode]:
    """Read suspicious places with everything zxing-cpp has, then, if there is nothing, zbar."""
    more = [each for box in regions for each in _thorough(views, box, formats)]
    if not found and not more:
        more = [each for box in regions for each in zbar.read(views, box, symbologies)]
    return [each for each in more if not any(_same(each, known) for known in found)]


def _content(views: Views) -> Box | None:
    """Return the part of the page that is not bare paper; the margins need no search."""
    level = views.levels[3]
    size = (level.pixels.shape[1], level.pixels.shape[0])
    limit = cv2.convertScaleAbs(views.ground, alpha=WHITE)
    limit = cv2.resize(limit, size, interpolation=cv2.INTER_NEAREST)
    left, top, width, height = cv2.boundingRect(cv2.compare(level.pixels, limit, cv2.CMP_LT))
    if not width:
        return None
    margin = round(level.px(QUIET_MM))
    inner = (left - margin, top - margin, left + width + margin, top + height + margin)
    least_x, least_y, most_x, most_y = (side * level.scale for side in inner)
    bottom, right = views.grey.shape
    # The reduction leaves out up to seven pixels at the right and at the bottom.
    return Box(max(0, least_x), max(0, least_y), min(right, most_x + 8), min(bottom, most_y + 8))


def _cut(views: Views, box: Box) -> Pixels:
    return views.grey[box.top : box.bottom, box.left : box.right]


def _read(views: Views, box: Box | None, formats: Any, scratch: Scratch) -> list[Barcode]:
    if box is None:
        return []
    limit, part = WHITE * views.white, _cut(views, box)
    target = scratch.take("barcode", part.shape)
    _, pixels = cv2.threshold(part, limit, 255, cv2.THRESH_TRUNC, dst=target)
    results = zxingcpp.read_barcodes(pixels, formats, try_invert=False, try_downscale=False)
    return [_barcode(views, result, box.left, box.top) for result in results]


def _thorough(views: Views, box: Box, formats: Any) -> list[Barcode]:
    crop = np.ascontiguousarray(_cut(views, box))
    results = zxingcpp.read_barcodes(crop, formats)
    return [_barcode(views, result, box.left, box.top) for result in results]


def _barcode(views: Views, result: Any, left: int, top: int) -> Barcode:
    place = result.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    first, second, third, fourth = (views.original(at.x + left, at.y + top) for at in corners)
    quad = _clockwise((first, second, third, fourth))
    name = result.format.name
    score = UNCHECKED if name in WITHOUT_CHECK else CHECKED
    return Barcode(name, result.text, quad, DETECTOR, _version(), score)


def _clockwise(quad: Quad) -> Quad:
    """Put the corners in order where zxing-cpp read a linear symbol from right to left.

    It then swaps left and right only, as if the symbol were mirrored and not turned.
    """
    (x, y), (right_x, right_y), _, (lower_x, lower_y) = quad
    if (right_x - x) * (lower_y - y) - (right_y - y) * (lower_x - x) >= 0:
        return quad
    return quad[3], quad[2], quad[1], quad[0]


def _same(one: Barcode, other: Barcode) -> bool:
    """Whether two readings are of one symbol: the middle of one lies within the other's reach."""
    if one.text != other.text:
        return False
    (x, y), (other_x, other_y) = _middle(one), _middle(other)
    reach = max(abs(corner[axis] - other.quad[0][axis]) for corner in other.quad for axis in (0, 1))
    return abs(x - other_x) <= reach and abs(y - other_y) <= reach


def _middle(symbol: Barcode) -> tuple[float, float]:
    return sum(x for x, _ in symbol.quad) / 4, sum(y for _, y in symbol.quad) / 4
