"""What the station holds of a device: a worker process behind the calls of ``driver.Session``.

    closed --first call--> open --scan--> scanning --end or device error--> open
                             ^                |
                             |                +--crash, hang, garbage--> lost
                             +--next call starts a new worker--------------+

A driver that crashes or hangs costs its process, never the station: the scan ends with
``DeviceLost`` or ``BadFrame``, everything acknowledged is safe, and the next ``scan()``
starts a new worker and goes on with the next sheet.

*Invariant:* ``acknowledge`` is only called when the page is durable. A frame that was not
acknowledged may come again, with the same id.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from scanstation.devices import heads
from scanstation.devices.connection import BufferFor, Connection, connect, typed
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import (
    DRIVERS,
    Address,
    Capabilities,
    Delivery,
    Frame,
    Session,
)
from scanstation.devices.frames import check_frame
from scanstation.devices.launch import launch
from scanstation.devices.protocol import Head, ProtocolError
from scanstation.devices.quirks import HandedOn, wrap
from scanstation.devices.twain import let_come_forward, without_dialog
from scanstation.errors import BadFrame, DeviceBusy, DeviceError, DeviceLost
from scanstation.model import ScanOptions, Side

ENDS = frozenset({"end_of_feed", "error"})


@dataclass(slots=True)
class Feed:
    """Which frames of the running scan wait for their acknowledgement."""

    window: int
    duplex: bool = False
    waiting: dict[str, int] = field(default_factory=dict)
    frames: int = 0
    newest_sheet: int = 0
    newest_sides: dict[Side, str] = field(default_factory=dict)

    def arrived(self, frame: Frame) -> None:
        """Note a frame that came."""
        self.frames += 1
        self.waiting[frame.id] = frame.sheet
        if frame.sheet != self.newest_sheet:
            self.newest_sides = {}
        self.newest_sheet = frame.sheet
        self.newest_sides[frame.side] = frame.id

    @property
    def full(self) -> bool:
        """Whether the worker rightly waits for the station."""
        return len(self.waiting) >= self.window

    @property
    def last_sheet(self) -> int:
        """The last sheet of this scan that is wholly acknowledged, both sides if two are due."""
        complete = self.newest_sheet - 1 if self.unpaired else self.newest_sheet
        return min([complete, *(sheet - 1 for sheet in self.waiting.values())])

    @property
    def unpaired(self) -> str:
        """Id of the newest sheet's front if its back is due and did not come."""
        if not self.duplex or "back" in self.newest_sides:
            return ""
        return self.newest_sides.get("front", "")


