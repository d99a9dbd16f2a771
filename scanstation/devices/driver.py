"""What a device is: a driver lists devices and opens sessions; a session scans frames.

A device address is ``driver:name``: ``simulated:demo``, ``sane:test:0``, ``folder:/srv/scans``.

A scan is a stream of deliveries that ends in exactly one way::

    Frame | Notice ... -> EndOfFeed        the feeder ran empty, or ``stop()`` was obeyed
                       -> DeviceError      jam, double feed, cover open, busy, lost ...

After an error the session stays usable: the next ``scan()`` goes on with the next sheet.
Sessions behave the same in process and behind ``client.DeviceClient``
(``testing.driver_contract`` runs on both).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from scanstation.errors import UnknownDevice
from scanstation.model import DeviceReading, Mode, ScanOptions, Side

RAW = "raw"
"""Media type of frames without any coding, see ``Frame``."""

JPEG = "image/jpeg"

Source: TypeAlias = Literal["flatbed", "feeder", "duplex"]


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One device that a driver found; ``address`` opens it."""

    address: str
    vendor: str
    model: str
    kind: str


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """A driver option by its own name, for ``ScanOptions.extra``.

    Attributes:
        value: what it is now, empty where it cannot be read.
        choices: the values that it takes; empty means free, or within ``limits``.
        kind: ``text``, ``number``, ``switch`` (yes or no), or ``button``: no part of a profile.
        unit: ``px``, ``bit``, ``mm``, ``dpi``, ``%``, ``µs`` or nothing.
        limits: lowest and highest value and the step between values (0: any), or nothing.
        settable: False for what only the device changes: its buttons and sensors.
        active: False where it has a meaning only after another option was set.
        automatic: it also takes the value ``auto``.
    """

    name: str
    title: str
    value: str
    choices: tuple[str, ...] = ()
    kind: Literal["text", "number", "switch", "button"] = "text"
    unit: str = ""
    limits: tuple[float, ...] = ()
    settable: bool = True
    active: bool = True
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device offers.

    Attributes:
        resolutions: dots per inch; for a continuous range its lowest and highest value and
            the usual ones between.
        page_size: greatest width and height in millimetres, 0 where unknown.
        rated: images a minute (both sides of a sheet are two) that the device promises with the
            options it has, 0 where unknown.
        firmware: version of the device's program or of its driver, empty where unknown; with
            another one the device may offer other things.
    """

    sources: tuple[Source, ...]
    modes: tuple[Mode, ...]
    depths: tuple[int, ...]
    resolutions: tuple[int, ...]
    page_size: tuple[float, float] = (0.0, 0.0)
    options: tuple[OptionInfo, ...] = ()
    rated: float = 0.0
    firmware: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One side of a sheet, or one file of a watched folder.

    Raw pixels (``media_type == "raw"``) are lines from top to bottom, ``bytes_per_line`` apart
    (padding at the end of a line is allowed and has no meaning):

    * colour: R, G, B samples of ``depth`` bits (8 or 16) each;
    * grey: one sample of 8 or 16 bits a pixel, 0 is black;
    * lineart: 1 bit a pixel, most significant bit first, **1 is black** (as SANE and TIFF's
      WhiteIsZero have it).

    Samples of 16 bits are little-endian. Any other media type names a coded image or file
    whose bytes are handed over as they are; for files the geometry is 0 and ``mode`` None.

    Attributes:
        id: stays the same when a frame that was not acknowledged is sent again.
        number: place in this scan, from 1.
        sheet: the device's count of sheets in this scan, from 1.
        dpi: dots per inch in both directions (x, y); 0 where unknown.
        name: file name of a watched folder's file.
        resent: whether the device already sent this frame before.
        device_data: what the device itself read on this side, or printed onto it.
        data: the bytes. Valid until the next delivery is asked for, unless the caller gave
            the buffer.
    """

    id: str
    number: int
    sheet: int
    side: Side
    media_type: str
    width: int
    height: int
    mode: Mode | None
    depth: int
    bytes_per_line: int
    dpi: tuple[float, float]
    data: memoryview
    name: str = ""
    resent: bool = False
    device_data: DeviceReading | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """An anomaly that does not end the scan.

    ``kind`` is ``double_feed``, ``duplicate_frame``, ``missing_side``, ``file_rejected`` or
    ``file_not_moved``; ``detail`` never carries page content.
    """

    kind: str
    sheet: int
    frame: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EndOfFeed:
    """The device's own count of this scan.

    Attributes:
        frames: frames sent, resent ones included.
        sheets: sheets the device reports.
        resent: how many of the frames had been sent before.
        stopped: ended by ``stop()``; sheets may still lie in the feeder.
    """

    frames: int
    sheets: int
    resent: int = 0
    stopped: bool = False


