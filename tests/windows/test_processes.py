"""Workers on Windows: a crash has its number, a hang its deadline, and nothing is left behind.

No process groups there: a job object holds a worker and what it starts.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import Delivery, EndOfFeed, Frame
from scanstation.errors import DeviceLost
from scanstation.model import Mode, ScanOptions

DRIVERS = {"broken": "tests.windows.drivers"}
OPTIONS = ScanOptions(source="feeder", mode=Mode.LINEART, depth=1, resolution=100)
STATION = """
import sys
from scanstation.devices.client import DeviceClient
client = DeviceClient(sys.argv[1], drivers={"broken": "tests.windows.drivers"})
for frame in client.scan():
    client.acknowledge(getattr(frame, "id", ""))
"""
SYNCHRONIZE = 0x00100000
WAIT_TIMEOUT = 258


def runs(pid: int, seconds: float = 0.0) -> bool:
    """Say whether a process still runs after so many seconds at most (it ends the wait)."""
    kernel = ctypes.CDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
    handle = kernel.OpenProcess(SYNCHRONIZE, 0, pid)
    if not handle:
        return False
    try:
        return int(kernel.WaitForSingleObject(handle, int(seconds * 1000))) == WAIT_TIMEOUT
    finally:
        kernel.CloseHandle(handle)


def client(name: str, deadlines: Deadlines | None = None) -> DeviceClient:
    return DeviceClient(f"broken:{name}", drivers=DRIVERS, deadlines=deadlines)


def scan(device: DeviceClient) -> list[Delivery]:
    deliveries: list[Delivery] = []
    for delivery in device.scan(OPTIONS):
        deliveries.append(delivery)
        if isinstance(delivery, Frame):
            device.acknowledge(delivery.id)
    return deliveries


def family(note: Path) -> tuple[int, int]:
    """Wait for the process ids of the worker and its child."""
    for _ in range(600):
        if note.exists():
            worker, child = note.read_text("ascii").split()
            return int(worker), int(child)
        time.sleep(0.05)
    raise AssertionError("no worker")


def test_a_process_that_runs_is_seen_to_run() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert runs(process.pid)
        process.communicate(b"\n")
        assert not runs(process.pid, 10)


def test_a_crash_has_its_windows_number_and_the_next_scan_works() -> None:
    with client("crash") as device:
        for _ in range(2):
            with pytest.raises(DeviceLost) as caught:
                scan(device)
            assert caught.value.details["reason"] == "Exit 0xC0000005"
            assert caught.value.details["frames"] == 1


def test_a_hang_ends_at_its_deadline() -> None:
    with client("hang", replace(Deadlines(), next_frame=1.5)) as device:
        with pytest.raises(DeviceLost) as caught:
            scan(device)
        assert caught.value.details["reason"] == "Timeout 1.5 s"


def test_what_a_library_prints_does_not_reach_the_stream() -> None:
    with client("print") as device:
        deliveries = scan(device)
    assert [type(delivery) for delivery in deliveries] == [Frame, EndOfFeed]
    assert "vendor: " in device.diagnostics()


def test_closing_ends_what_the_driver_started(tmp_path: Path) -> None:
    note = tmp_path / "note"
    device = client(f"child?{note}")
    feed = device.scan(OPTIONS)
    first = next(feed)
    assert isinstance(first, Frame)
    device.acknowledge(first.id)
    worker, child = family(note)
    assert runs(worker)
    assert runs(child)
    device.close()
    assert not runs(worker, 10)
    assert not runs(child, 10)


def test_a_killed_station_leaves_no_process(tmp_path: Path) -> None:
    note = tmp_path / "note"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", STATION, f"broken:child?{note}"]
    with subprocess.Popen(command, env=environment) as station:
        worker, child = family(note)
        assert runs(worker)
        assert runs(child)
        station.kill()
    assert not runs(worker, 10)
    assert not runs(child, 10)
