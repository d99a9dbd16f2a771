"""The scanner's own scan button: a press starts the set profile, and nothing is in its way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from scanstation.devices.client import DeviceClient
from scanstation.errors import DeviceLost
from scanstation.settings import layers, load_settings
from scanstation.settings.source import read_source
from scanstation.ui import scan_button
from scanstation.ui.dialogs.settings import SettingsDialog
from scanstation.ui.operations.devices import ReadDevice
from scanstation.ui.operations.scanning import UseDevice
from scanstation.ui.scan_job import Phase
from scanstation.workflow import scan_button as waiting
from scanstation.workflow.device_health import Failure, HealthBook
from scanstation.workflow.scan_button import ButtonWatch
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.scanning import ScanPlace, letters, remember, stack

POLLS_MS = 500
"""Some rounds of asking the device, which is asked more often here."""


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(scan_button, "AGAIN_MS", 50)


@pytest.fixture
def button(tmp_path: Path) -> Path:
    """The file that stands for a pressed button."""
    return tmp_path / "pressed"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question for the button's state, as it is asked."""
    questions: list[str] = []
    sensors = DeviceClient.sensors

    def counted(self: DeviceClient) -> dict[str, str]:
        questions.append("sensors")
        return sensors(self)

    monkeypatch.setattr(DeviceClient, "sensors", counted)
    return questions


def opened(
    open_window: OpenWindow, home: Path, device: str, profile: str = "posteingang"
) -> ScanPlace:
    remember(home, device)
    settings = f'scan_button = "{profile}"\n[ocr]\nworkers = 1\n'
    (home / "settings.toml").write_text(settings, encoding="utf-8")
    place = ScanPlace(open_window(), Operator())
    place.person.press("F2")
    return place


def press(button: Path, until: Callable[[], object], what: str) -> None:
    """Hold the button down until something came of it."""
    button.touch()
    wait_for(until, what)
    button.unlink()


def test_a_press_starts_the_set_profile_and_the_next_one_goes_on(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(2), f"&button={button}&refill=1")
    place = opened(open_window, home, device)
    wait_for(lambda: len(asked) > 1, "the first questions")
    press(button, lambda: place.view.job.busy, "the feed")
    place.until_pages(4)
    place.until_over()
    first = place.batch
    assert first.profile.name == "posteingang"
    assert len(place.pages) == 4
    known = len(asked)
    wait_for(lambda: len(asked) > known + 1, "the next questions")
    press(button, lambda: place.view.job.busy, "the second feed")
    place.until_over()
    assert place.batch.id == first.id  # as F5: the open batch has the same profile
    assert len(place.pages) == 8


def test_another_profile_than_the_open_batchs_opens_a_batch_of_its_own(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}&refill=1")
    place = opened(open_window, home, device)
    every = place.window.services.bridge.state.profiles
    other = next(one.name for one in every if one.name != "posteingang")
    place.view.panel.profiles.take(other)
    place.person.press("F5")
    place.until_pages(2)
    place.until_over()
    first = place.batch
    assert first.profile.name == other
    place.person.press("F3")
    known = len(asked)
    wait_for(lambda: len(asked) > known + 1, "questions")
    press(button, lambda: place.view.job.busy, "the feed")
    wait_for(lambda: place.batch.id != first.id, "the other batch")
    place.until_pages(2)
    place.until_over()
    assert place.batch.profile.name == "posteingang"
    assert len(place.pages) == 2
    assert place.window.place is place.view  # it is shown, wherever the person was


def test_after_a_jam_a_press_goes_on_in_the_same_batch(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(3), f"&button={button}&jam=3")
    place = opened(open_window, home, device)
    wait_for(lambda: len(asked) > 1, "the first questions")
    press(button, lambda: place.view.job.busy, "the feed")
    place.until(Phase.TROUBLE)
    place.until_over()
    first = place.batch.id
    known = len(asked)
    wait_for(lambda: len(asked) > known + 1, "questions")
    press(button, lambda: place.view.job.busy, "the feed")
    place.until(Phase.IDLE)
    place.until_over()
    assert place.batch.id == first
    assert [page.sheet for page in place.pages] == [1, 1, 2, 2, 3, 3]


