"""Listing devices, and stopping: what a driver lost is repeated, a hung one is not waited for."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import DRIVERS, Frame
from scanstation.devices.listing import list_all
from scanstation.errors import DeviceError, DeviceLost
from scanstation.model import ScanOptions
from tests.unit.devices.broken_client import BROKEN, HERE, PATIENT, client, frames, scan


def test_listing_survives_drivers_that_crash_hang_or_lack_their_library() -> None:
    drivers = {
        "crash": f"{HERE}.listing_crash",
        "simulated": DRIVERS["simulated"],
        "hang": f"{HERE}.listing_hang",
        "missing": f"{HERE}.missing_library",
        **BROKEN,
    }
    failures: dict[str, DeviceError] = {}
    devices = list_all(drivers, seconds=6, on_failure=failures.__setitem__)
    assert [device.address for device in devices] == ["simulated:pattern", "broken:crash"]
    assert set(failures) == {"crash", "hang", "missing"}
    assert {type(error) for error in failures.values()} == {DeviceLost}
    assert failures["hang"].details["reason"] == "Timeout 6 s"


def test_a_list_that_nobody_wants_any_more_is_not_waited_for() -> None:
    drivers = {"simulated": DRIVERS["simulated"], "hang": f"{HERE}.listing_hang"}
    failures: dict[str, DeviceError] = {}
    ended = threading.Event()
    threading.Timer(0.5, ended.set).start()
    list_all(drivers, seconds=3600, on_failure=failures.__setitem__, ended=ended)
    assert type(failures["hang"]) is DeviceLost
    assert "Timeout" not in str(failures["hang"].details["reason"])


@pytest.mark.parametrize("address", ["", "simulated", "simulated:", "C:\\scans", "nope:x"])
def test_an_address_without_a_driver_is_an_unknown_device(address: str) -> None:
    with pytest.raises(errors.UnknownDevice):
        DeviceClient(address)


def test_a_stop_that_a_driver_lost_is_repeated() -> None:
    with client("forgets_stop", window=1) as device:
        device.configure(ScanOptions(source="feeder"))
        arrived = []
        for delivery in device.scan():
            if isinstance(delivery, Frame):
                arrived.append(delivery.id)
                if len(arrived) == 1:
                    device.stop()
                device.acknowledge(delivery.id)
    assert 1 < len(arrived) < 10


def test_a_driver_that_hangs_is_not_waited_for_when_it_is_to_stop_at_once() -> None:
    patient = Deadlines(next_frame=3600, stop=0.5)
    ended: list[type[DeviceError] | None] = []
    with DeviceClient("broken:hang", deadlines=patient, drivers=BROKEN) as device:

        def stop_when_it_hangs() -> None:
            for delivery in device.scan(ScanOptions(source="feeder")):
                assert isinstance(delivery, Frame)
                device.acknowledge(delivery.id)
                threading.Timer(0.2, device.stop, (True,)).start()

        def scan_it() -> None:
            try:
                stop_when_it_hangs()
            except DeviceError as error:
                ended.append(type(error))

        scanning = threading.Thread(target=scan_it, daemon=True)
        scanning.start()
        scanning.join(60)
        assert ended == [DeviceLost]


def test_a_stop_hurries_only_the_scan_that_it_ends() -> None:
    deadlines = replace(PATIENT, stop=0.5)
    with DeviceClient("broken:slow_page", deadlines=deadlines, drivers=BROKEN) as device:
        device.configure(ScanOptions(source="feeder"))
        device.stop(now=True)
        deliveries, error = scan(device)
        assert error is None
        assert len(frames(deliveries)) == 2


def wish_it_away(device: DeviceClient, how: str) -> None:
    if how == "stop":
        device.stop(now=True)
    else:
        device.close()


@pytest.mark.parametrize("how", ["stop", "close"])
def test_signs_of_life_give_no_more_time_to_a_driver_that_is_to_end(how: str) -> None:
    """A driver that shows a window sends them until somebody answers it."""
    hasty = Deadlines(stop=1.5, close=1.5)
    with DeviceClient("broken:lives_for_ever", deadlines=hasty, drivers=BROKEN) as device:
        ended: list[DeviceError | None] = []
        begun = threading.Event()

        def scan_it() -> None:
            try:
                for delivery in device.scan(ScanOptions(source="feeder")):
                    begun.set()
                    device.acknowledge(getattr(delivery, "id", ""))
            except DeviceError as error:
                ended.append(error)

        scanning = threading.Thread(target=scan_it, daemon=True)
        scanning.start()
        assert begun.wait(30)
        wish_it_away(device, how)
        scanning.join(20)
        assert [type(error) for error in ended] == [DeviceLost]


def test_signs_of_life_do_not_keep_a_scan_that_was_left() -> None:
    hasty = Deadlines(stop=1.5, close=1.5)
    with DeviceClient("broken:lives_for_ever", deadlines=hasty, drivers=BROKEN) as device:
        left = threading.Event()

        def leave_it() -> None:
            for _ in device.scan(ScanOptions(source="feeder")):
                break
            left.set()

        threading.Thread(target=leave_it, daemon=True).start()
        assert left.wait(20)
