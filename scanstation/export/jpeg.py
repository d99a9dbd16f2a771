"""JPEG files as DCTDecode streams, byte for byte (ITU-T T.81 Annex B, ISO 32000-1 7.4.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanstation.export.images import ImageUnusable, PdfImage, usable_profile

_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended sequential and progressive with Huffman coding: what DCTDecode knows."""

_OTHER_FRAMES = frozenset({0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_ICC = b"ICC_PROFILE\0"


@dataclass(slots=True)
class _Frame:
    bits: int = 0
    width: int = 0
    height: int = 0
    component_ids: bytes = b""
    adobe_transform: int = -1
    profile_parts: tuple[tuple[int, bytes], ...] = ()


def read_jpeg(data: bytes) -> PdfImage:
    """Describe a JPEG file as image stream; ImageUnusable says why one cannot be taken."""
    frame = _read_frame(data)
    components = len(frame.component_ids)
    if frame.bits != 8:
        raise ImageUnusable(
            f"JPEG mit {frame.bits} Bit je Farbwert", f"JPEG with {frame.bits} bits a sample"
        )
    if components not in (1, 3, 4):
        raise ImageUnusable(
            f"JPEG mit {components} Farbkanälen", f"JPEG with {components} components"
        )
    profile = b"".join(part for _, part in sorted(frame.profile_parts))
    usable = usable_profile(profile, components)
    inverted = components == 4 and frame.adobe_transform >= 0
    return PdfImage(
        width=frame.width,
        height=frame.height,
        colour_space=b"" if usable else _SPACES[components],
        bits=8,
        filter="DCTDecode",
        parameters=_colour_transform(frame),
        data=(data,),
        profile=profile if usable else b"",
        components=components,
        # Adobe's writers store CMYK inverted; their marker is the only sign of it.
        decode=b"1 0 1 0 1 0 1 0" if inverted else b"",
    )


_SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}


def _colour_transform(frame: _Frame) -> bytes:
    """Components named R, G, B without a marker hold RGB (libjpeg's rule); PDF assumes YCbCr."""
    if frame.component_ids == b"RGB" and frame.adobe_transform < 0:
        return b"/ColorTransform 0"
    return b""


def _read_frame(data: bytes) -> _Frame:
    if not data.startswith(b"\xff\xd8"):
        raise ImageUnusable("keine JPEG-Datei", "no JPEG file")
    frame = _Frame()
    for marker, body in _segments(data):
        if marker in _OTHER_FRAMES:
            raise ImageUnusable(f"JPEG-Verfahren 0x{marker:02X}", f"JPEG process 0x{marker:02X}")
        if marker in _START_OF_FRAME and len(body) >= 6 and len(body) >= 6 + 3 * body[5]:
            frame.bits, count = body[0], body[5]
            frame.height, frame.width = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
            frame.component_ids = bytes(body[6 + 3 * index] for index in range(count))
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            frame.adobe_transform = body[11]
        elif marker == 0xE2 and body.startswith(_ICC) and len(body) > 14:
            frame.profile_parts += ((body[12], body[14:]),)
    if not frame.width or not frame.height:
        raise ImageUnusable("JPEG ohne Größe", "JPEG without a size")
    return frame


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker segments before the first scan."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ImageUnusable("beschädigtes JPEG", "broken JPEG")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in (0xDA, 0xD9):
            return
        else:
            length = int.from_bytes(data[at + 2 : at + 4])
            yield marker, data[at + 4 : at + 2 + length]
            at += 2 + length
