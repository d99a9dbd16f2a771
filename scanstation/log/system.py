"""One event into the log of the system: Windows' Application log, else syslog.

Windows: source ``scanstation``, registered by the installer with the messages 1 (information),
2 (warning) and 3 (error), each of which is its one string (``events.mc`` of the launcher).
"""

from __future__ import annotations

import logging
import sys

SOURCE = "scanstation"

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    # winnt.h: EVENTLOG_INFORMATION_TYPE, EVENTLOG_WARNING_TYPE, EVENTLOG_ERROR_TYPE
    _TYPES = {1: 0x4, 2: 0x2, 3: 0x1}

    def write_event(text: str, level: int) -> None:
        """Write an event (``OSError`` if the log does not take it).

        Args:
            level: of ``logging``.
        """
        advapi = ctypes.WinDLL("advapi32", use_last_error=True)
        advapi.RegisterEventSourceW.restype = wintypes.HANDLE
        source = advapi.RegisterEventSourceW(None, ctypes.c_wchar_p(SOURCE))
        if not source:
            raise ctypes.WinError(ctypes.get_last_error())
        handle, message = wintypes.HANDLE(source), _message(level)
        try:
            strings = (ctypes.c_wchar_p * 1)(text)
            rest = (None, wintypes.WORD(1), wintypes.DWORD(0), strings, None)
            kind = (wintypes.WORD(_TYPES[message]), wintypes.WORD(0), wintypes.DWORD(message))
            if not advapi.ReportEventW(handle, *kind, *rest):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            advapi.DeregisterEventSource(handle)

else:
    import syslog

    _PRIORITIES = {1: syslog.LOG_INFO, 2: syslog.LOG_WARNING, 3: syslog.LOG_ERR}

    def write_event(text: str, level: int) -> None:
        """Write an event; without a syslog there is nobody to take it.

        Args:
            level: of ``logging``.
        """
        syslog.openlog(SOURCE, syslog.LOG_PID, syslog.LOG_USER)
        try:
            syslog.syslog(_PRIORITIES[_message(level)], text)
        finally:
            syslog.closelog()


def _message(level: int) -> int:
    if level >= logging.ERROR:
        return 3
    return 2 if level >= logging.WARNING else 1
