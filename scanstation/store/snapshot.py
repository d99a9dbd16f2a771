"""A journal as bytes in memory: the file with its write-ahead log applied.

Needs no right to write, makes no file beside the journal and no copy of personal data on
a disk. The log is read by the rules of SQLite's own recovery
(sqlite.org/fileformat2.html#the_write_ahead_log): frames count while their salts are the
header's and their running checksum is right, up to the last frame that ends a transaction.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanstation.store.durable import extended

_MAGIC_LITTLE, _MAGIC_BIG, _VERSION = 0x377F0682, 0x377F0683, 3007000
_HEADER, _FRAME = 32, 24
_WORD = 0xFFFFFFFF
_READ_VERSION = 19  # offset in the database header: 2 says that a log is in use
_LEGACY = bytes((1, 1))
_TRIES = 20


@dataclass(frozen=True, slots=True)
class _Log:
    """Header of a write-ahead log: page size in bytes, salts, byte order, running checksum."""

    page_size: int
    salts: bytes
    order: str
    checksum: tuple[int, int]


def open_snapshot(path: Path) -> sqlite3.Connection:
    """Return a connection to a private copy in memory.

    Raises:
        OSError: the file cannot be read.
        sqlite3.Error: it is no database.
    """
    database = bytearray(read_merged(path))
    if database[_READ_VERSION - 1 : _READ_VERSION + 1] == b"\x02\x02":
        # A database in memory has no log; the frames are applied already.
        database[_READ_VERSION - 1 : _READ_VERSION + 1] = _LEGACY
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(bytes(database))
    return connection


def read_merged(path: Path) -> bytes:
    """Return the database with its log applied, consistent also while a writer works.

    Every page that a checkpoint moves into the file during the reading is in the log that
    is read after it, unless the log began anew, which its salts show: then once more.
    """
    log_path = path.with_name(path.name + "-wal")
    for _ in range(_TRIES):
        before = _bytes(log_path)[:_HEADER], _changed(path)
        database = Path(extended(path)).read_bytes()
        log = _bytes(log_path)
        if log[:_HEADER] and before[0] == log[:_HEADER]:
            break
        if before == (log[:_HEADER], _changed(path)):
            break
    return merged(database, log)


def merged(database: bytes, log: bytes) -> bytes:
    """Return the database file's bytes after the log's finished transactions."""
    header = _log_header(log)
    if header is None or database[_READ_VERSION : _READ_VERSION + 1] != b"\x02":
        return database
    pages: dict[int, bytes] = {}
    open_pages: dict[int, bytes] = {}
    size = 0
    for number, end, page in _frames(log, header):
        open_pages[number] = page
        if end:
            pages.update(open_pages)
            open_pages, size = {}, end
    return _applied(database, pages, size, header.page_size) if size else database


def _applied(database: bytes, pages: dict[int, bytes], size: int, page_size: int) -> bytes:
    result = bytearray(database.ljust(size * page_size, b"\0")[: size * page_size])
    for number, page in pages.items():
        if number <= size:
            result[(number - 1) * page_size : number * page_size] = page
    return bytes(result)


def _log_header(log: bytes) -> _Log | None:
    if len(log) < _HEADER:
        return None
    magic, version, page_size = struct.unpack(">3I", log[:12])
    if magic not in (_MAGIC_LITTLE, _MAGIC_BIG) or version != _VERSION:
        return None
    if page_size & (page_size - 1) or not 512 <= page_size <= 65536:
        return None
    order = "<" if magic == _MAGIC_LITTLE else ">"
    checksum = _checksum(log[:24], order, (0, 0))
    if struct.pack(">2I", *checksum) != log[24:_HEADER]:
        return None
    return _Log(page_size, log[16:24], order, checksum)


def _frames(log: bytes, header: _Log) -> Iterator[tuple[int, int, bytes]]:
    """Yield page number, size of the database in pages if a transaction ends, and page."""
    checksum, length = header.checksum, _FRAME + header.page_size
    for start in range(_HEADER, len(log) - length + 1, length):
        head, page = log[start : start + _FRAME], log[start + _FRAME : start + length]
        number, end = struct.unpack(">2I", head[:8])
        checksum = _checksum(page, header.order, _checksum(head[:8], header.order, checksum))
        if number == 0 or head[8:16] != header.salts:
            return
        if struct.pack(">2I", *checksum) != head[16:]:
            return
        yield number, end, page


def _checksum(data: bytes, order: str, start: tuple[int, int]) -> tuple[int, int]:
    """Return SQLite's running checksum over pairs of 32-bit words."""
    first, second = start
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second


def _bytes(path: Path) -> bytes:
    try:
        return Path(extended(path)).read_bytes()
    except FileNotFoundError:
        return b""


def _changed(path: Path) -> tuple[int, int]:
    status = Path(extended(path)).stat()
    return status.st_size, status.st_mtime_ns
