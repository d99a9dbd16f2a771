"""Windows' Restart Manager as it can be: it fails, it sees a file open, it is not there.

``scripted/manager.c`` takes its place in the installers' library; Wine's own never sees anything.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.test_setup import (
    BUSY,
    DONE,
    ENTRY,
    NEWER,
    OLDER,
    REFUSED,
    SECONDS,
    read,
    wait_until_gone,
)

SCRIPTED = Path(sys.executable).parent / "actions/scripted"
NOT_RUNNING, IS_RUNNING, NOBODY_SAYS = 0, 1, 2
FAILURES = ("start", "add", "list", "absent")
SCRIPT = "SCRIPTED_MANAGER"


@pytest.fixture
def library() -> Iterator[ctypes.CDLL]:
    loaded = ctypes.CDLL(str(SCRIPTED / "setup_actions.dll"))
    yield loaded
    loaded.ScriptManager(ctypes.c_wchar_p(""))


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("closed", NOT_RUNNING),
        ("open", IS_RUNNING),
        ("moment", NOT_RUNNING),  # a virus scanner
        *((failure, NOBODY_SAYS) for failure in FAILURES),
    ],
)
def test_what_the_manager_says_counts_and_no_session_is_left(
    tmp_path: Path, library: ctypes.CDLL, script: str, wanted: int
) -> None:
    library.ScriptManager(ctypes.c_wchar_p(script))
    (tmp_path / "python").mkdir()
    assert library.IsRunning(ctypes.c_wchar_p(str(tmp_path))) == NOT_RUNNING  # no library there
    (tmp_path / "python" / "python313.dll").write_bytes(b"")
    assert library.IsRunning(ctypes.c_wchar_p(str(tmp_path))) == wanted
    assert library.ScriptedSessions() == 0


def run(command: str) -> int:
    return subprocess.run(command, timeout=SECONDS, check=False).returncode


@pytest.fixture
def program() -> Iterator[Path]:
    """The folder that setup.exe makes unless it is told another one."""
    folder = Path(os.environ["PROGRAMFILES"]) / "scanstation"
    yield folder
    os.environ.pop(SCRIPT, None)
    if command := read("QuietUninstallString", ENTRY):
        run(command)
    assert wait_until_gone(folder / "uninstall.exe")


@pytest.mark.parametrize("script", ["start", "open"])
def test_setup_exe_changes_nothing_while_nobody_says(
    program: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    package = f'"{SCRIPTED / f"scanstation-{OLDER}-setup.exe"}" /S'
    assert run(package) == DONE
    monkeypatch.setenv(SCRIPT, script)
    assert run(package) == BUSY
    assert run(str(read("QuietUninstallString", ENTRY))) == BUSY
    assert (program / "scanstation.exe").exists()
    monkeypatch.setenv(SCRIPT, "closed")
    assert run(str(read("QuietUninstallString", ENTRY))) == DONE


def test_a_program_that_is_started_while_setup_exe_unpacks_goes_on(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f'"{SCRIPTED / f"scanstation-{OLDER}-setup.exe"}" /S'
    assert run(package) == DONE
    unpacked = program.with_name("scanstation.exchange-new")
    monkeypatch.setenv(SCRIPT, "later")
    monkeypatch.setenv("SCRIPTED_SIGN", str(unpacked / "uninstall.exe"))
    newer = f'"{SCRIPTED / f"scanstation-{NEWER}-setup.exe"}" /S'
    assert run(newer) == BUSY
    assert read("Version") == OLDER
    assert not unpacked.exists()
    monkeypatch.setenv(SCRIPT, "closed")
    assert run(newer) == DONE
    assert read("Version") == NEWER


@pytest.mark.parametrize("script", ["start", "open"])
def test_the_msi_changes_nothing_while_nobody_says(
    program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    package = SCRIPTED / f"scanstation-{OLDER}-x64.msi"
    log = tmp_path / "log.txt"
    assert run(f'msiexec /i "{package}" /qn') == DONE
    monkeypatch.setenv(SCRIPT, script)
    code = run(f'msiexec /x "{package}" /qn /l*v "{log}"')
    monkeypatch.setenv(SCRIPT, "closed")
    assert code == REFUSED
    assert (program / "scanstation.exe").exists()
    assert run(f'msiexec /x "{package}" /qn') == DONE
    said = log.read_text("utf-16" if log.read_bytes()[:2] == b"\xff\xfe" else "cp1252")
    name = "STATIONRUNS" if script == "open" else "STATIONMAYRUN"
    assert f"Property(S): {name} = 1\n" in said
