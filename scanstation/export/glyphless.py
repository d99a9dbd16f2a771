"""The font of the invisible text layer: TrueType with two empty glyphs, built table by table.

Glyph 0 is ``.notdef``, which PDF/A forbids to show; every character is shown by
glyph 1. Both are half an em wide and have no outline. The table layouts follow the
OpenType specification; the idea is that of Tesseract's GlyphLessFont, the code is not.
``python -m scanstation.export.glyphless FILE`` writes the file that the program ships.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

UNITS_PER_EM = 1000
ADVANCE = 500
"""Width of every glyph in units of the em."""

FONT_NAME = "Glyphless"
MAGIC = 0xB1B0AFBA
_DATE = 0xE0000000
"""Seconds since 1904: any fixed date keeps the file the same from build to build."""


def build_font() -> bytes:
    """Return the font file, always the same bytes."""
    tables = _tables()
    body = _assemble(tables)
    adjustment = (MAGIC - _checksum(body)) & 0xFFFFFFFF
    tables["head"] = tables["head"][:8] + struct.pack(">I", adjustment) + tables["head"][12:]
    return _assemble(tables, checked_without_adjustment=True)


def _tables() -> dict[str, bytes]:
    return {
        "OS/2": _os2(),
        "cmap": _cmap(),
        "glyf": b"\0",
        "head": _head(),
        "hhea": _hhea(),
        "hmtx": struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        "loca": struct.pack(">3H", 0, 0, 0),
        "maxp": struct.pack(">IH13H", 0x00010000, 2, *(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)),
        "name": _names(),
        "post": struct.pack(">IihhIIIII", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }


def _head() -> bytes:
    return struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x00010000,
        0x00010000,
        0,
        0x5F0F3CF5,
        0,
        UNITS_PER_EM,
        _DATE,
        _DATE,
        *(0, 0, 0, 0),
        0,
        3,
        2,
        0,
        0,
    )


def _hhea() -> bytes:
    metrics = (UNITS_PER_EM, -1, 0, ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    return struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, *metrics)


def _os2() -> bytes:
    return struct.pack(
        ">HhHHH10hh10sIIII4sHHHhhhHH",
        1,
        ADVANCE,
        400,
        5,
        0,
        *(0,) * 10,
        0,
        bytes(10),
        *(0, 0, 0, 0),
        b"SCAN",
        0x40,
        1,
        0xFFFF,
        UNITS_PER_EM,
        -1,
        0,
        UNITS_PER_EM,
        1,
    ) + struct.pack(">II", 1, 0)


def _cmap() -> bytes:
    """Format 6 with one entry, blank to glyph 1: enough for a font that is used by glyph number."""
    subtable = struct.pack(">HHHHHH", 6, 12, 0, 0x20, 1, 1)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable


def _names() -> bytes:
    strings = ((1, FONT_NAME), (2, "Regular"), (4, FONT_NAME), (6, FONT_NAME))
    records, storage = b"", b""
    for identifier, text in strings:
        encoded = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x0409, identifier, len(encoded), len(storage))
        storage += encoded
    return struct.pack(">HHH", 0, len(strings), 6 + len(records)) + records + storage


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _assemble(tables: dict[str, bytes], checked_without_adjustment: bool = False) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    span = 16 << power
    directory = struct.pack(">IHHHH", 0x00010000, count, span, power, count * 16 - span)
    offset, body = 12 + 16 * count, b""
    for tag, data in tables.items():
        summed = data
        if tag == "head" and checked_without_adjustment:
            summed = data[:8] + bytes(4) + data[12:]
        record = (tag.encode("ascii"), _checksum(summed), offset + len(body), len(data))
        directory += struct.pack(">4sIII", *record)
        body += data + bytes(-len(data) % 4)
    return directory + body


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build_font())
