"""The image of a PDF page as an image file, its bytes kept wherever that is possible.

JPEG and CCITT G4 streams are kept as they are. JBIG2 is decoded and kept as G4, since
TR-03138 A.SC.12 forbids symbol coding and nobody can tell afterwards which coding it was;
the page says so by the anomaly ``jbig2_decoded``. Everything else is kept without loss.
"""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import cast

import pikepdf
import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from scanstation.errors import FileBroken
from scanstation.imaging.files import FilePage, Job
from scanstation.imaging.files.pdf_content import PlacedImage
from scanstation.imaging.files.single import flatten, mode_of, write_g4, write_png

JBIG2_DECODED = "jbig2_decoded"
CONVERTED = "pixels_converted"


def extract(
    job: Job, placed: PlacedImage, drawing: pdfium.PdfDocument, number: int
) -> FilePage | None:
    """Write the image of a page; None if it has to be rendered instead.

    Raises:
        FileBroken: the image cannot be decoded.
    """
    image = placed.object
    if any(key in image for key in ("/SMask", "/Mask", "/Decode")) or image.get("/ImageMask"):
        return None
    filters = _filters(image)
    if filters == ["/DCTDecode"]:
        return _jpeg(job, placed, number)
    if filters == ["/CCITTFaxDecode"]:
        return _fax(job, placed, number)
    if "/JBIG2Decode" in filters:
        return _jbig2(job, placed, drawing, number)
    return _lossless(job, placed, number)


def _filters(image: pikepdf.Object) -> list[str]:
    value = image.get("/Filter")
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, pikepdf.Array) else [str(value)]


def _jpeg(job: Job, placed: PlacedImage, number: int) -> FilePage:
    data = placed.object.read_raw_bytes()
    try:
        decoded = Image.open(io.BytesIO(data))
        job.check_pixels(*decoded.size)
        decoded.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise FileBroken(file=job.path.name, reason=f"Seite/page {number}") from error
    if decoded.mode not in ("RGB", "L"):
        page = write_png(job, flatten(decoded), number, placed.dpi)
        return _with(page, CONVERTED)
    name = f"{number}.jpg"
    (job.out / name).write_bytes(data)
    return FilePage(name, "image/jpeg", *decoded.size, placed.dpi, mode_of(decoded))


def _fax(job: Job, placed: PlacedImage, number: int) -> FilePage | None:
    parms = placed.object.get("/DecodeParms", pikepdf.Dictionary())
    if isinstance(parms, pikepdf.Array):
        parms = parms[0]
    plain = int(parms.get("/K", 0)) < 0 and not parms.get("/EncodedByteAlign", False)
    columns = int(parms.get("/Columns", 1728))
    if not plain or parms.get("/BlackIs1", False) or columns != placed.width:
        return _lossless(job, placed, number)
    name = f"{number}.tif"
    strip = placed.object.read_raw_bytes()
    (job.out / name).write_bytes(g4_tiff(strip, placed.width, placed.height, placed.dpi))
    try:
        with Image.open(job.out / name) as check:
            check.load()
    except (OSError, ValueError) as error:
        raise FileBroken(file=job.path.name, reason=f"Seite/page {number}") from error
    return FilePage(name, "image/tiff", placed.width, placed.height, placed.dpi, "lineart")


def g4_tiff(strip: bytes, width: int, height: int, dpi: tuple[float, float]) -> bytes:
    """Return a little-endian TIFF (revision 6.0) around one CCITT G4 strip, white is zero."""
    short, long, rational = 3, 4, 5
    entries = [
        (256, long, width),
        (257, long, height),
        (258, short, 1),
        (259, short, 4),
        (262, short, 0),
        (273, long, 0),
        (277, short, 1),
        (278, long, height),
        (279, long, len(strip)),
        (282, rational, 0),
        (283, rational, 0),
        (296, short, 2),
    ]
    data_at = 8 + 2 + 12 * len(entries) + 4
    places = {273: data_at + 16, 282: data_at, 283: data_at + 8}
    directory = b"".join(
        struct.pack("<HHII", tag, kind, 1, places.get(tag, value)) for tag, kind, value in entries
    )
    resolution = b"".join(struct.pack("<II", round(value * 100), 100) for value in dpi)
    head = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    return head + directory + struct.pack("<I", 0) + resolution + strip


def _jbig2(
    job: Job, placed: PlacedImage, drawing: pdfium.PdfDocument, number: int
) -> FilePage | None:
    page = drawing[number - 1]
    try:
        images = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
        if len(images) != 1:
            return None
        picture = images[0].get_bitmap(render=False).to_pil()
    finally:
        page.close()
    if picture.size != (placed.width, placed.height):
        return None
    bilevel = picture.convert("L").point(lambda value: 255 if value > 127 else 0).convert("1")
    return _with(write_g4(job, bilevel, number, placed.dpi), JBIG2_DECODED)


def _lossless(job: Job, placed: PlacedImage, number: int) -> FilePage | None:
    try:
        picture = pikepdf.PdfImage(cast(pikepdf.Stream, placed.object)).as_pil_image()
        picture.load()
    except (pikepdf.models.image.UnsupportedImageTypeError, NotImplementedError):
        return None
    except (OSError, ValueError, pikepdf.PdfError) as error:
        raise FileBroken(file=job.path.name, reason=f"Seite/page {number}") from error
    if picture.mode == "1":
        return write_g4(job, picture, number, placed.dpi)
    same = picture.mode in ("RGB", "L", "P")
    page = write_png(job, flatten(picture), number, placed.dpi)
    return page if same else _with(page, CONVERTED)


def _with(page: FilePage, anomaly: str) -> FilePage:
    return replace(page, anomalies=(*page.anomalies, anomaly))