class DeviceClient:
    """A device behind a worker process; satisfies ``driver.Session``.

    One thread scans; ``acknowledge``, ``reject`` and ``stop`` may come from any thread.

    Args:
        address: ``driver:name``.
        window: how many frames may wait for their acknowledgement; the worker then pauses.
        quirks: switches for ``quirks.QUIRKS`` by name, over their defaults.
        drivers: driver names and their modules.
    """

    def __init__(
        self,
        address: str,
        *,
        deadlines: Deadlines | None = None,
        window: int = 4,
        quirks: Mapping[str, bool] | None = None,
        drivers: Mapping[str, str] = DRIVERS,
    ) -> None:
        self._address = Address.parse(address, drivers)
        self._deadlines = deadlines or Deadlines()
        self._quirks = dict(quirks or {})
        self._lock = threading.Lock()
        self._feed = Feed(window)
        self._connection: Connection | None = None
        self._options: ScanOptions | None = None
        self._duplex = False
        self._scanning = False
        self._last_words = ""
        self._worker = HandedOn(self._ask_capabilities, self._set_options)
        self._session: Session = self._worker
        if self._address.is_program:
            self._session = wrap(self._worker, address, self._quirks)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Process id of the worker, 0 while there is none."""
        connection = self._connection
        return connection.pid if connection else 0

    def capabilities(self) -> Capabilities:
        """Return what the device offers; see ``Session.capabilities``."""
        return self._session.capabilities()

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options and return them as taken; see ``Session.configure``."""
        return self._session.configure(options)

    def sensors(self) -> dict[str, str]:
        """Return the device's buttons and sensors; see ``Sensing.sensors``.

        To be asked of an idle device whose capabilities have options that are not settable.
        """
        return heads.decode_sensors(self._call({"type": "sensors"}, "sensors"))

    def scan(
        self, options: ScanOptions | None = None, buffer_for: BufferFor = bytearray
    ) -> Iterator[Delivery]:
        """Feed until the feeder is empty; see ``Session.scan``.

        Args:
            options: configured first, if given.
            buffer_for: gives the buffer that a frame's body is read into; ``Frame.data`` is
                a view of its beginning.

        Raises:
            DeviceError: ``details`` hold ``sheet`` (the last one of this scan that was wholly
                acknowledged), ``frames`` (how many came) and ``unpaired`` (id of a front
                whose back did not come, else empty: its sheet goes back into the feeder).
                A driver that crashed or hung is ``DeviceLost``; a frame that is not what its
                head says is ``BadFrame``.
        """
        if options is not None:
            self.configure(options)
        connection = self._connected()
        let_come_forward(self._options or ScanOptions(), connection.pid)
        with self._lock:
            if self._scanning:
                raise DeviceBusy
            self._scanning = True
            self._feed = Feed(self._feed.window, self._duplex)
        deliveries = self._deliver(connection, buffer_for)
        self._worker.feed(deliveries)
        try:
            yield from self._session.scan()
        except DeviceError as error:
            self._place(error)
            raise
        finally:
            deliveries.close()
            self._scanning = False

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Tell the device that a frame is durable; False if it is gone (the page is safe)."""
        return self._settle({"type": "ack", "frame": frame_id, "sha256": sha256})

    def reject(self, frame_id: str, reason: str) -> bool:
        """Tell the device that a frame cannot be used."""
        return self._settle({"type": "reject", "frame": frame_id, "reason": reason})

    def stop(self, now: bool = False) -> None:
        """End the scan after the sheet in transport, or at once with ``ScanCancelled``.

        A driver that does not end at once when it should is killed after a grace.
        """
        connection = self._connection
        if connection is not None:
            try:
                connection.send({"type": "stop", "now": now})
            except DeviceLost:
                return  # the scanning thread sees it and says so
            if now:
                connection.hurry(self._deadlines.stop)

    def close(self) -> None:
        """Give the device back and end the worker with everything it started."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is None:
            return
        connection.end(self._deadlines.close)
        self._last_words = connection.diagnostics()

    def kill(self) -> None:
        """End the worker at once, from any thread; the call that runs ends with ``DeviceLost``."""
        connection = self._connection
        if connection is not None:
            connection.kill()

    def diagnostics(self) -> str:
        """Return the last lines of the worker's stderr (bounded), for a bug report."""
        connection = self._connection
        return connection.diagnostics() if connection else self._last_words

    def _ask_capabilities(self) -> Capabilities:
        return heads.decode_capabilities(self._call({"type": "capabilities"}, "capabilities"))

    def _set_options(self, options: ScanOptions) -> ScanOptions:
        message: Head = {"type": "configure", "options": heads.encode("options", options)}
        let_come_forward(options, self._connected().pid)
        taken = heads.decode_options(self._call(message, "configured").get("options"))
        self._options = without_dialog(options, taken)
        self._duplex = taken.source == "duplex"
        return taken

    def _deliver(
        self, connection: Connection, buffer_for: BufferFor
    ) -> Generator[Delivery, None, None]:
        seconds = self._deadlines.first_frame
        running = True
        connection.hurry(math.inf)
        try:
            connection.send({"type": "scan"})
            while running:
                head, body = connection.receive(seconds, buffer_for)
                seconds = self._deadlines.next_frame
                running = head["type"] not in ENDS
                yield self._taken(head, body)
        except (DeviceLost, ProtocolError) as error:
            running = False
            self._drop(connection)
            raise typed(error) from error
        finally:
            if running:
                self._break_off(connection)

    def _taken(self, head: Head, body: memoryview) -> Delivery:
        match head["type"]:
            case "frame":
                frame = heads.decode_frame(head, body)
                check_frame(frame)
                with self._lock:
                    self._feed.arrived(frame)
                return frame
            case "notice":
                return heads.decode_notice(head)
            case "end_of_feed":
                return heads.decode_end(head)
            case "error":
                raise heads.decode_error(head)
        raise ProtocolError(f"message {head['type']}")

    def _break_off(self, connection: Connection) -> None:
        """Stop a scan that nobody wants any more, so that the device is ready for the next.

        Frames still in the pipe are thrown away; they were not acknowledged.
        """
        try:
            connection.hurry(self._deadlines.close)
            connection.send({"type": "stop", "now": True})
            while connection.receive(self._deadlines.close)[0]["type"] not in ENDS:
                pass
        except (DeviceLost, ProtocolError):
            self._drop(connection)

    def _place(self, error: DeviceError) -> None:
        with self._lock:
            error.details["sheet"] = self._feed.last_sheet
            error.details["frames"] = self._feed.frames
            error.details["unpaired"] = self._feed.unpaired

    def _settle(self, message: Head) -> bool:
        with self._lock:
            connection = self._connection
            self._feed.waiting.pop(str(message["frame"]), None)
        if connection is None:
            return False
        try:
            connection.send(message)
        except DeviceLost:
            return False
        connection.touch()
        return True

    def _call(self, message: Head, answer: str) -> Head:
        connection = self._connected()
        connection.hurry(math.inf)
        try:
            return connection.call(message, answer, self._deadlines.configure)
        except (DeviceLost, BadFrame, ProtocolError) as error:
            self._drop(connection)
            raise typed(error) from error

    def _connected(self) -> Connection:
        if self._connection is not None:
            return self._connection
        way = launch(self._address)
        connection = connect(way.command, lambda: self._feed.full)
        self._connection = connection
        try:
            self._open(connection, way.name)
        except (DeviceError, ProtocolError) as error:
            self._drop(connection)
            raise typed(error) from error.__cause__
        return connection

    def _open(self, connection: Connection, name: str) -> None:
        message: Head = {
            "type": "open",
            "name": name,
            "address": self._address.text,
            "window": self._feed.window,
            "quirks": self._quirks,
        }
        connection.call(message, "opened", self._deadlines.open)
        if self._options is not None:  # a new worker for a device that was configured before
            options = heads.encode("options", self._options)
            configure: Head = {"type": "configure", "options": options}
            connection.call(configure, "configured", self._deadlines.configure)

    def _drop(self, connection: Connection) -> None:
        with self._lock:
            if self._connection is connection:
                self._connection = None
        connection.drop()
        self._last_words = connection.diagnostics()
