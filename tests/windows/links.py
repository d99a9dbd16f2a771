"""Links to folders, as Windows has them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

SECONDS = 20
P_DETACH = 4
"""Of Windows' C library: no handle is kept."""


def make_link(link: Path, to: Path) -> None:
    """Make a junction; under Wine, which makes none, the link of Unix that it takes for one."""
    if _under_wine():
        _start_unix("ln", "-s", _unix(to), _unix_name(link))
    else:
        subprocess.run(["cmd", "/c", "mklink", "/J", link, to], check=True, capture_output=True)
    _wait(lambda: is_link(link))
    assert link.stat().st_ino == to.stat().st_ino


def replace_by_link(folder: Path, away: Path, to: Path) -> None:
    """Make a folder a link in its place, whatever is in it and whoever reads it.

    Windows makes a link out of an empty folder that is open; under Wine Unix changes the names.
    """
    if not _under_wine():
        folder.rename(away)
        make_link(folder, to)
        return
    _start_unix("mv", _unix_name(folder), _unix_name(away))
    _wait(lambda: not folder.exists())
    _start_unix("ln", "-s", _unix(to), _unix_name(folder))
    _wait(lambda: is_link(folder))


def remove_links(folder: Path) -> None:
    """Remove the links in a folder and not what they lead to."""
    for path in folder.iterdir():
        if is_link(path):
            remove_link(path)
        elif path.is_dir():
            remove_links(path)


def remove_link(link: Path) -> None:
    """Remove a link and not what it leads to."""
    if _under_wine():
        _start_unix("rm", _unix_name(link))
    else:
        link.rmdir()
    _wait(lambda: not is_link(link))


def is_link(path: Path) -> bool:
    """Tell a link to a folder by its attribute, whatever kind it is of."""
    attributes = ctypes.CDLL("kernel32").GetFileAttributesW(ctypes.c_wchar_p(str(path)))
    return attributes != -1 and bool(attributes & 0x400)


def _under_wine() -> bool:
    return hasattr(ctypes.CDLL("kernel32"), "wine_get_unix_file_name")


def _start_unix(program: str, *words: str) -> None:
    # Wine starts programs of Unix and gives back no handle of them.
    os.spawnv(P_DETACH, f"Z:\\bin\\{program}", [f'"{word}"' for word in (program, *words)])


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not until():
        assert time.monotonic() < end
        time.sleep(0.01)


def _unix_name(path: Path) -> str:
    return f"{_unix(path.parent)}/{path.name}"


def _unix(path: Path) -> str:
    kernel = ctypes.CDLL("kernel32")
    kernel.wine_get_unix_file_name.restype = ctypes.c_void_p
    found = kernel.wine_get_unix_file_name(ctypes.c_wchar_p(str(path)))
    return ctypes.string_at(found).decode()
