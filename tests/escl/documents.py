"""A side of paper as the document that a client asked for.

A side whose resolution is the asked one is not resampled: its pixels are those of the paper,
cut out by the region and filled up with white. Documents are kept, so that a slow encoder is
never what a measurement sees.
"""

from __future__ import annotations

import hashlib
import io
import threading
from dataclasses import dataclass

from PIL import Image

from tests.escl.paper import Side
from tests.escl.settings import JPEG, PDF, PNG, RAW, Region, Settings

QUALITY = 88
PIL_MODES = {"BlackAndWhite1": "1", "Grayscale8": "L", "RGB24": "RGB"}


@dataclass(frozen=True, slots=True)
class Document:
    """What ``NextDocument`` sends, and what a client must see in it.

    Attributes:
        pixels: the picture as the scanner saw it; what lossless formats must decode to.
        bytes_per_line: of a raw document.
    """

    format: str
    data: bytes
    pixels: Image.Image
    bytes_per_line: int
    sha256: str


class Renderer:
    """Makes documents of sides; thread-safe."""

    def __init__(self, area: tuple[int, int]) -> None:
        self._area = area
        self._kept: dict[tuple[Side, Settings], Document] = {}
        self._lock = threading.Lock()

    def document(self, side: Side, settings: Settings) -> Document:
        """Return a side as a document, made once for each kind of settings."""
        with self._lock:
            found = self._kept.get((side, settings))
            if found is None:
                found = _document(_picture(side, settings, self._area), settings)
                self._kept[side, settings] = found
            return found


def _picture(side: Side, settings: Settings, area: tuple[int, int]) -> Image.Image:
    region = settings.region or Region(0, 0, *area)
    box = [round(value * side.dpi / 300) for value in (region.x, region.y)]
    size = [round(value * side.dpi / 300) for value in (region.width, region.height)]
    page = Image.new("RGB", (size[0], size[1]), "white")
    page.paste(side.image.convert("RGB"), (-box[0], -box[1]))
    wanted = (
        round(region.width * settings.resolution[0] / 300),
        round(region.height * settings.resolution[1] / 300),
    )
    if wanted != page.size:
        page = page.resize(wanted, Image.Resampling.BILINEAR)
    return page.convert(PIL_MODES[settings.mode])


def _document(picture: Image.Image, settings: Settings) -> Document:
    bits = {"1": 1, "L": 8, "RGB": 24}[picture.mode]
    stride = (picture.width * bits + 7) // 8
    if settings.format == RAW:
        data = picture.tobytes()
        if picture.mode == "1":  # Pillow has 1 as white, eSCL's raw bits have 1 as black
            data = bytes(byte ^ 0xFF for byte in data)
    else:
        data = _encoded(picture, settings)
    return Document(settings.format, data, picture, stride, hashlib.sha256(data).hexdigest())


def _encoded(picture: Image.Image, settings: Settings) -> bytes:
    stream = io.BytesIO()
    dpi = (float(settings.resolution[0]), float(settings.resolution[1]))
    if settings.format == JPEG:
        # JPEG has no bilevel: devices send such pages as grey.
        grey = picture.convert("L") if picture.mode == "1" else picture
        grey.save(stream, "JPEG", quality=QUALITY, dpi=dpi)
    elif settings.format == PNG:
        picture.save(stream, "PNG", dpi=dpi, compress_level=1)
    elif settings.format == PDF:
        # Bilevel pages are CCITT G4 in it, which has no quality.
        quality = {} if picture.mode == "1" else {"quality": QUALITY}
        picture.save(stream, "PDF", dpi=dpi, **quality)
    else:
        raise ValueError(settings.format)
    return stream.getvalue()
