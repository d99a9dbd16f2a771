"""How the C library hands memory to the codecs while pages come in."""

from __future__ import annotations

import ctypes
import sys

LARGEST_KEPT = 32 << 20
"""The highest threshold that glibc takes (DEFAULT_MMAP_THRESHOLD_MAX, 64 bit)."""
KEPT_FREE = 256 << 20
"""What may lie free: a bit matrix, a decoded page and an encoded one for each thread."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names and numbers of ``malloc.h``."""


def keep_freed_memory() -> None:
    """Let the process reuse large blocks instead of giving them back to the kernel each time.

    zxing-cpp asks for two bit matrices of 9 MB a page. By default glibc maps them afresh, and the
    kernel clears 4,300 pages one fault at a time: a quarter of zxing-cpp's time. The number of
    arenas stays as it is: limited after threads have begun, it scatters the blocks of the next
    feed (80 MB more). Does nothing where the C library is not glibc.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is None:
        return
    set_option(_M_MMAP_THRESHOLD, LARGEST_KEPT)
    set_option(_M_TRIM_THRESHOLD, KEPT_FREE)
