"""The index of the archives of modules, by which ``start/sitecustomize.py`` imports."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from installer.problem import BuildRefused
from installer.windows.payload.archives import PACKAGES, PROGRAM
from installer.windows.payload.compiled import magic
from installer.windows.start.sitecustomize import INDEX

LIBRARY = "python/python313.zip"
ARCHIVES = (LIBRARY, PROGRAM, PACKAGES)
INITIAL, SUFFIX = "/__init__.pyc", ".pyc"
LOCAL_HEADER = struct.Struct("<26xHH")
"""Of an entry: lengths of its name and of what else stands before its data (APPNOTE.TXT 4.3.7)."""


def write_index(payload: Path) -> None:
    """Write where the bytecode of every module of the archives lies.

    A module that two archives hold is the first one's, as it was by the path of modules.

    Raises:
        BuildRefused: an entry is not bytecode of the payload's Python, or cannot be read so.
    """
    python = payload / "python"
    head, known, lines = magic(payload / LIBRARY), set[str](), []
    for archive in ARCHIVES:
        with (payload / archive).open("rb") as file:
            size, directory, check = _identity(file)
            lines.append(f"[../{archive}]\t{size}\t{directory}\t{check}")
            for name, path, place, size, deflated in _modules(file, head):
                if name not in known:
                    known.add(name)
                    lines.append(f"{name}\t{path}\t{place}\t{size}\t{deflated}")
    (python / INDEX).write_bytes("".join(f"{line}\n" for line in lines).encode())


def _modules(file: IO[bytes], head: bytes) -> Iterator[tuple[str, str, int, int, int]]:
    with zipfile.ZipFile(file) as opened:
        for entry in opened.infolist():
            if entry.filename.endswith(SUFFIX):
                _check(entry, opened.read(entry), head)
                place = _data_of(file, entry)
                deflated = int(entry.compress_type == zipfile.ZIP_DEFLATED)
                path = entry.filename
                yield _module(path), path, place, entry.compress_size, deflated


def _identity(file: IO[bytes]) -> tuple[int, int, int]:
    """Return size of an archive, and place and CRC-32 of its directory: no other one has them."""
    with zipfile.ZipFile(file) as opened:
        place = opened.start_dir
    file.seek(place)
    directory = file.read()
    return place + len(directory), place, zlib.crc32(directory)


def _module(path: str) -> str:
    return path.removesuffix(INITIAL).removesuffix(SUFFIX).replace("/", ".")


def _check(entry: zipfile.ZipInfo, content: bytes, head: bytes) -> None:
    kinds = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not content.startswith(head) or entry.compress_type not in kinds:
        raise BuildRefused(f"{entry.filename}: not bytecode that the payload's Python reads")


def _data_of(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    file.seek(entry.header_offset)
    name, more = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    return entry.header_offset + LOCAL_HEADER.size + int(name) + int(more)
