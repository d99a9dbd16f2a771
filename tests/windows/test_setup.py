"""setup.exe with a few files in it, see ``little_setups.py``: folders, options, exit codes."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.windows import links

winreg: Any = importlib.import_module("winreg")

PACKAGES = Path(sys.executable).with_name("actions")
OLDER, NEWER = "1.2.3", "1.2.4"
BROKEN = "1.2.5"
"""A file of it cannot be written, on Windows."""
KEY = r"Software\scanstation"
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\scanstation"
DONE, REFUSED, BUSY, OTHER_VERSION = 0, 1603, 1618, 1638
SECONDS = 100


def setup(version: str, *words: str) -> int:
    package = PACKAGES / f"scanstation-{version}-setup.exe"
    command = " ".join([f'"{package}"', "/S", *words])
    return subprocess.run(command, timeout=SECONDS, check=False).returncode


def read(name: str, key: str = KEY) -> str | None:
    with (
        contextlib.suppress(FileNotFoundError),
        winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as one,
    ):
        return str(winreg.QueryValueEx(one, name)[0])
    return None


def uninstall() -> int:
    command = read("QuietUninstallString", ENTRY)
    assert command is not None
    code = subprocess.run(command, timeout=SECONDS, check=False).returncode
    # It was waited for: Windows knows the program no more, whatever a copy has still to delete.
    assert (read("QuietUninstallString", ENTRY) is None) == (code == DONE)
    return code


def wait_until_gone(path: Path) -> bool:
    end = time.monotonic() + SECONDS
    while path.exists() and time.monotonic() < end:
        time.sleep(0.1)
    return not path.exists()


def rename(folder: Path, name: Path) -> None:
    """The setup that ended stood in it, which may last a moment longer."""
    end = time.monotonic() + SECONDS
    while folder.exists():
        with contextlib.suppress(PermissionError):
            folder.rename(name)
        assert time.monotonic() < end


def set_rights(folder: Path, descriptor: str) -> None:
    """Set who may do what, in Windows' text form."""
    library = ctypes.CDLL("advapi32")
    made = ctypes.c_void_p()
    text = ctypes.c_wchar_p(descriptor)
    assert library.ConvertStringSecurityDescriptorToSecurityDescriptorW(
        text, 1, ctypes.byref(made), None
    )
    assert library.SetFileSecurityW(ctypes.c_wchar_p(str(folder)), 4, made)


