"""Immutable contents named by their SHA-256: images, thumbnails, recognised words, files."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol

from scanstation.errors import BlobChanged, BlobMissing, FileUnreadable
from scanstation.store.durable import (
    create_file,
    extended,
    remove,
    replace,
    store_errors,
    sync_folder,
    write_all,
)

Data = bytes | bytearray | memoryview

_NAME = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


class Blobs(Protocol):
    """What ``put`` returned a name for is durable; the same content twice is one blob."""

    def put(self, data: Data) -> str:
        """Store the content and return its SHA-256 (hex), its name.

        Raises:
            StoreFull, StoreNotWritable: nothing is left behind.
        """

    def put_file(self, path: Path) -> str:
        """Store a copy of a file, whatever its size, and return its name.

        Raises:
            FileUnreadable: the file cannot be read.
            StoreFull, StoreNotWritable: nothing is left behind.
        """

    def open(self, name: str) -> BinaryIO:
        """Open a blob for reading, unchecked.

        Raises:
            BlobMissing: there is none of this name.
        """

    def read(self, name: str) -> bytes:
        """Return the content, checked against its name.

        Raises:
            BlobMissing, BlobChanged: see each.
        """

    def exists(self, name: str) -> bool:
        """Return whether there is a blob of this name."""

    def erase(self, name: str) -> None:
        """Remove a blob durably; one that is not there is no error."""

    def __iter__(self) -> Iterator[str]:
        """Yield the names in their order."""


def blob_name(name: str) -> str:
    """Return how findings and errors name a blob."""
    return f"blobs/{name}"


def blob_names(folder: Path) -> list[str]:
    """Return the names of the blobs in a folder, in their order; none if it is missing."""
    try:
        with os.scandir(extended(folder)) as entries:
            return sorted(entry.name for entry in entries if _NAME.fullmatch(entry.name))
    except FileNotFoundError:
        return []


class FolderBlobs:
    """The ``Blobs`` protocol on a folder of a local disk.

    A content is written to a temporary file, synced, renamed to its name, and the folder
    is synced. One flat folder: a batch has some thousand blobs, and no new folder has to
    be made durable a page.

    Args:
        folder: holds the blobs and nothing else.
        temp: on the same disk; what a killed writer left there is removed by the next.
    """

    def __init__(self, folder: Path, temp: Path) -> None:
        self._folder = folder
        self._temp = temp

    def put(self, data: Data) -> str:
        """See ``Blobs.put``."""
        name = hashlib.sha256(data).hexdigest()
        with store_errors(self._folder):
            if self._intact(name):
                sync_folder(self._folder)  # the twin's rename may not be durable yet
                return name
            self._write(name, data)
        return name

    def put_file(self, path: Path) -> str:
        """See ``Blobs.put_file``."""
        part = self._temp / token_hex(8)
        with store_errors(self._folder):
            descriptor = create_file(part)
        try:
            try:
                name = self._copy(path, descriptor)
            finally:
                os.close(descriptor)
            with store_errors(self._folder):
                self._rename(part, name)
        except BaseException:
            remove(part)
            raise
        return name

    def open(self, name: str) -> BinaryIO:
        """See ``Blobs.open``."""
        try:
            return Path(extended(self._path(name))).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(object=blob_name(name)) from error
        except OSError as error:
            raise FileUnreadable(file=blob_name(name), reason=error.strerror) from error

    def read(self, name: str) -> bytes:
        """See ``Blobs.read``."""
        with self.open(name) as blob:
            data = blob.read()
        if hashlib.sha256(data).hexdigest() != name:
            raise BlobChanged(object=blob_name(name))
        return data

    def exists(self, name: str) -> bool:
        """See ``Blobs.exists``."""
        return bool(_NAME.fullmatch(name)) and os.path.exists(  # noqa: PTH110 - long paths
            extended(self._path(name))
        )

    def erase(self, name: str) -> None:
        """See ``Blobs.erase``."""
        with store_errors(self._folder):
            remove(self._path(name))
            sync_folder(self._folder)

    def __iter__(self) -> Iterator[str]:
        yield from blob_names(self._folder)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BlobMissing(object=blob_name(name))
        return self._folder / name

    def _intact(self, name: str) -> bool:
        """Return whether the content is there; a damaged twin is written again."""
        if not self.exists(name):
            return False
        try:
            self.read(name)
        except (BlobChanged, BlobMissing):
            return False
        return True

    def _write(self, name: str, data: Data) -> None:
        part = self._temp / token_hex(8)
        descriptor = create_file(part)
        try:
            try:
                write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._rename(part, name)
        except BaseException:
            remove(part)
            raise

    def _rename(self, part: Path, name: str) -> None:
        try:
            replace(part, self._folder / name)
        except PermissionError:
            # Windows: a twin that another thread has just put is being read.
            if not self._intact(name):
                raise
            remove(part)

    def _copy(self, source: Path, descriptor: int) -> str:
        digest = hashlib.sha256()
        for piece in _pieces(source):
            digest.update(piece)
            with store_errors(self._folder):
                write_all(descriptor, piece)
        with store_errors(self._folder):
            os.fsync(descriptor)
        return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with Path(extended(path)).open("rb") as source:
            while piece := source.read(_PIECE):
                yield piece
    except OSError as error:
        raise FileUnreadable(file=path.name, reason=error.strerror) from error
