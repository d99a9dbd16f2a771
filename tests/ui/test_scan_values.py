"""A device that takes worse values than the profile's: the window asks before it feeds."""

from __future__ import annotations

from pathlib import Path

from scanstation.devices.client import DeviceClient
from scanstation.ui.scan_job import Phase
from scanstation.ui.widgets.profile_buttons import ProfileButton
from scanstation.workflow.device_profiles import DeviceProfiles
from scanstation.workflow.device_values import NOTED
from tests.ui.conftest import OpenWindow
from tests.ui.driving import focused_name, settle, wait_for
from tests.ui.scanning import ScanPlace, letters, stack

COARSE = "&resolutions=100,200"
SAID = "Das Gerät bietet 300 dpi nicht an; es wird mit 200 dpi gescannt."
NOTE = f"{SAID} (vor dem Einzug angenommen)"


def asked(place: ScanPlace) -> None:
    wait_for(lambda: SAID in place.view.feeder.text, "the question")
    settle()


def noted(place: ScanPlace) -> list[str]:
    return [one.text.de for one in place.batch.anomalies if one.kind == NOTED]


def test_the_window_asks_once_scans_and_writes_it_down_in_every_batch(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(2), f"{COARSE}&refill=1")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    asked(place)
    assert "Es wurde noch nichts eingezogen." in place.view.feeder.text
    assert place.view.progress.feeder == "Einzug: bereit"
    assert focused_name() == "Anderes Scanprofil wählen"
    assert not place.pages
    place.person.walk_to("Trotzdem scannen")
    place.person.press("Return")
    wait_for(lambda: place.view.job.feed.pages == 4, "the pages")
    place.until_over()
    assert noted(place) == [NOTE]
    first = place.batch.id
    place.view.panel.new.click()
    place.person.press("F5")
    wait_for(lambda: place.batch.id != first and len(place.pages) == 4, "the second batch")
    place.until_over()
    assert noted(place) == [NOTE]


def test_a_known_device_is_asked_about_before_a_batch_is_opened(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(1), COARSE)
    with DeviceClient(device) as client:
        DeviceProfiles(home).learn(device, client.capabilities())
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    asked(place)
    assert place.window.services.bridge.state.batch is None
    assert place.view.job.phase is Phase.IDLE
    place.person.press("Return")
    assert not place.view.feeder.isVisible()
    assert isinstance(place.window.focusWidget(), ProfileButton)
    place.person.press("F5")
    asked(place)
    place.person.walk_to("Trotzdem scannen")
    place.person.press("Return")
    wait_for(lambda: place.window.services.bridge.state.batch is not None, "the batch")
    place.until_pages(2)
    place.until_over()
    assert noted(place) == [NOTE]


def test_without_duplex_the_backs_are_offered_by_hand(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(2), "&sources=feeder&turn=reversed")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    wait_for(lambda: "nur Vorderseiten" in place.view.feeder.text, "the question")
    settle()
    place.person.walk_to("Rückseiten von Hand einziehen")
    place.person.press("Return")
    place.until(Phase.TURN)
    place.until_over()
    assert [page.side for page in place.pages] == ["front", "front"]
    assert noted(place) == []


def test_a_higher_resolution_is_said_while_it_feeds(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(1), "&resolutions=400,600")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until_pages(2)
    place.until_over()
    said = "Das Gerät bietet 300 dpi nicht an; es wird mit 400 dpi gescannt."
    assert place.view.banner.text == said
    assert noted(place) == [said]
