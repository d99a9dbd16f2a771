"""Files that are on the disk when a call returns: write, sync, rename, sync the folder.

POSIX: ``fsync`` of the file before the rename and of the folder after it (a rename or a
new name is only durable with its folder). Windows: ``os.fsync`` is ``FlushFileBuffers``,
the rename is ``MoveFileEx`` with ``MOVEFILE_WRITE_THROUGH``, folders cannot be synced.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from scanstation.errors import StoreFull, StoreNotWritable
from scanstation.rights import OWNER_FILE, OWNER_FOLDER

_FULL = {errno.ENOSPC, errno.EDQUOT} if sys.platform != "win32" else {errno.ENOSPC}
# O_BINARY and O_NOINHERIT exist on Windows only; O_CLOEXEC is Python's default.
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn an operating system error about ``path`` into the operator's sentence.

    Raises:
        StoreFull: no space or no quota left.
        StoreNotWritable: any other refusal (rights, read-only disk, input/output error).
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(path=path) from error
        raise StoreNotWritable(path=path, reason=error.strerror or str(error)) from error


if sys.platform == "win32":
    import ctypes

    _REPLACE_EXISTING, _WRITE_THROUGH = 0x1, 0x8

    def extended(path: Path) -> str:
        r"""Return ``path`` in the form without the length limit (``\\?\``)."""
        absolute = str(path.absolute())
        return absolute if absolute.startswith("\\\\") else "\\\\?\\" + absolute

    def sync_folder(folder: Path) -> None:
        """Do nothing: renames are written through, folders cannot be synced."""

    def replace(source: Path, target: Path) -> None:
        """Rename ``source`` to ``target`` (replacing a file) so that the new name is durable."""
        _move(source, target, _REPLACE_EXISTING | _WRITE_THROUGH)

    def rename_folder(source: Path, target: Path) -> None:
        """Rename a folder, whose files must be closed, so that the new name is durable."""
        _move(source, target, _WRITE_THROUGH)

    def _move(source: Path, target: Path, flags: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        names = (ctypes.c_wchar_p(extended(source)), ctypes.c_wchar_p(extended(target)))
        if not kernel.MoveFileExW(*names, ctypes.c_uint32(flags)):
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def extended(path: Path) -> str:
        """Return ``path`` as text; only Windows limits its length."""
        return str(path)

    def sync_folder(folder: Path) -> None:
        """Make new, renamed and removed names in ``folder`` durable."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def replace(source: Path, target: Path) -> None:
        """Rename ``source`` to ``target`` (replacing a file) so that the new name is durable."""
        source.replace(target)
        sync_folder(target.parent)

    def rename_folder(source: Path, target: Path) -> None:
        """Rename a folder so that the new name is durable."""
        source.rename(target)
        sync_folder(target.parent)


def create_file(path: Path) -> int:
    """Create a new file with owner-only rights and return its descriptor."""
    return os.open(extended(path), _CREATE, OWNER_FILE)


def write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    """Write all of ``data``; a single write may be cut short by the system."""
    rest = memoryview(data).cast("B")
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_file(path: Path, data: bytes) -> None:
    """Put a file with this content in place of ``path``, atomically and durably."""
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    descriptor = create_file(part)
    try:
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        replace(part, path)
    except BaseException:
        remove(part)
        raise


def sync_file(path: Path) -> None:
    """Make the content of a file durable that another descriptor wrote."""
    descriptor = os.open(extended(path), os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(extended(path))  # noqa: PTH108 - long paths


def make_private_folder(folder: Path) -> None:
    """Create a folder and its missing parents, owner-only and durable."""
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    with suppress(FileExistsError):
        os.mkdir(extended(folder), OWNER_FOLDER)  # noqa: PTH102 - long paths
        sync_folder(folder.parent)
