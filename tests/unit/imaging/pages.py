"""Pages to detect on: shared between the tests, drawn once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from scanstation.bench import barcode, pages
from scanstation.imaging import raster
from scanstation.imaging.detect.patch_codes import EDGES, NAMES, Edge
from scanstation.imaging.views import Pixels, Views
from scanstation.model import PatchName

SCANS = Path(__file__).parents[2] / "data" / "scans"
DPI = (300.0, 300.0)
WIDTH, HEIGHT = 2480, 3508
SEQUENCES = {name: sequence for sequence, name in NAMES.items()}


@lru_cache(maxsize=6)
def letter(
    seed: int = 1, size: float = 11, font: str = "Helvetica", lines: int = 30, dpi: int = 300
) -> Pixels:
    """A clean letter, RGB; not to be written to."""
    drawn = pages.draw(pages.letter(seed, size, font, lines), dpi)
    drawn.setflags(write=False)
    return drawn


@lru_cache(maxsize=8)
def grey_letter(seed: int = 1, lines: int = 30) -> Pixels:
    drawn = np.asarray(cv2.cvtColor(letter(seed, lines=lines), cv2.COLOR_RGB2GRAY), np.uint8)
    drawn.setflags(write=False)
    return drawn


def white(height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    return np.full((height, width), 255, np.uint8)


def rough(pixels: Pixels, seed: int = 1, noise: float = 5.0) -> Pixels:
    return pages.roughened(pixels, seed, noise)


def views(pixels: Pixels, dpi: float = 300.0) -> Views:
    return Views.of(pixels, (dpi, dpi))


def scan(name: str) -> Pixels:
    """Decode a real scan."""
    kinds = {".tif": raster.TIFF, ".png": raster.PNG}
    path = SCANS / name
    return raster.decode(path.read_bytes(), kinds[path.suffix], name)


def pdf_page(name: str, index: int, dpi: int = 300) -> Pixels:
    return pages.render((SCANS / name).read_bytes(), index, dpi)


def with_symbol(
    page: Pixels, name: str, text: str, at: tuple[int, int], module: int = 4
) -> tuple[Pixels, tuple[int, int, int, int]]:
    """Place a symbol at (left, top); return the page and the ink's left, top, right and bottom."""
    drawn = barcode.symbol(name, text, module)
    left, top = at
    result = page.copy()
    result[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    rows, columns = np.nonzero(drawn < 128)
    box = (left + columns.min(), top + rows.min(), left + columns.max(), top + rows.max())
    return result, tuple(int(side) for side in box)  # type: ignore[return-value]


def patch_bars(name: PatchName, length: int, dpi: float = 300.0) -> Pixels:
    """The bars of a patch code: feed direction down, bars ``length`` pixels long."""
    unit = 0.08 * dpi
    heights = [round(2.5 * unit) if width == "W" else round(unit) for width in SEQUENCES[name]]
    rows: list[Pixels] = []
    for height in heights:
        rows += [
            np.zeros((height, length), np.uint8),
            np.full((round(unit), length), 255, np.uint8),
        ]
    return np.vstack(rows[:-1])


def with_patch(
    page: Pixels, name: PatchName, edge: Edge, offset: int = 90, length: int = 1000
) -> Pixels:
    """Place a patch code so that it is read from ``edge`` inwards."""
    quarter = 90 * EDGES.index(edge)
    sheet = pages.turned(page, (360 - quarter) % 360).copy()
    bars = patch_bars(name, length)
    left = (sheet.shape[1] - length) // 2
    quiet = 80
    sheet[offset - quiet : offset + len(bars) + quiet, left - quiet : left + length + quiet] = 255
    sheet[offset : offset + len(bars), left : left + length] = bars
    return pages.turned(sheet, quarter)
