"""A driver may do what it wants; the station keeps its pages and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import EndOfFeed, Frame
from scanstation.errors import BadFrame, DeviceError, DeviceLost, PaperJam
from tests.unit.devices.broken_client import BROKEN, PATIENT, client, frames, gone, scan
from tests.unit.devices.drivers.broken import SECRET


@pytest.mark.parametrize(
    ("way", "kind", "reason"),
    [
        ("crash", DeviceLost, "Signal SIGSEGV"),
        ("core", DeviceLost, "Signal SIGABRT"),
        ("leave", DeviceLost, "Exit 7"),
        ("no_end", DeviceLost, "Exit 0"),
        ("hang", DeviceLost, "Timeout 1.5 s"),
        ("hang_with_interpreter", DeviceLost, "Timeout 1.5 s"),
        ("raises", DeviceLost, "RuntimeError"),
        ("garbage", BadFrame, "lengths"),
        ("json_garbage", BadFrame, "head is not JSON"),
        ("truncated", BadFrame, "4999 / 5000 bytes"),
        ("negative", BadFrame, "numbers"),
        ("device_says_bad", BadFrame, "1 / 2 bytes"),
    ],
)
def test_a_broken_driver_costs_only_the_page_in_transport(
    way: str, kind: type[DeviceError], reason: str
) -> None:
    with client(way) as device:
        deliveries, error = scan(device)
        assert frames(deliveries)[0] == "frame-1"
        assert type(error) is kind
        assert error is not None
        assert reason in str(error.details["reason"])
        assert error.details["sheet"] == len(frames(deliveries))
        assert error.details["frames"] == len(frames(deliveries))
        again, _ = scan(device)
        assert frames(again)[0] == "frame-1"


def test_a_device_error_leaves_the_worker_running() -> None:
    with client("jam") as device:
        _, error = scan(device)
        pid = device.pid
        assert isinstance(error, PaperJam)
        assert "after sheet 1" in str(error)
        scan(device)
        assert device.pid == pid


@pytest.mark.parametrize("way", ["truncated", "device_says_bad"])
def test_a_bad_frame_leaves_the_worker_running(way: str) -> None:
    with client(way) as device:
        scan(device)
        pid = device.pid
        assert pid
        scan(device)
        assert device.pid == pid


@pytest.mark.parametrize("way", ["print_much", "read_stdin", "failing_acknowledge"])
def test_odd_drivers_do_their_work(way: str) -> None:
    with client(way) as device:
        deliveries, error = scan(device)
        assert error is None
        assert frames(deliveries) == ["frame-1", "frame-2"]
        assert isinstance(deliveries[-1], EndOfFeed)


def test_signs_of_life_keep_a_slow_page_from_being_given_up() -> None:
    deadlines = replace(PATIENT, next_frame=3.0)
    with DeviceClient("broken:slow_page", deadlines=deadlines, drivers=BROKEN) as device:
        started = time.monotonic()
        deliveries, error = scan(device)
    assert error is None
    assert frames(deliveries) == ["frame-1", "frame-2"]
    assert time.monotonic() - started > 3.0


def test_what_a_library_prints_is_kept_short() -> None:
    with client("print_much") as device:
        scan(device)
    words = device.diagnostics()
    assert "vendor: " in words
    assert len(words) <= 100 * 301


@pytest.mark.parametrize("way", ["raises", "failing_acknowledge"])
def test_diagnostics_hold_no_text_of_a_drivers_exception(way: str) -> None:
    with client(way) as device:
        _, error = scan(device)
    assert SECRET not in device.diagnostics()
    assert SECRET not in str(error)
    assert "Error" in device.diagnostics()


def test_a_hung_open_and_a_crash_outside_a_scan_are_lost_devices() -> None:
    deadlines = replace(PATIENT, open=1.0)
    with (
        DeviceClient("broken:open_hang", deadlines=deadlines, drivers=BROKEN) as device,
        pytest.raises(DeviceLost, match="Timeout 1 s"),
    ):
        device.capabilities()
    with client("capabilities_crash") as device, pytest.raises(DeviceLost, match="SIGABRT"):
        device.capabilities()
    assert device.pid == 0


def test_closing_amid_a_scan_gives_the_device_back_in_order(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with client(f"big?{note}") as device:
        feed = device.scan()
        assert isinstance(next(feed), Frame)  # and nobody reads what comes next
        pid = device.pid
    assert gone(pid)
    assert note.read_text() == "given back"
    with pytest.raises(DeviceError):
        next(feed)


def test_closing_does_not_wait_for_a_hung_driver() -> None:
    deadlines = replace(PATIENT, close=0.5)
    device = DeviceClient("broken:hang_on_close", deadlines=deadlines, drivers=BROKEN)
    scan(device)
    pid = device.pid
    device.close()
    assert gone(pid)


def settled(log: Path) -> int:
    """Return the number of lines when it has stopped to grow."""
    count = -1
    while count != (now := len(log.read_text().splitlines())):
        count = now
        time.sleep(0.5)
    return count


def test_the_worker_waits_for_acknowledgements(tmp_path: Path) -> None:
    """Of a window of three, the worker sends three frames and at most begins a fourth."""
    log = tmp_path / "log"
    with client(f"many?{log}", window=3) as device:
        feed = device.scan()
        waiting = [next(feed), next(feed), next(feed)]
        assert settled(log) == 3  # frames 2, 3 and the one that waits
        for _ in range(5):
            oldest = waiting.pop(0)
            assert isinstance(oldest, Frame)
            device.acknowledge(oldest.id)
            waiting.append(next(feed))
        assert settled(log) == 8


def test_a_slow_station_is_not_taken_for_a_hung_device(tmp_path: Path) -> None:
    """The deadline rests while the worker waits for acknowledgements."""
    deadlines = replace(PATIENT, next_frame=1.5)
    address = f"broken:many?{tmp_path / 'log'}"
    with DeviceClient(address, deadlines=deadlines, drivers=BROKEN, window=1) as device:
        feed = device.scan()
        first = next(feed)
        assert isinstance(first, Frame)
        late = threading.Timer(2.5, device.acknowledge, [first.id])
        late.start()
        second = next(feed)
        late.join()
        assert isinstance(second, Frame)
        assert second.id == "frame-2"


def test_a_station_without_a_free_buffer_is_not_a_hung_device(tmp_path: Path) -> None:
    """A frame is acknowledged before its buffer is free; that wait is not the device's."""

    def buffer_for(size: int) -> bytearray:
        if len(given) == 1:
            time.sleep(2.5)
        given.append(size)
        return bytearray(size)

    given: list[int] = []
    deadlines = replace(PATIENT, next_frame=1.5)
    address = f"broken:many?{tmp_path / 'log'}"
    with DeviceClient(address, deadlines=deadlines, drivers=BROKEN) as device:
        for delivery in device.scan(None, buffer_for):
            if isinstance(delivery, Frame):
                device.acknowledge(delivery.id)
    assert given == [5000] * 39


