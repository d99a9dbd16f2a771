"""Which thread waits when all processors are busy: never the one that a person looks at."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from contextlib import suppress

STEP = 4
"""Nice levels below the window's thread, and above the OCR workers."""
_BELOW_NORMAL = -1  # THREAD_PRIORITY_BELOW_NORMAL


def give_way() -> None:
    """Let the calling thread, and no other of its process, yield to more urgent ones.

    On Linux every thread has a nice level of its own (sched(7), "the nice value is a per-thread
    attribute"); where that is not so, nothing changes.
    """
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _BELOW_NORMAL)
    elif sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):
            # A thread begins with the level of the one that made it: count from the main thread's.
            main = os.getpriority(os.PRIO_PROCESS, os.getpid())
            os.setpriority(os.PRIO_PROCESS, thread, min(19, main + STEP))
