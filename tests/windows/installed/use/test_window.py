"""The installed window, worked at with the keyboard from the feeder to the receipts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import Popen
from typing import Any

import pytest

from tests.windows.installed import desktop, mail, results
from tests.windows.installed.desktop import Window, press
from tests.windows.installed.remembered import Remembered
from tests.windows.installed.station import Station

TITLE = "scanstation"
REFUSED = "scanstation startet nicht"
WITHIN = 4.0
EAKTE_RUNS_ALREADY = 47
MOST_ENTERS = 30
NOTHING_MORE = 2
"""Keys in a row that changed nothing: a slow machine may show what one did after the next."""
LIST_GROWS = 0.5
"""Seconds after which the end of the list is tried again: drivers answer one by one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The window, its program and how long it took to be shown."""

    station: Station
    program: Popen[bytes]
    window: Window
    seconds: float

    def batch(self) -> dict[str, Any]:
        """The batch that is worked on, as another process sees it."""
        (found,) = self.station.json("batches")
        shown: dict[str, Any] = self.station.json("show", found["batch"])
        return shown


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("Büro 12")
    feeder = mail.fill(folder / "Einzug", mail.LETTER)
    station = Station(folder / "home", environment=feeder.environment)
    assert station.run("settings", "release.withdraw_seconds=0").code == 0
    start = time.monotonic()
    program = station.start("--training", "--theme", "light", program="scanstationw.exe")
    window = desktop.window(TITLE)
    yield Opened(station, program, window, time.monotonic() - start)
    program.kill()
    program.wait(30)


@pytest.fixture(scope="module")
def worked(opened: Opened) -> Opened:
    """Do the whole job: scan, check, release, wait for the receipts."""
    desktop.wait_for("the window in front", opened.window.to_front)
    choose_twain(opened.station)
    press("F5")
    desktop.wait_for("the pages", lambda: fed(opened.station))
    desktop.wait_for("the text", lambda: all(map(is_read, opened.batch()["pages"])))
    results.picture("scanned")
    press("F3")
    check()
    assert opened.station.json("doubts", opened.batch()["batch"]) == []
    results.picture("checked")
    press("Ctrl", "Enter")
    press("F4")
    desktop.wait_for("the receipts", lambda: opened.batch()["state"] == "closed")
    results.picture("sent")
    return opened


def check() -> None:
    """Press Enter until nothing is left to be answered: it changes nothing on the screen."""
    before, unchanged = results.still_screen(), 0
    for _ in range(MOST_ENTERS):
        press("Enter")
        now = results.still_screen()
        unchanged = unchanged + 1 if results.same(before, now) else 0
        if unchanged == NOTHING_MORE:
            return
        before = now
    raise AssertionError("there is still something to be answered")


def choose_twain(station: Station) -> None:
    """Let the window look for devices, and go down their list to the first that it found.

    The simulated ones stand above it; the window remembers any other that is chosen.
    """
    assert station.home is not None
    remembered = Remembered(station.home / "window.ini")

    def chosen() -> bool:
        before, end = remembered.text(), time.monotonic() + LIST_GROWS
        press("Down")
        while remembered.text() == before and time.monotonic() < end:
            time.sleep(desktop.POLL)
        return "device=twain:" in remembered.text()

    press("Alt", "U")
    press("Alt", "G")
    desktop.wait_for("the TWAIN scanner in the list", chosen)


def fed(station: Station) -> bool:
    found = station.json("batches")
    return bool(found) and found[0]["pages"] == mail.LETTER and not found[0]["in_flight"]


def is_read(page: dict[str, Any]) -> bool:
    return bool(page["recognised"]) or page["kind"] != "document"


def test_it_is_shown_soon(opened: Opened) -> None:
    results.figure("window shown after", opened.seconds, WITHIN)
    assert "Übungsmodus" in opened.window.title
    results.picture("window")


def test_a_second_one_is_refused(opened: Opened) -> None:
    """It says so in a box: who clicked an icon sees no exit code."""
    # Its output is NUL, as after a click: for Windows' C library that is a terminal, too.
    second = opened.station.start("--training", program="scanstationw.exe")
    box = desktop.window(REFUSED)
    results.picture("second")
    box.close()
    assert second.wait(60) == EAKTE_RUNS_ALREADY
    assert opened.program.poll() is None


def test_paper_becomes_verified_documents(worked: Opened) -> None:
    batch = worked.batch()
    assert [one["state"] for one in batch["documents"]] == ["verified"]
    assert batch["documents"][0]["fields"]["case_number"]["value"] == "50.1-123/2026"


def test_it_closes_clean(worked: Opened) -> None:
    worked.window.close()
    assert worked.program.wait(30) == 0
    assert not [one for one in desktop.windows() if one.process == worked.window.process]
