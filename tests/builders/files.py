"""Files as they come from outside: scans in PDF, born-digital PDF, JBIG2."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw

A4_POINTS = (595.2, 841.92)
A4_150_DPI = (1240, 1754)


def page_image(seed: int = 1) -> Image.Image:
    """Return an A4 page of 150 dpi with lines that look like text."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", A4_150_DPI, "white")
    draw = ImageDraw.Draw(image)
    for top in range(150, 1500, 40):
        x = 120
        while x < 1050:
            width = int(random.integers(20, 90))
            draw.rectangle((x, top, x + width, top + 14), fill="black")
            x += width + 14
    return image


def save(image: Image.Image, path: Path, dpi: tuple[int, int] = (150, 150)) -> Path:
    """Write an image file by its suffix."""
    image.save(path, dpi=dpi)
    return path


def jpeg_pdf(
    path: Path, jpeg: bytes, size: tuple[int, int], rotate: int = 0, extra: bytes = b""
) -> Path:
    """Write a PDF whose only visible thing is a JPEG over the whole page."""
    with pikepdf.new() as pdf:
        image = pdf.make_stream(
            jpeg,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        add_page(pdf, image, extra, rotate)
        pdf.save(path)
    return path


def add_page(pdf: pikepdf.Pdf, image: pikepdf.Object, extra: bytes = b"", rotate: int = 0) -> None:
    """Add an A4 page that shows the image."""
    width, height = A4_POINTS
    page = pdf.add_blank_page(page_size=A4_POINTS)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F1=font)
    )
    content = b"q %f 0 0 %f 0 0 cm /Im0 Do Q " % (width, height)
    page.obj.Contents = pdf.make_stream(content + extra)
    page.obj.Rotate = rotate


def text_pdf(path: Path, *texts: str) -> Path:
    """Write a born-digital PDF with one line of text a page."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for text in texts:
            page = pdf.add_blank_page(page_size=A4_POINTS)
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            content = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET"
            page.obj.Contents = pdf.make_stream(content.encode("latin-1"))
        pdf.save(path)
    return path


def jbig2_pdf(path: Path) -> tuple[Path, NDArray[np.bool_]]:
    """Write a PDF with a JBIG2 page and return its pixels (True is white).

    The page is one generic region with MMR coding (ITU-T T.88, 6.2.6), which is CCITT G4: so
    no JBIG2 encoder is needed.
    """
    bilevel = page_image().convert("L").convert("1")
    width, height = bilevel.size
    coded = group_4(bilevel)
    segments = _page_segment(width, height) + _generic_region(width, height, coded)
    with pikepdf.new() as pdf:
        image = pdf.make_stream(
            segments,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=1,
            Filter=pikepdf.Name.JBIG2Decode,
        )
        add_page(pdf, image)
        pdf.save(path)
    return path, np.asarray(bilevel)


def group_4(image: Image.Image) -> bytes:
    """Return a bilevel image as one CCITT G4 strip, 1 is black."""
    import io

    target = io.BytesIO()
    image.save(target, "TIFF", compression="group4", tiffinfo={262: 0, 278: image.height})
    with Image.open(io.BytesIO(target.getvalue())) as written:
        offset = written.tag_v2[273][0]  # type: ignore[attr-defined]
        length = written.tag_v2[279][0]  # type: ignore[attr-defined]
    return target.getvalue()[offset : offset + length]


def _segment(number: int, kind: int, data: bytes) -> bytes:
    """Return a segment of page 1 (T.88, 7.2)."""
    head = number.to_bytes(4, "big") + bytes([kind, 0, 1]) + len(data).to_bytes(4, "big")
    return head + data


def _page_segment(width: int, height: int) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return _segment(0, 48, size + bytes(8) + bytes([0, 0, 0]))


def _generic_region(width: int, height: int, coded: bytes) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    place = bytes(8)
    mmr = bytes([1])
    return _segment(1, 38, size + place + bytes([0]) + mmr + coded)
