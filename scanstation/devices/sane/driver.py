"""Scanners of Linux through the installed libsane.

Address: ``sane:`` and the device name of SANE, as ``scanimage -L`` prints it. Options beyond
``ScanOptions`` go into ``extra`` by their SANE names.

python-sane lists devices and handles options; pages are read by ``library`` (reason
there). A feeder is scanned until it says that it has no more documents; a flatbed gives one
page a scan.
"""

from __future__ import annotations

import ctypes
import signal
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import _sane
import sane

from scanstation.devices.ahead import Ahead
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
from scanstation.devices.sane.control import Options
from scanstation.devices.sane.library import Library, Status, check, status_of, typed
from scanstation.devices.sane.options import Setup
from scanstation.devices.sane.pages import Page, PageReader
from scanstation.devices.sane.version import version
from scanstation.errors import (
    DeviceError,
    DeviceIOError,
    DeviceLost,
    DoubleFeed,
    OutOfPaper,
    PaperJam,
    UnknownDevice,
)
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
        return SaneSession(name, alive)


class SaneSession:
    """An open SANE device.

    fresh --input/output error, lost--> dead --next call: closed, opened, set again--> fresh

    A device that was unplugged or switched off is another one for its backend when it is back;
    the old handle never works again.
    """

    def __init__(self, name: str, alive: Alive) -> None:
        self._name = name
        self._alive = alive
        self._stop = StopRequest()
        self._asked: ScanOptions | None = None
        self._options = ScanOptions()
        self._dead = False
        self._ended_early = False
        self._device: Any = _opened(name)
        self._library = Library(self._device.dev)
        self._use(Options(self._library))

    def capabilities(self) -> Capabilities:
        """Return what the device offers; see ``Session.capabilities``."""
        self._revive()
        backend = self._name.partition(":")[0]
        return replace(self._setup.capabilities(), firmware=version(backend))

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options; see ``Session.configure``."""
        self._revive()
        self._options = self._setup.apply(options)
        self._asked = options
        return self._options

    def sensors(self) -> Mapping[str, str]:
        """Return buttons and sensors as they are now; see ``Sensing.sensors``."""
        self._revive()
        return self._setup.sensors()

    def scan(self) -> Iterator[Delivery]:
        """Feed until there are no more documents; see ``Session.scan``."""
        self._stop.reset()
        self._revive()
        duplex = self._options.source == "duplex"
        dpi = self._setup.dpi(self._options.resolution)
        pages = Ahead(self._pages())
        count = 0
        try:
            for page in pages:
                self._stop.check()
                count += 1
                yield _frame(page, count, duplex, dpi)
        except DeviceError as error:
            raise self._explained(error, _sheet(count, duplex)) from None
        finally:
            self._stop.request(now=True)
            pages.close()
            self._library.cancel()
            ignore_broken_pipes()
        yield EndOfFeed(count, _sheet(count, duplex), 0, self._ended_early)

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

    def _pages(self) -> Iterator[Page]:
        """Feed page by page; runs in the thread of ``Ahead``, the only one that scans."""
        self._ended_early = False
        duplex = self._options.source == "duplex"
        count = 0
        while True:
            if self._stop.before_sheet(new=not (duplex and count % 2)):
                self._ended_early = True
                return
            if not self._start(first=count == 0):
                return
            count += 1
            yield self._reader.read()
            if self._options.source == "flatbed":
                return

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

    def _explained(self, error: DeviceError, sheet: int) -> DeviceError:
        """Return an error with its place, and as what the device's sensors know it to be."""
        self._dead = isinstance(error, DeviceIOError | DeviceLost)
        if isinstance(error, PaperJam) and self._setup.pulled_two():
            error = DoubleFeed()
        error.details["sheet"] = sheet
        return error

    def _revive(self) -> None:
        """Open the device anew if its handle is dead."""
        if not self._dead:
            return
        self.close()
        try:
            self._device = _opened(self._name)
        except UnknownDevice as error:
            raise DeviceLost(reason="sane_open INVAL", sheet=0) from error
        self._library = Library(self._device.dev)
        self._use(self._controls.moved(self._library))
        if self._asked is not None:
            self._options = self._setup.apply(self._asked)
        self._dead = False

    def _use(self, controls: Options) -> None:
        self._controls = controls
        self._setup = Setup(controls)
        self._reader = PageReader(self._library, self._stop.check, self._alive)


def _opened(name: str) -> Any:
    try:
        sane.init()
        return sane.open(name)
    except _sane.error as error:
        status = status_of(error)
        if status in {Status.INVAL, Status.UNSUPPORTED}:
            raise UnknownDevice(device=f"sane:{name}") from error
        raise typed(status, "sane_open") from error


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
