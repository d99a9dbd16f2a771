"""Folders and files that are there as a whole or not at all, and only for their owner.

POSIX: fsync of files and folders, rename. Windows: FlushFileBuffers and MoveFileEx with
MOVEFILE_WRITE_THROUGH; folders and files inherit their rights (``scanstation.rights``).
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

from scanstation.rights import OWNER_FILE, OWNER_FOLDER

_MOVEFILE_WRITE_THROUGH = 8

if sys.platform != "win32":
    import fcntl


def system_path(path: Path) -> Path:
    """Return the path in a form that may be longer than 260 characters on Windows."""
    if sys.platform == "win32":
        absolute = str(path.resolve())
        return path if absolute.startswith("\\\\?\\") else Path("\\\\?\\" + absolute)
    else:
        return path


def flush_file(descriptor: int) -> None:
    """Bring a file's content to the disk."""
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk; Windows does that with the rename itself."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def owner_only(path: Path) -> None:
    """Take every right from others; on Windows the folder's access list already does."""
    if sys.platform != "win32":
        path.chmod(OWNER_FOLDER if path.is_dir() else OWNER_FILE)


def write_file(path: Path, data: bytes) -> None:
    """Write a new file for its owner only and bring it to the disk."""
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        flush_file(stream.fileno())
    owner_only(path)


def rename_durably(source: Path, target: Path) -> None:
    """Rename within one volume; ``target`` must not exist. Durable when it returns."""
    if sys.platform == "win32":
        _move_windows(source, target)
    else:
        source.rename(target)
        flush_folder(target.parent)


def _move_windows(source: Path, target: Path) -> None:
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        if not kernel.MoveFileExW(str(source), str(target), _MOVEFILE_WRITE_THROUGH):
            raise ctypes.WinError(ctypes.get_last_error())


class FolderInUse:
    """An OS lock that says: a living process fills this folder. It ends with the process.

    POSIX locks the folder itself; Windows holds a file in it open, which must be given back
    before the folder can be renamed.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lock; BlockingIOError if another process has it."""
        self._marker = folder / ".busy"
        if sys.platform == "win32":
            self._marker.unlink(missing_ok=True)
            self._descriptor = os.open(self._marker, os.O_CREAT | os.O_RDWR)
        else:
            self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(self._descriptor)
                raise

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            if sys.platform == "win32":
                self._marker.unlink(missing_ok=True)


def remove_if_unused(folder: Path) -> bool:
    """Remove a folder unless a living process fills it; tell whether it is gone."""
    try:
        lock = FolderInUse(folder)
    except FileNotFoundError:
        return True
    except (BlockingIOError, PermissionError):
        return False
    try:
        if sys.platform == "win32":
            lock.release()
        remove_folder(folder)
    finally:
        lock.release()
    return True


def remove_folder(folder: Path) -> None:
    """Remove a folder with everything in it, also files that were made read-only."""
    shutil.rmtree(folder, onerror=_make_writable)


def _make_writable(function: Any, path: str, problem: Any) -> None:
    if isinstance(problem[1], FileNotFoundError):
        return
    Path(path).chmod(stat.S_IRWXU)
    function(path)
