"""A driver that fails again and again: marked, said before a feed, a bundle by one key."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit

from scanstation.ui.scan_job import Phase
from scanstation.workflow.device_health import Failure, HealthBook, stamp
from tests.ui.conftest import OpenWindow
from tests.ui.driving import focused_name, settle, wait_for
from tests.ui.scanning import ScanPlace, letters, stack

KEY = "Ctrl+Shift+G"


def failed_thrice(home: Path, address: str) -> None:
    """Let the station remember three crashes of a device, each in another batch."""
    for days in (3, 2, 1):
        when = stamp(datetime.now(UTC) - timedelta(days=days))
        HealthBook(home).failed(address, Failure(when, "crash", f"batch-{days}"))


def listed(place: ScanPlace) -> str:
    """Return what the list says of the chosen device."""
    return place.view.panel.devices._list.currentText()


def save_bundle(place: ScanPlace, path: Path) -> list[str]:
    """Save the bundle by its key and return the names in it."""
    place.person.press(KEY)
    (dialog,) = place.window.findChildren(QFileDialog)
    # Typing opens a popup that this platform complains of.
    (name,) = dialog.findChildren(QLineEdit, "fileNameEdit")
    name.setText(str(path))
    place.person.press("Return")
    wait_for(lambda: "Fehlerpaket gespeichert" in place.view.banner.text, "the bundle")
    place.window.activateWindow()  # a desktop does so when a dialog closes, this platform does not
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_the_banner_of_a_crash_names_the_key_and_the_second_crash_marks(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(3), "&crash=3,5")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    assert "Fehlerpaket speichern: Strg+Umschalt+G." in place.view.feeder.text
    assert listed(place) == "Probegerät"
    assert "worker-1.log" in save_bundle(place, tmp_path / "bundle.zip")
    place.view.job.again()
    place.until(Phase.RUNNING)
    place.until(Phase.TROUBLE)
    wait_for(lambda: listed(place) == "⚠ auffällig: Probegerät", "the mark")
    place.person.press("Ctrl+Shift+L")
    assert listed(place) == "⚠ unreliable: Probegerät"
    assert "Save bug bundle" in place.view.feeder.text


def test_a_jam_offers_no_bundle(open_window: OpenWindow, home: Path, tmp_path: Path) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "f", letters(2), "&jam=3"))
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    assert "Fehlerpaket" not in place.view.feeder.text


def test_a_marked_device_is_said_before_its_feed_and_enter_feeds_all_the_same(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(2))
    failed_thrice(home, device)
    place = ScanPlace.opened(open_window, home, device)
    wait_for(lambda: listed(place) == "⚠ auffällig: Probegerät", "the mark")
    assert place.window.services.memory.text("scan/device_name") == "Probegerät"
    place.person.press("F5")
    assert "3-mal versagt" in place.view.banner.text
    assert place.view.job.phase is Phase.IDLE
    assert place.window.services.bridge.state.batch is None
    assert focused_name() == "Trotzdem scannen"
    place.person.press("Return")
    place.until(Phase.RUNNING)
    place.until_over()
    assert len(place.pages) == 4
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    assert "Im Einzug liegt kein Papier." in place.view.feeder.text, "it is not said twice"


def test_a_person_takes_the_mark_away(open_window: OpenWindow, home: Path, tmp_path: Path) -> None:
    device = stack(tmp_path / "feeder", letters(1))
    failed_thrice(home, device)
    place = ScanPlace.opened(open_window, home, device)
    wait_for(lambda: place.view.health.marks, "the mark")
    place.person.press("F5")
    place.person.walk_to("Kennzeichnung aufheben")
    place.person.press("Return")
    wait_for(lambda: listed(place) == "Probegerät", "the mark to go")
    settle()
    assert not place.view.banner.isVisible()
    assert HealthBook(home).read()[device].cleared_by == "anna"
    place.person.press("F5")
    place.until(Phase.RUNNING)
    place.until_over()
    assert len(place.pages) == 2


def test_before_a_page_is_inserted_or_replaced_it_is_said_too(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(2), "&refill=1")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until_pages(4)
    place.until_over()
    failed_thrice(home, device)
    place.view.health.look()
    wait_for(lambda: place.view.health.marks, "the mark")
    place.view.stage.thumbnails.set_current_page(place.pages[0].id)
    place.person.press("Ctrl+R")
    assert "3-mal versagt" in place.view.banner.text
    assert not place.view.job.busy
    place.person.press("F3")
    place.window.place.banner.clear()
    last = place.pages[-1].id
    place.window.services.commands.action("page.insert").trigger()
    assert "3-mal versagt" in place.window.place.banner.text, "said where the person works"
    place.person.press("Return")
    wait_for(lambda: len(place.pages) == 8, "the new pages")
    place.until_over()
    assert place.pages[-1].id == last
    assert not place.window.place.banner.isVisible()
