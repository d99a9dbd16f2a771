"""One process at a time works on a tenant's outbox: an OS lock, not a pid file.

The lock dies with its process, however that ends, so nobody has to clean up after a crash.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanstation.errors import OutboxBusy, StoreNotWritable
from scanstation.rights import OWNER_FILE, OWNER_FOLDER


@contextmanager
def outbox_lock(path: Path) -> Iterator[None]:
    """Hold the outbox's lock; the file stays afterwards, only its lock counts.

    Raises:
        OutboxBusy: another process (or another part of this one) holds it.
        StoreNotWritable: the lock's file cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreNotWritable(path=path, reason=reason) from error
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OutboxBusy() from error
