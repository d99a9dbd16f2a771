"""An eSCL device and whoever stands at it: loads sheets, clears jams, puts sheets back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from scanstation.devices.driver import Delivery, EndOfFeed, Frame, Notice, Session
from scanstation.devices.escl.driver import EsclDriver
from scanstation.devices.escl.login import Logins, no_login
from scanstation.devices.escl.trust import Pins
from scanstation.devices.escl.wire import Patience
from scanstation.devices.quirks import wrap
from scanstation.errors import DeviceError
from scanstation.model import Mode, ScanOptions
from tests.escl.model import Model
from tests.escl.paper import Sheet, numbered_sheets
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer

SHORT = Patience(connect=2.0, answer=1.0, page=1.0, busy=1.0, late=0.3, cancel=1.0)
"""Seconds: for devices that never answer."""
PATIENT = Patience(late=SHORT.late)
"""For those that do, on a busy machine."""
OPTIONS = ScanOptions(resolution=75, mode=Mode.GREY, source="duplex")


@dataclass
class Fed:
    """What came of one scan; digests of the frames' bytes in their order."""

    frames: list[Frame] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    end: EndOfFeed | None = None
    error: DeviceError | None = None

    def take(self, delivery: Delivery) -> None:
        """Keep a delivery."""
        if isinstance(delivery, Frame):
            self.digests.append(hashlib.sha256(delivery.data).hexdigest())
            self.frames.append(replace(delivery, data=memoryview(b"")))
        elif isinstance(delivery, Notice):
            self.notices.append(delivery.kind)
        else:
            self.end = delivery


def feed(session: Session, each: Callable[[Frame], None] = lambda frame: None) -> Fed:
    """Scan until the end or an error; acknowledge everything that came."""
    fed = Fed()
    try:
        for delivery in session.scan():
            fed.take(delivery)
            if isinstance(delivery, Frame):
                session.acknowledge(delivery.id)
                each(delivery)
    except DeviceError as error:
        fed.error = error
    return fed


class Desk:
    """A device with sheets, and a session on it."""

    def __init__(self, server: EsclServer, folder: Path) -> None:
        self.server = server
        self.scanner = server.scanner
        self.pins = Pins(folder)
        self.sheets: list[Sheet] = []

    def load(self, sheets: int, duplex: bool = True) -> None:
        """Put numbered sheets into the feeder, in place of what lies there."""
        self.scanner.unload()
        self.sheets = numbered_sheets(sheets, duplex=duplex, dpi=50)
        self.scanner.load(list(self.sheets))

    def put_back(self, safe: int) -> None:
        """Clear what is stuck and lay the sheets after the last safe one back."""
        self.scanner.clear()
        self.scanner.unload()
        self.scanner.load(self.sheets[safe:])

    def open(
        self,
        url: str = "",
        options: ScanOptions | None = OPTIONS,
        patience: Patience | None = None,
        logins: Logins = no_login,
    ) -> Session:
        """Open the device in process, in the quirks that a worker would put around it."""
        driver = EsclDriver(pins=lambda: self.pins, logins=logins, patience=patience)
        name = url or self.server.url
        session = wrap(driver.open(name), f"escl:{name}", {})
        if options is not None:
            session.configure(options)
        return session

    def served(self) -> list[str]:
        """Return the digests of the pages that went out wholly, in order."""
        return [page.sha256 for page in self.server.log.pages]


@contextmanager
def desk(folder: Path, model: Model | None = None) -> Iterator[Desk]:
    """Switch a device on."""
    with EsclServer(Scanner(model or Model())) as server:
        yield Desk(server, folder)


@contextmanager
def opened(session: Session) -> Iterator[Session]:
    """Close a session in the end."""
    try:
        yield session
    finally:
        session.close()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Desk]:
    """A middling office device."""
    with desk(tmp_path / "pins") as one:
        yield one
