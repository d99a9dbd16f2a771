"""The scanner's own button: what counts as pressing it, and who else may have the device."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.errors import UnknownDevice, UnsupportedOption
from scanstation.workflow import scan_button
from scanstation.workflow.device_profiles import DeviceProfiles
from scanstation.workflow.scan_button import ButtonWatch, pressed

WAIT_SECONDS = 20.0


class Panel:
    """A device whose sensors read as listed, one reading after the other."""

    def __init__(self, ended: threading.Event, *readings: Mapping[str, str]) -> None:
        self._ended = ended
        self.readings = list(readings)

    def sensors(self) -> Mapping[str, str]:
        if len(self.readings) == 1:
            self._ended.set()
            return self.readings[0]
        return self.readings.pop(0)


def scanned(*values: str) -> bool:
    """Say whether these readings of the button start a scan."""
    ended = threading.Event()
    readings = ({"cover-open": "no", "scan": value} for value in (*values, values[-1], "no"))
    return pressed(Panel(ended, *readings), ended, 0.0)


def test_pressing_is_going_down() -> None:
    assert scanned("no", "no", "yes", "no")
    assert scanned("0", "1", "0")


def test_a_button_that_sticks_starts_nothing_before_it_was_up() -> None:
    assert not scanned("yes", "yes", "yes")
    assert scanned("yes", "no", "yes", "yes")


def test_waiting_ends_when_nobody_wants_it_any_more() -> None:
    assert not scanned("no", "no")


@pytest.mark.parametrize("sensors", [{"cover-open": "no"}, {}])
def test_a_device_without_the_button_is_refused(sensors: dict[str, str]) -> None:
    with pytest.raises(UnsupportedOption):
        pressed(Panel(threading.Event(), sensors, {}), threading.Event(), 0.0)


@pytest.fixture
def button(tmp_path: Path) -> Path:
    """The file that stands for a pressed button."""
    return tmp_path / "pressed"


@pytest.fixture
def device(button: Path) -> str:
    return f"simulated:pattern?button={button}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def watch() -> Iterator[ButtonWatch]:
    watch = ButtonWatch()
    yield watch
    watch.end()


@pytest.fixture
def lane() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def eventually(predicate: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not predicate():
        assert time.monotonic() < end
        time.sleep(0.01)


def begun(lane: ThreadPoolExecutor, watch: ButtonWatch, home: Path, device: str) -> Future[bool]:
    """Wait in another thread until the device was asked once."""
    waiting = lane.submit(watch.wait, home, device)
    eventually(lambda: waiting.done() or DeviceProfiles(home).known(device) is not None)
    return waiting


def test_a_press_ends_the_wait(
    lane: ThreadPoolExecutor, watch: ButtonWatch, home: Path, device: str, button: Path
) -> None:
    waiting = begun(lane, watch, home, device)
    time.sleep(2 * scan_button.POLL_SECONDS)
    assert not waiting.done()
    button.touch()
    assert waiting.result(WAIT_SECONDS)


def test_who_needs_the_device_gets_it_and_nobody_waits_meanwhile(
    lane: ThreadPoolExecutor, watch: ButtonWatch, home: Path, device: str
) -> None:
    waiting = begun(lane, watch, home, device)
    with watch.away():
        assert waiting.result(WAIT_SECONDS) is False
        assert not watch.wait(home, device)
        with watch.away():
            pass
        assert not watch.wait(home, device)
    again = lane.submit(watch.wait, home, device)
    watch_runs = threading.Event()
    assert not watch_runs.wait(0.3)
    assert not again.done()
    watch.leave()
    assert again.result(WAIT_SECONDS) is False


def test_a_driver_that_hangs_costs_nobody_else_the_device(
    lane: ThreadPoolExecutor,
    watch: ButtonWatch,
    home: Path,
    device: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = threading.Event()
    sensors = DeviceClient.sensors

    def hanging(self: DeviceClient) -> dict[str, str]:
        sensors(self)
        asked.set()
        connection = self._connection
        assert connection is not None
        connection.receive(600.0)  # of a worker that says nothing more
        raise AssertionError

    monkeypatch.setattr(DeviceClient, "sensors", hanging)
    monkeypatch.setattr(scan_button, "GRACE_SECONDS", 0.2)
    waiting = lane.submit(watch.wait, home, device)
    assert asked.wait(WAIT_SECONDS)
    with watch.away():
        assert waiting.result(WAIT_SECONDS) is False


def test_a_device_that_is_known_to_have_no_button_is_not_opened(
    watch: ButtonWatch, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnsupportedOption):
        watch.wait(home, "simulated:pattern")
    monkeypatch.setattr(scan_button, "_client", lambda *_: pytest.fail("opened"))
    with pytest.raises(UnsupportedOption):
        watch.wait(home, "simulated:pattern")


def test_a_device_that_is_away_says_so(watch: ButtonWatch, home: Path) -> None:
    with pytest.raises(UnknownDevice):
        watch.wait(home, "nothing:here")
    with watch.away():
        pass


def test_the_end_is_for_good(
    lane: ThreadPoolExecutor, watch: ButtonWatch, home: Path, device: str
) -> None:
    waiting = begun(lane, watch, home, device)
    watch.end()
    assert waiting.result(WAIT_SECONDS) is False
    assert not watch.wait(home, device)