def test_a_marked_device_is_asked_about_as_with_the_key(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    for day in ("20", "21", "22"):
        HealthBook(home).failed(device, Failure(f"2026-11-{day}T08:00:00+00:00", "crash"))
    place = opened(open_window, home, device)
    wait_for(lambda: place.view.health.marks, "the mark")
    wait_for(lambda: len(asked) > 1, "the first questions")
    press(button, lambda: "3-mal versagt" in place.view.banner.text, "the question")
    assert not place.view.job.busy
    assert place.window.services.bridge.state.batch is None


def test_while_something_is_asked_a_press_starts_nothing(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    place = opened(open_window, home, device)
    wait_for(lambda: len(asked) > 1, "the first questions")
    place.person.press("Ctrl+L")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    known = len(asked)
    press(button, lambda: len(asked) > known + 3, "questions")
    dialog.close()
    settle()
    assert not place.view.job.busy
    assert place.window.services.bridge.state.batch is None


def test_a_profile_that_does_not_exist_is_said_at_the_press(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    place = opened(open_window, home, device, "verschwunden")
    wait_for(lambda: len(asked) > 1, "the first questions")
    press(button, lambda: "„verschwunden“" in place.view.banner.text, "the notice")
    assert not place.view.job.busy


def test_without_the_setting_the_device_is_left_alone(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    opened(open_window, home, device, "")
    QTest.qWait(POLLS_MS)
    assert not asked


def test_a_device_that_is_away_or_has_no_button_is_not_spoken_of(
    open_window: OpenWindow,
    home: Path,
    tmp_path: Path,
    button: Path,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan_button, "AWAY_MS", 50)
    tries: list[str] = []
    wait = ButtonWatch.wait

    def counted(self: ButtonWatch, home: Path, device: str) -> bool:
        tries.append(device)
        return wait(self, home, device)

    monkeypatch.setattr(ButtonWatch, "wait", counted)
    place = opened(open_window, home, "nobody:there")
    place.view.button._pause = 50
    wait_for(lambda: len(tries) > 2, "more tries")
    without = stack(tmp_path / "other", letters(1))
    place.view.panel.devices.choose(without)
    wait_for(lambda: without in tries, "the other device")
    QTest.qWait(POLLS_MS)
    assert tries.count(without) == 1
    assert not place.view.banner.text
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    place.view.panel.devices.choose(device)
    wait_for(lambda: len(asked) > 2, "questions of the third")
    assert not place.view.banner.text


def test_who_asks_the_device_something_else_gets_it(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    place = opened(open_window, home, device)
    wait_for(lambda: len(asked) > 1, "the first questions")
    bridge = place.window.services.bridge
    bridge.do(UseDevice(device))
    done: list[int] = []
    bridge.do(ReadDevice(), lambda _: done.append(len(asked)))
    wait_for(lambda: done, "the answer")
    wait_for(lambda: len(asked) > done[0] + 1, "further questions")


def test_closing_ends_the_wait_at_once(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    place = opened(open_window, home, device)
    wait_for(lambda: len(asked) > 1, "the first questions")
    place.window.close()
    assert place.window.services.bridge.all_ended
    known = len(asked)
    QTest.qWait(POLLS_MS)
    assert len(asked) == known


def test_the_setting_is_chosen_saved_and_in_force_at_once(
    open_window: OpenWindow, home: Path, tmp_path: Path, button: Path, asked: list[str]
) -> None:
    device = stack(tmp_path / "feeder", letters(1), f"&button={button}")
    place = opened(open_window, home, device, "")
    place.person.press("Ctrl+,")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    box = {one.value.key: one for one in dialog.general.editors}["scan_button"].widget
    assert isinstance(box, QComboBox)
    wait_for(lambda: box.count() > 1, "the profiles")
    assert box.currentText() == "nichts"
    box.setCurrentIndex(box.findData("posteingang"))
    dialog.accepted_by_person()
    wait_for(lambda: QApplication.activeModalWidget() is None, "the end of the dialog")
    assert load_settings().settings.scan_button == "posteingang"
    wait_for(lambda: len(asked) > 1, "questions")


def test_a_policy_fixes_it(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('scan_button = "posteingang"\n', encoding="utf-8")
    monkeypatch.setattr(layers, "machine_policies", lambda *_: [read_source(policy)])
    window = open_window()
    Operator().press("Ctrl+,")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    editor = {one.value.key: one for one in dialog.general.editors}["scan_button"]
    wait_for(lambda: "festgelegt" in editor.note.text(), "the lock")
    assert editor.text() == "posteingang"
    assert not editor.widget.isEnabled()
    assert window.services.bridge.state.scan_button == "posteingang"
    dialog.close()


def test_a_driver_that_crashes_when_asked_is_left_alone_after_a_while(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def crashing(self: ButtonWatch, home: Path, device: str) -> bool:
        tries.append(device)
        raise DeviceLost(reason="Signal SIGSEGV", worker="crash")

    monkeypatch.setattr(ButtonWatch, "wait", crashing)
    monkeypatch.setattr(scan_button, "LONGEST_MS", 50)
    monkeypatch.setattr(scan_button, "AWAY_MS", 50)
    place = opened(open_window, home, stack(tmp_path / "feeder", letters(1)))
    wait_for(lambda: len(tries) == scan_button.MOST_CRASHES, "the tries")
    QTest.qWait(POLLS_MS)
    assert len(tries) == scan_button.MOST_CRASHES
    assert not place.view.banner.text
