"""What Windows asks of a program with a window and other systems do not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

APPLICATION_ID = "scanstation.scanstation"
"""Publisher and product: the taskbar keeps windows and shortcuts of one id together. Without one it
takes the program's file, which is Python's."""


def is_console(descriptor: int) -> bool:
    """Whether a file that says it is a terminal is a console; elsewhere it need not be asked twice.

    Windows' C library calls every character device a terminal, also ``NUL``, which a program gets
    that an icon started; only a console has a mode (``GetConsoleMode``).
    """
    if sys.platform == "win32":
        import ctypes
        import msvcrt
        from ctypes import wintypes

        handle = wintypes.HANDLE(msvcrt.get_osfhandle(descriptor))
        mode = wintypes.DWORD()
        return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
    return True


def somebody_reads(stream: TextIO | None, is_console: Callable[[int], bool] = is_console) -> bool:
    """Whether what is written to a stream stands before somebody's eyes.

    Args:
        stream: ``sys.stderr``; None where the program was started without one.
    """
    try:
        return stream is not None and stream.isatty() and is_console(stream.fileno())
    except (OSError, ValueError):  # closed, or its descriptor is
        return False


def name_application() -> None:
    """Tell the taskbar what the windows belong to; before the first one is made."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(
            ctypes.c_wchar_p(APPLICATION_ID)
        )
