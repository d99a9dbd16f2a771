"""PNG files as FlateDecode streams (PNG 2nd edition sections 5 and 11, ISO 32000-1 7.4.4)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from scanstation.export.images import UNDECODABLE, ImageUnusable, PdfImage, usable_profile

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: 1, 2: 3, 3: 1}
"""Components of the colour types without transparency: grey, RGB, palette."""

_BITS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits a sample that each colour type may have (PNG 2nd edition, table 11.1)."""


def read_png(data: bytes) -> PdfImage:
    """Describe a PNG file as image stream; ImageUnusable says why one cannot be taken.

    PNG's filters are PDF's predictor 15, so the IDAT data goes in as it is. Transparent or
    interlaced images are decoded, laid on white and coded anew.
    """
    if not data.startswith(_SIGNATURE):
        raise ImageUnusable("keine PNG-Datei", "no PNG file")
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise ImageUnusable("beschädigtes PNG", "broken PNG")
    header = bytes(chunks[0][1])
    if header[8] not in _BITS.get(header[9], ()):
        raise ImageUnusable("beschädigtes PNG", "broken PNG")
    kinds = {kind for kind, _ in chunks}
    if header[9] not in _COLOURS or header[12] or b"tRNS" in kinds:
        return _recoded(data)
    if not {b"IDAT", b"IEND"} <= kinds or (header[9] == 3 and b"PLTE" not in kinds):
        raise ImageUnusable("abgeschnittenes PNG", "PNG that ends too early")
    return _passed_through(header, chunks)


def _passed_through(header: bytes, chunks: list[tuple[bytes, memoryview]]) -> PdfImage:
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    bits, colour = header[8], header[9]
    profile = b"" if colour == 3 else _profile(chunks, _COLOURS[colour])
    space = _colour_space(colour, chunks)
    return PdfImage(
        width=width,
        height=height,
        colour_space=b"" if profile else space,
        bits=bits,
        filter="FlateDecode",
        parameters=_predictor(_COLOURS[colour], bits, width),
        data=tuple(body for kind, body in chunks if kind == b"IDAT"),
        profile=profile,
        components=_COLOURS[colour],
    )


def _predictor(components: int, bits: int, columns: int) -> bytes:
    return b"/Predictor 15/Colors %d/BitsPerComponent %d/Columns %d" % (components, bits, columns)


def _colour_space(colour: int, chunks: list[tuple[bytes, memoryview]]) -> bytes:
    if colour != 3:
        return b"/DeviceGray" if colour == 0 else b"/DeviceRGB"
    palette = next(bytes(body) for kind, body in chunks if kind == b"PLTE")
    entries, rest = divmod(len(palette), 3)
    if rest or not 1 <= entries <= 256:
        raise ImageUnusable("beschädigtes PNG", "broken PNG")
    return b"[/Indexed/DeviceRGB %d<%b>]" % (entries - 1, palette.hex().encode("ascii"))


def _profile(chunks: list[tuple[bytes, memoryview]], components: int) -> bytes:
    for kind, body in chunks:
        if kind == b"iCCP":
            _, _, packed = bytes(body).partition(b"\0")
            try:
                profile = zlib.decompress(packed[1:])
            except zlib.error:
                return b""
            return profile if usable_profile(profile, components) else b""
    return b""


def _recoded(data: bytes) -> PdfImage:
    try:
        with Image.open(BytesIO(data)) as image:
            flat = _on_white(image)
    except UNDECODABLE as error:
        raise ImageUnusable("nicht lesbares PNG", "PNG that cannot be decoded") from error
    target = BytesIO()
    flat.save(target, "PNG")
    packed = read_png(target.getvalue())
    return PdfImage(
        packed.width,
        packed.height,
        packed.colour_space,
        packed.bits,
        packed.filter,
        packed.parameters,
        packed.data,
        components=packed.components,
        recoded=True,
    )


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB") if image.mode == "P" else image.copy()
    over = image.convert("RGBA")
    ground = Image.new("RGBA", over.size, "white")
    return Image.alpha_composite(ground, over).convert("RGB")


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    view, at = memoryview(data), len(_SIGNATURE)
    while at + 12 <= len(data):
        length = int.from_bytes(view[at : at + 4])
        body = view[at + 8 : at + 8 + length]
        if len(body) != length:
            return
        yield bytes(view[at + 4 : at + 8]), body
        at += 12 + length
