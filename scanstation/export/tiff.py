"""Bilevel TIFF files as CCITTFaxDecode streams (TIFF 6.0 sections 2 and 11, T.6 = Group 4)."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, TiffImagePlugin

from scanstation.errors import SymbolCodedImage
from scanstation.export.images import UNDECODABLE, ImageUnusable, PdfImage

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 256, 257, 258, 259, 262, 266
_OFFSETS, _SAMPLES, _COUNTS = 273, 277, 279
_GROUP_4 = 4
_JBIG2 = (34661, 34715)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 16: 8}
_FORMATS = {1: "B", 2: "B", 3: "H", 4: "I", 16: "Q"}
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))

Tags = dict[int, tuple[int, ...]]


def read_tiff(data: bytes, page: int = 0) -> PdfImage:
    """Describe a TIFF file with one Group 4 image as image stream.

    Several strips are joined by coding the same pixels as one strip.

    Raises:
        SymbolCodedImage: the TIFF holds JBIG2.
        ImageUnusable: anything else that is not one bilevel Group 4 image.
    """
    tags, more = _read_tags(data)
    compression = tags.get(_COMPRESSION, (1,))[0]
    if compression in _JBIG2:
        raise SymbolCodedImage(page=page)
    if more:
        raise ImageUnusable("TIFF mit mehreren Bildern", "TIFF with more than one image")
    if compression != _GROUP_4 or tags.get(_BITS, (1,))[0] != 1 or tags.get(_SAMPLES, (1,))[0] != 1:
        raise ImageUnusable(
            f"TIFF mit Kompression {compression}", f"TIFF with compression {compression}"
        )
    if len(tags.get(_OFFSETS, ())) != 1:
        joined = _joined(data)
        return _image(joined, _read_tags(joined)[0], recoded=True)
    return _image(data, tags, recoded=False)


def _image(data: bytes, tags: Tags, recoded: bool) -> PdfImage:
    if len(tags[_OFFSETS]) != 1 or len(tags[_COUNTS]) != 1:
        raise ImageUnusable("TIFF mit mehreren Streifen", "TIFF with several strips")
    width, height = tags[_WIDTH][0], tags[_HEIGHT][0]
    offset, count = tags[_OFFSETS][0], tags[_COUNTS][0]
    strip = data[offset : offset + count]
    if len(strip) != count:
        raise ImageUnusable("abgeschnittenes TIFF", "TIFF that ends too early")
    if tags.get(_FILL_ORDER, (1,))[0] == 2:
        strip, recoded = strip.translate(_REVERSED), True
    # Photometric 0: the coder's black is black. 1: it stands for white (TIFF 6.0, section 11).
    black = b"/BlackIs1 true" if tags.get(_PHOTOMETRIC, (0,))[0] == 1 else b""
    return PdfImage(
        width=width,
        height=height,
        colour_space=b"/DeviceGray",
        bits=1,
        filter="CCITTFaxDecode",
        parameters=b"/K -1/Columns %d/Rows %d%b" % (width, height, black),
        data=(strip,),
        components=1,
        recoded=recoded,
    )


def _joined(data: bytes) -> bytes:
    """Return the same pixels as a TIFF with one Group 4 strip."""
    try:
        with Image.open(BytesIO(data)) as image:
            target = BytesIO()
            directory = TiffImagePlugin.ImageFileDirectory_v2()
            directory[278] = image.height
            image.convert("1").save(
                target, "TIFF", compression="group4", tiffinfo=directory, strip_size=1 << 31
            )
    except UNDECODABLE as error:
        raise ImageUnusable("nicht lesbares TIFF", "TIFF that cannot be decoded") from error
    return target.getvalue()


def _read_tags(data: bytes) -> tuple[Tags, bool]:
    """Return the first directory's integer tags and whether another directory follows."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        raise ImageUnusable("keine TIFF-Datei", "no TIFF file")
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        entries = [_entry(data, order, start + 2 + 12 * index) for index in range(count)]
        tags = {tag: values for tag, values in entries if values}
        (following,) = struct.unpack_from(order + "I", data, start + 2 + 12 * count)
    except struct.error as error:
        raise ImageUnusable("beschädigtes TIFF", "broken TIFF") from error
    if not {_WIDTH, _HEIGHT, _OFFSETS, _COUNTS} <= tags.keys():
        raise ImageUnusable("TIFF ohne Streifen", "TIFF without strips")
    return tags, following != 0


def _entry(data: bytes, order: str, at: int) -> tuple[int, tuple[int, ...]]:
    tag, kind, count = struct.unpack_from(order + "HHI", data, at)
    size = _SIZES.get(kind, 0) * count
    if not size:
        return tag, ()
    if size > len(data):
        raise ImageUnusable("beschädigtes TIFF", "broken TIFF")
    where = at + 8
    if size > 4:
        (where,) = struct.unpack_from(order + "I", data, at + 8)
    return tag, struct.unpack_from(f"{order}{count}{_FORMATS[kind]}", data, where)