Delivery: TypeAlias = Frame | Notice | EndOfFeed

Alive: TypeAlias = Callable[[], None]
"""A driver calls it while it works on a slow page, so that nobody takes it for hung."""


def no_sign() -> None:
    """Show no sign of life (for sessions in process)."""


@runtime_checkable
class Session(Protocol):
    """An open device. ``acknowledge``, ``reject`` and ``stop`` may come from another thread."""

    def capabilities(self) -> Capabilities:
        """Return what the device offers.

        Raises:
            DeviceError: the device does not answer.
        """
        ...

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options and return them as the device took them (it may round).

        Raises:
            UnsupportedOption: the device does not offer a value.
            DeviceError: the device does not answer.
        """
        ...

    def scan(self) -> Iterator[Delivery]:
        """Feed until the feeder is empty (flatbed: one frame).

        Raises:
            OutOfPaper: there was nothing to feed.
            DeviceError: any other leaf; what was delivered before stays delivered.
        """
        ...

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Tell the device that a frame is durable; say whether it could be told.

        Args:
            frame_id: ``Frame.id``.
            sha256: digest of what is durable, for the device's own log.
        """
        ...

    def reject(self, frame_id: str, reason: str) -> bool:
        """Tell the device that a frame cannot be used (a watched folder sets the file aside)."""
        ...

    def stop(self, now: bool = False) -> None:
        """End the scan after the sheet in transport, or at once with ``ScanCancelled``.

        The worker repeats the wish until the scan has ended.
        """
        ...

    def close(self) -> None:
        """Give the device back; a second call does nothing."""
        ...


@runtime_checkable
class Sensing(Protocol):
    """A session whose device has buttons or sensors that can be asked while it is idle."""

    def sensors(self) -> Mapping[str, str]:
        """Return the values of the options that only the device changes, by their names.

        Raises:
            DeviceError: the device does not answer.
        """
        ...


@runtime_checkable
class Driver(Protocol):
    """A family of devices. A driver module offers it as the function ``driver()``."""

    def list_devices(self) -> list[DeviceInfo]:
        """Return the devices that answer now.

        Raises:
            DeviceError: the family cannot be searched.
        """
        ...

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        """Open a device by the part of its address behind the driver's name.

        Raises:
            UnknownDevice: no device has this name.
            DeviceBusy, DeviceAccessDenied: it exists and cannot be had.
        """
        ...


PROGRAM = "program:"
"""Stands before the module of a driver whose workers are programs of their own: the station
loads that module and asks its ``programs()`` which (see ``launch``)."""

DRIVERS: Mapping[str, str] = MappingProxyType(
    {
        "simulated": "scanstation.devices.simulated.driver",
        "folder": "scanstation.devices.folder.driver",
        **({} if sys.platform == "win32" else {"sane": "scanstation.devices.sane.driver"}),
        "escl": "scanstation.devices.escl.driver",
        "twain": f"{PROGRAM}scanstation.devices.twain",
    }
)
"""Driver names and their modules, which the worker imports; for a program see ``PROGRAM``.

There is no SANE on Windows. TWAIN is found where its programs were installed.
"""


@dataclass(frozen=True, slots=True)
class Address:
    """A device address taken apart: the driver's name, its module, the device's own name."""

    driver: str
    module: str
    name: str
    text: str = field(default="")

    @property
    def is_program(self) -> bool:
        """Whether the device's worker is a program of its own, see ``PROGRAM``."""
        return self.module.startswith(PROGRAM)

    @classmethod
    def parse(cls, text: str, drivers: Mapping[str, str] = DRIVERS) -> Address:
        """Take ``driver:name`` apart.

        Raises:
            UnknownDevice: there is no such driver, or the name is missing.
        """
        driver, colon, name = text.partition(":")
        if not colon or not name or driver not in drivers:
            raise UnknownDevice(device=text)
        return cls(driver, drivers[driver], name, text)
