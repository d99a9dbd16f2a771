"""The contents: one file per content stream, and the uploads on their way in.

A content file only grows. The register's length is the truth: bytes behind it come from an
append that was never committed and are cut off by the next one.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_PIECE = 256 * 1024
_REMEMBERED_HASHES = 64


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes received completely and lying in the incoming folder.

    Attributes:
        sha256: of the bytes as they were received.
    """

    path: Path
    length: int
    sha256: str
    media_type: str
    file_name: str


class ContentFiles:
    """The two folders ``incoming`` and ``content`` below one folder of the same disk."""

    def __init__(self, folder: Path) -> None:
        self._incoming = folder / "incoming"
        self._content = folder / "content"
        self._hashes = _RunningHashes()
        for path in (self._incoming, self._content):
            path.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder)

    def new_incoming(self) -> Path:
        """Return a path for an upload that is about to be received."""
        return self._incoming / uuid.uuid4().hex

    def path(self, stream: str) -> Path:
        """Return where a stream's bytes lie."""
        return self._content / stream

    def adopt(self, upload: Upload) -> str:
        """Turn an upload into a new stream, durably, and return its id."""
        stream = uuid.uuid4().hex
        _sync_file(upload.path)
        upload.path.replace(self.path(stream))
        _sync_folder(self._content)
        return stream

    def append(self, stream: str, length: int, upload: Upload) -> str:
        """Write an upload behind the first ``length`` bytes, durably.

        Returns:
            The SHA-256 (hex) of the whole content afterwards.
        """
        running = self._hashes.take(stream, length) or hash_file(self.path(stream), length)
        with self.path(stream).open("r+b") as target, upload.path.open("rb") as source:
            target.truncate(length)
            target.seek(length)
            for piece in _pieces(source):
                target.write(piece)
                running.update(piece)
            target.flush()
            os.fsync(target.fileno())
        self._hashes.keep(stream, length + upload.length, running)
        return running.hexdigest()

    def read(self, stream: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` up to and without ``end``."""
        with self.path(stream).open("rb") as file:
            file.seek(start)
            yield from _pieces(file, end - start)

    def remove(self, path: Path) -> None:
        """Remove a file; one that somebody still reads on Windows goes at the next start."""
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            return

    def remove_strangers(self, streams: Iterable[str]) -> None:
        """Remove unfinished uploads and every content that the register does not know."""
        known = set(streams)
        for path in self._incoming.iterdir():
            self.remove(path)
        for path in self._content.iterdir():
            if path.name not in known:
                self.remove(path)


class _RunningHashes:
    """Hashes of contents still being appended, so that n chunks cost n steps and not n²."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, int], hashlib._Hash] = OrderedDict()

    def take(self, stream: str, length: int) -> hashlib._Hash | None:
        with self._lock:
            found = self._known.get((stream, length))
            return found.copy() if found else None

    def keep(self, stream: str, length: int, running: hashlib._Hash) -> None:
        with self._lock:
            self._known[stream, length] = running.copy()
            while len(self._known) > _REMEMBERED_HASHES:
                self._known.popitem(last=False)


def hash_file(path: Path, length: int) -> hashlib._Hash:
    """Return the running SHA-256 of the first ``length`` bytes of a file."""
    running = hashlib.sha256()
    with path.open("rb") as file:
        for piece in _pieces(file, length):
            running.update(piece)
    return running


def _pieces(file: BinaryIO, length: int | None = None) -> Iterator[bytes]:
    left = length
    while left is None or left > 0:
        piece = file.read(_PIECE if left is None else min(_PIECE, left))
        if not piece:
            return
        if left is not None:
            left -= len(piece)
        yield piece


def _sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Make a new name durable; NTFS journals names itself and opens no folders."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
