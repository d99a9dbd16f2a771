"""One station a watched folder: two would both take the same letter.

The lock is an OS lock on a hidden file in the folder, so it ends with its holder however that
ends. A share whose server keeps no locks is refused; ``lock=no`` says that only one station
uses it.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from scanstation.errors import DeviceAccessDenied, DeviceBusy, DeviceIOError, UnknownDevice

NAME = ".scanstation.lock"
HELD = frozenset({0, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""EACCES on Windows; Wine's C runtime refuses the lock without any number."""


class FolderLock:
    """Held from ``take`` to ``release``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._descriptor = -1

    def take(self) -> None:
        """Take the lock; nothing happens if it is held already.

        Raises:
            UnknownDevice: the folder is gone.
            DeviceBusy: another station has it.
            DeviceAccessDenied: the folder cannot be written to.
            DeviceIOError: the share keeps no locks.
        """
        if self._descriptor >= 0:
            return
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError as error:
            raise UnknownDevice(device=f"folder:{self._path.parent}", sheet=0) from error
        except OSError as error:
            raise DeviceAccessDenied(sheet=0) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise (DeviceBusy if error.errno in HELD else DeviceIOError)(sheet=0) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; the file stays, as removing it would race with the next taker."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