def test_leaving_a_scan_early_leaves_the_device_usable(tmp_path: Path) -> None:
    with client(f"many?{tmp_path / 'log'}", window=2) as device:
        for delivery in device.scan():
            assert isinstance(delivery, Frame)
            break
        pid = device.pid
        deliveries, error = scan(device)
        assert error is None
        assert len(frames(deliveries)) == 39
        assert device.pid == pid


def test_frames_are_read_into_the_callers_buffers(tmp_path: Path) -> None:
    pool = [bytearray(6000) for _ in range(3)]
    given: list[int] = []

    def buffer_for(size: int) -> bytearray:
        given.append(size)
        return pool[len(given) % 3]

    with client(f"many?{tmp_path / 'log'}") as device:
        for delivery in device.scan(None, buffer_for):
            if isinstance(delivery, Frame):
                assert delivery.data.obj is pool[len(given) % 3]
                assert bytes(delivery.data) == bytes([delivery.number]) * 5000
                device.acknowledge(delivery.id)
    assert given == [5000] * 39


def test_closing_from_another_thread_ends_the_scan() -> None:
    device = client("hang")
    timer = threading.Timer(0.3, device.close)
    timer.start()
    _, error = scan(device)
    timer.join()
    assert isinstance(error, errors.ScanCancelled | DeviceLost)
    assert device.pid == 0


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Callable[[], tuple[int, int]]]:
    """Reads the process ids of the worker and its child; kills what a failure left."""
    note = tmp_path / "pids"

    def read() -> tuple[int, int]:
        for _ in range(200):
            if note.exists() and len(note.read_text().split()) == 2:
                worker, child = note.read_text().split()
                return int(worker), int(child)
            time.sleep(0.05)
        raise AssertionError("no worker")

    yield read
    for pid in note.read_text().split():
        if not gone(int(pid)):
            os.kill(int(pid), signal.SIGKILL)


def test_closing_ends_what_the_driver_started(
    tmp_path: Path, family: Callable[[], tuple[int, int]]
) -> None:
    device = client(f"children?{tmp_path / 'pids'}")
    _, error = scan(device)
    worker, child = family()
    assert isinstance(error, DeviceLost)
    assert gone(worker)
    assert gone(child)


def test_a_killed_worker_is_noticed_though_its_child_holds_the_pipe(
    tmp_path: Path, family: Callable[[], tuple[int, int]]
) -> None:
    device = client(f"children?{tmp_path / 'pids'}")
    feed = device.scan()
    next(feed)
    next(feed)
    worker, child = family()
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(DeviceLost, match="SIGKILL"):
        next(feed)
    assert gone(child)
    device.close()


STATION = """
import sys
from scanstation.devices.client import DeviceClient
client = DeviceClient(sys.argv[1], drivers={"broken": "tests.unit.devices.drivers.broken"})
for frame in client.scan():
    client.acknowledge(getattr(frame, "id", ""))
"""


def test_a_dead_station_leaves_no_process(
    tmp_path: Path, family: Callable[[], tuple[int, int]]
) -> None:
    address = f"broken:children?{tmp_path / 'pids'}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    station = subprocess.Popen([sys.executable, "-c", STATION, address], env=environment)
    worker, child = family()
    station.kill()
    station.wait()
    assert gone(worker)
    assert gone(child)


def test_a_dead_station_takes_a_worker_with_it_that_holds_the_interpreter() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", STATION, "broken:hang_with_interpreter"]
    with subprocess.Popen(command, env=environment) as station:
        worker = 0
        for _ in range(200):
            children = Path(f"/proc/{station.pid}/task").glob("*/children")
            worker = int(next((text.split()[0] for c in children if (text := c.read_text())), 0))
            if worker and "futex" in Path(f"/proc/{worker}/wchan").read_text():
                break
            time.sleep(0.05)
        station.kill()
    assert worker
    assert gone(worker) or gone(worker)  # SIGALRM comes ten seconds later
