"""One writer a batch, by a lock of the operating system.

The lock dies with its process, whatever kills it; a file with a process number would not.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from scanstation.errors import BatchLocked
from scanstation.store.durable import extended, store_errors

_OPEN = os.O_RDWR | os.O_CREAT
_TRIES, _PAUSE = 4, 0.02
"""A reader that asks ``is_locked`` holds the lock for microseconds: not a reason to refuse."""


class FileLock:
    """An exclusive lock on a file, held from construction to ``close``.

    ``flock`` belongs to the open file, so a second lock in the same process conflicts too.

    Raises:
        BatchLocked: somebody else holds it (``name`` fills the sentence).
        StoreNotWritable: the lock file cannot be opened.
    """

    def __init__(self, path: Path, *, name: str, wait: bool = False) -> None:
        with store_errors(path):
            self._descriptor = os.open(extended(path), _OPEN, 0o600)
        try:
            _patiently(self._descriptor, wait)
        except OSError as error:
            os.close(self._descriptor)
            raise BatchLocked(batch=name) from error

    def close(self) -> None:
        """Release the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _patiently(descriptor: int, wait: bool) -> None:
    for _ in range(_TRIES - 1):
        try:
            return _lock(descriptor, wait)
        except OSError:
            time.sleep(_PAUSE)
    return _lock(descriptor, wait)


def is_locked(path: Path) -> bool:
    """Return whether a writer holds the lock; works without the right to write."""
    try:
        descriptor = os.open(extended(path), os.O_RDONLY)
    except OSError:
        return False
    try:
        _probe(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, wait: bool) -> None:
        mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK
        msvcrt.locking(descriptor, mode, 1)

    def _probe(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))

    def _probe(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
