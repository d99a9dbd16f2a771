"""Network scanners without drivers: eSCL, which devices call AirScan, AirPrint or Mopria.

Address: ``escl:https://host:port/eSCL`` (or ``http``), or ``escl:`` and the UUID or the name
under which a device announces itself in the network; those are looked up when it is opened.

A feeder is one job: documents are fetched until the device has no more. A flatbed is one job for
each page. Nothing is acknowledged to the device: a page that was fetched is out of its memory.
"""

from __future__ import annotations

import errno
import ssl
import threading
import uuid
from collections.abc import Callable, Iterator

from scanstation.devices.driver import (
    Alive,
    Capabilities,
    Delivery,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Session,
    no_sign,
)
from scanstation.devices.escl.discovery import Network, discover, whole_network
from scanstation.devices.escl.http import Answer, Base, Http
from scanstation.devices.escl.job import Job, Request, begin
from scanstation.devices.escl.login import Logins, station_login
from scanstation.devices.escl.oddities import (
    AT_MOST_300_DPI,
    FEEDER_LOOKED_AT_FIRST,
    JOB_LEFT_ALONE,
    LOCALHOST_IN_HOST,
    PORT_IN_HOST,
    Oddity,
    oddities_of,
)
from scanstation.devices.escl.pages import OCTETS, Picture, RawSize, pictures
from scanstation.devices.escl.settings import UNITS, Wanted, offered, wanted
from scanstation.devices.escl.trust import Pins, known_as
from scanstation.devices.escl.wire import Patience, Watch
from scanstation.devices.escl.xml import ScannerCapabilities, parse_capabilities, parse_image_info
from scanstation.devices.feeding import StopRequest
from scanstation.devices.frames import check_frame
from scanstation.errors import DeviceError, DeviceIOError, DeviceLost, UnknownDevice
from scanstation.model import Mode, ScanOptions

NO_NETWORK = {errno.ENODEV, errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}
"""A machine without a network has no network devices; that is nothing to report."""

MOST_WAITING = 20
"""Pages that are fetched after a stop; no device is known to hold more of them."""


class EsclDriver:
    """All eSCL devices of the network.

    Args:
        network: where devices announce themselves.
        pins: gives the kept certificates.
        logins: gives the login of a device.
    """

    def __init__(
        self,
        network: Network = whole_network,
        pins: Callable[[], Pins] | None = None,
        logins: Logins = station_login,
        patience: Patience | None = None,
    ) -> None:
        self._network = network
        self._pins = pins or station_pins
        self._logins = logins
        self._patience = patience or Patience()

    def list_devices(self) -> list[DeviceInfo]:
        """Return the devices that announce themselves; see ``Driver.list_devices``."""
        try:
            found = discover(self._network)
        except OSError as error:
            if error.errno in NO_NETWORK:
                return []
            raise DeviceIOError(reason=type(error).__name__) from error
        return [
            DeviceInfo(
                f"escl:{one.uuid or one.base}", *_vendor_and_model(one.model), "eSCL network"
            )
            for one in sorted(found, key=lambda one: one.name)
        ]

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        """Open a device; see ``Driver.open``."""
        base = Base.parse(name) or self._looked_up(name)
        identity = known_as(name)
        stop = StopRequest()
        watch = Watch(stop.check, alive)
        http = Http(
            base,
            watch,
            self._patience,
            lambda certificate: self._pins().check(identity, certificate),
            lambda: self._logins(identity),
        )
        try:
            return EsclSession(http, watch, stop)
        except BaseException as error:
            http.close()
            watch.close()
            if isinstance(error, DeviceLost) and not isinstance(error.__cause__, ssl.SSLError):
                raise UnknownDevice(device=f"escl:{name}") from error
            raise

    def _looked_up(self, name: str) -> Base:
        identity = known_as(name)
        try:
            found = discover(self._network, name, secure=self._pins().knows(identity))
        except OSError as error:
            raise UnknownDevice(device=f"escl:{name}") from error
        if not found:
            raise UnknownDevice(device=f"escl:{name}")
        base = next((one.base for one in found if one.base.scheme == "https"), found[0].base)
        self._pins().require_tls(identity, base.scheme)
        return base


