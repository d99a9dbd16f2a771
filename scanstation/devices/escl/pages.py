"""From a document of an eSCL device to frames.

JPEG goes on as it came. A PDF is opened and its pages' images are taken out: JPEG and CCITT G4
as they are (the latter in a TIFF's clothes), others unpacked. Raw pixels take their size from
ScanImageInfo, as their bytes do not tell.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanstation.devices.driver import JPEG, RAW
from scanstation.devices.frames import MAX_JPEG_PIXELS, JpegHeader, jpeg_header, line_bytes
from scanstation.errors import BadFrame
from scanstation.model import Mode

if TYPE_CHECKING:
    import pikepdf

PDF = "application/pdf"
OCTETS = "application/octet-stream"
TIFF = "image/tiff"
TAIL = 4096
"""Bytes: a DNL marker stands behind the scan, right before the end marker; and a document may be
filled up behind its end."""
PDF_END = b"%%EOF"


@dataclass(frozen=True, slots=True)
class Picture:
    """One side as ``driver.Frame`` has it; ``dpi`` 0 where the document does not tell."""

    media_type: str
    width: int
    height: int
    mode: Mode
    data: memoryview
    bytes_per_line: int = 0
    dpi: tuple[float, float] = (0.0, 0.0)

    @property
    def depth(self) -> int:
        """Bits of a sample."""
        return 1 if self.mode is Mode.LINEART else 8


@dataclass(frozen=True, slots=True)
class RawSize:
    """What raw pixels are: from ScanImageInfo and the colour mode asked for."""

    width: int
    height: int
    bytes_per_line: int
    mode: Mode


def pictures(data: memoryview, raw: RawSize | None) -> Iterator[Picture]:
    """Yield the sides in a document, whatever its Content-Type says it is.

    Args:
        data: the document; a JPEG's height may be put right in it.
        raw: what it is if it is neither JPEG nor PDF.

    Raises:
        BadFrame: it is nothing that is known, or a PDF page is not one image.
    """
    start = bytes(data[:8])
    if start.startswith(b"\xff\xd8"):
        yield jpeg_picture(data)
    elif start.startswith(b"%PDF"):
        yield from _pdf_pictures(data)
    elif raw is not None:
        yield _raw_picture(data, raw)
    else:
        raise BadFrame(reason=f"{len(data)} bytes {start[:4].hex()}", sheet=0)


def jpeg_picture(data: memoryview) -> Picture:
    """Return a JPEG as it is, its height from the DNL marker if the device left it open."""
    header = jpeg_header(data)
    if header is None:
        raise BadFrame(reason="JPEG", sheet=0)
    height = _settle_height(data, header)
    mode = Mode.GREY if header.components == 1 else Mode.COLOUR
    dpi = header.dpi or (0.0, 0.0)
    return Picture(JPEG, header.width, height, mode, data, 0, dpi)


def _settle_height(data: memoryview, header: JpegHeader) -> int:
    """Write the number of lines from DNL (ITU-T T.81, B.2.5) into the frame header.

    Feeders begin to send before they know how long a sheet is: HP OfficeJet 5740 and 6500A write
    65535 lines there (node-hp-scan-to issue 413), others 0, as the standard wants it. Few
    decoders look for the marker. Two bytes of the header change, no pixel.
    """
    if data.readonly:
        return header.height
    tail = bytes(data[-TAIL:])
    at = tail.rfind(b"\xff\xdc\x00\x04")
    if at < 0 or at + 6 > len(tail):
        return header.height
    (lines,) = struct.unpack_from(">H", tail, at + 4)
    frame = frame_header_at(data)
    if lines and frame and lines != header.height:
        struct.pack_into(">H", data, frame + 5, lines)
        return int(lines)
    return header.height


def frame_header_at(data: memoryview) -> int:
    """Return where a JPEG's frame header (SOF, B.2.2) begins, 0 if there is none."""
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return at
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def _raw_picture(data: memoryview, raw: RawSize) -> Picture:
    stride = raw.bytes_per_line or line_bytes(raw.width, raw.mode, 8)
    lines = len(data) // stride if stride else 0
    if not lines or lines * stride != len(data) or (raw.height and lines != raw.height):
        raise BadFrame(reason=f"{len(data)} bytes, {raw.width} x {raw.height} px", sheet=0)
    return Picture(RAW, raw.width, lines, raw.mode, data, stride)


def _pdf_pictures(data: memoryview) -> Iterator[Picture]:
    """Yield the images of the pages; a document without its end may lack some of them.

    qpdf finds what is left of a broken one and calls it whole, with fewer pages.
    """
    import pikepdf

    if PDF_END not in bytes(data[-TAIL:]):
        raise BadFrame(reason="PDF without end", sheet=0)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not len(pdf.pages):
                raise BadFrame(reason="PDF: 0 pages", sheet=0)
            for page in pdf.pages:
                yield _pdf_picture(page)
    except (pikepdf.PdfError, ValueError, NotImplementedError, KeyError, OSError) as error:
        raise BadFrame(reason=f"PDF {type(error).__name__}", sheet=0) from error


def _pdf_picture(page: pikepdf.Page) -> Picture:
    import pikepdf

    images = list(_images(page.obj.get("/Resources"), deep=3))
    if len(images) != 1:
        raise BadFrame(reason=f"PDF: {len(images)} images on a page", sheet=0)
    image = pikepdf.PdfImage(images[0])
    if not 0 < image.width * image.height <= MAX_JPEG_PIXELS:  # a few bytes may claim any size
        raise BadFrame(reason=f"PDF: {image.width} x {image.height} px", sheet=0)
    if image.filters == ["/DCTDecode"]:
        picture = jpeg_picture(memoryview(bytearray(images[0].read_raw_bytes())))
    elif image.filters == ["/CCITTFaxDecode"]:
        packed = io.BytesIO()
        image.extract_to(stream=packed)
        data = memoryview(packed.getvalue())
        picture = Picture(TIFF, image.width, image.height, Mode.LINEART, data)
    else:
        picture = _unpacked(image.as_pil_image())
    return _placed(picture, page)


def _images(resources: Any, deep: int) -> Iterator[Any]:
    """Yield the image streams in resources; some writers wrap them into forms."""
    import pikepdf

    shown = resources.get("/XObject") if resources is not None else None
    for one in dict(shown.items()).values() if shown is not None else ():
        if not isinstance(one, pikepdf.Stream):
            continue
        if one.get("/Subtype") == "/Image":
            yield one
        elif one.get("/Subtype") == "/Form" and deep:
            yield from _images(one.get("/Resources"), deep - 1)


def _unpacked(image: Any) -> Picture:
    mode = {"1": Mode.LINEART, "L": Mode.GREY, "RGB": Mode.COLOUR}.get(image.mode)
    if mode is None:
        raise BadFrame(reason=f"PDF: {image.mode}", sheet=0)
    data = image.tobytes("raw", "1;I") if mode is Mode.LINEART else image.tobytes()
    stride = line_bytes(image.width, mode, 1 if mode is Mode.LINEART else 8)
    return Picture(RAW, image.width, image.height, mode, memoryview(data), stride)


def _placed(picture: Picture, page: pikepdf.Page) -> Picture:
    """Take the resolution from the size of the page: the image fills it."""
    from dataclasses import replace

    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    width, height = (right - left) / 72, (top - bottom) / 72
    if page.get("/Rotate", 0) % 180:
        width, height = height, width
    if width <= 0 or height <= 0:
        return picture
    return replace(picture, dpi=(picture.width / width, picture.height / height))
