"""How the launchers start Python: with none of what was meant for the launcher alone."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from ctypes import wintypes
from pathlib import Path

import pytest

LAUNCHER = Path(sys.executable).with_name("launchers") / "scanstation.exe"
USE_HOTKEY, USE_SIZE, USE_HANDLES = 0x200, 0x2, 0x100
HOTKEY = 0x0653
"""Ctrl+Alt+S, as a shortcut in the start menu can have it."""
WAIT = 120_000


class StartupInformation(ctypes.Structure):
    """STARTUPINFOW."""

    _fields_ = (
        ("size", wintypes.DWORD),
        ("reserved", wintypes.LPWSTR),
        ("desktop", wintypes.LPWSTR),
        ("title", wintypes.LPWSTR),
        *((name, wintypes.DWORD) for name in ("x", "y", "width", "height", "columns", "rows")),
        ("fill", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("show", wintypes.WORD),
        ("reserved_size", wintypes.WORD),
        ("reserved_bytes", ctypes.c_void_p),
        *((name, ctypes.c_void_p) for name in ("input", "output", "error")),
    )


PROGRAM = """
import ctypes, json, sys
from pathlib import Path
from tests.windows.test_launcher import StartupInformation
said = StartupInformation()
ctypes.CDLL("kernel32").GetStartupInfoW(ctypes.byref(said))
words = {"flags": said.flags, "reserved": said.reserved, "width": said.width, "words": sys.argv[2:]}
Path(sys.argv[1]).write_text(json.dumps(words), encoding="utf-8")
sys.exit(23)
"""


@pytest.fixture
def launcher(tmp_path: Path) -> Path:
    """The launcher beside a Python whose program says how it was started."""
    python = tmp_path / "python"
    python.mkdir()
    here = Path(sys.executable).parent
    for path in here.iterdir():
        if path.is_file() and path.suffix != "._pth":
            os.link(path, python / path.name)
    (tmp_path / "scanstation").mkdir()
    (tmp_path / "scanstation" / "__init__.py").touch()
    (tmp_path / "scanstation" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    paths = ["python313.zip", ".", "..", str(here / "site"), str(Path(__file__).parents[2])]
    (python / "python313._pth").write_text("\n".join(paths), encoding="utf-8")
    copy = tmp_path / "scanstation.exe"
    copy.write_bytes(LAUNCHER.read_bytes())
    return copy


def test_a_hotkey_of_a_shortcut_stays_with_the_launcher(launcher: Path, tmp_path: Path) -> None:
    kernel = ctypes.CDLL("kernel32")
    how = StartupInformation(ctypes.sizeof(StartupInformation), "of the shell")
    how.flags, how.input, how.width = USE_HOTKEY | USE_SIZE, HOTKEY, 321
    started = (ctypes.c_void_p * 3)()  # PROCESS_INFORMATION: two handles, two numbers
    line = ctypes.create_unicode_buffer(f'"{launcher}" "{tmp_path / "said"}" "ein Wort"')
    assert kernel.CreateProcessW(
        None, line, None, None, False, 0, None, None, ctypes.byref(how), ctypes.byref(started)
    )
    process = ctypes.c_void_p(started[0])
    assert kernel.WaitForSingleObject(process, WAIT) == 0
    code = wintypes.DWORD()
    assert kernel.GetExitCodeProcess(process, ctypes.byref(code))
    assert code.value == 23
    said = json.loads((tmp_path / "said").read_text(encoding="utf-8"))
    assert said["words"] == ["ein Wort"]
    assert said["width"] == 321
    assert said["flags"] & USE_SIZE
    assert said["flags"] & USE_HANDLES
    assert not said["flags"] & USE_HOTKEY
    assert said["reserved"] in (None, "")
