"""What an administrator says at the installation holds, is remembered, and can be taken back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.administrator import FAILED, IS_MSI, OLDER, OTHER, OTHER_VERSION, Done
from tests.windows.installed.desktop import wait_for
from tests.windows.installed.station import (
    KEY,
    Station,
    built_files,
    digest,
    folder,
    program_names,
    registry,
)

OFFICE = Path(r"C:\Büro Süd\x")
USUAL = Path(r"C:\Program Files\scanstation")
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
DESKTOPS = (Path(os.environ.get("PUBLIC", "")) / "Desktop", Path.home() / "Desktop")
"""Wine puts what is for all users onto the desktop of the one who installs."""


@pytest.fixture(scope="module")
def chosen() -> Done:
    """Install the release before with every option."""
    return administrator.install(
        OLDER, INSTALLDIR=str(OFFICE), AUTOSTART="1", DESKTOPSHORTCUT="1", TARGET="uebung"
    )


@pytest.fixture(scope="module")
def upgraded(chosen: Done) -> Done:
    """Install this one over it, and take back two of the options."""
    return administrator.install(AUTOSTART="0", TARGET="-")


def shortcuts() -> list[Path]:
    """What lies on the desktops."""
    return [path for desktop in DESKTOPS for path in desktop.glob("scanstation*.lnk")]


def is_set(key: str, name: str) -> bool:
    try:
        registry(key, name)
    except FileNotFoundError:
        return False
    return True


def test_what_was_chosen_is_done(chosen: Done) -> None:
    assert chosen.code == 0
    assert folder() == OFFICE
    assert not USUAL.exists()
    assert registry(KEY, "Target") == "uebung"
    assert registry(KEY, "Autostart") == registry(KEY, "DesktopShortcut") == "1"
    assert registry(RUN, "scanstation") == rf'"{OFFICE}\scanstationw.exe"'
    assert len(shortcuts()) == 1
    assert Station().run("--version").out.split()[-1] == registry(KEY, "Version")


def test_an_upgrade_keeps_what_nobody_takes_back(chosen: Done, upgraded: Done) -> None:
    assert upgraded.code == 0
    assert folder() == OFFICE
    assert not USUAL.exists()
    assert registry(KEY, "DesktopShortcut") == "1"
    assert len(shortcuts()) == 1
    assert Station().run("--version").out.split()[-1] == registry(KEY, "Version")


def test_a_zero_and_a_dash_take_an_option_back(upgraded: Done) -> None:
    assert not is_set(KEY, "Autostart")
    assert not is_set(RUN, "scanstation")
    assert not is_set(KEY, "Target")


def test_the_other_kind_of_package_is_refused_and_changes_nothing(upgraded: Done) -> None:
    before = administrator.entries(), registry(KEY, "Version")
    assert administrator.install(OTHER).code == (OTHER_VERSION if IS_MSI else FAILED)
    assert (administrator.entries(), registry(KEY, "Version")) == before
    assert Station().run("--version").code == 0


def test_the_chosen_folder_holds_the_new_version_and_nothing_else(upgraded: Done) -> None:
    assert {name: digest(name) for name in program_names()} == built_files()


def test_the_removal_takes_all_of_it(upgraded: Done) -> None:
    assert administrator.uninstall().code == 0
    wait_for("the end of its folder", lambda: not OFFICE.exists())
    assert shortcuts() == []
    assert not is_set(KEY, "InstallDir")
    assert administrator.entries() == []
