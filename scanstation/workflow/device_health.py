"""Which devices cannot be relied on: their drivers crashed or hung again and again.

::

    well --a worker crashes, hangs or delivers garbage: the second time in one batch,
      ^                                                 the third time within 30 days--> marked
      +--a person takes the mark away, or 20 good feeds in a row-------------------------+

A mark forbids nothing: it is shown, said before a feed, and a person may feed all the same.
Jams and double feeds are the paper's fault and do not count; nor does a device that its own
driver reports as gone (a cable, a switch), which is only written down.

``HOME/devices/health.json`` belongs to the station, as its devices do, not to a tenant.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from scanstation.errors import BadFrame, DeviceError, DeviceLost, Text
from scanstation.settings.atomic_file import write_text
from scanstation.store.lock import FileLock

Kind = Literal["crash", "hang", "bad_frame", "lost"]

FOLDER, FILE, LOCK = "devices", "health.json", ".health.lock"
PERIOD = timedelta(days=30)
IN_PERIOD = 3
"""One crash is an accident, two may have one cause (an update, a bad cable); three in a month are
the driver's habit."""
IN_BATCH = 2
"""Twice in one stack the operator had to put sheets back: nobody wants to wait for the third."""
GOOD_FEEDS = 20
"""In a row. A driver that fails in one feed of ten gets through them once in eight."""
KEPT = 20
"""Failures of a device that are remembered."""
COUNTED: frozenset[Kind] = frozenset({"crash", "hang", "bad_frame"})

KIND_WORDS: dict[Kind, Text] = {
    "crash": Text("abgestürzt", "crashed"),
    "hang": Text("hängen geblieben", "hung"),
    "bad_frame": Text("unbrauchbares Bild", "unusable image"),
    "lost": Text("Verbindung verloren", "connection lost"),
}
MARKED = Text("⚠ auffällig", "⚠ unreliable")
SAID = Text(
    "Der Treiber dieses Geräts hat {count}-mal versagt (Absturz, Hänger oder unbrauchbares Bild), "
    "zuletzt am {day}. Gesichertes bleibt sicher, der Einzug kann aber wieder abbrechen.",
    "The driver of this device failed {count} times (crash, hang, unusable image), last on {day}. "
    "What is safe stays safe, but the feed may break off again.",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a driver did; ``time`` is UTC in ISO 8601, ``batch`` an id."""

    time: str
    kind: Kind
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a device.

    Attributes:
        failures: the newest last.
        good_feeds: feeds since the last failure that ended as they should.
        cleared: time since which failures count, empty for ever.
        cleared_by: who took the mark away; empty if good feeds did.
    """

    failures: tuple[Failure, ...] = ()
    good_feeds: int = 0
    cleared: str = ""
    cleared_by: str = ""

    def counting(self, now: datetime) -> tuple[Failure, ...]:
        """Return the failures that count for the mark."""
        since = max((now - PERIOD).isoformat(timespec="seconds"), self.cleared)
        return tuple(one for one in self.failures if one.kind in COUNTED and one.time > since)

    def marked(self, now: datetime) -> bool:
        """Whether the device is marked."""
        counting = self.counting(now)
        batches = Counter(one.batch for one in counting if one.batch)
        return len(counting) >= IN_PERIOD or max(batches.values(), default=0) >= IN_BATCH

    def failed(self, failure: Failure) -> Health:
        """Return this after another failure."""
        return replace(self, failures=(*self.failures, failure)[-KEPT:], good_feeds=0)

    def fed_well(self, now: datetime) -> Health:
        """Return this after a good feed; enough of them take the mark away."""
        if self.good_feeds + 1 < GOOD_FEEDS:
            return replace(self, good_feeds=self.good_feeds + 1)
        return replace(self, good_feeds=0, cleared=stamp(now), cleared_by="")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked device, as it is shown.

    Attributes:
        count: how many failures count.
        said: the sentence before a feed.
    """

    count: int
    said: Text


def kind_of(error: DeviceError) -> Kind | None:
    """Return which failure an error is, None for paper, options and people."""
    if isinstance(error, BadFrame):
        return "bad_frame"
    if not isinstance(error, DeviceLost):
        return None
    ended = error.details.get("worker")
    return "crash" if ended == "crash" else "hang" if ended == "hang" else "lost"


def stamp(now: datetime) -> str:
    """Return a time as the file writes it."""
    return now.astimezone(UTC).isoformat(timespec="seconds")


class HealthBook:
    """The station's file about its devices; several processes may write it.

    Args:
        home: the folder of everything that the station keeps.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FOLDER / FILE

    def read(self) -> dict[str, Health]:
        """Return what is known, by device address; a file that is none counts as empty."""
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return {address: _health(one) for address, one in content["devices"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}  # marks are advice: a damaged file must not keep anybody from scanning

    def marks(self, now: datetime) -> dict[str, Mark]:
        """Return the devices that are marked."""
        return {address: _mark(one, now) for address, one in self.read().items() if one.marked(now)}

    def failed(self, address: str, failure: Failure) -> None:
        """Write a failure down.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._changing() as devices:
            devices[address] = devices.get(address, Health()).failed(failure)

    def fed_well(self, address: str, now: datetime) -> None:
        """Count a good feed of a device that ever failed; others are not written down.

        Raises:
            StoreError: the file cannot be written.
        """
        known = self.read().get(address)
        if known is None or not known.counting(now):
            return
        with self._changing() as devices:
            devices[address] = devices.get(address, Health()).fed_well(now)

    def clear(self, address: str, by: str, now: datetime) -> bool:
        """Take the mark away; return whether the device ever failed.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._changing() as devices:
            if address not in devices:
                return False
            former = devices[address]
            devices[address] = replace(former, good_feeds=0, cleared=stamp(now), cleared_by=by)
        return True

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Health]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_name(LOCK), name=FILE, wait=True):
            devices = self.read()
            yield devices
            content = {"version": 1, "devices": {key: asdict(one) for key, one in devices.items()}}
            write_text(self._path, json.dumps(content, indent=1, ensure_ascii=False), private=True)


def _health(content: Mapping[str, object]) -> Health:
    failures = content["failures"]
    if not isinstance(failures, list):
        raise TypeError(failures)
    return Health(
        failures=tuple(Failure(**one) for one in failures),
        good_feeds=int(str(content["good_feeds"])),
        cleared=str(content["cleared"]),
        cleared_by=str(content["cleared_by"]),
    )


def _mark(health: Health, now: datetime) -> Mark:
    counting = health.counting(now)
    day = counting[-1].time[:10]
    german = ".".join(reversed(day.split("-")))
    return Mark(
        len(counting),
        Text(
            SAID.say("de", count=len(counting), day=german),
            SAID.say("en", count=len(counting), day=day),
        ),
    )
