"""Power goes off while setup.exe or the uninstaller is at work: what comes next makes it right.

The library of the tests (``scripted/ends.c``) ends the process after each single change of files or
registry in turn, whoever of them makes it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.windows.test_setup import DONE, ENTRY, KEY, NEWER, OLDER, SECONDS, read, wait_until_gone

winreg: Any = importlib.import_module("winreg")
SCRIPTED = Path(sys.executable).parent / "actions/scripted"
CHANGES = "SCRIPTED_CHANGES"
ENDED = 99
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
ROOT = Path(os.environ["SYSTEMDRIVE"] + "\\Für alle")
HOME, OTHER = ROOT / "scan station", ROOT / "other"
TEMPORARY = Path(os.environ["SYSTEMROOT"]) / "Temp"
CHOICES = ("/TARGET=amt", "/POLICYFILE=C:\\amt.toml", "/AUTOSTART=1", "/DESKTOPSHORTCUT=1")


pytestmark = pytest.mark.timeout(1800)


def run(command: str, changes: int = 0) -> int:
    """Run it; it is ended after so many changes, never if 0."""
    environment = os.environ | ({CHANGES: str(changes)} if changes else {})
    done = subprocess.run(command, timeout=SECONDS, check=False, env=environment)
    return done.returncode


def setup(version: str, *words: str) -> str:
    return " ".join([f'"{SCRIPTED / f"scanstation-{version}-setup.exe"}"', "/S", *words])


def into(folder: Path) -> str:
    return f'"/INSTALLDIR={folder}"'


def values(key: str) -> dict[str, Any]:
    """Return all values of a key, those of its subkeys with their path."""
    found: dict[str, Any] = {}
    try:
        opened = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key)
    except FileNotFoundError:
        return found
    with opened:
        keys, number, _ = winreg.QueryInfoKey(opened)
        for place in range(number):
            name, value, _ = winreg.EnumValue(opened, place)
            found[name] = value
        for place in range(keys):
            name = winreg.EnumKey(opened, place)
            found |= {f"{name}\\{at}": value for at, value in values(f"{key}\\{name}").items()}
            found[f"{name}\\"] = ""
    return found


def state() -> dict[str, Any]:
    """Return everything that an installation leaves: files, registry, shortcuts."""
    files = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")}
    menus = (Path(os.environ["PROGRAMDATA"]), Path(os.environ["PUBLIC"]))
    shortcuts = [path for menu in menus for path in menu.rglob("scanstation.lnk")]
    autostart = values(RUN).get("scanstation")
    return {
        "files": files,
        "menu": shortcuts,
        "run": autostart,
        KEY: values(KEY),
        ENTRY: values(ENTRY),
    }


def remove(changes: int = 0) -> int:
    command = read("QuietUninstallString", ENTRY)
    assert command
    code = run(command, changes)
    if code == DONE and not changes:
        assert wait_until_gone(HOME / "uninstall.exe")
        assert wait_until_gone(OTHER / "uninstall.exe")
    return code


@pytest.fixture(autouse=True)
def nothing_else() -> Iterator[None]:
    assert not values(KEY)
    yield
    if read("QuietUninstallString", ENTRY):
        remove()
    shutil.rmtree(ROOT, ignore_errors=True)


STEP = 1 if os.environ.get("FULL") else 17
"""Every so many changes one is the last; with ``FULL=1`` in the environment each."""
MOST = 300


def install_older() -> None:
    assert run(setup(OLDER, into(HOME), *CHOICES)) == DONE


def undisturbed(command: str) -> dict[str, Any]:
    assert run(command) == DONE
    wanted = state()
    assert remove() == DONE
    return wanted


def assert_nothing_is_left() -> None:
    found = state()
    assert found["files"] <= {"scan station", "other"}
    assert not any(value for name, value in found.items() if name != "files"), found


def test_a_first_installation_is_repeated() -> None:
    command = setup(NEWER, into(HOME), *CHOICES)
    wanted = undisturbed(command)
    for changes in range(1, MOST, STEP):
        code = run(command, changes)
        assert code in (ENDED, DONE)
        assert run(command) == DONE, changes
        assert state() == wanted, changes
        assert remove() == DONE
        assert_nothing_is_left()
        if code == DONE:
            return
    raise AssertionError("no end")


@pytest.mark.parametrize("words", [(), (into(OTHER), "/AUTOSTART=0")], ids=["same", "other"])
@pytest.mark.parametrize("then", ["installed", "removed"])
def test_an_upgrade_that_was_ended(words: tuple[str, ...], then: str) -> None:
    command = setup(NEWER, *words)
    install_older()
    wanted = undisturbed(command)
    for changes in range(1, MOST, STEP):
        install_older()
        code = run(command, changes)
        assert code in (ENDED, DONE)
        uninstaller = str(read("UninstallString", ENTRY)).strip('"')
        if then == "installed" or not Path(uninstaller).exists():
            assert run(command) == DONE, changes
            assert state() == wanted, changes
        assert remove() == DONE, changes
        assert_nothing_is_left()
        if code == DONE:
            return
    raise AssertionError("no end")


def test_a_removal_that_was_ended() -> None:
    for changes in range(1, MOST, STEP):
        install_older()
        code = remove(changes)
        assert code in (ENDED, DONE)
        if not Path(str(read("UninstallString", ENTRY)).strip('"')).exists():
            install_older()
        assert remove() == DONE, changes
        assert_nothing_is_left()
        if code == DONE:
            return
    raise AssertionError("no end")
