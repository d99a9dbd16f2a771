"""The silent installation and what it leaves behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.administrator import Done
from tests.windows.installed.results import figure
from tests.windows.installed.station import KEY, folder, registry

PROGRAM = Path(r"C:\Program Files\scanstation")
EVENTS = r"SYSTEM\CurrentControlSet\Services\EventLog\Application\scanstation"
POLICY = Path(r"\\server\Freigabe\Richtlinie für alle.toml")
MENUS = (
    Path(os.environ.get("PROGRAMDATA", "")) / r"Microsoft\Windows\Start Menu",
    Path(os.environ.get("APPDATA", "")) / r"Microsoft\Windows\Start Menu",
)
"""Wine puts the entry of all users into the menu of the one who installs."""


@pytest.fixture(scope="module", autouse=True)
def installed() -> Done:
    POLICY.write_text('verfahrensdokumentation = "Aktenplan Übung"\n', encoding="utf-8")
    return administrator.install(POLICYFILE=str(POLICY), TARGET="uebung")


def test_it_ends_well(installed: Done) -> None:
    figure("silent installation", installed.seconds, 15)
    assert installed.code == 0


def test_the_registry_says_what_was_installed_and_asked_for() -> None:
    assert folder() == PROGRAM
    (entry,) = administrator.entries()
    assert registry(KEY, "Version") == entry["DisplayVersion"]
    assert registry(KEY, "PolicyFile") == str(POLICY)
    assert registry(KEY, "Target") == "uebung"
    assert entry["Publisher"] == "scanstation"


def test_the_event_log_knows_the_source() -> None:
    source = Path(registry(EVENTS, "EventMessageFile"))
    assert source == PROGRAM / "scanstation.exe"
    assert source.is_file()


def test_the_start_menu_opens_the_window() -> None:
    entries = [path for menu in MENUS for path in menu.rglob("scanstation*.lnk")]
    assert len(entries) == 1
    link = entries[0].read_bytes()
    assert "scanstationw.exe".encode("utf-16-le") in link or b"scanstationw.exe" in link
