"""A client of drivers that break in every way."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import Delivery, Frame
from scanstation.errors import DeviceError
from scanstation.model import ScanOptions

HERE = "tests.unit.devices.drivers"
BROKEN = {"broken": f"{HERE}.broken"}
PATIENT = Deadlines()
HANGS = frozenset({"hang", "hang_with_interpreter", "children"})


def client(way: str, window: int = 4) -> DeviceClient:
    """Open a broken device; a short deadline only where it has to run out."""
    hangs = way.partition("?")[0] in HANGS
    deadlines = replace(PATIENT, next_frame=1.5) if hangs else PATIENT
    return DeviceClient(f"broken:{way}", deadlines=deadlines, drivers=BROKEN, window=window)


def scan(device: DeviceClient) -> tuple[list[Delivery], DeviceError | None]:
    """Scan and acknowledge to the end or the error."""
    deliveries: list[Delivery] = []
    try:
        for delivery in device.scan(ScanOptions(source="feeder")):
            deliveries.append(delivery)
            if isinstance(delivery, Frame):
                device.acknowledge(delivery.id)
    except DeviceError as error:
        return deliveries, error
    return deliveries, None


def frames(deliveries: list[Delivery]) -> list[str]:
    return [delivery.id for delivery in deliveries if isinstance(delivery, Frame)]


def gone(pid: int) -> bool:
    """Wait until a process is gone or a zombie that somebody else has to reap."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.05)
    return False
