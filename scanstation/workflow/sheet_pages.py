"""Pages of our own PDFs as black and white pictures: for a printer at its resolution, in true size.

A patch code's bars have widths in millimetres: whatever scales a page makes it unreadable.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

WHITE_FROM = 128
_ONE_AT_A_TIME = threading.Lock()
"""pdfium may be used by one thread at a time."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """One bit a dot, 1 is white; each row begins at a byte.

    Attributes:
        pages: how many the PDF has.
        millimetres: width and height of the paper.
    """

    width: int
    height: int
    bits: bytes
    bytes_per_row: int
    pages: int
    millimetres: tuple[float, float]


def draw(path: Path, page: int, dpi: float) -> Bitmap:
    """Return a page, counted from 0, with ``dpi`` dots an inch."""
    import pypdfium2 as pdfium

    with _ONE_AT_A_TIME, pdfium.PdfDocument(path) as pdf:
        drawn = pdf[page]
        points = drawn.get_size()
        bitmap = drawn.render(scale=dpi / 72, grayscale=True)
        grey = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        bitmap.close()
        drawn.close()
        count = len(pdf)
    packed = np.packbits(grey >= WHITE_FROM, axis=1)
    height, width = grey.shape
    size = (points[0] * 25.4 / 72, points[1] * 25.4 / 72)
    return Bitmap(width, height, packed.tobytes(), packed.shape[1], count, size)
