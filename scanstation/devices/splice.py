"""Lends memory to a pipe instead of copying it (Linux ``vmsplice``).

The reader copies straight out of the writer's buffer, so the writer must not touch it before
the reader has it. That is certain without asking the reader: a pipe of capacity c hands out in
order what it was given, so when c further bytes *copied* into it have found room, everything
lent before them has left::

    frame    |------------ lent ------------|---- copied, c bytes ----|
    pipe                                     [ holds c bytes at most ]
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from typing import Any


class _Part(ctypes.Structure):
    """``struct iovec``."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


@cache
def _vmsplice() -> Any:
    """Return the C function, None where there is none."""
    if sys.platform != "linux":
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), "vmsplice", None)
    if function is not None:
        function.argtypes = (ctypes.c_int, ctypes.POINTER(_Part), ctypes.c_size_t, ctypes.c_uint)
        function.restype = ctypes.c_ssize_t
    return function


def capacity(descriptor: int) -> int:
    """Return how many bytes a pipe holds; 0 if this is no pipe or the system does not say."""
    if sys.platform != "linux":
        return 0
    import fcntl  # exists on POSIX only

    try:
        return fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)
    except OSError:
        return 0


def lend(descriptor: int, view: memoryview) -> int:
    """Lend a frame's first bytes to a pipe; return how many.

    The caller copies the rest into the pipe before the frame's memory is changed; it is at least
    the pipe's capacity. 0 where lending is not possible or not worth it.

    Raises:
        OSError: the reader is gone.
    """
    room = capacity(descriptor)
    most = len(view) - room
    if not room or most < room or view.readonly or _vmsplice() is None:
        return 0
    base = ctypes.addressof(ctypes.c_char.from_buffer(view))
    done = 0
    while done < most:
        count = _vmsplice()(descriptor, ctypes.byref(_Part(base + done, most - done)), 1, 0)
        if count >= 0:
            done += count
            continue
        problem = ctypes.get_errno()
        if problem in {errno.ENOSYS, errno.EPERM, errno.EINVAL}:  # forbidden, an old kernel
            return done
        if problem != errno.EINTR:
            raise OSError(problem, os.strerror(problem))
    return done
