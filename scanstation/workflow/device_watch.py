"""A feed's device watched: how it did goes into its health, and into a record if it failed.

The record (``HOME/devices/troubles/``) is what a bug report needs: options, capabilities, the
last frames' sizes and times, the worker's last words. It holds no page content, no frame's or
file's name, and nothing that names people: what is known of them is taken out before it is kept.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from scanstation.devices.driver import Capabilities, Delivery, EndOfFeed, Frame, Notice
from scanstation.errors import DeviceError, StoreError
from scanstation.log import Notable, report
from scanstation.model import ScanOptions
from scanstation.settings.atomic_file import write_text
from scanstation.workflow.device_health import FOLDER, Failure, HealthBook, Kind, kind_of, stamp
from scanstation.workflow.device_words import Cleaner

TROUBLES = "troubles"
KEPT = 3
"""Records of a device: the newest, and two to compare."""
FRAMES = 200
"""The last deliveries of a feed that are kept: 100 sheets, 30 kB."""

Record = dict[str, Any]


class Client(Protocol):
    """What is watched; ``devices.client.DeviceClient`` is one."""

    def capabilities(self) -> Capabilities:
        """Return what the device offers."""

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options and return them as taken."""

    def scan(
        self, options: ScanOptions | None = None, buffer_for: Callable[[int], memoryview] = ...
    ) -> Iterator[Delivery]:
        """Feed."""

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Tell that a frame is durable."""

    def reject(self, frame_id: str, reason: str) -> bool:
        """Tell that a frame cannot be used."""

    def stop(self, now: bool = False) -> None:
        """End the feed."""

    def diagnostics(self) -> str:
        """Return the worker's last words."""


@dataclass(frozen=True, slots=True)
class Watching:
    """Whose feed is watched.

    Attributes:
        home: the folder of everything that the station keeps.
        address: the device's.
        batch: id of the batch.
        private: texts that must not stand in a record: people, boxes, the station.
    """

    home: Path
    address: str
    batch: str
    private: tuple[str, ...] = ()


class Watched:
    """A device client that remembers what went through it; one feed each."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._begun = time.monotonic()
        self.asked: ScanOptions | None = None
        self.taken: ScanOptions | None = None
        self.offered: Capabilities | None = None
        self.deliveries: deque[Record] = deque(maxlen=FRAMES)
        self.error: DeviceError | None = None
        self.ended_well = False

    def capabilities(self) -> Capabilities:
        """Hand on, and keep."""
        with self._failing():
            self.offered = self._client.capabilities()
        return self.offered

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Hand on, and keep."""
        self.asked = options
        with self._failing():
            self.taken = self._client.configure(options)
        return self.taken

    def scan(self, *, buffer_for: Callable[[int], memoryview]) -> Iterator[Delivery]:
        """Hand on, and keep what each delivery was like."""
        self._begun = time.monotonic()
        with self._failing():
            for delivery in self._client.scan(buffer_for=buffer_for):
                self.deliveries.append({"ms": self._elapsed(), **described(delivery)})
                self.ended_well = isinstance(delivery, EndOfFeed)
                yield delivery

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Hand on."""
        return self._client.acknowledge(frame_id, sha256)

    def reject(self, frame_id: str, reason: str) -> bool:
        """Hand on."""
        return self._client.reject(frame_id, reason)

    def stop(self, now: bool = False) -> None:
        """Hand on."""
        self._client.stop(now)

    def diagnostics(self) -> str:
        """Hand on."""
        return self._client.diagnostics()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Keep why the device failed, also where its feed begins all the same."""
        try:
            yield
        except DeviceError as error:
            self.error = error
            raise

    def _elapsed(self) -> int:
        return round((time.monotonic() - self._begun) * 1000)


@contextmanager
def watched(watching: Watching, client: Client) -> Iterator[Watched]:
    """Watch a feed; its health is written when it is over, however it ended."""
    watch = Watched(client)
    try:
        yield watch
    finally:
        _note(watching, watch)


def described(delivery: Delivery) -> Record:
    """Return size and kind of a delivery, without its content and without any name."""
    match delivery:
        case Frame():
            return {
                "what": "frame",
                "sheet": delivery.sheet,
                "side": delivery.side,
                "media_type": delivery.media_type,
                "width": delivery.width,
                "height": delivery.height,
                "mode": delivery.mode,
                "depth": delivery.depth,
                "bytes_per_line": delivery.bytes_per_line,
                "dpi": list(delivery.dpi),
                "bytes": len(delivery.data),
                "resent": delivery.resent,
            }
        case Notice():
            return {"what": "notice", "kind": delivery.kind, "sheet": delivery.sheet}
        case EndOfFeed():
            return {"what": "end_of_feed", **asdict(delivery)}


def troubles(home: Path, address: str) -> list[Record]:
    """Return the records of a device's last failures, the newest first; none if it has none."""
    try:
        found = json.loads(_path(home, address).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _note(watching: Watching, watch: Watched) -> None:
    kind = kind_of(watch.error) if watch.error is not None else None
    book = HealthBook(watching.home)
    try:
        if kind is not None and watch.error is not None:
            now = stamp(datetime.now(UTC))
            book.failed(watching.address, Failure(now, kind, watching.batch))
            _tell_marked(book, watching.address)
            _keep(watching, _record(watching, watch, watch.error, kind, now))
        elif watch.ended_well:
            book.fed_well(watching.address, datetime.now(UTC))
    except StoreError:
        return  # what the feed itself has to say is more urgent than that this was not noted


def _tell_marked(book: HealthBook, address: str) -> None:
    """Say it when the mark is set, and at each failure after that."""
    mark = book.marks(datetime.now(UTC)).get(address)
    if mark is not None:
        report(Notable.DEVICE_MARKED, driver=address.partition(":")[0], count=mark.count)


def _record(watching: Watching, watch: Watched, error: DeviceError, kind: Kind, now: str) -> Record:
    asked = watch.asked or ScanOptions()
    clean = Cleaner.of(watching.address, watching.private, asked)
    return {
        "time": now,
        "kind": kind,
        "error": type(error).__name__,
        "reason": clean.line(str(error.details.get("reason", ""))),
        "asked": clean.options(watch.asked, watch.offered),
        "taken": clean.options(watch.taken, watch.offered),
        "capabilities": clean.capabilities(watch.offered),
        "deliveries": list(watch.deliveries),
        "log": clean.lines(watch.diagnostics()),
    }


def _keep(watching: Watching, record: Record) -> None:
    records: Sequence[Record] = [record, *troubles(watching.home, watching.address)]
    path = _path(watching.home, watching.address)
    write_text(path, json.dumps(records[:KEPT], indent=1, ensure_ascii=False), private=True)


def _path(home: Path, address: str) -> Path:
    """A file by the address's digest: an address may hold a path, a name, a host."""
    name = sha256(address.encode()).hexdigest()[:16]
    return home / FOLDER / TROUBLES / f"{name}.json"
