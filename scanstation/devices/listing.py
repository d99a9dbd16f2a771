"""Which devices are there: every driver asked in a worker of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from scanstation.devices import heads
from scanstation.devices.connection import Connection, connect, typed
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import DRIVERS, DeviceInfo
from scanstation.devices.launch import Launch, launches
from scanstation.devices.protocol import ProtocolError
from scanstation.errors import DeviceError

LOOK_SECONDS = 0.05
"""How often a list that takes long looks whether it is still wanted."""


def list_devices(module: str, seconds: float) -> list[DeviceInfo]:
    """Return the devices of one driver, asked in a worker of its own.

    Of a driver with several programs (TWAIN of 32 and 64 bit) one may fail.

    Raises:
        DeviceError: the driver reports it, crashes, hangs or talks garbage.
    """
    failures: list[DeviceError] = []
    found = list_all(
        {"": module}, seconds=seconds, on_failure=lambda _, error: failures.append(error)
    )
    if failures and not found:
        raise failures[0]
    return found


def list_all(
    drivers: Mapping[str, str] = DRIVERS,
    *,
    seconds: float = Deadlines().list_devices,
    on_failure: Callable[[str, DeviceError], None] = lambda driver, error: None,
    ended: threading.Event | None = None,
) -> list[DeviceInfo]:
    """Return the devices of all drivers; one that fails costs only its own devices.

    Args:
        drivers: driver names and their modules; asked at the same time.
        seconds: deadline for each.
        on_failure: told of each driver that failed, of a program as ``twain:32``.
        ended: set by whoever does not want the list any more; the workers are killed then.
    """
    asked = {
        f"{driver}:{part}" if part else driver: way
        for driver, module in drivers.items()
        for part, way in launches(module).items()
    }
    found: dict[str, list[DeviceInfo]] = {}
    lock = threading.Lock()
    connections: list[Connection] = []

    def ask(name: str, way: Launch) -> None:
        try:
            devices = _listed_by(way, seconds, connections)
        except DeviceError as error:
            with lock:
                on_failure(name, error)
            return
        with lock:
            found[name] = devices

    threads = [threading.Thread(target=ask, args=pair) for pair in asked.items()]
    for thread in threads:
        thread.start()
    _join(threads, connections, ended)
    return [device for name in asked for device in found.get(name, [])]


def _join(
    threads: Sequence[threading.Thread],
    connections: Sequence[Connection],
    ended: threading.Event | None,
) -> None:
    """Wait for all; whoever waits for a worker that is killed sees its end."""
    for thread in threads:
        while thread.is_alive():
            thread.join(LOOK_SECONDS if ended is not None else None)
            if ended is not None and ended.is_set():
                for connection in tuple(connections):
                    connection.kill()


def _listed_by(way: Launch, seconds: float, connections: list[Connection]) -> list[DeviceInfo]:
    connection = connect(way.command, lambda: False)
    connections.append(connection)
    try:
        return heads.decode_devices(connection.call({"type": "list"}, "devices", seconds))
    except (DeviceError, ProtocolError) as error:
        raise typed(error) from error.__cause__
    finally:
        connection.drop()