class EsclSession:
    """An open eSCL device; reads what it can when it is made."""

    def __init__(self, http: Http, watch: Watch, stop: StopRequest) -> None:
        self._http = http
        self._watch = watch
        self._stop = stop
        self._stopping = threading.Event()
        self._device, self._oddities = _introduced(http)
        http.proven("ScannerStatus")
        self._wanted: Wanted | None = None
        self._last_job = ""
        self._due: int | None = None
        self._buffer: memoryview = memoryview(bytearray())

    def capabilities(self) -> Capabilities:
        """Return what the device offers; see ``Session.capabilities``."""
        return offered(self._device)

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options; the device hears of them when a job begins."""
        most = 300 if AT_MOST_300_DPI in self._oddities else 0
        self._wanted = wanted(self._device, options, most)
        return self._wanted.options

    def scan(self) -> Iterator[Delivery]:
        """Feed until the device has no more; see ``Session.scan``."""
        self._stop.reset()
        self._stopping.clear()
        self._due = None
        setting = self._wanted or wanted(self._device, self._default())
        count = 0
        try:
            job = begin(self._http, self._watch, self._request(setting))
            self._last_job = job.path
            try:
                for picture in self._pictures(job, setting):
                    count += 1
                    frame = _frame(picture, count, setting)
                    check_frame(frame)
                    yield frame
                    if self._ends_after(count, job, setting):
                        break
            finally:
                if not (setting.options.source == "flatbed" and JOB_LEFT_ALONE in self._oddities):
                    job.cancel()
            if self._stop.requested:
                job.count_again()
        except DeviceError as error:
            error.details["sheet"] = _sheet(count, setting)
            raise
        counted = max(count, job.counted)
        yield EndOfFeed(counted, _sheet(counted, setting), 0, self._stop.requested)

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """eSCL devices do not hear of it."""
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        """eSCL devices do not hear of it."""
        return True

    def stop(self, now: bool = False) -> None:
        """End the scan; at once means that a page in transfer is given up."""
        self._stop.request(now)
        # The worker repeats its wish at every sign of life: one wake-up is enough.
        if now and not self._stopping.is_set():
            self._stopping.set()
            self._watch.wake()

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()
        self._watch.close()

    def _pictures(self, job: Job, setting: Wanted) -> Iterator[Picture]:
        while (answer := job.next_document()) is not None:
            for picture in pictures(self._read(answer), self._raw_size(job, setting)):
                job.sides += 1
                yield picture

    def _read(self, answer: Answer) -> memoryview:
        self._buffer, count = answer.into(self._buffer)
        return self._buffer[:count]

    def _raw_size(self, job: Job, setting: Wanted) -> RawSize | None:
        if setting.media_type != OCTETS:
            return None
        width, height, stride = parse_image_info(job.image_info())
        return RawSize(width, height, stride, setting.options.mode)

    def _ends_after(self, count: int, job: Job, setting: Wanted) -> bool:
        """Say whether a side was the last one; after a stop, what was scanned already still comes.

        A feeder runs ahead of the transfer: its sheets lie in the output tray, where everybody
        takes them for captured.
        """
        if setting.options.source == "flatbed":
            return True
        whole = setting.options.source != "duplex" or count % 2 == 0
        if not self._stop.before_sheet(new=True):
            return False
        if self._due is None:
            self._due = count + min(MOST_WAITING, job.waiting())
        return whole and count >= self._due

    def _request(self, setting: Wanted) -> Request:
        host = ""
        if LOCALHOST_IN_HOST in self._oddities:
            host = "localhost"
        elif PORT_IN_HOST in self._oddities:
            host = self._http.base.name
        return Request(
            setting.xml,
            feeder=setting.options.source != "flatbed",
            host=host,
            look_first=FEEDER_LOOKED_AT_FIRST in self._oddities,
            duplex=setting.options.source == "duplex",
            before=self._last_job,
        )

    def _default(self) -> ScanOptions:
        """What is scanned before anything was configured: the first of everything."""
        able = offered(self._device)
        dpi = min(able.resolutions, key=lambda one: abs(one - 300), default=300)
        return ScanOptions(
            resolution=dpi,
            mode=Mode.COLOUR if Mode.COLOUR in able.modes else able.modes[0],
            source=able.sources[-1],
        )


def station_pins() -> Pins:
    """Return the certificates kept in the station's own folder."""
    from scanstation.settings import load_settings

    return Pins.of_station(load_settings().home)


def _introduced(http: Http) -> tuple[ScannerCapabilities, frozenset[Oddity]]:
    answer = http.get("ScannerCapabilities")
    text = answer.text()
    if answer.status != 200:
        raise UnknownDevice(device=f"escl:{http.base}")
    device = parse_capabilities(text)
    if not offered(device).modes:
        raise DeviceIOError(reason="ScannerCapabilities")
    return device, oddities_of(device.model, answer.header("Server"))


def _vendor_and_model(text: str) -> tuple[str, str]:
    vendor, _, model = text.strip().partition(" ")
    return (vendor, model) if model else ("", vendor)


def _sheet(count: int, setting: Wanted) -> int:
    return (count + 1) // 2 if setting.options.source == "duplex" else count


def _frame(picture: Picture, count: int, setting: Wanted) -> Frame:
    duplex = setting.options.source == "duplex"
    return Frame(
        id=str(uuid.uuid4()),
        number=count,
        sheet=_sheet(count, setting),
        side="back" if duplex and count % 2 == 0 else "front",
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        mode=picture.mode,
        depth=picture.depth,
        bytes_per_line=picture.bytes_per_line,
        dpi=_dpi(picture, setting),
        data=picture.data,
    )


def _dpi(picture: Picture, setting: Wanted) -> tuple[float, float]:
    """Return the resolution asked for, unless the picture's own fits its width better.

    Devices write 72 or nothing into a JPEG, and some deliver less than was asked for: Canon
    iR2625 300 instead of 600 dpi (sane-airscan issue 57).
    """
    asked = float(setting.options.resolution)
    x, y = picture.dpi
    if not (x and y and setting.width):
        return (asked, asked)
    inches = setting.width / UNITS
    fits_asked = abs(picture.width / asked - inches)
    fits_own = abs(picture.width / x - inches)
    return (x, y) if fits_own + 0.1 < fits_asked else (asked, asked)


def driver() -> EsclDriver:
    """Return the driver; the worker calls this."""
    return EsclDriver()
