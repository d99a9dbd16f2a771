"""Scanners of Linux through the installed libsane.

Address: ``sane:`` and the device name of SANE, as ``scanimage -L`` prints it. Options beyond
``ScanOptions`` go into ``extra`` by their SANE names.

python-sane lists devices and handles options; pages are read by ``sane_library`` (reason
there). A feeder is scanned until it says that it has no more documents; a flatbed gives one
page a scan.
"""

from __future__ import annotations

import ctypes
import signal
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import _sane
import sane

from scanstation.devices.driver import (
    RAW,
    Alive,
    Capabilities,
    Delivery,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Session,
    no_sign,
)
from scanstation.devices.feeding import StopRequest
from scanstation.devices.sane_control import Options
from scanstation.devices.sane_library import Library, Status, check, status_of, typed
from scanstation.devices.sane_options import Setup
from scanstation.devices.sane_pages import Page, PageReader
from scanstation.errors import DeviceError, OutOfPaper, UnknownDevice
from scanstation.model import ScanOptions


class SaneDriver:
    """All devices that libsane knows on this computer and in its network."""

    def list_devices(self) -> list[DeviceInfo]:
        """Return the devices; see ``Driver.list_devices``."""
        try:
            sane.init()
            found = sane.get_devices()
        except _sane.error as error:
            raise typed(status_of(error), "sane_get_devices") from error
        return [
            DeviceInfo(f"sane:{name}", vendor, model, kind) for name, vendor, model, kind in found
        ]

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        """Open a device; see ``Driver.open``."""
        try:
            sane.init()
            device = sane.open(name)
        except _sane.error as error:
            status = status_of(error)
            if status in {Status.INVAL, Status.UNSUPPORTED}:
                raise UnknownDevice(device=f"sane:{name}") from error
            raise typed(status, "sane_open") from error
        return SaneSession(device, alive)


class SaneSession:
    """An open SANE device."""

    def __init__(self, device: Any, alive: Alive) -> None:
        self._device: Any = device
        self._stop = StopRequest()
        self._library = Library(device.dev)
        self._reader = PageReader(self._library, self._stop.check, alive)
        self._setting = Setup(Options(self._library))
        self._options = ScanOptions()

    def capabilities(self) -> Capabilities:
        """Return what the device offers; see ``Session.capabilities``."""
        return self._setting.capabilities()

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options; see ``Session.configure``."""
        self._options = self._setting.apply(options)
        return self._options

    def sensors(self) -> Mapping[str, str]:
        """Return buttons and sensors as they are now; see ``Sensing.sensors``."""
        return self._setting.sensors()

    def scan(self) -> Iterator[Delivery]:
        """Feed until there are no more documents; see ``Session.scan``."""
        self._stop.reset()
        duplex = self._options.source == "duplex"
        dpi = self._setting.dpi(self._options.resolution)
        count = 0
        try:
            while not self._stop.before_sheet(new=not (duplex and count % 2)):
                if not self._start(first=count == 0):
                    break
                count += 1
                yield _frame(self._reader.read(), count, duplex, dpi)
                if self._options.source == "flatbed":
                    break
        except DeviceError as error:
            error.details["sheet"] = _sheet(max(0, count - 1), duplex)
            raise
        finally:
            self._library.cancel()
            ignore_broken_pipes()
        yield EndOfFeed(count, _sheet(count, duplex), 0, self._stop.requested)

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """SANE devices do not hear of it."""
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        """SANE devices do not hear of it."""
        return True

    def stop(self, now: bool = False) -> None:
        """End the scan; looked at between two reads, as backends are not thread-safe."""
        self._stop.request(now)

    def close(self) -> None:
        """Give the device back."""
        device, self._device = self._device, None
        if device is not None:
            device.close()

    def _start(self, first: bool) -> bool:
        """Start a page; say whether there is one."""
        status = self._library.start()
        ignore_broken_pipes()
        if status == Status.NO_DOCS:
            if first:
                raise OutOfPaper(sheet=0)
            return False
        check(status, "sane_start")
        return True


def ignore_broken_pipes() -> None:
    """Undo what sanei_thread does: it gives SIGPIPE its default action back.

    A write to a closed pipe or connection must raise, as everywhere in Python; by default it
    ends the process without a word. Python's own ``signal`` works in the main thread only.
    """
    function = ctypes.CDLL(None).signal
    function.argtypes, function.restype = (ctypes.c_int, ctypes.c_void_p), ctypes.c_void_p
    function(signal.SIGPIPE, int(signal.SIG_IGN))


def _sheet(count: int, duplex: bool) -> int:
    return (count + 1) // 2 if duplex else count


def _frame(page: Page, count: int, duplex: bool, dpi: tuple[float, float]) -> Frame:
    return Frame(
        id=str(uuid.uuid4()),
        number=count,
        sheet=_sheet(count, duplex),
        side="back" if duplex and count % 2 == 0 else "front",
        media_type=RAW,
        width=page.width,
        height=page.height,
        mode=page.mode,
        depth=page.depth,
        bytes_per_line=page.bytes_per_line,
        dpi=dpi,
        data=page.data,
    )


def driver() -> SaneDriver:
    """Return the driver; the worker calls this."""
    return SaneDriver()
