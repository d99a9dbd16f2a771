"""Paper: sheets with real scans on them, each side with a number of its own.

The scans are those of ``tests/data/scans``. A number is printed on every side, so that no two
sides are equal and a mixed-up order shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SCANS = Path(__file__).parent.parent / "data" / "scans"
FILES = ("phototest.tif", "eurotext.tif", "8071_093.3B.tif", "8087_054.3B.tif", "deslant.tif")
A4 = (2480, 3508)
"""Pixels at 300 dpi: 210 x 297 mm."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a sheet; ``dpi`` says how large its pixels are."""

    image: Image.Image
    dpi: int = 300


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet; without a back it is empty there."""

    front: Side
    back: Side | None = None


@lru_cache(maxsize=8)
def _scan(file: str, size: tuple[int, int]) -> Image.Image:
    page = Image.new("RGB", size, (250, 250, 244))
    with Image.open(SCANS / file) as found:
        picture = found.convert("RGB")
    picture.thumbnail((size[0] * 9 // 10, size[1] * 8 // 10))
    page.paste(picture, (size[0] // 20, size[1] // 8))
    return page


def numbered_side(number: int, dpi: int = 100) -> Side:
    """Return an A4 side: a real scan, a number and a colour of its own."""
    size = (A4[0] * dpi // 300, A4[1] * dpi // 300)
    page = _scan(FILES[number % len(FILES)], size).copy()
    draw = ImageDraw.Draw(page)
    colour = (40 + number * 37 % 180, 40 + number * 91 % 180, 40 + number * 53 % 180)
    draw.rectangle((0, 0, size[0] // 4, size[1] // 20), fill=colour)
    font = ImageFont.load_default(size=max(10, size[1] // 30))
    draw.text((size[0] // 3, size[1] // 60), f"Seite {number}", fill=(0, 0, 0), font=font)
    return Side(page, dpi)


def numbered_sheets(count: int, *, duplex: bool = False, dpi: int = 100) -> list[Sheet]:
    """Return sheets whose sides are numbered from 1 in the order of a book."""
    if not duplex:
        return [Sheet(numbered_side(number, dpi)) for number in range(1, count + 1)]
    sides = [numbered_side(number, dpi) for number in range(1, 2 * count + 1)]
    return [Sheet(front, back) for front, back in zip(sides[0::2], sides[1::2], strict=True)]