def listed(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder to install into; nothing is installed before and after."""
    folder = Path(os.environ["SYSTEMDRIVE"] + "\\Für alle\\scan station")
    assert read("Version") is None
    yield folder
    if read("QuietUninstallString", ENTRY):
        uninstall()
        wait_until_gone(folder / "uninstall.exe")
    shutil.rmtree(folder.parent, ignore_errors=True)


PROGRAM = {"scanstation.exe", "scanstationw.exe", "hashes.sha256", "uninstall.exe"}
COMMON = PROGRAM | {"app/version.txt", "python/python313.dll"}


def test_installed_and_removed_where_blanks_and_umlauts_are(folder: Path) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}\\\\"', "/AUTOSTART=1") == DONE
    assert listed(folder) == COMMON | {"app/old/gone in the next.txt"}
    assert read("InstallDir") == f"{folder}\\"
    assert read("Autostart") == "1"
    (folder / "twain").mkdir()
    (folder / "twain" / "TWAINDSM.dll").write_bytes(b"an administrator's")
    assert uninstall() == DONE
    assert read("Version") is None
    assert wait_until_gone(folder / "uninstall.exe")
    assert listed(folder) == {"twain/TWAINDSM.dll"}


def test_nothing_is_left_at_all(folder: Path) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"', "/DESKTOPSHORTCUT=1") == DONE
    assert uninstall() == DONE
    assert wait_until_gone(folder)
    assert sorted(folder.parent.iterdir()) == []


def test_an_upgrade_leaves_no_old_file_and_keeps_what_others_put_there(folder: Path) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"', "/DESKTOPSHORTCUT=1", "/AUTOSTART=1") == DONE
    (folder / "twain").mkdir()
    (folder / "twain" / "TWAINDSM.dll").write_bytes(b"an administrator's")
    assert setup(NEWER) == DONE
    assert listed(folder) == COMMON | {"app/new ü.txt", "twain/TWAINDSM.dll"}
    assert not (folder / "app" / "old").exists()
    assert (folder / "app" / "version.txt").read_text() == NEWER
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert (read("Version"), read("DesktopShortcut"), read("Autostart")) == (NEWER, "1", "1")
    assert setup(OLDER) == OTHER_VERSION


def test_a_current_folder_that_is_gone_hinders_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows hands on, by drive, which folder was the current one."""
    gone = tmp_path / "gone"
    gone.mkdir()
    assert gone.drive == folder.drive
    monkeypatch.chdir(gone)
    monkeypatch.chdir("Z:\\")
    gone.rmdir()
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE


def test_another_folder_is_the_only_one_afterwards(folder: Path) -> None:
    other = folder.with_name("other")
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE
    assert setup(NEWER, f'"/INSTALLDIR={other}"', "/AUTOSTART=0") == DONE
    assert not folder.exists()
    assert listed(other) == COMMON | {"app/new ü.txt"}
    assert read("InstallDir") == f"{other}\\"


@pytest.mark.parametrize(
    "words",
    [
        (NEWER, "/INSTALLDIR=Q:\\none", "/AUTOSTART=0"),
        (BROKEN, "/DESKTOPSHORTCUT=0", "/AUTOSTART=0"),
    ],
)
def test_a_failed_upgrade_changes_nothing(folder: Path, words: tuple[str, ...]) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"', "/DESKTOPSHORTCUT=1", "/AUTOSTART=1") == DONE
    before = listed(folder)
    assert setup(*words) == REFUSED
    assert listed(folder) == before
    assert (read("Version"), read("DesktopShortcut"), read("Autostart")) == (OLDER, "1", "1")
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("leftover", ["scan station.exchange-new", "scan station.exchange-old"])
def test_an_upgrade_that_broke_off_is_brought_to_its_end(folder: Path, leftover: str) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE
    left = folder.with_name(leftover)
    if leftover.endswith("-old"):
        rename(folder, left)
    else:
        left.mkdir()
        (left / "half").write_bytes(b"")
    assert setup(NEWER) == DONE
    assert listed(folder) == COMMON | {"app/new ü.txt"}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_an_administrator_s_own_copies_beside_the_program_are_left_alone(folder: Path) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE
    copies = [folder.with_name(f"{folder.name}.{end}") for end in ("new", "old")]
    for copy in copies:
        shutil.copytree(folder, copy)
    before = [listed(copy) for copy in copies]
    assert setup(NEWER) == DONE
    assert [listed(copy) for copy in copies] == before
    assert listed(folder) == COMMON | {"app/new ü.txt"}


@pytest.mark.parametrize("program", ["scanstation.exe", "python/python.exe"])
def test_nothing_is_done_while_a_program_runs(folder: Path, program: str) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE
    if not (folder / program).exists():
        shutil.copyfile(folder / "scanstation.exe", folder / program)
    with subprocess.Popen([folder / program]) as running:
        try:
            assert setup(NEWER) == BUSY
            # Also where the remembered folder and the one to install into are different ones.
            assert setup(NEWER, f'"/INSTALLDIR={folder.with_name("other")}"') == BUSY
            assert uninstall() == BUSY
        finally:
            running.kill()
    assert read("Version") == OLDER
    assert (folder / "app" / "version.txt").read_text() == OLDER


def test_the_msi_refuses_while_a_program_runs(folder: Path) -> None:
    package = PACKAGES / f"scanstation-{OLDER}-x64.msi"

    def msiexec(words: str) -> int:
        command = f'msiexec {words} "{package}" /qn INSTALLDIR="{folder}"'
        return subprocess.run(command, timeout=SECONDS, check=False).returncode

    assert msiexec("/i") == DONE
    with subprocess.Popen([folder / "scanstationw.exe"]) as running:
        try:
            assert msiexec("/x") == REFUSED
            assert msiexec("REINSTALL=ALL REINSTALLMODE=amus /i") == REFUSED
        finally:
            running.kill()
    assert (folder / "scanstation.exe").exists()
    assert msiexec("/x") == DONE
    assert read("Version") is None


@pytest.mark.parametrize("wrong", ["C:\\\\", '"C:\\"', '"C:\\no folder\\" /TARGET=x', "\\"])
def test_what_is_no_folder_for_a_program_is_refused(folder: Path, wrong: str) -> None:
    assert setup(OLDER, f"/INSTALLDIR={wrong}") == REFUSED
    assert read("Version") is None


def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    """Its rights would become the program's."""
    folder.mkdir(parents=True)
    (folder / "Haushalt 2026.xlsx").write_bytes(b"somebody's")
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == REFUSED
    assert install_msi(OLDER, f'INSTALLDIR="{folder}"') == REFUSED
    assert listed(folder) == {"Haushalt 2026.xlsx"}
    assert read("Version") is None


def test_a_removal_leaves_no_folder_that_is_somebody_else_s(folder: Path) -> None:
    (folder / "twain").mkdir(parents=True)
    (folder / "twain" / "TWAINDSM.dll").write_bytes(b"an administrator's")
    (folder / "uninstall.exe").write_bytes(b"waits for the next start")
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE


def test_a_folder_into_which_others_write_can_be_left(folder: Path) -> None:
    """What goes from there is what the new version knows, whatever the old list says by now."""
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE
    (folder / "planted.txt").write_bytes(b"")
    (folder / "hashes.sha256").write_text(f"{'0' * 64}  planted.txt\n", encoding="utf-8")
    set_rights(folder, "D:(A;OICI;FA;;;WD)")
    other = folder.with_name("other")
    assert setup(NEWER, f'"/INSTALLDIR={other}"') == DONE
    assert listed(other) == COMMON | {"app/new ü.txt"}
    assert listed(folder) == {"planted.txt", "app/old/gone in the next.txt"}


def test_the_copy_of_the_uninstaller_leaves_no_file_beside_its_own_folder(
    folder: Path,
) -> None:
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == DONE
    temporary = Path(os.environ["SYSTEMROOT"]) / "Temp"
    before = set(temporary.glob("*"))
    assert uninstall() == DONE
    assert wait_until_gone(folder)
    made = set(temporary.glob("*")) - before
    assert not [path for path in made if path.is_file()]
    assert [path.name[0] + path.name[-1] for path in made] == ["{}"]


@pytest.mark.parametrize("wanted", ["scanstation", "not there\\scanstation"])
def test_a_folder_that_others_may_replace_from_above_is_refused(folder: Path, wanted: str) -> None:
    """As on drives for data: who may change the folder above puts another one in its place."""
    folder.mkdir(parents=True)
    set_rights(folder, "D:(A;OICI;FA;;;WD)")
    inside = folder / wanted
    assert setup(OLDER, f'"/INSTALLDIR={inside}"') == REFUSED
    assert install_msi(OLDER, f'INSTALLDIR="{inside}"') == REFUSED
    assert not inside.exists()
    assert read("Version") is None


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    """The machine's folder of settings, which is not there."""
    place = Path(os.environ["PROGRAMDATA"]) / "scanstation"
    kept = tmp_path / "kept"
    if place.exists():
        place.rename(kept)
    yield place
    shutil.rmtree(place, ignore_errors=True)  # an installation made it
    if kept.exists():
        kept.rename(place)


def test_an_msi_follows_no_link_to_the_settings(folder: Path, shared: Path, tmp_path: Path) -> None:
    """Every account may put one there; the folder it leads to would get the rights of settings."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    links.make_link(shared, theirs)
    try:
        assert install_msi(OLDER, f'INSTALLDIR="{folder}"') == REFUSED
    finally:
        links.remove_link(shared)
    assert not folder.exists()
    assert install_msi(OLDER, f'INSTALLDIR="{folder}"') == DONE
    package = PACKAGES / f"scanstation-{OLDER}-x64.msi"
    removal = subprocess.run(f'msiexec /x "{package}" /qn', timeout=SECONDS, check=False)
    assert removal.returncode == DONE


@pytest.fixture
def vendor() -> Iterator[Path]:
    """A folder in Program Files that is not Windows' own."""
    made = Path(os.environ["PROGRAMFILES"]) / "Ämter GmbH"
    made.mkdir()
    yield made
    shutil.rmtree(made)


def test_a_folder_in_program_files_is_judged_like_any_other(vendor: Path) -> None:
    inside = vendor / "scanstation"
    set_rights(vendor, "D:(A;OICI;FA;;;WD)")
    assert setup(OLDER, f'"/INSTALLDIR={inside}"') == REFUSED
    assert install_msi(OLDER, f'INSTALLDIR="{inside}"') == REFUSED
    assert not inside.exists()
    set_rights(vendor, "D:P(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)")
    assert setup(OLDER, f'"/INSTALLDIR={inside}"') == DONE
    assert uninstall() == DONE
    assert wait_until_gone(inside)


@pytest.mark.parametrize(
    "drive", ["C:\\.", "C:/", "C:\\\\", "C:\\windows\\..", "\\\\share\\folder"]
)
def test_an_msi_takes_no_whole_drive_in_whatever_spelling(folder: Path, drive: str) -> None:
    assert install_msi(OLDER, f"INSTALLDIR={drive}") == REFUSED
    assert read("Version") is None


def install_msi(version: str, words: str) -> int:
    package = PACKAGES / f"scanstation-{version}-x64.msi"
    command = f'msiexec /i "{package}" /qn {words}'
    return subprocess.run(command, timeout=SECONDS, check=False).returncode


def test_a_refused_folder_keeps_the_note_of_an_earlier_installation(folder: Path) -> None:
    """By it the next one finds what that one left there."""
    folder.mkdir(parents=True)
    set_rights(folder, "D:(A;OICI;FA;;;WD)")
    notes = rf"{KEY}\Unsettled"
    with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, notes) as key:
        winreg.SetValueEx(key, str(folder), 0, winreg.REG_SZ, "1")
    try:
        assert setup(OLDER, f'"/INSTALLDIR={folder}"') == REFUSED
        assert read(str(folder), notes) == "1"
    finally:
        winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, notes)
        winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, KEY)


def test_an_msi_goes_over_a_damaged_program_in_its_own_folder(folder: Path) -> None:
    """Software distributions name the same folder each time."""

    def msiexec(words: str, version: str) -> int:
        package = PACKAGES / f"scanstation-{version}-x64.msi"
        command = f'msiexec {words} "{package}" /qn INSTALLDIR="{folder}"'
        return subprocess.run(command, timeout=SECONDS, check=False).returncode

    assert msiexec("/i", OLDER) == DONE
    (folder / "scanstation.exe").unlink()  # in quarantine
    assert msiexec("/i", NEWER) == DONE
    assert (folder / "scanstation.exe").exists()
    assert (read("Version"), read("InstallDir")) == (NEWER, f"{folder}\\")
    assert msiexec("/x", NEWER) == DONE


def test_a_folder_into_which_others_write_is_refused(folder: Path) -> None:
    folder.mkdir(parents=True)
    set_rights(folder, "D:(A;OICI;FA;;;WD)")
    assert setup(OLDER, f'"/INSTALLDIR={folder}"') == REFUSED
    assert read("Version") is None
