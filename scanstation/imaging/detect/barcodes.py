"""Barcodes: zxing-cpp first, zbar as second opinion where bars are seen but nothing was read."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import zxingcpp

from scanstation.imaging.detect import suspicion, zbar
from scanstation.imaging.views import Views
from scanstation.model import Barcode, BarcodeFact, Quad

DETECTOR = "zxing-cpp"


@cache
def _version() -> str:
    return version("zxing-cpp")


def detect(views: Views, symbologies: tuple[str, ...]) -> BarcodeFact:
    """Read all symbols of a page in reading order.

    Args:
        views: the page.
        symbologies: zxing-cpp's format names; empty reads every symbology.

    Raises:
        ValueError: a symbology that zxing-cpp does not know.
    """
    formats = zxingcpp.barcode_formats_from_str(",".join(symbologies) or "All")
    found = _read(views, formats, thorough=False)
    suspected = False
    if not found and suspicion.shows_bars(views):
        found = _read(views, formats, thorough=True) or zbar.read(views, symbologies)
        suspected = not found
    ordered = tuple(sorted(found, key=lambda each: (each.quad[0][1], each.quad[0][0])))
    score = min((each.score for each in ordered), default=0.5 if suspected else 1.0)
    return BarcodeFact(DETECTOR, _version(), score, ordered, suspected)


def _read(views: Views, formats: Any, thorough: bool) -> list[Barcode]:
    """Read with zxing-cpp.

    Inverted symbols and reduced copies cost a third of the time and add nothing on clean scans
    with modules of 3 pixels and more; the thorough pass tries them.
    """
    results = zxingcpp.read_barcodes(
        views.grey, formats, try_invert=thorough, try_downscale=thorough
    )
    return [_barcode(views, result) for result in results]


def _barcode(views: Views, result: Any) -> Barcode:
    place = result.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    first, second, third, fourth = (views.original(corner.x, corner.y) for corner in corners)
    quad: Quad = (first, second, third, fourth)
    return Barcode(result.format.name, result.text, quad, DETECTOR, _version(), 1.0)
