"""A driver that goes wrong as vendors' libraries do on Windows; runs in the worker.

``open(name)``: ``crash``, ``hang``, ``print``, or ``child?NOTE``, which starts a process that
would outlive it and writes both process ids into the file NOTE.
"""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scanstation.devices.driver import Alive, Delivery, DeviceInfo, EndOfFeed, Session, no_sign
from scanstation.devices.quirks import Wrapper
from scanstation.devices.simulated.driver import SimulatedDriver

SLEEPER = "import time; time.sleep(600)"


class Broken(Wrapper):
    """Hands on one frame of the simulated device, then does what its name says."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session)
        self._way, _, self._note = name.partition("?")

    def scan(self) -> Iterator[Delivery]:
        feed = self._session.scan()
        yield next(feed)
        if self._way == "crash":
            faulthandler._read_null()  # type: ignore[attr-defined]  # CPython's own, for tests
        if self._way == "print":
            os.write(1, b"vendor: " + b"x" * 1000)
        if self._way == "child":
            child = subprocess.Popen([sys.executable, "-c", SLEEPER])
            part = Path(self._note).with_suffix(".part")
            part.write_text(f"{os.getpid()} {child.pid}", "ascii")
            part.replace(self._note)
        if self._way in {"hang", "child"}:
            time.sleep(600)
        yield EndOfFeed(1, 1)


class BrokenDriver:
    """Opens the pattern of the simulated device."""

    def list_devices(self) -> list[DeviceInfo]:
        return []

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        return Broken(SimulatedDriver().open("pattern", alive), name)


def driver() -> BrokenDriver:
    return BrokenDriver()
