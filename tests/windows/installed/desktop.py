"""A person in front of Windows' desktop: sees windows and presses keys.

64-bit Windows has one calling convention, hence ``CDLL`` and ``CFUNCTYPE``. Keys
go through the system into whatever window is in front, as those of a keyboard do.
"""

from __future__ import annotations

import ctypes
import subprocess
import time
from collections.abc import Callable
from ctypes import wintypes
from dataclasses import dataclass

WM_CLOSE = 0x0010
KEY_UP = 0x0002
EXTENDED = 0x0001
KEYS = {
    "Tab": 0x09,
    "Enter": 0x0D,
    "Shift": 0x10,
    "Ctrl": 0x11,
    "Alt": 0x12,
    "End": 0x23,
    "Down": 0x28,
    **{f"F{number}": 0x6F + number for number in range(1, 13)},
}
_ON_THE_BLOCK = {0x23, 0x28}
"""Keys that the numeric pad has as well."""
BETWEEN_KEYS = 0.05
POLL = 0.02


@dataclass(frozen=True, slots=True)
class Window:
    """A window on the desktop."""

    handle: int
    process: int
    title: str

    def to_front(self) -> bool:
        """Do what a click on it does; say whether it gets the keys now."""
        _user32().SetForegroundWindow(self.handle)
        return bool(_user32().GetForegroundWindow() == self.handle)

    def close(self) -> None:
        """Do what the cross of its title bar does."""
        assert _user32().PostMessageW(self.handle, WM_CLOSE, 0, 0)


def windows() -> list[Window]:
    """Return all top-level windows that are shown."""
    user32 = _user32()
    found: list[Window] = []

    def look(handle: int, _: int) -> bool:
        if user32.IsWindowVisible(handle):
            title = ctypes.create_unicode_buffer(300)
            user32.GetWindowTextW(handle, title, len(title))
            process = wintypes.DWORD()
            user32.GetWindowThreadProcessId(handle, ctypes.byref(process))
            found.append(Window(handle, process.value, title.value))
        return True

    kind = ctypes.CFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
    user32.EnumWindows(kind(look), 0)
    return found


def wait_for(what: str, there: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: it did not come to hold.
    """
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(POLL)


def window(title: str, seconds: float = 60.0) -> Window:
    """Return the window whose title begins so, as soon as it is shown."""
    found: list[Window] = []

    def look() -> bool:
        found[:] = [one for one in windows() if one.title.startswith(title)]
        return bool(found)

    wait_for(f"the window {title}", look, seconds)
    return found[0]


def press(*keys: str) -> None:
    """Press keys together: names of ``KEYS``, letters and digits as themselves."""
    codes = [KEYS.get(key) or ord(key) for key in keys]
    for code in codes:
        _user32().keybd_event(code, 0, EXTENDED if code in _ON_THE_BLOCK else 0, 0)
        time.sleep(BETWEEN_KEYS)
    for code in reversed(codes):
        flags = KEY_UP | (EXTENDED if code in _ON_THE_BLOCK else 0)
        _user32().keybd_event(code, 0, flags, 0)
        time.sleep(BETWEEN_KEYS)


def runs(program: str) -> bool:
    """Say whether a process of this program runs."""
    listed = subprocess.run(["tasklist"], check=True, capture_output=True).stdout
    assert b"tasklist.exe" in listed
    return program.encode() in listed


def _user32() -> ctypes.CDLL:
    return ctypes.CDLL("user32")
