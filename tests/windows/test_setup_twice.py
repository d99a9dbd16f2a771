"""A second setup.exe while one is at work says so, in a box for whoever started it by hand."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.sentences import sentence
from tests.windows.test_setup import BUSY, NEWER, SECONDS, setup

USER, KERNEL = ctypes.CDLL("user32"), ctypes.CDLL("kernel32")
USER.GetDlgItem.restype = USER.FindWindowW.restype = ctypes.c_void_p
KERNEL.CreateMutexW.restype = ctypes.c_void_p
DIALOG = "#32770"
TEXT, OK = 0xFFFF, 1
"""Of a message box: its text, its button."""
COMMAND, GET_TEXT = 0x111, 0x0D
LENGTH = 1000


@pytest.fixture
def first() -> Iterator[None]:
    """What a setup.exe holds as long as it is at work."""
    mutex = ctypes.c_void_p(KERNEL.CreateMutexW(None, 0, "Global\\scanstation-setup"))
    yield
    KERNEL.CloseHandle(mutex)


def box_of(process: int) -> tuple[ctypes.c_void_p, str]:
    """Wait for the process's box; return its window and text."""
    found: list[tuple[ctypes.c_void_p, str]] = []

    def look(window: int, _: int) -> bool:
        owner, out = ctypes.c_ulong(), ctypes.create_unicode_buffer(LENGTH)
        USER.GetWindowThreadProcessId(ctypes.c_void_p(window), ctypes.byref(owner))
        label = USER.GetDlgItem(ctypes.c_void_p(window), TEXT)
        if owner.value == process and label:
            USER.SendMessageW(ctypes.c_void_p(label), GET_TEXT, LENGTH, out)
            found.append((ctypes.c_void_p(window), out.value))
        return True

    call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(look)
    end = time.monotonic() + SECONDS
    while not found:
        assert time.monotonic() < end
        USER.EnumWindows(call, None)
        time.sleep(0.1)
    return found[0]


@pytest.mark.usefixtures("first")
def test_a_second_one_names_the_reason_and_ends_with_1618() -> None:
    package = Path(sys.executable).parent / f"actions/scanstation-{NEWER}-setup.exe"
    with subprocess.Popen([package]) as second:
        window, text = box_of(second.pid)
        USER.PostMessageW(window, COMMAND, OK, None)
        assert second.wait(SECONDS) == BUSY
    german = KERNEL.GetUserDefaultUILanguage() & 0x3FF == 7
    assert text == sentence("ANOTHER_SETUP", "de" if german else "en")


@pytest.mark.usefixtures("first")
def test_a_silent_one_ends_with_1618() -> None:
    assert setup(NEWER) == BUSY
