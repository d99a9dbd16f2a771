"""zbar as second opinion for the symbologies that it reads well."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

from scanstation.imaging.views import Views
from scanstation.model import Barcode, Box, Point, Quad

DETECTOR = "zbar"

SYMBOLS = {
    "Code128": "CODE128",
    "Code39": "CODE39",
    "QRCode": "QRCODE",
    "EAN13": "EAN13",
    "EAN8": "EAN8",
    "UPCA": "UPCA",
    "UPCE": "UPCE",
    "ITF": "I25",
    "Codabar": "CODABAR",
    "Code93": "CODE93",
}
"""zxing-cpp's names to zbar's. DataBar and PDF417 are left out: zbar's readers print assertions to
stderr and invent values on text."""
MATRIX = "QRCODE"
FEWEST_SCANS = 4
"""Scan lines that agree on a linear symbol (zbar calls it quality); text gives one or two."""
SCORE = 0.8
TURNS = {"UP": 0, "RIGHT": 1, "DOWN": 2, "LEFT": 3}
"""Quarter turns clockwise of the symbol."""


@cache
def _library() -> Any:
    """Return pyzbar, or None where libzbar is not installed (``doctor`` says so)."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        return None
    return pyzbar


def available() -> bool:
    """Whether libzbar can be loaded."""
    return _library() is not None


@cache
def _version() -> str:
    return version("pyzbar")


def read(views: Views, region: Box, symbologies: tuple[str, ...]) -> list[Barcode]:
    """Read one region of a page; empty ``symbologies`` means all that zbar reads well.

    Args:
        views: the page.
        region: in pixels of ``views.grey``.
        symbologies: zxing-cpp's format names; those that zbar does not know are passed over.
    """
    library = _library()
    wanted = [SYMBOLS[name] for name in symbologies or SYMBOLS if name in SYMBOLS]
    if library is None or not wanted:
        return []
    crop = np.ascontiguousarray(views.grey[region.top : region.bottom, region.left : region.right])
    height, width = crop.shape
    symbols = [getattr(library.ZBarSymbol, name) for name in wanted]
    results = library.decode((crop.tobytes(), width, height), symbols=symbols)
    return [_barcode(views, region, each) for each in results if _agreed(each)]


def _agreed(result: Any) -> bool:
    return bool(result.type == MATRIX or result.quality >= FEWEST_SCANS)


def _barcode(views: Views, region: Box, result: Any) -> Barcode:
    names = {zbar: zxing for zxing, zbar in SYMBOLS.items()}
    quad = _quad([(point.x, point.y) for point in result.polygon], result.orientation)
    first, second, third, fourth = (
        views.original(x + region.left, y + region.top) for x, y in quad
    )
    placed: Quad = (first, second, third, fourth)
    return Barcode(names[result.type], _text(result.data), placed, DETECTOR, _version(), SCORE)


def _text(data: bytes) -> str:
    """Decode as UTF-8; zbar hands other bytes on as they stand in the symbol."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _quad(points: list[Point], orientation: str | None) -> list[Point]:
    """Order the corners from the symbol's upper left clockwise.

    zbar's polygons have four points for matrix codes and clean linear ones; others are boxed.
    """
    if len(points) != 4:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        points = [(x, y) for y in (min(ys), max(ys)) for x in (min(xs), max(xs))]
    middle_x, middle_y = (sum(part) / 4 for part in zip(*points, strict=True))
    clockwise = sorted(points, key=lambda p: np.arctan2(p[1] - middle_y, p[0] - middle_x))
    turn = TURNS.get(orientation or "UP", 0)
    return clockwise[turn:] + clockwise[:turn]
