"""Whether a frame is what its head says. Nothing is believed unverified.

Raw frames: the bytes are exactly ``height`` lines of ``bytes_per_line``, and a line holds
``width`` samples. JPEG frames: the picture begins and ends (ITU-T T.81, B.1.1.3: SOI and
EOI), and the size in its frame header (B.2.2) is the one in the head. Other files are the
import stage's to judge; here they only must not be empty.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from scanstation.devices.driver import JPEG, RAW, Frame
from scanstation.errors import BadFrame
from scanstation.model import Mode

MAX_SIDE = 1 << 17
"""Pixels: 131,072 are 5.5 m at 600 dpi, longer than any feeder's long-page mode."""

MAX_JPEG_PIXELS = 300_000_000
"""An A1 sheet at 600 dpi has 279 million. A raw frame brings its bytes along; a JPEG of 64 KB
can claim 4,300 million pixels and would be decoded in the station."""

JPEG_TAIL = 4096
"""Some devices fill up the last USB block behind the end marker."""


def bits_per_pixel(mode: Mode, depth: int) -> int:
    """Return the bits of one raw pixel; 0 for a depth that the mode does not have."""
    allowed = {Mode.LINEART: (1,), Mode.GREY: (8, 16), Mode.COLOUR: (8, 16)}[mode]
    channels = 3 if mode is Mode.COLOUR else 1
    return channels * depth if depth in allowed else 0


def line_bytes(width: int, mode: Mode, depth: int) -> int:
    """Return the bytes that a raw line without padding needs."""
    return (width * bits_per_pixel(mode, depth) + 7) // 8


def check_frame(frame: Frame) -> None:
    """Refuse a frame that is not what its head says.

    Raises:
        BadFrame: truncated, of another size, or without meaning; ``sheet`` is the one before.
    """
    reason = _reason(frame)
    if reason:
        raise BadFrame(reason=reason, sheet=max(0, frame.sheet - 1))


def _reason(frame: Frame) -> str:
    if frame.media_type == RAW:
        return _raw_reason(frame)
    if not len(frame.data):
        return "0 bytes"
    if frame.media_type == JPEG and frame.mode is not None:
        return _jpeg_reason(frame)
    return ""


def _raw_reason(frame: Frame) -> str:
    if frame.mode is None or not bits_per_pixel(frame.mode, frame.depth):
        return f"mode {frame.mode}, depth {frame.depth}"
    if not (0 < frame.width <= MAX_SIDE and 0 < frame.height <= MAX_SIDE):
        return f"{frame.width} x {frame.height} px"
    if frame.bytes_per_line < line_bytes(frame.width, frame.mode, frame.depth):
        return f"{frame.bytes_per_line} bytes/line, {frame.width} px"
    expected = frame.bytes_per_line * frame.height
    if len(frame.data) != expected:
        return f"{len(frame.data)} / {expected} bytes"
    return ""


def _jpeg_reason(frame: Frame) -> str:
    header = jpeg_header(frame.data)
    if header is None:
        return "JPEG"
    if not 0 < header.width * header.height <= MAX_JPEG_PIXELS:
        return f"JPEG {header.width} x {header.height} px"
    if bytes(frame.data[-JPEG_TAIL:]).rfind(b"\xff\xd9") < 0:
        return "JPEG without end"
    if (header.width, header.height) != (frame.width, frame.height):
        return f"JPEG {header.width} x {header.height}, {frame.width} x {frame.height} px"
    return ""


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """What a JPEG says of itself; ``dpi`` from its JFIF segment, None if it has none."""

    width: int
    height: int
    components: int
    dpi: tuple[float, float] | None


def jpeg_header(data: memoryview | bytes) -> JpegHeader | None:
    """Return the header of a JPEG, None if it is none."""
    if bytes(data[:2]) != b"\xff\xd8":
        return None
    at, dpi = 2, None
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte, B.1.1.2
            at += 1
            continue
        # SOF0..SOF15 without DHT, JPG and DAC (table B.1)
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return JpegHeader(width, height, data[at + 9], dpi)
        if marker == 0xE0:
            dpi = _jfif_dpi(bytes(data[at + 4 : at + 16]))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _jfif_dpi(segment: bytes) -> tuple[float, float] | None:
    if len(segment) < 12 or segment[:5] != b"JFIF\0":
        return None
    unit, x, y = struct.unpack_from(">BHH", segment, 7)
    factor = {1: 1.0, 2: 2.54}.get(unit, 0.0)
    return (x * factor, y * factor) if factor and x and y else None
