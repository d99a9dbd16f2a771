"""What a Windows program or library says of itself: version, languages, whether it is signed."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_FIXED = struct.pack("<I", 0xFEEF04BD)
"""Signature of VS_FIXEDFILEINFO, see Microsoft's "VS_FIXEDFILEINFO structure"."""
_NAME = "VS_VERSION_INFO".encode("utf-16-le")
_TRANSLATION = "VarFileInfo\0".encode("utf-16-le"), "Translation\0".encode("utf-16-le")


_PE32_PLUS = 0x20B
_SECURITY = 4
"""Place of the certificates among the data directories, see Microsoft's "PE Format"."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """What the File table says of a versioned file.

    Attributes:
        version: four numbers with dots.
        languages: LANGIDs with commas; empty if the resource names none.
    """

    version: str
    languages: str


def read_version(data: bytes) -> FileVersion | None:
    """Return the version of a PE file, None for other files and those without a version resource.

    Args:
        data: the whole file.
    """
    if data[:2] != b"MZ":
        return None
    start = data.find(_NAME)
    fixed = data.find(_FIXED, start, start + 64) if start >= 0 else -1
    if fixed < 0:
        return None
    high, low = struct.unpack_from("<II", data, fixed + 8)
    numbers = (high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF)
    return FileVersion(".".join(map(str, numbers)), _languages(data, start))


def is_program(data: bytes) -> bool:
    """Say whether a file is a PE file: a program or a library.

    Args:
        data: the beginning of the file, 4096 bytes of it or all.
    """
    if data[:2] != b"MZ" or len(data) < 64:
        return False
    start = struct.unpack_from("<I", data, 60)[0]
    return data[start : start + 4] == b"PE\0\0"


def is_signed(data: bytes) -> bool:
    """Say whether a PE file carries a signature, good or not.

    Args:
        data: the beginning of a PE file, 4096 bytes of it or all.
    """
    optional = struct.unpack_from("<I", data, 60)[0] + 24
    is_64_bit = struct.unpack_from("<H", data, optional)[0] == _PE32_PLUS
    directories = optional + (112 if is_64_bit else 96)
    return bool(struct.unpack_from("<II", data, directories + 8 * _SECURITY)[1])


def _languages(data: bytes, start: int) -> str:
    """The resource's length stands 6 bytes before its name; translations are pairs of WORDs."""
    length = struct.unpack_from("<H", data, start - 6)[0]
    end = start - 6 + length
    place = start
    for key in _TRANSLATION:
        place = data.find(key, place, end)
        if place < 0:
            return ""
    header = place - 6
    size, value_size = struct.unpack_from("<HH", data, header)
    first = header + size - value_size
    pairs = struct.unpack_from(f"<{value_size // 2}H", data, first)
    return ",".join(map(str, dict.fromkeys(pairs[::2])))
