"""Writes the cabinet of the MSI: one folder, MSZIP, all times and attributes fixed.

Format: Microsoft's "[MS-CAB]: Cabinet File Format" and "[MS-MCI]: Microsoft ZIP (MSZIP)
Compression and Decompression Data Structure". The same files give the same bytes, whatever zlib's
threads do: every block is packed with the 32 KiB before it as its dictionary.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from installer.problem import BuildRefused

BLOCK = 32768
MAX_BLOCKS = 0xFFFF
_LARGEST = BLOCK + 12
_DATE, _TIME = ((2020 - 1980) << 9) | (1 << 5) | 1, 0
"""1 January 2020, midnight, in the form of DOS."""
_ARCHIVE = 0x20
_MSZIP = 1
_LEVEL = 7
"""Of zlib: 9 takes twice the time for one part in 700."""
_HEADER, _FOLDER, _FILE, _DATA = "<4s5I2B5H", "<IHH", "<IIHHHH", "<IHH"


@dataclass(frozen=True, slots=True)
class CabinetFile:
    """A file of the cabinet, under the key that the MSI's File table has."""

    key: str
    source: Path
    size: int


def write_cabinet(path: Path, files: Sequence[CabinetFile]) -> None:
    """Write the files, in this order, into one cabinet.

    Raises:
        BuildRefused: a file changed its size, or together they are more than 2 GiB.
    """
    total = sum(file.size for file in files)
    if -(-total // BLOCK) > MAX_BLOCKS:
        raise BuildRefused(f"{path.name}: one cabinet holds 2 GiB at most")
    entries = b"".join(_entries(files))
    first = struct.calcsize(_HEADER) + struct.calcsize(_FOLDER)
    with path.open("wb") as out:
        out.write(bytes(first) + entries)
        blocks = sum(_write_block(out, block) for block in _packed(_blocks(files)))
        size = out.tell()
        out.seek(0)
        out.write(struct.pack(_HEADER, b"MSCF", 0, size, 0, first, 0, 3, 1, 1, len(files), 0, 0, 0))
        out.write(struct.pack(_FOLDER, first + len(entries), blocks, _MSZIP))


def _entries(files: Sequence[CabinetFile]) -> Iterator[bytes]:
    place = 0
    for file in files:
        name = file.key.encode("ascii") + b"\0"
        yield struct.pack(_FILE, file.size, place, 0, _DATE, _TIME, _ARCHIVE) + name
        place += file.size


def _blocks(files: Sequence[CabinetFile]) -> Iterator[bytes]:
    """All files as one stream, in pieces of 32 KiB."""
    left = b""
    for file in files:
        data = file.source.read_bytes()
        if len(data) != file.size:
            raise BuildRefused(f"{file.source.name} changed while it was packed")
        left += data
        whole = len(left) - len(left) % BLOCK
        yield from (left[place : place + BLOCK] for place in range(0, whole, BLOCK))
        left = left[whole:]
    if left:
        yield left


def _packed(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Pack blocks beside each other, a bounded number at a time, and return them in order."""
    before = b""
    batch: list[tuple[bytes, bytes]] = []
    with ThreadPoolExecutor(2) as pool:
        for block in blocks:
            batch.append((block, before))
            before = block
            if len(batch) == 512:
                yield from pool.map(_pack, batch)
                batch = []
        yield from pool.map(_pack, batch)


def _pack(given: tuple[bytes, bytes]) -> tuple[bytes, int]:
    block, before = given
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, before)
    data = b"CK" + packer.compress(block) + packer.flush()
    if len(data) > _LARGEST:
        length = struct.pack("<HH", len(block), len(block) ^ 0xFFFF)
        data = b"CK\x01" + length + block
    return data, len(block)


def _write_block(out: BinaryIO, block: tuple[bytes, int]) -> int:
    data, size = block
    counts = struct.pack("<HH", len(data), size)
    checksum = _checksum(data) ^ struct.unpack("<I", counts)[0]
    out.write(struct.pack("<I", checksum) + counts + data)
    return 1


def _checksum(data: bytes) -> int:
    """[MS-CAB] 3.1: all little-endian double words, xor; a rest of 1 to 3 bytes is big-endian."""
    whole = len(data) - len(data) % 4
    words = np.frombuffer(data[:whole], dtype="<u4")
    return int(np.bitwise_xor.reduce(words, initial=0)) ^ int.from_bytes(data[whole:], "big")
