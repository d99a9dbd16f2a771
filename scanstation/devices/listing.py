"""Which devices are there: every driver asked in a worker of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from scanstation.devices import heads
from scanstation.devices.connection import connect, typed
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import DRIVERS, DeviceInfo
from scanstation.devices.protocol import ProtocolError
from scanstation.errors import DeviceError


def list_devices(module: str, seconds: float) -> list[DeviceInfo]:
    """Return the devices of one driver, asked in a worker of its own.

    Raises:
        DeviceError: the driver reports it, crashes, hangs or talks garbage.
    """
    connection = connect(module, lambda: False)
    try:
        return heads.decode_devices(connection.call({"type": "list"}, "devices", seconds))
    except (DeviceError, ProtocolError) as error:
        raise typed(error) from error.__cause__
    finally:
        connection.drop()


def list_all(
    drivers: Mapping[str, str] = DRIVERS,
    *,
    seconds: float = Deadlines().list_devices,
    on_failure: Callable[[str, DeviceError], None] = lambda driver, error: None,
) -> list[DeviceInfo]:
    """Return the devices of all drivers; one that fails costs only its own devices.

    Args:
        drivers: driver names and their modules; asked at the same time.
        seconds: deadline for each.
        on_failure: told of each driver that failed.
    """
    found: dict[str, list[DeviceInfo]] = {}
    lock = threading.Lock()

    def ask(driver: str, module: str) -> None:
        try:
            devices = list_devices(module, seconds)
        except DeviceError as error:
            with lock:
                on_failure(driver, error)
            return
        with lock:
            found[driver] = devices

    threads = [threading.Thread(target=ask, args=pair) for pair in drivers.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [device for driver in drivers for device in found.get(driver, [])]
