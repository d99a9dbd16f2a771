"""Page images as PDF image streams: the stored bytes go in as they are wherever PDF allows it.

=============  =======================  =========================================
stored         PDF filter               bytes of the stream
=============  =======================  =========================================
JPEG           DCTDecode                the file, bit for bit
TIFF G4        CCITTFaxDecode           the strip, bit for bit (one strip)
PNG            FlateDecode, predictor   the IDAT data, bit for bit
=============  =======================  =========================================

What PDF cannot hold in that form (several strips, transparency, interlacing) is coded
anew without loss and marked ``recoded``. Symbol coding (JBIG2, DjVu) is refused:
TR-03138 A.SC.12.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

from scanstation.errors import SymbolCodedImage, Text


@dataclass(frozen=True, slots=True)
class PdfImage:
    """One image stream.

    Attributes:
        width, height: pixels.
        colour_space: PDF object, or empty if the stream needs ``profile``.
        bits: per component.
        filter: PDF filter name without the slash.
        parameters: contents of the DecodeParms dictionary, may be empty.
        data: the stream's bytes in pieces.
        profile: ICC profile that came with the image, empty for sRGB or grey.
        components: colour components of the profile.
        decode: contents of the Decode array, may be empty.
        recoded: the bytes are not those of the stored file, the pixels are.
    """

    width: int
    height: int
    colour_space: bytes
    bits: int
    filter: str
    parameters: bytes
    data: tuple[bytes | memoryview, ...] = field(repr=False)
    profile: bytes = field(default=b"", repr=False)
    components: int = 0
    decode: bytes = b""
    recoded: bool = False


class ImageUnusable(Exception):
    """The image cannot be put into a PDF; ``reason`` says why (no page content in it)."""

    def __init__(self, de: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(de, en)


UNDECODABLE = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for a file that it cannot decode, or that would fill the memory."""

_SYMBOL_CODED_TYPES = frozenset(
    {"image/jbig2", "image/x-jbig2", "image/jb2", "image/vnd.djvu", "image/x-djvu"}
)
_SYMBOL_CODED_MAGIC = (b"\x97JB2\r\n\x1a\n", b"AT&TFORM")


def refuse_symbol_coding(data: bytes, media_type: str, page: int) -> None:
    """Raise SymbolCodedImage for JBIG2 and DjVu, by name or by the first bytes."""
    if media_type.lower() in _SYMBOL_CODED_TYPES or data.startswith(_SYMBOL_CODED_MAGIC):
        raise SymbolCodedImage(page=page)


def usable_profile(profile: bytes, components: int) -> bool:
    """Tell whether an ICC profile may stand in a PDF/A-2 file for this many components.

    Header fields after ICC.1:2010 section 7.2; versions above 4 and device links are out
    (ISO 19005-2, 6.2.4.2).
    """
    spaces = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}
    return (
        len(profile) >= 132
        and int.from_bytes(profile[:4]) == len(profile)
        and profile[36:40] == b"acsp"
        and profile[8] in (2, 4)
        and profile[12:16] in (b"scnr", b"mntr", b"prtr", b"spac")
        and profile[16:20] == spaces.get(components)
    )
