"""Drawing in millimetres from the upper left corner of an A4 page, as PDF operators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
import zxingcpp

from scanstation.separation.helvetica import Face, width, writable

PAGE = (210.0, 297.0)
_POINTS = 72 / 25.4

Area = tuple[float, float, float, float]
"""Left, top, width, height in millimetres."""


class Canvas:
    """Collects the operators of one page."""

    def __init__(self) -> None:
        self._operators: list[str] = []

    def bytes(self) -> bytes:
        """Return the content stream; texts are in cp1252."""
        return "\n".join(self._operators).encode("cp1252")

    def fill(self, areas: Iterable[Area], grey: float = 0.0) -> None:
        """Fill areas; what touches is one path, so no hairline shows between modules."""
        self._fill(f"{grey:g} g", areas)

    def paint(self, areas: Iterable[Area], colour: tuple[float, float, float]) -> None:
        """Fill areas with a colour: red, green, blue from 0 to 1."""
        red, green, blue = colour
        self._fill(f"{red:g} {green:g} {blue:g} rg", areas)

    def _fill(self, colour: str, areas: Iterable[Area]) -> None:
        self._operators.append(colour)
        for left, top, across, down in areas:
            x, y = left * _POINTS, (PAGE[1] - top - down) * _POINTS
            self._operators.append(
                f"{x:.3f} {y:.3f} {across * _POINTS:.3f} {down * _POINTS:.3f} re"
            )
        self._operators.append("f")

    def picture(self, name: str, area: Area) -> None:
        """Place an image of the page's resources, stretched to the area."""
        left, top, across, down = area
        x, y = left * _POINTS, (PAGE[1] - top - down) * _POINTS
        size = f"{across * _POINTS:.3f} 0 0 {down * _POINTS:.3f}"
        self._operators.append(f"q {size} {x:.3f} {y:.3f} cm /{name} Do Q")

    def line(self, left: float, top: float, right: float, thick: float = 0.3) -> None:
        """Draw a horizontal rule."""
        self.fill([(left, top, right - left, thick)], grey=0.35)

    def text(
        self,
        place: tuple[float, float],
        text: str,
        size: float,
        face: Face = "regular",
        align: Literal["left", "centre", "right"] = "left",
    ) -> None:
        """Write one line; ``place`` is its reference point on the base line, size in points."""
        letters = writable(text)
        share = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        x = place[0] * _POINTS - share * width(letters, size, face)
        y = (PAGE[1] - place[1]) * _POINTS
        escaped = letters.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        font = {"regular": "/F1", "bold": "/F2"}[face]
        self._operators.append(f"0 g BT {font} {size:.2f} Tf {x:.3f} {y:.3f} Td ({escaped}) Tj ET")


def qr_areas(text: str, area: Area) -> list[Area]:
    """Return the dark modules of a QR code (error correction Q: a quarter may be lost)."""
    rows = _modules(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    module = min(area[2], area[3]) / len(rows)
    return [
        (area[0] + start * module, area[1] + row * module, length * module, module)
        for row, line in enumerate(rows)
        for start, length in _runs(line)
    ]


def code128_areas(text: str, area: Area) -> list[Area]:
    """Return the bars of a Code 128 that fills the area's width."""
    line = _modules(text, zxingcpp.BarcodeFormat.Code128)[0]
    module = area[2] / len(line)
    return [
        (area[0] + start * module, area[1], length * module, area[3])
        for start, length in _runs(line)
    ]


def _modules(text: str, kind: zxingcpp.BarcodeFormat, **options: str) -> list[bytes]:
    """Return the symbol without quiet zone, a byte a module, zero for dark."""
    symbol = zxingcpp.create_barcode(text, kind, **options)
    image = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))
    return [row.tobytes() for row in image]


def _runs(line: bytes) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for place, module in enumerate(line):
        if module:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


# Patch code T, measured from the edge it is read from: narrow, wide, narrow, wide bars with
# narrow spaces between (Kodak/Alaris patch code guide: bar 0.08 in and 0.20 in, space 0.08 in).
NARROW, WIDE = 2.032, 5.08
MARGIN = 8.0
"""Millimetres from the edge: at least 0.25 in (6.35 mm), and what printers can reach."""
DEPTH = 2 * NARROW + 2 * WIDE + 3 * NARROW


def patch_t_areas() -> list[Area]:
    """Return patch T along all four edges, each read from its own edge inwards.

    Whichever edge goes into the feeder first, and on either side of the sheet, it meets
    NWNW; a single code at the top would be met as 3 when the sheet goes in upside down.
    The bars are far longer than the 2 in asked for, so that a sensor meets them wherever
    it sits; the corners stay free, so that two codes never touch.
    """
    areas: list[Area] = []
    for offset, thick in _bars():
        areas.append((45.0, offset, 120.0, thick))
        areas.append((45.0, PAGE[1] - offset - thick, 120.0, thick))
        areas.append((offset, 60.0, thick, 177.0))
        areas.append((PAGE[0] - offset - thick, 60.0, thick, 177.0))
    return areas


def _bars() -> list[tuple[float, float]]:
    bars: list[tuple[float, float]] = []
    at = MARGIN
    for thick in (NARROW, WIDE, NARROW, WIDE):
        bars.append((at, thick))
        at += thick + NARROW
    return bars
